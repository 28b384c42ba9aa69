"""What was paid online and is not owed any more goes back the way it came.

An order's books are settled when it ends: what was paid, less what is due, is a refund. Nothing
goes back while it is open, for a line may be missing at noon and found at two.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.money import OnlinePayment, OnlineRefund
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.services import jobs, ledger
from sync.kernel.ids import new_id
from sync.kernel.order_states import OPEN, OrderState

REFUND_JOB = "payment.refund"
_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})


def settle(session: Session, order: ShopOrder, at: datetime) -> None:
    """Have what was paid too much for an order that ends sent back; settling twice sends nothing.

    Called as it ends: what comes back to the counter later goes by `send_back_lines`.
    """
    is_void = OrderState(order.state) in _VOID
    due = 0 if is_void else order.total_cents
    excess = order.paid_cents - order.refunded_cents - due
    if excess > 0 and OrderState(order.state) not in OPEN:
        send_back(session, order, excess, at)


def send_back_lines(
    session: Session,
    order: ShopOrder,
    lines: Sequence[OrderLine],
    at: datetime,
) -> None:
    """Have what was paid online for lines that came back sent back, never more than was paid."""
    kept = order.paid_cents - order.refunded_cents
    cents = min(kept, sum(line.gross_cents for line in lines))
    if cents > 0:
        send_back(session, order, cents, at)


def send_back(session: Session, order: ShopOrder, cents: int, at: datetime) -> None:
    """Owe a customer money and have the provider asked for it until it has said yes."""
    payment = session.scalars(
        select(OnlinePayment).where(OnlinePayment.group_id == order.group_id)
    ).one_or_none()
    if payment is None:
        return
    refund = OnlineRefund(
        id=new_id(),
        payment_id=payment.id,
        order_id=order.id,
        cents=cents,
        state="due",
        due_at=at,
        done_at=None,
        reference="",
    )
    session.add(refund)
    order.refunded_cents += cents
    session.flush()
    ledger.book_refund(session, order, refund.id, cents, at)
    jobs.schedule(session, REFUND_JOB, {"refund": refund.id}, at, f"refund:{refund.id}")
