"""What the town's people see."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from marketplace.app import create_app
from marketplace.models.town import Shop, ShopStatus
from marketplace.services import catalogue, stock
from marketplace.services.town import find_shop, find_town, set_status
from marketplace.settings import Settings
from marketplace.web.wording import WORDS, Words
from sync.contract import v1
from tests.marketplace.towns import Web
from tests.support.a_market import a_product, a_shop
from tests.support.hub_database import url_in

CAMPAGNE = "/boutiques/la-mie-doree/pain-de-campagne"
PULL = "/boutiques/fil-maree/pull-marin"


def test_home_shows_shops_before_products(web: Web) -> None:
    _, shopper = web
    page = shopper.get("/")
    assert page.status_code == 200
    assert page.text.index("La Mie Dorée") < page.text.index("Pain de campagne")
    assert "3 ouvertes maintenant" in page.text


def test_every_page_answers_and_names_the_town(web: Web) -> None:
    _, shopper = web
    paths = (
        "/boutiques /boutiques/la-mie-doree /rayons/pains /recherche /recherche?q=pain /panier "
        "/chiffres /mentions-legales /accessibilite"
    )
    for path in [*paths.split(), CAMPAGNE, PULL]:
        page = shopper.get(path)
        assert page.status_code == 200, path
        assert "Valmoret" in page.text, path


@pytest.mark.parametrize("number", ["0", "-1", "2", "1000000000000000000", "x"])
def test_aisle_has_no_page_beyond_its_goods(web: Web, number: str) -> None:
    _, shopper = web
    assert shopper.get(f"/rayons/pains?p={number}").status_code == 404


def test_shop_page_shows_people_hours_and_promise(web: Web) -> None:
    _, shopper = web
    text = shopper.get("/boutiques/la-mie-doree").text
    assert "Zoé Martin" in text
    assert ">ZM<" in text
    assert "9:00–19:00" in text
    assert "Ouvert jusqu’à 19:00" in text
    assert "prêt aujourd’hui à 14:00" in text


def test_product_page_tells_price_stock_and_promise(web: Web) -> None:
    _, shopper = web
    text = shopper.get(CAMPAGNE).text
    assert "3,80\u00a0€" in text
    assert "En stock" in text
    assert "Prêt aujourd’hui à 14:00" in text


def test_weighed_goods_show_their_price_per_kilogram(web: Web) -> None:
    _, shopper = web
    text = shopper.get("/boutiques/maison-castagne/comte-18-mois").text
    assert "26,90\u00a0€ le kg" in text
    assert "250\u00a0g · 6,73\u00a0€" in text


def test_variant_that_is_sold_out_cannot_be_chosen(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["Fil & Marée"]
    gone = town.market.variants["Pull marin 1"]
    with town.database.write() as session:
        stock.move(session, shop, gone, -4_000, "loss", "", town.clock.now())
    text = shopper.get(PULL).text
    chips = re.findall(r'<label class="chip( is-out)?">.*?</label>', text)
    assert sorted(chips) == ["", " is-out"]
    assert text.count("disabled") == 1


def test_search_finds_in_french(web: Web) -> None:
    _, shopper = web
    assert "Sac à vélo" in shopper.get("/recherche?q=velos").text
    nothing = shopper.get("/recherche?q=zzzzqqqq").text
    assert "Rien trouvé" in nothing


def test_only_active_shops_sell_but_others_are_listed(web: Web) -> None:
    town, shopper = web
    with town.database.write() as session:
        home = find_town(session)
        quiet = a_shop(session, home, "Mercerie Rose", status=ShopStatus.UNCLAIMED)
        a_product(session, quiet.id, "Bobine de fil")
        set_status(session, find_shop(session, "fil-maree"), ShopStatus.LEFT, town.clock.now())
    listed = shopper.get("/boutiques").text
    assert "Mercerie Rose" in listed
    assert "Fil &amp; Marée" not in listed
    assert shopper.get("/boutiques/mercerie-rose").status_code == 200
    assert shopper.get("/boutiques/mercerie-rose/bobine-de-fil").status_code == 404
    assert shopper.get("/boutiques/fil-maree").status_code == 404
    assert "Bobine" not in shopper.get("/recherche?q=bobine").text.replace("value=", "").split(
        "<main"
    )[1].replace("« bobine »", "")


def test_what_is_offline_archived_or_without_price_is_not_shown(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["La Mie Dorée"]
    with town.database.write() as session:
        a_product(session, shop, "Sans prix", price_cents=None)
        a_product(session, shop, "Hors ligne", online=False)
        a_product(session, shop, "Rangé", archived=True)
    for slug in ("sans-prix", "hors-ligne", "range"):
        assert shopper.get(f"/boutiques/la-mie-doree/{slug}").status_code == 404
    assert "Rangé" not in shopper.get("/boutiques/la-mie-doree").text


def test_same_article_in_another_shop_is_named(web: Web) -> None:
    town, shopper = web
    code = (v1.Barcode(gtin="3017620422003"),)
    with town.database.write() as session:
        for sign in ("La Mie Dorée", "Maison Castagné"):
            product, (variant,) = a_product(session, town.market.shops[sign], "Pâte à tartiner")
            fields = v1.VariantFields(variant=variant, sku="n", barcodes=code)
            message = v1.ProductSet(product=product, variants=(fields,))
            catalogue.set_product(session, town.market.shops[sign], message, town.clock.now())
    text = shopper.get("/boutiques/la-mie-doree/pate-a-tartiner").text
    assert "Aussi dans la ville" in text
    assert "/boutiques/maison-castagne/pate-a-tartiner" in text


def test_price_per_litre_stands_beside_the_price(web: Web) -> None:
    town, shopper = web
    shop = town.market.shops["Maison Castagné"]
    with town.database.write() as session:
        product, (variant,) = a_product(session, shop, "Huile d’olive", 1290)
        sheet = v1.VariantFields(variant=variant, sku="h", content=750, content_unit="l")
        message = v1.ProductSet(product=product, variants=(sheet,))
        catalogue.set_product(session, shop, message, town.clock.now())
    for path in ("/boutiques/maison-castagne/huile-d-olive", "/boutiques/maison-castagne"):
        assert "17,20\u00a0€ le litre" in shopper.get(path).text
    plain = shopper.get("/boutiques/maison-castagne/theiere-en-fonte").text
    assert '<p class="quiet small per-measure' not in plain


HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"


def test_text_from_shops_is_only_text(web: Web) -> None:
    town, shopper = web
    with town.database.write() as session:
        shop = a_shop(
            session,
            find_town(session),
            "Chez <b>Zoé</b>",
            story=HOSTILE,
            tagline=HOSTILE,
            accent="red;}</style><script>",
            slug="zoe",
        )
        a_product(session, shop.id, HOSTILE, description=HOSTILE, category=(HOSTILE,))
    for path in ("/", "/boutiques/zoe", "/boutiques", "/recherche?q=script"):
        text = shopper.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", text), path
    address = re.search(r'href="(/boutiques/zoe/[^"]+)"', shopper.get("/boutiques/zoe").text)
    assert address
    page = shopper.get(address[1]).text
    assert "<script>alert" not in page
    assert "</script>{{" not in page
    assert "\\u003cscript\\u003ealert" in page


def test_query_is_only_text(web: Web) -> None:
    _, shopper = web
    page = shopper.get("/recherche", params={"q": HOSTILE + ' AND OR NOT * " title:'})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_english_is_complete_and_chosen_by_the_browser_or_the_address(web: Web) -> None:
    _, shopper = web
    shopper.headers["accept-language"] = "de, en-GB;q=0.8, fr;q=0.5"
    assert "Your shopkeepers" in shopper.get("/").text
    assert "Vos commerçants" in shopper.get("/?lang=fr").text
    assert "Vos commerçants" in shopper.get("/").text, "the choice is remembered"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_phrase_takes_its_facts(language: str) -> None:
    words = Words(language)
    for key, (french, english) in WORDS.items():
        gaps = [set(re.findall(r"\{(\w+)\}", phrase)) for phrase in (french, english)]
        assert gaps[0] == gaps[1] or key.startswith("terms"), key
        assert words(key, **dict.fromkeys(gaps[0] | {"n"}, 2))


def test_unknown_page_looks_like_the_town(web: Web) -> None:
    _, shopper = web
    page = shopper.get("/rien/du/tout")
    assert page.status_code == 404
    assert "Cette page n’existe pas" in page.text
    assert "awning" in page.text


def test_machines_find_their_way(web: Web) -> None:
    _, shopper = web
    addresses = re.findall("<loc>(.*?)</loc>", shopper.get("/sitemap.xml").text)
    assert f"http://127.0.0.1{CAMPAGNE}" in addresses
    assert "Disallow: /commandes/" in shopper.get("/robots.txt").text
    assert shopper.get("/health").json() == {"status": "ok", "town": "valmoret"}


def test_figures_are_open_and_money_of_few_shops_is_withheld(web: Web) -> None:
    _, shopper = web
    shopper.add(CAMPAGNE)
    shopper.order()
    page = shopper.get("/chiffres")
    assert "non publié" in page.text
    table = shopper.get("/chiffres.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[1] == "2026-11,1,1,0,0,0,0,1,,"


def test_figures_show_money_when_three_shops_share_it(web: Web) -> None:
    _, shopper = web
    shopper.add(CAMPAGNE)
    shopper.add(PULL)
    shopper.add("/boutiques/maison-castagne/comte-18-mois", "1")
    shopper.order()
    assert shopper.get("/chiffres.csv").text.splitlines()[1] == "2026-11,1,3,0,0,0,0,3,11970,11970"


def test_marketplace_without_a_town_answers_in_its_look(tmp_path: Path) -> None:
    app = create_app(Settings(url_in(tmp_path), tmp_path))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/")
    assert page.status_code == 404
    assert "awning" in page.text


def test_shut_shop_tells_when_it_opens(web: Web) -> None:
    town, shopper = web
    town.clock.advance(timedelta(hours=9))
    assert "Fermé · ouvre demain à 9:00" in shopper.get("/boutiques/la-mie-doree").text


def test_map_has_a_link_for_every_shop(web: Web) -> None:
    town, shopper = web
    with town.database.write() as session:
        for shop in session.query(Shop):
            shop.lat_e6, shop.lon_e6 = 44_500_000, 200_000
    pins = re.findall(r'<a class="pin" href="([^"]+)"', shopper.get("/boutiques").text)
    assert len(pins) == 3
    places = set(re.findall(r"translate\((\d+ \d+)\)", shopper.get("/boutiques").text))
    assert len(places) == 3, "pins on one spot are pushed apart"
