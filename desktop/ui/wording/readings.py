"""Words for what was read and belongs to no room."""

TEXTS: dict[str, tuple[str, str]] = {
    "camera.light": ("Allumer la lampe", "Put on the light"),
    "camera.dark": ("Éteindre la lampe", "Put out the light"),
    "camera.why_missing": (
        "La caméra ne répond pas. Branchez-la : elle reprend d'elle-même.",
        "The camera does not answer. Plug it in: it goes on by itself.",
    ),
    "camera.why_taken": (
        "Un autre programme se sert de la caméra. Fermez-le : elle reprend d'elle-même.",
        "Another program is using the camera. Close it: it goes on by itself.",
    ),
    "camera.why_lost": (
        "L'image s'est arrêtée. Rebranchez la caméra : elle reprend d'elle-même.",
        "The picture has stopped. Plug the camera in again: it goes on by itself.",
    ),
    "camera.again": ("Réessayer", "Try again"),
    "camera.looking": (
        "La caméra lit les codes qu'on lui montre, dans toutes les pages.",
        "The camera reads the codes it is shown, in every room.",
    ),
    "camera.gone": ("La caméra ne répond pas.", "The camera does not answer."),
    "reading.foreign": (
        "Ce code est {what}, pas un code du magasin. Rien n'a été ouvert.",
        "This code is {what}, none of the shop's. Nothing was opened.",
    ),
    "reading.foreign_shown": (
        "Ce code est {what}, pas un code du magasin : « {text} ». Rien n'a été ouvert.",
        "This code is {what}, none of the shop's: '{text}'. Nothing was opened.",
    ),
    "reading.link": ("un lien pour téléphone", "a link for a telephone"),
    "reading.wifi": ("un accès Wi-Fi", "a Wi-Fi access"),
    "reading.contact": ("une carte de visite", "a visiting card"),
    "reading.email": ("un courriel à écrire", "an e-mail to be written"),
    "reading.phone": ("un numéro de téléphone", "a telephone number"),
    "reading.message": ("un message à envoyer", "a message to be sent"),
    "reading.place": ("un lieu sur une carte", "a place on a map"),
    "reading.event": ("une date d'agenda", "a date for a diary"),
    "reading.payment": ("une demande de paiement", "a request for payment"),
    "reading.secret": ("un mot de passe à usage unique", "a one-time password"),
    "reading.parcel": (
        "Numéro de transporteur {number} : scannez plutôt l'étiquette de la commande.",
        "Carrier's number {number}: scan the order's own label instead.",
    ),
    "reading.badge_of_nobody": (
        "Ce badge n'est celui de personne qui entre ici par un code.",
        "This badge belongs to nobody who signs in here.",
    ),
    "reading.card_of_nobody": (
        "Aucun client n'a cette carte ({number}). Ouvrez sa fiche, puis scannez-la.",
        "No customer has this card ({number}). Open a record, then scan it.",
    ),
    "reading.buyer": ("{name} est sur le ticket.", "{name} is on the ticket."),
}
