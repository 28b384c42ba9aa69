"""What the order's page says to whoever ordered, wherever the bag is."""

import re
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, select

from marketplace.errors import Refusal
from marketplace.models.catalogue import Product
from marketplace.models.orders import OrderEvent, OrderGroup, ShopOrder
from marketplace.models.town import ShopHours
from marketplace.services import carriage, hand_overs, orders
from marketplace.web.formats import month_name, shown_quantity, siret, tied
from marketplace.web.wording import SPOKEN, Words
from sync.contract import v1
from sync.kernel.order_states import OrderState
from tests.marketplace.test_orders import force, hand_over, make_ready, order_of, step
from tests.marketplace.towns import OpenTown, Web
from tests.marketplace.ways import BAKERY, GROCER, offer_ways, order, pay, relay

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


def opening_hours(town: OpenTown, *hours: tuple[int, int], slug: str = BAKERY) -> None:
    """Have a shop open at these hours of every day."""
    shop_id = town.market.shops[slug]
    with town.database.write() as session:
        session.execute(delete(ShopHours).where(ShopHours.shop_id == shop_id))
        for weekday, (opens, closes) in product(range(7), hours):
            session.add(
                ShopHours(
                    shop_id=shop_id,
                    weekday=weekday,
                    opens_minute=opens * 60,
                    closes_minute=closes * 60,
                )
            )


def test_order_that_is_ready_says_since_when_and_no_longer_until_when(web: Web) -> None:
    town, shopper = web
    (order_id,) = order(town, (BREAD, "1"))
    page = address_of(town, order_id)
    assert re.search(r"Prête (aujourd|demain)", shopper.get(page).text)
    make_ready(town, order_id)
    shown = shopper.get(page).text
    assert "Prête depuis aujourd’hui à 12:00" in shown
    assert not re.search(r"Prête (aujourd|demain)", shown)


def test_order_that_is_ready_says_until_when_its_counter_is_open(web: Web) -> None:
    town, shopper = web
    (order_id,) = order(town, (BREAD, "1"))
    page = address_of(town, order_id)
    assert 'class="status' not in shopper.get(page).text
    make_ready(town, order_id)
    opening_hours(town, (10, 13), (15, 19))
    shown = shopper.get(page).text
    assert "Ouvert jusqu’à 13:00, puis de 15:00 à 19:00" in shown
    assert 'class="status is-open"' in shown
    assert "Open until 13:00, then 15:00 to 19:00" in shopper.get(f"{page}?lang=en").text
    opening_hours(town, (15, 19))
    shown = shopper.get(f"{page}?lang=fr").text
    assert "Fermé · ouvre aujourd’hui à 15:00" in shown
    assert "puis de" not in shown
    assert 'class="status is-shut"' in shown
    opening_hours(town)
    assert 'class="status' not in shopper.get(page).text


def test_parcel_at_its_relay_says_when_the_relay_is_open(web: Web) -> None:
    town, shopper = web
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "1"), way=relay(town))
    pay(town, order_id)
    page = address_of(town, order_id)
    make_ready(town, order_id)
    assert 'class="status' not in shopper.get(page).text
    opening_hours(town, (10, 13), (15, 19))
    opening_hours(town, (12, 14), slug=GROCER)
    carried(town, order_id, "deposited")
    assert "Ouvert jusqu’à 14:00" in shopper.get(page).text


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
    carried(town, order_id, "back")
    shown = shopper.get(page).text
    assert "elle vous attend à la boutique" in shown
    assert "Montrez ce code au comptoir" in shown


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


def test_seen_counts_once_and_shows_on_the_customers_page(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    before = shopper.get(f"{page.url.path}/etat").json()
    with town.database.write() as session:
        order = session.scalars(select(ShopOrder)).one()
        orders.mark_seen(session, order.shop_id, v1.OrderSeen(order=order.id), town.clock.now())
        orders.mark_seen(session, order.shop_id, v1.OrderSeen(order=order.id), town.clock.now())
    assert "Vue par la boutique" in shopper.get(page.url.path).text
    assert shopper.get(f"{page.url.path}/etat").json() != before
    with town.database.read() as session:
        assert len(session.scalars(select(OrderEvent).where(OrderEvent.kind == "seen")).all()) == 1


def test_page_follows_the_order_to_its_end(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    with town.database.read() as session:
        order_id = session.scalars(select(ShopOrder.id)).one()
    sentences = {
        "order.accept": "Acceptée",
        "order.prepare": "En préparation",
        "order.ready": "Prête\xa0! On vous attend.",
    }
    for kind, sentence in sentences.items():
        step(town, order_id, kind)
        text = shopper.get(page.url.path).text
        assert sentence in text
        assert "Code QR de retrait" in text
        assert "Annuler cette commande" not in text
    hand_over(town, order_id)
    text = shopper.get(page.url.path).text
    assert "Retirée aujourd’hui à 12:00" in text
    assert "Code QR de retrait" not in text
    assert "Renoncer au contrat ici" in text


def test_customer_cancels_on_the_page(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    action = f"{page.url.path}/annuler"
    fields = shopper.form(page, action)
    assert "Annulée" in shopper.post(action, fields).text
    assert town.offer("Pain de campagne").reserved == 0
    again = shopper.post(action, fields)
    assert again.status_code == 200
    force(town, fields["order"], OrderState.ACCEPTED)
    assert shopper.post(action, fields).status_code == 409


def test_renouncing_is_confirmed_kept_and_acknowledged(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    with town.database.read() as session:
        order = session.scalars(select(ShopOrder)).one()
    path = f"{page.url.path}/renoncer/{order.number}"
    too_early = shopper.get(path)
    assert "Confirmer la renonciation" not in too_early.text
    make_ready(town, order.id)
    hand_over(town, order.id)
    asked = shopper.get(path)
    assert "Je renonce au contrat" in asked.text
    done = shopper.post(path, shopper.form(asked, ""))
    assert "Votre renonciation est enregistrée" in done.text
    assert "2026-11-24 11:00:00 UTC" in done.text
    assert order_of(town, order.id).anomaly == "withdrawn"
    shopper.post(path, shopper.form(asked, ""))
    with town.database.read() as session:
        kinds = session.scalars(select(OrderEvent.kind)).all()
    assert kinds.count("withdrawn") == 1


def test_of_several_pieces_the_page_says_how_many_came_back(web: Web) -> None:
    town, shopper = web
    (order_id,) = order(town, (BREAD, "3"))
    make_ready(town, order_id)
    hand_over(town, order_id)
    with town.database.write() as session:
        (line,) = orders.lines_of(session, order_of(town, order_id))
        back = v1.OrderPartReturned(order=order_id, line=line.id, quantity=1000, sale="a-ticket")
        hand_overs.take_part_back(session, town.market.shops[BAKERY], back, town.clock.now())
    assert "Retourné\xa0: 1" in shopper.get(address_of(town, order_id)).text


def test_right_to_renounce_runs_out(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    with town.database.read() as session:
        order = session.scalars(select(ShopOrder)).one()
    make_ready(town, order.id)
    hand_over(town, order.id)
    path = f"{page.url.path}/renoncer/{order.number}"
    fields = shopper.form(shopper.get(path), "")
    town.clock.advance(timedelta(days=15, seconds=1))
    assert shopper.post(path, fields).status_code == 409
