"""What a counter says of its orders beside the steps of their life, and of its own pace."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.models.catalogue import Product
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.models.town import Shop
from marketplace.services import feed, orders
from sync.contract import v1
from sync.kernel.clock import from_milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState

LONGEST_CODE = 40
MOST_CHOICES = 3
MOST_RUNGS = 8


def hold(session: Session, shop_id: str, message: v1.OrderHold, at: datetime) -> None:
    """Record who has an order in hand; the latest word counts."""
    order = orders.find(session, shop_id, message.order)
    if order is not None and OrderState(order.state) in OPEN:
        order.held_by = message.by[:LONGEST_CODE]
        order.held_at = at if message.by else None
        orders.changed(session, order)


def delay(session: Session, shop_id: str, message: v1.OrderDelay, at: datetime) -> None:
    """Move the promise of an open order; the customer's page tells it.

    Raises:
        Refusal: unknown_order, order_closed.
    """
    order = _open(session, shop_id, message.order)
    order.promised_to = from_milliseconds(message.promised_to)
    order.promised_from = min(order.promised_from, order.promised_to)
    orders.note(session, order, Actor.SHOP, "delay", at)
    orders.changed(session, order)


def remind(session: Session, shop_id: str, message: v1.OrderRemind, at: datetime) -> None:
    """Record that the customer is to be reminded of a bag that waits."""
    order = orders.find(session, shop_id, message.order)
    if order is not None and order.state == OrderState.READY:
        order.reminded_at = at
        orders.note(session, order, Actor.SHOP, "remind", at)
        orders.changed(session, order)


def ask(session: Session, shop_id: str, message: v1.OrderAsk, at: datetime) -> None:
    """Ask the customer what may stand in for a line.

    Raises:
        Refusal: unknown_order, order_closed, unknown_line, wrong_value.
    """
    order = _open(session, shop_id, message.order)
    line = session.get(OrderLine, message.line)
    if line is None or line.order_id != order.id:
        raise Refusal("unknown_line")
    if not 1 <= len(message.choices) <= MOST_CHOICES:
        raise Refusal("wrong_value", {"field": "choices"})
    if any(not 0 <= one.gross_cents <= line.ordered_cents for one in message.choices):
        raise Refusal("dearer_than_ordered")
    line.asked = msgspec.to_builtins(v1.Asked(until=message.until, choices=message.choices))
    orders.note(session, order, Actor.SHOP, "asked", at, detail={"line": line.id})
    orders.changed(session, order)


def set_pace(session: Session, shop_id: str, message: v1.ShopPace) -> None:
    """Close a shop's pages to new orders, or promise later, until an instant it named."""
    shop = session.get_one(Shop, shop_id)
    shop.paused_until = from_milliseconds(message.paused_until) if message.paused_until else None
    shop.extra_minutes = message.extra_minutes
    shop.extra_until = from_milliseconds(message.extra_until) if message.extra_until else None
    session.flush()
    feed.touch(session, shop_id, "shop", shop_id)


def set_ladder(session: Session, shop_id: str, message: v1.ShopLadder) -> None:
    """Keep whom to tell when no counter acknowledges an order.

    Raises:
        Refusal: wrong_value.
    """
    if len(message.rungs) > MOST_RUNGS:
        raise Refusal("wrong_value", {"field": "rungs"})
    session.get_one(Shop, shop_id).ladder = [msgspec.to_builtins(rung) for rung in message.rungs]


def take_off(session: Session, shop_id: str, message: v1.ProductOff) -> None:
    """Take a product off the town's pages until an instant; nought brings it back.

    Raises:
        Refusal: unknown_product.
    """
    product = session.get(Product, message.product)
    if product is None or product.shop_id != shop_id:
        raise Refusal("unknown_product")
    product.off_until = from_milliseconds(message.until) if message.until else None


def _open(session: Session, shop_id: str, order_id: str) -> ShopOrder:
    order = orders.find(session, shop_id, order_id)
    if order is None:
        raise Refusal("unknown_order")
    if OrderState(order.state) not in OPEN:
        raise Refusal("order_closed")
    return order
