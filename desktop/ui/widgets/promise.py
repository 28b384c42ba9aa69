"""How urgent an order is, in words, an icon and a tone: never by colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.domain.order_news import open_time_between
from desktop.ui.wording import Wording
from sync.kernel.order_states import OrderState

if TYPE_CHECKING:
    from desktop.services.online.order_board import BoardCard
    from desktop.services.online.orders import OrderView
    from sync.kernel.promise import OpeningHours

SOON = timedelta(minutes=30)
FAR = timedelta(hours=12)
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the pill on an order says."""

    icon: str
    words: str
    tone: str


def urgency_of(
    order: "OrderView | BoardCard", now: datetime, say: Wording, hours: "OpeningHours" = ()
) -> Urgency:
    """Return what to say about an order's promise at this moment.

    Where the shop told its hours, what is left is counted in open ones, and says so when the shop
    closes in between.
    """
    if order.state in (OrderState.HANDED_OVER, OrderState.DELIVERED):
        at = order.handed_over_at or now
        return Urgency("done", say("order.gone", at=at), "")
    if order.state is OrderState.READY:
        return Urgency(
            "done", say("order.waits", span=say.span(now - (order.ready_at or now))), "go"
        )
    wall = order.promised_from - now
    if wall < timedelta():
        return Urgency("look", say("order.late", span=say.span(wall)), "stop")
    left = open_time_between(hours, say.zone, now, order.promised_from)
    tone = "look" if left <= SOON else "accent" if wall <= FAR else ""
    if wall > FAR:
        return Urgency(
            "clock", say("order.due_at", moment=say.moment(order.promised_from, now)), tone
        )
    closes_between = wall - left >= _A_MINUTE
    words = "order.due_in_open" if closes_between else "order.due_in"
    return Urgency("clock", say(words, span=say.span(left)), tone)


def payment_words(order: "OrderView | BoardCard", say: Wording) -> tuple[str, str]:
    """Return what is still to be paid, in words, and the icon for it."""
    if order.to_pay:
        return say("order.to_pay", amount=order.to_pay), "cash"
    return (say("order.paid"), "done") if order.is_paid else (say("order.nothing_to_pay"), "done")
