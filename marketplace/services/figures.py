"""The town's own figures, computed from its orders and open to everybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, desc, func, select
from sqlalchemy.orm import Session

from marketplace.models.base import sum_of
from marketplace.models.catalogue import Product
from marketplace.models.orders import OrderDay, OrderGroup, ShopOrder
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import directory, shelves
from sync.kernel.order_states import OrderState
from sync.kernel.rounding import divide_half_up

#: Fewer shops with an order in a month than this, and its money is not shown: one shop's turnover
#: must not be read from the town's.
FEWEST_SHOPS = 3
#: Per cent of a month's money above which one shop would be read from it (INSEE's rule).
LARGEST_SHARE = 85

_DAY = timedelta(days=1)
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


class Reckoner:
    """Computes the figures and remembers the months nobody has touched since.

    So a look costs what it shows, not what the town has ever ordered: a month is summed again when
    one of its orders has changed.
    """

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: dict[tuple[str, datetime], tuple[int, Month | None]] = {}

    def compute(self, session: Session, town: Town) -> Figures:
        """Return the figures as the tables say now."""
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
            months=tuple(self._months(session, town)),
        )

    def _months(self, session: Session, town: Town) -> Iterator[Month]:
        """Yield the months that have orders, the latest first."""
        first = session.scalar(select(func.min(OrderGroup.placed_at)))
        last = session.scalar(select(func.max(OrderGroup.placed_at)))
        zone = ZoneInfo(town.zone)
        while first is not None and last is not None and first <= last:
            local = last.astimezone(zone)
            begins = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
            month = self._month(session, town, begins)
            if month is not None:
                yield month
            last = begins - timedelta(milliseconds=1)

    def _month(self, session: Session, town: Town, begins: datetime) -> Month | None:
        ends = (begins + timedelta(days=32)).replace(day=1)
        changes = session.scalar(
            select(sum_of(OrderDay.changes)).where(
                # A local month may reach into the day before and the day after.
                OrderDay.day.between(begins.date() - _DAY, ends.date() + _DAY)
            )
        )
        key = (town.id, begins)
        known = self._known.get(key)
        if known is None or known[0] != (changes or 0):
            known = (changes or 0, _sum_up(session, town, begins, ends))
            self._known[key] = known
        return known[1]


def _count_shops(session: Session, town: Town, statuses: Iterable[str]) -> int:
    query = select(func.count()).select_from(Shop).where(Shop.town_id == town.id)
    return session.scalar(query.where(Shop.status.in_(tuple(statuses)))) or 0


def _sum_up(session: Session, town: Town, begins: datetime, ends: datetime) -> Month | None:
    """Return a month as the database sums it; None when nothing was ordered in it."""
    its = (
        ShopOrder.shop_id.in_(select(Shop.id).where(Shop.town_id == town.id)),
        ShopOrder.placed_at >= begins,
        ShopOrder.placed_at < ends,
        # What nobody has paid has never been an order.
        ShopOrder.unpaid_until.is_(None),
    )
    row = session.execute(_SUMS.where(*its)).one()
    if not row.orders:
        return None
    most = session.scalar(_BY_SHOP.where(*its).order_by(desc("gross_cents")).limit(1)) or 0
    is_telling = row.shops < FEWEST_SHOPS or most * 100 > row.gross_cents * LARGEST_SHARE
    return Month(
        month=f"{begins:%Y-%m}",
        checkouts=row.checkouts,
        orders=row.orders,
        collected=row.collected,
        fallen=row.fallen,
        ready_orders=row.ready_orders,
        ready_in_time=row.ready_in_time,
        shops=row.shops,
        gross_cents=None if is_telling else row.gross_cents,
        basket_cents=None if is_telling else divide_half_up(row.gross_cents, row.standing),
    )


def _sums() -> Select[*tuple[Any, ...]]:
    is_standing = ShopOrder.state.not_in(_FALLEN)
    received, fallen, in_time = (
        func.sum(case((claim, 1), else_=0))
        for claim in (
            ShopOrder.state.in_(_RECEIVED),
            ~is_standing,
            ShopOrder.ready_at <= ShopOrder.promised_from,
        )
    )
    return select(
        func.count().label("orders"),
        func.count(ShopOrder.group_id.distinct()).label("checkouts"),
        received.label("collected"),
        fallen.label("fallen"),
        func.count(ShopOrder.ready_at).label("ready_orders"),
        in_time.label("ready_in_time"),
        func.count(case((is_standing, ShopOrder.shop_id)).distinct()).label("shops"),
        func.count(case((is_standing, ShopOrder.group_id)).distinct()).label("standing"),
        sum_of(case((is_standing, ShopOrder.total_cents), else_=0)).label("gross_cents"),
    )


_SUMS = _sums()
_BY_SHOP = (
    select(sum_of(ShopOrder.total_cents).label("gross_cents"))
    .where(ShopOrder.state.not_in(_FALLEN))
    .group_by(ShopOrder.shop_id)
)
