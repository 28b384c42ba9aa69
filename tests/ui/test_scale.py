"""Goods sold by weight, with a scale beside the till."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.devices.scale_simulator import Fault, ScaleSimulator
from desktop.settings import Tare
from desktop.ui.sale.screen import SaleScreen
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

BREAD = "3017620422003"


@pytest.fixture
def scale() -> Iterator[ScaleSimulator]:
    with ScaleSimulator(310) as simulator:
        yield simulator


def open_with(counter: Opener, address: str, dialect: str = "8217") -> Counter:
    def prepare(builder: AShop) -> AShop:
        return (
            builder.with_product("Comté 18 mois", 2890, vat=550, unit="kg", category="Fromages")
            .with_product("Baguette tradition", 130, vat=550, code=BREAD)
            .with_settings(
                scale=address, scale_dialect=dialect, tares=(Tare(name="Barquette", grams=10),)
            )
        )

    return counter(prepare)


def ask_weight(at: Counter) -> None:
    at.type("comt")
    at.key(Qt.Key.Key_Return)


def cart_of(at: Counter) -> list[tuple[str, int]]:
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    return [(line.item.label, line.quantity.thousandths) for line in screen.cart.lines]


@pytest.mark.parametrize("dialect", ["8217", "dialog06"])
def test_what_lies_on_the_scale_is_shown_and_sold_on_enter(
    counter: Opener, scale: ScaleSimulator, dialect: str
) -> None:
    at = open_with(counter, scale.address, dialect)
    ask_weight(at)
    assert at.text("quantity-field") == "0,310"
    assert at.text("quantity-comes-to").endswith("8,96\u00a0€")
    assert cart_of(at) == []

    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("Comté 18 mois", 310)]


@pytest.mark.parametrize("fault", [Fault.MOVING, Fault.NEGATIVE, Fault.OVERLOAD, Fault.GARBAGE])
def test_a_weight_that_is_none_never_enters_the_ticket(counter: Opener, fault: Fault) -> None:
    with ScaleSimulator(310, fault) as scale:
        at = open_with(counter, scale.address)
        ask_weight(at)
        assert at.sees("quantity-scale-told")

        at.key(Qt.Key.Key_Return)

        assert at.text("quantity-field") == ""
        assert cart_of(at) == []


def test_the_scale_is_read_again_by_its_key(counter: Opener, scale: ScaleSimulator) -> None:
    scale.grams = 0
    at = open_with(counter, scale.address)
    ask_weight(at)
    assert at.text("quantity-scale-told").startswith("Balance vide")

    scale.grams = 1250
    at.key(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)

    assert at.text("quantity-field") == "1,250"
    assert not at.sees("quantity-scale-told")


def test_a_weight_can_be_typed_when_the_scale_is_dead(counter: Opener) -> None:
    at = open_with(counter, "tcp://127.0.0.1:9")
    ask_weight(at)
    assert at.text("quantity-scale-told").startswith("La balance ne répond pas")

    at.type("0,25")
    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("Comté 18 mois", 250)]


def test_the_packaging_is_taken_off_what_was_read(counter: Opener, scale: ScaleSimulator) -> None:
    at = open_with(counter, scale.address)
    ask_weight(at)
    tare = at.find("quantity-tare")
    tare.choose(10)

    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("Comté 18 mois", 300)]


def test_pieces_and_shops_without_a_scale_see_nothing_of_it(
    counter: Opener, scale: ScaleSimulator
) -> None:
    at = open_with(counter, scale.address)
    at.scan(BREAD)
    at.press("sale-quantity")
    assert not at.sees("quantity-scale")
    assert scale.asked == []


def test_the_settings_try_a_scale_and_keep_it(counter: Opener, scale: ScaleSimulator) -> None:
    at = open_with(counter, "")
    ask_weight(at)
    assert not at.sees("quantity-scale")
    at.settings("devices")
    choice, dialect = at.find("settings-scale-port"), at.find("settings-scale-dialect")
    assert isinstance(choice, QComboBox)
    assert isinstance(dialect, QComboBox)
    choice.setCurrentIndex(choice.findData("tcp://"))
    dialect.setCurrentIndex(dialect.findData("dialog06"))
    place = choice.parent()
    assert isinstance(place, QWidget)
    field = place.findChild(QLineEdit, "settings-scale-place")
    assert field is not None
    field.setText(scale.address.removeprefix("tcp://"))

    at.press("settings-scale-test")
    assert at.text("settings-scale-told") == "Elle répond\u00a0: 0,310\u00a0kg."
    at.press("settings-save")

    kept = at.shop.settings
    assert (kept.scale, kept.scale_dialect) == (scale.address, "dialog06")


def test_a_tare_the_scale_took_off_is_not_taken_off_again(
    counter: Opener, scale: ScaleSimulator
) -> None:
    scale.tared_grams = 10
    at = open_with(counter, scale.address)
    ask_weight(at)
    tares = at.window.findChild(QWidget, "quantity-tare")
    assert at.text("quantity-field") == "0,300"
    assert not tares.isVisible()

    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("Comté 18 mois", 300)]
    scale.tared_grams = 0
    ask_weight(at)
    assert at.find("quantity-tare").isVisible()
