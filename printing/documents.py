"""What the shop prints, as finished figures: no document computes, fetches or translates anything.

Money, quantities and instants come ready from the till; the layout only formats them. Texts from
outside may be raw: they become `SafeText` in the layout, before any printer sees them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Who prints: the heading of every paper, and the zone in which its hours are told."""

    name: str
    address: tuple[str, ...] = ()
    #: SIRET of the establishment (FR) or number of the establishment unit (BE).
    siret: str = ""
    vat_number: str = ""
    naf: str = ""
    phone: str = ""
    website: str = ""
    #: PNG bytes, at most 200 rows of black on white at the printer's resolution.
    logo_png: bytes = b""
    country: str = "FR"
    time_zone: str = "Europe/Paris"


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


class HandoverMode(StrEnum):
    """How an order reaches its customer; the values are those of the wire."""

    COLLECT = "collect"
    EXPRESS = "express"
    PARCEL = "parcel"
    MERCHANT = "merchant"
    RELAY = "relay"
    LOCKER = "locker"


class Care(StrEnum):
    """What whoever carries the bag must know."""

    COLD = "cold"
    FROZEN = "frozen"
    FRAGILE = "fragile"
    UPRIGHT = "upright"
    ADULTS = "adults"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupLabel:
    """The label on one bag. It has no room for a telephone number or an e-mail address."""

    shop: Shop
    #: The two to four characters one calls out.
    short_number: str
    order_number: str
    #: First name and initial, as the service made it: "Camille D."
    customer: str
    bag: int
    bags: int
    mode: HandoverMode
    promised_at: datetime
    promised_until: datetime | None = None
    #: Place of the bag in the shop.
    shelf: str = ""
    #: For the staff's scanner. Never the customer's secret pickup code.
    qr_text: str = ""
    care: tuple[Care, ...] = ()
    allergens: tuple[str, ...] = ()
    note: str = ""
    #: What is still to be paid on collection; None when the order is paid.
    to_pay: Money | None = None
    printed_at: datetime | None = None
    is_training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingLine:
    """One thing to take from the shelf."""

    label: str
    quantity: Quantity
    place: str = ""
    detail: str = ""
    gtin: str = ""
    #: What the customer wants when it is missing, in their words.
    if_missing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingSlip:
    """What to take for one order, in the order of a walk through the shop."""

    shop: Shop
    short_number: str
    order_number: str
    customer: str
    mode: HandoverMode
    placed_at: datetime
    promised_at: datetime
    lines: tuple[PickingLine, ...]
    note: str = ""
    qr_text: str = ""
    is_training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """An article asked of a supplier."""

    label: str
    quantity: Quantity
    #: What the supplier calls it.
    reference: str = ""
    gtin: str = ""
    #: What one unit costs, without VAT, as far as it is known.
    price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """What a shop asks of a supplier."""

    shop: Shop
    number: str
    supplier: str
    made_at: datetime
    lines: tuple[PurchaseLine, ...]
    #: The shop's number with the supplier.
    account: str = ""
    note: str = ""
    is_training: bool = False


class ReportKind(StrEnum):
    """A reading changes nothing; a closing is signed and never reopened."""

    X = "x"
    Z = "z"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """How often something happened: a sale, a copy, an opening of the drawer."""

    #: Code of the wording table (sales, refunds, copies, voids, abandoned, drawer, training).
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMovement:
    """Money put into or taken out of the drawer without a sale."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFigures:
    """What should be in the drawer and what was there."""

    opening_float: Money
    takings: Money
    expected: Money
    movements: tuple[CashMovement, ...] = ()
    #: None when nobody counted (a closing made automatically).
    counted: Money | None = None
    difference: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillReport:
    """The X reading or the Z, month or year closing of one till."""

    shop: Shop
    kind: ReportKind
    till: str
    operator: str
    #: Number of the closing; 0 for a reading.
    number: int
    opened_at: datetime
    made_at: datetime
    #: First and last business day.
    first_day: date
    last_day: date
    gross_total: Money
    net_total: Money
    vat_total: Money
    sales_total: Money
    refunds_total: Money
    vat_rows: tuple[VatRow, ...]
    tenders: tuple[TenderRow, ...]
    counts: tuple[CountRow, ...]
    fiscal: FiscalMarks
    cash: CashFigures | None = None
    reductions_total: Money | None = None
    deposits_total: Money | None = None
    cash_rounding_total: Money | None = None
    #: Advances on orders received and used up, outside turnover.
    advances_total: Money | None = None
    first_ticket: str = ""
    last_ticket: str = ""
    first_sequence: int = 0
    last_sequence: int = 0
    #: The last record the marketplace countersigned, and how many came after it.
    anchored_sequence: int = 0
    anchored_at: datetime | None = None
    unanchored_records: int = 0
    #: Nobody closed: the till did it at the shop's hour.
    is_automatic: bool = False
    duplicate: Duplicate | None = None
    is_training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfTag:
    """A price on a shelf (French order of 3 December 1987, directive 98/6)."""

    shop: Shop
    name: str
    #: What the customer pays for one, VAT included.
    price: Money
    brand: str = ""
    #: Size and colour, or what is in it: "rouge · M", "Pot 250 g".
    variant: str = ""
    #: Price of one kilogram, litre or metre with its unit in `unit`, where the law asks for it.
    unit_price: Money | None = None
    unit: str = ""
    #: The price is that of a unit (a kilogram of cheese), not of one piece.
    is_price_per_unit: bool = False
    #: Deposit on the packaging, on top of the price.
    deposit: Money | None = None
    #: The lowest price of the last thirty days beside a reduction (directive 98/6, article 6a).
    former_price: Money | None = None
    #: Last day of the reduction.
    offer_until: date | None = None
    #: Where fruit and vegetables come from.
    origin: str = ""
    gtin: str = ""
    #: For goods whose code is no EAN-13.
    qr_text: str = ""
    #: "Bon plan", "Nouveau": a word above the name.
    flash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabel:
    """What is stuck or tied to one article, so that the till knows it."""

    shop: Shop
    name: str
    price: Money
    brand: str = ""
    variant: str = ""
    unit: str = ""
    is_price_per_unit: bool = False
    deposit: Money | None = None
    former_price: Money | None = None
    offer_until: date | None = None
    #: The shop's own reference.
    ref: str = ""
    gtin: str = ""
    qr_text: str = ""


Tag = ShelfTag | ProductLabel


class VoucherPaperKind(StrEnum):
    """What the paper in the customer's hand is worth, and where from."""

    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"
    #: Money taken before delivery: the receipt for it, no means of payment.
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPaper:
    """A gift card, a credit note, or the receipt of an advance."""

    shop: Shop
    kind: VoucherPaperKind
    #: What it is worth now.
    amount: Money
    #: Ticket it came from.
    ticket: str
    issued_at: datetime
    #: Last day it is taken; None is for ever.
    expires_on: date | None = None
    #: Its code as people read it, and as a scanner does; empty on an advance.
    code: str = ""
    qr_text: str = ""
    #: What an advance is for.
    note: str = ""
    is_training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """A page that shows whether accents, the euro, alignment, codes and the cutter work."""

    __test__ = False  # pytest collects classes by this name

    shop: Shop
    printer: str
    connection: str
    profile: str
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterNotice:
    """Words that the law wants to be read at the till."""

    shop: Shop
    text: str


Document = (
    SaleReceipt
    | PickupLabel
    | PickingSlip
    | PurchaseOrder
    | TillReport
    | ShelfTag
    | ProductLabel
    | VoucherPaper
    | TestPage
    | CounterNotice
)
