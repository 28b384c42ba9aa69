"""Online orders at the counter: one order, and the steps of its life."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Connection, bindparam, func, select, update

from desktop.domain.cells import one_line
from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.services.online import order_rules
from desktop.services.online.order_alarms import acknowledge_order
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import Actor, IllegalStepError, OrderState, may_step, step
from sync.kernel.quantity import Quantity, Unit

_log = logging.getLogger(__name__)

ORDERS = table_of(Order)
LINES = table_of(OrderLine)
_one_order = Prepared(select(ORDERS).where(ORDERS.c.id == bindparam("order")))
_its_lines = Prepared(
    select(LINES).where(LINES.c.order_id == bindparam("order")).order_by(LINES.c.position)
)
_BACKWARDS = {
    OrderState.READY: ("order.prepare", OrderState.PREPARING),
    OrderState.PREPARING: ("order.accept", OrderState.ACCEPTED),
}
MAX_BAGS = 99
SHELF_LETTERS = 20


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
    picked: Quantity
    #: What this line comes to now: nothing when it is missing.
    gross: Money
    #: What the customer gets instead; empty when it is what was ordered.
    substitute_variant_id: str = ""
    substitute_label: str = ""
    substitute_unit_price: Money | None = None
    #: What the customer agreed to pay for it at most.
    ordered: Money = Money(0)  # noqa: RUF009 frozen, so it may be shared
    #: When it left the shop; the rest of the order may leave another day.
    handed_at: datetime | None = None
    #: When it came back, all of it.
    returned_at: datetime | None = None
    #: What the customer was asked, and the answer.
    asked: v1.Asked | None = None

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
        return self.picked if self.state is LineState.PICKED else self.quantity


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
    #: Compartment of the locker.
    box: str = ""
    #: Bag by bag, where they were told apart.
    bag_list: tuple[v1.Bag, ...] = ()
    reminded_at: datetime | None = None
    #: What was paid online and has not gone back.
    paid: Money = Money(0)  # noqa: RUF009 frozen, so it may be shared
    #: Every hand-over that was told, where the order has something odd about it.
    hand_overs: tuple[v1.HandOver, ...] = ()
    #: Letter of its bag, while it is prepared in one walk with others.
    walk_letter: str = ""

    @property
    def short_number(self) -> str:
        """Return the last four digits: what people call the order by."""
        return self.number[-4:]

    @property
    def open_lines(self) -> int:
        """Return how many lines nobody has decided on yet."""
        return sum(line.state is LineState.OPEN for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the head of the window tells of the orders."""

    to_prepare: int
    #: When the one that waits longest was placed; None when none waits.
    oldest: datetime | None


def tally(shop: Shop) -> Tally:
    """Return how many orders are to be prepared."""
    waiting = select(func.count().label("n"), func.min(ORDERS.c.placed_at).label("oldest")).where(
        ORDERS.c.state.in_(("placed", "accepted"))
    )
    with shop.look() as look:
        row = look.connection.execute(waiting).one()
    return Tally(to_prepare=row.n, oldest=row.oldest)


def order(shop: Shop, order_id: str) -> OrderView:
    """Return one order.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        return read_order(look.connection, order_id)


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
    if state is LineState.MISSING:
        gross = Money(0)
    elif state is LineState.SUBSTITUTED:
        gross = Money(int(instead["gross_cents"]))
    return OrderLineView(
        id=row["id"],
        variant_id=row["variant_id"],
        label=row["label"],
        quantity=Quantity(row["quantity"], unit),
        unit_price=Money(row["unit_price_cents"]),
        vat_bp=int(instead.get("vat_bp", row["vat_bp"])),
        state=state,
        picked=Quantity(row["picked"], unit),
        gross=gross,
        substitute_variant_id=str(instead.get("variant", "")),
        substitute_label=str(instead.get("label", "")),
        substitute_unit_price=Money(price) if instead else None,
        ordered=Money(row["ordered_cents"]),
        handed_at=row["handed_at"],
        returned_at=row["returned_at"],
        asked=msgspec.convert(row["asked"], v1.Asked) if row["asked"] else None,
    )


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
        box=row["box"],
        bag_list=tuple(msgspec.convert(bag, v1.Bag) for bag in row["bag_list"]),
        reminded_at=row["reminded_at"],
        hand_overs=tuple(msgspec.convert(each, v1.HandOver) for each in row["hand_overs"]),
        walk_letter=row["walk_letter"],
    )


def still_to_pay(lines: Iterable[OrderLineView], paid: Money) -> Money:
    """Return what the customer owes for what is still here, when so much was paid before."""
    every = [*lines]
    gone = [line.gross for line in every if line.handed_at is not None]
    return still_owed(total_of([line.gross for line in every]), total_of(gone), paid)


def still_owed(total: Money, gone: Money, paid: Money) -> Money:
    """Return what is owed for the rest of an order's total, of which so much left the shop."""
    nothing = Money(0)
    return max(total - paid, nothing) - max(gone - paid, nothing)


# --- steps --------------------------------------------------------------------------------------


def mark_seen(shop: Shop, order_id: str) -> None:
    """Note that somebody has been shown the order; the customer's page says so, alarms are silent."""
    with shop.begin() as work:
        acknowledge_order(work, order_id)
        work.commit()


def accept(shop: Shop, order_id: str) -> OrderView:
    """Promise the order to the customer.

    Raises:
        RefusedError: unknown_order; order_step_refused when it stands elsewhere meanwhile.
    """
    return _take(
        shop,
        order_id,
        "order.accept",
        OrderState.ACCEPTED,
        then=lambda: order_rules.go_by_rules(shop),
    )


def accept_by_rule(shop: Shop, order_id: str) -> None:
    """Promise the order as the shop's rule has it: nobody has seen it for that.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    with shop.begin() as work:
        before = read_order(work.connection, order_id)
        if before.state is not OrderState.PLACED:
            raise RefusedError("order_step_refused", state=before.state.value)
        outbox.append(work, "order.accept", v1.OrderStep(order=order_id, base_ver=before.hub_ver))
        work.connection.execute(
            update(ORDERS).where(ORDERS.c.id == order_id).values(state=OrderState.ACCEPTED.value)
        )
        work.changed(Topic.ORDERS)
        work.commit()


def refuse(shop: Shop, order_id: str, reason: str) -> OrderView:
    """Turn the order down, with a reason the customer reads.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    return _take(shop, order_id, "order.refuse", OrderState.REFUSED, reason=reason)


def cancel(shop: Shop, order_id: str, reason: str) -> OrderView:
    """Give up an order that was accepted: nothing of it can be had, or nobody came.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    return _take(shop, order_id, "order.cancel", OrderState.CANCELLED, reason=reason)


def can_cancel(standing: OrderView) -> bool:
    """Tell whether the shop may give an order up: it is promised, whole, and still here."""
    is_whole = not any(line.handed_at for line in standing.lines)
    may = may_step(standing.state, OrderState.CANCELLED, Actor.SHOP)
    return may and is_whole and standing.carriage in ("", "failed")


def start_preparing(shop: Shop, order_id: str) -> OrderView:
    """Take the order in hand.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    return _take(shop, order_id, "order.prepare", OrderState.PREPARING)


def step_back(shop: Shop, order_id: str) -> OrderView:
    """Take the last step of preparation back: ready to in preparation, that to accepted.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    standing = order(shop, order_id).state
    if standing not in _BACKWARDS:
        raise RefusedError("order_step_refused", state=standing.value)
    return _take(shop, order_id, *_BACKWARDS[standing])


def mark_ready(
    shop: Shop,
    order_id: str,
    bags: int = 1,
    shelf: str = "",
    bag_list: Sequence[v1.Bag] = (),
    *,
    is_here: bool = True,
) -> OrderView:
    """Say that the bags stand ready, how many and where; their labels are printed by themselves.

    `bag_list` tells the bags apart, each with its place and how it has to be kept; `bags` and
    `shelf` are theirs then. Whoever had the order in hand has it no longer. Of bags that are not
    here any more, for they left before this was written down, no labels are printed.

    Raises:
        RefusedError: unknown_order, order_step_refused; order_lines_open while a line is
            undecided; order_is_empty when nothing of it could be had.
    """
    standing = order(shop, order_id)
    if standing.open_lines:
        raise RefusedError("order_lines_open", count=standing.open_lines)
    if all(line.state is LineState.MISSING for line in standing.lines):
        raise RefusedError("order_is_empty")
    told = tuple(
        structs.replace(bag, shelf=one_line(bag.shelf, SHELF_LETTERS))
        for bag in bag_list[:MAX_BAGS]
    )
    if told:
        bags, shelf = len(told), ", ".join(dict.fromkeys(bag.shelf for bag in told if bag.shelf))
    return _take(
        shop,
        order_id,
        "order.ready",
        OrderState.READY,
        bags=min(max(bags, 1), MAX_BAGS),
        shelf=one_line(shelf, SHELF_LETTERS),
        bag_list=told,
        is_labelled=is_here,
    )


def _label_bags(work: UnitOfWork, order_id: str) -> None:
    """Queue the labels with the step that wants them: a PC that dies after it prints them later.

    A shop without a label printer writes by hand.
    """
    settings = work.shop.settings
    if settings.printer(settings.label_printer) is None:
        return
    # Here, because the papers cost start-up time that the board need not wait for.
    from desktop.services.online.labels import queue_labels  # noqa: PLC0415

    try:
        with work.connection.begin_nested():
            queue_labels(work, order_id)
    except Exception:  # noqa: BLE001 whatever ails the papers, the bags stand there
        _log.exception("labels_not_queued")


def _take(
    shop: Shop,
    order_id: str,
    kind: str,
    after: OrderState,
    *,
    reason: str = "",
    bags: int = 0,
    shelf: str = "",
    bag_list: tuple[v1.Bag, ...] = (),
    is_labelled: bool = False,
    then: Callable[[], None] | None = None,
) -> OrderView:
    with shop.begin() as work:
        before = read_order(work.connection, order_id)
        try:
            step(before.state, after, Actor.SHOP)
        except IllegalStepError as error:
            raise RefusedError("order_step_refused", state=before.state.value) from error
        # Told before the step, which makes of the order another version than was seen.
        acknowledge_order(work, order_id)
        outbox.append(
            work,
            kind,
            v1.OrderStep(
                order=order_id,
                base_ver=before.hub_ver,
                reason=reason,
                bags=bags,
                shelf=shelf,
                bag_list=bag_list,
            ),
        )
        values: dict[str, object] = {"state": after.value}
        if reason:
            values["reason"] = reason
        if after is OrderState.READY:
            values |= {"ready_at": work.at, "bags": bags, "shelf": shelf, "walk_letter": ""}
            values["bag_list"] = msgspec.to_builtins(bag_list)
            if before.holder is not None:
                outbox.append(
                    work, "order.hold", v1.OrderHold(order=order_id, at=milliseconds(work.at))
                )
                values |= {"held_by": "", "held_at": None}
        change_order(work, order_id, values)
        if is_labelled:
            _label_bags(work, order_id)
        view = read_order(work.connection, order_id)
        if then is not None:
            work.afterwards(then)
        work.commit()
    return view


def change_order(work: UnitOfWork, order_id: str, values: dict[str, object]) -> None:
    """Write columns of an order in a transaction of the caller; whoever looks has seen it."""
    work.connection.execute(update(ORDERS).where(ORDERS.c.id == order_id).values(**values))
    acknowledge_order(work, order_id)
    work.changed(Topic.ORDERS)
