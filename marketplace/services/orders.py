"""The life of a shop's order: steps of the counter, of the customer and of time.

Commands (`take_step`, `set_line`) are decided by the order in which they arrive here. Facts
(`mark_seen`, `hand_over`, `take_back`) have happened: they are recorded whatever was expected,
and what does not fit is marked for a human.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder
from marketplace.models.sales import Sale
from marketplace.services import catalogue, feed, jobs, leaving, ledger, refunds, web_till
from sync.contract import v1
from sync.kernel.clock import milliseconds, told_instant
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, Actor, OrderState, may_step
from sync.kernel.pickup_code import PickupCode
from sync.kernel.quantity import Quantity, Unit

TARGETS = {
    "order.accept": OrderState.ACCEPTED,
    "order.refuse": OrderState.REFUSED,
    "order.prepare": OrderState.PREPARING,
    "order.ready": OrderState.READY,
    "order.cancel": OrderState.CANCELLED,
    "order.expire": OrderState.EXPIRED,
}
_GIVEN_UP = frozenset({OrderState.CANCELLED, OrderState.EXPIRED})
LONGEST_REASON = 500
LONGEST_CODE = 40
UNCOLLECTED_AFTER = timedelta(days=10)
_TOUCH_DAY = text(
    "INSERT INTO order_day (day, changes) VALUES (:day, 1)"
    " ON CONFLICT (day) DO UPDATE SET changes = order_day.changes + 1"
)


@dataclass(frozen=True, slots=True)
class StepResult:
    """Whether a step was taken or came too late, and where the order stands now."""

    result: Literal["ok", "superseded"]
    state: str


def find(session: Session, shop_id: str, order_id: str) -> ShopOrder | None:
    """Return a shop's order, or None when it has none such or nobody has paid for it yet."""
    order = session.get(ShopOrder, order_id)
    is_theirs = order is not None and order.shop_id == shop_id and order.unpaid_until is None
    return order if is_theirs else None


def find_open(session: Session, shop_id: str, order_id: str) -> ShopOrder:
    """Return a shop's order that is not done yet.

    Raises:
        Refusal: unknown_order, order_closed.
    """
    order = find(session, shop_id, order_id)
    if order is None:
        raise Refusal("unknown_order")
    if OrderState(order.state) not in OPEN:
        raise Refusal("order_closed")
    return order


def lines_of(session: Session, order: ShopOrder) -> list[OrderLine]:
    """Return the lines of an order, in the customer's order."""
    return list(
        session.scalars(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
        )
    )


def note(
    session: Session,
    order: ShopOrder,
    actor: Actor,
    kind: str,
    at: datetime,
    before: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add a line to an order's history; the figures of its day are stale then."""
    session.add(
        OrderEvent(
            id=new_id(),
            shop_id=order.shop_id,
            order_id=order.id,
            at=at,
            actor=actor.value,
            kind=kind,
            before=before or order.state,
            after=order.state,
            detail=detail or {},
        )
    )
    session.execute(_TOUCH_DAY, {"day": order.placed_at.astimezone(UTC).date().isoformat()})


# --- commands -----------------------------------------------------------------------------------


def take_step(
    session: Session, shop_id: str, kind: str, message: v1.OrderStep, at: datetime
) -> StepResult:
    """Take a step for the shop, unless the order has gone another way meanwhile.

    A step to where the order already stands is `ok`: two counters may press the same button.

    Raises:
        Refusal: the shop has no such order.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        raise Refusal("unknown_order")
    before, after = OrderState(order.state), TARGETS[kind]
    if before is not after and not may_step(before, after, Actor.SHOP):
        return StepResult("superseded", order.state)
    if before is after and before not in OPEN:
        # Somebody ended it first, and said why.
        return StepResult("ok", order.state)
    order.bags = message.bags or order.bags
    order.shelf = message.shelf or order.shelf
    if message.bag_list:
        order.bag_list = msgspec.to_builtins(message.bag_list)
        order.bags = len(message.bag_list)
    order.reason = message.reason[:LONGEST_REASON] or order.reason
    if before is not after:
        _move(session, order, after, Actor.SHOP, at)
    changed(session, order)
    return StepResult("ok", order.state)


def set_line(session: Session, shop_id: str, message: v1.OrderLineSet, at: datetime) -> None:
    """Record what the preparer found on a line: picked, missing, or something else instead.

    Raises:
        Refusal: unknown_order, unknown_line (what the delivery costs is none to prepare),
            order_closed, line_handed_over, or dearer_than_ordered.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        raise Refusal("unknown_order")
    line = session.get(OrderLine, message.line)
    if line is None or line.order_id != order.id or not leaving.is_goods(line):
        raise Refusal("unknown_line")
    if OrderState(order.state) not in OPEN:
        raise Refusal("order_closed")
    if line.handed_at:
        raise Refusal("line_handed_over")
    gross_cents, held = _finding(line, message)
    if gross_cents > line.ordered_cents:
        raise Refusal("dearer_than_ordered")
    leaving.let_go(session, shop_id, line)
    line.state = message.state.value
    line.picked = message.picked if message.state is v1.LineState.OPEN else 0
    if message.state is v1.LineState.PICKED:
        line.picked = held
    line.gross_cents = gross_cents
    line.substitute = None
    # Whatever the preparer decides ends the question; undone, the line is as if never asked about.
    line.asked = None
    if message.state is v1.LineState.SUBSTITUTED and message.substitute is not None:
        line.substitute = msgspec.to_builtins(message.substitute)
        line.substitute_reserved = message.substitute.quantity
        catalogue.reserve(session, shop_id, message.substitute.variant, message.substitute.quantity)
    elif held:
        line.reserved = held
        catalogue.reserve(session, shop_id, line.variant, held)
    session.flush()
    order.total_cents = _due_of(lines_of(session, order))
    note(session, order, Actor.SHOP, "line", at, detail={"line": line.id, "state": line.state})
    if not any(_still_waits(one) for one in lines_of(session, order)):
        # Collected in part, and now the last of it will not be had.
        _close_part(session, order, at)
    changed(session, order)


def _due_of(lines: Sequence[OrderLine]) -> int:
    """Return what is due for the lines; nobody pays for bringing nothing."""
    is_empty = all(line.state == v1.LineState.MISSING for line in lines if leaving.is_goods(line))
    for line in lines:
        if not leaving.is_goods(line):
            line.gross_cents = 0 if is_empty else line.ordered_cents
    return sum(line.gross_cents for line in lines)


def _finding(line: OrderLine, message: v1.OrderLineSet) -> tuple[int, int]:
    """Return what the line costs now and how much of its own goods it holds."""
    if message.state is v1.LineState.MISSING:
        return 0, 0
    if message.state is v1.LineState.SUBSTITUTED:
        if message.substitute is None or message.substitute.quantity <= 0:
            raise Refusal("wrong_value", {"field": "substitute"})
        if message.substitute.gross_cents < 0:
            raise Refusal("wrong_value", {"field": "gross_cents"})
        if not 0 <= message.substitute.vat_bp < 10_000:
            # The commission is reckoned with it when the goods have left: too late to refuse.
            raise Refusal("wrong_value", {"field": "vat_bp"})
        return message.substitute.gross_cents, 0
    if message.state is v1.LineState.OPEN:
        if not 0 <= message.picked <= line.quantity:
            raise Refusal("wrong_value", {"field": "picked"})
        return line.ordered_cents, line.quantity
    picked = message.picked or line.quantity
    if picked < 0 or message.gross_cents < 0:
        raise Refusal("wrong_value", {"field": "picked"})
    if message.gross_cents:
        return message.gross_cents, picked
    unit_price = Money(line.unit_price_cents)
    gross = Quantity(picked, Unit(line.unit)).price(unit_price).cents
    # A weighed portion may come out heavier; the customer owes what was agreed to.
    return min(gross, line.ordered_cents), picked


def cancel_for_customer(
    session: Session, group: OrderGroup, order_id: str, at: datetime
) -> ShopOrder:
    """Cancel an order the shop has not accepted yet; its siblings stay.

    Raises:
        NotFoundError: the order is not of this group.
        Refusal: too_late_to_cancel.
    """
    order = session.get(ShopOrder, order_id)
    if order is None or order.group_id != group.id:
        raise NotFoundError("order")
    if order.state == OrderState.CANCELLED:
        return order
    if not may_step(OrderState(order.state), OrderState.CANCELLED, Actor.CUSTOMER):
        raise Refusal("too_late_to_cancel")
    order.reason = "customer"
    _move(session, order, OrderState.CANCELLED, Actor.CUSTOMER, at)
    changed(session, order)
    return order


def expire(
    session: Session, order_id: str, expected: OrderState, since: datetime, at: datetime
) -> None:
    """End an order nobody answered or nobody came for, if it has stood there since then."""
    order = session.get(ShopOrder, order_id)
    if order is None or order.state != expected:
        return
    if expected is OrderState.READY and order.ready_at != since:
        return
    _move(session, order, OrderState.EXPIRED, Actor.HUB, at)
    changed(session, order)


# --- facts --------------------------------------------------------------------------------------


def mark_seen(session: Session, shop_id: str, message: v1.OrderSeen, at: datetime) -> None:
    """Record that somebody at the counter has been shown the order, as new or as it stands now.

    Who was shown an earlier version has not seen what came since: the other counters ring on.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "seen", at)
    elif order.seen_at is None or message.ver >= order.ver:
        order.seen_at = at
        note(session, order, Actor.SHOP, "seen", at)
        # The shop's other counters may be still.
        changed(session, order)


def hand_over(
    session: Session,
    shop_id: str,
    message: v1.OrderHandedOver,
    at: datetime,
    done: OrderState = OrderState.HANDED_OVER,
) -> None:
    """Record that goods have left the shop. With nothing left of it an open order is done, always.

    What a human must look at is kept on the order: a second hand-over, one after the order had
    ended, one before it was ready, a secret that is not the customer's.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "handed_over", at)
        return
    before = OrderState(order.state)
    lines = lines_of(session, order)
    given = [line for line in lines if _is_given(line, message)]
    anomaly = _anomaly_of(order, before, message, given)
    told = told_instant(message.at, at)
    # The customer's fourteen days begin here: a clock that is wrong must not shorten them.
    left_at = told if order.placed_at <= told <= at else at
    if before in OPEN:
        fresh = [line for line in given if line.handed_at is None]
        if message.lines or any(line.handed_at for line in lines):
            for line in fresh:
                line.handed_at = left_at
        if order.paid_cents >= order.total_cents:
            _take_goods(session, order, fresh, at)
        if not message.lines or not any(_still_waits(line) for line in lines):
            order.state = done.value
            order.handed_over_at = left_at
            order.handed_over_by = message.by[:LONGEST_CODE]
            order.closed_at = at
            _close_books(session, order, message.sale, at)
    order.anomaly = anomaly or order.anomaly
    detail = {
        "told_at": message.at,
        "by": message.by[:LONGEST_CODE],
        "till": message.till[:LONGEST_CODE],
        "sale": message.sale[:LONGEST_CODE],
        "reason": message.reason[:LONGEST_REASON],
        "lines": [line.id for line in given] if message.lines else [],
        "proxy": message.proxy,
        "checks": list(message.checks),
        "anomaly": anomaly,
    }
    note(session, order, Actor.SHOP, "handed_over", at, before=before.value, detail=detail)
    changed(session, order)


def _is_given(line: OrderLine, message: v1.OrderHandedOver) -> bool:
    if not leaving.is_goods(line) or line.state == v1.LineState.MISSING:
        return False
    return line.id in message.lines if message.lines else True


def _still_waits(line: OrderLine) -> bool:
    is_wanted = leaving.is_goods(line) and line.state != v1.LineState.MISSING
    return is_wanted and line.handed_at is None


def _anomaly_of(
    order: ShopOrder, before: OrderState, message: v1.OrderHandedOver, given: Sequence[OrderLine]
) -> str:
    if before in leaving.DONE or any(line.handed_at for line in given):
        return "handed_over_twice"
    if before not in OPEN:
        return f"handed_over_though_{before.value}"
    if message.secret and not PickupCode(order.number, message.secret).opens(order.commitment):
        return "wrong_secret"
    if before is not OrderState.READY:
        return f"handed_over_while_{before.value}"
    return ""


def _take_goods(
    session: Session, order: ShopOrder, lines: Sequence[OrderLine], at: datetime
) -> None:
    """Take goods out of the stock: an order with nothing left to pay brings no sale of a till."""
    for line in lines:
        if line.substitute:
            taken = (line.substitute["variant"], line.substitute["quantity"])
        else:
            taken = (line.variant, line.reserved)
        leaving.let_go(session, order.shop_id, line)
        if taken[1]:
            catalogue.move_stock(session, order.shop_id, taken[0], -taken[1], "sale", order.id, at)


def _close_books(session: Session, order: ShopOrder, sale_id: str, at: datetime) -> None:
    """Settle an order that has gone out: the commission, what was paid too much, what it held."""
    ledger.charge_commission(session, order, at)
    refunds.settle(session, order, at)
    if sale_id and session.get(Sale, sale_id) is not None:
        # The sale came first and let go only what it names.
        for line in lines_of(session, order):
            leaving.let_go(session, order.shop_id, line)


def resolve(session: Session, shop_id: str, message: v1.OrderResolved, at: datetime) -> None:
    """Keep what a person made of something odd; what has become odd since stays so."""
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "resolved", at)
        return
    if order.anomaly == message.anomaly:
        order.anomaly = ""
    detail = {
        "by": message.by[:LONGEST_CODE],
        "anomaly": message.anomaly[:LONGEST_CODE],
        "word": message.word,
    }
    note(session, order, Actor.SHOP, "resolved", at, detail=detail)
    changed(session, order)


def take_back(session: Session, shop_id: str, message: v1.OrderReturned, at: datetime) -> None:
    """Record that goods of an order came back; their commission is given back with them."""
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "returned", at)
        return
    before = order.state
    lines = lines_of(session, order)
    # A line comes back once, and so does its money.
    back = [line for line in lines if line.id in message.lines and line.returned_at is None]
    for line in back:
        line.returned_at = at
    session.flush()
    ledger.give_back_commission(
        session, order, [line.id for line in back], f"{order.id}:{message.sale}", at
    )
    is_whole = all(
        line.returned_at or line.state == v1.LineState.MISSING
        for line in lines
        if leaving.is_goods(line)
    )
    if is_whole and may_step(OrderState(before), OrderState.RETURNED, Actor.SHOP):
        order.state = OrderState.RETURNED.value
    elif OrderState(before) not in leaving.DONE:
        order.anomaly = f"returned_while_{before}"
    if back and not message.sale:
        # With all of the goods goes what their delivery cost (consumer code, art. L221-24).
        brought = [line for line in lines if not (leaving.is_goods(line) or line.returned_at)]
        refunds.send_back_lines(session, order, [*back, *(brought if is_whole else ())], at)
        for line in brought if is_whole else ():
            line.returned_at = at
    note(
        session,
        order,
        Actor.SHOP,
        "returned",
        at,
        before=before,
        detail={"lines": list(message.lines), "sale": message.sale},
    )
    changed(session, order)


def release_line(session: Session, shop_id: str, line_id: str) -> None:
    """Let a line's stock go: the till's sale has moved it."""
    line = session.get(OrderLine, line_id)
    if line is not None and find(session, shop_id, line.order_id) is not None:
        leaving.let_go(session, shop_id, line)


def release_order(session: Session, shop_id: str, order_id: str) -> None:
    """Let all stock of an order that has ended go: what its sale left out stays in the shop.

    One that is still open may be leaving in parts; its other lines keep what they hold.
    """
    order = find(session, shop_id, order_id)
    if order is not None and OrderState(order.state) not in OPEN:
        for line in lines_of(session, order):
            leaving.let_go(session, shop_id, line)


def _note_unknown(session: Session, shop_id: str, order_id: str, kind: str, at: datetime) -> None:
    session.add(
        OrderEvent(
            id=new_id(),
            shop_id=shop_id,
            order_id=order_id,
            at=at,
            actor=Actor.SHOP.value,
            kind=kind,
            before="",
            after="",
            detail={"anomaly": "unknown_order"},
        )
    )


# --- what every change does -----------------------------------------------------------------------


def end(session: Session, order: ShopOrder, after: OrderState, actor: Actor, at: datetime) -> None:
    """Take a step nobody at the counter takes, and tell the counters."""
    _move(session, order, after, actor, at)
    changed(session, order)


def _move(
    session: Session, order: ShopOrder, after: OrderState, actor: Actor, at: datetime
) -> None:
    before = order.state
    if after in _GIVEN_UP and _close_part(session, order, at):
        note(session, order, actor, "step", at, before=before, detail={"reason": order.reason})
        return
    order.state = after.value
    if after is OrderState.ACCEPTED:
        order.accepted_at = order.accepted_at or at
    if after is OrderState.READY:
        order.ready_at = at
        _watch_uncollected(session, order, at)
    if after not in OPEN:
        order.closed_at = at
        for line in lines_of(session, order):
            leaving.let_go(session, order.shop_id, line)
        refunds.settle(session, order, at)
    note(session, order, actor, "step", at, before=before, detail={"reason": order.reason})


def _close_part(session: Session, order: ShopOrder, at: datetime) -> bool:
    """End an order that was collected in part; tell whether it was. The rest is not charged."""
    left_at = leaving.give_up_the_rest(session, order)
    if left_at is None:
        return False
    order.total_cents = _due_of(lines_of(session, order))
    order.state = OrderState.HANDED_OVER.value
    order.handed_over_at = left_at
    order.closed_at = at
    _close_books(session, order, "", at)
    return True


def _watch_uncollected(session: Session, order: ShopOrder, at: datetime) -> None:
    since = milliseconds(at)
    jobs.schedule(
        session,
        "order.expire",
        {"order": order.id, "state": OrderState.READY.value, "since": since},
        at + UNCOLLECTED_AFTER,
        f"expire:{order.id}:ready:{since}",
    )


def changed(session: Session, order: ShopOrder) -> None:
    """Give the order its next version and tell the shop's counters, once it is the shop's."""
    order.ver += 1
    if OrderState(order.state) not in OPEN:
        # Whoever ended it, and how: what opened a locker for it is kept no longer.
        order.opening_code = ""
    session.flush()
    web_till.follow(session, order)
    if order.unpaid_until is None:
        feed.touch(session, order.shop_id, "order", order.id)
    if order.mode == "relay":
        leaving.tell_relay(session, order)
