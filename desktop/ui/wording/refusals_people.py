"""What is told about people, PINs and rights."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "needs_approval": (
        (
            "Accord nécessaire",
            "Ce geste demande l'accord d'un responsable.",
            "Un responsable tape son code.",
        ),
        (
            "Approval needed",
            "This takes a manager's approval.",
            "Have a manager type the PIN.",
        ),
    ),
    "cannot_approve": (
        (
            "Un autre responsable",
            "Cette personne ne peut pas donner cet accord.",
            "Choisissez quelqu'un qui en a le droit.",
        ),
        (
            "Another manager",
            "This person cannot approve this.",
            "Choose somebody who may.",
        ),
    ),
    "role_above_yours": (
        (
            "Réservé au propriétaire",
            "Ce rôle se décide plus haut.",
            "Demandez à un propriétaire de le faire.",
        ),
        ("For the owner", "This role is decided higher up.", "Ask an owner to do it."),
    ),
    "last_owner": (
        (
            "Il faut un propriétaire",
            "Sans lui, plus personne ne pourrait ouvrir les réglages.",
            "Nommez d'abord un autre propriétaire, avec son code.",
        ),
        (
            "An owner has to stay",
            "Without one nobody could open the settings any more.",
            "Make somebody else an owner first, with a PIN.",
        ),
    ),
    "owner_pin_first": (
        (
            "Le propriétaire d'abord",
            "Le premier code de la boutique est celui d'un propriétaire.",
            "Choisissez le vôtre, puis donnez ceux de l'équipe.",
        ),
        (
            "The owner first",
            "The first PIN of the shop is an owner's.",
            "Choose yours, then give the team theirs.",
        ),
    ),
    "person_unnamed": (
        ("Il manque le nom", "Chacun a un nom ici.", "Un prénom suffit."),
        ("The name is missing", "Everybody has a name here.", "A first name will do."),
    ),
    "unknown_person": (
        (
            "Personne de ce nom",
            "« {text} » ne désigne pas une personne d'ici.",
            "Touchez un nom dans la liste.",
        ),
        ("Nobody of that name", "“{text}” means nobody here.", "Touch a name in the list."),
    ),
    "pin_weak": (
        (
            "Code trop simple",
            "Il faut de quatre à huit chiffres, pas tous les mêmes.",
            "Choisissez-en un autre.",
        ),
        (
            "PIN too simple",
            "It takes four to eight digits, not all the same.",
            "Choose another one.",
        ),
    ),
    "pin_missing": (
        (
            "Pas encore de code",
            "{name} n'a pas encore de code.",
            "Un responsable le donne dans Réglages, Équipe.",
        ),
        (
            "No PIN yet",
            "{name} has no PIN yet.",
            "A manager gives one in Settings, People.",
        ),
    ),
    "pin_wrong": (
        ("Ce n'est pas le code", "Le code tapé n'est pas le bon.", "Tapez-le encore."),
        ("Not the PIN", "The PIN typed is not the one.", "Type it again."),
    ),
    "pin_wait": (
        (
            "Attendez {seconds} s",
            "Plusieurs codes n'étaient pas le bon.",
            "Réessayez dans {seconds} secondes.",
        ),
        (
            "Wait {seconds} s",
            "Several PINs were not the one.",
            "Try again in {seconds} seconds.",
        ),
    ),
}
