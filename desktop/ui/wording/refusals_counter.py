"""What is told at the counter: selling, the till, orders."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "till_closed": (
        (
            "Caisse fermée",
            "La caisse n'est pas ouverte.",
            "Ouvrez-la (F5), puis reprenez ici : rien n'est perdu.",
        ),
        ("Till closed", "The till is not open.", "Open it (F5), then go on here: nothing is lost."),
    ),
    "till_already_open": (
        ("Caisse déjà ouverte", "La journée est déjà commencée.", "Vous pouvez vendre."),
        ("Till already open", "The day has already begun.", "You can sell."),
    ),
    "cart_empty": (
        ("Ticket vide", "Il n'y a rien à encaisser.", "Scannez un article."),
        ("Empty ticket", "There is nothing to pay.", "Scan an item."),
    ),
    "not_enough_tendered": (
        ("Il manque {missing}", "Ce qui est donné ne suffit pas.", "Complétez le règlement."),
        ("{missing} is missing", "What was given is not enough.", "Complete the payment."),
    ),
    "no_change_possible": (
        (
            "Trop de {over}",
            "Ce moyen de paiement ne rend pas la monnaie.",
            "Tapez le montant exact, ou rendez sur des espèces.",
        ),
        ("{over} too much", "This means gives no change.", "Type the exact amount, or use cash."),
    ),
    "tender_out_of_range": (
        (
            "Montant refusé",
            "{amount} ne peut pas être encaissé.",
            "Tapez un montant plus grand que zéro.",
        ),
        ("Amount refused", "{amount} cannot be taken.", "Type an amount above zero."),
    ),
    "too_many_tenders": (
        ("Trop de règlements", "Un ticket accepte {limit} règlements.", "Retirez-en un."),
        ("Too many payments", "A ticket takes {limit} payments.", "Take one back."),
    ),
    "no_such_tender": (
        ("Règlement introuvable", "Ce règlement a déjà été retiré.", "Continuez."),
        ("Payment not found", "This payment was already taken back.", "Go on."),
    ),
    "meal_voucher_too_high": (
        (
            "Titre-restaurant trop élevé",
            "Ces articles acceptent {allowed} en titres-restaurant.",
            "Réglez le reste autrement.",
        ),
        (
            "Meal voucher too high",
            "These items accept {allowed} in meal vouchers.",
            "Pay the rest another way.",
        ),
    ),
    "amount_out_of_range": (
        (
            "Montant refusé",
            "Ce montant est hors de ce que la caisse accepte.",
            "Vérifiez les chiffres.",
        ),
        ("Amount refused", "This amount is beyond what the till accepts.", "Check the figures."),
    ),
    "reason_missing": (
        ("Motif manquant", "Ce geste est noté au journal avec sa raison.", "Donnez un motif."),
        ("Reason missing", "This is noted in the journal with its reason.", "Give a reason."),
    ),
    "quantity_out_of_range": (
        (
            "Quantité refusée",
            "Cette quantité est hors de ce que la caisse accepte.",
            "Vérifiez les chiffres.",
        ),
        (
            "Quantity refused",
            "This quantity is beyond what the till accepts.",
            "Check the figures.",
        ),
    ),
    "wrong_unit": (
        ("Autre unité", "Cet article se compte autrement.", "Tapez la quantité dans son unité."),
        ("Another unit", "This item is counted differently.", "Type the quantity in its unit."),
    ),
    "too_many_lines": (
        (
            "Ticket trop long",
            "Un ticket compte au plus {limit} lignes.",
            "Encaissez celui-ci, puis commencez le suivant.",
        ),
        (
            "Ticket too long",
            "A ticket holds {limit} lines at most.",
            "Take payment, then begin the next one.",
        ),
    ),
    "no_such_line": (
        ("Ligne introuvable", "Cette ligne n'est plus sur le ticket.", "Continuez."),
        ("Line not found", "This line is no longer on the ticket.", "Go on."),
    ),
    "discount_out_of_range": (
        ("Remise refusée", "Une remise va de 0 à 100 %.", "Tapez une autre valeur."),
        ("Discount refused", "A discount is between 0 and 100 %.", "Type another value."),
    ),
    "discount_not_allowed": (
        ("Prix fixe", "{label} ne peut pas être remisé.", "Faites la remise sur un autre article."),
        ("Fixed price", "{label} cannot be discounted.", "Discount another item."),
    ),
    "unknown_sale": (
        (
            "Ticket introuvable",
            "Aucun ticket d'ici ne porte « {text} ».",
            "Scannez le ticket, ou choisissez-le dans la liste.",
        ),
        (
            "Ticket not found",
            "No ticket here has “{text}”.",
            "Scan the ticket, or choose it in the list.",
        ),
    ),
    "refund_of_refund": (
        (
            "C'est déjà un retour",
            "Le ticket {number} est lui-même un retour.",
            "Cherchez le ticket de vente.",
        ),
        (
            "Already a return",
            "Ticket {number} is itself a return.",
            "Look for the ticket of the sale.",
        ),
    ),
    "nothing_to_refund": (
        (
            "Tout est déjà repris",
            "Le ticket {number} n'a plus rien à reprendre.",
            "Vérifiez le numéro.",
        ),
        (
            "Everything came back already",
            "Nothing is left on ticket {number}.",
            "Check the number.",
        ),
    ),
    "more_than_bought": (
        ("Plus que vendu", "Le ticket {number} n'en a pas vendu autant.", "Diminuez la quantité."),
        ("More than was sold", "Ticket {number} did not sell that many.", "Lower the quantity."),
    ),
    "line_named_twice": (
        (
            "Ligne nommée deux fois",
            "Le ticket {number} est repris deux fois sur la même ligne.",
            "Reprenez la ligne une seule fois.",
        ),
        (
            "Line named twice",
            "Ticket {number} is taken back twice on one line.",
            "Name the line once.",
        ),
    ),
    "unknown_parked_cart": (
        ("Déjà repris", "Quelqu'un a déjà repris ce ticket.", "Voyez l'autre poste."),
        (
            "Already resumed",
            "Somebody has already taken this ticket up.",
            "Look at the other till.",
        ),
    ),
    "unknown_order": (
        ("Commande introuvable", "Cette commande n'est pas ici.", "Revenez à la liste (F2)."),
        ("Order not found", "This order is not here.", "Go back to the list (F2)."),
    ),
    "unknown_line": (
        (
            "Article introuvable",
            "Cette ligne n'est plus dans la commande.",
            "Revenez à la commande.",
        ),
        ("Item not found", "This line is no longer in the order.", "Go back to the order."),
    ),
    "order_step_refused": (
        (
            "La commande a changé",
            "Elle n'en est plus à cette étape.",
            "Voici où elle en est maintenant.",
        ),
        ("The order has changed", "It is no longer at this step.", "Here is where it stands now."),
    ),
    "order_not_in_preparation": (
        (
            "Pas en préparation",
            "Cette commande n'est pas en cours de préparation.",
            "Touchez « Préparer » d'abord.",
        ),
        ("Not in preparation", "This order is not being prepared.", "Touch “Prepare” first."),
    ),
    "order_lines_open": (
        (
            "Pas encore complète",
            "Il reste {count} article(s) à décider.",
            "Mettez-les dans le sac, ou signalez ce qui manque.",
        ),
        (
            "Not complete yet",
            "{count} item(s) are still undecided.",
            "Bag them, or mark what is missing.",
        ),
    ),
    "line_is_decided": (
        (
            "Déjà décidé",
            "Cette ligne n'est plus à préparer.",
            "Annulez la décision d'abord, avec la flèche à sa droite.",
        ),
        (
            "Decided already",
            "This line is no longer to be prepared.",
            "Undo the decision first, with the arrow on its right.",
        ),
    ),
    "nothing_to_offer": (
        (
            "Rien à proposer",
            "Aucun article approchant n'est en rayon.",
            "Laissez la ligne sans remplacement : elle ne sera pas facturée.",
        ),
        (
            "Nothing to offer",
            "Nothing alike is on the shelf.",
            "Leave the line without a replacement: it is not charged.",
        ),
    ),
    "too_many_orders": (
        (
            "Trop de commandes à la fois",
            "Une tournée en prend {n} au plus.",
            "Préparez celles-ci d'abord, puis les autres.",
        ),
        (
            "Too many orders at once",
            "One walk takes {n} at most.",
            "Prepare these first, then the others.",
        ),
    ),
    "no_such_bag": (
        ("Pas de sac {bag}", "Cette commande n'a pas autant de sacs.", "Vérifiez leur nombre."),
        ("No bag {bag}", "This order has fewer bags.", "Check how many there are."),
    ),
    "order_is_empty": (
        (
            "Rien à remettre",
            "Tous les articles manquent.",
            "Annulez la commande, ou proposez autre chose.",
        ),
        (
            "Nothing to hand over",
            "Every item is missing.",
            "Cancel the order, or offer something else.",
        ),
    ),
    "order_already_paid": (
        (
            "Déjà payée",
            "La commande {number} est payée : il n'y a rien à encaisser.",
            "Remettez le sac sans encaisser.",
        ),
        (
            "Already paid",
            "Order {number} is paid: there is nothing to take.",
            "Hand the bag over without a payment.",
        ),
    ),
    "order_unpaid": (
        (
            "Reste {amount} à encaisser",
            "Cette commande n'est pas payée.",
            "Encaissez, puis remettez.",
        ),
        ("{amount} left to pay", "This order is not paid.", "Take payment, then hand over."),
    ),
    "code_refused": (
        (
            "Ne pas remettre",
            "Ce code n'est pas celui de la commande.",
            "Demandez le message d'origine au client.",
        ),
        (
            "Do not hand over",
            "This is not the order's code.",
            "Ask the customer for the original message.",
        ),
    ),
    "hand_over_unproven": (
        (
            "Sans code ni raison",
            "Une remise sans code se justifie.",
            "Dites pourquoi le client n'a pas son code.",
        ),
        (
            "No code and no reason",
            "Handing over without a code needs a reason.",
            "Say why the customer has no code.",
        ),
    ),
}
