"""What is told about invoices, exports, archives and the shop to learn in."""

TOLD: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "invoice_exists": (
        (
            "Facture déjà faite",
            "Ce ticket a sa facture, {number}.",
            "Ouvrez-la, ou demandez un duplicata.",
        ),
        (
            "Already invoiced",
            "This receipt has its invoice, {number}.",
            "Open it, or ask for a duplicate.",
        ),
    ),
    "unknown_invoice": (
        ("Pas de facture", "Ce ticket n'a pas encore de facture.", "Faites-la d'abord."),
        ("No invoice", "This receipt has no invoice yet.", "Make it first."),
    ),
    "nothing_to_invoice": (
        (
            "Rien à facturer",
            "Ce ticket ne vend rien : il corrige ou règle autre chose.",
            "Facturez le ticket de la vente.",
        ),
        (
            "Nothing to invoice",
            "This receipt sells nothing: it corrects or pays something else.",
            "Invoice the receipt of the sale.",
        ),
    ),
    "invoice_seller_incomplete": (
        (
            "Boutique à compléter",
            "Une facture porte le nom, l'adresse, le SIRET et le numéro de TVA de la boutique.",
            "Complétez-les dans les réglages.",
        ),
        (
            "Shop to be completed",
            "An invoice tells the shop's name, address, SIRET and VAT number.",
            "Complete them in the settings.",
        ),
    ),
    "invoice_buyer_incomplete": (
        (
            "Client à compléter",
            "Une facture porte le nom et l'adresse entière du client.",
            "Complétez le nom, la rue, le code postal et la ville.",
        ),
        (
            "Customer to be completed",
            "An invoice tells the customer's name and whole address.",
            "Complete name, street, postcode and town.",
        ),
    ),
    "invoice_of_refund": (
        (
            "Pas d'avoir sans facture",
            "Le ticket {number}, que celui-ci rembourse, n'a pas de facture.",
            "Faites d'abord sa facture, puis l'avoir.",
        ),
        (
            "No credit note without an invoice",
            "Receipt {number}, which this one refunds, has no invoice.",
            "Make its invoice first, then the credit note.",
        ),
    ),
    "period_backwards": (
        ("Période à l'envers", "La fin vient avant le début.", "Inversez les deux jours."),
        ("Period backwards", "The end comes before the beginning.", "Swap the two days."),
    ),
    "nothing_closed": (
        (
            "Rien de clôturé",
            "Aucune journée de cette période n'a été clôturée.",
            "Choisissez d'autres jours, ou clôturez la caisse (Z).",
        ),
        (
            "Nothing closed",
            "No day of this period was closed.",
            "Choose other days, or close the till (Z).",
        ),
    ),
    "account_invalid": (
        (
            "Numéro de compte à corriger",
            "« {account} » n'est pas un numéro de compte.",
            "Corrigez-le dans les réglages : trois à douze chiffres ou lettres.",
        ),
        (
            "Account number to correct",
            "'{account}' is no account number.",
            "Correct it in the settings: three to twelve digits or letters.",
        ),
    ),
    "entry_unbalanced": (
        (
            "Écriture déséquilibrée",
            "La clôture {number} ne donne pas une écriture équilibrée.",
            "Lancez « comptoir verify » et gardez sa réponse pour l'assistance.",
        ),
        (
            "Entry out of balance",
            "Closing {number} gives no balanced entry.",
            "Run 'comptoir verify' and keep its answer for support.",
        ),
    ),
    "archive_day_open": (
        (
            "Journée ouverte",
            "On n'archive que ce qui est clôturé.",
            "Clôturez la caisse (Z), puis archivez.",
        ),
        (
            "The day is open",
            "Only what is closed is archived.",
            "Close the till (Z), then archive.",
        ),
    ),
    "no_notice": (
        (
            "Pas d'affiche",
            "La loi de ce pays n'en demande pas à la caisse.",
            "Rien à faire.",
        ),
        (
            "No notice",
            "The law of this country asks for none at the till.",
            "There is nothing to do.",
        ),
    ),
    "archive_nothing": (
        (
            "Rien à archiver",
            "Rien n'a été clôturé depuis la dernière archive.",
            "Revenez après la prochaine clôture.",
        ),
        (
            "Nothing to archive",
            "Nothing was closed since the last archive.",
            "Come back after the next closing.",
        ),
    ),
    "archive_key_changed": (
        (
            "Clé changée",
            "La clé de la caisse a changé depuis la dernière clôture.",
            "Ouvrez et clôturez une journée, puis archivez.",
        ),
        (
            "Key changed",
            "The till's key changed since the last closing.",
            "Open and close a day, then archive.",
        ),
    ),
    "archive_overtaken": (
        (
            "Déjà archivé",
            "Une autre archive vient d'être faite.",
            "Gardez celle-là : elle contient tout.",
        ),
        (
            "Archived already",
            "Another archive was made just now.",
            "Keep that one: it holds everything.",
        ),
    ),
    "archive_no_key": (
        (
            "Mode dégradé",
            "La clé de la caisse est hors d'atteinte : l'archive ne serait pas signée.",
            "Ouvrez le trousseau du système, puis recommencez. La vente continue.",
        ),
        (
            "Degraded mode",
            "The till's key is out of reach: the archive would not be signed.",
            "Unlock the system's keyring, then try again. Selling goes on.",
        ),
    ),
    "training_running": (
        (
            "Formation en cours",
            "Une formation est déjà ouverte.",
            "Terminez-la avant d'en commencer une autre.",
        ),
        (
            "Training under way",
            "A training is open already.",
            "End it before you begin another.",
        ),
    ),
    "training_inside": (
        (
            "Déjà en formation",
            "Cette caisse est celle où l'on apprend.",
            "Quittez la formation pour retrouver la vraie.",
        ),
        (
            "In training already",
            "This till is the one to learn on.",
            "Leave the training to get back to the real one.",
        ),
    ),
    "not_in_training": (
        (
            "Pas en formation",
            "Cela ne se fait que pour de vrai.",
            "Quittez la formation, puis recommencez.",
        ),
        (
            "Not in training",
            "This is only done in earnest.",
            "Leave the training, then try again.",
        ),
    ),
    "receipt_offline": (
        (
            "Pas de ticket sur téléphone",
            "La place de marché n'est pas joignable : la page ne s'ouvrirait pas.",
            "Proposez le ticket sur papier.",
        ),
        (
            "No receipt on the phone",
            "The marketplace cannot be reached: the page would not open.",
            "Offer the paper receipt.",
        ),
    ),
    "receipt_too_long": (
        (
            "Ticket trop long",
            "Ce ticket a trop de lignes pour un téléphone.",
            "Proposez-le sur papier.",
        ),
        (
            "Receipt too long",
            "This receipt has too many lines for a phone.",
            "Offer it on paper.",
        ),
    ),
    "invoice_not_written": (
        (
            "Facture non écrite",
            "Le disque n'a pas pris {file} ; aucun numéro n'est consommé.",
            "Faites de la place, puis recommencez.",
        ),
        (
            "Invoice not written",
            "The disk did not take {file}; no number is used up.",
            "Make room, then try again.",
        ),
    ),
    "labels_only": (
        (
            "Imprimante d'étiquettes",
            "Cette imprimante n'imprime que des étiquettes.",
            "Choisissez une imprimante de tickets dans les réglages.",
        ),
        (
            "Label printer",
            "This printer prints labels only.",
            "Choose a receipt printer in the settings.",
        ),
    ),
    "tag_format_unknown": (
        (
            "Format d'étiquettes inconnu",
            "« {format} » n'est pas un format que cette imprimante connaît.",
            "Choisissez un format dans la liste.",
        ),
        (
            "Unknown label format",
            "“{format}” is no format that this printer knows.",
            "Choose a format from the list.",
        ),
    ),
    "no_tags_to_print": (
        (
            "Aucune étiquette à imprimer",
            "Rien n'est choisi, ou le nombre d'étiquettes est zéro.",
            "Cochez des articles, ou changez le nombre.",
        ),
        (
            "No tags to print",
            "Nothing is chosen, or the number of tags is zero.",
            "Tick some items, or change the number.",
        ),
    ),
    "too_many_tags": (
        (
            "Trop d'étiquettes à la fois",
            "{n} étiquettes sont demandées ; {limit} au plus s'impriment en une fois.",
            "Imprimez-les en plusieurs fois.",
        ),
        (
            "Too many tags at once",
            "{n} tags are asked for; at most {limit} are printed in one go.",
            "Print them in several goes.",
        ),
    ),
}
