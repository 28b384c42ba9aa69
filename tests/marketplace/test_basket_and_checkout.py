"""From the window to the order's page."""

import re

import pytest
from sqlalchemy import func, select

from marketplace.models.base import Base
from marketplace.models.catalogue import Offer
from marketplace.models.jobs import Job
from marketplace.models.orders import BasketLine, OrderGroup, OrderLine, ShopOrder
from marketplace.models.sync import Feed
from marketplace.services import basket, catalogue, stock
from marketplace.services.checkout import tidy
from marketplace.services.order_entities import order_entity
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.pickup_code import PickupCode, commit
from tests.marketplace.towns import OpenTown, Web
from tests.support.a_market import a_product

CAMPAGNE = "/boutiques/la-mie-doree/pain-de-campagne"
BRIOCHE = "/boutiques/la-mie-doree/brioche-tressee"
COMTE = "/boutiques/maison-castagne/comte-18-mois"
VELO = "/boutiques/fil-maree/sac-a-velo"


def count(town: OpenTown, table: type[Base]) -> int:
    with town.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def set_price(town: OpenTown, name: str, cents: int) -> None:
    shop = {"Pain de campagne": "La Mie Dorée", "Sac à vélo": "Fil & Marée"}[name]
    message = v1.PriceSet(variant=town.market.variants[name], price_cents=cents)
    with town.database.write() as session:
        catalogue.set_price(session, town.market.shops[shop], message, town.clock.now())


def test_basket_is_grouped_by_shop_with_a_promise_each(web: Web) -> None:
    _, shopper = web
    shopper.add(CAMPAGNE, "2")
    page = shopper.add(COMTE, "0.250")
    assert page.status_code == 200
    assert "C’est dans votre panier" in page.text
    assert page.text.count("Prêt aujourd’hui à 14:00") == 2
    assert "14,33\u00a0€" in page.text
    assert "(2 articles dans le panier)" in page.text


def test_adding_twice_adds_up(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE, "2")
    shopper.add(CAMPAGNE, "3")
    with town.database.read() as session:
        assert session.scalars(select(BasketLine.quantity)).one() == 5000


IMPOSSIBLE = ("0", "-1", "1000000000", "1.5", "１", "", "abc", "1e3", "٣", "+2", "0x1", "1000")


def test_impossible_number_of_pieces_is_said_in_one_sentence(web: Web) -> None:
    town, shopper = web
    fields = shopper.form(shopper.get(CAMPAGNE), "/panier/ajouter")
    for typed in IMPOSSIBLE:
        page = shopper.post("/panier/ajouter", fields | {"quantity": typed})
        assert page.status_code == 422, typed
        assert "Cette quantité n’est pas possible" in page.text, typed
    assert count(town, BasketLine) == 0


@pytest.mark.parametrize("typed", ["0", "0.000", "-0.2", "100", "0,2500", "1 kg", "．5", "1,"])
def test_impossible_weight_is_refused(typed: str) -> None:
    with pytest.raises(basket.Refusal, match="wrong_quantity"):
        basket.read_quantity(typed, "kg")


def test_weight_is_read_with_comma_or_point() -> None:
    assert basket.read_quantity("0,25", "kg") == 250
    assert basket.read_quantity("1.5", "kg") == 1500
    assert basket.read_quantity(" 2 ", "kg") == 2000


def test_more_than_there_is_cannot_be_put_into_the_basket(web: Web) -> None:
    _, shopper = web
    fields = shopper.form(shopper.get(BRIOCHE), "/panier/ajouter") | {"quantity": "3"}
    page = shopper.post("/panier/ajouter", fields)
    assert page.status_code == 409
    assert "Il n’en reste pas autant\xa0: 2 de «\xa0Brioche tressée\xa0»" in page.text


def test_line_can_be_changed_and_removed(web: Web) -> None:
    town, shopper = web
    page = shopper.add(CAMPAGNE)
    fields = shopper.form(page, "/panier/modifier") | {"quantity": "4"}
    assert "15,20\u00a0€" in shopper.post("/panier/modifier", fields).text
    assert shopper.post("/panier/modifier", fields | {"quantity": "0"}).status_code == 422
    shopper.post("/panier/retirer", shopper.form(shopper.get("/panier"), "/panier/retirer"))
    assert count(town, BasketLine) == 0


def test_unknown_offer_is_not_put_into_the_basket(web: Web) -> None:
    town, shopper = web
    fields = shopper.form(shopper.get(CAMPAGNE), "/panier/ajouter") | {"offer": new_id()}
    page = shopper.post("/panier/ajouter", fields)
    assert page.status_code == 404
    assert count(town, BasketLine) == 0


def test_order_is_split_by_shop_and_everything_is_written(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE, "2")
    shopper.add(COMTE, "0.250")
    with town.database.read() as session:
        before = session.scalar(
            select(func.count()).select_from(Feed).where(Feed.entity == "order")
        )
    page = shopper.order(email="camille@exemple.fr")
    assert page.status_code == 200
    assert "Merci, Camille\xa0!" in page.text
    with town.database.read() as session:
        orders = session.scalars(select(ShopOrder)).all()
        group = session.scalars(select(OrderGroup)).one()
        lines = session.scalars(select(OrderLine)).all()
        told = session.scalar(select(func.count()).select_from(Feed).where(Feed.entity == "order"))
    assert sorted(order.total_cents for order in orders) == [673, 760]
    assert group.total_cents == 1433
    assert {line.vat_bp for line in lines} == {550}
    assert all(re.fullmatch(r"[1-9]\d{7}", order.number) for order in orders)
    assert before == 0
    assert told == 2
    assert town.offer("Pain de campagne").reserved == 2000
    assert town.offer("Comté 18 mois").reserved == 250
    assert town.offer("Pain de campagne").on_hand == 12000
    assert count(town, BasketLine) == 0
    assert count(town, Job) >= 2


def test_customer_gets_the_code_and_the_shop_only_its_hash(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    page = shopper.order()
    with town.database.read() as session:
        order = session.scalars(select(ShopOrder)).one()
    assert order.secret not in page.text, "the secret is in the drawing only"
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    assert f"{order.number[:4]} {order.number[4:]}" in page.text
    with town.database.read() as session:
        told = order_entity(session, order.shop_id, order.id)
    assert told is not None
    assert order.secret not in repr(told)
    assert told.phone_last2 == "34"
    assert told.commitment == commit(PickupCode(order.number, order.secret))


def test_same_checkout_sent_twice_places_one_order(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    first = shopper.post("/commander", fields)
    second = shopper.post("/commander", fields)
    assert first.url == second.url
    assert count(town, ShopOrder) == 1
    assert town.offer("Pain de campagne").reserved == 1000


def test_same_key_with_another_body_is_refused(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    shopper.post("/commander", fields)
    shopper.add(BRIOCHE)
    page = shopper.post("/commander", fields | {"name": "Autre Nom"})
    assert page.status_code == 409
    assert "a déjà servi à une autre commande" in page.text
    assert count(town, ShopOrder) == 1


def test_changed_price_has_to_be_confirmed(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    set_price(town, "Pain de campagne", 420)
    page = shopper.post("/commander", fields)
    assert page.status_code == 409
    assert "un prix ou le jour de retrait a changé" in page.text
    assert "3,80\u00a0€ → 4,20\u00a0€" in page.text
    assert count(town, ShopOrder) == 0
    assert town.offer("Pain de campagne").reserved == 0
    confirmed = shopper.post("/commander", shopper.form(page, "/commander"))
    assert "Merci, Camille" in confirmed.text
    with town.database.read() as session:
        assert session.scalars(select(ShopOrder.total_cents)).one() == 420


def test_what_was_ordered_keeps_its_price(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    page = shopper.order()
    set_price(town, "Pain de campagne", 999)
    assert "3,80\u00a0€" in shopper.get(page.url.path).text


def test_all_or_nothing_when_one_line_is_gone(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    shopper.add(VELO)
    fields = shopper.checkout_form()
    shop, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]
    with town.database.write() as session:
        stock.move(session, shop, variant, -1000, "loss", "", town.clock.now())
    page = shopper.post("/commander", fields)
    assert page.status_code == 409
    assert "rien n’a été commandé" in page.text
    assert count(town, OrderGroup) == 0
    assert town.offer("Pain de campagne").reserved == 0
    assert count(town, BasketLine) == 2


def test_what_was_withdrawn_is_said_and_blocks(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    shop, product = town.market.shops["La Mie Dorée"], town.market.products["Pain de campagne"]
    with town.database.write() as session:
        off = v1.ProductSet(product=product, online=False)
        catalogue.set_product(session, shop, off, town.clock.now())
    assert "N’est plus en vente" in shopper.get("/panier").text
    assert shopper.get("/commander").status_code == 409


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": " "}, "Indiquez un nom."),
    ({"name": "x" * 81}, "C’est trop long."),
    ({"phone": ""}, "Indiquez un numéro de téléphone."),
    ({"phone": "abc"}, "Ce numéro n’en est pas un"),
    ({"phone": "０６３９９８１２３４"}, "Ce numéro n’en est pas un"),
    ({"email": "camille@"}, "Cette adresse n’est pas complète"),
    ({"email": "a@b.fr\r\nBcc: x@y.fr"}, "Cette adresse n’est pas complète"),
)


def test_wrong_field_is_said_beside_it_and_the_rest_is_kept(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    form = shopper.checkout_form()
    for typed, sentence in WRONG:
        page = shopper.post("/commander", form | typed)
        assert page.status_code == 422, typed
        assert sentence in page.text, typed
        assert 'aria-invalid="true"' in page.text, typed
        assert ("Camille Roux" in page.text) == ("name" not in typed)
    assert count(town, OrderGroup) == 0


def test_note_reaches_its_shop_tidied(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    field = next(name for name in fields if name.startswith("note."))
    shopper.post("/commander", fields | {field: "Bien cuit\x1b@\u202e svp\r\n\x00merci"})
    with town.database.read() as session:
        assert session.scalars(select(ShopOrder.note)).one() == "Bien cuit@ svp merci"


def test_too_long_note_is_refused(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    field = next(name for name in fields if name.startswith("note."))
    assert shopper.post("/commander", fields | {field: "x" * 501}).status_code == 422
    assert count(town, OrderGroup) == 0


def test_tidy_leaves_ordinary_text_alone() -> None:
    assert tidy("Éléonore d’Aubigné-Œil 👋") == "Éléonore d’Aubigné-Œil 👋"


def test_empty_basket_cannot_be_ordered(web: Web) -> None:
    town, shopper = web
    shopper.add(CAMPAGNE)
    fields = shopper.checkout_form()
    shopper.post("/panier/retirer", shopper.form(shopper.get("/panier"), "/panier/retirer"))
    page = shopper.post("/commander", fields)
    assert "Votre panier est vide" in page.text
    assert count(town, OrderGroup) == 0


def test_service_needs_no_stock(web: Web) -> None:
    town, shopper = web
    with town.database.write() as session:
        a_product(
            session, town.market.shops["Fil & Marée"], "Ourlet", 1200, stock=0, kind="service"
        )
    shopper.add("/boutiques/fil-maree/ourlet", "2")
    assert "Merci, Camille" in shopper.order().text
    with town.database.read() as session:
        assert session.scalars(select(OrderLine.reserved)).one() == 0
        assert session.scalar(select(func.sum(Offer.reserved))) == 0
