"""The town's figures: what the database sums is what one would count by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.services import orders
from marketplace.services import town as towns
from marketplace.services.figures import Figures, Month, Reckoner
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.rounding import divide_half_up
from tests.marketplace.towns import OpenTown

FALLEN = {"cancelled", "refused", "expired"}
STATES = ("placed", "ready", "handed_over", "handed_over", "returned", *sorted(FALLEN))
PARIS = ZoneInfo("Europe/Paris")
#: A month ends an hour before midnight UTC in winter and two in summer; clocks change in March.
EDGES = [
    datetime(2026, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)
    for month, day in ((3, 1), (3, 29), (4, 1), (11, 1), (10, 31))
    for hour, minute in ((0, 0), (0, 30), (23, 59))
]


def an_order(
    session: Session, shops: list[str], at: datetime, town: str, rng: Random
) -> list[ShopOrder]:
    """One checkout in some shops, as the tables would hold it."""
    group = OrderGroup(
        id=new_id(),
        town_id=town,
        key=new_id(),
        body_hash="",
        token=new_id(),
        customer_name="",
        phone="",
        email="",
        language="fr",
        currency="EUR",
        total_cents=0,
        placed_at=at,
    )
    session.add(group)
    session.flush()
    placed = []
    for shop in shops:
        state = rng.choice(STATES)
        ready = at + timedelta(minutes=rng.randrange(240)) if state != "placed" else None
        placed.append(
            ShopOrder(
                id=new_id(),
                group_id=group.id,
                shop_id=shop,
                number=str(rng.randrange(10**7, 10**8)),
                state=state,
                ver=1,
                mode="collect",
                promised_from=at + timedelta(hours=2),
                promised_to=at + timedelta(hours=9),
                payment="on_collection",
                paid_cents=0,
                ordered_cents=0,
                total_cents=rng.randrange(1, 9_000),
                secret="0" * 26,
                commitment="0" * 64,
                note="",
                reason="",
                bags=0,
                shelf="",
                placed_at=at,
                ready_at=ready,
                handed_over_by="",
                anomaly="",
            )
        )
    session.add_all(placed)
    return placed


def by_hand(placed: list[ShopOrder]) -> tuple[Month, ...]:
    """Count the months one order at a time."""
    months: dict[str, list[ShopOrder]] = {}
    for order in placed:
        months.setdefault(f"{order.placed_at.astimezone(PARIS):%Y-%m}", []).append(order)
    return tuple(_month(name, months[name]) for name in sorted(months, reverse=True))


def _month(name: str, its: list[ShopOrder]) -> Month:
    standing = [order for order in its if order.state not in FALLEN]
    shops = {order.shop_id for order in standing}
    gross = sum(order.total_cents for order in standing)
    most = max(
        (sum(one.total_cents for one in standing if one.shop_id == shop) for shop in shops),
        default=0,
    )
    is_telling = len(shops) < 3 or most > gross * 0.85
    baskets = len({order.group_id for order in standing})
    return Month(
        month=name,
        checkouts=len({order.group_id for order in its}),
        orders=len(its),
        collected=sum(order.state in {"handed_over", "returned"} for order in its),
        fallen=len(its) - len(standing),
        ready_orders=sum(order.ready_at is not None for order in its),
        ready_in_time=sum(
            order.ready_at is not None and order.ready_at <= order.promised_from for order in its
        ),
        shops=len(shops),
        gross_cents=None if is_telling else gross,
        basket_cents=None if is_telling else divide_half_up(gross, baskets),
    )


def look(town: OpenTown, reckoner: Reckoner) -> Figures:
    with town.database.read() as session:
        return reckoner.compute(session, towns.find_town(session))


@contextmanager
def statements(town: OpenTown) -> Iterator[list[str]]:
    """What is read while the block lasts."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    reader = town.database._reader
    event.listen(reader, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(reader, "before_cursor_execute", note)


@pytest.mark.parametrize("seed", range(3))
def test_sums_of_the_database_are_those_counted_by_hand(town: OpenTown, seed: int) -> None:
    rng = Random(seed)
    shops = list(town.market.shops.values())
    placed: list[ShopOrder] = []
    with town.database.write() as session:
        for at in [
            *EDGES,
            *(rng.choice(EDGES) + timedelta(days=rng.randrange(200)) for _ in "x" * 60),
        ]:
            some = rng.sample(shops, rng.randrange(1, 4))
            placed += an_order(session, some, at, town.market.town, rng)
    told = look(town, Reckoner()).months
    assert told == by_hand(placed)
    assert any(month.gross_cents is not None for month in told)


def test_a_month_nobody_touched_is_not_read_again(town: OpenTown) -> None:
    rng, shops = Random(1), list(town.market.shops.values())
    with town.database.write() as session:
        for month in (6, 7, 8, 9):
            at = datetime(2026, month, 15, tzinfo=UTC)
            [order, *_] = an_order(session, shops, at, town.market.town, rng)
        order.state = "placed"
    reckoner = Reckoner()
    first = look(town, reckoner)
    with statements(town) as said:
        assert look(town, reckoner) == first
    assert not any("FROM shop_order" in one for one in said)
    with town.database.write() as session:
        step = v1.OrderStep(order=order.id, base_ver=1)
        orders.take_step(session, order.shop_id, "order.refuse", step, town.clock.now())
    with statements(town) as said:
        changed = look(town, reckoner)
    assert sum("FROM shop_order" in one for one in said) == 2, "September alone"
    assert changed == look(town, Reckoner())
    assert changed.months[0].fallen == first.months[0].fallen + 1
    assert changed.months[1:] == first.months[1:]


def test_a_shop_that_makes_nearly_all_is_not_told_on(town: OpenTown) -> None:
    rng, shops = Random(1), list(town.market.shops.values())
    with town.database.write() as session:
        placed = an_order(
            session, shops, datetime(2026, 6, 1, 12, tzinfo=UTC), town.market.town, rng
        )
        for order, cents in zip(placed, (8_500, 1_000, 500), strict=True):
            order.state, order.total_cents = "ready", cents
    assert look(town, Reckoner()).months[0].gross_cents == 10_000
    with town.database.write() as session:
        session.get_one(ShopOrder, placed[0].id).total_cents = 8_501
    assert look(town, Reckoner()).months[0].gross_cents is None
