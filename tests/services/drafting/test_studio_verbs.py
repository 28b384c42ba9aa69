"""The studio's verbs: saved at once, taken back whole, drafts of a shelf, colours of one picture."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from desktop.domain.proposal import Proposal
from desktop.errors import RefusedError
from desktop.services.drafting import drafts, kept_photos, photos, studio
from desktop.services.drafting.studio import Facing
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import Lack, ProductQuery
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel import gtin
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.devices.test_shelf_reader import a_shelf, codes
from tests.devices.test_side_by_side import _SWEATERS, a_row
from tests.support.a_shop import OWNER, a_shop

TEA = "3017620422003"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).with_product("Thé noir", 790, code=TEA).opened() as opened:
        yield opened


def a_photo(shop: Shop, level: int = 90) -> str:
    target = io.BytesIO()
    Image.new("RGB", (80, 80), (level, 120, 60)).save(target, "PNG")
    return kept_photos.keep(
        shop, photos.prepare(target.getvalue(), wish=photos.Wish(cuts=False))
    ).sha256


def a_draft(**changed: object) -> ProductDraft:
    fields: dict[str, object] = {
        "name": "Miel de châtaignier",
        "vat": VatRate(550),
        "variants": (VariantDraft(price=Money(890)),),
        "category_name": "Épicerie",
    }
    return ProductDraft(**(fields | changed))  # type: ignore[arg-type]


def keep(
    shop: Shop, draft: ProductDraft, *, wants_online: bool = True, gives_codes: bool = False
) -> studio.Kept:
    return studio.keep_product(
        shop, draft, OWNER, wants_online=wants_online, gives_codes=gives_codes
    )


def test_a_complete_product_is_online_at_once(shop: Shop) -> None:
    kept = keep(shop, a_draft(photos=(a_photo(shop),)))
    assert kept.product.is_online
    assert kept.lacks == ()
    assert len(kept.changes) == 1


def test_what_lacks_something_is_kept_in_the_shop_and_says_what(shop: Shop) -> None:
    kept = keep(shop, a_draft(category_name=""))
    assert not kept.product.is_online
    assert kept.lacks == (Lack.PHOTO, Lack.CATEGORY)
    assert catalogue.products(shop, ProductQuery(text="miel")).total == 1


def test_a_picture_that_comes_late_puts_the_product_online(shop: Shop) -> None:
    kept = keep(shop, a_draft())
    late = studio.add_photo(shop, kept.product.id, a_photo(shop), OWNER, wants_online=True)
    assert late.product.is_online
    assert len(late.product.photos) == 1


def test_a_late_picture_leaves_offline_what_was_to_stay_in_the_shop(shop: Shop) -> None:
    kept = keep(shop, a_draft(), wants_online=False)
    late = studio.add_photo(shop, kept.product.id, a_photo(shop), OWNER, wants_online=False)
    assert not late.product.is_online


def test_taking_back_undoes_the_product_and_its_late_picture(shop: Shop) -> None:
    kept = keep(shop, a_draft())
    late = studio.add_photo(shop, kept.product.id, a_photo(shop), OWNER, wants_online=True)
    view = studio.take_back(shop, (*kept.changes, *late.changes), OWNER)
    assert view is not None
    assert view.is_archived
    assert not view.is_online


def test_the_grid_gets_references_and_codes_of_the_shops_own(shop: Shop) -> None:
    forms = tuple(
        VariantDraft(price=Money(4990), options=(("taille", size), ("coloris", colour)))
        for colour in ("rouge", "bleu", "vert", "noir", "écru")
        for size in map(str, range(36, 45))
    )
    kept = keep(shop, a_draft(variants=forms), gives_codes=True)
    found = [code for form in kept.product.variants for code in form.codes]
    assert len(set(found)) == len({form.sku for form in kept.product.variants}) == 45
    assert all(gtin.is_gtin(code) and gtin.is_in_store(code) for code in found)


def test_a_code_somebody_typed_is_not_replaced(shop: Shop) -> None:
    forms = (
        VariantDraft(price=Money(100), options=(("taille", "S"),), codes=("MAISON-12",)),
        VariantDraft(price=Money(100), options=(("taille", "M"),)),
    )
    kept = keep(shop, a_draft(variants=forms), gives_codes=True)
    assert kept.product.variants[0].codes == ("MAISON-12",)
    assert len(kept.product.variants[1].codes) == 1


def test_a_shelf_becomes_drafts_with_quantities_and_what_is_known_is_left_out(shop: Shop) -> None:
    one, two = codes(2)
    named: dict[str, drafts.Proposals] = {
        code: {"name": [Proposal(f"Article {code}", "town", 90)]} for code in (one, two)
    }
    facings = (Facing(gtin=one, count=3), Facing(gtin=TEA, count=2), Facing(gtin=two, count=1))
    swept = studio.sweep_shelf(shop, facings, OWNER, named)
    assert (swept.drafts, swept.pieces, swept.known) == (2, 4, 1)
    page = drafts.waiting(shop, batch=swept.batch)
    assert {(each.code, each.quantity) for each in page.drafts} == {
        (one, Quantity(3000, Unit.PIECE)),
        (two, Quantity(1000, Unit.PIECE)),
    }
    assert {each.best("name") for each in page.drafts} == {f"Article {one}", f"Article {two}"}


def test_what_the_shop_has_is_not_proposed_and_looking_up_can_be_stopped(shop: Shop) -> None:
    one, two = codes(2)
    facings = tuple(Facing(gtin=code, count=1) for code in (one, TEA, two))
    told: list[tuple[int, int]] = []
    assert studio.known_on(shop, facings) == {TEA: "Thé noir"}
    found = studio.propose_for(shop, facings, lambda *far: told.append(far))
    assert set(found) == {one, two}
    assert told == [(0, 3), (1, 3), (2, 3)]
    with pytest.raises(RefusedError, match="photo_stopped"):
        studio.propose_for(shop, facings, is_stopped=lambda: len(told) >= 3)


def as_png(frame: NDArray[np.uint8]) -> bytes:
    target = io.BytesIO()
    Image.fromarray(frame).save(target, "PNG")
    return target.getvalue()


def test_a_shelfs_picture_is_read_to_the_last_code() -> None:
    one, two, three = codes(3)
    found = studio.read_shelf(as_png(a_shelf([[one, two, two, three]])))
    assert found == (
        Facing(gtin=one, count=1),
        Facing(gtin=two, count=2),
        Facing(gtin=three, count=1),
    )


def test_a_shelf_without_codes_says_what_to_do() -> None:
    with pytest.raises(RefusedError, match="shelf_without_code"):
        studio.read_shelf(as_png(np.full((200, 300, 3), 120, np.uint8)))


def test_reading_a_shelf_can_be_stopped_between_two_looks() -> None:
    asked = iter([False, False, True])
    with pytest.raises(RefusedError, match="photo_stopped"):
        studio.read_shelf(as_png(a_shelf([codes(1)])), lambda: next(asked))
    assert next(asked, None) is None


def test_one_picture_of_colours_becomes_a_picture_of_each_with_its_name() -> None:
    told: list[tuple[int, int]] = []
    colours = list(_SWEATERS.items())[:3]
    row = a_row([bgr for _name, bgr in colours], (150, 165, 175))
    made = studio.lay_apart(as_png(row[:, :, ::-1]), lambda done, of: told.append((done, of)))
    assert [each.colours[0].code for each in made] == [name for name, _bgr in colours]
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_one_thing_alone_is_no_row_of_colours() -> None:
    row = a_row([(44, 32, 200)], (150, 165, 175))
    with pytest.raises(RefusedError, match="nothing_apart"):
        studio.lay_apart(as_png(row[:, :, ::-1]))


def test_the_work_on_colours_can_be_stopped() -> None:
    row = a_row([(44, 32, 200), (75, 43, 30)], (150, 165, 175))
    with pytest.raises(RefusedError, match="photo_stopped"):
        studio.lay_apart(as_png(row[:, :, ::-1]), is_stopped=lambda: True)
