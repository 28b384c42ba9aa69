"""Telling a shop of an order, and everybody else who has a part in it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from marketplace.models.orders import Parcel, ShopOrder
from marketplace.models.town import Shop
from marketplace.services import carriage_terms, feed, jobs, ladder
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OrderState

UNANSWERED_AFTER = timedelta(hours=24)


def announce(session: Session, order: ShopOrder, at: datetime) -> None:
    """Tell a shop's counters of a new order, and have time watch over it."""
    feed.touch(session, order.shop_id, "order", order.id)
    jobs.schedule(
        session,
        "order.expire",
        {
            "order": order.id,
            "state": OrderState.PLACED.value,
            "since": milliseconds(order.placed_at),
        },
        order.promised_from + UNANSWERED_AFTER,
        f"expire:{order.id}:placed",
    )
    ladder.schedule(session, order, at)
    if order.destination and order.destination["kind"] == "relay":
        _expect_parcel(session, order, order.destination["id"])


def _expect_parcel(session: Session, order: ShopOrder, relay_id: str) -> None:
    keeps = carriage_terms.terms_of(session.get_one(Shop, relay_id)).keeps
    session.add(
        Parcel(
            id=order.id,
            relay_shop_id=relay_id,
            state="expected",
            ver=1,
            shelf="",
            fee_cents=keeps.fee_cents if keeps else 0,
            received_at=None,
            handed_over_at=None,
            handed_over_by="",
            anomaly="",
        )
    )
    session.flush()
    feed.touch(session, relay_id, "parcel", order.id)
