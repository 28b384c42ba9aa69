"""Orders as the marketplace tells them."""

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import from_milliseconds
from sync.kernel.order_states import OrderState

_orders = table_of(Order)
_lines = table_of(OrderLine)


def write_order(work: UnitOfWork, told: v1.OrderEntity) -> None:
    """Write an order as the hub has it; when it came and who has seen it stays the shop's.

    Raises:
        ValueError: the state is of a newer marketplace.
    """
    state = OrderState(told.state)
    values: dict[str, object] = {
        "number": told.number,
        "state": state.value,
        "hub_ver": told.ver,
        "mode": told.mode,
        "placed_at": from_milliseconds(told.placed_at),
        "promised_from": from_milliseconds(told.promised_from),
        "promised_to": from_milliseconds(told.promised_to),
        "customer_name": told.customer_name,
        "phone_last2": told.phone_last2,
        "note": told.note,
        "payment": told.payment,
        "paid_cents": told.paid_cents,
        "total_cents": told.total_cents,
        "commitment": told.commitment,
        "reason": told.reason,
        "bags": told.bags,
        "shelf": told.shelf,
        "anomaly": told.anomaly,
        "handed_over_at": from_milliseconds(told.handed_over_at) if told.handed_over_at else None,
        "handed_over_by": told.handed_over_by,
    }
    if state is OrderState.READY:
        values["ready_at"] = _ready_at(work, told.order)
    row = upsert(_orders).values(id=told.order, arrived_at=work.at, **values)
    work.connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))
    work.connection.execute(delete(_lines).where(_lines.c.order_id == told.order))
    if told.lines:
        work.connection.execute(
            insert(_lines),
            [_line_row(told.order, place, line) for place, line in enumerate(told.lines)],
        )


def forget_order(work: UnitOfWork, order_id: str) -> None:
    """Remove an order the marketplace no longer tells of: the customer's name goes with it."""
    work.connection.execute(delete(_lines).where(_lines.c.order_id == order_id))
    work.connection.execute(delete(_orders).where(_orders.c.id == order_id))


def _ready_at(work: UnitOfWork, order_id: str) -> object:
    known = work.connection.execute(
        select(_orders.c.ready_at).where(_orders.c.id == order_id)
    ).scalar()
    return known or work.at


def _line_row(order_id: str, position: int, line: v1.OrderLine) -> dict[str, object]:
    given = line.substitute
    return {
        "order_id": order_id,
        "id": line.line,
        "position": position,
        "variant_id": line.variant,
        "label": line.label,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price_cents": line.unit_price_cents,
        "gross_cents": line.gross_cents,
        "vat_bp": line.vat_bp,
        "state": line.state.value,
        "picked": line.picked,
        "substitute": None if given is None else msgspec.to_builtins(given),
    }
