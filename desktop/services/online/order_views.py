"""One online order as windows and verbs read it: the order, its lines, what is still to pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.services.prepared import Prepared
from desktop.services.team.staff import known
from desktop.services.views import StaffView
from sync.contract import v1
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import worth_of_part

ORDERS = table_of(Order)
LINES = table_of(OrderLine)
_one_order = Prepared(select(ORDERS).where(ORDERS.c.id == bindparam("order")))
_its_lines = Prepared(
    select(LINES).where(LINES.c.order_id == bindparam("order")).order_by(LINES.c.position)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineView:
    """A line of an order and what became of it."""

    id: str
    variant_id: str
    label: str
    quantity: Quantity
    unit_price: Money
    vat_bp: int
    state: LineState
    #: How much lies in the bag: of what stands in, where something does.
    picked: Quantity
    #: What this line comes to now: nothing when it is missing.
    gross: Money
    #: What the customer gets instead; empty when it is what was ordered.
    substitute_variant_id: str = ""
    substitute_label: str = ""
    substitute_unit_price: Money | None = None
    #: How much of it: what a portion weighed, else what was ordered.
    substitute_quantity: Quantity | None = None
    #: What lies in the bag of the article that is replaced, and has to be taken out of it.
    comes_out: Quantity = Quantity(0)  # noqa: RUF009 frozen, so it may be shared
    #: What the customer agreed to pay for it at most.
    ordered: Money = Money(0)  # noqa: RUF009 frozen, so it may be shared
    #: When it left the shop; the rest of the order may leave another day.
    handed_at: datetime | None = None
    #: When it came back, all of it.
    returned_at: datetime | None = None
    #: How much of it came back: some of its pieces, or all of it.
    returned: Quantity = Quantity(0)  # noqa: RUF009 frozen, so it may be shared
    #: What the customer was asked, and the answer.
    asked: v1.Asked | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be found for it, or to be put into the bag."""
        given = self.substitute_quantity
        lacks = given is not None and self.picked.thousandths < given.thousandths
        return self.state is LineState.OPEN or (self.state is LineState.SUBSTITUTED and lacks)

    @property
    def delivered_unit_price(self) -> Money:
        """Return what one unit of what goes into the bag costs."""
        return self.unit_price if self.substitute_unit_price is None else self.substitute_unit_price

    @property
    def delivered_label(self) -> str:
        """Return the name of what goes into the bag."""
        return self.substitute_label or self.label

    @property
    def delivered_variant_id(self) -> str:
        """Return the variant that goes into the bag."""
        return self.substitute_variant_id or self.variant_id

    @property
    def delivered_quantity(self) -> Quantity:
        """Return how much goes into the bag: nothing of a missing line."""
        if self.state is LineState.MISSING:
            return Quantity(0, self.quantity.unit)
        if self.substitute_quantity is not None:
            return self.substitute_quantity
        return self.picked if self.state is LineState.PICKED else self.quantity

    @property
    def with_customer(self) -> Quantity:
        """Return how much of what goes into the bag has not come back."""
        return self.delivered_quantity - self.returned

    def at_most(self, quantity: Quantity) -> Quantity:
        """Return so much of it, or what has not come back where that is less."""
        left = self.with_customer
        return quantity if quantity.thousandths < left.thousandths else left

    @property
    def kept(self) -> Money:
        """Return what it comes to without what came back of it."""
        if not self.returned or not self.delivered_quantity:
            return self.gross
        return self.worth_of(self.with_customer)

    def worth_of(self, quantity: Quantity) -> Money:
        """Return what so much of it is worth when it comes back now, after what came before."""
        whole, before = self.delivered_quantity.thousandths, self.returned.thousandths
        return Money(worth_of_part(self.gross.cents, whole, before, quantity.thousandths))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """One online order, whole."""

    id: str
    number: str
    state: OrderState
    hub_ver: int
    mode: str
    placed_at: datetime
    #: When the customer may come, and until when that day: it has to be ready by the first.
    promised_from: datetime
    promised_to: datetime
    customer_name: str
    phone_last2: str
    #: Nothing but the order's page tells the customer anything.
    has_no_mail: bool
    note: str
    is_paid: bool
    #: What it comes to now.
    total: Money
    #: What the customer still owes when collecting.
    to_pay: Money
    lines: tuple[OrderLineView, ...]
    commitment: str
    reason: str
    bags: int
    shelf: str
    anomaly: str
    is_seen: bool
    ready_at: datetime | None
    handed_over_at: datetime | None
    #: A staff code, as it is told to the marketplace.
    handed_over_by: str
    #: Who that is.
    giver: StaffView | None = None
    #: The customer's rule for what is missing: ask, substitute or refund.
    if_missing: str = "ask"
    #: Who else may collect it, with the customer's consent.
    proxy_name: str = ""
    #: Where it goes; None when it is collected here.
    destination: v1.Destination | None = None
    #: Who has it in hand, and since when.
    holder: StaffView | None = None
    held_at: datetime | None = None
    #: Empty, out, deposited or failed.
    carriage: str = ""
    #: The till whose round it is on.
    carried_till: str = ""
    #: Compartment of the locker.
    box: str = ""
    #: Bag by bag, where they were told apart.
    bag_list: tuple[v1.Bag, ...] = ()
    reminded_at: datetime | None = None
    #: What was paid online and has not gone back.
    paid: Money = Money(0)  # noqa: RUF009 frozen, so it may be shared
    #: Every hand-over that was told, where the order has something odd about it.
    hand_overs: tuple[v1.HandOver, ...] = ()
    #: What was said of it when it had left, where the order has something odd about it.
    late_words: tuple[v1.LateWord, ...] = ()
    #: Since when its relay shop has it for the customer; None: it has not.
    relayed_at: datetime | None = None
    #: Letter of its bag, while it is prepared in one walk with others.
    walk_letter: str = ""

    @property
    def short_number(self) -> str:
        """Return the last four digits: what people call the order by."""
        return self.number[-4:]

    @property
    def open_lines(self) -> int:
        """Return how many lines are still to be decided on, or to be put into the bag."""
        return sum(line.is_open for line in self.lines)


def read_order(connection: Connection, order_id: str) -> OrderView:
    """Return one order as it stands in a transaction of the caller.

    Raises:
        RefusedError: unknown_order.
    """
    one = {"order": order_id}
    row = _one_order.first(connection, one)
    if row is None:
        raise RefusedError("unknown_order")
    lines = tuple(_line_view(line._asdict()) for line in _its_lines.all(connection, one))
    people = known(connection, (row.handed_over_by, row.held_by))
    return _order_view(row._asdict(), lines, people)


def _line_view(row: Mapping[str, Any]) -> OrderLineView:
    unit, state = Unit(row["unit"]), LineState(row["state"])
    gross, instead = Money(row["gross_cents"]), row["substitute"] or {}
    price = int(instead.get("unit_price_cents", row["unit_price_cents"]))
    picked = int(instead["quantity"]) - int(instead.get("lacks", 0)) if instead else row["picked"]
    if state is LineState.MISSING:
        gross = Money(0)
    elif state is LineState.SUBSTITUTED:
        gross = Money(int(instead["gross_cents"]))
    found = OrderLineView(
        id=row["id"],
        variant_id=row["variant_id"],
        label=row["label"],
        quantity=Quantity(row["quantity"], unit),
        unit_price=Money(row["unit_price_cents"]),
        vat_bp=int(instead.get("vat_bp", row["vat_bp"])),
        state=state,
        picked=Quantity(picked, unit),
        gross=gross,
        substitute_variant_id=str(instead.get("variant", "")),
        substitute_label=str(instead.get("label", "")),
        substitute_unit_price=Money(price) if instead else None,
        substitute_quantity=Quantity(int(instead["quantity"]), unit) if instead else None,
        comes_out=Quantity(int(instead.get("comes_out", 0)), unit),
        ordered=Money(row["ordered_cents"]),
        handed_at=row["handed_at"],
        returned_at=row["returned_at"],
        returned=Quantity(row["returned"], unit),
        asked=msgspec.convert(row["asked"], v1.Asked) if row["asked"] else None,
    )
    if found.returned_at is None:
        return found
    # An older marketplace tells only that all of it came back.
    return replace(found, returned=found.delivered_quantity)


def _order_view(
    row: Mapping[str, Any], lines: tuple[OrderLineView, ...], people: Mapping[str, StaffView]
) -> OrderView:
    total = total_of([line.gross for line in lines])
    return OrderView(
        id=row["id"],
        number=row["number"],
        state=OrderState(row["state"]),
        hub_ver=row["hub_ver"],
        mode=row["mode"],
        placed_at=row["placed_at"],
        promised_from=row["promised_from"],
        promised_to=row["promised_to"],
        customer_name=row["customer_name"],
        phone_last2=row["phone_last2"],
        has_no_mail=row["has_no_mail"],
        note=row["note"],
        is_paid=row["payment"] == "online",
        total=total,
        to_pay=still_to_pay(lines, Money(row["paid_cents"])),
        paid=Money(row["paid_cents"]),
        lines=lines,
        commitment=row["commitment"],
        reason=row["reason"],
        bags=row["bags"],
        shelf=row["shelf"],
        anomaly=row["anomaly"],
        is_seen=row["seen_at"] is not None,
        ready_at=row["ready_at"],
        handed_over_at=row["handed_over_at"],
        handed_over_by=row["handed_over_by"],
        giver=people.get(row["handed_over_by"]),
        if_missing=row["if_missing"],
        proxy_name=row["proxy_name"],
        destination=(
            msgspec.convert(row["destination"], v1.Destination) if row["destination"] else None
        ),
        holder=people.get(row["held_by"]),
        held_at=row["held_at"],
        carriage=row["carriage"],
        carried_till=row["carried_till"],
        box=row["box"],
        bag_list=tuple(msgspec.convert(bag, v1.Bag) for bag in row["bag_list"]),
        reminded_at=row["reminded_at"],
        hand_overs=tuple(msgspec.convert(each, v1.HandOver) for each in row["hand_overs"]),
        late_words=tuple(msgspec.convert(each, v1.LateWord) for each in row["late_words"]),
        relayed_at=row["relayed_at"],
        walk_letter=row["walk_letter"],
    )


def still_to_pay(lines: Iterable[OrderLineView], paid: Money) -> Money:
    """Return what the customer owes for what is still here, when so much was paid before.

    What came back is neither theirs nor owed: its price is out of it, as what was sent back for it
    is out of what was paid.
    """
    standing = [line for line in lines if line.returned_at is None]
    gone = [line.kept for line in standing if line.handed_at is not None]
    return still_owed(total_of([line.kept for line in standing]), total_of(gone), paid)


def still_owed(total: Money, gone: Money, paid: Money) -> Money:
    """Return what is owed for the rest of what stands, of which so much has left the shop."""
    nothing = Money(0)
    return max(total - paid, nothing) - max(gone - paid, nothing)
