"""What is told about disks, printers, the marketplace, and about us."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "bug": (
        (
            "Une erreur de notre part",
            "Le programme s'est trompé (référence {reference}). Rien de ce qui est encaissé n'est perdu.",
            "Réessayez ; si cela revient, donnez cette référence.",
        ),
        (
            "A mistake of ours",
            "The program has failed (reference {reference}). Nothing that was paid is lost.",
            "Try again; if it comes back, tell this reference.",
        ),
    ),
    "no_printer": (
        (
            "Pas d'imprimante",
            "Aucune imprimante n'est réglée.",
            "Choisissez-en une dans les réglages.",
        ),
        ("No printer", "No printer is set up.", "Choose one in the settings."),
    ),
    "printer_address_unknown": (
        (
            "Imprimante introuvable",
            "L'adresse {address} n'est pas celle d'une imprimante.",
            "Corrigez-la dans les réglages.",
        ),
        ("Printer not found", "Address {address} is no printer's.", "Correct it in the settings."),
    ),
    "hub_unreachable": (
        (
            "Place de marché injoignable",
            "{url} ne répond pas.",
            "Vérifiez l'adresse et le réseau ; la caisse continue.",
        ),
        (
            "Marketplace unreachable",
            "{url} does not answer.",
            "Check the address and the network; the till goes on.",
        ),
    ),
    "hub_insecure": (
        (
            "Adresse non protégée",
            "{url} n'est pas une adresse https.",
            "Demandez l'adresse exacte à votre ville.",
        ),
        (
            "Unprotected address",
            "{url} is no https address.",
            "Ask your town for the exact address.",
        ),
    ),
    "hub_other_version": (
        (
            "Versions différentes",
            "La place de marché parle une autre version.",
            "Mettez Comptoir à jour.",
        ),
        ("Different versions", "The marketplace speaks another version.", "Update Comptoir."),
    ),
    "enrolment_refused": (
        (
            "Code refusé",
            "La place de marché ne reconnaît pas ce code.",
            "Vérifiez-le, ou demandez-en un nouveau.",
        ),
        (
            "Code refused",
            "The marketplace does not know this code.",
            "Check it, or ask for a new one.",
        ),
    ),
    "already_enrolled": (
        (
            "Déjà reliée",
            "Cette caisse est déjà reliée à sa place de marché.",
            "Vous n'avez rien à faire.",
        ),
        (
            "Already linked",
            "This till is already linked to its marketplace.",
            "There is nothing to do.",
        ),
    ),
    "till_begun": (
        (
            "Code gardé",
            "La caisse {till} a déjà des tickets à ce numéro.",
            "Gardez-le : deux caisses d'une boutique ne doivent pas avoir le même.",
        ),
        (
            "Code kept",
            "Till {till} has tickets under that number already.",
            "Keep it: two tills of one shop must not bear the same.",
        ),
    ),
    "already_open": (
        ("Déjà ouvert", "Comptoir est déjà ouvert sur {folder}.", "Passez à la fenêtre ouverte."),
        ("Already open", "Comptoir is already open on {folder}.", "Go to the open window."),
    ),
    "clock_doubtful": (
        (
            "L'horloge est à vérifier",
            "L'ordinateur se croit le {day} à {at} ; la dernière écriture est du {known}.",
            "Réglez l'horloge, ou confirmez-la dans le bandeau.",
        ),
        (
            "The clock wants a look",
            "The computer believes it is {at} on {day}; the last record is of {known}.",
            "Set the clock, or confirm it in the banner.",
        ),
    ),
    "database_locked": (
        ("Base occupée", "Un autre programme tient {file}.", "Fermez-le, puis réessayez."),
        ("Database busy", "Another program holds {file}.", "Close it, then try again."),
    ),
    "database_corrupt": (
        ("Base abîmée", "{file} est abîmée.", "Restaurez la dernière sauvegarde ; n'effacez rien."),
        ("Database damaged", "{file} is damaged.", "Restore the last backup; delete nothing."),
    ),
    "database_too_new": (
        (
            "Comptoir trop ancien",
            "{file} vient d'une version plus récente.",
            "Mettez Comptoir à jour.",
        ),
        ("Comptoir too old", "{file} comes from a newer version.", "Update Comptoir."),
    ),
    "database_unsafe": (
        ("Base mal réglée", "Le réglage {setting} vaut {found}.", "Réinstallez Comptoir."),
        ("Database badly set", "Setting {setting} is {found}.", "Install Comptoir again."),
    ),
    "database_unreadable": (
        ("Base illisible", "{file} ne s'ouvre pas.", "Vérifiez le dossier et ses droits."),
        ("Database unreadable", "{file} does not open.", "Check the folder and its rights."),
    ),
    "database_read_only": (
        (
            "Base en lecture seule",
            "On ne peut pas écrire dans {file}.",
            "Rendez le dossier modifiable, puis réessayez.",
        ),
        (
            "Database read-only",
            "{file} cannot be written to.",
            "Make the folder writable, then try again.",
        ),
    ),
    "disk_failed": (
        (
            "Disque en panne",
            "Le disque ne répond pas comme il faut : rien n'a été enregistré.",
            "Faites une sauvegarde ailleurs, puis faites voir le disque.",
        ),
        (
            "Disk failing",
            "The disk does not answer as it should: nothing was recorded.",
            "Make a backup elsewhere, then have the disk looked at.",
        ),
    ),
    "disk_full": (
        (
            "Disque plein",
            "Il n'y a plus de place : rien n'a été enregistré.",
            "Faites de la place, puis recommencez.",
        ),
        (
            "Disk full",
            "There is no room left: nothing was recorded.",
            "Make room, then do it again.",
        ),
    ),
    "folder_unusable": (
        (
            "Dossier inutilisable",
            "{folder} ne peut pas servir.",
            "Vérifiez ses droits, ou choisissez-en un autre.",
        ),
        ("Folder unusable", "{folder} cannot be used.", "Check its rights, or choose another."),
    ),
    "sqlite_too_old": (
        (
            "Version trop ancienne",
            "SQLite {version} est trop ancien pour une caisse.",
            "Réinstallez Comptoir.",
        ),
        ("Version too old", "SQLite {version} is too old for a till.", "Install Comptoir again."),
    ),
    "keyring_failed": (
        (
            "Trousseau fermé",
            "La clé de signature est dans un trousseau qui ne s'ouvre pas.",
            "Ouvrez la session de l'ordinateur, puis réessayez.",
        ),
        (
            "Keyring closed",
            "The signing key is in a keyring that does not open.",
            "Log in to the computer, then try again.",
        ),
    ),
    "port_taken": (
        (
            "Port occupé",
            "Le port {port} sert déjà à un autre programme.",
            "Choisissez-en un autre avec « --port », ou fermez ce programme.",
        ),
        (
            "Port taken",
            "Port {port} is used by another program.",
            "Choose another one with '--port', or close that program.",
        ),
    ),
    "demo_hub_failed": (
        (
            "Place de marché absente",
            "La place de marché de la démonstration n'a pas démarré ({why}).",
            "Relancez la démonstration.",
        ),
        (
            "No marketplace",
            "The demonstration's marketplace did not start ({why}).",
            "Start the demonstration again.",
        ),
    ),
    "no_display": (
        ("Pas d'écran", "Aucun écran n'est disponible.", "Lancez Comptoir depuis le bureau."),
        ("No display", "There is no display.", "Start Comptoir from the desktop."),
    ),
    "no_shop_here": (
        ("Pas de boutique ici", "{folder} ne contient pas de boutique.", "Vérifiez le dossier."),
        ("No shop here", "{folder} holds no shop.", "Check the folder."),
    ),
    "backup_missing": (
        ("Sauvegarde introuvable", "{file} n'est pas là.", "Vérifiez le chemin."),
        ("Backup not found", "{file} is not there.", "Check the path."),
    ),
    "backup_unknown": (
        (
            "Pas une sauvegarde",
            "{file} n'est pas une sauvegarde de Comptoir.",
            "Choisissez un autre fichier.",
        ),
        ("Not a backup", "{file} is no backup of Comptoir.", "Choose another file."),
    ),
    "backup_unreadable": (
        (
            "Sauvegarde illisible",
            "{file} ne peut pas être lu.",
            "Copiez-le à nouveau, ou prenez-en une autre.",
        ),
        ("Backup unreadable", "{file} cannot be read.", "Copy it again, or take another one."),
    ),
    "backup_not_written": (
        (
            "Sauvegarde non faite",
            "{file} n'a pas pu être écrit.",
            "Vérifiez la place et les droits.",
        ),
        ("Backup not made", "{file} could not be written.", "Check room and rights."),
    ),
    "restore_over_shop": (
        ("Boutique déjà là", "{folder} contient déjà une boutique.", "Choisissez un dossier vide."),
        ("A shop is there already", "{folder} already holds a shop.", "Choose an empty folder."),
    ),
    "restore_not_written": (
        (
            "Restauration arrêtée",
            "{folder} n'a pas pu être écrit.",
            "Vérifiez la place et les droits.",
        ),
        ("Restore stopped", "{folder} could not be written.", "Check room and rights."),
    ),
    "export_not_written": (
        ("Export non fait", "{file} n'a pas pu être écrit.", "Vérifiez la place et les droits."),
        ("Export not made", "{file} could not be written.", "Check room and rights."),
    ),
    "journal_missing": (
        ("Journal introuvable", "{file} n'est pas là.", "Vérifiez le chemin."),
        ("Journal not found", "{file} is not there.", "Check the path."),
    ),
    "journal_not_lost": (
        (
            "Journal complet",
            "Rien ne manque au journal de cette caisse : elle continue sous son nom.",
            "Si la place de marché signale une perte, ouvrez alors une nouvelle caisse.",
        ),
        (
            "Journal complete",
            "Nothing is missing from this till's journal: it goes on under its name.",
            "If the marketplace reports a loss, open a new till then.",
        ),
    ),
    "journal_unreadable": (
        ("Journal illisible", "{file} ne peut pas être lu.", "Vérifiez le fichier."),
        ("Journal unreadable", "{file} cannot be read.", "Check the file."),
    ),
    "journal_empty": (
        ("Journal vide", "{file} ne contient pas d'écriture.", "Vérifiez le chemin."),
        ("Journal empty", "{file} holds no record.", "Check the path."),
    ),
    "no_journal": (
        ("Pas de journal", "{file} ne contient pas de journal fiscal.", "Vérifiez le chemin."),
        ("No journal", "{file} holds no fiscal journal.", "Check the path."),
    ),
    "archive_refused": (
        (
            "Archive refusée",
            "{file} : {why}.",
            "Conservez le fichier et appelez votre référent numérique.",
        ),
        ("Archive refused", "{file}: {why}.", "Keep the file and call your digital steward."),
    ),
    "unforeseen": (
        ("Cela n'a pas marché", "Le programme a répondu : {code}.", "Réessayez."),
        ("That did not work", "The program answered: {code}.", "Try again."),
    ),
    "sheets_cut_off": (
        (
            "Fichier de fiches incomplet",
            "{file} s'arrête au milieu. Les fiches lues jusque-là sont gardées.",
            "Téléchargez-le en entier, puis recommencez.",
        ),
        (
            "Sheet file incomplete",
            "{file} ends in the middle. The sheets read so far are kept.",
            "Download all of it, then start again.",
        ),
    ),
    "sheets_unreadable": (
        (
            "Fiches partagées illisibles",
            "Le fichier {file} est abîmé ; vos produits n'y sont pas.",
            "Supprimez-le, puis chargez les fiches de nouveau.",
        ),
        (
            "Shared sheets unreadable",
            "The file {file} is damaged; your products are not in it.",
            "Delete it, then load the sheets again.",
        ),
    ),
    "sheets_not_written": (
        (
            "Fiches non enregistrées",
            "Le fichier {file} n'a pas pu être écrit.",
            "Vérifiez la place sur le disque et les droits du dossier, puis recommencez.",
        ),
        (
            "Sheets not saved",
            "The file {file} could not be written.",
            "Check the room on the disk and the folder's rights, then start again.",
        ),
    ),
}
