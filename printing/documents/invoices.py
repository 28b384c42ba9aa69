"""An invoice made from a ticket."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from printing.documents.receipts import Duplicate, FiscalMarks, TenderRow, VatRow
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


class InvoiceKind(StrEnum):
    """What the paper is: a demand, or what takes one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Supply(StrEnum):
    """What an invoice is about (French decree 2022-1299)."""

    GOODS = "goods"
    SERVICES = "services"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of an invoice."""

    name: str
    street: str
    postcode: str
    city: str
    #: ISO 3166, two letters.
    country: str = "FR"
    #: SIREN or SIRET (FR), enterprise number (BE); empty for a private buyer.
    registration: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One line, without VAT; positive on a credit note too."""

    label: str
    quantity: Quantity
    #: Price of one unit without VAT, before the reduction, in ten-thousandths of the currency.
    unit_net: int
    #: Taken off the line, without VAT.
    reduction: Money
    net: Money
    rate: VatRate
    sku: str = ""
    #: Packaging or voucher: owed, no turnover, no VAT.
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice made from a ticket, with the ticket's own figures per rate."""

    shop: Shop
    kind: InvoiceKind
    number: str
    issued_at: datetime
    #: When the goods were handed over.
    supplied_at: datetime
    #: Number of the till ticket it repeats.
    ticket: str
    seller: Party
    buyer: Party
    supply: Supply
    lines: tuple[InvoiceLine, ...]
    #: Turnover per rate, as on the ticket; what is outside turnover is not in it.
    vat_rows: tuple[VatRow, ...]
    net_total: Money
    vat_total: Money
    gross_total: Money
    #: Packaging and vouchers.
    outside_total: Money
    rounding: Money
    #: What the customer had to pay, rounding included, and how much of it is paid.
    due: Money
    paid: Money
    tenders: tuple[TenderRow, ...]
    fiscal: FiscalMarks
    #: Number of the invoice a credit note takes back.
    corrects: str = ""
    #: Why some of it bears no VAT; from the dated legal table.
    exemptions: tuple[str, ...] = ()
    #: What the law wants beneath: late fees, lump sum.
    mentions: tuple[str, ...] = ()
    duplicate: Duplicate | None = None
    is_training: bool = False
