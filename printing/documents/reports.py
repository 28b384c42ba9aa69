"""What a till counted, from its readings to the year's closing."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from printing.documents.receipts import Duplicate, FiscalMarks, TenderRow, VatRow
from sync.kernel.money import Money


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
