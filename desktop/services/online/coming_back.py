"""Goods of an online order are in the shop again: what the order and the marketplace are told."""

from collections.abc import Collection

from sqlalchemy import func, select, update

from desktop.domain.preparation import LineState
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.models.sale import Sale, SaleLine
from desktop.services.shop import Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import Actor, OrderState, may_step

_orders, _order_lines = table_of(Order), table_of(OrderLine)
_sales, _lines = table_of(Sale), table_of(SaleLine)


def note_refund(work: UnitOfWork, order_id: str, sale_id: str, refund_id: str, by: str) -> None:
    """Tell of the lines of an order that a refund of its ticket has brought back whole.

    A piece of several that comes back is the ticket's affair until the last of them does.
    """
    returned = _lines.alias("returned")
    back = (
        select(
            returned.c.refund_of_position.label("position"),
            func.sum(-returned.c.quantity).label("quantity"),
        )
        .join(_sales, _sales.c.id == returned.c.sale_id)
        .where(_sales.c.refund_of == sale_id)
        .group_by(returned.c.refund_of_position)
        .subquery()
    )
    whole = work.connection.scalars(
        select(_lines.c.order_line_id)
        .join(back, back.c.position == _lines.c.position)
        .where(
            _lines.c.sale_id == sale_id,
            _lines.c.order_line_id.is_not(None),
            back.c.quantity >= _lines.c.quantity,
        )
    ).all()
    note(work, order_id, [each for each in whole if each], refund_id, by)


def note(work: UnitOfWork, order_id: str, lines: Collection[str], sale_id: str, by: str) -> None:
    """Mark lines as returned, and tell the marketplace of those that were not; once each.

    Args:
        work: the running transaction.
        order_id: whose lines.
        lines: what came back, all of each.
        sale_id: the ticket that gave money or a credit note for it; empty when the marketplace
            refunds what was paid online.
        by: code of who took it back.
    """
    known = set(
        work.connection.scalars(
            select(_order_lines.c.id).where(
                _order_lines.c.order_id == order_id, _order_lines.c.returned_at.is_not(None)
            )
        )
    )
    fresh = tuple(each for each in lines if each not in known)
    if not fresh:
        return
    told = v1.OrderReturned(
        order=order_id,
        sale=sale_id,
        lines=fresh,
        at=milliseconds(work.at),
        by=by,
        till=work.shop.settings.till,
    )
    outbox.append(work, "order.returned", told)
    work.connection.execute(
        update(_order_lines)
        .where(_order_lines.c.order_id == order_id, _order_lines.c.id.in_(fresh))
        .values(returned_at=work.at)
    )
    end_if_whole(work, order_id)
    work.changed(Topic.ORDERS)


def end_if_whole(work: UnitOfWork, order_id: str) -> None:
    """Take an order that is done as returned, where nothing of it has stayed with its customer."""
    rows = work.connection.execute(
        select(_order_lines.c.returned_at, _order_lines.c.state).where(
            _order_lines.c.order_id == order_id, _order_lines.c.variant_id != ""
        )
    ).all()
    is_whole = all(row.returned_at or row.state == LineState.MISSING.value for row in rows)
    state = work.connection.scalar(select(_orders.c.state).where(_orders.c.id == order_id))
    if not rows or not is_whole or state is None:
        return
    if may_step(OrderState(state), OrderState.RETURNED, Actor.SHOP):
        work.connection.execute(
            update(_orders).where(_orders.c.id == order_id).values(state=OrderState.RETURNED.value)
        )
