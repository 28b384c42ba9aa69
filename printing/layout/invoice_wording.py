"""The words of an invoice, in French and in English."""

from dataclasses import dataclass

from printing.documents import InvoiceKind, Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceWording:
    """The words of one language; a missing one is a type error."""

    kinds: dict[InvoiceKind, str]
    supplies: dict[Supply, str]
    issued: str
    supplied: str
    ticket: str
    corrects: str
    buyer: str
    registration: str
    enterprise_number: str
    vat_number: str
    label: str
    quantity: str
    unit_net: str
    reduction: str
    rate: str
    net: str
    vat: str
    gross: str
    total_net: str
    total_vat: str
    total_gross: str
    outside: str
    rounding: str
    due: str
    paid: str
    remaining: str
    paid_by: str
    is_paid: str
    is_given_back: str
    is_owed: str
    duplicate: str
    training: str
    page: str
    reduction_reason: str


FRENCH = InvoiceWording(
    kinds={InvoiceKind.INVOICE: "Facture", InvoiceKind.CREDIT_NOTE: "Avoir"},
    supplies={
        Supply.GOODS: "Livraison de biens",
        Supply.SERVICES: "Prestation de services",
        Supply.MIXED: "Livraison de biens et prestation de services",
    },
    issued="Émise le",
    supplied="Vente du",
    ticket="Ticket de caisse",
    corrects="Annule tout ou partie de",
    buyer="Client",
    registration="SIREN",
    enterprise_number="N° d’entreprise",
    vat_number="TVA",
    label="Désignation",
    quantity="Quantité",
    unit_net="P.U. HT",
    reduction="Remise HT",
    rate="TVA",
    net="Montant HT",
    vat="Montant TVA",
    gross="TTC",
    total_net="Total HT",
    total_vat="Total TVA",
    total_gross="Total TTC",
    outside="Consignes et bons (hors TVA)",
    rounding="Arrondi espèces",
    due="Net à payer",
    paid="Déjà réglé",
    remaining="Reste à payer",
    paid_by="Règlement",
    is_paid="Facture acquittée.",
    is_given_back="Avoir remboursé.",
    is_owed="À régler à réception.",
    duplicate="DUPLICATA n° {number} du {at}, opérateur {operator}",
    training="FACTICE – FORMATION",
    page="Page {page}/{pages}",
    reduction_reason="Remise",
)

ENGLISH = InvoiceWording(
    kinds={InvoiceKind.INVOICE: "Invoice", InvoiceKind.CREDIT_NOTE: "Credit note"},
    supplies={
        Supply.GOODS: "Supply of goods",
        Supply.SERVICES: "Supply of services",
        Supply.MIXED: "Supply of goods and services",
    },
    issued="Issued on",
    supplied="Sale of",
    ticket="Till receipt",
    corrects="Takes back all or part of",
    buyer="Customer",
    registration="SIREN",
    enterprise_number="Enterprise no.",
    vat_number="VAT",
    label="Description",
    quantity="Quantity",
    unit_net="Unit net",
    reduction="Discount net",
    rate="VAT",
    net="Net",
    vat="VAT amount",
    gross="Gross",
    total_net="Total net",
    total_vat="Total VAT",
    total_gross="Total gross",
    outside="Deposits and vouchers (outside VAT)",
    rounding="Cash rounding",
    due="To pay",
    paid="Already paid",
    remaining="Still owed",
    paid_by="Payment",
    is_paid="This invoice is paid.",
    is_given_back="This credit note is paid out.",
    is_owed="Due on receipt.",
    duplicate="DUPLICATE no. {number} of {at}, operator {operator}",
    training="SPECIMEN – TRAINING",
    page="Page {page}/{pages}",
    reduction_reason="Discount",
)


def settled(words: InvoiceWording, kind: InvoiceKind, *, is_paid: bool) -> str:
    """Return in one sentence whether anything is still to be paid."""
    if not is_paid:
        return words.is_owed
    return words.is_given_back if kind is InvoiceKind.CREDIT_NOTE else words.is_paid


def invoice_wording(locale: str) -> InvoiceWording:
    """Return the words of the locale's language; French when we do not speak it."""
    return ENGLISH if locale.lower().startswith("en") else FRENCH
