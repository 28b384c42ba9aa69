"""What was paid online and is not owed any more goes back the way it came.

An order's books are settled when it ends: what was paid, less what is due, is a refund. Nothing
goes back while it is open, for a line may be missing at noon and found at two.
"""

from collections.abc import Iterable, Sequence
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
    if OrderState(order.state) not in OPEN:
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).all()
        excess = not_owed(order, lines)
        if excess:
            send_back(session, order, excess, at)


def not_owed(order: ShopOrder, lines: Iterable[OrderLine]) -> int:
    """Return what was paid online, is not owed as the lines stand, and has not gone back.

    What came back and was refunded is owed no more; for what a counter took back for a credit note
    the shop keeps the money.
    """
    is_void = OrderState(order.state) in _VOID
    due = 0 if is_void else sum(max(0, line.gross_cents - line.refunded_cents) for line in lines)
    return max(0, order.paid_cents - order.refunded_cents - due)


def send_back_lines(
    session: Session,
    order: ShopOrder,
    worth: Sequence[tuple[OrderLine, int]],
    at: datetime,
) -> None:
    """Have what was paid online for what came back of lines sent back, never more than was paid."""
    kept = order.paid_cents - order.refunded_cents
    sent = 0
    for line, cents in worth:
        back = min(kept - sent, cents)
        line.refunded_cents += back
        sent += back
    if sent > 0:
        send_back(session, order, sent, at)


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
