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
}
