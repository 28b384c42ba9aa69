"""Printers: setting one up, who takes over from whom, and the papers that wait at them."""

TEXTS: dict[str, tuple[str, str]] = {
    # The list of printers
    "printer.how": (
        (
            "Un ticket que personne ne demande n'est pas imprimé. Sans imprimante, la caisse vend"
            " quand même."
        ),
        (
            "A receipt nobody asks for is not printed. Without a printer the till sells all the"
            " same."
        ),
    ),
    "printer.none": (
        "Aucune imprimante. Branchez-en une, puis ajoutez-la ici.",
        "No printer. Plug one in, then add it here.",
    ),
    "printer.add": ("Ajouter une imprimante", "Add a printer"),
    "printer.edit_of": ("Régler {name}", "Set up {name}"),
    "printer.try_of": ("Page d'essai : {name}", "Test page: {name}"),
    "printer.remove_of": ("Retirer {name}", "Remove {name}"),
    "printer.receipts_to": ("Imprimer les tickets sur", "Print receipts on"),
    "printer.labels_to": ("Imprimer les étiquettes sur", "Print labels on"),
    "printer.nowhere": ("Aucune imprimante", "No printer"),
    "printer.as_receipts": ("La même que pour les tickets", "The same as for receipts"),
    "printer.unconfirmed": ("sans confirmation", "no confirmation"),
    "printer.paper_low": ("fin de rouleau", "roll nearly empty"),
    "printer.relieved_by": (
        "Si elle n'imprime pas : {name} après {time}",
        "When it does not print: {name} after {time}",
    ),
    "printer.files": ("Fichiers PDF (dossier papers)", "PDF files (folder papers)"),
    # The wizard
    "printer.setup": ("Régler une imprimante", "Set up a printer"),
    "printer.leave": ("Quitter sans garder", "Leave without keeping"),
    "printer.step": ("Étape {n} sur {of} : {what}", "Step {n} of {of}: {what}"),
    "printer.step_where": ("où elle est", "where it is"),
    "printer.step_model": ("ce qu'elle est", "what it is"),
    "printer.step_letters": ("ses lettres", "its letters"),
    "printer.step_trial": ("essai", "trial"),
    "printer.step_name": ("nom et relève", "name and relief"),
    "printer.next": ("Suivant", "Next"),
    "printer.before": ("Précédent", "Back"),
    "printer.done": ("Terminer", "Finish"),
    "printer.looking": ("Recherche…", "Looking…"),
    "printer.asking": ("L'imprimante est interrogée…", "Asking the printer…"),
    "printer.sending": ("Envoi à l'imprimante…", "Sending to the printer…"),
    "printer.look_again": ("Chercher de nouveau", "Look again"),
    "printer.found": ("Trouvées sur ce PC", "Found on this PC"),
    "printer.found_none": (
        (
            "Rien n'est branché à ce PC. Donnez l'adresse d'une imprimante du réseau : elle est sur sa"
            " page d'autotest (bouton d'avance du papier tenu à l'allumage)."
        ),
        (
            "Nothing is plugged into this PC. Give the address of a network printer: it stands on its"
            " self-test page (hold the feed button while switching it on)."
        ),
    ),
    "printer.way_usb": ("USB", "USB"),
    "printer.way_queue": (
        "File d'impression du système : sans confirmation",
        "Print queue of the system: no confirmation",
    ),
    "printer.way_serial": ("Port série", "Serial port"),
    "printer.address": ("Adresse", "Address"),
    "printer.address_none": (
        "Choisissez une imprimante ou donnez son adresse.",
        "Choose a printer or give its address.",
    ),
    "printer.speed": ("Vitesse du port série", "Speed of the serial port"),
    "printer.flow": ("Contrôle de flux", "Flow control"),
    "printer.flow_none": ("aucun", "none"),
    "printer.flow_rts": ("par fil (RTS/CTS)", "by wire (RTS/CTS)"),
    "printer.flow_xon": ("par caractères (XON/XOFF)", "by characters (XON/XOFF)"),
    "printer.confirms": (
        "Elle répond : {condition}. Chaque papier sera confirmé.",
        "It answers: {condition}. Each paper will be confirmed.",
    ),
    "printer.is_mute": (
        "Elle ne dit pas si un papier est sorti : il sera noté « envoyé », jamais « imprimé ».",
        "It does not say whether a paper came out: it is noted as “sent”, never as “printed”.",
    ),
    "printer.model": ("Modèle", "Model"),
    "printer.model_generic-80": ("Tickets, 80 mm", "Receipts, 80 mm"),
    "printer.model_generic-80-42": ("Tickets, 80 mm, 42 colonnes", "Receipts, 80 mm, 42 columns"),
    "printer.model_generic-58": ("Tickets, 58 mm", "Receipts, 58 mm"),
    "printer.model_epson-tm-t20": ("Epson TM-T20, TM-m30, TM-T88", "Epson TM-T20, TM-m30, TM-T88"),
    "printer.model_raster-80": ("Tickets, 80 mm, tout en image", "Receipts, 80 mm, all as image"),
    "printer.model_raster-58": ("Tickets, 58 mm, tout en image", "Receipts, 58 mm, all as image"),
    "printer.model_zpl-203": ("Étiquettes ZPL (Zebra), 203 ppp", "ZPL labels (Zebra), 203 dpi"),
    "printer.model_zpl-300": ("Étiquettes ZPL (Zebra), 300 ppp", "ZPL labels (Zebra), 300 dpi"),
    "printer.model_how": (
        "Dans le doute, prenez la largeur du rouleau : l'essai corrigera le reste.",
        "When in doubt take the width of the roll: the trial will correct the rest.",
    ),
    "printer.letters_how": (
        (
            "L'imprimante écrit la même ligne de plusieurs façons. Touchez le numéro de celle qui se lit"
            " « é è à ç œ € » (ou « oe »)."
        ),
        (
            "The printer writes the same line in several ways. Touch the number of the one that reads"
            " “é è à ç œ €” (or “oe”)."
        ),
    ),
    "printer.print_strip": ("Imprimer les lignes", "Print the lines"),
    "printer.line": ("Ligne {n}", "Line {n}"),
    "printer.line_none": ("Aucune : tout en image", "None: all as image"),
    "printer.line_chosen": ("Choisi : ligne {n}.", "Chosen: line {n}."),
    "printer.line_image": (
        "Choisi : tout en image. C'est plus lent, mais toujours lisible.",
        "Chosen: all as image. Slower, but always readable.",
    ),
    "printer.line_model": ("Comme le modèle le dit.", "As the model says."),
    "printer.letters_label": (
        "Une imprimante d'étiquettes ZPL connaît toutes les lettres : rien à choisir.",
        "A ZPL label printer knows all letters: nothing to choose.",
    ),
    "printer.trial_how": (
        "Imprimez la page, regardez-la, puis répondez. Ce qui ne va pas est corrigé.",
        "Print the page, look at it, then answer. What is wrong gets corrected.",
    ),
    "printer.print_trial": ("Imprimer la page d'essai", "Print the test page"),
    "printer.check_accents": ("Les accents se lisent", "The accents can be read"),
    "printer.check_euro": ("Le signe € est juste", "The € sign is right"),
    "printer.check_width": (
        "La règle 1234… tient sur une ligne, sans reste",
        "The rule 1234… fits one line, nothing left over",
    ),
    "printer.check_codes": ("Le QR et le code-barres sont là", "QR code and bars are there"),
    "printer.check_cut": ("Le papier a été coupé", "The paper was cut"),
    "printer.check_drawer": ("Le tiroir s'est ouvert", "The drawer opened"),
    "printer.answer_yes": ("Oui", "Yes"),
    "printer.answer_no": ("Non", "No"),
    "printer.answer_none": ("Il n'y en a pas", "There is none"),
    "printer.answer_all": (
        "Répondez à chaque ligne, ou passez l'essai.",
        "Answer each line, or skip the trial.",
    ),
    "printer.skip_trial": ("Passer l'essai", "Skip the trial"),
    "printer.corrected": (
        "Le réglage a été corrigé. Imprimez la page de nouveau pour voir.",
        "The setting was corrected. Print the page again to see.",
    ),
    "printer.name": ("Nom", "Name"),
    "printer.name_usual": ("Imprimante {n}", "Printer {n}"),
    "printer.relief": (
        "Quand elle n'imprime pas, donner ses papiers à",
        "When it does not print, give its papers to",
    ),
    "printer.relief_nobody": ("personne : ils attendent", "nobody: they wait"),
    "printer.relief_after": ("Après", "After"),
    "printer.seconds": ("{n} seconde|{n} secondes", "{n} second|{n} seconds"),
    "printer.minutes": ("{n} minute|{n} minutes", "{n} minute|{n} minutes"),
    "printer.relief_how": (
        "Seulement ce dont rien n'est encore sorti ; le reste vous est demandé.",
        "Only what nothing has come out of yet; you are asked about the rest.",
    ),
    # Above everything
    "alarm.show_papers": ("Voir", "Show"),
    "alarm.drawer_shut": (
        "Le tiroir ne s'est pas ouvert, l'imprimante n'a rien pris : ouvrez-le à la clé.",
        "The drawer did not open, the printer took nothing: open it with the key.",
    ),
    "alarm.paper_doubtful": (
        "Est-il sorti ? Une impression a été coupée.|Sont-ils sortis ? {n} impressions ont été coupées.",
        "Did it come out? A print was cut off.|Did they come out? {n} prints were cut off.",
    ),
    "alarm.papers_wait": (
        "L'imprimante n'imprime pas : {n} papier attend.|L'imprimante n'imprime pas : {n} papiers attendent.",
        "The printer does not print: {n} paper waits.|The printer does not print: {n} papers wait.",
    ),
    # The papers
    "papers.title": ("Papiers en attente", "Papers waiting"),
    "papers.how": (
        "Ce qui attend, ce qui est sorti depuis hier, et ce dont on n'est pas sûr.",
        "What waits, what came out since yesterday, and what nobody is sure of.",
    ),
    "papers.none": (
        "Rien n'attend et rien n'est sorti depuis hier.",
        "Nothing waits and nothing came out since yesterday.",
    ),
    "papers.state_queued": ("attend", "waiting"),
    "papers.state_sending": ("s'imprime", "printing"),
    "papers.state_held": ("arrêté au milieu", "stopped in the middle"),
    "papers.state_sent": ("envoyé, sans confirmation", "sent, no confirmation"),
    "papers.state_printed": ("imprimé", "printed"),
    "papers.state_filed": ("gardé en PDF", "kept as PDF"),
    "papers.state_doubtful": ("est-il sorti ?", "did it come out?"),
    "papers.state_cancelled": ("annulé", "cancelled"),
    "papers.taken_away": ("imprimante retirée", "printer removed"),
    "papers.unfit": (
        "préparé pour une autre imprimante, à envoyer ailleurs",
        "made for another printer, to be sent elsewhere",
    ),
    "papers.from": ("venu de {name}", "from {name}"),
    "papers.kind_receipt": ("Ticket", "Receipt"),
    "papers.kind_note": ("Note", "Bill"),
    "papers.kind_label": ("Étiquette de commande", "Order label"),
    "papers.kind_slip": ("Liste de préparation", "Picking list"),
    "papers.kind_alarm": ("Alerte de commande", "Order alert"),
    "papers.kind_round": ("Feuille de tournée", "Round sheet"),
    "papers.kind_report": ("Rapport", "Report"),
    "papers.kind_shelf_label": ("Étiquettes de rayon", "Shelf tags"),
    "papers.kind_voucher": ("Bon", "Voucher"),
    "papers.kind_test": ("Essai", "Test"),
    "papers.kind_other": ("Papier", "Paper"),
    "papers.came_out": ("Il est sorti", "It came out"),
    "papers.came_not": ("Pas sorti : réimprimer", "Not out: print again"),
    "papers.came_not_fiscal": ("Pas sorti : DUPLICATA", "Not out: DUPLICATE"),
    "papers.retry": ("Réessayer", "Try again"),
    "papers.cancel": ("Annuler", "Cancel"),
    "papers.send": ("Envoyer à…", "Send to…"),
    "papers.act_of": ("{act} : {title}", "{act}: {title}"),
    "settings.also_papers": (
        "file d'impression, ticket perdu, réimprimer, annuler, imprimante en panne, duplicata",
        "print queue, lost receipt, print again, cancel, broken printer, duplicate",
    ),
}
