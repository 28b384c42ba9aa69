"""A save is a product on the shelf, in the search and on its way to the town; each can be undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.goods.catalogue import ProductView, product
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    draft_of,
    restore_product,
    save_product,
    set_online,
    undo,
)
from desktop.services.shop import Shop, Topic
from sync.kernel import gtin
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_hub import AHub, a_product
from tests.support.a_shop import OWNER, a_cart, a_shop, found, paid_in_cash

NUTELLA, EVIAN = "3017620422003", "3068320055008"


def a_draft(name: str = "Thé", **more: object) -> ProductDraft:
    return ProductDraft(
        name=name,
        vat=VatRate(550),
        **{"variants": (VariantDraft(price=Money(790)),), **more},  # type: ignore[arg-type]
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def save(shop: Shop, draft: ProductDraft) -> ProductView:
    return save_product(shop, draft, OWNER).product


def refusal(shop: Shop, draft: ProductDraft) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        save_product(shop, draft, OWNER)
    return refused.value


def told(shop: Shop, kind: str) -> list[dict[str, Any]]:
    with shop.look() as look:
        rows = look.connection.execute(
            text("SELECT body FROM outbox WHERE kind = :kind ORDER BY seq"), {"kind": kind}
        ).all()
    return [msgspec.json.decode(row.body) for row in rows]


def prices_of(shop: Shop, variant: str) -> list[int]:
    with shop.look() as look:
        return list(
            look.connection.scalars(
                text("SELECT price_cents FROM price_change WHERE variant_id = :v ORDER BY rowid"),
                {"v": variant},
            )
        )


def test_a_new_product_is_found_scanned_and_told_to_the_town(shop: Shop) -> None:
    form = VariantDraft(
        price=Money(790),
        codes=(NUTELLA,),
        opening_stock=Quantity.pieces(4),
        options=(("poids", "100 g"),),
    )
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)
    view = save(shop, a_draft("Thé  noir\n", brand=" Mariage ", variants=(form,)))
    assert (view.name, view.brand) == ("Thé noir", "Mariage")
    assert found(shop, "noir").on_hand == Quantity.pieces(4)
    scanned = selling.understand(shop, NUTELLA)
    assert isinstance(scanned, selling.ProductFound)
    assert scanned.item.full_label == "Thé noir 100 g"
    (sheet,) = told(shop, "product.set")
    assert (sheet["name"], sheet["vat_bp"], sheet["online"]) == ("Thé noir", 550, False)
    assert [(each["variant"], each["price_cents"]) for each in sheet["variants"]] == [
        (view.variants[0].id, 790)
    ]
    (shelved,) = told(shop, "stock.moves")
    assert (shelved["moves"], shelved["why"]) == ([[view.variants[0].id, 4000]], "opening")
    assert Topic.CATALOGUE in heard[0]


def test_a_draft_of_a_product_leaves_it_as_it_is(shop: Shop) -> None:
    form = VariantDraft(
        price=Money(790),
        codes=(NUTELLA, "INTERNE-7"),
        purchase_price=Money(400),
        buffer=Quantity.pieces(1),
        options=(("taille", "M"), ("couleur", "bleu")),
    )
    view = save(
        shop,
        a_draft(
            variants=(form, VariantDraft(price=Money(890), options=(("taille", "L"),))),
            category_name="Thés",
            description="Au jasmin.\nBio.",
            flags=frozenset({"meal_voucher"}),
            photos=("ab" * 32, "cd" * 32),
        ),
    )
    assert save(shop, draft_of(view)) == view


def test_a_price_is_told_and_kept_only_when_it_changes(shop: Shop) -> None:
    view = save(shop, a_draft())
    save(shop, replace(draft_of(view), description="Bio"))
    dearer = replace(draft_of(view).variants[0], price=Money(890))
    save(shop, replace(draft_of(view), variants=(dearer,)))
    first, *later = [each["variants"][0] for each in told(shop, "product.set")]
    assert first["price_cents"] == 790
    assert not any("price_cents" in each for each in later)
    assert [each["price_cents"] for each in told(shop, "price.set")] == [890]
    assert prices_of(shop, view.variants[0].id) == [790, 890]


def test_a_category_is_made_once_whatever_its_capitals_and_accents(shop: Shop) -> None:
    first = save(shop, a_draft("Thé", category_name="Épicerie"))
    second = save(shop, a_draft("Café", category_name=" épicerie "))
    assert first.category_id == second.category_id
    assert second.category == "Épicerie"


def test_references_make_a_series_of_the_tills_own(shop: Shop) -> None:
    assert save(shop, a_draft("Thé")).variants[0].sku == "A00001"
    assert save(shop, a_draft("Café")).variants[0].sku == "A00002"


def test_the_second_till_has_another_series(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_settings(till="T02").opened() as shop:
        assert save(shop, a_draft("Thé")).variants[0].sku == "B00001"


def test_sizes_may_swap_their_references_and_codes(shop: Shop) -> None:
    view = save(
        shop,
        a_draft(
            "Pull",
            variants=(
                VariantDraft(price=Money(1), sku="P-S", codes=(NUTELLA,)),
                VariantDraft(price=Money(1), sku="P-M", codes=(EVIAN,)),
            ),
        ),
    )
    small, medium = draft_of(view).variants
    swapped = (
        replace(small, sku="P-M", codes=(EVIAN,)),
        replace(medium, sku="P-S", codes=(NUTELLA,)),
    )
    after = save(shop, replace(draft_of(view), variants=swapped))
    assert [(each.sku, each.codes) for each in after.variants] == [
        ("P-M", (EVIAN,)),
        ("P-S", (NUTELLA,)),
    ]


def test_what_becomes_a_size_is_the_same_article_to_parked_tickets_and_the_town(shop: Shop) -> None:
    first = VariantDraft(price=Money(790), codes=(NUTELLA,), opening_stock=Quantity.pieces(5))
    view = save(shop, a_draft("Pull", variants=(first,)))
    parked = selling.park(shop, a_cart(shop, "Pull"), OWNER, "")
    small = replace(draft_of(view).variants[0], options=(("taille", "S"),))
    medium = VariantDraft(price=Money(790), options=(("taille", "M"),))
    saved = save_product(shop, replace(draft_of(view), variants=(small, medium)), OWNER)
    assert saved.product.variants[0].id == view.variants[0].id
    forms = told(shop, "product.set")[-1]["variants"]
    told_of = {each["variant"]: each["options"] for each in forms}
    assert told_of[view.variants[0].id] == {"taille": "S"}
    selling.take_payment(shop, paid_in_cash(selling.resume(shop, parked.id)))
    assert [each.on_hand.thousandths for each in product(shop, view.id).variants] == [4000, 0]
    (again,) = undo(shop, saved.change_id, OWNER).variants
    assert (again.id, again.options, again.codes) == (view.variants[0].id, (), (NUTELLA,))


def test_a_size_left_out_is_archived_and_may_come_back_under_its_reference(shop: Shop) -> None:
    view = save(
        shop,
        a_draft(
            "Pull",
            variants=(
                VariantDraft(price=Money(1), sku="P-S"),
                VariantDraft(price=Money(1), sku="P-M", codes=(NUTELLA,)),
            ),
        ),
    )
    left = save(shop, replace(draft_of(view), variants=draft_of(view).variants[:1]))
    assert [each.sku for each in left.variants] == ["P-S"]
    assert isinstance(selling.understand(shop, NUTELLA), selling.NotFound)
    again = VariantDraft(price=Money(2), sku="P-M", codes=(NUTELLA,))
    back = save(shop, replace(draft_of(left), variants=(*draft_of(left).variants, again)))
    assert [each.sku for each in back.variants] == ["P-S", "P-M"]


def test_a_six_packs_code_stays_one(shop: Shop) -> None:
    sheet = a_product()
    hub = AHub(shop)
    six = msgspec.structs.replace(
        sheet.variants[0], barcodes=(msgspec.convert({"gtin": EVIAN, "pack": 6000}, _barcode()),)
    )
    hub.tells("product", sheet.product, msgspec.structs.replace(sheet, variants=(six,))).sends()
    view = product(shop, sheet.product)
    save(shop, replace(draft_of(view), description="Par six."))
    scanned = selling.understand(shop, EVIAN)
    assert isinstance(scanned, selling.ProductFound)
    assert scanned.quantity == Quantity.pieces(6)
    (variant,) = told(shop, "product.set")[-1]["variants"]
    assert variant["barcodes"] == [{"gtin": EVIAN, "pack": 6000}]


def _barcode() -> type:
    from sync.contract.v1 import Barcode  # noqa: PLC0415 used by one test

    return Barcode


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (a_draft("  \n"), "name_missing"),
        (a_draft(variants=()), "variant_missing"),
        (a_draft(variants=(VariantDraft(price=Money(1)),) * 201), "too_many_variants"),
        (a_draft(variants=(VariantDraft(price=Money(-1)),)), "price_out_of_range"),
        (a_draft(variants=(VariantDraft(price=Money(100_000_001)),)), "price_out_of_range"),
        (a_draft(variants=(VariantDraft(price=Money(1), sku="x" * 41),)), "sku_too_long"),
        (
            a_draft(variants=(VariantDraft(price=Money(1), codes=("3017620422004",)),)),
            "code_invalid",
        ),
        (a_draft(variants=(VariantDraft(price=Money(1), codes=(" ",)),)), "code_invalid"),
        (a_draft(variants=(VariantDraft(price=Money(1), codes=("x" * 49,)),)), "code_invalid"),
        (
            a_draft(variants=(VariantDraft(price=Money(1), codes=(NUTELLA, NUTELLA)),)),
            "code_doubled",
        ),
        (
            a_draft(variants=(VariantDraft(price=Money(1), opening_stock=Quantity(1500)),)),
            "wrong_unit",
        ),
        (
            a_draft(variants=(VariantDraft(price=Money(1), opening_stock=Quantity.grams(5)),)),
            "wrong_unit",
        ),
        (
            a_draft(variants=(VariantDraft(price=Money(1), buffer=Quantity.pieces(-1)),)),
            "quantity_out_of_range",
        ),
        (a_draft(is_online=True), "not_ready_for_online"),
        (replace(a_draft(), id=new_id()), "unknown_product"),
        (a_draft(variants=(VariantDraft(price=Money(1), id=new_id()),)), "unknown_article"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    shop: Shop, draft: ProductDraft, code: str
) -> None:
    assert refusal(shop, draft).code == code
    assert selling.tiles(shop) == ()
    assert told(shop, "product.set") == []


def test_a_code_of_another_product_is_refused_by_its_name(shop: Shop) -> None:
    form = VariantDraft(price=Money(1), codes=(NUTELLA,), sku="X1")
    save(shop, a_draft("Pâte à tartiner", variants=(form,)))
    error = refusal(shop, a_draft("Thé", variants=(replace(form, sku="X2"),)))
    assert (error.code, error.facts["product"]) == ("code_taken", "Pâte à tartiner")
    error = refusal(shop, a_draft("Thé", variants=(replace(form, codes=()),)))
    assert (error.code, error.facts["product"]) == ("sku_taken", "Pâte à tartiner")


def test_a_code_of_an_archived_product_is_free_again(shop: Shop) -> None:
    form = VariantDraft(price=Money(1), codes=(NUTELLA,))
    old = save(shop, a_draft("Ancienne recette", variants=(form,)))
    archive_product(shop, old.id, OWNER)
    save(shop, a_draft("Nouvelle recette", variants=(form,)))
    assert found(shop, NUTELLA).label == "Nouvelle recette"


def test_texts_are_cut_to_what_the_town_takes(shop: Shop) -> None:
    long = a_draft("N" * 300, brand="B" * 300, description="D" * 6000, category_name="C" * 300)
    view = save(shop, long)
    assert [len(each) for each in (view.name, view.brand, view.description, view.category)] == [
        200,
        80,
        5000,
        80,
    ]


def test_a_product_goes_online_only_with_photo_price_and_category(shop: Shop) -> None:
    bare = save(shop, a_draft())
    with pytest.raises(RefusedError) as refused:
        set_online(shop, bare.id, True, OWNER)
    assert refused.value.facts["missing"] == "photo,category"
    save(shop, replace(draft_of(bare), photos=("ab" * 32,), category_name="Thés"))
    assert set_online(shop, bare.id, True, OWNER).product.is_online
    assert told(shop, "product.set")[-1]["online"] is True
    assert not archive_product(shop, bare.id, OWNER).product.is_online


def test_an_online_product_does_not_lose_its_photograph_unnoticed(shop: Shop) -> None:
    view = save(shop, a_draft(photos=("ab" * 32,), category_name="Thés", is_online=True))
    error = refusal(shop, replace(draft_of(view), photos=()))
    assert (error.code, error.facts["missing"]) == ("not_ready_for_online", "photo")
    assert product(shop, view.id).photos == ("ab" * 32,)


def test_undoing_the_making_of_a_product_archives_it(shop: Shop) -> None:
    saved = save_product(shop, a_draft(), OWNER)
    assert undo(shop, saved.change_id, OWNER).is_archived
    assert selling.search(shop, "the") == ()
    with pytest.raises(RefusedError) as refused:
        undo(shop, saved.change_id, OWNER)
    assert refused.value.code == "change_undone"
    assert not restore_product(shop, saved.product.id, OWNER).product.is_archived


def test_an_unknown_change_cannot_be_undone(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        undo(shop, new_id(), OWNER)
    assert refused.value.code == "unknown_change"


def test_an_undo_gives_the_price_back_and_tells_it(shop: Shop) -> None:
    view = save(shop, a_draft())
    dearer = replace(draft_of(view).variants[0], price=Money(890))
    change = save_product(shop, replace(draft_of(view), variants=(dearer,)), OWNER).change_id
    undo(shop, change, OWNER)
    assert found(shop, "the").price == Money(790)
    assert prices_of(shop, view.variants[0].id) == [790, 890, 790]
    assert told(shop, "price.set")[-1]["price_cents"] == 790


def test_an_undo_does_not_take_a_code_that_has_gone_elsewhere(shop: Shop) -> None:
    form = VariantDraft(price=Money(1), codes=(NUTELLA,))
    view = save(shop, a_draft("Thé", variants=(form,)))
    bare = replace(draft_of(view).variants[0], codes=())
    change = save_product(shop, replace(draft_of(view), variants=(bare,)), OWNER).change_id
    save(shop, a_draft("Café", variants=(form,)))
    with pytest.raises(RefusedError) as refused:
        undo(shop, change, OWNER)
    assert refused.value.code == "code_taken"
    assert product(shop, view.id).variants[0].codes == ()


# --- any history can be walked back ---------------------------------------------------------------

sizes = st.sampled_from(["S", "M", "L", "XL"])
barcodes = [gtin.make_in_store(number) for number in range(4)]
forms = st.builds(
    VariantDraft,
    price=st.integers(0, 10_000).map(Money),
    sku=st.sampled_from(["", "R1", "R2", "R3"]),
    options=sizes.map(lambda size: (("taille", size),)),
    codes=st.lists(st.sampled_from(barcodes), max_size=2, unique=True).map(tuple),
    purchase_price=st.none() | st.integers(0, 500).map(Money),
    buffer=st.none() | st.integers(0, 3).map(Quantity.pieces),
)
edits = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Pull", "Gilet", "Thé"]),
        "description": st.sampled_from(["", "Laine", "Bio"]),
        "category_name": st.sampled_from(["", "Hauts", "Thés"]),
        "photos": st.lists(st.sampled_from(["ab" * 32, "cd" * 32]), unique=True).map(tuple),
        "flags": st.sampled_from([frozenset(), frozenset({"fragile"})]),
        "vat": st.sampled_from([VatRate(550), VatRate(2000)]),
        "unit": st.just(Unit.PIECE),
    }
)
steps = st.lists(
    st.tuples(
        edits,
        st.lists(st.tuples(st.integers(0, 3), forms), min_size=1, max_size=4),
        st.sampled_from(["save", "save", "archive", "restore", "online"]),
    ),
    min_size=1,
    max_size=6,
)


def _change(
    shop: Shop,
    view: ProductView,
    step: tuple[dict[str, object], list[tuple[int, VariantDraft]], str],
) -> str:
    """Do one step and return its change; variants keep their ids where the product has some."""
    fields, variants, what = step
    if what == "archive":
        return archive_product(shop, view.id, OWNER).change_id
    if what == "restore":
        return restore_product(shop, view.id, OWNER).change_id
    if what == "online":
        return set_online(shop, view.id, True, OWNER).change_id
    drafts, used = [], set[str]()
    for place, form in variants:
        known = view.variants[place].id if place < len(view.variants) else ""
        drafts.append(replace(form, id="" if known in used else known))
        used.add(known)
    draft = ProductDraft(id=view.id, variants=tuple(drafts), **fields)  # type: ignore[arg-type]
    return save_product(shop, draft, OWNER).change_id


@pytest.fixture(scope="module")
def one_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop for many examples; each puts away what it made, whose references are free then."""
    with a_shop(tmp_path_factory.mktemp("history")).opened() as opened:
        yield opened


@settings(max_examples=30, deadline=None)
@given(history=steps)
def test_any_changes_undone_in_reverse_give_the_first_state(
    one_shop: Shop,
    history: list[tuple[dict[str, object], list[tuple[int, VariantDraft]], str]],
) -> None:
    view = save(one_shop, a_draft(variants=(VariantDraft(price=Money(790), sku="R1"),)))
    states, changes = [view], []
    for step in history:
        try:
            changes.append(_change(one_shop, states[-1], step))
        except RefusedError:
            continue
        states.append(product(one_shop, view.id))
    undone = [undo(one_shop, change, OWNER) for change in reversed(changes)]
    archive_product(one_shop, view.id, OWNER)
    assert undone == states[-2::-1]
