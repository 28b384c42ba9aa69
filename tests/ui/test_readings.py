"""What is read goes where it belongs, whoever reads it and whatever room is in front."""

import random

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.domain import cards
from desktop.services.counter import customers
from desktop.services.counter.customers import CustomerDraft
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in
from desktop.ui.sale.screen import SaleScreen
from tests.domain.payloads import payloads
from tests.support.a_shop import OWNER, AShop, sell
from tests.support.an_order import placed
from tests.ui.conftest import Counter, Opener

BREAD, GUM, CARD = "3017620422003", "96385074", "801812345678949"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, code=BREAD).with_product("Gomme", 90, code=GUM)


def with_marie(shop: Shop) -> None:
    customers.add(shop, CustomerDraft(name="Marie Vidal", card=CARD))


@pytest.fixture
def at(counter: Opener) -> Counter:
    return counter(with_goods, stock=with_marie)


def basket(at: Counter) -> SaleScreen:
    sale = at.window.screen_of("sale")
    assert isinstance(sale, SaleScreen)
    return sale


def test_each_kind_leads_to_its_room_from_any_other(at: Counter) -> None:
    order = placed(at.shop, ("pain", 1)).ready()
    ticket = sell(at.shop, "pain")
    leads = {order.code.text: "pickup", order.view.number: "pickup", BREAD: "sale"}
    leads |= {ticket.number: "sale", CARD: "sale"}
    for room in ("orders", "till", "tags", "settings"):
        for code, wanted in leads.items():
            at.window.go(room)
            at.scan(code)
            assert at.window.room == wanted, (room, code)
            at.window.step_back()


def test_a_room_keeps_the_codes_it_wants(at: Counter) -> None:
    at.window.go("studio")
    at.scan(BREAD)
    assert at.window.room == "studio"
    at.window.go("stock")
    at.scan(BREAD)
    assert at.window.room == "stock"
    at.window.go("pickup")
    at.window.readings.seen(GUM)
    assert at.window.room == "pickup", "the camera sees goods lie there"
    at.scan("12345678")
    assert at.text("pickup-verdict-words") == "Code non reconnu"
    at.window.readings.seen(placed(at.shop, ("pain", 1)).ready().code.text)
    at.settle()
    assert at.text("pickup-verdict-words") == "Code non reconnu", "the camera takes nobody's place"
    at.scan(GUM)
    assert at.window.room == "sale", "no order ends in the eight digits of a small pack"


def test_a_customers_card_puts_the_name_on_the_ticket(at: Counter) -> None:
    at.window.go("orders")
    at.scan(CARD)
    buyer = basket(at).cart.buyer
    assert buyer is not None
    assert buyer.name == "Marie Vidal"


def test_a_card_of_nobody_is_given_to_the_record_opened_next(at: Counter) -> None:
    fresh = customers.new_card(at.shop)
    at.scan(fresh)
    assert "Aucun client" in at.window.banner.words
    at.press("banner-act")
    assert at.window.room == "customers"
    at.press("customer-0")
    field = at.find("customer-card")
    assert isinstance(field, QLineEdit)
    assert field.text() == fresh
    at.press("customer-save")
    found = customers.holder(at.shop, cards.spaced(fresh))
    assert found is not None
    assert found.called == "Marie Vidal"


def test_a_card_in_the_customers_room_opens_its_record(at: Counter) -> None:
    at.window.go("customers")
    at.scan(CARD)
    assert at.window.room == "customers"
    assert at.sees("customer-show-code")


def with_team(shop: Shop) -> None:
    people.rename(shop, OWNER, "Anne", OWNER)
    sign_in.set_pin(shop, OWNER, "2468", OWNER)
    sign_in.set_pin(
        shop, people.engage(shop, "Nadia", sign_in.Role.SELLER, OWNER).code, "9753", OWNER
    )
    sign_in.sign_out(shop)


def test_a_badge_names_who_comes_and_the_pin_is_asked_all_the_same(counter: Opener) -> None:
    at = counter(with_goods, stock=with_team)
    assert at.window.guard.is_locked
    at.scan(BREAD)
    at.scan(cards.badge("02"))
    assert at.text("lock-name") == "Nadia"
    assert at.window.guard.is_locked
    assert at.shop.signed_in == ""
    for digit in "9753":
        at.press(f"lock-key-{digit}")
    at.press("lock-enter")
    assert at.shop.signed_in == "02"
    assert basket(at).cart.is_empty
    at.scan(cards.badge("09"))
    assert not at.window.guard.is_locked
    at.scan(cards.badge(OWNER))
    assert at.text("lock-name") == "Anne"


def test_a_badge_in_a_shop_without_pins_is_told(at: Counter) -> None:
    at.scan(cards.badge("01"))
    assert not at.window.guard.is_locked
    assert at.window.banner.isVisible()


def test_scanner_and_camera_reading_one_code_are_one_reading(at: Counter) -> None:
    at.window.go("sale")
    at.scan(CARD)
    basket(at).become(basket(at).cart.for_buyer(None))
    at.desk.camera.seen.emit(CARD)
    at.settle()
    assert basket(at).cart.buyer is None


def test_the_camera_sells_goods_only_where_it_stands_in_for_a_scanner(counter: Opener) -> None:
    at = counter(with_goods)
    at.desk.camera.seen.emit(BREAD)
    at.settle()
    assert basket(at).cart.is_empty


def test_goods_before_the_pickup_desks_camera_are_passed_over(at: Counter) -> None:
    at.window.go("pickup")
    at.desk.camera.seen.emit(BREAD)
    at.settle()
    assert at.window.room == "pickup"
    assert basket(at).cart.is_empty


def test_the_camera_takes_nobody_away_from_a_payment_that_has_begun(at: Counter) -> None:
    order = placed(at.shop, ("pain", 1)).ready()
    at.scan(BREAD)
    at.press("sale-pay")
    at.type("1")
    at.press("pay-card")
    assert basket(at).unsaved() is not None
    at.desk.camera.seen.emit(order.code.text)
    at.settle()
    assert at.window.room == "sale"


def test_behind_the_lock_the_camera_leads_nowhere(counter: Opener) -> None:
    at = counter(with_goods, stock=with_team)
    order = placed(at.shop, ("pain", 1)).ready()
    at.desk.camera.seen.emit(order.code.text)
    at.settle()
    assert at.window.guard.is_locked
    assert at.window.room == "sale"


def test_a_code_for_a_telephone_is_named_and_shown_and_nothing_is_opened(at: Counter) -> None:
    for room in ("sale", "pickup", "orders"):
        at.window.go(room)
        at.scan("https://exemple.fr/gagnez")
        assert at.window.room == room
        assert "un lien" in at.window.banner.words
        assert "exemple.fr/gagnez" in at.window.banner.words
    at.scan("WIFI:T:WPA;S:Bar;P:motdepasse;;")
    assert "motdepasse" not in at.window.banner.words
    assert "Bar" in at.window.banner.words


def test_hostile_payloads_before_the_camera_open_nothing(at: Counter) -> None:
    at.window.go("pickup")
    order = placed(at.shop, ("pain", 1)).ready()
    for text in random.Random(7).sample(list(payloads(7, 400, order.code)), 40):
        at.desk.camera.seen.emit(text)
    at.settle()
    assert not at.sees("pickup-give")
    assert order.view.handed_over_at is None
