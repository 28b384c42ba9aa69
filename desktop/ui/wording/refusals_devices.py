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
    "camera_taken": (
        (
            "Caméra occupée",
            "La caméra ({camera}) est là, mais un autre programme s'en sert.",
            "Fermez-le (visioconférence, logiciel de la caméra), puis réessayez.",
        ),
        (
            "Camera in use",
            "The camera ({camera}) is there, but another program is using it.",
            "Close it (a video call, the camera's own software), then try again.",
        ),
    ),
    "camera_dark": (
        (
            "La caméra ne voit que du noir",
            "L'image est toute noire.",
            "Ôtez le cache de la caméra ou allumez la lumière, puis reprenez la photo.",
        ),
        (
            "The camera sees only black",
            "The picture is all black.",
            "Take the lid off the camera or put on the light, then shoot again.",
        ),
    ),
    "folder_missing": (
        (
            "Dossier introuvable",
            "Le dossier « {folder} » n'est plus là.",
            "Remettez la carte ou la clé, ou choisissez un autre dossier.",
        ),
        (
            "Folder not found",
            "The folder '{folder}' is not there any more.",
            "Put the card or the stick back, or choose another folder.",
        ),
    ),
    "phone_no_network": (
        (
            "Pas de réseau pour le téléphone",
            "Cette caisse n'est reliée à aucun réseau local.",
            "Reliez-la au Wi-Fi de la boutique, ou photographiez avec la caméra.",
        ),
        (
            "No network for the phone",
            "This till is on no local network.",
            "Connect it to the shop's Wi-Fi, or photograph with the camera.",
        ),
    ),
    "phone_no_page": (
        (
            "La page du téléphone ne s'ouvre pas",
            "Rien ne peut écouter à l'adresse {address}.",
            "Réessayez ; sinon, autorisez Comptoir dans le pare-feu de ce PC.",
        ),
        (
            "The phone's page does not open",
            "Nothing can listen at the address {address}.",
            "Try again; else allow Comptoir in this PC's firewall.",
        ),
    ),
    "nothing_apart": (
        (
            "Un seul article sur la photo",
            "Les coloris ne se distinguent pas les uns des autres.",
            "Écartez-les de quelques centimètres sur un fond uni, puis reprenez la photo.",
        ),
        (
            "One article in the photograph",
            "The colours cannot be told from each other.",
            "Lay them a few centimetres apart on a plain ground, then shoot again.",
        ),
    ),
    "shelf_without_code": (
        (
            "Aucun code-barres lu",
            "Aucun code n'a été lu deux fois sur cette photo.",
            "Approchez-vous, tournez les codes vers vous, puis reprenez la photo.",
        ),
        (
            "No barcode read",
            "No code was read twice in this photograph.",
            "Move closer, turn the codes towards you, then shoot again.",
        ),
    ),
}
