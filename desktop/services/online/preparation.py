"""Filling the bag: each article is scanned or weighed to confirm it, and who has it in hand.

What is missing is decided by `services.online.lacks`; several orders in one walk by `services.online.walks`.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.preparation import (
    DONE,
    LineState,
    Pick,
    PickResult,
    pick,
    weigh,
)
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.online import orders
from desktop.services.online.lacks import mark_missing, substitute, substitutes
from desktop.services.online.order_lines import in_preparation, line_of, record, wanted, write
from desktop.services.online.orders import OrderView, change_order, read_order
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity, Unit

__all__ = [
    "Held",
    "PickVerdict",
    "begin",
    "hold",
    "let_go",
    "mark_missing",
    "pick_by_hand",
    "pick_one",
    "pick_scanned",
    "put_back",
    "substitute",
    "substitutes",
    "weigh_line",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickVerdict:
    """What a scan meant for the order, and the order after it."""

    result: PickResult
    #: The article that was scanned, as far as the shop knows it.
    label: str
    line_id: str
    order: OrderView


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An order somebody has in hand now, and who had it until then."""

    order: OrderView
    taken_from: StaffView | None = None
    #: Since when that person had it.
    since: datetime | None = None


# --- who has it in hand -------------------------------------------------------------------------


def begin(shop: Shop, order_id: str, by: str = "") -> Held:
    """Take an order in hand and begin to fill its bags, or go on with it.

    A new one is accepted by it. `by` is a staff code, else whoever is at the till.

    Raises:
        RefusedError: unknown_order, order_step_refused.
    """
    standing = orders.order(shop, order_id)
    if standing.state is OrderState.PLACED:
        standing = orders.accept(shop, order_id)
    if standing.state is OrderState.ACCEPTED:
        orders.start_preparing(shop, order_id)
    return hold(shop, order_id, by)


def hold(shop: Shop, order_id: str, by: str = "") -> Held:
    """Have somebody hold an order. Taking over asks nobody; the answer says from whom.

    Raises:
        RefusedError: unknown_order; order_step_refused when it has left or come to nothing.
    """
    code = by or staff.current(shop).code
    with shop.begin() as work:
        before = read_order(work.connection, order_id)
        if before.state not in OPEN:
            raise RefusedError("order_step_refused", state=before.state.value)
        if before.holder is None or before.holder.code != code:
            _note_holder(work, order_id, code)
        after = read_order(work.connection, order_id)
        work.commit()
    is_taken = before.holder is not None and before.holder.code != code
    return Held(
        order=after,
        taken_from=before.holder if is_taken else None,
        since=before.held_at if is_taken else None,
    )


def let_go(shop: Shop, order_id: str) -> OrderView:
    """Put an order down: anybody may go on with it.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.begin() as work:
        if read_order(work.connection, order_id).holder is not None:
            _note_holder(work, order_id, "")
        after = read_order(work.connection, order_id)
        work.commit()
    return after


def _note_holder(work: UnitOfWork, order_id: str, code: str) -> None:
    outbox.append(
        work, "order.hold", v1.OrderHold(order=order_id, at=milliseconds(work.at), by=code)
    )
    change_order(work, order_id, {"held_by": code, "held_at": work.at if code else None})


# --- filling the bag ----------------------------------------------------------------------------


def pick_scanned(shop: Shop, order_id: str, text: str) -> PickVerdict:
    """Put what was scanned into the bag, or say why it does not belong there.

    What is sold by weight and bears no weight in its code asks for it (`PickResult.ASKS_WEIGHT`).

    Raises:
        RefusedError: unknown_order; order_not_in_preparation.
    """
    found = shelf.understand(shop, text)
    if not isinstance(found, shelf.ProductFound):
        with shop.look() as look:
            standing = read_order(look.connection, order_id)
        return PickVerdict(result=PickResult.UNKNOWN, label=text, line_id="", order=standing)
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        done = pick(map(wanted, standing.lines), found.item.variant_id, scanned_quantity(found))
        standing = _put_in(work, standing, done)
    return PickVerdict(
        result=done.result, label=found.item.full_label, line_id=done.line_id, order=standing
    )


def scanned_quantity(found: shelf.ProductFound) -> Quantity:
    """Return how much one scan puts into a bag: nothing where only a scale can say it."""
    return Quantity(0, found.item.unit) if found.asks_quantity else found.quantity


def pick_by_hand(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Confirm a whole line without scanning: its code is gone, or they were counted by eye.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        return _put_in(work, standing, whole(standing, line_id))


def whole(standing: OrderView, line_id: str) -> Pick:
    """Return what puts a whole line into the bag.

    Raises:
        RefusedError: unknown_line.
    """
    line = wanted(line_of(standing, line_id))
    return Pick(PickResult.PICKED, line_id, line.quantity, line.price_of(line.quantity))


def pick_one(shop: Shop, order_id: str, line_id: str) -> PickVerdict:
    """Put one more piece of a line into the bag by hand, counting.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        line = line_of(standing, line_id)
        one = Quantity(1000 if line.quantity.unit is Unit.PIECE else 0, line.quantity.unit)
        done = pick([wanted(line)], line.delivered_variant_id, one)
        standing = _put_in(work, standing, done)
    return PickVerdict(
        result=done.result, label=line.delivered_label, line_id=line_id, order=standing
    )


def weigh_line(shop: Shop, order_id: str, line_id: str, weight: Quantity) -> PickVerdict:
    """Fill a line with a portion of that weight, from the scale or typed.

    The customer pays what it weighs, never more than what was agreed; a portion heavier than a
    tenth above what was ordered is refused (`PickResult.TOO_HEAVY`).

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation, wrong_unit;
            quantity_out_of_range below nothing.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        line = line_of(standing, line_id)
        if weight.unit is not line.quantity.unit or weight.unit is Unit.PIECE:
            raise RefusedError("wrong_unit", unit=line.quantity.unit.value)
        if weight.thousandths < 0:
            raise RefusedError("quantity_out_of_range", quantity=weight)
        done = weigh(wanted(line), weight)
        standing = _put_in(work, standing, done)
    return PickVerdict(result=done.result, label=line.label, line_id=line_id, order=standing)


def put_back(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Undo what was decided on a line: it is to be picked again.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        line = line_of(standing, line_id)
        nothing = Quantity(0, line.quantity.unit)
        write(work, standing, line, LineState.OPEN, nothing, line.ordered)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def _put_in(work: UnitOfWork, standing: OrderView, done: Pick) -> OrderView:
    """Write what was done and commit; return the order after it."""
    if done.result in DONE:
        record(work, standing, done)
        standing = read_order(work.connection, standing.id)
        work.commit()
    return standing
