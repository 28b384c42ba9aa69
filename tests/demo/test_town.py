"""The demonstration's town is believable, consistent and drawn the same way every time."""

import hashlib
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.town import (
    CUSTOMERS,
    SHOPS,
    TOWN,
    DemoProduct,
    DemoShop,
    DemoVariant,
    Position,
    Unit,
    codes,
)
from demo.town.allergens import allergens_of
from demo.town.pictures import (
    PAINTERS,
    render_photograph,
    render_shelf_photo,
    render_shopfront,
)

PRODUCTS = tuple(product for shop in SHOPS for product in shop.products)
VARIANTS = tuple(variant for product in PRODUCTS for variant in product.variants)
SMALL = (192, 192)

#: GS1's prefix for demonstrations, in-store prefixes, and a registrant of 979-10 out of use.
RESERVED = re.compile(r"952|20|21|97910999")
#: The ranges that the French regulator keeps for fiction.
FICTIONAL_PHONE = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")


def by_name(shop: DemoShop) -> str:
    return shop.slug


def first_of_each_kind() -> list[DemoProduct]:
    kinds: dict[tuple[str, str], DemoProduct] = {}
    for product in PRODUCTS:
        kinds.setdefault((product.look.kind, product.look.form), product)
    return list(kinds.values())


def test_the_town_has_six_shops_and_at_least_150_products() -> None:
    assert len(SHOPS) == 6
    assert len(PRODUCTS) >= 150
    assert all(24 <= len(shop.products) <= 36 for shop in SHOPS)


def test_no_two_things_share_a_sku_a_gtin_a_plu_or_a_slug() -> None:
    for values in (
        [product.sku for product in PRODUCTS],
        [variant.sku for variant in VARIANTS],
        [variant.gtin for variant in VARIANTS],
        [product.plu for product in PRODUCTS if product.plu],
        [shop.slug for shop in SHOPS],
        [shop.siret for shop in SHOPS],
        [customer.email for customer in CUSTOMERS],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_gtin_is_valid_and_in_a_range_nobody_owns() -> None:
    for variant in VARIANTS:
        assert codes.is_valid_ean13(variant.gtin), variant.sku
        assert RESERVED.match(variant.gtin), variant.sku


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_a_wrong_digit_breaks_an_ean13(stem: str, place: int, shift: int) -> None:
    code = codes.with_check_digit(stem)
    wrong = str((int(code[place]) + shift) % 10)
    assert codes.is_valid_ean13(code)
    assert not codes.is_valid_ean13(code[:place] + wrong + code[place + 1 :])


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_a_wrong_digit_breaks_a_siret(stem: str, place: int, shift: int) -> None:
    code = stem + codes.luhn_digit(stem)
    wrong = str((int(code[place]) + shift) % 10)
    assert codes.is_valid_luhn(code)
    assert not codes.is_valid_luhn(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("siren", "vat_number"), [("303265045", "FR40303265045"), ("404833048", "FR83404833048")]
)
def test_a_known_siren_has_its_known_vat_number(siren: str, vat_number: str) -> None:
    assert codes.vat_number(siren) == vat_number


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_a_shop_has_a_valid_siret_and_vat_number_that_are_not_assigned(shop: DemoShop) -> None:
    assert re.fullmatch(r"0\d{13}", shop.siret)
    assert codes.is_valid_luhn(shop.siret)
    assert codes.is_valid_luhn(shop.siren)
    assert shop.vat_number == codes.vat_number(shop.siren)
    assert re.fullmatch(r"\d\d\.\d\d[A-Z]", shop.naf)


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_a_shop_can_be_reached_only_in_fiction(shop: DemoShop) -> None:
    assert FICTIONAL_PHONE.fullmatch(shop.phone)
    assert shop.email.endswith(".example")
    assert shop.postcode == TOWN.postcode
    assert shop.city == TOWN.name


def test_customers_can_be_reached_only_in_fiction() -> None:
    assert len(CUSTOMERS) >= 8
    for customer in CUSTOMERS:
        assert FICTIONAL_PHONE.fullmatch(customer.phone)
        assert customer.email.endswith(".example")


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_opening_hours_are_in_order_and_leave_a_day_off(shop: DemoShop) -> None:
    assert all(period.opens < period.closes for period in shop.hours)
    ordered = sorted(shop.hours, key=lambda period: (period.weekday, period.opens))
    assert list(shop.hours) == ordered
    for earlier, later in pairwise(ordered):
        assert earlier.weekday != later.weekday or earlier.closes < later.opens
    days = {period.weekday for period in shop.hours}
    assert 5 <= len(days) <= 6
    assert any(len([p for p in shop.hours if p.weekday == day]) == 2 for day in days)


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_a_shop_has_faces_a_story_and_a_colour_that_carries_white_text(shop: DemoShop) -> None:
    assert len(shop.people) >= 2
    assert all(len(person.initials) == 2 and person.presentation for person in shop.people)
    assert len(shop.story) > 150
    assert contrast_with_white(shop.accent) >= 4.5


def contrast_with_white(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_a_shop_stands_in_the_town_and_on_no_other_shop(shop: DemoShop) -> None:
    assert is_inside(shop.position, TOWN.outline)
    others = [other for other in SHOPS if other is not shop]
    assert all(metres(shop.position, other.position) > 30 for other in others)


def test_a_shop_s_street_is_on_the_map_and_near_it() -> None:
    for shop in SHOPS:
        name = re.sub(r"^\d+ ", "", shop.street)
        street = next((s for s in TOWN.streets if s.name.lower() == name.lower()), None)
        area = next((a for a in TOWN.areas if a.name.lower() == name.lower()), None)
        points = street.points if street else area.outline if area else ()
        assert points, shop.slug
        assert min(metres(shop.position, point) for point in points) < 110, shop.slug


def is_inside(position: Position, outline: tuple[Position, ...]) -> bool:
    crossings = 0
    for a, b in zip(outline, outline[1:] + outline[:1], strict=True):
        if (a.lat > position.lat) != (b.lat > position.lat):
            lon = a.lon + (position.lat - a.lat) * (b.lon - a.lon) / (b.lat - a.lat)
            crossings += lon > position.lon
    return crossings % 2 == 1


def metres(a: Position, b: Position) -> float:
    return float(np.hypot((a.lat - b.lat) * 111_132, (a.lon - b.lon) * 79_500))


def test_prices_are_whole_cents_and_rates_french() -> None:
    for product in PRODUCTS:
        assert type(product.price_cents) is int
        assert 50 <= product.price_cents <= 20_000
        assert product.vat_bp in {210, 550, 1000, 2000}
        assert all(type(v.stock_thousandths) is int for v in product.variants)
        assert all(v.stock_thousandths > 0 for v in product.variants)


@pytest.mark.parametrize(
    ("name", "vat_bp"),
    [
        ("Baguette de tradition", 550),
        ("Quiche lorraine chaude", 1000),
        ("Limonade artisanale 33 cl", 550),
        ("Le Dernier Bac à sel", 550),
        ("Le Cahier de l’Ardelle, n° 48", 210),
        ("Marinière en coton", 2000),
        ("Comté AOP 18 mois", 550),
        ("Vin rouge « Les Gabarriers » 2022", 2000),
        ("Tablette noir 72 % Équateur", 550),
        ("Tablette lait fourrée praliné", 2000),
        ("Nougat tendre aux amandes 150 g", 2000),
        ("Crème hydratante visage 40 ml", 2000),
        ("Serviettes hygiéniques bio, boîte de 14", 550),
        ("Bouquet de roses rouges", 1000),
        ("Vase en grès", 2000),
    ],
)
def test_a_product_has_the_rate_the_law_gives_it(name: str, vat_bp: int) -> None:
    assert [product.vat_bp for product in PRODUCTS if product.name == name] == [vat_bp]


def test_alcohol_is_for_adults_and_takes_no_meal_voucher() -> None:
    bottles = [p for p in PRODUCTS if re.search(r"% vol", p.description)]
    assert len(bottles) >= 4
    for product in bottles:
        assert product.is_for_adults
        assert product.vat_bp == 2000
        assert not product.takes_meal_voucher


def test_weighed_goods_have_a_plu_in_their_code() -> None:
    weighed = [product for product in PRODUCTS if product.unit is Unit.KG]
    assert len(weighed) >= 8
    for product in weighed:
        assert product.gtin.startswith(f"21{product.plu}00000")
        assert codes.is_valid_ean13(codes.weighed_gtin(product.plu, 385))
    assert all(product.plu == "" for product in PRODUCTS if product.unit is Unit.PIECE)


def test_clothes_come_in_sizes_and_colours() -> None:
    clothes = next(shop for shop in SHOPS if shop.slug == "fil-et-maree")
    for product in clothes.products:
        assert product.has_options
        for variant in product.variants:
            assert [axis for axis, _ in variant.options] == ["Taille", "Couleur"]
            assert re.fullmatch(r"#[0-9a-f]{6}", variant.colour)
        pairs = {variant.options for variant in product.variants}
        assert len(pairs) == len(product.variants)


def test_a_product_without_options_is_its_own_only_variant() -> None:
    for product in PRODUCTS:
        if not product.has_options:
            assert [variant.sku for variant in product.variants] == [product.sku]


def test_some_goods_carry_the_legal_guarantee() -> None:
    assert {p.category[0] for p in PRODUCTS if p.is_durable} >= {"Jeux et jouets", "Appareils"}


def test_every_kind_of_look_has_a_painter_and_every_painter_a_product() -> None:
    assert {product.look.kind for product in PRODUCTS} == set(PAINTERS)


@pytest.mark.parametrize("shop", SHOPS, ids=by_name)
def test_photographs_are_full_of_picture_and_no_two_alike(shop: DemoShop) -> None:
    seen = set()
    for product in shop.products:
        picture = render_photograph(product, SMALL)
        assert picture.size == SMALL
        assert picture.mode == "RGB"
        pixels = np.asarray(picture, np.float32)
        middle = pixels[48:144, 48:144]
        assert middle.std() > 9, product.sku
        assert 25 < pixels.mean() < 245, product.sku
        seen.add(hashlib.sha256(picture.tobytes()).hexdigest())
    assert len(seen) == len(shop.products)


@pytest.mark.parametrize("product", first_of_each_kind()[::6], ids=lambda p: p.sku)
def test_a_photograph_is_the_same_bytes_whenever_it_is_taken(product: DemoProduct) -> None:
    first = render_photograph(product, SMALL)
    render_photograph(PRODUCTS[0], SMALL)
    assert first.tobytes() == render_photograph(product, SMALL).tobytes()


def test_a_garment_is_shown_in_the_variant_s_colour() -> None:
    product = next(p for p in PRODUCTS if p.name == "T-shirt col rond bio")
    colours = {variant.colour: variant for variant in product.variants}
    pictures = {
        colour: np.asarray(render_photograph(product, SMALL, variant=variant), np.float32)
        for colour, variant in colours.items()
    }
    for colour, pixels in pictures.items():
        chest = pixels[90:150, 80:112].mean(axis=(0, 1))
        wanted = np.asarray([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
        nearest = min(
            pictures,
            key=lambda other: float(
                np.abs(chest - [int(other[at : at + 2], 16) for at in (1, 3, 5)]).sum()
            ),
        )
        assert nearest == colour, (colour, chest, wanted)


@pytest.mark.parametrize("size", [(320, 240), (240, 320), (400, 400)])
def test_a_photograph_has_the_size_asked_for(size: tuple[int, int]) -> None:
    for product in (PRODUCTS[0], PRODUCTS[40], PRODUCTS[100], PRODUCTS[-1]):
        assert render_photograph(product, size).size == size


@pytest.mark.parametrize("shop", SHOPS[::3], ids=by_name)
def test_a_shop_front_is_drawn_the_same_way_twice(shop: DemoShop) -> None:
    first = render_shopfront(shop, (640, 360))
    assert first.size == (640, 360)
    assert np.asarray(first, np.float32).std() > 30
    assert first.tobytes() == render_shopfront(shop, (640, 360)).tobytes()


@pytest.mark.parametrize("tilt_deg", [0.0, 12.0, -22.0, 90.0, 180.0])
def test_a_reader_reads_the_code_held_under_the_camera(tilt_deg: float) -> None:
    for product in (PRODUCTS[3], PRODUCTS[33], PRODUCTS[92]):
        picture = render_shelf_photo(product, tilt_deg)
        assert picture.size == (1280, 720)
        found = zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.EAN13)
        assert [code.text for code in found] == [product.gtin], product.sku


@settings(max_examples=6, deadline=None)
@given(st.sampled_from([v for v in VARIANTS if v.options]), st.floats(-20, 20))
def test_each_size_and_colour_shows_its_own_code(variant: DemoVariant, tilt_deg: float) -> None:
    product = next(p for p in PRODUCTS if variant in p.variants)
    picture = render_shelf_photo(product, tilt_deg, variant=variant)
    found = zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.EAN13)
    assert variant.gtin in [code.text for code in found]


def test_the_towns_food_says_what_it_holds_and_one_asks_at_the_counter() -> None:
    goods = {each.sku: each for shop in SHOPS for each in shop.products}
    food = {sku for sku, each in goods.items() if each.takes_meal_voucher}
    assert {sku for sku in food if not allergens_of(sku)} == {"BOU-009"}
    assert all(allergens_of(sku) for sku, each in goods.items() if each.is_for_adults)
