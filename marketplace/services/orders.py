"""The life of a shop's order: steps of the counter, of the customer and of time.

Commands (`take_step` here, `order_lines.set_line`) are decided by the order in which they arrive.
Facts (`mark_seen` here, `hand_overs`) have happened: they are recorded whatever was expected, and
what does not fit is marked for a human.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder
from marketplace.models.sales import Sale
from marketplace.models.town import Shop
from marketplace.services import customer_letters, feed, jobs, leaving, ledger, refunds, web_till
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import NOT_COLLECTED, NOTHING_LEFT, OPEN, Actor, OrderState, may_step

TARGETS = {
    "order.accept": OrderState.ACCEPTED,
    "order.refuse": OrderState.REFUSED,
    "order.prepare": OrderState.PREPARING,
    "order.ready": OrderState.READY,
    "order.cancel": OrderState.CANCELLED,
    "order.expire": OrderState.EXPIRED,
}
_GIVEN_UP = frozenset({OrderState.CANCELLED, OrderState.EXPIRED})
_ON = (OrderState.PLACED, OrderState.ACCEPTED, OrderState.PREPARING, OrderState.READY)
"""The way of an order in the shop."""
_AWAY = frozenset({"out", "deposited"})
"""Where the bag is with somebody who may give it to its customer any moment."""
LONGEST_REASON = 500
LONGEST_CODE = 40
UNCOLLECTED_AFTER = timedelta(days=10)
"""What a bag is kept where the shop has told no rule of its own."""
ITS_OWN_END = timedelta(days=3)
"""So long a shop has to end by itself what its rule ends: its PC may be off, or somebody on the way."""
EMPTY_JOB = "order.empty"
EMPTY_AFTER = timedelta(minutes=10)
"""How long a bag that another counter emptied waits for somebody who finds something for it."""
_A_DAY = timedelta(days=1)
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

    A step to where the order already stands is `ok`: two counters may press the same button. An
    order whose every line was found missing, by two counters between them, is not ready: it ends.
    One that has left is not taken back by a word that comes late: giving it up wants a human.

    Raises:
        Refusal: the shop has no such order.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        raise Refusal("unknown_order")
    before, after = OrderState(order.state), TARGETS[kind]
    _note_second_bag(session, order, after, message, at)
    if before is not after and not may_step(before, after, Actor.SHOP):
        _call_again(session, order, after)
        return StepResult("superseded", order.state)
    if before is after and before not in OPEN:
        # Somebody ended it first, and said why.
        return StepResult("ok", order.state)
    if _is_behind(before, after, message.stood) or _takes_back(order, after):
        if after in _GIVEN_UP:
            mark_changed_while_away(session, order, {"said": after.value}, at)
        changed(session, order)
        return StepResult("superseded", order.state)
    order.bags = message.bags or order.bags
    order.shelf = message.shelf or order.shelf
    if message.bag_list:
        order.bag_list = msgspec.to_builtins(message.bag_list)
        order.bags = len(message.bag_list)
    order.reason = message.reason[:LONGEST_REASON] or order.reason
    if after is OrderState.READY and not order.carriage and is_empty(session, order):
        _end_empty(session, order, at)
        return StepResult("superseded", order.state)
    if before is not after:
        _move(session, order, after, Actor.SHOP, at)
    changed(session, order)
    return StepResult("ok", order.state)


def _note_second_bag(
    session: Session, order: ShopOrder, after: OrderState, message: v1.OrderStep, at: datetime
) -> None:
    """Have a human look for a bag that a counter in the dark packed of what another has packed."""
    if after is not OrderState.READY:
        return
    if OrderState(order.state) in leaving.DONE:
        mark_packed_twice(session, order, (message.shelf,), at)
    elif order.state == OrderState.READY:
        is_elsewhere = bool(order.shelf and message.shelf) and order.shelf != message.shelf
        if is_elsewhere or order.anomaly == leaving.PACKED_TWICE:
            mark_packed_twice(session, order, (order.shelf, message.shelf), at)


def mark_packed_twice(
    session: Session, order: ShopOrder, shelves: tuple[str, ...], at: datetime
) -> None:
    """Have a human look at an order of which two bags were packed, and where they stand."""
    order.anomaly = order.anomaly or leaving.PACKED_TWICE
    note(session, order, Actor.SHOP, "odd", at, detail={"anomaly": leaving.PACKED_TWICE})
    for shelf in dict.fromkeys(each for each in shelves if each):
        detail = {"said": "packed", "label": shelf}
        note(session, order, Actor.SHOP, leaving.PACKED_TWICE, at, detail=detail)


def _is_behind(before: OrderState, after: OrderState, stood: str) -> bool:
    """Tell whether a counter that had not heard of it goes on to where another has been already."""
    if stood not in _ON or before not in _ON or after not in _ON:
        return False
    return _ON.index(OrderState(stood)) < _ON.index(after) < _ON.index(before)


def _call_again(session: Session, order: ShopOrder, wanted: OrderState) -> None:
    """Have a shop called again of an order that somebody there gave up too late."""
    if wanted not in OPEN and order.state == OrderState.ACCEPTED:
        # Who saw it will not prepare it.
        order.seen_at = None
        changed(session, order)


def _takes_back(order: ShopOrder, after: OrderState) -> bool:
    """Tell whether a step ends or undoes what somebody carries; what failed may be given up."""
    if after in _GIVEN_UP:
        return order.carriage in _AWAY
    return is_away_packed(order) and after is not OrderState.READY


def is_away_packed(order: ShopOrder) -> bool:
    """Tell whether an order is carried as its shop has said it packed it.

    A relay may have a parcel of which the shop, cut off, has not told the steps yet: they come.
    """
    return bool(order.carriage) and order.state == OrderState.READY


def mark_changed_while_away(
    session: Session, order: ShopOrder, word: dict[str, Any], at: datetime
) -> None:
    """Have a human look at an order of which another counter said something else than what left.

    Its state and its lines stay as they left: who carries it gives it, and takes money, by them.
    """
    order.anomaly = order.anomaly or leaving.CHANGED_WHILE_AWAY
    detail = word | {"anomaly": leaving.CHANGED_WHILE_AWAY}
    note(session, order, Actor.SHOP, leaving.CHANGED_WHILE_AWAY, at, detail=detail)


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
    if expected is OrderState.READY and (
        order.ready_at != since or not _is_over(session, order, at)
    ):
        return
    if order.carriage:
        # On the road or with somebody else: who holds it could still give it to its customer.
        _look_again(session, order, expected, since, at + _A_DAY)
        return
    if any(line.handed_at for line in lines_of(session, order)):
        order.reason = NOT_COLLECTED
    _move(session, order, OrderState.EXPIRED, Actor.HUB, at)
    changed(session, order)


def _look_again(
    session: Session, order: ShopOrder, expected: OrderState, since: datetime, at: datetime
) -> None:
    payload = {"order": order.id, "state": expected.value, "since": milliseconds(since)}
    key = f"expire:{order.id}:carried:{milliseconds(at)}"
    jobs.schedule(session, "order.expire", payload, at, key)


def is_empty(session: Session, order: ShopOrder) -> bool:
    """Tell whether nothing of an order is left that its customer could get."""
    return not any(leaving.still_waits(line) for line in lines_of(session, order))


def unready(session: Session, order: ShopOrder, at: datetime) -> None:
    """Take a ready order that is here back to the preparers: a line of it is to be picked again."""
    if order.state == OrderState.READY and not order.carriage:
        _move(session, order, OrderState.PREPARING, Actor.HUB, at)


def settle_empty(session: Session, order: ShopOrder, at: datetime) -> None:
    """Take a ready order nothing is left of back to the preparers: its customer must not come.

    What its lines hold may still change in the very batch that emptied it, or by a hand; nobody
    need do anything for it to end (`conclude_empty`).
    """
    if order.state != OrderState.READY:
        return
    unready(session, order, at)
    since = milliseconds(at)
    key = f"empty:{order.id}:{since}"
    jobs.schedule(session, EMPTY_JOB, {"order": order.id}, at + EMPTY_AFTER, key)


def conclude_empty(session: Session, order_id: str, at: datetime) -> None:
    """End an order that stood ready, was emptied by another counter, and is empty still."""
    order = session.get_one(ShopOrder, order_id)
    is_here = order.state == OrderState.PREPARING and not order.carriage
    if is_here and is_empty(session, order):
        _end_empty(session, order, at)


def _end_empty(session: Session, order: ShopOrder, at: datetime) -> None:
    order.reason = NOTHING_LEFT
    _move(session, order, OrderState.CANCELLED, Actor.HUB, at)
    customer_letters.schedule(session, order, customer_letters.About.EMPTY, at, "")
    changed(session, order)


def mark_sent(session: Session, order: ShopOrder, given: tuple[str, ...], at: datetime) -> None:
    """Record that an order has left as its counter had packed it, whatever another said of it."""
    goods = [line for line in lines_of(session, order) if leaving.is_goods(line)]
    words: list[dict[str, Any]] = [
        {"line": line.id, "said": "left" if line.id in given else "left_out"}
        for line in goods
        if given and leaving.still_waits(line) != (line.id in given)
    ]
    if order.state == OrderState.PREPARING:
        _move(session, order, OrderState.READY, Actor.SHOP, at)
        words = words or [{"said": "sent"}]
    for word in words:
        mark_changed_while_away(session, order, word, at)


# --- facts --------------------------------------------------------------------------------------


def mark_seen(session: Session, shop_id: str, message: v1.OrderSeen, at: datetime) -> None:
    """Record that somebody at the counter has been shown the order, as new or as it stands now.

    Who was shown an earlier version has not seen what came since: the other counters ring on. While
    nobody has seen it at all any version counts, but for one that has ended since.
    """
    order = find(session, shop_id, message.order)
    if order is None:
        note_unknown(session, shop_id, message.order, "seen", at)
        return
    if message.ver >= order.ver or (order.seen_at is None and order.state in OPEN):
        order.seen_at = at
        note(session, order, Actor.SHOP, "seen", at)
        # The shop's other counters may be still.
        changed(session, order)


def note_unknown(session: Session, shop_id: str, order_id: str, kind: str, at: datetime) -> None:
    """Keep that a counter told of an order its shop has not got."""
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
    if after in _GIVEN_UP and close_part(session, order, at):
        note(session, order, actor, "step", at, before=before, detail={"reason": order.reason})
        return
    order.state = after.value
    if after is OrderState.ACCEPTED:
        order.accepted_at = order.accepted_at or at
    if after is OrderState.READY:
        order.ready_at = at
        _watch_uncollected(session, order, at)
        if order.mode == "collect":
            once = str(milliseconds(at))
            customer_letters.schedule(session, order, customer_letters.About.READY, at, once)
    if after not in OPEN:
        order.closed_at = at
        for line in lines_of(session, order):
            leaving.let_go(session, order.shop_id, line)
        refunds.settle(session, order, at)
    note(session, order, actor, "step", at, before=before, detail={"reason": order.reason})


def close_part(session: Session, order: ShopOrder, at: datetime) -> bool:
    """End an order that was collected in part; tell whether it was. The rest is not charged."""
    left_at = leaving.give_up_the_rest(session, order)
    if left_at is None:
        return False
    order.total_cents = leaving.due_of(lines_of(session, order))
    order.state = OrderState.HANDED_OVER.value
    order.handed_over_at = left_at
    order.closed_at = at
    close_books(session, order, "", at)
    refunds.send_back_lines(session, order, end_if_all_back(session, order, at), at)
    return True


def end_if_all_back(
    session: Session, order: ShopOrder, at: datetime
) -> list[tuple[OrderLine, int]]:
    """Take an order that is done as returned where its customer has none of it.

    Return what was paid online to have it brought, line by line with its cents, which goes back
    with all of the goods (consumer code, art. L221-24).
    """
    lines = lines_of(session, order)
    is_done = may_step(OrderState(order.state), OrderState.RETURNED, Actor.SHOP)
    if not is_done or any(leaving.is_kept(line) for line in lines):
        return []
    order.state = OrderState.RETURNED.value
    if not order.paid_cents:
        return []
    brought = [line for line in lines if not (leaving.is_goods(line) or line.returned_at)]
    for line in brought:
        line.returned_at = at
    return [(line, line.gross_cents) for line in brought]


def close_books(session: Session, order: ShopOrder, sale_id: str, at: datetime) -> None:
    """Settle an order that has gone out: the commission, what was paid too much, what it held."""
    ledger.charge_commission(session, order, at)
    # Pieces of it may have come back before the rest was gone.
    ledger.give_back_commission(session, order, f"{order.id}:", at)
    refunds.settle(session, order, at)
    if sale_id and session.get(Sale, sale_id) is not None:
        # The sale came first and let go only what it names.
        for line in lines_of(session, order):
            leaving.let_go(session, order.shop_id, line)


def watch_all_uncollected(session: Session, shop_id: str, at: datetime) -> None:
    """Have time watch over what stands ready by the rule its shop has now."""
    standing = select(ShopOrder).where(
        ShopOrder.shop_id == shop_id, ShopOrder.state == OrderState.READY.value
    )
    for order in session.scalars(standing).all():
        _watch_uncollected(session, order, order.ready_at or at)
        if order.mode == "relay":
            leaving.tell_relay(session, order)


def kept_until(session: Session, order: ShopOrder, since: datetime) -> datetime | None:
    """Return until when a bag that lies somewhere since then is kept there; None: for ever."""
    kept_for = _kept_for(session, order)
    return None if kept_for is None else since + kept_for - ITS_OWN_END


def _watch_uncollected(session: Session, order: ShopOrder, ready_at: datetime) -> None:
    kept_for = _kept_for(session, order)
    if kept_for is None:
        return
    since = milliseconds(ready_at)
    jobs.schedule(
        session,
        "order.expire",
        {"order": order.id, "state": OrderState.READY.value, "since": since},
        ready_at + kept_for,
        f"expire:{order.id}:ready:{since}:{kept_for.days}",
    )


def _kept_for(session: Session, order: ShopOrder) -> timedelta | None:
    """Return after what time the marketplace ends a ready order; None for never."""
    days = session.get_one(Shop, order.shop_id).keeps_days
    if days is None:
        return UNCOLLECTED_AFTER
    return timedelta(days=days) + ITS_OWN_END if days else None


def _is_over(session: Session, order: ShopOrder, at: datetime) -> bool:
    """Tell whether a ready order was kept for as long as its shop's rule of today says."""
    kept_for = _kept_for(session, order)
    return kept_for is not None and order.ready_at is not None and at >= order.ready_at + kept_for


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
