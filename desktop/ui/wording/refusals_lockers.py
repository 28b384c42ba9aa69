"""What is told when a locker does not do what it is asked, or may not."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "unknown_locker": (
        (
            "Casiers inconnus",
            "Cette caisse n'ouvre pas ces casiers.",
            "Notez le dépôt à la main, ou ajoutez-les dans les réglages.",
        ),
        (
            "Unknown lockers",
            "This till does not open these lockers.",
            "Note the deposit by hand, or add them in the settings.",
        ),
    ),
    "unknown_deposit": (
        ("Dépôt introuvable", "Ce dépôt n'existe pas.", "Revenez à la liste."),
        ("Deposit not found", "There is no such deposit.", "Go back to the list."),
    ),
    "deposit_moved_on": (
        (
            "Le dépôt a changé",
            "La porte {box} n'en est plus à cette étape.",
            "Voici où elle en est maintenant.",
        ),
        (
            "The deposit has changed",
            "Door {box} is no longer at this step.",
            "Here is where it stands now.",
        ),
    ),
    "not_for_a_locker": (
        (
            "Pas pour un casier",
            "La commande {number} n'est pas prête, ou ne va pas dans un casier.",
            "Préparez-la, ou faites d'abord partir sa tournée.",
        ),
        (
            "Not for a locker",
            "Order {number} is not ready, or does not go into a locker.",
            "Prepare it, or have its round leave first.",
        ),
    ),
    "locker_needs_check": (
        (
            "Pas dans un casier",
            "La commande {number} contient un article pour lequel l'âge ou l'identité se vérifie.",
            "Gardez-la au comptoir ou rapportez-la : le client y vient avec son code.",
        ),
        (
            "Not into a locker",
            "Order {number} holds an article for which age or identity is checked.",
            "Keep it at the counter or bring it back: the customer comes there with the code.",
        ),
    ),
    "relay_needs_check": (
        (
            "Pas par un relais",
            "La commande {number} contient un article pour lequel l'âge ou l'identité se vérifie.",
            "Retirez-la de la tournée ou rapportez-la : le client vient au comptoir avec son code.",
        ),
        (
            "Not by a relay",
            "Order {number} holds an article for which age or identity is checked.",
            "Take it off the round or bring it back: the customer comes to the counter with the code.",
        ),
    ),
    "substitute_needs_check": (
        (
            "Pas par ce chemin",
            "Pour {name}, l'âge ou l'identité se vérifie : ni un relais ni un casier ne le font.",
            "Choisissez un autre article, ou retirez celui qui manque.",
        ),
        (
            "Not that way",
            "For {name} age or identity is checked: neither a relay nor a locker does so.",
            "Choose another article, or leave out the one that is missing.",
        ),
    ),
    "locker_deposit_open": (
        (
            "Déjà dans un casier",
            "La commande {number} est à la porte {box}.",
            "Terminez ce dépôt-là, ou reprenez le colis.",
        ),
        (
            "In a locker already",
            "Order {number} is at door {box}.",
            "Finish that deposit, or fetch the parcel back.",
        ),
    ),
    "locker_full": (
        (
            "Pas de porte libre",
            "Aucune porte assez grande n'est libre.",
            "Reprenez les colis dont le délai est passé, ou partagez celui-ci autrement.",
        ),
        (
            "No door is free",
            "No door that is large enough is free.",
            "Fetch the parcels whose time is up, or pack this one otherwise.",
        ),
    ),
    "locker_box_taken": (
        (
            "Porte occupée",
            "Un autre colis est noté à la porte {box}.",
            "Choisissez une autre porte, ou reprenez d'abord cet autre colis.",
        ),
        (
            "Door is taken",
            "Another parcel is noted at door {box}.",
            "Choose another door, or fetch that other parcel first.",
        ),
    ),
    "locker_no_such_box": (
        (
            "Porte inconnue",
            "Ces casiers n'ont pas de porte {box}.",
            "Lisez le numéro sur la porte.",
        ),
        ("Unknown door", "These lockers have no door {box}.", "Read the number on the door."),
    ),
    "locker_box_missing": (
        (
            "Quelle porte ?",
            "Le client doit savoir où est son colis.",
            "Tapez le numéro qui est sur la porte.",
        ),
        (
            "Which door?",
            "The customer has to know where the parcel is.",
            "Type the number on the door.",
        ),
    ),
    "locker_code_unfit": (
        (
            "Code à corriger",
            "Un code d'ouverture a 12 chiffres ou lettres au plus.",
            "Recopiez-le de l'écran des casiers, ou laissez vide.",
        ),
        (
            "Code to correct",
            "An opening code has 12 digits or letters at most.",
            "Copy it from the lockers' screen, or leave it empty.",
        ),
    ),
    "locker_not_opened": (
        (
            "La porte est fermée",
            "La porte {box} ne s'est pas ouverte : rien n'a pu y être mis.",
            "Réessayez, ou prenez une autre porte.",
        ),
        (
            "The door is shut",
            "Door {box} did not open: nothing can have been put in.",
            "Try again, or take another door.",
        ),
    ),
    "locker_door_open": (
        (
            "Porte encore ouverte",
            "Les casiers disent que la porte {box} est ouverte.",
            "Fermez-la jusqu'au clic, puis confirmez.",
        ),
        (
            "Door still open",
            "The lockers say that door {box} is open.",
            "Shut it until it clicks, then confirm.",
        ),
    ),
    "locker_no_code": (
        (
            "Pas de code pour le client",
            "Les casiers n'ont pas encore donné le code de la porte {box}.",
            "Demandez aux casiers, ou ouvrez la porte une fois de plus.",
        ),
        (
            "No code for the customer",
            "The lockers have not given the code of door {box} yet.",
            "Ask the lockers, or open the door once more.",
        ),
    ),
    "locker_plan_unread": (
        (
            "Portes à corriger",
            "« {text} » ne dit pas quelles portes il y a.",
            "Écrivez par exemple : 1-8 S, 9-12 M, 13 L (S petit, M moyen, L grand).",
        ),
        (
            "Doors to correct",
            "'{text}' does not say which doors there are.",
            "Write for example: 1-8 S, 9-12 M, 13 L (S small, M medium, L large).",
        ),
    ),
    "locker_plan_twice": (
        (
            "Porte écrite deux fois",
            "La porte {box} est deux fois dans la liste.",
            "Gardez-la une fois, avec sa taille.",
        ),
        (
            "Door written twice",
            "Door {box} is in the list twice.",
            "Keep it once, with its size.",
        ),
    ),
    "locker_plan_long": (
        (
            "Numéro de porte impossible",
            "Les portes ont des numéros de 1 à {most}.",
            "Corrigez la liste.",
        ),
        (
            "Number of a door not possible",
            "Doors have numbers from 1 to {most}.",
            "Correct the list.",
        ),
    ),
    "locker_days_wrong": (
        (
            "Jours de garde à corriger",
            "Un colis reste de 1 à 30 jours dans un casier.",
            "Tapez un nombre de jours.",
        ),
        (
            "Days to correct",
            "A parcel stays in a locker for 1 to 30 days.",
            "Type a number of days.",
        ),
    ),
    "locker_address_wrong": (
        (
            "Adresse à corriger",
            "« {address} » n'est pas une adresse de casiers.",
            "En réseau : http://192.168.1.70:8080. Carte : tcp://192.168.1.71:5000 ou serial:COM3.",
        ),
        (
            "Address to correct",
            "'{address}' is no address of lockers.",
            "On the network: http://192.168.1.70:8080. Board: tcp://192.168.1.71:5000 or serial:COM3.",
        ),
    ),
    "locker_unreachable": (
        (
            "Les casiers ne répondent pas",
            "« {name} » est injoignable ; rien ne leur a été demandé.",
            "Vérifiez leur courant et le câble ; en attendant, notez le dépôt à la main.",
        ),
        (
            "The lockers do not answer",
            "'{name}' cannot be reached; nothing was asked of them.",
            "Check their power and the cable; meanwhile note the deposit by hand.",
        ),
    ),
    "locker_unanswered": (
        (
            "Réponse incompréhensible",
            "« {name} » n'a pas donné une réponse à laquelle se fier.",
            "Réessayez ; en attendant, notez le dépôt à la main.",
        ),
        (
            "No answer to go by",
            "'{name}' gave no answer that can be believed.",
            "Try again; meanwhile note the deposit by hand.",
        ),
    ),
    "locker_denied": (
        (
            "Clé refusée",
            "« {name} » ne prend pas la clé de cette caisse.",
            "Saisissez-la à nouveau dans les réglages.",
        ),
        (
            "Key not taken",
            "'{name}' does not take this till's key.",
            "Type it again in the settings.",
        ),
    ),
}
