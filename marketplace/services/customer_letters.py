"""Letters to a customer about an order: asked for with what happened, written of what is so then.

A job that comes late, or again after it was cut off, writes nothing that is no longer true.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.models.town import Shop
from marketplace.services import jobs
from marketplace.services.mail import CustomerNews
from sync.kernel.order_states import NOTHING_LEFT, OrderState

LETTER_JOB = "order.letter"


class About(StrEnum):
    """What a customer is written of."""

    #: A bag waits.
    REMINDER = "reminder"
    #: It lies in a locker.
    DEPOSITED = "deposited"
    #: Nothing of it could be had.
    EMPTY = "empty"


def schedule(session: Session, order: ShopOrder, about: About, at: datetime, once: str) -> None:
    """Have the customer written to; a letter of the same sort and `once` is written once."""
    key = f"{about.value}:{order.id}:{once}"
    jobs.schedule(session, LETTER_JOB, {"order": order.id, "about": about.value}, at, key)


def news_of(
    session: Session, order_id: str, about: About, public_url: str
) -> tuple[str, CustomerNews] | None:
    """Return whom to write to and what of; None without an address, or where it is so no more."""
    order = session.get_one(ShopOrder, order_id)
    group = session.get_one(OrderGroup, order.group_id)
    if not group.email or not _is_so(order, about):
        return None
    place = order.destination or {}
    return group.email, CustomerNews(
        about=about.value,
        language=group.language,
        number=order.number,
        shop=session.get_one(Shop, order.shop_id).sign,
        link=f"{public_url}/commandes/{group.token}" if public_url else "",
        place=" · ".join(part for key in ("name", "street", "city") if (part := place.get(key))),
        box=order.box,
        opening_code=order.opening_code,
        is_refunded=order.refunded_cents > 0,
    )


def _is_so(order: ShopOrder, about: About) -> bool:
    if about is About.EMPTY:
        return order.state == OrderState.CANCELLED and order.reason == NOTHING_LEFT
    is_there = order.carriage == "deposited" or about is About.REMINDER
    return order.state == OrderState.READY and is_there
