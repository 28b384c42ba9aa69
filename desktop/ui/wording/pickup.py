"""Words of handing orders over: the verdict, what waits, what is odd, what comes back."""

TEXTS: dict[str, tuple[str, str]] = {
    "pickup.title": ("Retrait d'une commande", "Collecting an order"),
    "pickup.scan": ("Scanner le code du client", "Scan the customer's code"),
    "pickup.wait": ("Le client présente son code", "The customer shows the code"),
    "pickup.wait_how": (
        (
            "Passez le lecteur sur l'écran du téléphone. Sans code : tapez le numéro de la commande,"
            " les quatre derniers chiffres suffisent."
        ),
        (
            "Point the reader at the phone's screen. No code: type the order's number, the last four"
            " digits will do."
        ),
    ),
    "pickup.waiting_here": ("Commandes prêtes", "Orders ready"),
    "pickup.none_ready": (
        "Aucune commande n'attend d'être retirée.",
        "No order is waiting to be collected.",
    ),
    "pickup.more_ready": (
        "et {n} autre : tapez son numéro ou scannez son étiquette.|et {n} autres : tapez leur numéro ou scannez leur étiquette.",
        "and {n} other: type its number or scan its label.|and {n} others: type their number or scan their label.",
    ),
    "pickup.more": ("Montrer {n} autre|Montrer {n} autres", "Show {n} other|Show {n} others"),
    "pickup.hand_over": ("Remettre", "Hand over"),
    "pickup.hand_over_how": (
        "Commande {number} · {customer}",
        "Order {number} · {customer}",
    ),
    "pickup.meant_for": ("Prévue autrement : {way}.", "Meant to go another way: {way}."),
    "pickup.not_ready": ("Pas encore prête", "Not ready yet"),
    "pickup.not_ready_how": (
        "Prévue pour {moment}. Voir ce qu'il reste à préparer.",
        "Due at {moment}. See what is left to prepare.",
    ),
    "pickup.already": ("Déjà retirée", "Already collected"),
    "pickup.already_how": ("{moment}, remise par {who}.", "{moment}, handed over by {who}."),
    "pickup.already_alone_how": ("{moment}.", "{moment}."),
    "pickup.already_returned_how": (
        "Retirée {moment}, puis rapportée à la boutique.",
        "Collected {moment}, then brought back to the shop.",
    ),
    "pickup.other_shop": ("Autre boutique", "Another shop"),
    "pickup.other_shop_named": (
        "Commande de {shop}, {address}. C'est là qu'elle attend.",
        "An order of {shop}, {address}. It waits there.",
    ),
    "pickup.other_shop_how": (
        (
            "Ce code est bon, mais aucune commande d'ici ne porte ce numéro. L'adresse est sur le"
            " téléphone du client."
        ),
        (
            "The code is sound, but no order here has this number. The address is on the customer's"
            " phone."
        ),
    ),
    "pickup.not_arrived": ("Pas sur cette caisse", "Not on this till"),
    "pickup.not_arrived_how": (
        (
            "Commande de cette boutique, que cette caisse n'a pas reçue : voyez l'autre caisse, ou"
            " scannez de nouveau quand la liaison est revenue."
        ),
        (
            "An order of this shop that this till has not received: look at the other till, or scan"
            " again once the line is back."
        ),
    ),
    "pickup.cancelled": ("Annulée", "Cancelled"),
    "pickup.cancelled_how": (
        "La commande {number} a été annulée : il n'y a rien à remettre.",
        "Order {number} was cancelled: there is nothing to hand over.",
    ),
    "pickup.expired": ("Expirée", "Expired"),
    "pickup.expired_how": (
        "La commande {number} n'a pas été retirée à temps.",
        "Order {number} was not collected in time.",
    ),
    "pickup.refused": ("Refusée", "Turned down"),
    "pickup.refused_how": (
        "La boutique avait refusé la commande {number}.",
        "The shop had turned order {number} down.",
    ),
    "pickup.forged": ("Ne pas remettre", "Do not hand over"),
    "pickup.forged_how": (
        "Le numéro existe, mais pas avec ce code. Demandez le message d'origine au client.",
        "The number exists, but not with this code. Ask the customer for the original message.",
    ),
    "pickup.away": ("Pas ici", "Not here"),
    "pickup.away_how": (
        "La commande {number} est en tournée, au casier ou au point relais.",
        "Order {number} is on a round, in a locker or at a relay point.",
    ),
    "pickup.away_failed_how": (
        "La commande {number} n'a pas été remise : elle est encore en route, ou chez le point relais.",
        "Order {number} was not given: it is still on the road, or with the relay.",
    ),
    "pickup.away_out_how": (
        "La commande {number} est sur la tournée d'une autre caisse. Revenue alors que cette caisse est hors service ? Dites-le ici.",
        "Order {number} is on a round of another till. Back here while that till is out of order? Say so here.",
    ),
    "pickup.came_back_ask": (
        "Le sac est bien dans la boutique ? La caisse qui l'avait en tournée le verra.",
        "Does the bag stand in the shop? The till whose round it was on will see it.",
    ),
    "pickup.came_back": ("Elle est revenue ici", "It is back here"),
    "pickup.is_back": (
        "Commande {number} : de nouveau en boutique.",
        "Order {number} is in the shop again.",
    ),
    "pickup.parcel": ("Colis d'une autre boutique", "Another shop's parcel"),
    "pickup.parcel_how": (
        "Il est gardé ici : ouvrez « Tournées et relais ».",
        "It is kept here: open “Rounds and relay”.",
    ),
    "pickup.unknown": ("Code non reconnu", "Code not recognised"),
    "pickup.unknown_how": (
        "Vérifiez le numéro, ou augmentez la luminosité du téléphone et repassez le lecteur.",
        "Check the number, or turn the phone's brightness up and scan again.",
    ),
    "pickup.no_code": ("Sans code : dites pourquoi", "Without a code: say why"),
    "pickup.reason_id": ("Pièce d'identité", "Identity card"),
    "pickup.reason_known": ("Client connu", "Known customer"),
    "pickup.reason_phone": ("Téléphone à plat", "Phone is flat"),
    "pickup.bag": ("Dans le sac", "In the bag"),
    "pickup.give": ("Remis au client   F12", "Handed over   F12"),
    "pickup.pay": ("Encaisser {total}   F12", "Take {total}   F12"),
    "pickup.given": (
        "Commande {number} remise à {customer}.",
        "Order {number} handed over to {customer}.",
    ),
    "pickup.see_order": ("Voir la commande", "See the order"),
    "pickup.another": ("Autre code", "Another code"),
    "pickup.next": ("Client suivant", "Next customer"),
    "pickup.hand_over_said_how": (
        "Demandez le nom, sans le dire : commande {number} · {customer}",
        "Ask for the name, do not say it: order {number} for {customer}",
    ),
    "pickup.several": ("À quel nom ?", "In whose name?"),
    "pickup.several_how": (
        "{n} commande finit par ces chiffres.|{n} commandes finissent par ces chiffres : demandez le nom.",
        "{n} order ends in these digits.|{n} orders end in these digits: ask for the name.",
    ),
    "pickup.bag_place": ("Sac {bag} : {where}", "Bag {bag}: {where}"),
    "pickup.bags_place": ("Sacs {bag} : {where}", "Bags {bag}: {where}"),
    "pickup.keep_cold": ("au frais", "chilled"),
    "pickup.keep_frozen": ("surgelé", "frozen"),
    "pickup.keep_fragile": ("fragile", "fragile"),
    "pickup.counter": ("au comptoir", "at the counter"),
    "pickup.gone_before": ("déjà remis {moment}", "handed over {moment}"),
    "pickup.proxy": (
        "C'est {name}, que le client a désigné",
        "It is {name}, whom the customer named",
    ),
    "pickup.check_age": ("J'ai vérifié : 18 ans ou plus", "I have checked: 18 or over"),
    "pickup.check_identity": ("J'ai vu la pièce d'identité", "I have seen the identity papers"),
    "pickup.check_first": ("À vérifier avant de remettre", "To be checked before handing over"),
    "pickup.without_checked": ("Remettre sans ces articles", "Hand over without these items"),
    "pickup.part": ("Une partie seulement", "A part only"),
    "pickup.whole": ("Toute la commande", "The whole order"),
    "pickup.part_how": (
        "Cochez les sacs ou les articles qui partent. Le reste attend ici, et ce qui est à payer avec.",
        "Tick the bags or items that leave. The rest waits here, and so does what is to pay on it.",
    ),
    "pickup.leave_out": ("Ne pas remettre le reste", "Do not hand the rest over"),
    "pickup.leave_out_ask": (
        "{n} article ne sera ni remis ni payé, et retourne en rayon.|{n} articles ne seront ni remis ni payés, et retournent en rayon.",
        "{n} item will be neither handed over nor paid, and goes back to the shelf.|{n} items will be neither handed over nor paid, and go back to the shelf.",
    ),
    "pickup.leave_out_yes": ("Retirer de la commande", "Take out of the order"),
    "pickup.given_part": (
        "Commande {number} : une partie remise à {customer}, le reste attend.",
        "Order {number}: a part handed over to {customer}, the rest waits.",
    ),
    "pickup.rest_stands": ("Encore ici : {where}.", "Still here: {where}."),
    "pickup.not_a_code": (
        "{code} n'est pas un code de retrait, et aucun article d'ici ne le porte.",
        "{code} is no pickup code, and no item here bears it.",
    ),
    "pickup.to_the_till": ("Ouvrir à la caisse", "Open at the till"),
    "pickup.given_part_word": ("Remise en partie", "Handed over in part"),
    "pickup.take_back": ("Reprendre des articles", "Take items back"),
    "pickup.door_wait": ("Non retirées", "Not collected"),
    "pickup.door_due": ("Non retirées : {n}", "Not collected: {n}"),
    "pickup.door_later": ("Remises à la main", "Handed over by hand"),
    "pickup.door_odd": ("À éclaircir : {n}", "To look at: {n}"),
    "pickup.back": ("Revenir aux retraits (Échap)", "Back to collecting (Esc)"),
    "wait.title": ("Commandes non retirées", "Orders not collected"),
    "wait.remind_after": ("Rappeler après (jours)", "Remind after (days)"),
    "wait.end_after": ("Mettre fin après (jours)", "End after (days)"),
    "wait.never": ("jamais", "never"),
    "wait.none": ("Personne ne se fait attendre", "Nobody is late"),
    "wait.none_how": (
        "Les commandes prêtes que personne n'est venu chercher sont ici.",
        "Ready orders nobody has come for stand here.",
    ),
    "wait.today": ("depuis aujourd'hui", "since today"),
    "wait.since": ("depuis {n} jour|depuis {n} jours", "for {n} day|for {n} days"),
    "wait.at_relay": ("au point relais {shop}", "at the relay {shop}"),
    "wait.recall": ("demandez-lui de la renvoyer", "ask it to send it back"),
    "wait.reminded": ("rappel envoyé {moment}", "reminded {moment}"),
    "wait.remind": ("Rappeler", "Remind"),
    "wait.remind_spoken": ("Rappeler {customer}", "Remind {customer}"),
    "wait.reminded_it": ("{customer} reçoit un rappel.", "{customer} gets a reminder."),
    "wait.end": ("Mettre fin", "End it"),
    "wait.end_spoken": ("Mettre fin à la commande {customer}", "End the order of {customer}"),
    "wait.end_ask": (
        (
            "La commande {number} prend fin : {n} article retourne en rayon."
            "|La commande {number} prend fin : {n} articles retournent en rayon."
        ),
        (
            "Order {number} ends: {n} item goes back to the shelf."
            "|Order {number} ends: {n} items go back to the shelf."
        ),
    ),
    "wait.end_refund": ("Remboursé en ligne : {refund}.", "Refunded online: {refund}."),
    "wait.ended_it": (
        "Commande {number} terminée. À remettre en rayon : {goods}.",
        "Order {number} ended. Back to the shelf: {goods}.",
    ),
    "wait.end_reason": ("Non retirée à temps", "Not collected in time"),
    "wait.apply": ("Appliquer la règle", "Apply the rule"),
    "wait.applied": (
        "Rappels envoyés : {n}. Commandes terminées : {ended}.",
        "Reminders sent: {n}. Orders ended: {ended}.",
    ),
    "odd.title": ("À éclaircir", "To look at"),
    "odd.none": ("Rien à éclaircir", "Nothing to look at"),
    "odd.none_how": (
        "Une commande remise sur deux caisses sans réseau viendrait ici.",
        "An order handed over at two tills without network would stand here.",
    ),
    "odd.handed_over_twice": ("Remise deux fois", "Handed over twice"),
    "odd.wrong_secret": ("Remise avec un code faux", "Handed over on a wrong code"),
    "odd.handed_over_though_cancelled": (
        "Retirée alors qu'elle était annulée",
        "Taken out though it was cancelled",
    ),
    "odd.handed_over_though_expired": (
        "Retirée alors que le délai était passé",
        "Taken out though its time was over",
    ),
    "odd.handed_over_otherwise": (
        "Remise autrement que notée : articles ou prix ne concordent pas",
        "Handed over otherwise than noted: items or prices do not agree",
    ),
    "odd.packed_twice": (
        "Préparée à deux caisses : il y a un sac de trop, à remettre en rayon",
        "Packed at two tills: there is one bag too many, to be put back on the shelf",
    ),
    "odd.ask_second_bag": ("Le sac de trop est-il défait ?", "Is the bag too many unpacked?"),
    "odd.late_packed": ("Un sac est prêt : {instead}", "A bag stands ready: {instead}"),
    "odd.returned_twice": (
        "Reprise à deux caisses : vérifiez ce qui a été rendu au client, et le stock",
        "Taken back at two tills: check what the customer was given back, and the stock",
    ),
    "odd.ask_money": ("L'argent rendu est-il juste ?", "Is the money given back right?"),
    "odd.by_hub": ("remboursée par la place de marché", "refunded by the marketplace"),
    "odd.changed_while_away": (
        "Changée sur une autre caisse alors qu'elle était partie : vérifiez le sac",
        "Changed at another till when it had left already: check the bag",
    ),
    "odd.late_missing": ("{article} : noté manquant", "{article}: marked missing"),
    "odd.late_open": ("{article} : remis à préparer", "{article}: put back to be picked"),
    "odd.late_picked": (
        "{article} : noté trouvé, {quantity}",
        "{article}: marked found, {quantity}",
    ),
    "odd.late_substituted": (
        "{article} : remplacé par {instead}, {quantity}",
        "{article}: replaced by {instead}, {quantity}",
    ),
    "odd.late_left": (
        "{article} : parti dans le sac, alors qu'il était noté manquant",
        "{article}: left in the bag, though it was marked missing",
    ),
    "odd.late_left_out": (
        "{article} : pas dans le sac, alors qu'il était à remettre",
        "{article}: not in the bag, though it was to be handed over",
    ),
    "odd.late_cancelled": ("Annulation demandée", "Its cancellation was asked for"),
    "odd.late_expired": ("Notée non retirée", "Marked as not collected"),
    "odd.late_sent": (
        "Partie alors qu'elle était reprise en préparation",
        "It left when it had been taken back to be prepared",
    ),
    "odd.ask_bag": ("Le sac est-il juste ?", "Is the bag right?"),
    "odd.checked": ("C'est vérifié", "It has been checked"),
    "news.what_away": (
        "changée sur une autre caisse alors qu'elle était partie, voyez « À éclaircir »",
        "changed at another till when it had left, see “To look at”",
    ),
    "odd.by_locker": ("le client, au casier", "the customer, at the locker"),
    "odd.other": ("Remise autrement que prévu", "Handed over otherwise than it should"),
    "odd.parcel": ("colis de {shop}", "parcel of {shop}"),
    "odd.attempt": ("{moment} · caisse {till} · {who}", "{moment} · till {till} · {who}"),
    "odd.ticket": ("ticket {number}, {amount}", "ticket {number}, {amount}"),
    "odd.ticket_elsewhere": ("ticket d'une autre caisse", "ticket of another till"),
    "odd.no_ticket": ("sans encaissement", "nothing taken"),
    "odd.all_of_it": ("toute la commande", "the whole order"),
    "odd.ask": ("Qu'est-ce qui s'est passé ?", "What happened?"),
    "odd.left_once": ("Partie une seule fois", "It left once"),
    "odd.left_twice": ("Partie deux fois", "It left twice"),
    "odd.explained": ("Tout va bien", "All is well"),
    "odd.settled": (
        "Noté au journal : commande {number}. Un encaissement en trop se rembourse par son ticket.",
        "Kept in the journal: order {number}. A payment too many is refunded by its ticket.",
    ),
    "later.title": ("Remises faites à la main", "Handed over by hand"),
    "later.how": (
        "Cochez sur la liste papier ce qui est parti. Chaque vente est datée de maintenant et dit l'heure de la remise.",
        "Tick what has left, from the paper list. Each sale is dated now and says when it left.",
    ),
    "later.none": ("Aucune commande en cours", "No order is open"),
    "later.none_how": (
        "Une commande remise, annulée ou partie en tournée n'est pas ici.",
        "An order that was handed over, cancelled or sent on a round is not here.",
    ),
    "later.at": ("Remises le", "They left on"),
    "later.day": ("Jour de la remise", "Day they left"),
    "later.promised": ("promise {moment}", "promised {moment}"),
    "later.bad_day": ("Tapez le jour comme 24/12/2026.", "Type the day like 24/12/2026."),
    "later.to_come": (
        "Ce moment n'est pas encore passé.",
        "That moment is still to come.",
    ),
    "later.left_relay": ("déposée au relais {name}", "left at the relay {name}"),
    "later.left_locker": ("déposée dans un casier, {name}", "left in a locker, {name}"),
    "later.box": ("Casier n°", "Locker no."),
    "later.cash": ("Espèces", "Cash"),
    "later.card": ("Carte", "Card"),
    "later.cheque": ("Chèque", "Cheque"),
    "later.online": ("Payée en ligne", "Paid online"),
    "later.reason": ("Saisi après coup", "Entered afterwards"),
    "later.items": ("Articles barrés…", "Items crossed out…"),
    "later.items_how": (
        "Décochez ce qui est barré sur la liste : ni remis ni payé, retiré de la commande.",
        "Untick what the list has crossed out: neither handed over nor paid, taken out of the order.",
    ),
    "later.proxy": (
        "Remise à {name}, que le client avait désigné",
        "Given to {name}, whom the customer had named",
    ),
    "later.note": (
        "Remise {moment}, saisie après coup",
        "Handed over {moment}, entered afterwards",
    ),
    "later.enter": ("Enregistrer les remises", "Enter the hand-overs"),
    "later.entered": (
        "{n} remise enregistrée.|{n} remises enregistrées.",
        "{n} hand-over entered.|{n} hand-overs entered.",
    ),
    "later.bad_time": ("Tapez l'heure comme 14:30.", "Type the time like 14:30."),
    "back.title": ("Reprendre des articles, commande {number}", "Take items back, order {number}"),
    "back.online": (
        "Payée en ligne : la place de marché rembourse, la caisse ne rend rien.",
        "Paid online: the marketplace refunds it, the till pays nothing out.",
    ),
    "back.at_till": (
        "Payée ici : remboursée par son ticket.",
        "Paid here: refunded by its ticket.",
    ),
    "back.by_hub": ("Rembourser en ligne", "Refund online"),
    "back.credit_note": ("Donner un avoir", "Give a credit note"),
    "back.cash": ("Rendre en espèces", "Give back in cash"),
    "back.card": ("Rendre sur la carte", "Give back on the card"),
    "back.reason": ("Retour d'une commande en ligne", "Return of an online order"),
    "back.comes_to": ("À rendre {amount}", "To give back {amount}"),
    "back.comes_to_with_delivery": (
        "À rendre {amount}, dont {fee} de livraison",
        "To give back {amount}, {fee} of it for the delivery",
    ),
    "back.nothing": ("Rien à reprendre de cette commande.", "Nothing of this order can come back."),
    "back.done_by_hub": (
        "{amount} seront remboursés en ligne au client.",
        "{amount} will be refunded online.",
    ),
    "back.done": ("{amount} rendus au client.", "{amount} given back."),
}
