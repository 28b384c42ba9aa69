"""The pole display beside a till that sells."""

from collections.abc import Iterator

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.devices.display_simulator import PoleSimulator
from desktop.services.upkeep import house
from desktop.ui.widgets.chips import Chips
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

BREAD, HONEY = "3017620422003", "3760091726964"


@pytest.fixture
def pole() -> Iterator[PoleSimulator]:
    with PoleSimulator() as simulator:
        yield simulator


def open_with(counter: Opener, address: str) -> Counter:
    def prepare(builder: AShop) -> AShop:
        return (
            builder.with_product("Baguette tradition", 130, vat=550, code=BREAD)
            .with_product("Miel de lavande", 780, vat=550, code=HONEY)
            .with_settings(pole=address)
        )

    return counter(prepare)


def test_a_sale_is_told_line_by_line(counter: Opener, pole: PoleSimulator) -> None:
    at = open_with(counter, pole.address)
    assert pole.shows("Librairie du Parc", "Bonjour")

    at.scan(HONEY)
    at.scan(BREAD)
    at.scan(BREAD)
    assert pole.shows("2 x Bagu... 2,60 EUR", "Total      10,40 EUR")
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_Return)

    assert pole.shows("Merci, a bientot", "Monnaie     9,60 EUR")


def test_what_is_due_is_told_while_one_pays(counter: Opener, pole: PoleSimulator) -> None:
    at = open_with(counter, pole.address)
    at.scan(HONEY)
    at.key(Qt.Key.Key_F12)
    at.type("5")
    at.key(Qt.Key.Key_F7)

    assert pole.shows("Total       7,80 EUR", "A payer     2,80 EUR")


def test_the_pickup_asks_for_the_code(counter: Opener, pole: PoleSimulator) -> None:
    at = open_with(counter, pole.address)

    at.window.go("pickup")
    at.settle()

    assert pole.shows("Presentez votre", "code de retrait")


def test_a_sale_goes_through_with_a_display_that_is_not_there(counter: Opener) -> None:
    at = open_with(counter, "tcp://127.0.0.1:9")
    at.scan(HONEY)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")

    assert at.text("done-words") == "Payé"


def test_another_address_takes_the_display_along(counter: Opener, pole: PoleSimulator) -> None:
    at = open_with(counter, "")
    at.scan(HONEY)
    settings = structs.replace(at.shop.settings, pole=pole.address)

    at.desk.tasks.ledger(at.window, lambda: house.change_settings(at.shop, settings))
    at.settle()

    assert pole.shows("Miel de...  7,80 EUR", "Total       7,80 EUR")


def test_the_settings_try_a_display_before_it_is_kept(counter: Opener, pole: PoleSimulator) -> None:
    at = open_with(counter, "")
    at.settings("devices")
    choose_network(at, "settings-pole", pole.address)

    at.press("settings-pole-test")
    assert pole.shows("Essai reussi", "Total      12,50 EUR")
    assert at.shop.settings.pole == ""
    at.press("settings-save")

    assert at.shop.settings.pole == pole.address


def test_the_settings_say_when_a_display_does_not_answer(counter: Opener) -> None:
    at = open_with(counter, "")
    at.settings("devices")
    choose_network(at, "settings-pole", "tcp://127.0.0.1:9")

    at.press("settings-pole-test")

    assert at.text("banner-words").startswith("L'afficheur ne répond pas")


def test_a_port_that_is_unplugged_stays_chosen_and_says_so(counter: Opener) -> None:
    at = open_with(counter, "serial:/dev/ttyUSB99")
    at.settings("devices")

    choice = at.find("settings-pole-port")

    assert isinstance(choice, QComboBox)
    assert choice.currentText() == "/dev/ttyUSB99 (débranché)"
    assert choice.currentData() == "serial:/dev/ttyUSB99"


def test_the_speed_of_a_port_is_chosen_beside_it(counter: Opener) -> None:
    at = open_with(counter, "serial:/dev/ttyUSB99?baud=19200")
    at.settings("devices")
    speed = at.find("settings-pole-speed")
    assert isinstance(speed, QComboBox)
    assert speed.currentText() == "19200 bauds"

    speed.setCurrentIndex(speed.findData("?baud=4800"))
    at.press("settings-save")

    assert at.shop.settings.pole == "serial:/dev/ttyUSB99?baud=4800"


def test_a_camera_that_is_unplugged_stays_chosen_and_says_so(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_settings(camera="97"))
    at.settings("devices")

    chips = at.find("settings-camera-choice")

    assert isinstance(chips, Chips)
    assert chips.value == "97"
    assert chips.tabText(chips.currentIndex()) == "Débranchée"


def choose_network(at: Counter, name: str, address: str) -> None:
    choice, place = at.find(f"{name}-port"), at.find(f"{name}-port").parent()
    assert isinstance(choice, QComboBox)
    assert isinstance(place, QWidget)
    choice.setCurrentIndex(choice.findData("tcp://"))
    field = place.findChild(QLineEdit, f"{name}-place")
    assert field is not None
    field.setText(address.removeprefix("tcp://"))
