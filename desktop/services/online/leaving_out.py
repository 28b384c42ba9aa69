"""What does not leave: lines taken out of a ready order, and the rest nobody comes for."""

from collections.abc import Collection

from sqlalchemy import update

from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.services.online import coming_back
from desktop.services.online.bags import here
from desktop.services.online.order_carts import lines_leaving
from desktop.services.online.orders import (
    LINES,
    OrderLineView,
    OrderView,
    change_order,
    must_be_here,
    read_order,
)
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.order_states import OrderState


def leave_out(shop: Shop, order_id: str, lines: Collection[str], staff: str) -> OrderView:
    """Take lines out of a ready order for good: they are not charged and stay in the shop.

    For goods whoever came may not have, or does not want. Where all else has left, the order is
    done with it.

    Raises:
        RefusedError: unknown_order, order_step_refused, order_is_away, unknown_line,
            line_handed_over;
            order_is_empty when nothing else is in it: then it is cancelled, with a reason.
    """
    with shop.begin() as work:
        found = read_order(work.connection, order_id)
        if found.state is not OrderState.READY:
            raise RefusedError("order_step_refused", state=found.state.value)
        must_be_here(found)
        out = [line for line in lines_leaving(found, lines) if line.id in lines]
        rest = [line for line in found.lines if line.delivered_quantity and line not in out]
        if not out:
            raise RefusedError("unknown_line")
        if not any(line.delivered_variant_id for line in rest):
            # What carrying it would cost is nothing that anybody could be given.
            raise RefusedError("order_is_empty")
        for line in out:
            drop_line(work, found, line)
        gone = [line.handed_at for line in rest if line.handed_at is not None]
        change_order(work, order_id, {"handed_over_by": found.handed_over_by})
        if len(gone) == len(rest):
            done = {"state": OrderState.HANDED_OVER.value, "handed_over_at": max(gone)}
            change_order(work, order_id, done | {"handed_over_by": found.handed_over_by or staff})
            coming_back.end_if_whole(work, order_id)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def drop_line(work: UnitOfWork, found: OrderView, line: OrderLineView) -> None:
    """Say that a line will not be had, in a transaction of the caller."""
    told = v1.OrderLineSet(order=found.id, line=line.id, state=v1.LineState.MISSING)
    outbox.append(work, "order.line", told)
    _mark(work, found.id, [line.id], state=LineState.MISSING.value, picked=0, substitute=None)


def forget_rest(work: UnitOfWork, found: OrderView) -> None:
    """Mark whatever is still here as never had; the caller tells the marketplace of the end.

    What lies in its bag is still written there, for whoever puts it back on the shelves.
    """
    rest = [line.id for line in here(found) if line.delivered_variant_id]
    _mark(work, found.id, rest, state=LineState.MISSING.value)


def _mark(work: UnitOfWork, order_id: str, lines: Collection[str], **values: object) -> None:
    work.connection.execute(
        update(LINES).where(LINES.c.order_id == order_id, LINES.c.id.in_(lines)).values(**values)
    )
