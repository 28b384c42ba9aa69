"""Renouncing a contract: fourteen days from the day after the goods were received.

Consumer code, art. L221-18 (the right), L221-21 (the function on the page, the acknowledgement on
a durable medium with date and time). Goods the right does not cover (L221-28: perishable,
unsealed, made to order) are the shop's to say when it answers; the declaration is kept anyway.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderGroup, ShopOrder, Withdrawal
from marketplace.services import feed, orders
from sync.kernel.ids import new_id
from sync.kernel.order_states import Actor, OrderState

DAYS = 14


def is_open(order: ShopOrder, at: datetime) -> bool:
    """Tell whether the order was received and its days have not run out."""
    is_received = order.state in {OrderState.HANDED_OVER, OrderState.DELIVERED}
    if not is_received or order.handed_over_at is None:
        return False
    # The day of receipt does not count and the last day counts whole.
    return at < order.handed_over_at + timedelta(days=DAYS + 1)


def declare(
    session: Session, group: OrderGroup, order_id: str, statement: str, at: datetime
) -> Withdrawal:
    """Keep a customer's declaration; a second one returns the first.

    Raises:
        NotFoundError: the order is not of this group.
        Refusal: too_late_to_withdraw.
    """
    order = session.get(ShopOrder, order_id)
    if order is None or order.group_id != group.id:
        raise NotFoundError("order")
    kept = session.scalar(select(Withdrawal).where(Withdrawal.order_id == order.id))
    if kept is not None:
        return kept
    if not is_open(order, at):
        raise Refusal("too_late_to_withdraw")
    withdrawal = Withdrawal(
        id=new_id(),
        order_id=order.id,
        at=at,
        statement=statement,
        lines=[line.id for line in orders.lines_of(session, order)],
    )
    session.add(withdrawal)
    order.anomaly = "withdrawn"
    order.ver += 1
    orders.note(session, order, Actor.CUSTOMER, "withdrawn", at, detail={"anomaly": order.anomaly})
    session.flush()
    feed.touch(session, order.shop_id, "order", order.id)
    return withdrawal
