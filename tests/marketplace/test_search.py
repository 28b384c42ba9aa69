"""French as it is typed: a small golden set, with what must and what must not be found."""

import pytest
from sqlalchemy import select

from marketplace.models.catalogue import Product
from marketplace.services import catalogue, search
from marketplace.services.french import fold, slugify, stem, words
from marketplace.services.town import find_town
from sync.contract import v1
from tests.marketplace.towns import OpenTown
from tests.support.a_market import a_product

GOODS = (
    "Huile d’olive de Nyons",
    "Œufs plein air, la boîte de six",
    "Chapeaux de paille",
    "Cheval à bascule",
    "Gâteau basque",
    "Savon de Marseille à l’huile d’amande",
    "Crème hydratante",
    "Bougie à la cire d’abeille",
    "Roman policier",
    "Robe bleue",
)
FINDS = {
    "velos": "Sac à vélo",
    "vélo": "Sac à vélo",
    "VELO": "Sac à vélo",
    "theiere": "Théière en fonte",
    "théières": "Théière en fonte",
    "l'huile": "Huile d’olive de Nyons",
    "huiles d'olive": "Huile d’olive de Nyons",
    "oeuf": "Œufs plein air, la boîte de six",
    "œufs": "Œufs plein air, la boîte de six",
    "chapeau": "Chapeaux de paille",
    "chevaux": "Cheval à bascule",
    "gateau": "Gâteau basque",
    "creme hydra": "Crème hydratante",
    "pulls marins": "Pull marin",
    "bleu robe": "Robe bleue",
    "comté": "Comté 18 mois",
    "fromages": "Comté 18 mois",
    "briochee": "Brioche tressée",
    "castagne comte": "Comté 18 mois",
}


@pytest.fixture
def stocked(town: OpenTown) -> OpenTown:
    with town.database.write() as session:
        for name in GOODS:
            a_product(session, town.market.shops["Maison Castagné"], name)
    return town


def names(town: OpenTown, query: str) -> list[str]:
    with town.database.read() as session:
        found = search.find(session, find_town(session).id, query)
        known = dict(session.execute(select(Product.id, Product.name)).all())
    return [known[product] for product in found.product_ids]


def test_golden_set(stocked: OpenTown) -> None:
    first = {query: names(stocked, query)[:3] for query in FINDS}
    assert {query: found for query, found in first.items() if FINDS[query] not in found} == {}


def test_best_is_first(stocked: OpenTown) -> None:
    assert names(stocked, "huile")[0] == "Huile d’olive de Nyons"
    assert "Savon de Marseille à l’huile d’amande" in names(stocked, "huile")


def test_every_word_must_be_there(stocked: OpenTown) -> None:
    assert names(stocked, "robe rouge") == []


def test_misspelt_word_finds_its_neighbour(stocked: OpenTown) -> None:
    with stocked.database.read() as session:
        found = search.find(session, find_town(session).id, "chapau")
    assert found.corrected == "chapeau"
    assert names(stocked, "chapau") == ["Chapeaux de paille"]


def test_shops_are_found_by_sign_and_trade(town: OpenTown) -> None:
    with town.database.read() as session:
        found = search.find(session, find_town(session).id, "boulangeries")
    assert found.shop_ids == (town.market.shops["La Mie Dorée"],)
    assert found.product_ids == ()


def test_article_number_and_reference_are_found(town: OpenTown) -> None:
    shop = town.market.shops["Maison Castagné"]
    with town.database.write() as session:
        product, (variant,) = a_product(session, shop, "Moutarde")
        code = (v1.Barcode(gtin="3017620422003"),)
        fields = v1.VariantFields(variant=variant, sku="MOU-1", barcodes=code)
        message = v1.ProductSet(product=product, variants=(fields,))
        catalogue.set_product(session, shop, message, town.clock.now())
    assert names(town, "3017620422003") == ["Moutarde"]
    assert names(town, "MOU-1") == ["Moutarde"]


def test_renamed_product_is_found_by_its_new_name_only(town: OpenTown) -> None:
    shop, product = town.market.shops["Fil & Marée"], town.market.products["Sac à vélo"]
    with town.database.write() as session:
        message = v1.ProductSet(product=product, name="Sacoche")
        catalogue.set_product(session, shop, message, town.clock.now())
    assert names(town, "velo") == []
    assert names(town, "sacoche") == ["Sacoche"]


def test_product_taken_offline_is_no_longer_found(town: OpenTown) -> None:
    shop, product = town.market.shops["Fil & Marée"], town.market.products["Sac à vélo"]
    with town.database.write() as session:
        message = v1.ProductSet(product=product, online=False)
        catalogue.set_product(session, shop, message, town.clock.now())
    assert names(town, "velo") == []


@pytest.mark.parametrize(
    "query",
    ['"', "*", "a*", "NOT", "title:x", "(", "x" * 5000, "' OR 1=1 --", "-", "\x00", "🚲", ""],
)
def test_no_query_is_a_question_to_the_engine(town: OpenTown, query: str) -> None:
    assert isinstance(names(town, query), list)


def test_analyser() -> None:
    assert fold("Œuvre d’été à Noël") == "oeuvre d'ete a noel"
    assert words("L’huile d'olive qu’on aime") == ["huile", "olive", "on", "aime"]
    assert stem("velos") == stem("velo")
    assert stem("chevaux") == stem("cheval")
    assert slugify("Fil & Marée — prêt-à-porter !") == "fil-maree-pret-a-porter"
    assert slugify("!!!") == ""
