"""How urgent an order is, in words, an icon and a tone: never by colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.services.orders import OrderView
from desktop.ui.wording import Wording
from sync.kernel.order_states import OrderState

SOON = timedelta(minutes=30)
FAR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the pill on an order says."""

    icon: str
    words: str
    tone: str


def urgency_of(order: OrderView, now: datetime, say: Wording) -> Urgency:
    """Return what to say about an order's promise at this moment."""
    if order.state in (OrderState.HANDED_OVER, OrderState.DELIVERED):
        at = order.handed_over_at or now
        return Urgency("done", say("order.gone", at=at), "")
    if order.state is OrderState.READY:
        return Urgency(
            "done", say("order.waits", span=say.span(now - (order.ready_at or now))), "go"
        )
    left = order.promised_to - now
    if left < timedelta():
        return Urgency("look", say("order.late", span=say.span(left)), "stop")
    if left <= SOON:
        return Urgency("clock", say("order.due_in", span=say.span(left)), "look")
    if left <= FAR:
        return Urgency("clock", say("order.due_in", span=say.span(left)), "accent")
    return Urgency("clock", say("order.due_at", moment=say.moment(order.promised_to, now)), "")


def payment_words(order: OrderView, say: Wording) -> tuple[str, str]:
    """Return what is still to be paid, in words, and the icon for it."""
    if order.to_pay:
        return say("order.to_pay", amount=order.to_pay), "cash"
    return (say("order.paid"), "done") if order.is_paid else (say("order.nothing_to_pay"), "done")
