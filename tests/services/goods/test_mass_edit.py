from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.repricing import Repricing
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.services.counter import selling
from desktop.services.goods import catalogue, catalogue_table, mass_edit, planned_prices, tags
from desktop.services.goods.catalogue import Lack, ProductQuery, ProductView
from desktop.services.goods.catalogue_table import TableQuery
from desktop.services.goods.mass_edit import MassEdit
from desktop.services.goods.planned_prices import Days, PlanStanding
from desktop.services.shop import Shop
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop

TOMORROW = date(2026, 11, 24)
"""Of the test shop's clock."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = a_shop(tmp_path)
    for place in range(7):
        builder.with_product(f"Thé {place}", 400 + place * 10, category="Thés", stock=place)
    builder.with_product("Éclair", 250, category="Gâteaux", stock=0)
    builder.with_product("Abricot", 0)
    with builder.opened() as opened:
        yield opened


def everything(shop: Shop) -> tuple[ProductView, ...]:
    return catalogue.products(shop, ProductQuery()).products


def prices(shop: Shop) -> dict[str, int]:
    return {each.name: each.variants[0].price.cents for each in everything(shop)}


def teas(shop: Shop) -> list[str]:
    return [each.id for each in everything(shop) if each.name.startswith("Thé")]


def in_batches(shop: Shop, ids: Sequence[str], edit: MassEdit, size: int = 3) -> str:
    run_id = new_id()
    for start in range(0, len(ids), size):
        mass_edit.apply(shop, run_id, ids[start : start + size], edit, OWNER)
    return run_id


def names(shop: Shop, query: TableQuery) -> list[str]:
    ids = catalogue_table.order(shop, query)
    return [row.name for row in catalogue_table.rows(shop, ids)]


def test_prices_go_up_together_to_the_ending_and_come_back_as_one(shop: Shop) -> None:
    before = everything(shop)
    edit = MassEdit(price=Repricing(1000, ending="ninety"))

    told = mass_edit.forecast(shop, teas(shop), edit)
    run_id = in_batches(shop, teas(shop), edit)

    assert (told.products, told.prices) == (7, 7)
    assert told.examples[0].before == Money(400)
    assert told.examples[0].after == Money(490)
    assert {each.price_range[0].cents % 100 for each in everything(shop) if "Thé" in each.name} == {
        90
    }
    (sold,) = selling.search(shop, "thé 0")
    assert sold.price == Money(490)
    while mass_edit.undo_batch(shop, run_id, OWNER, limit=4):
        pass
    assert [each.price_range for each in everything(shop)] == [each.price_range for each in before]


def test_all_of_an_edit_is_one_run_of_the_history(shop: Shop) -> None:
    run_id = in_batches(shop, teas(shop), MassEdit(vat=VatRate(550), category="Infusions"))

    changes = table_of(CatalogueChange)
    with shop.look() as look:
        found = look.connection.execute(
            select(changes.c.product_id).where(changes.c.run_id == run_id)
        ).scalars()
        assert sorted(found) == sorted(teas(shop))
    assert {each.category for each in everything(shop) if "Thé" in each.name} == {"Infusions"}
    assert {each.vat for each in everything(shop) if "Thé" in each.name} == {VatRate(550)}


def test_what_cannot_go_online_is_told_and_left_alone(shop: Shop) -> None:
    edit = MassEdit(is_online=True)

    told = mass_edit.forecast(shop, teas(shop), edit)
    in_batches(shop, teas(shop), edit)

    assert told.products == 0
    assert told.lacks == {Lack.PHOTO: 7}
    assert not any(each.is_online for each in everything(shop))


def test_what_is_so_already_is_neither_changed_nor_kept_in_the_history(shop: Shop) -> None:
    edit = MassEdit(category="Thés")

    told = mass_edit.forecast(shop, teas(shop), edit)
    done = mass_edit.apply(shop, new_id(), teas(shop), edit, OWNER)

    assert (told.products, told.already) == (0, 7)
    assert (done.changed, done.left_alone) == (0, 7)


def test_many_are_put_away_and_come_back(shop: Shop) -> None:
    run_id = in_batches(shop, teas(shop), MassEdit(is_archived=True))
    assert len(everything(shop)) == 2
    assert not selling.search(shop, "thé")

    assert mass_edit.undo_batch(shop, run_id, OWNER, limit=50) == 0

    assert len(everything(shop)) == 9
    assert len(selling.search(shop, "thé")) == 7


def test_a_price_beyond_what_a_price_may_be_is_told_and_left(shop: Shop) -> None:
    edit = MassEdit(price=Repricing(amount=Money(200_000_000)))

    assert mass_edit.forecast(shop, teas(shop), edit).too_dear == 7
    assert mass_edit.apply(shop, new_id(), teas(shop), edit, OWNER).changed == 0


def test_a_supplier_nobody_knows_is_refused_and_nothing_changes(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="unknown_supplier"):
        mass_edit.apply(
            shop, new_id(), teas(shop), MassEdit(supplier_id="nobody", category="X"), OWNER
        )

    assert "X" not in {each.category for each in everything(shop)}


def test_the_table_is_in_the_order_of_a_dictionary(shop: Shop) -> None:
    assert names(shop, TableQuery())[:3] == ["Abricot", "Éclair", "Thé 0"]
    first, total = catalogue_table.start(shop, TableQuery(), 3)
    assert ([row.name for row in first], total) == (["Abricot", "Éclair", "Thé 0"], 9)


def test_the_table_is_sorted_by_any_column_both_ways(shop: Shop) -> None:
    assert names(shop, TableQuery(sort="price"))[:2] == ["Abricot", "Éclair"]
    assert names(shop, TableQuery(sort="price", is_descending=True))[0] == "Thé 6"
    assert names(shop, TableQuery(sort="stock"))[:2] == ["Éclair", "Thé 0"]
    for column in ("category", "vat", "online", "photos", "supplier"):
        assert len(names(shop, TableQuery(sort=column))) == 9


def test_the_table_shows_what_something_is_missing_of(shop: Shop) -> None:
    assert names(shop, TableQuery(gap="category")) == ["Abricot"]
    assert names(shop, TableQuery(gap="price")) == ["Abricot"]
    assert names(shop, TableQuery(gap="stock")) == ["Éclair", "Thé 0"]
    assert len(names(shop, TableQuery(gap="photo"))) == 9
    assert names(shop, TableQuery(asked=ProductQuery(text="écl"), gap="stock")) == ["Éclair"]


def test_a_row_tells_what_may_be_typed_into_it(shop: Shop) -> None:
    (row,) = catalogue_table.rows(
        shop, catalogue_table.order(shop, TableQuery(asked=ProductQuery(text="abricot")))
    )

    assert row.variant_id
    assert row.on_hand.thousandths == 10_000
    assert (row.photos, row.is_online, row.category) == (0, False, "")


def test_prices_are_planned_for_many_and_taken_back_as_one(shop: Shop) -> None:
    before = prices(shop)
    edit = MassEdit(
        price=Repricing(-1000, ending="ninety"), days=Days(TOMORROW, TOMORROW + timedelta(days=6))
    )
    told = mass_edit.forecast(shop, teas(shop), edit)
    run_id = in_batches(shop, teas(shop), edit)

    assert (told.products, told.prices, told.planned) == (7, 7, 0)
    assert prices(shop) == before
    assert len(planned_prices.plans(shop)) == 7
    again = mass_edit.forecast(shop, teas(shop), edit)
    assert (again.products, again.planned) == (0, 7)

    assert isinstance(shop.clock, SetClock)
    shop.clock.instant += timedelta(days=1)
    assert planned_prices.apply_due(shop) == 7
    assert prices(shop)["Thé 0"] == 390
    assert tags.count(shop) == 7

    while mass_edit.undo_batch(shop, run_id, OWNER, limit=3):
        pass
    assert prices(shop) == before
    assert {each.standing for each in planned_prices.plans(shop)} == {PlanStanding.WITHDRAWN}


def test_one_price_for_all_holds_from_today_and_comes_back(shop: Shop) -> None:
    before = prices(shop)
    edit = MassEdit(price=Repricing(fixed=Money(500)), days=Days(TOMORROW - timedelta(days=1)))
    run_id = in_batches(shop, teas(shop), edit)
    assert {cents for name, cents in prices(shop).items() if name.startswith("Thé")} == {500}
    while mass_edit.undo_batch(shop, run_id, OWNER):
        pass
    assert prices(shop) == before


def test_prices_are_not_planned_for_days_that_are_past(shop: Shop) -> None:
    edit = MassEdit(price=Repricing(-1000), days=Days(TOMORROW - timedelta(days=2)))
    with pytest.raises(RefusedError, match="plan_never"):
        mass_edit.forecast(shop, teas(shop), edit)
    with pytest.raises(RefusedError, match="plan_never"):
        mass_edit.apply(shop, new_id(), teas(shop), edit, OWNER)
