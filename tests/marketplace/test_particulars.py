"""What stands beside a price and a name: the lowest price of thirty days, whose words these are."""

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.services import catalogue, shelves, stock
from marketplace.services import town as towns
from marketplace.services.shelves import ProductPage
from sync.contract import v1
from tests.marketplace.towns import OpenTown, Web
from tests.support.a_market import a_product

BREAD = "Pain de campagne"
JAM = {"barcodes": (v1.Barcode(gtin="3017620422003"),)}


def price(town: OpenTown, cents: int, lowest: int = 0) -> None:
    with town.database.write() as session:
        variant, shop = town.market.variants[BREAD], town.market.shops["La Mie Dorée"]
        message = v1.PriceSet(variant=variant, price_cents=cents, lowest_cents=lowest)
        catalogue.set_price(session, shop, message, town.clock.now())


def page(town: OpenTown, shop: str, slug: str) -> ProductPage:
    with town.database.read() as session:
        return shelves.product_page(session, towns.find_town(session), shop, slug, town.clock.now())


@pytest.mark.parametrize(("lowest", "shown"), [(420, 420), (380, 0), (300, 0), (0, 0)])
def test_a_reduction_is_one_when_it_is_lower_than_thirty_days_were(
    town: OpenTown, lowest: int, shown: int
) -> None:
    price(town, 380, lowest)
    [offer] = page(town, "la-mie-doree", "pain-de-campagne").offers
    assert offer.lowest_cents == shown
    price(town, 420)
    [offer] = page(town, "la-mie-doree", "pain-de-campagne").offers
    assert offer.lowest_cents == 0, "it ends with its price"


@pytest.mark.parametrize("lowest", [-1, catalogue.DEAREST_CENTS + 1])
def test_a_lowest_price_that_cannot_be_is_refused(town: OpenTown, lowest: int) -> None:
    with pytest.raises(Refusal, match="wrong_value"):
        price(town, 380, lowest)


def a_jam(session: Session, town: OpenTown, sign: str, name: str, *flags: str) -> None:
    product, [variant] = a_product(session, town.market.shops[sign], name, 450, flags=flags)
    fields = v1.VariantFields(variant=variant, sku="R-1", **JAM)
    message = v1.ProductSet(product=product, variants=(fields,))
    catalogue.set_product(session, town.market.shops[sign], message, town.clock.now())


def test_whose_words_these_are_is_said_also_where_they_were_passed_on(town: OpenTown) -> None:
    with town.database.write() as session:
        a_jam(session, town, "La Mie Dorée", "Confiture de mûres", "from_food", "chilled")
        a_jam(session, town, "Maison Castagné", "Confiture de mures")
        a_jam(session, town, "Fil & Marée", "La confiture de Zoé")
    own, passed_on, none = (
        page(town, shop, slug).credits
        for shop, slug in (
            ("la-mie-doree", "confiture-de-mures"),
            ("maison-castagne", "confiture-de-mures"),
            ("fil-maree", "la-confiture-de-zoe"),
        )
    )
    assert (own, passed_on, none) == (("Open Food Facts",), ("Open Food Facts",), ())


def test_page_says_both_in_the_readers_language(web: Web) -> None:
    town, shopper = web
    price(town, 350, 380)
    with town.database.write() as session:
        a_jam(session, town, "La Mie Dorée", "Confiture de mûres", "from_food")
    text = shopper.get("/boutiques/la-mie-doree/pain-de-campagne").text
    assert "Prix le plus bas des 30 jours précédents\xa0: 3,80" in text
    text = shopper.get("/boutiques/la-mie-doree/pain-de-campagne", {"lang": "en"}).text
    assert "Lowest price of the 30 days before: €3.80" in text
    text = shopper.get("/boutiques/la-mie-doree/confiture-de-mures", {"lang": "fr"}).text
    assert "Source de la fiche\xa0: Open Food Facts, licence" in text


def test_where_goods_come_from_is_on_their_page_and_told_to_the_tills(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["La Mie Dorée"]
    with town.database.write() as session:
        product, _variants = a_product(session, shop, "Pommes Reinette", 290)
        message = v1.ProductSet(product=product, origin="France · Drôme")
        catalogue.set_product(session, shop, message, town.clock.now())
        entity = catalogue.product_entity(session, shop, product)
        assert entity is not None
        assert entity.origin == "France · Drôme"
    assert (
        "Origine\xa0: France · Drôme" in shopper.get("/boutiques/la-mie-doree/pommes-reinette").text
    )


def test_allergens_are_on_the_page_before_anything_is_bought(web: Web) -> None:
    """Regulation (EU) 1169/2011, article 14."""
    town, shopper = web
    shop = town.market.shops["La Mie Dorée"]

    def say(*codes: str) -> None:
        with town.database.write() as session:
            message = v1.ProductSet(product=product, allergens=codes)
            catalogue.set_product(session, shop, message, town.clock.now())

    with town.database.write() as session:
        product, _variants = a_product(session, shop, "Tarte", 290)
    path = "/boutiques/la-mie-doree/tarte"
    assert "llergène" not in shopper.get(path).text
    say("gluten", "nuts")
    assert "Allergènes\xa0: gluten, fruits à coque" in shopper.get(path).text
    assert "Allergens: gluten, nuts" in shopper.get(path, {"lang": "en"}).text
    say("none")
    assert "none of the 14 allergens" in shopper.get(path).text
    with town.database.read() as session:
        entity = catalogue.product_entity(session, shop, product)
    assert entity is not None
    assert entity.allergens == ("none",)


def test_of_food_nobody_packed_the_basket_says_what_it_holds_or_to_ask(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["La Mie Dorée"]

    def say(**told: tuple[str, ...]) -> None:
        with town.database.write() as session:
            message = v1.ProductSet(product=product, **told)
            catalogue.set_product(session, shop, message, town.clock.now())

    with town.database.write() as session:
        product, (variant, *_) = a_product(session, shop, "Tarte", 290)
        stock.move(session, shop, variant, 5000, "received", "", town.clock.now())
    say(flags=("meal_voucher",))
    path = "/boutiques/la-mie-doree/tarte"
    ask = "Allergènes\xa0: demandez au comptoir"
    assert ask in shopper.get(path).text
    shopper.add(path)
    assert ask in shopper.get("/panier").text
    say(allergens=("gluten", "eggs"))
    assert "Allergènes\xa0: gluten, œufs" in shopper.get("/panier").text
    assert ask not in shopper.get(path).text


@pytest.mark.parametrize("codes", [("moon",), ("nuts", "gluten"), ("none", "milk"), ("milk",) * 2])
def test_allergens_that_are_none_of_the_laws_are_refused(web: Web, codes: tuple[str, ...]) -> None:
    town, _shopper = web
    shop = town.market.shops["La Mie Dorée"]
    with town.database.write() as session:
        product, _variants = a_product(session, shop, "Tarte", 290)
        message = v1.ProductSet(product=product, allergens=codes)
        with pytest.raises(Refusal, match="wrong_value"):
            catalogue.set_product(session, shop, message, town.clock.now())


def test_marks_of_the_shops_goods_are_said_in_words(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["La Mie Dorée"]
    with town.database.write() as session:
        product, _variants = a_product(session, shop, "Gin", 2900)
        message = v1.ProductSet(product=product, flags=("age_18", "cold", "fixed_price"))
        catalogue.set_product(session, shop, message, town.clock.now())
    page = shopper.get("/boutiques/la-mie-doree/gin").text
    assert "interdite aux moins de 18 ans" in page
    assert "À conserver au frais" in page
    assert "fixed_price" not in page
