"""Beyond the counter: whom the marketplace tells of an order that nobody has acknowledged.

A shop's rungs are put on the list of jobs when its order is announced, so they are climbed with
the shop's PC asleep. Minutes count from the order, or from the next opening when the door is
shut. What is told holds nothing of the customer: number, shop, promise, link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.jobs import Job
from marketplace.models.orders import OrderEvent, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import jobs, orders
from marketplace.services.mail import Alarm
from marketplace.services.promises import timetables
from sync.contract import v1
from sync.kernel.order_states import Actor, OrderState

RUNG_JOB = "order.rung"
CALLED = "called"
"""Outcome of a rung to which the steward has answered: the shop is called."""
_UNTOUCHED = (OrderState.PLACED.value, OrderState.ACCEPTED.value)
"""States in which nobody need have looked: the shop's rule accepts by itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order the steward has been told of and nobody has acknowledged since."""

    order: str
    number: str
    shop: str
    phone: str
    placed_at: datetime
    promised: datetime
    told_at: datetime
    #: Which rung it was.
    step: int
    #: When the steward said that the shop is called; it stands until somebody there has seen it.
    called_at: datetime | None


def schedule(session: Session, order: ShopOrder, at: datetime) -> None:
    """Put an order's rungs on the list."""
    shop = session.get_one(Shop, order.shop_id)
    if not shop.ladder:
        return
    town = session.get_one(Town, shop.town_id)
    opening = timetables(session, town, [shop])[shop.id].state(at)
    begins = at if opening.is_open or opening.changes_at is None else opening.changes_at
    for place, document in enumerate(shop.ladder):
        rung = msgspec.convert(document, v1.Rung)
        jobs.schedule(
            session,
            RUNG_JOB,
            {
                "order": order.id,
                "step": place,
                "channel": rung.channel,
                "address": rung.address,
            },
            begins + timedelta(minutes=rung.after_minutes),
            f"rung:{order.id}:{place}",
        )


def alarm_of(session: Session, order_id: str) -> Alarm | None:
    """Return what is to be told, or None when somebody has acknowledged the order or ended it."""
    order = session.get(ShopOrder, order_id)
    if order is None or order.seen_at is not None or order.state not in _UNTOUCHED:
        return None
    shop = session.get_one(Shop, order.shop_id)
    town = session.get_one(Town, shop.town_id)
    return Alarm(
        number=order.number,
        shop=shop.sign,
        slug=shop.slug,
        promised=order.promised_from,
        zone=ZoneInfo(town.zone),
        placed_at=order.placed_at,
        phone=shop.phone,
    )


def note_climbed(
    session: Session, order_id: str, step: int, channel: str, outcome: str, at: datetime
) -> None:
    """Record that a rung was climbed, and how that went; never whom it told."""
    order = session.get_one(ShopOrder, order_id)
    detail = {"step": step, "channel": channel, "outcome": outcome}
    orders.note(session, order, Actor.HUB, "rung", at, detail=detail)


def waiting_for_steward(session: Session) -> tuple[Waiting, ...]:
    """Return the orders a steward was told of that nobody has acknowledged, the oldest first."""
    rows = session.execute(
        select(ShopOrder, Shop, OrderEvent)
        .join(Shop, Shop.id == ShopOrder.shop_id)
        .join(OrderEvent, OrderEvent.order_id == ShopOrder.id)
        .where(ShopOrder.state.in_(_UNTOUCHED), ShopOrder.seen_at.is_(None))
        .where(ShopOrder.unpaid_until.is_(None), OrderEvent.kind == "rung")
        .order_by(ShopOrder.placed_at, OrderEvent.at)
    ).all()
    called = {event.order_id: event.at for *_, event in rows if event.detail["outcome"] == CALLED}
    found: dict[str, Waiting] = {}
    for order, shop, event in rows:
        needs_steward = event.detail["channel"] == "steward" or event.detail["outcome"] != "told"
        if needs_steward and order.id not in found:
            found[order.id] = Waiting(
                order=order.id,
                number=order.number,
                shop=shop.sign,
                phone=shop.phone,
                placed_at=order.placed_at,
                promised=order.promised_from,
                told_at=event.at,
                step=event.detail["step"],
                called_at=called.get(order.id),
            )
    return tuple(found.values())


def note_called(session: Session, order_id: str, at: datetime) -> None:
    """Record that the steward has taken an order on, as every rung is; the first word counts.

    Raises:
        NotFoundError: somebody has acknowledged the order by now, or it never waited.
    """
    found = next((each for each in waiting_for_steward(session) if each.order == order_id), None)
    if found is None:
        raise NotFoundError("order")
    if found.called_at is None:
        note_climbed(session, order_id, found.step, "steward", CALLED, at)


def stuck_refunds(session: Session, kind: str) -> int:
    """Return how many jobs of a kind have been tried so often that they wait for a human."""
    rows = select(Job.id).where(Job.kind == kind, Job.attempts >= jobs.MOST_ATTEMPTS)
    return len(session.scalars(rows).all())
