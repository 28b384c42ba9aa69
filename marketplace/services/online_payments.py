"""Checkouts that are paid before any shop hears of them.

The orders are there, and hold their stock, from the checkout on; they are told to the shops when
the provider says that they are paid, and dropped after twenty minutes when it does not.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.money import OnlinePayment, OnlineRefund
from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.services import announcing, jobs, ledger, orders, refunds, web_till
from marketplace.services.payment_provider import Notice
from sync.kernel.ids import new_id
from sync.kernel.order_states import Actor, OrderState

PATIENCE = timedelta(minutes=20)
DROP_JOB = "payment.drop"


def expect(session: Session, group: OrderGroup, provider: str, at: datetime) -> OnlinePayment:
    """Have a checkout wait for its payment."""
    payment = OnlinePayment(
        id=new_id(),
        group_id=group.id,
        provider=provider,
        reference="",
        state="open",
        cents=group.total_cents,
        begun_at=at,
        ends_at=at + PATIENCE,
        paid_at=None,
    )
    session.add(payment)
    session.flush()
    jobs.schedule(
        session, DROP_JOB, {"payment": payment.id}, payment.ends_at, f"payment.drop:{payment.id}"
    )
    return payment


def find(session: Session, group: OrderGroup) -> OnlinePayment | None:
    """Return the payment of a checkout, or None when it is paid at the counter."""
    return session.scalar(select(OnlinePayment).where(OnlinePayment.group_id == group.id))


def note_begun(session: Session, payment_id: str, reference: str) -> None:
    """Keep by which name the provider knows a payment."""
    session.get_one(OnlinePayment, payment_id).reference = reference


def take_notice(session: Session, notice: Notice, at: datetime) -> OrderGroup:
    """Do what a provider's notice says, however often it comes, and return the checkout.

    What was paid too late, or not as much as was asked, goes back whole.

    Raises:
        NotFoundError: no such payment was begun.
        Refusal: wrong_amount.
    """
    payment = session.get(OnlinePayment, notice.key, with_for_update=True)
    if payment is None:
        raise NotFoundError("payment")
    group = session.get_one(OrderGroup, payment.group_id)
    if notice.verdict != "paid":
        return group
    if notice.cents != payment.cents:
        raise Refusal("wrong_amount")
    if payment.paid_at is not None:
        return group
    payment.reference = notice.reference
    payment.paid_at = at
    was_open, payment.state = payment.state == "open", "paid"
    for order in _orders_of(session, group):
        order.paid_cents = order.ordered_cents
        ledger.book_payment(session, order, at)
        web_till.follow(session, order)
        orders.note(session, order, Actor.CUSTOMER, "paid", at)
        if was_open:
            order.unpaid_until = None
            announcing.announce(session, order, at)
        else:
            refunds.send_back(session, order, order.paid_cents, at)
    session.flush()
    return group


def drop(session: Session, payment_id: str, at: datetime) -> None:
    """Give up a checkout nobody paid: its stock is free again, no shop ever hears of it."""
    payment = session.get(OnlinePayment, payment_id, with_for_update=True)
    if payment is None or payment.state != "open":
        return
    payment.state = "dropped"
    for order in _orders_of(session, session.get_one(OrderGroup, payment.group_id)):
        if order.state == OrderState.PLACED:
            order.reason = "unpaid"
            orders.end(session, order, OrderState.CANCELLED, Actor.HUB, at)


def _orders_of(session: Session, group: OrderGroup) -> list[ShopOrder]:
    rows = session.scalars(
        select(ShopOrder).where(ShopOrder.group_id == group.id).order_by(ShopOrder.id)
    )
    return list(rows)


def note_refunded(session: Session, refund_id: str, reference: str, at: datetime) -> None:
    """Record that the provider has sent money back."""
    refund = session.get_one(OnlineRefund, refund_id)
    if refund.state == "due":
        refund.state, refund.done_at, refund.reference = "done", at, reference
        order = session.get_one(ShopOrder, refund.order_id)
        orders.note(session, order, Actor.HUB, "refund", at, detail={"cents": refund.cents})
        order.ver += 1
        session.flush()
