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
    "display.articles": ("{n} ligne|{n} lignes", "{n} line|{n} lines"),
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
    "pole.total": ("Total", "Total"),
    "pole.due": ("À payer", "To pay"),
    "pole.paid": ("Payé", "Paid"),
    "pole.change": ("Monnaie", "Change"),
    "pole.thanks": ("Merci, à bientôt", "Thank you"),
    "pole.pickup_upper": ("Présentez votre", "Please show your"),
    "pole.pickup_lower": ("code de retrait", "pickup code"),
    "pole.settings": ("Afficheur sur pied, deux lignes", "Pole display, two rows"),
    "pole.tried": (
        "Essai envoyé : deux lignes doivent se lire sur l'afficheur.",
        "Test sent: two rows should be readable on the display.",
    ),
    "device.none": ("Aucun", "None"),
    "device.network": ("Sur le réseau…", "On the network…"),
    "device.speed": ("Vitesse", "Speed"),
    "device.speed_usual": ("Vitesse habituelle", "Usual speed"),
    "device.speed_of": ("{baud} bauds", "{baud} baud"),
    "device.place": ("Adresse sur le réseau", "Address on the network"),
    "device.absent": ("{port} (débranché)", "{port} (unplugged)"),
    "device.test": ("Essayer", "Try"),
    "pole.trial": ("Essai réussi", "The test went well"),
    "scale.settings": ("Balance du comptoir", "Counter scale"),
    "scale.settings_how": (
        (
            "Pour vendre au poids, la balance doit être un instrument vérifié, vignette verte à"
            " jour (décret 2001-387). Le poids lu se confirme toujours à la main."
        ),
        (
            "To sell by weight, the scale must be a verified instrument with a valid green sticker"
            " (décret 2001-387). A weight that was read is always confirmed by hand."
        ),
    ),
    "scale.port": ("Où elle est branchée", "Where it is plugged in"),
    "scale.dialect": ("Son protocole", "Its protocol"),
    "scale.weighs": ("Elle répond : {weight}.", "It answers: {weight}."),
    "scale.read": ("Lire la balance  {key}", "Read the scale  {key}"),
    "scale.told": ("{title}. {next_step}", "{title}. {next_step}"),
    "keys.weigh": ("Lire la balance", "Read the scale"),
}
