"""The history tells what was changed, by whom and when; undoing one change leaves the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.services.goods.catalogue import ProductView, product
from desktop.services.goods.catalogue_history import history
from desktop.services.goods.cataloguing import (
    ProductDraft,
    Saved,
    VariantDraft,
    archive_product,
    change_prices,
    draft_of,
    save_product,
    undo,
)
from desktop.services.shop import Shop
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop

EVIAN, NUTELLA = "3068320055008", "3017620422003"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def tea(shop: Shop, **more: object) -> ProductView:
    form = VariantDraft(price=Money(450), codes=(EVIAN,))
    draft = ProductDraft(name="Thé", vat=VatRate(550), variants=(form,), **more)  # type: ignore[arg-type]
    return save_product(shop, draft, OWNER).product


def change(shop: Shop, view: ProductView, form: dict[str, object], **sheet: object) -> Saved:
    """Save the product as it stands but for some fields, a minute later."""
    assert isinstance(shop.clock, SetClock)
    shop.clock.advance(timedelta(minutes=1))
    draft = draft_of(product(shop, view.id))
    variant = replace(draft.variants[0], **form)  # type: ignore[arg-type]
    return save_product(shop, replace(draft, variants=(variant,), **sheet), OWNER)  # type: ignore[arg-type]


def test_a_change_tells_what_was_and_what_is_and_who_did_it(shop: Shop) -> None:
    view = tea(shop)
    change(
        shop, view, {"price": Money(490), "content": Quantity(250, Unit.KILOGRAM)}, name="Thé noir"
    )
    last, first = history(shop, view.id)
    assert first.is_new
    assert {(each.field, each.before, each.after) for each in last.differences} == {
        ("name", "Thé", "Thé noir"),
        ("price_cents", 450, 490),
        ("content", None, 250),
        ("content_unit", "", "kg"),
    }
    assert last.by != ""
    assert last.product == "Thé noir"


def test_sections_are_told_by_their_names_and_codes_by_themselves(shop: Shop) -> None:
    view = tea(shop)
    change(shop, view, {"codes": (NUTELLA,)}, category_name="Thés")
    told = [(each.field, each.before, each.after) for each in history(shop, view.id)[0].differences]
    assert ("category_id", "", "Thés") in told
    assert ("code", None, NUTELLA) in told
    assert ("code", EVIAN, None) in told


def test_undoing_one_change_leaves_those_made_since(shop: Shop) -> None:
    view = tea(shop)
    priced = change(shop, view, {"price": Money(490)})
    change(shop, view, {"place": "B3", "codes": (EVIAN, NUTELLA)}, name="Thé noir")
    undo(shop, priced.change_id, OWNER)
    kept = product(shop, view.id)
    assert (kept.name, kept.variants[0].price) == ("Thé noir", Money(450))
    assert (kept.variants[0].place, set(kept.variants[0].codes)) == ("B3", {EVIAN, NUTELLA})
    assert [each.is_undone for each in history(shop, view.id)] == [False, False, True, False]


def test_a_product_put_away_comes_back_with_what_was_changed_before(shop: Shop) -> None:
    view = tea(shop)
    change(shop, view, {"price": Money(490)})
    gone = archive_product(shop, view.id, OWNER)
    back = undo(shop, gone.change_id, OWNER)
    assert not back.is_archived
    assert back.variants[0].price == Money(490)


def test_levels_and_packs_survive_an_undo(shop: Shop) -> None:
    view = tea(shop)
    wanted = {
        "reorder_at": Quantity.pieces(3),
        "reorder_to": Quantity.pieces(12),
        "packs": ((EVIAN, Quantity.pieces(6)),),
        "supplier_ref": "TH-7",
    }
    change(shop, view, wanted)
    dearer = change(shop, view, {"price": Money(500)})
    kept = undo(shop, dearer.change_id, OWNER).variants[0]
    assert (kept.reorder_at, kept.reorder_to) == (Quantity.pieces(3), Quantity.pieces(12))
    assert kept.packs == ((EVIAN, Quantity.pieces(6)),)


def due(shop: Shop) -> dict[str, str]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT variant_id, why FROM tag_due")).all()
    return {row.variant_id: row.why for row in rows}


def test_a_shelf_tag_is_due_for_what_it_says_and_for_nothing_else(shop: Shop) -> None:
    view = tea(shop)
    variant = view.variants[0].id
    assert due(shop) == {variant: "new"}
    for form, sheet, why in (
        ({"price": Money(490)}, {}, "price"),
        ({}, {"name": "Thé vert"}, "name"),
        ({"content": Quantity(100, Unit.KILOGRAM)}, {}, "content"),
        ({"place": "B4"}, {"description": "Bio"}, ""),
    ):
        with shop.begin() as work:
            work.connection.execute(text("DELETE FROM tag_due"))
            work.commit()
        change(shop, view, form, **sheet)
        assert due(shop) == ({variant: why} if why else {})
    archive_product(shop, view.id, OWNER)
    assert due(shop) == {}


def test_a_tag_under_way_is_due_again_when_the_price_changes_once_more(shop: Shop) -> None:
    view = tea(shop)
    with shop.begin() as work:
        work.connection.execute(text("UPDATE tag_due SET job_id = 'j'"))
        work.commit()
    change(shop, view, {"price": Money(490)})
    with shop.look() as look:
        row = look.connection.execute(text("SELECT why, job_id FROM tag_due")).one()
    assert tuple(row) == ("price", "")


def test_a_service_has_no_shelf_tag(shop: Shop) -> None:
    tea(shop, kind="service")
    assert due(shop) == {}


def test_several_prices_change_in_one_run(shop: Shop) -> None:
    one, two = (
        tea(shop),
        save_product(
            shop,
            ProductDraft(name="Café", vat=VatRate(550), variants=(VariantDraft(price=Money(900)),)),
            OWNER,
        ).product,
    )
    with shop.begin() as work:
        wanted = {one.variants[0].id: Money(500), two.variants[0].id: Money(950)}
        changes = change_prices(work, wanted, OWNER, run_id="run")
        work.commit()
    assert changes.keys() == {one.id, two.id}
    assert {each.run_id for each in history(shop)[:2]} == {"run"}
