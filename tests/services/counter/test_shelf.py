"""Finding the goods: search, tiles and scans."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from desktop.models.base import table_of
from desktop.models.catalogue import Category
from desktop.models.orders import Order
from desktop.services.counter import selling
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel import pickup_code
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, a_shop, sell


def a_grocer(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Crème brûlée", 3_20, vat=550, code="3017620422003", category="Desserts")
        .with_product("Thé vert", 6_40, vat=550, brand="Mélodie", category="Épicerie")
        .with_product("Thon à l’huile", 4_10, vat=550, category="Épicerie")
        .with_product("Comté", 23_90, vat=550, unit="kg", code="2100042000001", category="Frais")
        .with_product("Beaufort", 31_50, vat=550, unit="kg", code="2200042000008")
        .with_product("Tee-shirt", 19_00, options={"taille": "M", "couleur": "bleu"}, sku="TS-M-B")
    )


def names(shop: Shop, typed: str) -> list[str]:
    return [item.label for item in selling.search(shop, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CREME", ["Crème brûlée"]),
        ("brul", ["Crème brûlée"]),
        ("rulé", ["Crème brûlée"]),
        ("crème brûlée", ["Crème brûlée"]),
        ("brulee creme", ["Crème brûlée"]),
        ("melodie", ["Thé vert"]),
        ("th", ["Thé vert", "Thon à l’huile"]),
        ("t", ["Thé vert", "Tee-shirt", "Thon à l’huile"]),
        ("th hu", ["Thon à l’huile"]),
        ("huile th", ["Thon à l’huile"]),
        ("shirt bleu", ["Tee-shirt"]),
        ("ts-m-b", ["Tee-shirt"]),
        ("620422", ["Crème brûlée"]),
        ("creme vert", []),
        ("zzz", []),
        ("", []),
        ("  ", []),
        ("?!", []),
        ('" OR 1', []),
        ("*", []),
        ("NEAR(", []),
    ],
)
def test_the_search_bar_finds_words_by_their_parts(
    tmp_path: Path, typed: str, found: list[str]
) -> None:
    with a_grocer(tmp_path).opened() as shop:
        assert sorted(names(shop, typed)) == sorted(found)


def test_names_that_begin_with_the_query_come_first(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    for name in ("Boîte pour pain", "Grille-pain", "Pain de campagne", "Pain"):
        builder.with_product(name, 1_00)
    with builder.opened() as shop:
        assert names(shop, "pain") == [
            "Pain",
            "Pain de campagne",
            "Grille-pain",
            "Boîte pour pain",
        ]


def test_no_more_is_shown_than_asked_for(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    for place in range(30):
        builder.with_product(f"Savon {place}", 5_00)
    with builder.opened() as shop:
        assert len(selling.search(shop, "savon", limit=10)) == 10
        assert len(selling.tiles(shop, None, 7)) == 7


@settings(max_examples=60, deadline=None)
@given(typed=st.text(max_size=60))
def test_nothing_typed_breaks_the_search(tmp_path_factory: object, typed: str) -> None:
    shop = _kept_shop(tmp_path_factory)

    selling.search(shop, typed)
    selling.understand(shop, typed)


_kept: list[Shop] = []


def _kept_shop(factory: object) -> Shop:
    if not _kept:
        _kept.append(a_grocer(factory.mktemp("search")).open())  # type: ignore[attr-defined]
    return _kept[0]


@pytest.fixture(scope="module", autouse=True)
def _close_kept() -> object:
    yield
    while _kept:
        _kept.pop().close()


def test_best_sellers_come_first_on_the_tiles(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sell(shop, ("Thon", 2))
        sell(shop, "Thon")
        sell(shop, "shirt")

        labels = [item.label for item in selling.tiles(shop)]
        assert labels[:2] == ["Thon à l’huile", "Tee-shirt"]
        assert len(labels) == 6


def test_a_category_shows_its_own_goods(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        categories = {each.name: each for each in selling.categories(shop)}
        grocery = selling.tiles(shop, categories["Épicerie"].id)

        assert [item.label for item in grocery] == ["Thon à l’huile", "Thé vert"]
        assert categories["Épicerie"].has_goods
        assert selling.tiles(shop, new_id()) == ()


def test_a_section_has_goods_when_one_of_its_branches_has(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        desserts = next(each for each in selling.categories(shop) if each.name == "Desserts")
        top, bare = new_id(), new_id()
        with shop.begin() as work:
            made = [
                {"id": top, "name": "Sucré", "position": 8, "parent_id": None},
                {"id": bare, "name": "Bientôt", "position": 9, "parent_id": top},
            ]
            work.connection.execute(table_of(Category).insert(), made)
            work.commit()
        assert [each.id for each in selling.categories(shop) if not each.has_goods] == [top, bare]

        with shop.begin() as work:
            moved = table_of(Category).update().where(table_of(Category).c.id == desserts.id)
            work.connection.execute(moved.values(parent_id=top))
            work.commit()
        assert [each.id for each in selling.categories(shop) if not each.has_goods] == [bare]


def test_a_barcode_is_its_article(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        scanned = selling.understand(shop, "3017620422003")

        assert isinstance(scanned, selling.ProductFound)
        assert (scanned.item.label, scanned.quantity) == ("Crème brûlée", Quantity.pieces(1))
        assert scanned.item.price == Money(3_20)


def test_a_weighed_portion_is_its_weight_or_its_price(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        by_weight, by_price = shop.settings.weighed_layouts
        comte = selling.understand(shop, by_weight.write("2100042000001", 345))
        beaufort = selling.understand(shop, by_price.write("2200042000008", 6_77))

        assert isinstance(comte, selling.ProductFound)
        assert (comte.item.label, comte.quantity) == ("Comté", Quantity.grams(345))
        assert isinstance(beaufort, selling.ProductFound)
        assert (beaufort.item.label, beaufort.priced_at) == ("Beaufort", Money(6_77))
        assert beaufort.quantity == Quantity(215, Unit.KILOGRAM)


def test_a_reference_is_found_as_it_is_written(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        scanned = selling.understand(shop, "TS-M-B")

        assert isinstance(scanned, selling.ProductFound)
        assert scanned.item.full_label == "Tee-shirt M · bleu"


def test_what_is_nobodys_is_offered_to_be_catalogued(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        assert selling.understand(shop, "4006381333931") == selling.NotFound("4006381333931")


def test_a_pickup_code_goes_to_the_pickup_screen(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        code = pickup_code.draw("00000047").text

        assert selling.understand(shop, code) == selling.PickupPresented(code)


def test_an_orders_number_goes_to_the_pickup_screen(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        assert selling.understand(shop, "12345670") == selling.NotFound("12345670")
        with shop.begin() as work:
            work.connection.execute(
                insert(table_of(Order)).values(
                    id=new_id(),
                    number="12345670",
                    state="ready",
                    hub_ver=1,
                    mode="collect",
                    placed_at=work.at,
                    promised_from=work.at,
                    promised_to=work.at,
                    customer_name="Camille D.",
                    payment="online",
                    total_cents=100,
                    commitment="",
                    arrived_at=work.at,
                )
            )
            work.commit()

        assert selling.understand(shop, "12345670") == selling.PickupPresented("12345670")


def test_packed_goods_say_what_their_measure_costs(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        packed = ProductDraft(
            name="Miel",
            vat=VatRate(550),
            variants=(VariantDraft(price=Money(11_90), content=Quantity(375, Unit.KILOGRAM)),),
        )
        cataloguing.save_product(shop, packed, OWNER)

        (honey,), (comte,), (tea,) = (
            selling.search(shop, name) for name in ("miel", "comt", "thé")
        )

    assert honey.price_per_measure == Money(31_73)
    assert honey.content == Quantity(375, Unit.KILOGRAM)
    assert comte.price_per_measure is None, "its price is one by the kilo already"
    assert tea.price_per_measure is None
