"""The catalogue is found by words, told in the order of a dictionary, and says what it lacks."""

from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.goods.catalogue import (
    Lack,
    ProductQuery,
    missing_for_online,
    product,
    products,
)
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    save_product,
)
from desktop.services.shop import Shop
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop


def a_draft(name: str, **more: object) -> ProductDraft:
    return ProductDraft(
        name=name,
        vat=VatRate(550),
        **{"variants": (VariantDraft(price=Money(790)),), **more},  # type: ignore[arg-type]
    )


def names(shop: Shop, **query: object) -> list[str]:
    page = products(shop, ProductQuery(**query))  # type: ignore[arg-type]
    return [each.name for each in page.products]


def test_names_stand_as_in_a_dictionary(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        for name in ("Zeste", "Éclair", "abricot", "Banane"):
            save_product(shop, a_draft(name), OWNER)
        assert names(shop) == ["abricot", "Banane", "Éclair", "Zeste"]


def test_a_text_is_sought_without_accents_in_names_brands_and_codes(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        tea = a_draft("Thé noir", brand="Mariage")
        codes = VariantDraft(price=Money(100), codes=("3017620422003",), sku="CAF-1")
        save_product(shop, tea, OWNER)
        save_product(shop, a_draft("Café", variants=(codes,)), OWNER)
        assert names(shop, text="THE mariage") == ["Thé noir"]
        assert names(shop, text="3017620") == ["Café"]
        assert names(shop, text="ca") == ["Café"]
        assert names(shop, text='"%_') == ["Café", "Thé noir"]
        assert names(shop, text="mate") == []


def test_archived_products_are_found_apart(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        gone = save_product(shop, a_draft("Thé de Noël"), OWNER).product
        save_product(shop, a_draft("Thé vert"), OWNER)
        archive_product(shop, gone.id, OWNER)
        assert names(shop) == ["Thé vert"]
        assert names(shop, text="noel") == []
        assert names(shop, is_archived=True, text="NOEL the") == ["Thé de Noël"]
        assert names(shop, is_archived=True, text="vert") == []


def test_a_page_says_how_long_the_whole_is(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        for number in range(7):
            save_product(shop, a_draft(f"Tarte {number}"), OWNER)
        page = products(shop, ProductQuery(limit=3, offset=6))
        assert (page.total, [each.name for each in page.products]) == (7, ["Tarte 6"])


def test_what_a_product_lacks_is_told(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        bare = save_product(shop, a_draft("Thé"), OWNER).product
        assert missing_for_online(bare) == (Lack.PHOTO, Lack.CATEGORY, Lack.STOCK)
        stocked = VariantDraft(price=Money(790), opening_stock=Quantity.pieces(3))
        whole = a_draft("Thé vert", photos=("ab" * 32,), category_name="Thés", variants=(stocked,))
        assert missing_for_online(save_product(shop, whole, OWNER).product) == ()


def test_a_service_needs_no_stock_to_be_shown(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        hem = a_draft("Ourlet", kind="service", photos=("ab" * 32,), category_name="Retouches")
        assert missing_for_online(save_product(shop, hem, OWNER).product) == ()


def test_what_is_kept_back_is_not_sold_online(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        kept = VariantDraft(
            price=Money(100), opening_stock=Quantity.pieces(2), buffer=Quantity.pieces(3)
        )
        (variant,) = save_product(shop, a_draft("Vase", variants=(kept,)), OWNER).product.variants
        assert variant.on_hand == Quantity.pieces(2)
        assert variant.sellable_online == Quantity.pieces(0)


def test_the_price_goes_from_the_lowest_to_the_highest(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        forms = tuple(
            VariantDraft(price=Money(price), options=(("taille", size),))
            for price, size in ((39_00, "S"), (45_00, "XL"))
        )
        view = save_product(shop, a_draft("Pull", variants=forms), OWNER).product
        assert view.price_range == (Money(39_00), Money(45_00))
        assert [each.options_text for each in view.variants] == ["S", "XL"]


def test_a_product_nobody_made_is_unknown(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, pytest.raises(RefusedError) as refused:
        product(shop, new_id())
    assert refused.value.code == "unknown_product"
