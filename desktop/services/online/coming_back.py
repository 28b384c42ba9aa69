"""Goods of an online order are in the shop again: what the order and the marketplace are told."""

from collections.abc import Mapping

from sqlalchemy import func, select, update

from desktop.domain.preparation import LineState
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.models.sale import Sale, SaleLine
from desktop.services.online.order_views import read_order
from desktop.services.shop import Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import Actor, OrderState, may_step
from sync.kernel.quantity import Quantity

_orders, _order_lines = table_of(Order), table_of(OrderLine)
_sales, _lines = table_of(Sale), table_of(SaleLine)


def note_refund(work: UnitOfWork, order_id: str, sale_id: str, refund_id: str, by: str) -> None:
    """Tell what of an order's lines a refund of its ticket has brought back."""
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
    rows = work.connection.execute(
        select(_lines.c.order_line_id, _lines.c.quantity, back.c.quantity.label("back"))
        .join(back, back.c.position == _lines.c.position)
        .where(_lines.c.sale_id == sale_id, _lines.c.order_line_id.is_not(None))
    ).all()
    known = {line.id: line for line in read_order(work.connection, order_id).lines}
    fresh = {}
    for row in rows:
        line = known.get(row.order_line_id)
        if line is not None and line.returned_at is None:
            left = line.with_customer
            is_all = row.back >= row.quantity
            now = Quantity(row.back, left.unit) - line.returned
            fresh[line.id] = left if is_all else now
    note(work, order_id, fresh, refund_id, by)


def note(
    work: UnitOfWork, order_id: str, back: Mapping[str, Quantity], sale_id: str, by: str
) -> None:
    """Mark what came back of lines, and tell the marketplace; never more than there was.

    Args:
        work: the running transaction.
        order_id: whose lines.
        back: how much of each line came back now.
        sale_id: the ticket that gave money or a credit note for it; empty when the marketplace
            refunds what was paid online.
        by: code of who took it back.
    """
    fresh = [
        (line, now)
        for line in read_order(work.connection, order_id).lines
        if line.id in back and line.returned_at is None
        for now in [line.at_most(back[line.id])]
        if now.thousandths > 0
    ]
    if not fresh:
        return
    at, till = milliseconds(work.at), work.shop.settings.till
    whole = tuple(line.id for line, now in fresh if now == line.delivered_quantity)
    if whole:
        told = v1.OrderReturned(order=order_id, sale=sale_id, lines=whole, at=at, by=by, till=till)
        outbox.append(work, "order.returned", told)
    for line, now in fresh:
        if line.id not in whole:
            part = v1.OrderPartReturned(
                order=order_id,
                line=line.id,
                quantity=now.thousandths,
                before=line.returned.thousandths,
                sale=sale_id,
                at=at,
                by=by,
                till=till,
            )
            outbox.append(work, "order.part_returned", part)
        values: dict[str, object] = {"returned": (line.returned + now).thousandths}
        if now == line.with_customer:
            values["returned_at"] = work.at
        work.connection.execute(
            update(_order_lines)
            .where(_order_lines.c.order_id == order_id, _order_lines.c.id == line.id)
            .values(values)
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
