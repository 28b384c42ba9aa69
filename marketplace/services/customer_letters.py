"""Letters to a customer about an order: asked for with what happened, written of what is so then.

A job that comes late, or again after it was cut off, writes nothing that is no longer true.
"""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import jobs
from marketplace.services.mail import CustomerNews
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.order_states import NOTHING_LEFT, OPEN, OrderState

LETTER_JOB = "order.letter"


class About(StrEnum):
    """What a customer is written of."""

    #: Something is missing, and the shop asks what may stand in for it.
    ASKED = "asked"
    #: A bag stands ready in the shop.
    READY = "ready"
    #: It waits there still.
    REMINDER = "reminder"
    #: It lies in a locker or at a relay shop.
    DEPOSITED = "deposited"
    #: Nothing of it could be had.
    EMPTY = "empty"


def schedule(session: Session, order: ShopOrder, about: About, at: datetime, once: str) -> None:
    """Have the customer written to; a letter of the same sort and `once` is written once."""
    key = f"{about.value}:{order.id}:{once}"
    jobs.schedule(session, LETTER_JOB, {"order": order.id, "about": about.value}, at, key)


def news_of(
    session: Session, order_id: str, about: About, public_url: str, at: datetime
) -> tuple[str, CustomerNews] | None:
    """Return whom to write to and what of; None without an address, or where it is so no more."""
    order = session.get_one(ShopOrder, order_id)
    group = session.get_one(OrderGroup, order.group_id)
    if about is About.REMINDER and order.carriage == "deposited":
        # What waits for its customer elsewhere is written of as when it came there.
        about = About.DEPOSITED
    until = asked_until(session, order, at) if about is About.ASKED else None
    if not group.email or not (until or _is_so(order, about)):
        return None
    place = order.destination or {}
    shop = session.get_one(Shop, order.shop_id)
    return group.email, CustomerNews(
        about=about.value,
        language=group.language,
        number=order.number,
        shop=shop.sign,
        mode=order.mode,
        link=f"{public_url}/commandes/{group.token}" if public_url else "",
        place=" · ".join(part for key in ("name", "street", "city") if (part := place.get(key))),
        box=order.box,
        opening_code=order.opening_code,
        is_refunded=order.refunded_cents > 0,
        at=at,
        until=until,
        zone=ZoneInfo(session.get_one(Town, shop.town_id).zone),
    )


def asked_until(session: Session, order: ShopOrder, at: datetime) -> datetime | None:
    """Return until when the customer can answer what is asked of an order; None: nothing is."""
    if OrderState(order.state) not in OPEN:
        return None
    # A line that is settled is one nobody was asked about.
    every = session.scalars(select(OrderLine.asked).where(OrderLine.order_id == order.id))
    asked = [msgspec.convert(one, v1.Asked) for one in every if one]
    open_ones = [one.until for one in asked if not one.answer and milliseconds(at) < one.until]
    return from_milliseconds(min(open_ones)) if open_ones else None


def _is_so(order: ShopOrder, about: About) -> bool:
    if about is About.EMPTY:
        return order.state == OrderState.CANCELLED and order.reason == NOTHING_LEFT
    if about is About.DEPOSITED:
        return OrderState(order.state) in OPEN and order.carriage == "deposited"
    is_here = about is About.REMINDER or (about is About.READY and not order.carriage)
    return order.state == OrderState.READY and is_here
