"""The window goes: a basket is kept by itself, what is not saved is asked about once."""

import threading
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.counter import customers, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.ui.orders.screen import OrdersScreen
from desktop.ui.wording import Language
from tests.support.a_shop import AShop, open_again
from tests.support.a_slow_name import FAR, slow_name
from tests.ui.conftest import Counter, Opener

CTRL = Qt.KeyboardModifier.ControlModifier
SCARF = "4006381333931"


def with_scarf(builder: AShop) -> AShop:
    return builder.with_product("Écharpe", 49_00, code=SCARF)


def quit_by_key(at: Counter) -> None:
    at.key(Qt.Key.Key_Q, CTRL)


def is_gone(at: Counter) -> bool:
    return not at.window.isVisible()


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    # Not key by key, which at this speed is a scanner's burst.
    field.setText(words)
    field.textEdited.emit(words)


def edit_product(at: Counter, name: str) -> None:
    (view,) = catalogue.products(at.shop, ProductQuery()).products
    at.window.go("catalogue")
    at.window.screen_of("catalogue").open(view)  # type: ignore[attr-defined]
    at.settle()
    write(at, "product-name", name)
    at.settle()


def names(folder: Path) -> list[str]:
    shop = open_again(folder)
    try:
        return [each.name for each in catalogue.products(shop, ProductQuery()).products]
    finally:
        shop.close()


def test_nothing_unsaved_is_nothing_asked(counter: Opener) -> None:
    at = counter(with_scarf)

    quit_by_key(at)

    assert is_gone(at)


@pytest.mark.parametrize("language", list(Language))
def test_an_open_basket_is_kept_by_itself(counter: Opener, language: Language) -> None:
    at = counter(with_scarf, language=language)
    at.scan(SCARF)

    at.window.close()

    assert is_gone(at)
    (kept,) = selling.parked(at.shop)
    assert (kept.lines, kept.note) == (1, at.desk.say("leaving.basket"))


def test_a_record_is_saved_on_the_way_out_or_dropped_and_asked_about_once(
    counter: Opener,
) -> None:
    at = counter(with_scarf)
    edit_product(at, "Étole")
    at.window.go("sale")
    at.settle()

    quit_by_key(at)
    assert not is_gone(at)
    assert at.window.room == "catalogue"
    assert "Étole" in at.text("leaving-words")
    at.key(Qt.Key.Key_Escape)
    assert not at.sees("leaving")
    assert not is_gone(at)

    quit_by_key(at)
    at.key(Qt.Key.Key_Space)  # on the button that saves

    assert is_gone(at)
    at.shop.close()
    assert names(at.shop.folder) == ["Étole"]


def test_what_is_dropped_is_gone_and_nothing_else(counter: Opener) -> None:
    at = counter(with_scarf)
    edit_product(at, "Étole")
    at.window.go("customers")
    at.press("customer-new")
    write(at, "customer-name", "Mme Roux")

    at.window.close()
    at.press("leaving-drop")
    assert not is_gone(at)
    assert at.window.room == "customers"
    at.press("leaving-save")

    assert is_gone(at)
    assert [each.called for each in customers.search(at.shop, "")] == ["Mme Roux"]
    at.shop.close()
    assert names(at.shop.folder) == ["Écharpe"]


def test_what_cannot_be_saved_keeps_the_window_and_says_why(counter: Opener) -> None:
    at = counter(with_scarf)
    edit_product(at, "Étole")
    write(at, "product-price", "")

    at.window.close()
    at.press("leaving-save")

    assert not is_gone(at)
    assert at.sees("banner-words")
    assert not at.sees("leaving")


def test_settings_ask_where_they_stand_and_are_saved_on_the_way_out(counter: Opener) -> None:
    at = counter(with_scarf)
    at.window.go("settings")
    at.settle()
    write(at, "settings-name", "Chez Léa")
    assert at.sees("settings-changes")

    quit_by_key(at)
    assert not is_gone(at)
    at.press("leaving-save")

    assert is_gone(at)
    assert at.shop.profile.name == "Chez Léa"


def test_a_drawer_that_is_counted_and_a_payment_that_is_begun_are_asked_about(
    counter: Opener,
) -> None:
    at = counter(with_scarf)
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_F6)
    at.window.go("till")
    at.settle()
    at.key(Qt.Key.Key_F12)
    at.type("3")

    at.window.close()
    assert at.text("leaving-words").startswith(at.desk.say("leaving.payment"))
    assert "20,00\u00a0€ (Espèces)" in at.text("leaving-words")
    assert not at.sees("leaving-save")
    at.press("leaving-drop")
    assert at.text("leaving-words") == at.desk.say("leaving.count")
    at.press("leaving-drop")

    assert is_gone(at)
    assert len(selling.parked(at.shop)) == 1


def test_looking_at_a_customer_is_no_edit(counter: Opener) -> None:
    at = counter(
        with_scarf,
        stock=lambda shop: customers.add(shop, CustomerDraft(name="Mme Roux", groups=("pro",))),
    )
    at.window.go("customers")
    at.settle()
    at.press("customer-0")

    quit_by_key(at)

    assert is_gone(at)


def test_what_makes_no_sound_and_what_gives_no_answer_holds_no_closing(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter(with_scarf)
    rings, is_over, ended = Event(), Event(), list[bool]()

    def hang(_kind: str, _percent: int) -> str:
        rings.set()
        ended.append(is_over.wait(10))
        return "rang"

    monkeypatch.setattr(at.desk.sound, "ring", hang)
    at.settings("market")
    write(at, "settings-link-url", f"https://{FAR}")
    write(at, "settings-link-code", "K7QF-2M9X")
    orders = at.window.screen_of("orders")
    assert isinstance(orders, OrdersScreen)
    with slow_name() as looking:
        orders.preparing.sound_refusal()
        QTest.mouseClick(at.find("settings-link-do"), Qt.MouseButton.LeftButton)
        while not looking.wait(0.01):
            QApplication.processEvents()
        assert rings.wait(10)
        at.window.end()
        left = [thread.name for thread in threading.enumerate()].count("aside")
        assert (ended, left) == ([], 2)
        is_over.set()
