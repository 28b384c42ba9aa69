"""The life of a shop's order: steps of the counter, of the customer and of time.

Commands (`take_step`, `set_line`) are decided by the order in which they arrive here. Facts
(`mark_seen`, `hand_over`, `take_back`) have happened: they are recorded whatever was expected,
and what does not fit is marked for a human.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder, Withdrawal
from marketplace.services import catalogue, feed, jobs, ledger
from sync.contract import v1
from sync.kernel.clock import milliseconds, told_instant
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, Actor, OrderState, may_step
from sync.kernel.pickup_code import PickupCode
from sync.kernel.quantity import Quantity, Unit

Mode = Literal["collect", "express", "parcel", "merchant", "locker", "relay"]
Payment = Literal["on_collection", "online"]
IfMissing = Literal["ask", "substitute", "refund"]

TARGETS = {
    "order.accept": OrderState.ACCEPTED,
    "order.refuse": OrderState.REFUSED,
    "order.prepare": OrderState.PREPARING,
    "order.ready": OrderState.READY,
    "order.cancel": OrderState.CANCELLED,
    "order.expire": OrderState.EXPIRED,
}
LONGEST_REASON = 500
UNCOLLECTED_AFTER = timedelta(days=10)
FORGET_AFTER = timedelta(days=30)
ABANDONED_AFTER = timedelta(days=30)
FORGET_AT_ONCE = 500
_TOUCH_DAY = text(
    "INSERT INTO order_day (day, changes) VALUES (:day, 1)"
    " ON CONFLICT (day) DO UPDATE SET changes = order_day.changes + 1"
)
_DONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})


@dataclass(frozen=True, slots=True)
class StepResult:
    """Whether a step was taken or came too late, and where the order stands now."""

    result: Literal["ok", "superseded"]
    state: str


def find(session: Session, shop_id: str, order_id: str) -> ShopOrder | None:
    """Return a shop's order, or None when the shop has no such order."""
    order = session.get(ShopOrder, order_id)
    return order if order is not None and order.shop_id == shop_id else None


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
        Refusal: unknown_order, unknown_line, order_closed, or dearer_than_ordered.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        raise Refusal("unknown_order")
    line = session.get(OrderLine, message.line)
    if line is None or line.order_id != order.id:
        raise Refusal("unknown_line")
    if OrderState(order.state) not in OPEN:
        raise Refusal("order_closed")
    gross_cents, held = _finding(line, message)
    if gross_cents > line.ordered_cents:
        raise Refusal("dearer_than_ordered")
    _let_go(session, shop_id, line)
    line.state = message.state.value
    line.picked = message.picked if message.state is v1.LineState.OPEN else 0
    if message.state is v1.LineState.PICKED:
        line.picked = held
    line.gross_cents = gross_cents
    line.substitute = None
    if message.state is v1.LineState.SUBSTITUTED and message.substitute is not None:
        line.substitute = msgspec.to_builtins(message.substitute)
        line.substitute_reserved = message.substitute.quantity
        catalogue.reserve(session, shop_id, message.substitute.variant, message.substitute.quantity)
    elif held:
        line.reserved = held
        catalogue.reserve(session, shop_id, line.variant, held)
    session.flush()
    order.total_cents = sum(one.gross_cents for one in lines_of(session, order))
    note(session, order, Actor.SHOP, "line", at, detail={"line": line.id, "state": line.state})
    changed(session, order)


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
    """Record that somebody at the counter has been shown the order; the first time counts."""
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "seen", at)
    elif order.seen_at is None:
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
    """Record that the goods have left the shop. From an open state the order is done, always.

    What a human must look at is kept on the order: a second hand-over, one after the order had
    ended, one before it was ready, a secret that is not the customer's.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "handed_over", at)
        return
    before = OrderState(order.state)
    anomaly = _anomaly_of(order, before, message)
    if before in OPEN:
        order.state = done.value
        told = told_instant(message.at, at)
        # The customer's fourteen days begin here: a clock that is wrong must not shorten them.
        order.handed_over_at = told if order.placed_at <= told <= at else at
        order.handed_over_by = message.by
        order.closed_at = at
        ledger.charge_commission(session, order, at)
        if order.paid_cents >= order.total_cents:
            _take_goods(session, order, at)
    order.anomaly = anomaly or order.anomaly
    detail = {"by": message.by, "sale": message.sale, "reason": message.reason[:LONGEST_REASON]}
    note(
        session,
        order,
        Actor.SHOP,
        "handed_over",
        at,
        before=before.value,
        detail=detail | {"anomaly": anomaly},
    )
    changed(session, order)


def _anomaly_of(order: ShopOrder, before: OrderState, message: v1.OrderHandedOver) -> str:
    if before in _DONE:
        return "handed_over_twice"
    if before not in OPEN:
        return f"handed_over_though_{before.value}"
    if message.secret and not PickupCode(order.number, message.secret).opens(order.commitment):
        return "wrong_secret"
    if before is not OrderState.READY:
        return f"handed_over_while_{before.value}"
    return ""


def _take_goods(session: Session, order: ShopOrder, at: datetime) -> None:
    """Take the goods out of the stock: an order with nothing left to pay brings no sale of a till."""
    for line in lines_of(session, order):
        if line.substitute:
            taken = (line.substitute["variant"], line.substitute["quantity"])
        else:
            taken = (line.variant, line.reserved)
        _let_go(session, order.shop_id, line)
        if taken[1]:
            catalogue.move_stock(session, order.shop_id, taken[0], -taken[1], "sale", order.id, at)


def take_back(session: Session, shop_id: str, message: v1.OrderReturned, at: datetime) -> None:
    """Record that goods of an order came back; their commission is given back with them."""
    order = find(session, shop_id, message.order)
    if order is None:
        _note_unknown(session, shop_id, message.order, "returned", at)
        return
    before = order.state
    lines = lines_of(session, order)
    back = [line for line in lines if line.id in message.lines]
    for line in back:
        line.returned_at = line.returned_at or at
    ledger.give_back_commission(
        session, order, [line.id for line in back], f"{order.id}:{message.sale}", at
    )
    is_whole = all(line.returned_at or line.state == v1.LineState.MISSING for line in lines)
    if is_whole and may_step(OrderState(before), OrderState.RETURNED, Actor.SHOP):
        order.state = OrderState.RETURNED.value
    elif OrderState(before) not in _DONE:
        order.anomaly = f"returned_while_{before}"
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
        _let_go(session, shop_id, line)


def release_order(session: Session, shop_id: str, order_id: str) -> None:
    """Let all stock of an order go: its sale is closed, and what it left out stays in the shop."""
    order = find(session, shop_id, order_id)
    if order is not None:
        for line in lines_of(session, order):
            _let_go(session, shop_id, line)


def forget_contacts(session: Session, at: datetime) -> bool:
    """Blank name, phone, e-mail and notes of checkouts that ended thirty days ago.

    The counters are told, so that they forget as well. No more than 500 at once, or the
    shoppers would wait for it; tell whether more are left.
    """
    limit = at - FORGET_AFTER
    still_needed = (
        select(ShopOrder.id)
        .where(ShopOrder.group_id == OrderGroup.id)
        .where(ShopOrder.closed_at.is_(None) | (ShopOrder.closed_at > limit))
        .exists()
    )
    groups = session.scalars(
        select(OrderGroup)
        .where(OrderGroup.forgotten_at.is_(None), ~still_needed)
        .limit(FORGET_AT_ONCE + 1)
    ).all()
    for group in groups[:FORGET_AT_ONCE]:
        name, group.customer_name = group.customer_name, ""
        group.phone = group.email = ""
        group.forgotten_at = at
        for order in session.scalars(select(ShopOrder).where(ShopOrder.group_id == group.id)):
            order.note = ""
            _unname_withdrawals(session, order, name)
            changed(session, order)
    return len(groups) > FORGET_AT_ONCE


def _unname_withdrawals(session: Session, order: ShopOrder, name: str) -> None:
    """Keep what was declared, not by whom."""
    for kept in session.scalars(select(Withdrawal).where(Withdrawal.order_id == order.id)):
        kept.statement = kept.statement.replace(name, "").rstrip() if name else kept.statement


def close_abandoned(session: Session, at: datetime) -> int:
    """Cancel orders a shop took on and never made ready; return how many.

    Without an end their customers' particulars would be kept for ever.
    """
    unfinished = (OrderState.ACCEPTED.value, OrderState.PREPARING.value)
    orders = session.scalars(
        select(ShopOrder)
        .where(ShopOrder.state.in_(unfinished), ShopOrder.promised_to < at - ABANDONED_AFTER)
        .limit(FORGET_AT_ONCE)
    ).all()
    for order in orders:
        _move(session, order, OrderState.CANCELLED, Actor.HUB, at)
        changed(session, order)
    return len(orders)


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


def _move(
    session: Session, order: ShopOrder, after: OrderState, actor: Actor, at: datetime
) -> None:
    before = order.state
    order.state = after.value
    if after is OrderState.ACCEPTED:
        order.accepted_at = order.accepted_at or at
    if after is OrderState.READY:
        order.ready_at = at
        _watch_uncollected(session, order, at)
    if after not in OPEN:
        order.closed_at = at
        for line in lines_of(session, order):
            _let_go(session, order.shop_id, line)
    note(session, order, actor, "step", at, before=before, detail={"reason": order.reason})


def _watch_uncollected(session: Session, order: ShopOrder, at: datetime) -> None:
    since = milliseconds(at)
    jobs.schedule(
        session,
        "order.expire",
        {"order": order.id, "state": OrderState.READY.value, "since": since},
        at + UNCOLLECTED_AFTER,
        f"expire:{order.id}:ready:{since}",
    )


def _let_go(session: Session, shop_id: str, line: OrderLine) -> None:
    catalogue.release(session, shop_id, line.variant, line.reserved)
    line.reserved = 0
    if line.substitute and line.substitute_reserved:
        catalogue.release(session, shop_id, line.substitute["variant"], line.substitute_reserved)
    line.substitute_reserved = 0


def changed(session: Session, order: ShopOrder) -> None:
    """Give the order its next version and tell the shop's counters."""
    order.ver += 1
    session.flush()
    feed.touch(session, order.shop_id, "order", order.id)


# --- what the counter sees ----------------------------------------------------------------------


def order_entity(session: Session, shop_id: str, order_id: str) -> v1.OrderEntity | None:
    """Return an order as the shop's counter sees it, or None when it is not theirs.

    A line's `gross_cents` is what is due for it as it stands: nothing when it is missing, the
    substitute's when there is one.
    """
    order = find(session, shop_id, order_id)
    if order is None:
        return None
    group = session.get_one(OrderGroup, order.group_id)
    return v1.OrderEntity(
        order=order.id,
        number=order.number,
        state=order.state,
        ver=order.ver,
        mode=cast("Mode", order.mode),
        placed_at=milliseconds(order.placed_at),
        promised_from=milliseconds(order.promised_from),
        promised_to=milliseconds(order.promised_to),
        customer_name=group.customer_name,
        payment=cast("Payment", order.payment),
        paid_cents=order.paid_cents,
        total_cents=order.total_cents,
        commitment=order.commitment,
        lines=tuple(_line_entity(line) for line in lines_of(session, order)),
        phone_last2=group.phone[-2:],
        note=order.note,
        reason=order.reason,
        bags=order.bags,
        shelf=order.shelf,
        handed_over_at=milliseconds(order.handed_over_at) if order.handed_over_at else 0,
        handed_over_by=order.handed_over_by,
        anomaly=order.anomaly,
        seen_at=milliseconds(order.seen_at) if order.seen_at else 0,
        if_missing=cast("IfMissing", order.if_missing),
        proxy_name=order.proxy_name,
        destination=(
            msgspec.convert(order.destination, v1.Destination) if order.destination else None
        ),
        held_by=order.held_by,
        held_at=milliseconds(order.held_at) if order.held_at else 0,
        carriage=order.carriage,
        box=order.box,
        bag_list=tuple(msgspec.convert(bag, v1.Bag) for bag in order.bag_list),
        reminded_at=milliseconds(order.reminded_at) if order.reminded_at else 0,
    )


def _line_entity(line: OrderLine) -> v1.OrderLine:
    return v1.OrderLine(
        line=line.id,
        variant=line.variant,
        label=line.label,
        quantity=line.quantity,
        unit=line.unit,
        unit_price_cents=line.unit_price_cents,
        gross_cents=line.gross_cents,
        vat_bp=line.vat_bp,
        state=v1.LineState(line.state),
        picked=line.picked,
        substitute=(msgspec.convert(line.substitute, v1.Substitute) if line.substitute else None),
        ordered_cents=line.ordered_cents,
        handed_at=milliseconds(line.handed_at) if line.handed_at else 0,
        asked=msgspec.convert(line.asked, v1.Asked) if line.asked else None,
    )
