"""What is told when a small device of the counter does not do what it is asked."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "device_address": (
        (
            "Adresse à corriger",
            "« {address} » n'est pas une adresse d'appareil.",
            "Choisissez un port dans la liste, ou écrivez tcp://192.168.1.60:4001.",
        ),
        (
            "Address to correct",
            "'{address}' is no address of a device.",
            "Choose a port from the list, or write tcp://192.168.1.60:4001.",
        ),
    ),
    "pole_unreachable": (
        (
            "L'afficheur ne répond pas",
            "Rien ne s'affiche sur {address}.",
            "Allumez-le, vérifiez le câble, puis réessayez ; la caisse vend quand même.",
        ),
        (
            "The pole display does not answer",
            "Nothing shows on {address}.",
            "Switch it on, check the cable, then try again; the till sells all the same.",
        ),
    ),
    "no_scale": (
        (
            "Pas de balance",
            "Aucune balance n'est reliée à cette caisse.",
            "Saisissez le poids, ou reliez la balance dans les réglages.",
        ),
        (
            "No scale",
            "No scale is connected to this till.",
            "Type the weight, or connect the scale in the settings.",
        ),
    ),
    "scale_unreachable": (
        (
            "La balance ne répond pas",
            "Personne ne répond sur {address}.",
            "Allumez-la et vérifiez le câble, ou saisissez le poids affiché.",
        ),
        (
            "The scale does not answer",
            "Nobody answers on {address}.",
            "Switch it on and check the cable, or type the weight it shows.",
        ),
    ),
    "scale_silent": (
        (
            "La balance ne répond pas",
            "Elle est reliée mais ne dit rien.",
            "Vérifiez son réglage de communication, ou saisissez le poids affiché.",
        ),
        (
            "The scale does not answer",
            "It is connected but says nothing.",
            "Check how it is set to communicate, or type the weight it shows.",
        ),
    ),
    "scale_unreadable": (
        (
            "Réponse illisible",
            "Ce que dit la balance n'est pas un poids.",
            "Vérifiez son protocole dans les réglages, ou saisissez le poids affiché.",
        ),
        (
            "Answer unreadable",
            "What the scale says is no weight.",
            "Check its protocol in the settings, or type the weight it shows.",
        ),
    ),
    "scale_moving": (
        (
            "La balance bouge encore",
            "Le poids n'est pas stable.",
            "Attendez qu'il le soit, puis relisez.",
        ),
        (
            "The scale is still moving",
            "The weight is not steady.",
            "Wait until it is, then read again.",
        ),
    ),
    "scale_empty": (
        ("Balance vide", "Rien n'est posé dessus.", "Posez l'article, puis relisez."),
        ("Scale empty", "Nothing lies on it.", "Put the article on it, then read again."),
    ),
    "scale_unchanged": (
        (
            "Déjà pesé",
            "Rien n'a bougé depuis la dernière pesée.",
            "Soulevez l'article, reposez-le, puis relisez.",
        ),
        (
            "Weighed already",
            "Nothing has moved since the last weighing.",
            "Lift the article, put it back, then read again.",
        ),
    ),
    "scale_overloaded": (
        (
            "Trop lourd",
            "La balance ne pèse pas autant.",
            "Pesez en plusieurs fois.",
        ),
        ("Too heavy", "The scale does not weigh that much.", "Weigh in several parts."),
    ),
    "scale_below_zero": (
        (
            "Sous zéro",
            "La balance indique moins que rien.",
            "Videz le plateau, remettez-la à zéro, puis relisez.",
        ),
        (
            "Below zero",
            "The scale shows less than nothing.",
            "Empty the pan, set it to zero, then read again.",
        ),
    ),
    "scale_locked": (
        (
            "Balance verrouillée",
            "Elle demande une clé que seul son fabricant possède.",
            "Saisissez le poids affiché ; son installateur peut choisir un autre protocole.",
        ),
        (
            "Scale locked",
            "It asks for a key that only its maker has.",
            "Type the weight it shows; its installer can choose another protocol.",
        ),
    ),
    "scale_refuses": (
        (
            "La balance refuse",
            "Elle répond : {status}.",
            "Remettez-la à zéro et réessayez, ou saisissez le poids affiché.",
        ),
        (
            "The scale refuses",
            "It answers: {status}.",
            "Set it to zero and try again, or type the weight it shows.",
        ),
    ),
}
