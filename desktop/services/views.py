"""What services answer with: frozen, finished, free of the database."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.tender import Means
from desktop.services.counter.shelf import CategoryView as CategoryView  # noqa: PLC0414
from desktop.services.team.crew import StaffView as StaffView  # noqa: PLC0414 one of the views
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate, VatShare


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLineView:
    """A line of a closed ticket; in a refund quantity and amounts are negative."""

    position: int
    variant_id: str
    label: str
    sku: str
    kind: str
    quantity: Quantity
    unit_price: Money
    discount: Money
    gross: Money
    vat: VatRate
    #: What earlier refunds have left of it.
    refundable: Quantity
    refundable_gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderView:
    """What was paid by one means: what stayed in the till, and what was handed over."""

    means: Means
    amount: Money
    given: Money
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleView:
    """A closed ticket, whole."""

    id: str
    #: sale or refund.
    kind: str
    till: str
    number: str
    at: datetime
    business_day: date
    staff: str
    lines: tuple[SaleLineView, ...]
    vat: tuple[VatShare, ...]
    tenders: tuple[TenderView, ...]
    #: Turnover, with and without VAT.
    gross: Money
    net: Money
    #: Deposits: paid, no turnover.
    outside: Money
    rounding: Money
    #: What was to be paid.
    due: Money
    change: Money
    #: Number of the ticket this one takes back; empty for a sale.
    refund_of: str
    order_id: str
    note: str
    #: Receipts issued so far, the original included.
    copies: int

    @property
    def is_refund(self) -> bool:
        """Tell whether it takes an earlier ticket back."""
        return self.kind == "refund"

    @property
    def is_refundable(self) -> bool:
        """Tell whether something of it can still be given back."""
        return not self.is_refund and any(line.refundable for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSummary:
    """A ticket as a row of today's list."""

    id: str
    kind: str
    number: str
    at: datetime
    staff: str
    due: Money
    lines: int
    means: tuple[Means, ...]
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedView:
    """A basket put aside."""

    id: str
    note: str
    at: datetime
    staff: str
    lines: int
    total: Money
    #: Who put it aside; left out where that is not asked.
    seller: StaffView | None = None
    #: The customer on it, if there is one.
    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillState:
    """Where the till stands now."""

    is_open: bool
    #: None and empty while it is closed.
    opened_at: datetime | None
    opened_by: str
    #: The name of whoever opened it; empty when there is none, or who left had it erased.
    opener: str
    opening_float: Money
    #: What the drawer should hold.
    expected_cash: Money
    #: Tickets of the session, refunds included.
    sales_count: int
    #: Turnover of the session, refunds taken off.
    gross: Money
    #: Journal records the marketplace has not countersigned yet.
    unanchored: int
    #: The day a sale made now counts for.
    business_day: date
    #: The journal cannot reach its key and goes on unsigned.
    is_degraded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMovementView:
    """Cash put in (positive) or taken out beside sales."""

    amount: Money
    reason: str
    at: datetime
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TillReportView:
    """The X reading or the Z closing of a day, as finished figures."""

    #: x or z.
    kind: str
    till: str
    #: Number of the closing; 0 for a reading.
    number: int
    session_id: str
    staff: str
    opened_at: datetime
    made_at: datetime
    business_day: date
    gross: Money
    net: Money
    vat_total: Money
    #: Turnover of sales, and of refunds (negative).
    sales: Money
    refunds: Money
    vat: tuple[VatShare, ...]
    tenders: tuple[TenderView, ...]
    #: What happened how often, by the codes of the wording table: sales, refunds, copies, voids,
    #: abandoned, drawer.
    counts: dict[str, int]
    discounts: Money
    deposits: Money
    rounding: Money
    opening_float: Money
    movements: tuple[CashMovementView, ...]
    #: Float, takings and movements; what counts found otherwise is the difference.
    expected_cash: Money
    #: What lay in the drawer at the end; None when nobody counted then.
    counted_cash: Money | None
    #: Of all counts of the day, hand-overs included; None when there was none.
    difference: Money | None
    first_ticket: str
    last_ticket: str
    first_seq: int
    last_seq: int
    perpetual_net: Money
    perpetual_absolute: Money
    unanchored: int
    is_automatic: bool = False
    #: Last record the marketplace had countersigned by then, and when; 0 and None: none yet.
    anchored_seq: int = 0
    anchored_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """How the shop stands with the marketplace: the pill and its three counts."""

    is_enrolled: bool
    is_online: bool
    #: off (not enrolled), connecting, online, offline, revoked (or its key is lost), outdated or
    #: stuck.
    state: str
    #: When `state` became what it is.
    since: datetime | None
    #: Operations not confirmed, answered `rejected`, and feed rows for a newer app.
    waiting: int
    rejected: int
    parked: int
    photos: int
    shop_name: str = ""
    #: The town's web address.
    storefront: str = ""
    #: The town's pages take no new orders for this shop for now.
    is_paused: bool = False
    hub_url: str = ""
    #: Hub time less this PC's, in milliseconds; more than two minutes earn a banner.
    clock_offset_ms: int = 0
    detail: str = ""
