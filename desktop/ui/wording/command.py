"""Words of the command line: what a helper on the telephone reads aloud."""

TEXTS: dict[str, tuple[str, str]] = {
    "photo.cut": ("détouré ({score} %)", "cut out ({score} %)"),
    "photo.not_cut": ("fond gardé ({score} % : {why})", "background kept ({score} %: {why})"),
    "photo.doubt_nothing": ("aucun produit trouvé", "no product found"),
    "photo.doubt_too_small": ("produit trop petit", "product too small"),
    "photo.doubt_too_large": ("produit trop grand", "product too large"),
    "photo.doubt_at_the_edge": ("produit coupé par le bord", "product cut by the edge"),
    "photo.doubt_unsure": ("contour incertain", "outline uncertain"),
    "photo.doubt_like_its_ground": (
        "fond trop semblable : posez-le sur une feuille de couleur",
        "background too much alike: lay it on a coloured sheet",
    ),
    "photo.doubt_scattered": ("plusieurs objets", "several things"),
    "photo.doubt_left_behind": ("une partie reste dehors", "a part is left out"),
    "doctor.health_good": ("bon", "good"),
    "doctor.health_absent": ("absent", "absent"),
    "doctor.health_bad": ("à voir", "look here"),
    "doctor.part_database": ("Base de données", "Database"),
    "doctor.part_disk": ("Disque", "Disk"),
    "doctor.part_sqlite": ("SQLite", "SQLite"),
    "doctor.part_printer": ("Imprimante", "Printer"),
    "doctor.part_camera": ("Caméra", "Camera"),
    "doctor.part_scanner": ("Lecture des codes", "Code reading"),
    "doctor.part_hub": ("Place de marché", "Marketplace"),
    "doctor.part_law": ("Mentions légales", "Legal mentions"),
    "doctor.part_clock": ("Horloge", "Clock"),
    "doctor.database_none": (
        "pas encore de boutique dans {folder} ; ouvrez Comptoir une fois pour la créer.",
        "no shop in {folder} yet; open Comptoir once to make it.",
    ),
    "doctor.database_good": ("saine, {megabytes} Mo.", "sound, {megabytes} MB."),
    "doctor.database_unreadable": (
        "illisible ({why}) ; fermez les autres programmes, puis restaurez une sauvegarde.",
        "unreadable ({why}); close other programs, then restore a backup.",
    ),
    "doctor.database_corrupt": (
        "abîmée ({why}) ; restaurez la dernière sauvegarde avec « comptoir restore ».",
        "damaged ({why}); restore the last backup with 'comptoir restore'.",
    ),
    "doctor.database_too_new": (
        "écrite par une version plus récente ; mettez Comptoir à jour.",
        "written by a newer version; update Comptoir.",
    ),
    "doctor.part_journal": ("Journal de caisse", "Till's journal"),
    "doctor.journal_none": (
        "pas encore commencé ; il s'ouvre avec la caisse.",
        "not begun yet; it opens with the till.",
    ),
    "doctor.journal_good": (
        "{till} : {count} écritures, la chaîne est entière.",
        "{till}: {count} records, the chain is whole.",
    ),
    "doctor.journal_follows": (
        "{till} suit {before}, qui a perdu sa fin ou sa clé ; {count} écritures, chaîne entière.",
        "{till} follows {before}, which lost its end or its key; {count} records, chain whole.",
    ),
    "doctor.journal_unreadable": (
        "il ne peut pas être lu ; fermez la caisse et relancez ce contrôle.",
        "it cannot be read; close the till and run this check again.",
    ),
    "doctor.journal_short": (
        (
            "{till} s'arrête à l'écriture {seq}, un témoin en connaît de plus récentes ; ouvrez la"
            " caisse avec le réseau : la place de marché dira ce qui manque."
        ),
        (
            "{till} ends at record {seq}, a witness knows of later ones; open the till with the"
            " network: the marketplace will say what is missing."
        ),
    ),
    "doctor.journal_altered": (
        (
            "{till} a été modifié ou remplacé à partir de l'écriture {seq} ; gardez ce poste tel"
            " quel et lancez « comptoir verify »."
        ),
        (
            "{till} was altered or replaced from record {seq} on; leave this PC as it is and run"
            " 'comptoir verify'."
        ),
    ),
    "doctor.journal_lost": (
        (
            "la place de marché a vu {seq} écritures de {till} qui ne sont pas toutes ici (tickets"
            " manquants : {n}) ; continuez sous un nouveau code : « comptoir new-journal »."
        ),
        (
            "the marketplace has seen {seq} records of {till} that are not all here (tickets"
            " missing: {n}); go on under a new code: 'comptoir new-journal'."
        ),
    ),
    "doctor.journal_key": (
        (
            "la clé de {till} est introuvable, rien n'est plus signé ; remettez-la, ou continuez"
            " sous un nouveau code : « comptoir new-journal »."
        ),
        (
            "the key of {till} is not found, nothing is signed any more; put it back, or go on"
            " under a new code: 'comptoir new-journal'."
        ),
    ),
    "doctor.disk_good": ("{gigabytes} Go libres.", "{gigabytes} GB free."),
    "doctor.disk_low": (
        "plus que {gigabytes} Go libres ; faites de la place avant d'ouvrir la caisse.",
        "only {gigabytes} GB free; make room before opening the till.",
    ),
    "doctor.disk_read_only": (
        "on ne peut pas écrire dans {folder} ; vérifiez les droits du dossier.",
        "{folder} cannot be written to; check the folder's rights.",
    ),
    "doctor.sqlite_good": ("version {version}.", "version {version}."),
    "doctor.sqlite_old": (
        "version {version}, trop ancienne ; réinstallez avec « python3 start.py ».",
        "version {version}, too old; install again with 'python3 start.py'.",
    ),
    "doctor.printer_none": (
        "aucune ; la caisse vend quand même. Ajoutez-en une dans les réglages.",
        "none; the till sells all the same. Add one in the settings.",
    ),
    "doctor.printer_good": ("« {name} » répond ({address}).", "'{name}' answers ({address})."),
    "doctor.printer_unreachable": (
        "« {name} » ne répond pas ({address}) ; allumez-la et vérifiez le câble.",
        "'{name}' does not answer ({address}); switch it on and check the cable.",
    ),
    "doctor.printer_paper_out": (
        "« {name} » n'a plus de papier ; mettez un rouleau.",
        "'{name}' is out of paper; put a roll in.",
    ),
    "doctor.printer_cover_open": (
        "le capot de « {name} » est ouvert ; fermez-le.",
        "the cover of '{name}' is open; close it.",
    ),
    "doctor.printer_offline": (
        "« {name} » est en pause ; regardez ses voyants, éteignez-la et rallumez-la.",
        "'{name}' is paused; look at its lights, switch it off and on again.",
    ),
    "doctor.printer_address": (
        "l'adresse de « {name} » n'est pas lisible ({address}) ; corrigez-la dans les réglages.",
        "the address of '{name}' cannot be read ({address}); correct it in the settings.",
    ),
    "doctor.camera_none": (
        "aucune ; la douchette suffit pour vendre et remettre.",
        "none; the scanner is enough to sell and to hand over.",
    ),
    "doctor.camera_good": ("elle donne une image.", "it gives a picture."),
    "doctor.camera_bad": (
        "elle ne donne pas d'image ({camera}) ; branchez-la, fermez ce qui s'en sert déjà.",
        "it gives no picture ({camera}); plug it in, close whatever uses it already.",
    ),
    "doctor.scanner_good": (
        "tous les lecteurs de codes sont là.",
        "all code readers are there.",
    ),
    "doctor.scanner_zxing": (
        "le lecteur principal est là, le second (libzbar) manque ; rien à faire.",
        "the main reader is there, the second one (libzbar) is missing; nothing to do.",
    ),
    "doctor.part_pole": ("Afficheur", "Pole display"),
    "doctor.part_scale": ("Balance", "Scale"),
    "doctor.part_terminal": ("Terminal de paiement", "Card terminal"),
    "doctor.part_ports": ("Ports série", "Serial ports"),
    "doctor.pole_none": (
        "aucun ; l'écran client ou rien du tout suffit.",
        "none; the customer's screen, or nothing at all, is enough.",
    ),
    "doctor.pole_good": ("il est là ({address}).", "it is there ({address})."),
    "doctor.pole_bad": (
        "il ne répond pas ({address}) ; allumez-le, vérifiez le câble et son adresse.",
        "it does not answer ({address}); switch it on, check the cable and its address.",
    ),
    "doctor.scale_none": (
        "aucune ; le poids se saisit à la main.",
        "none; weights are typed by hand.",
    ),
    "doctor.scale_good": ("elle répond ({address}).", "it answers ({address})."),
    "doctor.scale_address": (
        "son adresse n'est pas lisible ({address}) ; choisissez son port dans les réglages.",
        "its address cannot be read ({address}); choose its port in the settings.",
    ),
    "doctor.scale_unreachable": (
        "personne ne répond ({address}) ; allumez-la et vérifiez le câble.",
        "nobody answers ({address}); switch it on and check the cable.",
    ),
    "doctor.scale_silent": (
        "elle est reliée mais ne dit rien ({address}) ; vérifiez vitesse et protocole.",
        "it is connected but says nothing ({address}); check speed and protocol.",
    ),
    "doctor.scale_unreadable": (
        "ce qu'elle dit n'est pas un poids ({address}) ; vérifiez son protocole.",
        "what it says is no weight ({address}); check its protocol.",
    ),
    "doctor.scale_locked": (
        "elle demande une clé de son fabricant ({address}) ; choisissez un autre protocole.",
        "it asks for its maker's key ({address}); choose another protocol.",
    ),
    "doctor.scale_refuses": (
        "elle refuse de peser ({address}) ; videz-la, remettez-la à zéro.",
        "it refuses to weigh ({address}); empty it, set it to zero.",
    ),
    "doctor.part_lockers": ("Casiers", "Lockers"),
    "doctor.lockers_none": ("aucun.", "none."),
    "doctor.lockers_simulated": ("« {name} » est un simulateur.", "'{name}' is a simulator."),
    "doctor.lockers_good": (
        "« {name} » répond ({address}, {n} portes).",
        "'{name}' answers ({address}, {n} doors).",
    ),
    "doctor.lockers_ajar": (
        "« {name} » : porte ouverte ({boxes}) ; fermez-la.",
        "'{name}': a door is open ({boxes}); shut it.",
    ),
    "doctor.lockers_silent": (
        "« {name} » ne répond pas ({address}) ; vérifiez le courant et le câble. En attendant, notez les dépôts à la main.",
        "'{name}' does not answer ({address}); check the power and the cable. Meanwhile note deposits by hand.",
    ),
    "doctor.lockers_denied": (
        "« {name} » refuse la clé ; saisissez-la à nouveau dans les réglages.",
        "'{name}' does not take the key; type it again in the settings.",
    ),
    "doctor.lockers_wrong": (
        "« {name} » : adresse ou portes mal écrites ; voyez les réglages.",
        "'{name}': address or doors are written wrongly; see the settings.",
    ),
    "doctor.terminal_none": (
        "non relié ; le caissier confirme ce qu'il affiche.",
        "not connected; the cashier confirms what it shows.",
    ),
    "doctor.terminal_good": ("il répond ({address}).", "it answers ({address})."),
    "doctor.terminal_bad": (
        "il ne répond pas ({address}) ; vérifiez qu'il est allumé et sur le même réseau.",
        "it does not answer ({address}); check that it is on and on the same network.",
    ),
    "doctor.ports_none": ("aucun sur cet ordinateur.", "none on this computer."),
    "doctor.ports_good": ("{names}.", "{names}."),
    "doctor.hub_none": (
        "la boutique n'y est pas encore ; saisissez le code de la ville dans les réglages.",
        "the shop is not in it yet; enter the town's code in the settings.",
    ),
    "doctor.hub_good": ("elle répond ({address}).", "it answers ({address})."),
    "doctor.hub_bad": (
        "elle ne répond pas ({address}) ; la caisse vend quand même et enverra tout ensuite.",
        "it does not answer ({address}); the till sells all the same and sends it all later.",
    ),
    "doctor.law_good": ("à jour.", "up to date."),
    "doctor.law_old": (
        "{count} références citées sur les papiers ont changé de numéro ; mettez Comptoir à jour.",
        "{count} references on the papers have new numbers; update Comptoir.",
    ),
    "doctor.clock_good": ("à l'heure.", "right."),
    "doctor.clock_bad": (
        "{minutes} min d'écart avec la place de marché ; réglez l'heure de l'ordinateur.",
        "{minutes} min away from the marketplace; set the computer's clock.",
    ),
    "doctor.clock_unknown": (
        "rien à quoi la comparer.",
        "nothing to compare it with.",
    ),
    "command.not_understood": (
        "la commande n'est pas comprise ({message}) Voir « comptoir --help ».",
        "the command is not understood ({message}) See 'comptoir --help'.",
    ),
    "command.bug": (
        "le programme s'est trompé ; rien n'est perdu. Envoyez ce fichier avec votre demande : {file}",
        "the program made a mistake; nothing is lost. Send this file with your report: {file}",
    ),
    "command.founded": ("Nouvelle boutique dans {folder}", "A new shop in {folder}"),
    "command.imported": (
        "{made} articles créés, {known} déjà là, {faults} lignes non comprises.",
        "{made} articles made, {known} known already, {faults} lines not understood.",
    ),
    "command.tags_none": ("Toutes les étiquettes sont à jour.", "All tags are up to date."),
    "command.tags": (
        "{file} : {n} étiquette, {sheets} feuille(s).|{file} : {n} étiquettes, {sheets} feuille(s).",
        "{file}: {n} tag, {sheets} sheet(s).|{file}: {n} tags, {sheets} sheet(s).",
    ),
    "command.import_vat": (
        (
            "{n} article sans taux de TVA : {rate} mis, à vérifier."
            "|{n} articles sans taux de TVA : {rate} mis, à vérifier."
        ),
        (
            "{n} article without a VAT rate: {rate} put, to be checked."
            "|{n} articles without a VAT rate: {rate} put, to be checked."
        ),
    ),
    "command.import_dry": (
        "À l'essai, rien d'écrit : {made} à créer, {known} connus, {faults} lignes incomprises.",
        "Dry run, nothing written: {made} to make, {known} known, {faults} lines not understood.",
    ),
    "command.import_changed": (
        "{n} article changé.|{n} articles changés.",
        "{n} article changed.|{n} articles changed.",
    ),
    "command.import_stopped": (
        "Arrêté : ce qui est fait est gardé. « --resume » continue, « --undo » annule.",
        "Stopped: what is done is kept. --resume goes on, --undo takes it back.",
    ),
    "command.import_run": ("Import n° {run}", "Import no. {run}"),
    "command.import_undone": (
        "Import annulé : {n} produit remis.|Import annulé : {n} produits remis.",
        "Import undone: {n} product put back.|Import undone: {n} products put back.",
    ),
    "command.import_line": ("ligne {line} : {why} {text}", "line {line}: {why} {text}"),
    "command.sheets_loaded": (
        "{kept} fiches gardées sur {lines} lignes lues ; {faults} sans fiche utilisable.",
        "{kept} sheets kept of {lines} lines read; {faults} without a usable sheet.",
    ),
    "command.sheets_resumed": (
        "Repris après la ligne {line}, où le chargement précédent s'était arrêté.",
        "Resumed after line {line}, where the load before had stopped.",
    ),
    "command.sheets_fault": ("ligne {line} : {why}", "line {line}: {why}"),
    "command.sheets_broken": ("illisible", "unreadable"),
    "command.sheets_no_gtin": ("pas de code-barres valable", "no valid barcode"),
    "command.sheets_in_store": ("code propre à un magasin", "a shop's own code"),
    "command.sheets_no_name": ("pas de nom", "no name"),
    "command.sheets_too_long": ("trop longue", "too long"),
    "command.sheets_none": ("Aucune fiche pour {gtin}.", "No sheet for {gtin}."),
    "command.sheets_town": ("la ville ({shops})", "the town ({shops})"),
    "command.exported": ("Écrit : {file}", "Written: {file}"),
    "command.book": (
        "Écrit : {file} ({n} clôture, {lines} lignes)|Écrit : {file} ({n} clôtures, {lines} lignes)",
        "Written: {file} ({n} closing, {lines} lines)|Written: {file} ({n} closings, {lines} lines)",
    ),
    "command.archived": (
        "Archive de la caisse {till} écrite : {file}, enregistrements {first} à {last}. À noter : {manifest}",
        "Archive of till {till} written: {file}, records {first} to {last}. To be noted: {manifest}",
    ),
    "command.pins_forgotten": (
        "{n} code secret effacé, plus rien n'est demandé.|{n} codes secrets effacés, plus rien n'est demandé.",
        "{n} PIN forgotten: the till asks nobody.|{n} PINs forgotten: the till asks nobody.",
    ),
    "command.backed_up": ("Sauvegarde faite : {file}", "Backup made: {file}"),
    "command.restored": (
        "Restauré dans {folder}. À la prochaine connexion, la place de marché dit si des opérations plus récentes manquent.",
        "Restored to {folder}. At the next connection the marketplace says whether later operations are missing.",
    ),
    "command.journal_begun": (
        "Nouveau journal : cette caisse s'appelle maintenant {code}.",
        "New journal: this till is now called {code}.",
    ),
    "command.sound": (
        "{till} : {records} enregistrements, intacts ; {unanchored} non ancrés.",
        "{till}: {records} records, intact; {unanchored} not anchored.",
    ),
    "command.unsound": (
        "{till} : {records} enregistrements, {defects} défauts.",
        "{till}: {records} records, {defects} defects.",
    ),
    "line.line_broken": ("guillemets non fermés.", "quotes not closed."),
    "line.line_no_name": ("pas de nom.", "no name."),
    "line.line_no_price": ("pas de prix.", "no price."),
    "line.line_bad_price": ("prix illisible :", "price unreadable:"),
    "line.line_bad_vat": (
        "taux de TVA inconnu de la boutique :",
        "VAT rate unknown to the shop:",
    ),
    "line.line_bad_code": ("code-barres faux :", "barcode wrong:"),
    "line.line_bad_unit": ("unité inconnue :", "unit unknown:"),
    "line.line_bad_kind": ("nature inconnue :", "kind unknown:"),
    "line.line_bad_stock": ("stock illisible :", "stock unreadable:"),
    "line.line_bad_content": ("contenance illisible :", "content unreadable:"),
    "line.line_unknown": ("pas dans la boutique :", "not in the shop:"),
    "line.code_taken": ("code-barres d'un autre produit :", "barcode of another product:"),
    "line.sku_taken": ("référence d'un autre produit :", "reference of another product:"),
    "line.code_doubled": ("le même code-barres deux fois :", "the same barcode twice:"),
    "line.code_invalid": ("code-barres faux :", "barcode wrong:"),
    "line.sku_too_long": ("référence trop longue :", "reference too long:"),
    "line.price_out_of_range": ("prix hors limites :", "price out of range:"),
    "line.too_many_codes": ("trop de codes-barres :", "too many barcodes:"),
    "line.too_many_variants": ("trop de déclinaisons :", "too many variants:"),
    "line.refused": ("refusée :", "refused:"),
}
