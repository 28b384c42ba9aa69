"""Prices that are to hold from a day on, for good or until another day: begun and ended by themselves.

A plan begins at the first minute of its day in the shop's zone and ends after the last minute of its
last one. What is due is asked for at the start and once a minute: a till that was off catches up,
and a plan whose time went by meanwhile never held. A price that somebody gave by hand while a plan
ran stays when it ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import PlannedPrice
from desktop.services.goods.catalogue import PRODUCTS, VARIANTS
from desktop.services.goods.cataloguing import change_prices
from desktop.services.goods.product_drafts import DEAREST
from desktop.services.goods.reductions import running
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import require
from desktop.services.till.timekeeping import doubts_clock
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.clock import shop_day
from sync.kernel.ids import new_id
from sync.kernel.money import Money

PLANS = table_of(PlannedPrice)
"""Every price that was ever planned."""

MOST_ARTICLES = 5_000
"""Articles of one plan; more is a change of the whole shop, and belongs in an import."""
FURTHEST = timedelta(days=3 * 366)

OPEN = (
    PLANS.c.withdrawn_at.is_(None)
    & PLANS.c.ended_at.is_(None)
    & or_(PLANS.c.begun_at.is_(None), PLANS.c.until_at.is_not(None))
)
"""Plans with something still to happen."""

_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Days:
    """From when to when a price is to hold, in the shop's zone."""

    first: date
    #: The last one, after which the price before comes back; None: it stays.
    last: date | None = None


class PlanStanding(StrEnum):
    """Where a planned price stands."""

    TO_COME = "to_come"
    RUNS = "runs"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One planned price of one article."""

    id: str
    variant_id: str
    product_id: str
    #: Its name with size and colour.
    label: str
    price: Money
    #: What it costs now.
    standing_price: Money
    first_day: date
    #: The last day it holds; None: for good.
    last_day: date | None
    standing: PlanStanding


def plan(
    shop: Shop,
    prices: Mapping[str, Money],
    first_day: date,
    last_day: date | None,
    staff: str,
    approved_by: str = "",
) -> tuple[str, ...]:
    """Have articles cost something else from a day on, and return the plans' ids.

    One that begins today holds at once.

    Args:
        shop: the open shop.
        prices: by variant.
        first_day: the first day in the shop's zone.
        last_day: the last one, after which the price before comes back; None: it stays.
        staff: code of who plans it.
        approved_by: who stands for it, where `staff` may not.

    Raises:
        RefusedError: needs_approval; plan_empty; plan_never, for days that are past, backwards or
            years away; price_out_of_range; unknown_article; plan_overlaps, naming the article.
    """
    if not prices or len(prices) > MOST_ARTICLES:
        raise RefusedError("plan_empty")
    for price in prices.values():
        if not Money(0) < price <= DEAREST:
            raise RefusedError("price_out_of_range", amount=price)
    days = Days(first_day, last_day)
    check_days(shop, days)
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        if len(_standing_prices(work.connection, prices)) < len(prices):
            raise RefusedError("unknown_article")
        if taken := already_planned(shop, work.connection, list(prices), days):
            raise RefusedError("plan_overlaps", product=next(iter(taken.values())))
        made = write_plans(work, prices, days, staff)
        work.commit()
    return made


def check_days(shop: Shop, days: Days) -> None:
    """Refuse days on which no price can be planned.

    Raises:
        RefusedError: plan_never, for days that are past, backwards or years away.
    """
    today = shop_day(shop.clock.now(), shop.zone)
    if not today <= days.first <= (days.last or days.first) <= today + FURTHEST:
        raise RefusedError("plan_never")


def write_plans(
    work: UnitOfWork, prices: Mapping[str, Money], days: Days, staff: str, run_id: str = ""
) -> tuple[str, ...]:
    """Plan prices by variant, all of one run; what begins today holds at once."""
    from_at, until_at = _instants(work.shop, days)
    rows = [
        {
            "id": new_id(),
            "variant_id": variant_id,
            "price_cents": price.cents,
            "from_at": from_at,
            "until_at": until_at,
            "staff_code": staff,
            "made_at": work.at,
            "run_id": run_id,
        }
        for variant_id, price in prices.items()
    ]
    if rows:
        work.connection.execute(insert(PLANS), rows)
        _catch_up(work)
        work.changed(Topic.CATALOGUE)
    return tuple(str(row["id"]) for row in rows)


def withdraw_run(work: UnitOfWork, run_id: str, staff: str, limit: int) -> int:
    """Take some of a run's plans back, and return how many are left; those to come all at once."""
    connection = work.connection
    of_run = (PLANS.c.run_id == run_id) & OPEN
    connection.execute(
        update(PLANS).where(of_run, PLANS.c.begun_at.is_(None)).values(withdrawn_at=work.at)
    )
    # For good and begun is over for a plan, but not for who takes its run back.
    begun = (
        (PLANS.c.run_id == run_id) & PLANS.c.begun_at.is_not(None) & PLANS.c.withdrawn_at.is_(None)
    )
    for row in connection.execute(select(PLANS).where(begun).limit(limit)).all():
        _take_back(work, row, staff)
    work.changed(Topic.CATALOGUE)
    return connection.scalar(select(func.count()).select_from(PLANS).where(begun)) or 0


def withdraw(shop: Shop, plan_id: str, staff: str, approved_by: str = "") -> None:
    """Take a planned price back; one that holds ends now, and the price before comes back.

    Raises:
        RefusedError: needs_approval, unknown_plan.
    """
    withdraw_all(shop, (plan_id,), staff, approved_by)


def withdraw_all(
    shop: Shop, plan_ids: Sequence[str], staff: str, approved_by: str = ""
) -> tuple[str, ...]:
    """Take planned prices back and return those that were; what is over meanwhile is left alone.

    Raises:
        RefusedError: needs_approval; unknown_plan, where nothing of them is still to happen.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        rows = work.connection.execute(select(PLANS).where(PLANS.c.id.in_(plan_ids), OPEN)).all()
        if not rows:
            raise RefusedError("unknown_plan")
        for row in rows:
            _take_back(work, row, staff)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return tuple(row.id for row in rows)


def reinstate(shop: Shop, plan_ids: Sequence[str], staff: str, approved_by: str = "") -> int:
    """Have withdrawn prices planned again as they were, and return how many.

    One that held holds again; one whose days are gone or taken by another plan stays withdrawn.

    Raises:
        RefusedError: needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        rows = work.connection.execute(
            select(PLANS).where(PLANS.c.id.in_(plan_ids), PLANS.c.withdrawn_at.is_not(None))
        ).all()
        standing = _standing_prices(work.connection, [row.variant_id for row in rows])
        back = [
            row
            for row in rows
            if row.variant_id in standing
            and not _is_past(row, work.at)
            and not already_planned(shop, work.connection, [row.variant_id], _days_of(shop, row))
        ]
        for row in back:
            # A price somebody gave by hand while it held outlives the undo as it did the withdrawal.
            anew = {} if standing[row.variant_id] != row.before_cents else {"begun_at": None}
            _note(work, row, withdrawn_at=None, ended_at=None, **anew)
        _catch_up(work)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return len(back)


def plans(shop: Shop, product_id: str = "", limit: int = 200) -> tuple[PlanView, ...]:
    """Return planned prices, of one product or of all: those that run, to come, then the past."""
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
        .order_by(OPEN.desc(), PLANS.c.from_at.desc(), PLANS.c.id)
        .limit(limit)
    )
    if product_id:
        wanted = wanted.where(VARIANTS.c.product_id == product_id)
    with shop.look() as look:
        rows = look.connection.execute(wanted).all()
    views = [_view(shop, row) for row in rows]
    order = [PlanStanding.RUNS, *(each for each in PlanStanding if each is not PlanStanding.RUNS)]
    return tuple(sorted(views, key=lambda each: (order.index(each.standing), each.first_day)))


def apply_due(shop: Shop) -> int:
    """Begin and end what is due and return how many plans that were; asks little when none is.

    Nothing happens while the computer's clock cannot be believed: a price would hold years early.

    Raises:
        WorldError: the disk did not take it; it is done at the next asking.
    """
    with shop.look() as look:
        if look.connection.execute(_due(shop.clock.now()).limit(1)).first() is None:
            return 0
    with shop.begin() as work:
        if doubts_clock(work):
            return 0
        count = _catch_up(work)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return count


def reductions(shop: Shop, product_id: str) -> Mapping[str, Money]:
    """Return the lowest price of the 30 days before, of each form whose planned reduction runs."""
    with shop.look() as look:
        forms = look.connection.scalars(
            select(VARIANTS.c.id).where(VARIANTS.c.product_id == product_id)
        ).all()
        return running(look.connection, forms)


# --- what happens when ---------------------------------------------------------------------------


def _due(now: datetime) -> Select[*tuple[Any, ...]]:
    to_begin = PLANS.c.begun_at.is_(None) & (PLANS.c.from_at <= now)
    to_end = PLANS.c.until_at.is_not(None) & (PLANS.c.until_at <= now)
    return select(PLANS).where(OPEN, to_begin | to_end).order_by(PLANS.c.from_at, PLANS.c.id)


def _catch_up(work: UnitOfWork) -> int:
    """Begin and end all that is due, in the order of its days; each article is written once."""
    rows = work.connection.execute(_due(work.at)).all()
    before = _standing_prices(work.connection, [row.variant_id for row in rows])
    now = dict(before)
    steps = [(row.from_at, 1, row) for row in rows if row.begun_at is None]
    steps += [(row.until_at, 0, row) for row in rows if _is_past(row, work.at)]
    for _at, is_begin, row in sorted(steps, key=lambda step: (step[0], step[1], step[2].id)):
        if not is_begin or row.variant_id not in now:
            _end(work, row, now)
        elif not _is_past(row, work.at):
            _note(work, row, begun_at=work.at, before_cents=now[row.variant_id])
            now[row.variant_id] = row.price_cents
    _write(work, {row.variant_id: row.staff_code for row in rows}, before, now)
    return len(rows)


def _end(work: UnitOfWork, row: _Row, now: dict[str, int]) -> None:
    """Note that a plan is over; the price before comes back where its own still stands."""
    if row.begun_at is not None and now.get(row.variant_id) == row.price_cents:
        now[row.variant_id] = row.before_cents
    _note(work, row, ended_at=work.at)


def _write(
    work: UnitOfWork, planners: Mapping[str, str], before: dict[str, int], now: dict[str, int]
) -> None:
    """Give the articles their new prices, each in the name of who planned it last."""
    changed: dict[str, dict[str, Money]] = {}
    for variant_id, cents in now.items():
        if cents != before[variant_id]:
            changed.setdefault(planners[variant_id], {})[variant_id] = Money(cents)
    for staff, prices in changed.items():
        change_prices(work, prices, staff, run_id=new_id())


def _is_past(row: _Row, at: datetime) -> bool:
    return row.until_at is not None and row.until_at <= at


def _note(work: UnitOfWork, row: _Row, **columns: object) -> None:
    work.connection.execute(update(PLANS).where(PLANS.c.id == row.id).values(**columns))


def _standing_prices(connection: Connection, variant_ids: Iterable[str]) -> dict[str, int]:
    """Return what articles on sale cost now; what was put away has no price to change."""
    rows = connection.execute(
        select(VARIANTS.c.id, VARIANTS.c.price_cents)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(
            VARIANTS.c.id.in_(set(variant_ids)),
            VARIANTS.c.archived_at.is_(None),
            PRODUCTS.c.archived_at.is_(None),
        )
    ).all()
    return {row.id: row.price_cents for row in rows}


def already_planned(
    shop: Shop, connection: Connection, variant_ids: Sequence[str], days: Days
) -> dict[str, str]:
    """Return the articles whose price changes on these days already, each with its name."""
    from_at, until_at = _instants(shop, days)
    rows = connection.execute(
        select(PLANS, PRODUCTS.c.name)
        .join(VARIANTS, VARIANTS.c.id == PLANS.c.variant_id)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(PLANS.c.variant_id.in_(variant_ids), OPEN)
    ).all()
    found = {}
    for row in rows:
        # A price for good takes no more of the calendar than its first instant.
        begins_before_our_end = row.from_at < (until_at or from_at + timedelta(milliseconds=1))
        ends_after_our_start = (row.until_at or row.from_at + timedelta(milliseconds=1)) > from_at
        if begins_before_our_end and ends_after_our_start:
            found[row.variant_id] = row.name
    return found


def _take_back(work: UnitOfWork, row: _Row, staff: str) -> None:
    """End a plan; the price before comes back where its own still stands."""
    ended = {} if row.begun_at is None else {"ended_at": work.at}
    _note(work, row, withdrawn_at=work.at, **ended)
    standing = _standing_prices(work.connection, [row.variant_id])
    if row.begun_at is not None and standing.get(row.variant_id) == row.price_cents:
        change_prices(work, {row.variant_id: Money(row.before_cents)}, staff)


def _days_of(shop: Shop, row: _Row) -> Days:
    return Days(shop_day(row.from_at, shop.zone), _last_day(shop, row))


def _last_day(shop: Shop, row: _Row) -> date | None:
    return None if row.until_at is None else shop_day(row.until_at, shop.zone) - timedelta(days=1)


def _instants(shop: Shop, days: Days) -> tuple[datetime, datetime | None]:
    end = None if days.last is None else _midnight(shop, days.last + timedelta(days=1))
    return _midnight(shop, days.first), end


def _midnight(shop: Shop, day: date) -> datetime:
    return datetime.combine(day, time.min, shop.zone)


def _view(shop: Shop, row: _Row) -> PlanView:
    if row.withdrawn_at is not None:
        standing = PlanStanding.WITHDRAWN
    elif row.begun_at is None and row.ended_at is None:
        standing = PlanStanding.TO_COME
    elif row.until_at is not None and row.ended_at is None:
        standing = PlanStanding.RUNS
    else:
        standing = PlanStanding.OVER
    words = " · ".join(row.options.values())
    return PlanView(
        id=row.id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        label=f"{row.name} {words}".strip(),
        price=Money(row.price_cents),
        standing_price=Money(row.now_cents),
        first_day=shop_day(row.from_at, shop.zone),
        last_day=_last_day(shop, row),
        standing=standing,
    )
