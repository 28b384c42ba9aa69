"""What a counter says of its orders beside the steps of their life, and of its own pace."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.models.catalogue import Product
from marketplace.models.sync import OpLog
from marketplace.models.town import Shop
from marketplace.services import customer_letters, feed, orders, webhooks
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState

LONGEST_CODE = 40
MOST_RUNGS = 8
MOST_MINUTES = 24 * 60
MOST_DAYS = 365
_YEAR_MS = 366 * 24 * 3_600_000


def hold(session: Session, shop_id: str, message: v1.OrderHold, at: datetime) -> None:
    """Record who has an order in hand; the latest word counts."""
    order = orders.find(session, shop_id, message.order)
    if order is not None and OrderState(order.state) in OPEN:
        order.held_by = message.by[:LONGEST_CODE]
        order.held_at = at if message.by else None
        orders.changed(session, order)


def delay(session: Session, shop_id: str, message: v1.OrderDelay, at: datetime) -> None:
    """Move the promise of an open order; the customer's page tells it.

    An earlier promise takes a delay back, with the end of its window, as long as it is none that
    has passed by now; one that is told again says nothing.

    Raises:
        Refusal: unknown_order, order_closed, wrong_value, promise_past.
    """
    order = orders.find_open(session, shop_id, message.order)
    before, promised = order.promised_from, _instant(message.promised_from, at)
    if promised == before:
        return
    if promised < before and promised <= at:
        # A till that was cut off took it back too late: its customer goes by the later one.
        raise Refusal("promise_past")
    until = _instant(message.promised_to, at) if message.promised_to else order.promised_to
    order.promised_from = promised
    order.promised_to = max(promised, until)
    is_later = order.promised_from > before
    orders.note(session, order, Actor.SHOP, "delay" if is_later else "delay_back", at)
    orders.changed(session, order)


def remind(session: Session, shop_id: str, message: v1.OrderRemind, at: datetime) -> None:
    """Record that the customer is reminded of a bag that waits: on the page, and by a letter."""
    order = orders.find(session, shop_id, message.order)
    if order is not None and order.state == OrderState.READY:
        order.reminded_at = at
        orders.note(session, order, Actor.SHOP, "remind", at)
        today = at.astimezone(UTC).date().isoformat()
        customer_letters.schedule(session, order, customer_letters.About.REMINDER, at, today)
        orders.changed(session, order)


def set_pace(session: Session, shop_id: str, message: v1.ShopPace, at: datetime) -> None:
    """Close a shop's pages to new orders, or promise later, until an instant it named.

    Raises:
        Refusal: wrong_value.
    """
    if not 0 <= (message.extra_minutes or 0) <= MOST_MINUTES:
        raise Refusal("wrong_value", {"field": "extra_minutes"})
    shop = session.get_one(Shop, shop_id)
    if message.paused_until is not None:
        shop.paused_until = _instant(message.paused_until, at) if message.paused_until else None
    if message.extra_minutes is not None:
        shop.extra_minutes = message.extra_minutes
    if message.extra_until is not None:
        shop.extra_until = _instant(message.extra_until, at) if message.extra_until else None
    session.flush()
    feed.touch(session, shop_id, "shop", shop_id)


def set_ladder(session: Session, shop_id: str, message: v1.ShopLadder) -> None:
    """Keep whom to tell when no counter acknowledges an order.

    What a counter joins with is no word on what the shop's others have said.

    Raises:
        Refusal: wrong_value.
    """
    for rung in message.rungs:
        is_reachable = bool(rung.address) or rung.channel == "steward"
        is_short = len(rung.address) <= webhooks.LONGEST_URL
        if not (is_reachable and is_short and 0 <= rung.after_minutes <= MOST_MINUTES):
            raise Refusal("wrong_value", {"field": "rungs"})
        if rung.channel == "webhook":
            _require_callable(rung.address)
    if len(message.rungs) > MOST_RUNGS:
        raise Refusal("wrong_value", {"field": "rungs"})
    if message.unless_told and _was_told(session, shop_id, "shop.ladder"):
        return
    session.get_one(Shop, shop_id).ladder = [msgspec.to_builtins(rung) for rung in message.rungs]


def set_keeping(session: Session, shop_id: str, message: v1.ShopKeeps, at: datetime) -> None:
    """Keep for how long a shop has bags stand that nobody comes for; those that stand go by it.

    Its other counters go by it too, and remind when it says.

    Raises:
        Refusal: wrong_value.
    """
    if not 0 <= message.days <= MOST_DAYS:
        raise Refusal("wrong_value", {"field": "days"})
    if message.remind_after is not None and not 0 <= message.remind_after <= MOST_DAYS:
        raise Refusal("wrong_value", {"field": "remind_after"})
    shop = session.get_one(Shop, shop_id)
    shop.keeps_days = message.days
    if message.remind_after is not None:
        shop.reminds_days = message.remind_after
    session.flush()
    feed.touch(session, shop_id, "shop", shop_id)
    orders.watch_all_uncollected(session, shop_id, at)


def _was_told(session: Session, shop_id: str, kind: str) -> bool:
    told = select(OpLog.op_id).where(OpLog.shop_id == shop_id, OpLog.kind == kind).limit(1)
    return session.scalar(told) is not None


def _require_callable(url: str) -> None:
    try:
        webhooks.check(url)
    except webhooks.WebhookError as error:
        raise Refusal("wrong_value", {"field": "address"}) from error


def take_off(session: Session, shop_id: str, message: v1.ProductOff, at: datetime) -> None:
    """Take a product off the town's pages until an instant; nought brings it back.

    Raises:
        Refusal: unknown_product, wrong_value.
    """
    product = session.get(Product, message.product)
    if product is None or product.shop_id != shop_id:
        raise Refusal("unknown_product")
    product.off_until = _instant(message.until, at) if message.until else None
    product.ver += 1
    session.flush()
    # The shop's other counters say so too.
    feed.touch(session, shop_id, "product", product.id)


def _instant(told: int, at: datetime) -> datetime:
    """Return an instant a counter named, if it lies within a year of now."""
    if abs(told - milliseconds(at)) > _YEAR_MS:
        raise Refusal("wrong_value", {"field": "until"})
    return from_milliseconds(told)
