"""Words of the customer's display, read from two metres, and of its settings."""

TEXTS: dict[str, tuple[str, str]] = {
    "display.title": ("Affichage client", "Customer display"),
    "display.hello": ("Bonjour", "Hello"),
    "display.on_demand": (
        "Le ticket n'est imprimé que si vous le demandez.",
        "Your receipt is printed only if you ask for it.",
    ),
    "display.total": ("Total", "Total"),
    "display.owed": ("À vous rendre", "Owed to you"),
    "display.saved": ("Vous économisez {amount}", "You save {amount}"),
    "display.paid": ("Payé", "Paid"),
    "display.due": ("Reste à payer", "Still to pay"),
    "display.change": ("Votre monnaie", "Your change"),
    "display.refunded": ("Remboursé", "Refunded"),
    "display.thanks": ("Merci, et à bientôt", "Thank you, see you soon"),
    "display.pickup": ("Présentez votre code de retrait", "Show your pickup code"),
    "display.pickup_how": (
        "Sur votre téléphone ou sur papier.",
        "On your telephone or on paper.",
    ),
    "display.of": ("{quantity} × {price}", "{quantity} × {price}"),
    "display.training": (
        "Formation : rien n'est vendu",
        "Training: nothing is being sold",
    ),
    "display.settings": ("Affichage client", "Customer display"),
    "display.settings_how": (
        "Le client y lit ce qu'il achète et ce qu'il paie, rien d'autre.",
        "Customers read what they buy and pay there, nothing else.",
    ),
    "display.none": ("Aucun", "None"),
    "display.screen": ("Deuxième écran", "Second screen"),
    "display.window": ("Une fenêtre", "A window"),
}
