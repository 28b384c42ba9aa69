"""What is told about the pace of online orders, their alarms and the opening hours."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "wrong_hours": (
        (
            "Horaires illisibles",
            "« {text} » ne se lit pas comme des heures d'ouverture.",
            "Écrivez par exemple 9h-12h30, 14h-19h ; rien pour un jour fermé.",
        ),
        (
            "Hours not understood",
            "“{text}” does not read as opening hours.",
            "Write for example 9:00-12:30, 14:00-19:00; nothing for a closed day.",
        ),
    ),
    "order_is_packed": (
        (
            "Déjà prête",
            "Les sacs de cette commande sont faits.",
            "« Revenir à l'étape d'avant » les rouvre.",
        ),
        (
            "Ready already",
            "The bags of this order are packed.",
            "“Back to the step before” opens them again.",
        ),
    ),
    "order_has_left": (
        (
            "Déjà remise",
            "Cette commande a quitté la boutique.",
            "L'article va dans une autre commande, ou en rayon.",
        ),
        (
            "Gone already",
            "This order has left the shop.",
            "The item goes into another order, or back to its shelf.",
        ),
    ),
    "order_came_to_nothing": (
        (
            "Commande terminée",
            "Cette commande n'est plus à préparer.",
            "Remettez en rayon ce qui était dans son sac.",
        ),
        (
            "Order ended",
            "This order is no longer to be prepared.",
            "Put what was in its bag back on the shelves.",
        ),
    ),
    "ladder_too_long": (
        (
            "Trop d'étapes",
            "Une alerte a {most} étapes au plus.",
            "Retirez-en une.",
        ),
        (
            "Too many steps",
            "An alarm has {most} steps at most.",
            "Take one away.",
        ),
    ),
    "ladder_minutes": (
        (
            "Délai impossible",
            "Une étape vient entre 0 et {most} minutes.",
            "Donnez un nombre de minutes.",
        ),
        (
            "Impossible delay",
            "A step comes between 0 and {most} minutes.",
            "Give a number of minutes.",
        ),
    ),
    "ladder_address": (
        (
            "Adresse incomplète",
            "« {address} » n'est pas une adresse où prévenir quelqu'un.",
            "Donnez une adresse e-mail, ou une adresse qui commence par https://.",
        ),
        (
            "Incomplete address",
            "“{address}” is no address to reach anybody at.",
            "Give an e-mail address, or one that begins with https://.",
        ),
    ),
    "rule_bound": (
        (
            "Limite illisible",
            "« {text} » n'est pas un nombre.",
            "Écrivez un nombre, par exemple 10.",
        ),
        (
            "Limit not understood",
            "“{text}” is not a number.",
            "Write a number, for example 10.",
        ),
    ),
    "delay_is_none": (
        (
            "Pas un retard",
            "La commande est déjà promise pour ce moment ou plus tard.",
            "Choisissez une heure après celle qui est promise.",
        ),
        (
            "No delay",
            "The order is already promised for then or later.",
            "Choose a time after the one that is promised.",
        ),
    ),
    "delay_too_long": (
        (
            "Trop loin",
            "Une commande se retarde de {days} jours au plus.",
            "Refusez-la ou annulez-la, avec un mot au client.",
        ),
        (
            "Too far",
            "An order is put off by {days} days at most.",
            "Turn it down or cancel it, with a word to the customer.",
        ),
    ),
    "promise_past": (
        (
            "Heure passée",
            "L'heure promise avant le retard est passée : le client garde la nouvelle.",
            "Annoncez une autre heure, ou préparez-la dès que possible.",
        ),
        (
            "Time past",
            "The time promised before the delay has passed: the customer keeps the new one.",
            "Tell another time, or prepare it as soon as you can.",
        ),
    ),
    "end_is_past": (
        (
            "Déjà passé",
            "Ce moment est passé.",
            "Choisissez une fin à venir.",
        ),
        (
            "Already past",
            "That moment is past.",
            "Choose an end to come.",
        ),
    ),
}
