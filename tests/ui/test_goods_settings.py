"""Scale codes with their live test box, and tares."""

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.settings import Tare
from desktop.ui.settings.goods import read_tares
from sync.kernel.gtin import WeighedLayout
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

CHEESE = WeighedLayout("21").write("2100123000000", 0)


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Comté", 2000, vat=550, unit="kg", code=CHEESE)


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.setText(words)
    at.settle()


def test_a_code_is_read_while_it_is_typed_with_what_is_not_saved_yet(counter: Opener) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    write(at, "settings-try-code", WeighedLayout("21").write(CHEESE, 345))
    assert at.text("settings-code-read") == "Comté\u00a0: 0,345\u00a0kg"

    write(at, "settings-weight-prefixes", "22")
    write(at, "settings-price-prefixes", "21")

    assert at.text("settings-code-read") == "Comté\u00a0: 3,45\u00a0€ (0,173\u00a0kg)"
    assert at.shop.settings.weighed_layouts[0] == WeighedLayout("21")


@pytest.mark.parametrize("typed", ["7", "21 21"])
def test_prefixes_that_cannot_be_are_said_at_once_and_not_saved(
    counter: Opener, typed: str
) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    write(at, "settings-price-prefixes", typed)
    before = at.shop.settings

    at.press("settings-save")

    assert "réfixe" in at.text("settings-code-read") or "poids" in at.text("settings-code-read")
    assert at.shop.settings == before


def test_saved_codes_hold_at_the_counter(counter: Opener) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    write(at, "settings-weight-prefixes", "")
    write(at, "settings-price-prefixes", "21")
    at.press("settings-save")
    at.window.go("sale")

    at.scan(WeighedLayout("21").write(CHEESE, 500))

    assert at.text("sale-total") == "5,00\u00a0€"


def test_a_scan_into_the_box_is_tried_and_not_sold(counter: Opener) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    at.find("settings-try-code").setFocus()

    at.scan("4006381333931")

    assert at.window.room == "settings"
    assert "4006381333931" in at.text("settings-code-read")


def test_tares_are_read_back_before_they_are_saved(counter: Opener) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    write(at, "settings-tare-list", "Barquette 8, Grand bocal 250 g, rien")
    assert at.text("settings-tares-read") == "Barquette 8 g · Grand bocal 250 g"

    at.press("settings-save")

    assert at.shop.settings.tares == (
        Tare(name="Barquette", grams=8),
        Tare(name="Grand bocal", grams=250),
    )


@pytest.mark.parametrize("typed", ["", "Bocal", "12", "Bocal 0", ",,", "Bocal -5"])
def test_what_is_no_tare_is_none(typed: str) -> None:
    assert read_tares(typed) == ()


def test_a_label_of_an_unknown_item_says_its_weight_and_which_code_to_give(
    counter: Opener,
) -> None:
    at = counter(with_goods)
    at.settings("weighing")
    item = WeighedLayout("21").write("2100999000000", 0)

    write(at, "settings-try-code", WeighedLayout("21").write(item, 345))

    assert at.text("settings-code-read") == (
        f"0,345\u00a0kg, article {item}\u00a0: donnez ce code à un produit."
    )


def test_the_shops_own_codes_are_shown_before_they_are_saved(counter: Opener) -> None:
    at = counter()
    at.settings("weighing")
    assert "2002600000013" in at.text("settings-own-code-read")
    write(at, "settings-code-prefix", "29")
    write(at, "settings-code-series", "7")
    assert "2900700000011" in at.text("settings-own-code-read")
    at.press("settings-save")
    assert (at.shop.settings.code_prefix, at.shop.settings.code_series) == ("29", 7)


@pytest.mark.parametrize(("prefix", "series"), [("31", ""), ("20", "x"), ("21", "")])
def test_own_codes_that_cannot_be_say_why(counter: Opener, prefix: str, series: str) -> None:
    at = counter()
    at.settings("weighing")
    write(at, "settings-code-prefix", prefix)
    write(at, "settings-code-series", series)
    assert "Choisissez" in at.text("settings-own-code-read") or "Donnez" in at.text(
        "settings-own-code-read"
    )
