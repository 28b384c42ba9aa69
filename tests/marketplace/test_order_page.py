"""What the order's page says to whoever ordered, wherever the bag is."""

import re

import pytest

from marketplace.errors import Refusal
from marketplace.models.catalogue import Product
from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.services import carriage, orders
from marketplace.web.formats import month_name, shown_quantity, siret, tied
from marketplace.web.wording import SPOKEN, Words
from sync.contract import v1
from tests.marketplace.test_orders import make_ready
from tests.marketplace.towns import OpenTown, Web
from tests.marketplace.ways import BAKERY, offer_ways, order, pay, relay

BREAD, BRIOCHE = "Pain de campagne", "Brioche tressée"


def address_of(town: OpenTown, order_id: str) -> str:
    with town.database.read() as session:
        found = session.get_one(ShopOrder, order_id)
        return f"/commandes/{session.get_one(OrderGroup, found.group_id).token}"


def carried(town: OpenTown, order_id: str, stage: v1.CarriedStage, code: str = "") -> None:
    message = v1.OrderCarried(
        order=order_id, at=1, by="01", stage=stage, box="12" if code else "", opening_code=code
    )
    with town.database.write() as session:
        carriage.carry(session, town.market.shops[BAKERY], message, town.clock.now())


def test_order_that_is_ready_says_since_when_and_no_longer_until_when(web: Web) -> None:
    town, shopper = web
    (order_id,) = order(town, (BREAD, "1"))
    page = address_of(town, order_id)
    assert re.search(r"Prête (aujourd|demain)", shopper.get(page).text)
    make_ready(town, order_id)
    shown = shopper.get(page).text
    assert "Prête depuis aujourd’hui à 12:00" in shown
    assert not re.search(r"Prête (aujourd|demain)", shown)


def test_locker_says_its_code_and_what_the_qr_code_is_for_meanwhile(web: Web) -> None:
    town, shopper = web
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), way="locker:gare")
    pay(town, order_id)
    page = address_of(town, order_id)
    make_ready(town, order_id)
    assert "cette page dira comment l’ouvrir" in shopper.get(page).text
    carried(town, order_id, "deposited", "482915")
    shown = shopper.get(page).text
    assert '<p class="opening-code">482915</p>' in shown
    assert "Le casier ne s’ouvre pas\xa0?" in shown
    assert "Prête depuis" not in shown


def test_fee_in_lines_of_several_rates_is_one_to_the_customer(web: Web) -> None:
    town, shopper = web
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), way="locker:gare")
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        (fee,) = [line for line in orders.lines_of(session, found) if not line.variant]
        half = {"gross_cents": 80, "ordered_cents": 80, "vat_bp": 2000, "position": 99}
        columns = {each.name: getattr(fee, each.name) for each in fee.__table__.columns}
        fee.gross_cents = fee.ordered_cents = 120
        session.add(type(fee)(**columns | half | {"id": f"{fee.id[:-1]}x"}))
    shown = shopper.get(address_of(town, order_id)).text
    assert shown.count('class="line is-fee"') == 1
    assert "2,00\xa0€" in shown


def test_goods_to_show_papers_for_go_to_no_locker_and_no_relay(web: Web) -> None:
    town, shopper = web
    offer_ways(town)
    for way in ("locker:gare", relay(town)):
        assert order(town, (BREAD, "1"), way=way)
    with town.database.write() as session:
        session.get_one(Product, town.market.products[BREAD]).flags = ["age_18"]
    for way in ("locker:gare", relay(town)):
        with pytest.raises(Refusal, match="way_not_offered"):
            order(town, (BREAD, "1"), way=way)
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    shown = shopper.get("/commander").text
    assert 'value="merchant"' in shown
    assert "Une pièce d’identité vous sera demandée" in shown


def test_nobody_is_thanked_for_an_order_that_came_to_nothing(web: Web) -> None:
    town, shopper = web
    (order_id,) = order(town, (BREAD, "1"))
    page = address_of(town, order_id)
    assert "Merci, Camille" in shopper.get(page).text
    form = shopper.form(shopper.get(page), f"{page}/annuler")
    shown = shopper.post(f"{page}/annuler", form).text
    assert "Annulée" in shown
    assert "Merci, Camille" not in shown
    assert "Gardez cette page" not in shown


def test_no_french_line_begins_with_its_own_mark() -> None:
    loose = [key for key, (french, _) in SPOKEN.items() if re.search(r" [:;!?»%€]|« ", french)]
    assert loose == []
    assert tied("Farine « T 65 » 500 g") == "Farine «\xa0T 65\xa0» 500\xa0g"
    assert tied("500 grammes") == "500 grammes"


def test_figures_stand_as_a_french_reader_writes_them() -> None:
    assert shown_quantity(250, "kg", "fr") == "0,250"
    assert shown_quantity(250, "kg", "en") == "0.250"
    assert siret("07415263800016") == "SIRET\xa0074\xa0152\xa0638\xa000016"
    assert month_name(Words("fr"), "2026-11") == "novembre\xa02026"
