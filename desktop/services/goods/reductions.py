"""What a reduction is announced beside: the lowest price of the thirty days before it began."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from desktop.models.base import table_of
from desktop.models.catalogue import PlannedPrice, PriceChange
from desktop.services.goods.catalogue import VARIANTS
from sync.kernel.money import Money

_plans = table_of(PlannedPrice)
_prices = table_of(PriceChange)

LOOK_BACK = timedelta(days=30)
"""Directive 98/6/EC, article 6a: a reduction is announced beside the lowest price of 30 days."""


def running(connection: Connection, variant_ids: Collection[str]) -> Mapping[str, Money]:
    """Return the lowest price of the 30 days before, of those articles whose reduction runs.

    A reduction is a planned price that ends by itself, holds now, and is lower than that.
    """
    rows = connection.execute(
        select(_plans.c.variant_id, _plans.c.begun_at, _plans.c.price_cents)
        .join(VARIANTS, VARIANTS.c.id == _plans.c.variant_id)
        .where(
            _plans.c.variant_id.in_(variant_ids),
            VARIANTS.c.price_cents == _plans.c.price_cents,
            _plans.c.begun_at.is_not(None),
            _plans.c.until_at.is_not(None),
            _plans.c.ended_at.is_(None),
        )
    ).all()
    found: dict[str, Money] = {}
    for row in rows:
        lowest = lowest_before(connection, row.variant_id, row.begun_at)
        if lowest is not None and lowest.cents > row.price_cents:
            found[row.variant_id] = lowest
    return found


def lowest_before(connection: Connection, variant_id: str, at: datetime) -> Money | None:
    """Return the lowest price an article had in the 30 days before an instant, None if it had none.

    Directive 98/6/EC, article 6a, and Consumer Code L.112-1-1: of every price that held in these
    days, also of the one that held already when they began.
    """
    since = at - LOOK_BACK
    history = select(_prices.c.price_cents).where(
        _prices.c.variant_id == variant_id, _prices.c.at < at
    )
    held = connection.scalars(history.where(_prices.c.at > since)).all()
    already = connection.scalars(
        history.where(_prices.c.at <= since)
        .order_by(_prices.c.at.desc(), _prices.c.id.desc())
        .limit(1)
    ).all()
    prices = [*held, *already]
    return Money(min(prices)) if prices else None
