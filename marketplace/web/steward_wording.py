"""What the steward's pages say."""

STEWARD: dict[str, tuple[str, str]] = {
    "mail_steward_subject": (
        "Appelez {shop} : personne n’a vu la commande {number}",
        "Call {shop}: nobody has seen order {number}",
    ),
    "mail_steward": (
        (
            "La commande {number} attend chez {shop} depuis {placed} et personne n’y a confirmé "
            "l’avoir vue.\nElle est promise {promised}.\n\nTéléphone de la boutique : {phone}"
        ),
        (
            "Order {number} has been waiting at {shop} since {placed} and nobody there has confirmed "
            "having seen it.\nIt is promised {promised}.\n\nThe shop’s telephone: {phone}"
        ),
    ),
    "steward_home": ("Référent du marché", "The town’s steward"),
    "steward_calls": ("Commandes que personne n’a vues", "Orders nobody has seen"),
    "steward_calls_lead": (
        "Personne n’a réagi à la boutique : appelez-la. Une commande part d’ici dès qu’on l’y a vue.",
        "Nobody at the shop has reacted: call it. An order leaves this list once somebody there has seen it.",
    ),
    "steward_call_number": ("Commande {number}", "Order {number}"),
    "steward_call_placed": (
        "Passée {placed}, promise {promised}",
        "Placed {placed}, promised {promised}",
    ),
    "steward_no_phone": ("Aucun téléphone connu", "No telephone known"),
    "steward_call_taken": ("Je m’en occupe", "I will see to it"),
    "steward_call_taken_for": ("Je m’en occupe : {shop}", "I will see to it: {shop}"),
    "steward_called": ("Prise en charge {when}", "Taken on {when}"),
    "steward_title": ("Photos confiées par les commerces", "Pictures the shops handed over"),
    "steward_lead": (
        "Dites ce que montrent les photos. Rien n’est en ligne avant que le commerce dise oui.",
        "Say what the pictures show. Nothing is online before the shop says yes.",
    ),
    "steward_empty": ("Rien n’attend.", "Nothing waits."),
    "steward_pictures": ("{n} photo|{n} photos", "{n} picture|{n} pictures"),
    "steward_coming": (
        "{n} photo est encore en route.|{n} photos sont encore en route.",
        "{n} picture is still on its way.|{n} pictures are still on their way.",
    ),
    "steward_since": ("Confié {when}", "Handed over {when}"),
    "steward_note": ("Le mot du commerce", "What the shop says"),
    "steward_code": ("Code-barres {code}", "Barcode {code}"),
    "steward_open": ("Décrire ce produit", "Describe this product"),
    "steward_picture_of": ("Photo {n} de {shop}", "Picture {n} from {shop}"),
    "steward_first": ("La photo à montrer d’abord", "The picture to show first"),
    "steward_name": ("Nom du produit", "Name of the product"),
    "steward_brand": ("Marque (facultatif)", "Brand (optional)"),
    "steward_section": ("Rayon (facultatif)", "Section (optional)"),
    "steward_description": ("Description (facultatif)", "Description (optional)"),
    "steward_send": ("Envoyer au commerce", "Send to the shop"),
    "steward_back": ("Retour à la liste", "Back to the list"),
    "steward_sent": ("Envoyé : le commerce le confirmera.", "Sent: the shop will confirm it."),
    "steward_name_missing": ("Indiquez le nom du produit.", "Enter the name of the product."),
    "steward_too_long": (
        "C’est trop long : {limit} signes au plus.",
        "Too long: {limit} signs at most.",
    ),
}
"""Key -> French, English."""
