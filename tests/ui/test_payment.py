"""Paying in every way but the terminal's, through the real widgets and the real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.services.counter import customers, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.money import advances, vouchers
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.settings import PrinterSettings
from desktop.ui.sale.screen import SaleScreen
from desktop.ui.screen import Errand
from sync.kernel.money import Money
from tests.support.a_shop import AShop
from tests.ui.conftest import Opener
from tests.ui.paying import (
    BREAD,
    SCARF,
    a_gift_card,
    an_advance,
    last_sale,
    paid,
    pay_for,
    with_goods,
)

CTRL = Qt.KeyboardModifier.ControlModifier


def test_meal_vouchers_take_the_food_up_to_the_day(counter: Opener) -> None:
    at = pay_for(counter(with_goods), BREAD, BREAD, SCARF)

    at.key(Qt.Key.Key_T, CTRL)

    assert at.text("pay-due") == "50,00\u00a0€"
    at.key(Qt.Key.Key_F7)
    view = last_sale(at.shop)
    assert paid(view) == [("meal_voucher", 25_00), ("card", 50_00)]


def test_no_meal_voucher_is_offered_where_there_is_no_food(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    assert not at.sees("pay-meal-voucher")
    at.type("5")
    assert not at.sees("pay-meal-voucher")
    at.key(Qt.Key.Key_T, CTRL)
    assert "titres-restaurant" in at.text("pay-problem")


@pytest.mark.parametrize(("key", "means"), [(Qt.Key.Key_H, "cheque"), (Qt.Key.Key_I, "transfer")])
def test_every_other_means_has_its_key(counter: Opener, key: Qt.Key, means: str) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.key(key, CTRL)
    assert paid(last_sale(at.shop)) == [(means, 49_00)]


def test_a_gift_card_is_scanned_while_the_customer_pays(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 30_00)
    pay_for(at, SCARF)

    at.scan(card.code)
    assert at.text("pay-due") == "19,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("gift_card", 30_00), ("cash", 19_00)]
    assert vouchers.find(at.shop, card.code).balance == Money(0)


def test_a_voucher_is_typed_where_nothing_scans(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 50_00)
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_G, CTRL)
    field = at.find("pay-voucher-code")
    assert isinstance(field, QLineEdit)
    field.setText(card.spaced_code)

    at.press("pay-voucher")

    assert paid(last_sale(at.shop)) == [("gift_card", 49_00)]
    assert vouchers.find(at.shop, card.code).balance == Money(1_00)


def test_a_voucher_scanned_between_customers_tells_what_is_left(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 30_00)

    at.scan(card.code)

    assert "30,00" in at.text("banner-words")
    assert not at.sees("pay-due")


def test_nobody_owes_without_a_name(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.key(Qt.Key.Key_D, CTRL)
    assert "client" in at.text("pay-problem")
    assert selling.sales_today(at.shop) == ()


def test_goods_go_on_a_customers_account(counter: Opener) -> None:
    at = counter(with_goods)
    who = customers.add(at.shop, CustomerDraft(name="Mme Roux"))
    at.scan(SCARF)
    sale = at.window.screen_of("sale")
    sale.change(lambda cart: cart.for_buyer(who.buyer))  # type: ignore[attr-defined]
    at.key(Qt.Key.Key_F12)

    at.key(Qt.Key.Key_D, CTRL)

    assert paid(last_sale(at.shop)) == [("on_account", 49_00)]
    assert customers.customer(at.shop, who.id).owes == Money(49_00)


def test_an_advance_is_taken_then_pays_its_basket(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_P, CTRL)
    assert at.text("pay-due") == "20,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    (held,) = advances.held(at.shop)
    assert (held.amount, held.note) == (Money(20_00), "Écharpe")
    assert selling.sales_today(at.shop) == ()
    at.key(Qt.Key.Key_F8)
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_O, CTRL)
    at.press("pay-advance-0")
    assert at.text("pay-due") == "29,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("advance", 20_00), ("cash", 29_00)]
    assert advances.held(at.shop) == ()


@pytest.mark.parametrize("by_key", [True, False])
def test_an_advance_is_given_back_from_the_list(counter: Opener, by_key: bool) -> None:
    at = counter(with_goods, stock=an_advance)
    at.window.go("customers")
    at.settle()

    if by_key:
        at.key(Qt.Key.Key_D, CTRL)
        at.key(Qt.Key.Key_F6)
    else:
        at.press("customers-advances")
        at.press("advance-0")
        at.press("advance-back-cash")

    assert advances.held(at.shop) == ()
    assert "20,00" in at.text("banner-words")
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00)


def test_a_customers_record_has_that_customers_advances_only(counter: Opener) -> None:
    def stock(shop: Shop) -> None:
        an_advance(shop)
        an_advance(shop, customers.add(shop, CustomerDraft(name="Mme Roux")).id)

    at = counter(with_goods, stock=stock)
    at.window.go("customers")
    at.settle()
    at.press("customer-0")
    at.press("customer-advances")
    assert at.sees("advance-0")
    assert not at.sees("advance-1")

    at.press("advance-back-transfer")

    (left,) = advances.held(at.shop)
    assert left.customer == ""


def test_the_panel_fits_a_small_screen_in_both_languages(counter: Opener) -> None:
    at = pay_for(counter(with_goods, size=(1024, 768)), BREAD, SCARF)
    at.key(Qt.Key.Key_O, CTRL)
    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720


def test_a_gift_card_is_sold_like_goods_and_its_code_is_given(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_L, CTRL)
    at.type("30")
    at.press("free-gift-card")
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F6)

    view = last_sale(at.shop)
    (card,) = vouchers.of_sale(at.shop, view.id)
    assert (view.gross, view.outside, card.balance) == (Money(0), Money(30_00), Money(30_00))
    assert card.spaced_code in at.text("banner-words")


def test_a_customer_pays_a_part_of_what_is_owed(counter: Opener) -> None:
    at = counter(with_goods)
    who = customers.add(at.shop, CustomerDraft(name="Mme Roux"))
    at.scan(SCARF)
    at.window.screen_of("sale").change(lambda cart: cart.for_buyer(who.buyer))  # type: ignore[attr-defined]
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_D, CTRL)
    at.window.go("customers")
    at.settle()
    at.press("customer-0")
    at.press("customer-settle")
    assert at.text("pay-due") == "49,00\u00a0€"
    at.type("20")
    at.key(Qt.Key.Key_F6)

    assert customers.customer(at.shop, who.id).owes == Money(29_00)
    assert till_sessions.till_state(at.shop).expected_cash == Money(120_00)
    assert paid(last_sale(at.shop)) == [("cash", 20_00), ("on_account", -20_00)]


def with_a_printer(builder: AShop) -> AShop:
    address = f"folder://{builder.folder}/papers"
    printer = PrinterSettings(code="counter", address=address)
    return with_goods(builder).with_settings(printers=(printer,), receipt_printer="counter")


def test_a_note_is_printed_before_payment_and_the_payment_goes_on(counter: Opener) -> None:
    at = pay_for(counter(with_a_printer), SCARF)

    at.key(Qt.Key.Key_J, CTRL)

    with at.shop.look() as look:
        kinds = look.connection.exec_driver_sql("SELECT kind FROM print_job").scalars().all()
    assert kinds == ["note"]
    assert selling.sales_today(at.shop) == ()
    at.key(Qt.Key.Key_F6)
    assert paid(last_sale(at.shop)) == [("cash", 49_00)]


def test_there_is_no_note_of_money_that_pays_for_nothing_now(counter: Opener) -> None:
    at = pay_for(counter(with_a_printer), SCARF)
    at.find("pay-print-note")
    at.type("20")
    at.key(Qt.Key.Key_P, CTRL)

    at.key(Qt.Key.Key_J, CTRL)

    assert at.window.findChild(QPushButton, "pay-print-note").isHidden()
    with at.shop.look() as look:
        assert look.connection.exec_driver_sql("SELECT kind FROM print_job").all() == []


def test_a_means_that_gives_no_change_is_off_when_it_is_too_much(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)

    at.type("50")

    assert at.find("pay-cash-exact").isEnabled()
    assert not at.find("pay-card").isEnabled()
    at.key(Qt.Key.Key_F7)
    assert at.sees("pay-problem")
    at.key(Qt.Key.Key_Backspace)
    assert at.find("pay-card").isEnabled()


def test_a_begun_payment_comes_before_whatever_would_take_its_place(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    lea = customers.add(at.shop, CustomerDraft(name="Mme Roux"))
    at.type("5")
    at.key(Qt.Key.Key_F7)

    at.key(Qt.Key.Key_F, CTRL)
    at.key(Qt.Key.Key_L, CTRL)
    screen.ticket.asks_quantity.emit()
    at.window.errand(Errand("sale", "buyer", lea.buyer))
    at.settle()
    assert at.text("pay-due") == "44,00\u00a0€"
    left = screen.unsaved()
    assert left is not None
    assert "5,00\u00a0€ (Carte)" in left.words

    at.press("pay-back")
    assert "5,00\u00a0€ (Carte)" in at.window.banner.words
    assert selling.sales_today(at.shop) == ()
    at.press("banner-close")
    # Nothing was put down: nothing is to be said.
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_Escape)
    assert not at.sees("banner-words")
    assert not at.sees("pay-due")


def test_the_ways_to_pay_show_their_keys(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)

    assert at.text("pay-cash-exact").endswith("F6")
    assert at.text("pay-card").endswith("F7")
