"""What a customer takes home after a sale, and the figures it shares with the closings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


class ReceiptKind(StrEnum):
    """What the paper says it is."""

    SALE = "sale"
    REFUND = "refund"
    #: Services from 25 euros on, or on request (French order 83-50/A).
    NOTE = "note"
    #: The same before it is paid: it is no ticket, and nothing was sold yet.
    BEFORE_PAYMENT = "before_payment"
    #: Goods handed over that were paid on the marketplace.
    COLLECTION = "collection"
    #: Moves an amount of an earlier ticket from one means to another.
    CORRECTION = "correction"
    #: Money for what was owed; the goods had their own ticket.
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A reduction and its finished amount, given as what it takes off (negative)."""

    #: The reason; empty prints "Remise".
    label: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One line of goods; in a refund its quantity and amount are negative."""

    label: str
    quantity: Quantity
    #: Gross price of one unit, before any reduction.
    unit_price: Money
    #: Gross amount of quantity × unit price, before the line's reductions.
    amount: Money
    #: The letter that leads to the VAT table; empty for what is outside turnover.
    vat_code: str = ""
    reductions: tuple[Reduction, ...] = ()
    #: Size and colour, serial number, date of performance of a service.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRow:
    """One rate of the VAT table: net + vat = gross."""

    code: str
    rate: VatRate
    net: Money
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderRow:
    """What was paid by one means."""

    #: Code of the means (cash, card, cheque, meal_voucher…): the printed word is in the wording
    #: table, unless the shop has its own label for it.
    means: str
    amount: Money
    label: str = ""
    #: Authorisation number, scheme, last four digits: never a whole card number.
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The n-th copy of a paper that was already issued, as the journal recorded it."""

    number: int
    issued_at: datetime
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalMarks:
    """What ties the paper to the signed journal."""

    record_sequence: int = 0
    #: Characters 3, 7, 13 and 19 of the signature.
    signature_extract: str = ""
    software: str = ""
    fiscal_version: str = ""
    #: Number of the publisher's attestation or of the certificate.
    attestation: str = ""
    #: Text of the QR code by which the record can be verified; empty prints none.
    verification: str = ""
    #: Perpetual totals after this record: net (refunds taken off) and absolute.
    perpetual_net: Money | None = None
    perpetual_absolute: Money | None = None
    #: The journal could not sign; the paper must say so.
    is_degraded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleReceipt:
    """A till ticket, a refund ticket or a note, with every mention the law asks for."""

    shop: Shop
    number: str
    till: str
    #: Pseudonymous code, never a name (the journal must survive an erasure request).
    operator: str
    sold_at: datetime
    lines: tuple[ReceiptLine, ...]
    vat_rows: tuple[VatRow, ...]
    gross_total: Money
    net_total: Money
    vat_total: Money
    #: What the customer owed: turnover, deposits and rounding.
    due: Money
    tenders: tuple[TenderRow, ...]
    change: Money
    fiscal: FiscalMarks
    kind: ReceiptKind = ReceiptKind.SALE
    #: Number of articles as the till counts them (a weighed line is one).
    articles: int = 0
    #: Lines of the signed record, deposits included; 0 prints no count.
    line_count: int = 0
    #: Reductions on the whole basket; `gross_total` already includes them.
    reductions: tuple[Reduction, ...] = ()
    #: Deposits on containers and whatever else is not turnover.
    deposits: tuple[ReceiptLine, ...] = ()
    #: Rounding of a cash payment to five cents (BE).
    cash_rounding: Money | None = None
    #: Number of the ticket this one refunds.
    refund_of: str = ""
    order_number: str = ""
    #: Notes only: the customer and when and where the service was done.
    customer: str = ""
    performed_at: str = ""
    #: Set when the shop is exempt: the citation of the article, from the dated legal table.
    vat_exemption: str = ""
    #: The basket holds goods of Consumer Code D.211-6: the two-year guarantee must be on paper.
    has_legal_guarantee: bool = False
    #: Loyalty, opening hours, thanks: what the shop adds at the foot.
    messages: tuple[str, ...] = ()
    duplicate: Duplicate | None = None
    is_training: bool = False
