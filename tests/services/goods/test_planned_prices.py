"""A planned price begins and ends by itself, also on a till that was off, and is told to the town."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.goods import coming_prices, planned_prices
from desktop.services.goods.catalogue import ProductView, product
from desktop.services.goods.catalogue_history import history
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    draft_of,
    save_product,
)
from desktop.services.goods.planned_prices import PlanStanding
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop

MONDAY = date(2026, 11, 23)
"""The day of the test shop's clock."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def tea(shop: Shop, name: str = "Thé", price: int = 790) -> ProductView:
    draft = ProductDraft(name=name, vat=VatRate(550), variants=(VariantDraft(price=Money(price)),))
    return save_product(shop, draft, OWNER).product


def price_of(shop: Shop, view: ProductView) -> int:
    return product(shop, view.id).variants[0].price.cents


def later(shop: Shop, days: int) -> None:
    clock = shop.clock
    assert isinstance(clock, SetClock)
    clock.instant = datetime(2026, 11, 23, 8, 30, tzinfo=UTC) + timedelta(days=days)


def plan(shop: Shop, view: ProductView, cents: int, first: int, last: int | None = None) -> str:
    (plan_id,) = planned_prices.plan(
        shop,
        {view.variants[0].id: Money(cents)},
        MONDAY + timedelta(days=first),
        None if last is None else MONDAY + timedelta(days=last),
        OWNER,
    )
    return plan_id


def told_prices(shop: Shop) -> list[int]:
    """What the town was told after the price a new article came with."""
    with shop.look() as look:
        rows = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'price.set' ORDER BY seq")
        ).all()
    return [msgspec.json.decode(body)["price_cents"] for body in rows]


def test_a_price_begins_on_its_day_and_the_one_before_comes_back(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 1, 2)
    assert planned_prices.apply_due(shop) == 0
    assert price_of(shop, view) == 790
    later(shop, 1)
    assert planned_prices.apply_due(shop) == 1
    assert price_of(shop, view) == 590
    later(shop, 2)
    assert planned_prices.apply_due(shop) == 0
    later(shop, 3)
    assert planned_prices.apply_due(shop) == 1
    assert price_of(shop, view) == 790
    assert told_prices(shop) == [590, 790]


def test_a_price_for_today_holds_at_once_and_for_good(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 850, 0)
    assert price_of(shop, view) == 850
    later(shop, 400)
    assert planned_prices.apply_due(shop) == 0
    assert [each.standing for each in planned_prices.plans(shop)] == [PlanStanding.OVER]


def test_a_till_that_was_off_for_the_whole_time_never_gives_the_price(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 1, 2)
    later(shop, 10)
    assert planned_prices.apply_due(shop) == 1
    assert price_of(shop, view) == 790
    assert told_prices(shop) == []


def test_a_till_that_was_off_ends_with_the_price_of_the_last_plan(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 850, 1)
    plan(shop, view, 900, 3)
    plan(shop, view, 700, 5, 8)
    later(shop, 6)
    assert planned_prices.apply_due(shop) == 3
    assert price_of(shop, view) == 700
    later(shop, 9)
    planned_prices.apply_due(shop)
    assert price_of(shop, view) == 900


def test_a_price_given_by_hand_meanwhile_stays(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 0, 2)
    standing = product(shop, view.id)
    form = replace(draft_of(standing).variants[0], price=Money(650))
    save_product(shop, replace(draft_of(standing), variants=(form,)), OWNER)
    later(shop, 4)
    planned_prices.apply_due(shop)
    assert price_of(shop, view) == 650


def test_several_articles_change_together_and_stand_in_the_history(shop: Shop) -> None:
    black, green = tea(shop, "Thé noir"), tea(shop, "Thé vert", 600)
    planned_prices.plan(
        shop,
        {black.variants[0].id: Money(700), green.variants[0].id: Money(500)},
        MONDAY,
        MONDAY,
        OWNER,
    )
    assert (price_of(shop, black), price_of(shop, green)) == (700, 500)
    change = history(shop, black.id)[0]
    assert [(each.field, each.before, each.after) for each in change.differences] == [
        ("price_cents", 790, 700)
    ]


def test_two_plans_of_one_article_do_not_meet(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 1, 5)
    with pytest.raises(RefusedError) as refused:
        plan(shop, view, 690, 5, 9)
    assert (refused.value.code, refused.value.facts["product"]) == ("plan_overlaps", "Thé")
    with pytest.raises(RefusedError, match="plan_overlaps"):
        plan(shop, view, 690, 3)
    plan(shop, view, 690, 6, 9)


def test_a_plan_taken_back_ends_now_or_never_begins(shop: Shop) -> None:
    view = tea(shop)
    running, coming = plan(shop, view, 590, 0, 3), plan(shop, view, 500, 7, 8)
    planned_prices.withdraw(shop, running, OWNER)
    planned_prices.withdraw(shop, coming, OWNER)
    assert price_of(shop, view) == 790
    later(shop, 7)
    assert planned_prices.apply_due(shop) == 0
    with pytest.raises(RefusedError, match="unknown_plan"):
        planned_prices.withdraw(shop, running, OWNER)


def test_an_article_put_away_meanwhile_is_left_alone(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 1, 2)
    archive_product(shop, view.id, OWNER)
    later(shop, 1)
    planned_prices.apply_due(shop)
    assert told_prices(shop) == []
    later(shop, 5)
    assert planned_prices.apply_due(shop) == 0


def test_nothing_changes_while_the_clock_has_leapt_years_ahead(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 590, 1)
    later(shop, 800)
    assert planned_prices.apply_due(shop) == 0
    assert price_of(shop, view) == 790


@pytest.mark.parametrize(
    ("first", "last", "cents", "code"),
    [
        (-1, None, 500, "plan_never"),
        (3, 2, 500, "plan_never"),
        (2000, None, 500, "plan_never"),
        (1, None, 0, "price_out_of_range"),
        (1, None, -5, "price_out_of_range"),
        (1, None, 10**12, "price_out_of_range"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    shop: Shop, first: int, last: int | None, cents: int, code: str
) -> None:
    view = tea(shop)
    with pytest.raises(RefusedError, match=code):
        plan(shop, view, cents, first, last)


def test_an_article_that_is_not_there_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="unknown_article"):
        planned_prices.plan(shop, {"x": Money(5)}, MONDAY, None, OWNER)
    with pytest.raises(RefusedError, match="plan_empty"):
        planned_prices.plan(shop, {}, MONDAY, None, OWNER)


def test_a_reduction_is_shown_beside_the_lowest_price_of_thirty_days(shop: Shop) -> None:
    view = tea(shop)
    for day, cents in ((10, 700), (20, 850)):
        later(shop, day)
        plan(shop, view, cents, day)
    later(shop, 39)
    plan(shop, view, 600, 39, 45)
    assert planned_prices.reductions(shop, view.id) == {view.variants[0].id: Money(700)}


def test_the_price_that_held_when_the_thirty_days_began_counts(shop: Shop) -> None:
    view = tea(shop, price=500)
    later(shop, 40)
    plan(shop, view, 850, 40)
    later(shop, 45)
    plan(shop, view, 450, 45, 46)
    assert planned_prices.reductions(shop, view.id) == {view.variants[0].id: Money(500)}
    later(shop, 47)
    planned_prices.apply_due(shop)
    later(shop, 80)
    plan(shop, view, 450, 80, 81)
    assert planned_prices.reductions(shop, view.id) == {view.variants[0].id: Money(850)}


def test_the_town_is_told_what_a_reduction_stands_beside(shop: Shop) -> None:
    view = tea(shop, price=500)
    later(shop, 40)
    plan(shop, view, 450, 40, 41)
    later(shop, 42)
    planned_prices.apply_due(shop)
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'price.set' ORDER BY seq")
        ).all()
    told = [msgspec.json.decode(body, type=v1.PriceSet) for body in bodies]
    assert [(each.price_cents, each.lowest_cents) for each in told[-2:]] == [(450, 500), (500, 0)]


def test_each_change_of_price_puts_the_shelf_tag_on_the_queue(shop: Shop) -> None:
    view = tea(shop)
    with shop.begin() as work:
        work.connection.execute(text("DELETE FROM tag_due"))
        work.commit()
    plan(shop, view, 590, 0, 1)
    with shop.look() as look:
        due = look.connection.execute(text("SELECT variant_id, why FROM tag_due")).all()
    assert [tuple(row) for row in due] == [(view.variants[0].id, "price")]


def test_what_is_to_come_stands_in_the_order_of_its_days(shop: Shop) -> None:
    view, other = tea(shop), tea(shop, "Café", 500)
    plan(shop, view, 690, 0, 6)
    plan(shop, view, 900, 30)
    plan(shop, other, 450, 3, 5)

    page = coming_prices.coming(shop)

    told = [(each.label, each.day, each.before.cents, each.after.cents) for each in page.changes]
    assert told == [
        ("Café", MONDAY + timedelta(days=3), 500, 450),
        ("Thé", MONDAY + timedelta(days=7), 690, 790),
        ("Thé", MONDAY + timedelta(days=30), 790, 900),
    ]
    assert [each.runs for each in page.changes] == [False, True, False]
    assert page.total == 3
    assert coming_prices.coming(shop, limit=1).total == 3
    assert [each.label for each in coming_prices.coming(shop, "cafe").changes] == ["Café"]
    assert coming_prices.coming(shop, "rooibos").total == 0


def test_a_price_for_good_is_what_the_next_plan_begins_from(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 850, 2)
    plan(shop, view, 900, 9)

    steps = [(each.before.cents, each.after.cents) for each in coming_prices.coming(shop).changes]

    assert steps == [(790, 850), (850, 900)]


def test_a_price_given_by_hand_is_told_to_stay(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 690, 0, 6)
    standing = product(shop, view.id)
    form = replace(draft_of(standing).variants[0], price=Money(720))
    save_product(shop, replace(draft_of(standing), variants=(form,)), OWNER, view.id)

    (change,) = coming_prices.coming(shop).changes

    assert (change.before, change.after) == (Money(720), Money(720))


def test_what_was_put_away_has_no_price_to_come(shop: Shop) -> None:
    view = tea(shop)
    plan(shop, view, 690, 2)
    archive_product(shop, view.id, OWNER)

    assert coming_prices.coming(shop).total == 0


def test_withdrawn_prices_come_back_as_they_were(shop: Shop) -> None:
    view, other = tea(shop), tea(shop, "Café", 500)
    both = (plan(shop, view, 690, 0, 6), plan(shop, other, 450, 3, 5))
    before = coming_prices.coming(shop)

    assert set(planned_prices.withdraw_all(shop, both, OWNER)) == set(both)
    assert (price_of(shop, view), coming_prices.coming(shop).total) == (790, 0)

    assert planned_prices.reinstate(shop, both, OWNER) == 2
    assert price_of(shop, view) == 690
    assert coming_prices.coming(shop) == before
    assert planned_prices.reinstate(shop, both, OWNER) == 0
    later(shop, 8)
    planned_prices.apply_due(shop)
    assert (price_of(shop, view), price_of(shop, other)) == (790, 500)


def test_a_withdrawn_price_whose_days_are_taken_or_gone_stays_withdrawn(shop: Shop) -> None:
    view, other = tea(shop), tea(shop, "Café", 500)
    taken, gone = plan(shop, view, 690, 2, 6), plan(shop, other, 450, 1, 2)
    planned_prices.withdraw_all(shop, (taken, gone), OWNER)
    plan(shop, view, 650, 4, 5)
    later(shop, 4)

    assert planned_prices.reinstate(shop, (taken, gone), OWNER) == 0
    assert price_of(shop, other) == 500


def test_a_price_given_by_hand_outlives_the_undo_of_a_withdrawal(shop: Shop) -> None:
    view = tea(shop)
    running = plan(shop, view, 690, 0, 6)
    standing = product(shop, view.id)
    form = replace(draft_of(standing).variants[0], price=Money(720))
    save_product(shop, replace(draft_of(standing), variants=(form,)), OWNER, view.id)

    planned_prices.withdraw(shop, running, OWNER)
    assert planned_prices.reinstate(shop, (running,), OWNER) == 1

    assert price_of(shop, view) == 720
    assert [each.standing for each in planned_prices.plans(shop)] == [PlanStanding.RUNS]
