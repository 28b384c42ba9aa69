"""What is no longer needed of a customer, and the ends of orders that never came to one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, ShopOrder, Withdrawal
from marketplace.services import orders
from sync.kernel.order_states import Actor, OrderState

FORGET_AFTER = timedelta(days=30)
ABANDONED_AFTER = timedelta(days=30)
FORGET_AT_ONCE = 500


def forget_contacts(session: Session, at: datetime) -> bool:
    """Blank name, phone, e-mail, notes, proxies and homes of checkouts that ended thirty days ago.

    The counters are told, the relay's too, so that they forget as well. No more than 500 at once, or the
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
            order.note = order.proxy_name = order.opening_code = ""
            order.destination = _without_home(order.destination)
            _unname_withdrawals(session, order, name)
            orders.changed(session, order)
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
    unfinished_orders = session.scalars(
        select(ShopOrder)
        .where(ShopOrder.state.in_(unfinished), ShopOrder.promised_to < at - ABANDONED_AFTER)
        .limit(FORGET_AT_ONCE)
    ).all()
    for order in unfinished_orders:
        orders.end(session, order, OrderState.CANCELLED, Actor.HUB, at)
    return len(unfinished_orders)


def _without_home(destination: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keep where a relay or a locker is; of a home, that it was one."""
    if destination is None or destination["kind"] != "home":
        return destination
    return {"kind": "home"}
