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
_TO_A_DOOR = frozenset({"merchant", "express"})
"""Its promise is kept at the door, not on the shelf."""
_A_MINUTE = timedelta(minutes=1)
_TO_HAVE = ("order.due_in", "order.due_in_open")
_TO_BRING = ("order.bring_in", "order.bring_in_open")
"""What is left, and where the shop closes before it."""


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
    if order.state is OrderState.READY and order.mode in _TO_A_DOOR:
        return _due(order.promised_to, now, say, hours, _TO_BRING)
    if order.state is OrderState.READY:
        waited = now - (order.ready_at or now)
        is_just = waited < _A_MINUTE
        told = say("order.waits_now") if is_just else say("order.waits", span=say.span(waited))
        return Urgency("done", told, "go")
    return _due(order.promised_from, now, say, hours, _TO_HAVE)


def _due(
    promised: datetime, now: datetime, say: Wording, hours: "OpeningHours", words: tuple[str, str]
) -> Urgency:
    wall = promised - now
    if wall < timedelta():
        return Urgency("look", say("order.late", span=say.span(wall)), "stop")
    left = open_time_between(hours, say.zone, now, promised)
    tone = "look" if left <= SOON else "accent" if wall <= FAR else ""
    if wall > FAR:
        return Urgency("clock", say("order.due_at", moment=say.moment(promised, now)), tone)
    closes_between = wall - left >= _A_MINUTE
    return Urgency("clock", say(words[closes_between], span=say.span(left)), tone)


def payment_words(order: "OrderView | BoardCard", say: Wording) -> tuple[str, str]:
    """Return what is still to be paid, in words, and the icon for it."""
    if order.to_pay:
        return say("order.to_pay", amount=order.to_pay), "cash"
    return (say("order.paid"), "done") if order.is_paid else (say("order.nothing_to_pay"), "done")
