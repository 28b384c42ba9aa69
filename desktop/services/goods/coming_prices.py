"""Every price that will change by itself, in the order of the days: what planned prices have to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, select

from desktop.services.goods.catalogue import PRODUCTS, VARIANTS, ProductQuery, matching
from desktop.services.goods.planned_prices import OPEN, PLANS
from desktop.services.shop import Shop
from sync.kernel.clock import shop_day
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingPrice:
    """The next thing a planned price does: it begins, or it is over and the price before returns."""

    plan_id: str
    product_id: str
    #: Its name with size and colour.
    label: str
    #: The day it happens, at its first minute in the shop's zone.
    day: date
    #: What it costs until that day.
    before: Money
    #: What it costs from that day on.
    after: Money
    #: It holds already: what is to come is its end.
    runs: bool
    first_day: date
    #: The last day it holds; None: for good.
    last_day: date | None
    #: When it was planned, and by whom.
    made_at: datetime
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingPage:
    """The first of the changes to come, and how many there are in all."""

    changes: tuple[ComingPrice, ...]
    total: int


_when = case((PLANS.c.begun_at.is_(None), PLANS.c.from_at), else_=PLANS.c.until_at)


def coming(shop: Shop, text: str = "", limit: int = 300) -> ComingPage:
    """Return the prices that will change by themselves, the next one first.

    Articles that were put away have no price to change.

    Args:
        shop: the open shop.
        text: words of the products' names, as in the catalogue's search; empty: all.
        limit: so many at the most.
    """
    with shop.look() as look:
        wanted = (
            select(
                PLANS,
                VARIANTS.c.product_id,
                VARIANTS.c.options,
                PRODUCTS.c.name,
                VARIANTS.c.price_cents.label("now_cents"),
            )
            .join(VARIANTS, VARIANTS.c.id == PLANS.c.variant_id)
            .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
            .where(OPEN, VARIANTS.c.archived_at.is_(None), PRODUCTS.c.archived_at.is_(None))
        )
        if text.strip():
            found = matching(look.connection, ProductQuery(text=text))
            wanted = wanted.where(VARIANTS.c.product_id.in_(found))
        total = look.connection.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        in_order = wanted.order_by(_when, PRODUCTS.c.name, PLANS.c.id).limit(limit)
        rows = look.connection.execute(in_order).all()
    return ComingPage(changes=tuple(_changes(shop, rows)), total=total)


def _changes(shop: Shop, rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterable[ComingPrice]:
    """Walk the days in their order: a plan begins at the price which the one before it left."""
    costs: dict[str, int] = {}
    for row in rows:
        cost = costs.get(row.variant_id, row.now_cents)
        last = None
        if row.until_at is not None:
            last = shop_day(row.until_at, shop.zone) - timedelta(days=1)
        runs = row.begun_at is not None
        first = shop_day(row.from_at, shop.zone)
        if not runs:
            after = row.price_cents
        else:
            # A price given by hand meanwhile stays when the plan ends.
            after = row.before_cents if row.now_cents == row.price_cents else row.now_cents
        if runs or last is None:
            costs[row.variant_id] = after
        words = " · ".join(row.options.values())
        yield ComingPrice(
            plan_id=row.id,
            product_id=row.product_id,
            label=f"{row.name} {words}".strip(),
            day=last + timedelta(days=1) if runs and last is not None else first,
            before=Money(cost),
            after=Money(after),
            runs=runs,
            first_day=first,
            last_day=last,
            made_at=row.made_at,
            staff=row.staff_code,
        )
