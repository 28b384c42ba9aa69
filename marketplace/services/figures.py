"""The town's own figures, recomputed from the orders at every look and open to everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Product
from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import directory, shelves
from sync.kernel.order_states import OrderState
from sync.kernel.rounding import divide_half_up

#: Fewer shops with an order in a month than this, and its money is not shown: one shop's turnover
#: must not be read from the town's.
FEWEST_SHOPS = 3

_FALLEN = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})
_RECEIVED = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})


@dataclass(frozen=True, slots=True)
class Month:
    """What happened to the orders placed in one month; money is None when it would tell on a shop.

    `ready_in_time` and `ready_orders` count orders that were made ready, in all and by the hour
    that was promised.
    """

    month: str
    checkouts: int
    orders: int
    collected: int
    fallen: int
    ready_orders: int
    ready_in_time: int
    shops: int
    gross_cents: int | None
    basket_cents: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The town today and month by month, the latest first."""

    shops_listed: int
    shops_selling: int
    products_online: int
    months: tuple[Month, ...]


def compute(session: Session, town: Town) -> Figures:
    """Return the figures as the tables say now."""
    zone = ZoneInfo(town.zone)
    per_month: dict[str, list[ShopOrder]] = {}
    for order in session.scalars(
        select(ShopOrder)
        .join(OrderGroup, OrderGroup.id == ShopOrder.group_id)
        .where(OrderGroup.town_id == town.id)
    ):
        per_month.setdefault(_month_of(order.placed_at, zone), []).append(order)
    return Figures(
        shops_listed=_count_shops(session, town, directory.VISIBLE),
        shops_selling=_count_shops(session, town, (ShopStatus.ACTIVE.value,)),
        products_online=session.scalar(
            select(func.count())
            .select_from(Product)
            .join(Shop, Shop.id == Product.shop_id)
            .where(Shop.town_id == town.id, shelves.for_sale())
        )
        or 0,
        months=tuple(_month(name, per_month[name]) for name in sorted(per_month, reverse=True)),
    )


def _count_shops(session: Session, town: Town, statuses: Iterable[str]) -> int:
    query = select(func.count()).select_from(Shop).where(Shop.town_id == town.id)
    return session.scalar(query.where(Shop.status.in_(tuple(statuses)))) or 0


def _month_of(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m}"


def _month(name: str, orders: list[ShopOrder]) -> Month:
    standing = [order for order in orders if OrderState(order.state) not in _FALLEN]
    ready = [order for order in orders if order.ready_at is not None]
    checkouts = {order.group_id for order in standing}
    shops = {order.shop_id for order in standing}
    gross = sum(order.total_cents for order in standing)
    is_telling = len(shops) < FEWEST_SHOPS
    return Month(
        month=name,
        checkouts=len({order.group_id for order in orders}),
        orders=len(orders),
        collected=sum(OrderState(order.state) in _RECEIVED for order in orders),
        fallen=len(orders) - len(standing),
        ready_orders=len(ready),
        ready_in_time=sum(
            order.ready_at is not None and order.ready_at <= order.promised_from for order in ready
        ),
        shops=len(shops),
        gross_cents=None if is_telling else gross,
        basket_cents=None if is_telling else divide_half_up(gross, len(checkouts)),
    )
