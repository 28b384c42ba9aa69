"""What is told about handing orders over, and about what comes back of them."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "line_handed_over": (
        (
            "Déjà remis",
            "Une partie de la commande {number} est déjà partie.",
            "Remettez ce qui reste, et rien d'autre.",
        ),
        (
            "Handed over already",
            "A part of order {number} has left already.",
            "Hand over what is left, and nothing else.",
        ),
    ),
    "gone_while_paying": (
        (
            "Déjà remise",
            "Une autre caisse a remis la commande {number} pendant le paiement.",
            "N'encaissez plus rien, et rendez au client ce qui a été posé.",
        ),
        (
            "Handed over already",
            "Another till handed order {number} over during the payment.",
            "Take nothing more, and give back what the customer put down.",
        ),
    ),
    "changed_while_paying": (
        (
            "La commande a changé",
            "La commande {number} a changé pendant le paiement.",
            "N'encaissez plus rien : rendez ce qui a été posé, puis voyez où elle en est.",
        ),
        (
            "The order has changed",
            "Order {number} changed during the payment.",
            "Take nothing more: give back what was put down, then see where the order stands.",
        ),
    ),
    "nothing_to_hand_over": (
        (
            "Rien à remettre",
            "De la commande {number}, il ne reste rien ici.",
            "Choisissez au moins un article, ou passez au client suivant.",
        ),
        (
            "Nothing to hand over",
            "Nothing of order {number} is left here.",
            "Choose at least one item, or go on to the next customer.",
        ),
    ),
    "proxy_not_named": (
        (
            "Personne de désigné",
            "Le client de la commande {number} n'a désigné personne d'autre.",
            "Demandez au client de le faire sur la page de sa commande.",
        ),
        (
            "Nobody was named",
            "The customer of order {number} has named nobody else.",
            "Ask the customer to do so on the order's page.",
        ),
    ),
    "check_missing": (
        (
            "À vérifier avant de remettre",
            "Un article de ce sac demande une vérification.",
            "Regardez la pièce d'identité et confirmez, ou retirez l'article du sac.",
        ),
        (
            "To be checked first",
            "Something in this bag needs a check.",
            "Look at the papers and confirm, or take the item out of the bag.",
        ),
    ),
    "order_not_gone": (
        (
            "Rien à reprendre",
            "La commande {number} n'a pas encore été remise.",
            "Annulez-la sur sa page, ou laissez l'article en la remettant : rien n'est à rembourser.",
        ),
        (
            "Nothing to take back",
            "Order {number} has not been handed over yet.",
            "Cancel it on its page, or leave the item out when you hand it over: nothing is to refund.",
        ),
    ),
    "sold_elsewhere": (
        (
            "Encaissée ailleurs",
            "La commande {number} a été encaissée sur une autre caisse.",
            "Reprenez-la sur la caisse qui a son ticket.",
        ),
        (
            "Paid at another till",
            "Order {number} was paid at another till.",
            "Take it back at the till that has its ticket.",
        ),
    ),
    "paid_online": (
        (
            "Payée en ligne",
            "L'argent de la commande {number} n'est jamais passé par cette caisse.",
            "La place de marché rembourse ; ou donnez un avoir.",
        ),
        (
            "Paid online",
            "The money of order {number} never went through this till.",
            "The marketplace refunds it; or give a credit note.",
        ),
    ),
    "nothing_odd": (
        (
            "Déjà éclairci",
            "La commande {number} n'a plus rien d'étrange.",
            "Revenez à la liste.",
        ),
        (
            "Settled already",
            "There is nothing odd about order {number} any more.",
            "Go back to the list.",
        ),
    ),
    "time_not_possible": (
        (
            "Heure impossible",
            "La commande {number} n'a pas pu partir à cette heure-là.",
            "Donnez une heure entre la commande et maintenant.",
        ),
        (
            "Time not possible",
            "Order {number} cannot have left at that time.",
            "Give a time between the order and now.",
        ),
    ),
}
