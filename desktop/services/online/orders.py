"""Online orders at the counter: one order, and the steps of its life."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import structs
from sqlalchemy import func, select, update

from desktop.domain.cells import one_line
from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.services.online import order_rules
from desktop.services.online.order_alarms import acknowledge_order
from desktop.services.online.order_views import (
    LINES,
    ORDERS,
    OrderLineView,
    OrderView,
    read_order,
    still_owed,
    still_to_pay,
)
from desktop.services.shop import Shop, Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import Actor, IllegalStepError, OrderState, may_step, step

__all__ = [
    "LINES",
    "MAX_BAGS",
    "ORDERS",
    "SHELF_LETTERS",
    "OrderLineView",
    "OrderView",
    "Tally",
    "accept",
    "accept_by_rule",
    "can_cancel",
    "cancel",
    "change_order",
    "mark_ready",
    "mark_seen",
    "must_be_here",
    "must_be_packed",
    "order",
    "read_order",
    "refuse",
    "start_preparing",
    "step_back",
    "still_owed",
    "still_to_pay",
    "take_step",
    "tally",
]

_log = logging.getLogger(__name__)

_BACKWARDS = {
    OrderState.READY: ("order.prepare", OrderState.PREPARING),
    OrderState.PREPARING: ("order.accept", OrderState.ACCEPTED),
}
MAX_BAGS = 99
SHELF_LETTERS = 20


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
        told = v1.OrderStep(order=order_id, base_ver=before.hub_ver, stood=before.state.value)
        outbox.append(work, "order.accept", told)
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
        RefusedError: unknown_order, order_step_refused; order_is_away while its bag is elsewhere.
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
        RefusedError: unknown_order, order_step_refused; order_is_away while its bag is elsewhere.
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
) -> OrderView:
    """Say that the bags stand ready, how many and where; their labels are printed by themselves.

    `bag_list` tells the bags apart, each with its place and how it has to be kept; `bags` and
    `shelf` are theirs then. Whoever had the order in hand has it no longer.

    Raises:
        RefusedError: unknown_order, order_step_refused; order_lines_open while a line is
            undecided; order_is_empty when nothing of it could be had.
    """
    must_be_packed(order(shop, order_id))
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
        is_labelled=True,
    )


def must_be_packed(standing: OrderView) -> None:
    """Refuse to call an order ready of which something is undecided, or nothing could be had.

    Raises:
        RefusedError: order_lines_open, order_is_empty.
    """
    if standing.open_lines:
        raise RefusedError("order_lines_open", count=standing.open_lines)
    goods = [line for line in standing.lines if line.variant_id]
    if goods and all(line.state is LineState.MISSING for line in goods):
        raise RefusedError("order_is_empty")


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
        view = take_step(
            work, order_id, kind, after, reason=reason, bags=bags, shelf=shelf, bag_list=bag_list
        )
        if is_labelled:
            _label_bags(work, order_id)
        if then is not None:
            work.afterwards(then)
        work.commit()
    return view


def take_step(
    work: UnitOfWork,
    order_id: str,
    kind: str,
    after: OrderState,
    *,
    reason: str = "",
    bags: int = 0,
    shelf: str = "",
    bag_list: tuple[v1.Bag, ...] = (),
) -> OrderView:
    """Take a step with an order in a transaction of the caller, and tell the marketplace.

    Raises:
        RefusedError: unknown_order, order_step_refused; order_is_away while its bag is elsewhere.
    """
    before = read_order(work.connection, order_id)
    try:
        step(before.state, after, Actor.SHOP)
    except IllegalStepError as error:
        raise RefusedError("order_step_refused", state=before.state.value) from error
    must_be_here(before, after)
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
            stood=before.state.value,
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
    return read_order(work.connection, order_id)


def must_be_here(standing: OrderView, after: OrderState | None = None) -> None:
    """Refuse to decide on what is on the road, in a locker or at a relay: whoever has it does.

    A bag nobody took at the door is on its way back: its order may be cancelled, and no more.

    Raises:
        RefusedError: order_is_away.
    """
    is_coming_back = standing.carriage == "failed" and after is OrderState.CANCELLED
    if standing.carriage and not is_coming_back:
        raise RefusedError("order_is_away", number=standing.number)


def change_order(work: UnitOfWork, order_id: str, values: dict[str, object]) -> None:
    """Write columns of an order in a transaction of the caller; whoever looks has seen it."""
    work.connection.execute(update(ORDERS).where(ORDERS.c.id == order_id).values(**values))
    acknowledge_order(work, order_id)
    work.changed(Topic.ORDERS)
