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
}
