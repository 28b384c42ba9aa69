"""Words of invoices, the accountant's books, archives, training and the receipt on a phone."""

TEXTS: dict[str, tuple[str, str]] = {
    "till.invoice": ("Facture", "Invoice"),
    "invoice.title": ("Facture du ticket {number}", "Invoice of receipt {number}"),
    "invoice.back": ("Retour", "Back"),
    "invoice.how": (
        "Nom et adresse entière du client ; SIREN et TVA s'il est professionnel.",
        "The customer's name and whole address; SIREN and VAT for a professional.",
    ),
    "invoice.name": ("Nom ou société", "Name or firm"),
    "invoice.street": ("Adresse", "Street"),
    "invoice.postcode": ("Code postal", "Postcode"),
    "invoice.city": ("Ville", "Town"),
    "invoice.siren": ("SIREN", "SIREN"),
    "invoice.vat_number": ("N° de TVA", "VAT number"),
    "invoice.make": ("Faire la facture", "Make the invoice"),
    "invoice.made": ("Facture {number} faite.", "Invoice {number} made."),
    "invoice.is_there": (
        "Facture {number} du {day}, {at}, à {buyer}.",
        "Invoice {number} of {day}, {at}, to {buyer}.",
    ),
    "invoice.damaged": (
        (
            "Le fichier de la facture {number} manque ou a été modifié. Prenez-le dans une"
            " sauvegarde, ou donnez un duplicata."
        ),
        (
            "The file of invoice {number} is missing or was changed. Take it from a backup, or"
            " give a duplicate."
        ),
    ),
    "invoice.open": ("Ouvrir", "Open"),
    "invoice.duplicate": ("Duplicata", "Duplicate"),
    "invoice.duplicated": ("Duplicata écrit : {file}", "Duplicate written: {file}"),
    "phone.receipt": ("Ticket sur le téléphone", "Receipt on the phone"),
    "phone.code": ("Code du ticket, à scanner par le client", "Receipt code for the customer"),
    "phone.how": (
        "Le client scanne ce code : son ticket s'ouvre, sans adresse à donner.",
        "The customer scans this code: the receipt opens, no address to give.",
    ),
    "law.title": ("Mentions et TVA", "Particulars and VAT"),
    "law.how": (
        "Le pays choisit les taux, l'arrondi et les mentions obligatoires.",
        "The country chooses rates, rounding and mandatory mentions.",
    ),
    "law.country": ("Pays", "Country"),
    "law.country_FR": ("France", "France"),
    "law.country_BE": ("Belgique", "Belgium"),
    "law.naf": ("Code NAF", "NAF code"),
    "law.attestation": ("N° d'attestation du logiciel", "Software attestation no."),
    "law.franchise": ("Franchise en base : pas de TVA", "Small business: no VAT"),
    "law.outdated": (
        (
            "Des références légales citées sur les papiers ont changé de numéro : mettez Comptoir"
            " à jour."
        ),
        "Legal references on the papers have new numbers: update Comptoir.",
    ),
    "books.title": ("Pour le comptable", "For the accountant"),
    "books.how": (
        "Tirés des clôtures signées. Chaque export est noté dans le journal.",
        "Taken from the signed closings. Every export is noted in the journal.",
    ),
    "books.from": ("Du", "From"),
    "books.to": ("au", "to"),
    "books.folder": ("Dossier", "Folder"),
    "books.choose": ("Choisir…", "Choose…"),
    "books.vat": ("Journal de TVA", "VAT journal"),
    "books.entries": ("Écritures", "Entries"),
    "books.fec": ("FEC", "FEC"),
    "books.own": ("Caisse {till}", "Till {till}"),
    "books.web": ("Ventes payées en ligne (W01)", "Sales paid online (W01)"),
    "books.web_how": (
        "Tenues par la place de marché, gardées par chaque caisse : à remettre une seule fois.",
        "Kept by the marketplace and by every till of the shop: hand them in once.",
    ),
    "books.archive": ("Archive annuelle", "Yearly archive"),
    "books.archive_due": (
        "L'exercice clos attend son archive.",
        "The closed year waits for its archive.",
    ),
    "books.archive_before": (
        "D'abord la caisse {till}, que celle-ci a remplacée.",
        "First till {till}, which this one followed.",
    ),
    "books.archive_none": ("Rien à archiver.", "Nothing to archive."),
    "books.archive_ready": (
        "{n} enregistrement à archiver.|{n} enregistrements à archiver.",
        "{n} record to archive.|{n} records to archive.",
    ),
    "books.written": ("Écrit : {file}", "Written: {file}"),
    "accounts.title": ("Plan comptable", "Chart of accounts"),
    "accounts.how": (
        "Les numéros usuels sont proposés ; mettez ceux de votre comptable.",
        "The usual numbers are offered; put your accountant's.",
    ),
    "accounts.account": ("Compte", "Account"),
    "accounts.number": ("Numéro", "Number"),
    "training.title": ("Formation", "Training"),
    "training.how": (
        (
            "Une caisse à part pour apprendre : mêmes articles, rien ne compte, tout est marqué"
            " FACTICE."
        ),
        "A till apart to learn on: the same goods, nothing counts, everything says SPECIMEN.",
    ),
    "training.start": ("Commencer une formation", "Start a training"),
    "training.band": (
        "FACTICE – FORMATION : rien de ce qui se fait ici ne compte",
        "SPECIMEN – TRAINING: nothing done here counts",
    ),
    "training.real_news": (
        "En vrai : {words} Quittez la formation pour y répondre.",
        "For real: {words} Leave the training to answer.",
    ),
    "training.over": (
        "Formation terminée : ici, tout compte.",
        "The training is over: here everything counts.",
    ),
    "training.leave": ("Quitter la formation", "Leave the training"),
    "training.window": ("Comptoir – FORMATION", "Comptoir – TRAINING"),
}
