"""What the checkout and the order's page say of ways, questions and payments."""

ORDERS: dict[str, tuple[str, str]] = {
    # --- checkout
    "ways": ("Comment recevoir vos achats", "How to receive your purchases"),
    "way_legend": ("{shop} : comment ?", "{shop}: how?"),
    "way_collect": ("Retrait en boutique", "Collect in the shop"),
    "way_merchant": ("Livraison à domicile par la boutique", "Home delivery by the shop"),
    "way_relay": ("Point relais : {name}", "Pick-up point: {name}"),
    "way_locker": ("Casier : {name}", "Locker: {name}"),
    "way_papers": (
        "Une pièce d’identité vous sera demandée : ni point relais, ni casier pour ces achats.",
        "You will be asked for proof of age or identity: no pick-up point or locker for these.",
    ),
    "way_free": ("gratuit", "free"),
    "way_zone": ("Codes postaux : {postcodes}", "Postcodes: {postcodes}"),
    "way_minimum": ("À partir de {price} d’achats", "From {price} of purchases"),
    "way_paid": ("Payé en ligne", "Paid online"),
    "address": ("Adresse de livraison", "Delivery address"),
    "address_note": (
        "Seulement pour une livraison à domicile. Effacée 30 jours après la commande.",
        "Only for home delivery. Erased 30 days after the order.",
    ),
    "street": ("Numéro et rue", "House number and street"),
    "postcode": ("Code postal", "Postcode"),
    "city": ("Ville", "Town"),
    "detail": ("Étage, code, repère (facultatif)", "Floor, door code, landmark (optional)"),
    "phone_hint_home": (
        "La boutique n’en voit que les deux derniers chiffres, en entier si elle vous livre.",
        "The shop sees its last two digits only, all of it when it delivers to you.",
    ),
    "street_missing": ("Indiquez le numéro et la rue.", "Enter the house number and street."),
    "postcode_missing": ("Indiquez le code postal.", "Enter the postcode."),
    "city_missing": ("Indiquez la ville.", "Enter the town."),
    "postcode_elsewhere": (
        "La boutique ne livre pas à ce code postal. Choisissez un retrait.",
        "The shop does not deliver to this postcode. Choose a collection.",
    ),
    "missing_title": ("Si un article vient à manquer", "If something is missing"),
    "missing_ask": ("Me demander sur la page de commande", "Ask me on the order page"),
    "missing_ask_hint": (
        "Sans réponse à temps, l’article n’est pas facturé.",
        "Without an answer in time, it is not charged.",
    ),
    "missing_substitute": ("Remplacer par le plus proche", "Replace it by the nearest"),
    "missing_substitute_hint": ("Jamais plus cher.", "Never dearer."),
    "missing_refund": ("Ne pas le facturer", "Do not charge it"),
    "missing_refund_hint": ("Ni appel ni message.", "No call, no message."),
    "missing_wrong": ("Choisissez une des trois réponses.", "Choose one of the three answers."),
    "proxy": ("Quelqu’un d’autre peut venir (facultatif)", "Someone else may come (optional)"),
    "proxy_hint": (
        (
            "En écrivant son nom, vous acceptez que vos achats lui soient remis ; le nom est effacé "
            "30 jours après."
        ),
        (
            "By writing a name you agree that your purchases may be given to that person; the name "
            "is erased 30 days later."
        ),
    ),
    "pay_there": (
        "À la remise : au comptoir, ou à la porte pour une livraison",
        "When handed over: at the counter, or at the door for a delivery",
    ),
    "pay_online": ("Maintenant, en ligne", "Now, online"),
    "pay_online_hint": (
        (
            "Sur la page de {provider} ; la place de marché ne voit pas votre carte. Un point relais ou "
            "un casier se règle en ligne, toute la commande avec."
        ),
        (
            "On the page of {provider}; the marketplace does not see your card. A pick-up point or a "
            "locker is paid online, and the whole order with it."
        ),
    ),
    "provider_simulator": ("paiement factice", "pretended payment"),
    "fee_merchant": ("Livraison", "Delivery"),
    "fee_relay": ("Point relais", "Pick-up point"),
    "fee_locker": ("Casier", "Locker"),
    "reckon": ("Recalculer le total", "Reckon the total again"),
    "place_order_plain": (
        "Commander avec obligation de paiement",
        "Order with obligation to pay",
    ),
    "total_changed": (
        "Avec votre choix, le total est de {total}. Vérifiez, puis confirmez.",
        "With your choice the total is {total}. Please check, then confirm.",
    ),
    "way_not_offered": (
        "{shop} ne propose plus cette livraison. Choisissez-en une autre.",
        "{shop} no longer offers this way. Choose another one.",
    ),
    "below_minimum": (
        "{shop} livre à partir d’un montant plus élevé. Choisissez un retrait ou complétez le panier.",
        "{shop} delivers from a larger amount on. Choose a collection or add to the basket.",
    ),
    # --- pace
    "on_break": (
        "La boutique fait une pause. Commandes à nouveau {when}.",
        "The shop is taking a break. Orders again {when}.",
    ),
    "shop_on_break": (
        "{shop} fait une pause. Commandes à nouveau {when}.",
        "{shop} is taking a break. Orders again {when}.",
    ),
    "off_until": (
        "Momentanément indisponible. De retour {when}.",
        "Not available for now. Back {when}.",
    ),
    "product_off": (
        "« {name} » est momentanément indisponible. De retour {when}.",
        "“{name}” is not available for now. Back {when}.",
    ),
    "line_break": (
        "La boutique fait une pause. Commandes à nouveau {when} ; ou retirez-le.",
        "The shop is taking a break. Orders again {when}; or remove it.",
    ),
    "line_off": (
        "Momentanément indisponible, de retour {when}. Retirez-le pour continuer.",
        "Not available for now, back {when}. Remove it to continue.",
    ),
    # --- order page: ways
    "mode_merchant": ("Livraison à domicile", "Home delivery"),
    "mode_relay": ("Point relais", "Pick-up point"),
    "mode_locker": ("Casier", "Locker"),
    "step_delivered": ("Livrée", "Delivered"),
    "step_given": ("Remise", "Handed over"),
    "state_ready_merchant": ("Prête à partir", "Ready to leave"),
    "state_ready_relay": ("Prête, part au point relais", "Ready, leaving for the pick-up point"),
    "state_ready_locker": ("Prête, part au casier", "Ready, leaving for the locker"),
    "state_out": ("En route", "On its way"),
    "state_deposited_relay": ("Au point relais ! On vous attend.", "At the pick-up point!"),
    "state_deposited_locker": ("Dans le casier !", "In the locker!"),
    "state_failed": ("Pas encore remise", "Not handed over yet"),
    "state_part": ("Une partie est remise", "Part of it is handed over"),
    "state_unpaid": ("En attente de paiement", "Waiting for payment"),
    "carriage_failed": (
        "La remise n’a pas abouti : la boutique vous appelle.",
        "It could not be handed over: the shop will call you.",
    ),
    "state_back": ("De retour à la boutique", "Back at the shop"),
    "carriage_back": (
        "Elle n’a pu être remise : elle vous attend à la boutique. Montrez-y ce code, ou appelez.",
        "It could not be handed over and waits for you in the shop: show this code there, or call.",
    ),
    "box": ("Case {box}", "Compartment {box}"),
    "opening_code": ("Code d’ouverture, à taper sur le casier :", "Code to type at the locker:"),
    "delayed": (
        "La boutique a pris du retard et s’en excuse : au plus tard {when}.",
        "The shop is running late and apologises: no later than {when}.",
    ),
    "reminded": (
        "Votre commande vous attend : la boutique vous l’a rappelé {when}.",
        "Your order is waiting: the shop reminded you {when}.",
    ),
    "proxy_named": ("Peut aussi venir : {name}", "May come as well: {name}"),
    "delivered_at": ("Remise {when}", "Handed over {when}"),
    "line_handed": ("Remis", "Handed over"),
    "line_part_returned": ("Retourné : {quantity}", "Returned: {quantity}"),
    "pickup_hint_relay": (
        "Montrez ce code au point relais. Un proche peut le présenter pour vous.",
        "Show this code at the pick-up point. Someone else may present it for you.",
    ),
    "pickup_hint_locker": (
        "Le casier : cette page dira comment l’ouvrir dès que votre colis y est.",
        "The locker: this page will say how to open it once your parcel is in it.",
    ),
    "pickup_hint_opener": (
        "Montrez ce code à la boutique : elle vous ouvre le casier.",
        "Show this code to the shop: it opens the locker for you.",
    ),
    "pickup_hint_spare": (
        "Le casier ne s’ouvre pas ? Montrez ce code à la boutique.",
        "The locker does not open? Show this code to the shop.",
    ),
    "pickup_hint_door": (
        "Montrez ce code à la remise. Un proche peut le présenter pour vous.",
        "Show this code when it is handed over. Someone else may present it for you.",
    ),
    # --- order page: questions
    "question": ("« {label} » manque. Que voulez-vous ?", "“{label}” is missing. What now?"),
    "question_until": (
        "Réponse attendue au plus tard {when}.",
        "Please answer no later than {when}.",
    ),
    "question_then_none": (
        "Sans réponse, il n’est pas facturé.",
        "Without an answer it is not charged.",
    ),
    "question_then_first": (
        "Sans réponse, la première proposition vous est mise de côté.",
        "Without an answer, the first one proposed is put aside for you.",
    ),
    "question_saves": ("{saved} de moins", "{saved} less"),
    "question_same": ("même prix", "same price"),
    "question_none": ("Rien à la place : ne pas le facturer", "Nothing instead: do not charge it"),
    "question_phone": ("Appelez-moi", "Call me"),
    "question_send": ("Répondre", "Answer"),
    "answered_choice": ("Vous avez choisi : {label}.", "You have chosen: {label}."),
    "answered_none": (
        "Vous n’en voulez pas d’autre : pas facturé.",
        "You want nothing instead: not charged.",
    ),
    "answered_phone": ("La boutique vous appelle.", "The shop will call you."),
    "answered_late_choice": (
        "Sans réponse à temps, selon votre choix à la commande : {label}.",
        "Without an answer in time, as you chose when ordering: {label}.",
    ),
    "answered_late_none": (
        "Sans réponse à temps, selon votre choix à la commande : pas facturé.",
        "Without an answer in time, as you chose when ordering: not charged.",
    ),
    "already_answered": (
        "Vous aviez déjà répondu ; c’est votre première réponse qui vaut.",
        "You had answered already; your first answer stands.",
    ),
    "too_late_to_answer": (
        "Le délai pour répondre est passé ; la page dit ce qui a été décidé.",
        "The time to answer is over; the page says what was decided.",
    ),
    "question_closed": (
        "La boutique a déjà réglé cette ligne ; la page dit comment.",
        "The shop has settled this line already; the page says how.",
    ),
    "wrong_answer": (
        "Choisissez une des réponses proposées.",
        "Choose one of the answers offered.",
    ),
    # --- order page: payment
    "unpaid": (
        (
            "À payer {when} au plus tard. La commande part à la boutique dès qu’elle est payée ; passé ce "
            "délai, elle s’efface d’elle-même et rien n’est dû."
        ),
        (
            "To be paid no later than {when}. The order goes to the shop as soon as it is paid; after that time it "
            "is dropped and nothing is owed."
        ),
    ),
    "unpaid_dropped": (
        "La commande n’a pas été payée à temps : rien n’a été débité, rien n’est réservé.",
        "The order was not paid in time: nothing was charged, nothing is held.",
    ),
    "pay_now": ("Payer {amount}", "Pay {amount}"),
    "paid_online": ("Payé en ligne", "Paid online"),
    "paid_at_door": ("Payé à la remise", "Paid when handed over"),
    "to_pay_door": ("À payer à la remise", "To pay when handed over"),
    "refunded": (
        "Remboursement de {amount} par le même moyen de paiement.",
        "{amount} goes back to you the way you paid.",
    ),
    "to_refund": (
        "Trop-perçu de {amount}, remboursé quand la commande vous est remise.",
        "{amount} paid too much will be sent back once it is handed over.",
    ),
    "payment_failed": (
        "Le paiement n’est pas passé. Votre commande est encore réservée : réessayez.",
        "The payment did not go through. Your order is still held: try again.",
    ),
    "payment_late": (
        "Le paiement est arrivé trop tard : il vous est rendu en entier.",
        "The payment came too late: it is sent back in full.",
    ),
    "wrong_signature": (
        "Ce retour de paiement n’est pas valable.",
        "This return from the payment is not valid.",
    ),
    "wrong_amount": (
        "Le montant payé n’est pas celui de la commande. Écrivez-nous.",
        "The amount paid is not the order’s. Please write to us.",
    ),
    "provider_failed": (
        "Le service de paiement ne répond pas. Réessayez dans un instant.",
        "The payment service does not answer. Try again in a moment.",
    ),
    "sim_title": ("Paiement factice", "Pretended payment"),
    "sim_lead": (
        "Cette page remplace celle d’une banque. Aucun argent ne bouge.",
        "This page stands in for a bank’s. No money moves.",
    ),
    "sim_pay": ("Payer {amount}", "Pay {amount}"),
    "sim_fail": ("Ne pas payer", "Do not pay"),
    # --- letters
    "mail_waiting_subject": (
        "Commande {number} : personne ne l’a encore vue ({shop})",
        "Order {number}: nobody has seen it yet ({shop})",
    ),
    "mail_waiting": (
        (
            "La commande {number} attend chez {shop} depuis {placed} et personne n’a confirmé l’avoir "
            "vue.\nElle est promise {promised}.\n\nOuvrez l’écran des commandes de Comptoir pour "
            "l’accepter.\n{link}"
        ),
        (
            "Order {number} has been waiting at {shop} since {placed} and nobody has confirmed having "
            "seen it.\nIt is promised {promised}.\n\nOpen Comptoir’s orders screen to accept it.\n"
            "{link}"
        ),
    ),
    "mail_asked_subject": (
        "Une question de {shop} sur votre commande {number}",
        "A question from {shop} about your order {number}",
    ),
    "mail_asked": (
        (
            "Un article de votre commande {number} manque chez {shop}. Choisissez sur votre page de "
            "commande ce qui le remplace, rien à la place, ou d’être appelé.\n"
        ),
        (
            "An item of your order {number} is missing at {shop}. Choose on your order page what "
            "replaces it, nothing instead, or to be called.\n"
        ),
    ),
    "mail_answer_by": (
        "Votre réponse est attendue jusqu’à {until} ; sans elle, votre choix fait en commandant vaut.",
        "Your answer is awaited until {until}; without it, what you chose when ordering holds.",
    ),
    "mail_ready_subject": (
        "Votre commande {number} est prête chez {shop}",
        "Your order {number} is ready at {shop}",
    ),
    "mail_ready": (
        "Votre commande {number} est prête : vous pouvez venir la chercher chez {shop}.\n",
        "Your order {number} is ready: you can collect it at {shop}.\n",
    ),
    "mail_relayed_subject": (
        "Votre commande {number} de {shop} est à son point relais",
        "Your order {number} from {shop} is at its relay shop",
    ),
    "mail_relayed": (
        "Votre commande {number} de {shop} vous attend à votre point relais.\n",
        "Your order {number} from {shop} is waiting for you at your relay shop.\n",
    ),
    "mail_reminder_subject": (
        "Votre commande {number} vous attend chez {shop}",
        "Your order {number} is waiting at {shop}",
    ),
    "mail_reminder": (
        "Votre commande {number} est prête chez {shop} et vous attend.\n",
        "Your order {number} is ready at {shop} and waiting for you.\n",
    ),
    "mail_deposited_subject": (
        "Votre commande {number} de {shop} est dans son casier",
        "Your order {number} from {shop} is in its locker",
    ),
    "mail_deposited": (
        "Votre commande {number} de {shop} vous attend dans un casier.\n",
        "Your order {number} from {shop} is waiting for you in a locker.\n",
    ),
    "mail_no_opening_code": (
        "La boutique vous ouvre la porte : montrez-lui le code de retrait de votre page.",
        "The shop opens the door for you: show it the pickup code of your page.",
    ),
    "mail_empty_subject": (
        "Votre commande {number} chez {shop} est annulée",
        "Your order {number} at {shop} is cancelled",
    ),
    "mail_empty": (
        (
            "Aucun article de votre commande {number} n’a pu être trouvé chez {shop}. Elle est annulée "
            "et vous ne payez rien.\n"
        ),
        (
            "No item of your order {number} could be found at {shop}. It is cancelled and you pay "
            "nothing.\n"
        ),
    ),
    "mail_refunded": (
        "Ce que vous avez payé en ligne vous est rendu par le même moyen.",
        "What you paid online goes back to you the way it came.",
    ),
    "mail_code_there": (
        "Le code de retrait est sur votre page de commande.",
        "The pickup code is on your order page.",
    ),
    "mail_page": ("Votre page de commande : {link}", "Your order page: {link}"),
    "nothing_left": (
        "Aucun article n’a pu être trouvé : vous ne payez rien.",
        "No item could be found: you pay nothing.",
    ),
}
"""Key -> French, English; joined to the others by `wording`."""
