"""The customer's window beside a till that sells."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.cart import Discount
from desktop.domain.facing import Moment, Scene, SceneLine
from desktop.services.upkeep import house
from desktop.ui.display.window import DisplayWindow
from desktop.ui.sale.screen import SaleScreen
from desktop.ui.wording import Language
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import AShop
from tests.support.an_order import placed
from tests.ui.conftest import Counter, Opener

BREAD, HONEY, SCARF = "3017620422003", "3760091726964", "3274080005003"
TWO_SCREENS = {
    "screens": [
        {"name": "till", "x": 0, "y": 0, "width": 1366, "height": 768},
        {"name": "customer", "x": 1366, "y": 0, "width": 1024, "height": 600},
    ]
}


def with_display(builder: AShop) -> AShop:
    return (
        builder.with_product("Baguette tradition", 130, vat=550, code=BREAD, category="Pain")
        .with_product("Miel de lavande", 780, vat=550, code=HONEY, category="Épicerie")
        .with_product("Comté 18 mois", 2890, vat=550, unit="kg", category="Fromages")
        .with_product("Écharpe", 4900, code=SCARF, stock=1, category="Mode")
        .with_settings(display="window")
    )


@pytest.fixture
def open_shop(counter: Opener) -> Callable[..., Counter]:
    return lambda **more: counter(with_display, **more)


def shown(at: Counter) -> DisplayWindow:
    window = at.window.customer_display.window
    assert window is not None
    return window


def words(at: Counter) -> str:
    """Return what the customer reads once the till's window is done with its own lines."""
    at.settle()
    return " | ".join(shown(at).page.words).replace("\u00a0", " ")


def set_display(at: Counter, place: str) -> None:
    settings = structs.replace(at.shop.settings, display=place)
    at.desk.tasks.ledger(at.window, lambda: house.change_settings(at.shop, settings))
    at.settle()


def sale_of(at: Counter) -> SaleScreen:
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    return screen


def test_an_idle_display_shows_the_shop_and_that_receipts_are_printed_on_demand(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()

    assert shown(at).isVisible()
    assert words(at) == (
        "Librairie du Parc | Bonjour | Le ticket n'est imprimé que si vous le demandez."
    )


def test_the_customer_reads_each_line_as_it_is_scanned(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    at.scan(HONEY)
    at.scan(BREAD)
    at.scan(BREAD)

    page = shown(at).page

    assert [row.name for row in page.rows] == ["Miel de lavande"]
    assert page.large is not None
    assert (page.large.name, page.large.amount) == ("Baguette tradition", "2,60\u00a0€")
    assert page.large.detail == "2 × 1,30\u00a0€"
    assert page.main is not None
    assert (page.main.words, page.main.amount) == ("Total", "10,40\u00a0€")


def test_what_is_taken_off_is_told_on_its_line_and_in_all(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()
    at.scan(SCARF)
    screen = sale_of(at)

    screen.become(screen.cart.discount_line(0, Discount.basis_points(1000), "tache"))

    assert "−4,90 €" in words(at)
    assert "Vous économisez 4,90 €" in words(at)
    assert "tache" not in words(at)


def test_a_split_payment_tells_what_is_paid_and_what_is_due(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_F7)

    page = shown(at).page

    assert page.main is not None
    assert (page.main.words, page.main.amount) == ("Reste à payer", "29,00\u00a0€")
    assert [figure.amount for figure in page.others] == ["49,00\u00a0€", "20,00\u00a0€"]


def test_change_and_thanks_stand_until_the_next_customer(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    at.scan(HONEY)
    at.key(Qt.Key.Key_F12)
    at.type("10")
    at.key(Qt.Key.Key_Return)
    assert words(at).startswith("Librairie du Parc | Merci, et à bientôt | Votre monnaie | 2,20 €")

    at.scan(BREAD)

    assert "Merci" not in words(at)
    assert "Baguette tradition" in words(at)


def test_thanks_give_way_to_the_shops_name(open_shop: Callable[..., Counter], qtbot: QtBot) -> None:
    at = open_shop()
    facing = at.desk.facing
    facing._thanks.setInterval(1)

    with qtbot.waitSignal(facing._thanks.timeout):
        facing.thank(Money(780), Money(0))

    assert "Bonjour" in words(at)


def test_leaving_the_payment_shows_the_basket_again(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_F7)

    at.key(Qt.Key.Key_Escape)

    assert at.desk.facing.scene.moment is Moment.BASKET
    assert "Payé" not in words(at)


def test_the_pickup_asks_for_a_code_and_hides_the_basket_of_the_counter(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()
    at.scan(SCARF)
    at.window.go("pickup")
    at.settle()
    assert "Présentez votre code de retrait" in words(at)
    assert "Écharpe" not in words(at)

    at.window.go("sale")

    assert "Écharpe" in words(at)


def test_an_order_at_the_pickup_shows_its_amount_and_nothing_else_of_it(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()
    order = placed(at.shop, ("Miel de lavande", 1)).ready()
    at.settle()
    at.window.go("pickup")
    at.scan(order.code.text)
    name = order.view.customer_name
    assert name
    assert "Présentez" in words(at)

    at.press("pickup-give")
    assert words(at) == "Librairie du Parc | Total | 7,80 €"
    at.key(Qt.Key.Key_F7)

    assert "Merci" in words(at)
    assert name not in words(at)
    assert "Miel" not in words(at)


def test_the_display_never_takes_the_focus_from_the_till(
    open_shop: Callable[..., Counter],
) -> None:
    at = open_shop()
    at.window.activateWindow()
    before = QApplication.focusWidget()

    set_display(at, "")
    set_display(at, "window")
    at.scan(HONEY)

    window = shown(at)
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert window.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert QApplication.focusWidget() is before


def test_the_display_comes_and_goes_with_its_setting(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    at.scan(HONEY)

    set_display(at, "")
    assert at.window.customer_display.window is None
    set_display(at, "window")

    assert "Miel de lavande" in words(at)


def test_without_a_second_screen_nothing_is_opened(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()

    set_display(at, "screen")

    assert at.window.customer_display.window is None


def test_the_till_closes_its_display(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    window = shown(at)
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)

    at.window.close()

    assert not window.isVisible()


def test_a_lesson_says_so_on_the_display(open_shop: Callable[..., Counter]) -> None:
    at = open_shop()
    at.shop.is_training = True

    at.scan(HONEY)

    assert "Formation : rien n'est vendu" in words(at)


def test_the_display_speaks_english(open_shop: Callable[..., Counter]) -> None:
    at = open_shop(language=Language.ENGLISH)
    at.scan(HONEY)
    at.key(Qt.Key.Key_F12)
    at.type("10")
    at.key(Qt.Key.Key_Return)

    assert "Your change | €2.20" in words(at)


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (1920, 1080), (480, 800)])
def test_whatever_stands_on_it_stays_inside_its_margins(
    open_shop: Callable[..., Counter], size: tuple[int, int]
) -> None:
    at = open_shop()
    window = shown(at)
    line = SceneLine(
        name="Anticonstitutionnellement " * 8,
        quantity=Quantity(12_345_678, Unit.KILOGRAM),
        price=Money(1_234_567),
        amount=Money(99_999_999),
        saved=Money(1_000_000),
        promotion="Une promotion au nom interminable " * 4,
        gross=Money(98_999_999),
    )
    scene = Scene(
        moment=Moment.PAYING,
        lines=(line,) * 40,
        touched=39,
        total=Money(99_999_999_99),
        saved=Money(40_000_000),
        paid=Money(1),
        due=Money(99_999_999_98),
    )
    for moment in (scene, structs.replace(scene, lines=()), Scene.thanks(scene.total, scene.due)):
        window.resize(*size)
        window.show_scene(moment)
        assert _margins(window.grab().toImage()) == {window_canvas(at)}


def window_canvas(at: Counter) -> str:
    return QColor(at.desk.tokens.colours.canvas).name()


def _margins(image: QImage) -> set[str]:
    wide, high, edge = image.width(), image.height(), 8
    points = [(x, y) for x in range(wide) for y in (0, edge, high - edge, high - 1)]
    points += [(x, y) for y in range(high) for x in (0, edge, wide - edge, wide - 1)]
    return {image.pixelColor(x, y).name() for x, y in points}


def test_the_display_fills_the_second_screen_and_follows_the_plug(tmp_path: Path) -> None:
    config = tmp_path / "screens.json"
    config.write_text(json.dumps(TWO_SCREENS), encoding="utf-8")
    script = Path(__file__).with_name("two_screens.py")
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "PYTHONPATH": str(script.parents[2]),
    }

    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "shop")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "with one screen": None,
        "plugged in": ["customer", [1366, 0, 1024, 600], True],
        "unplugged": None,
        "plugged in again": ["customer", [1366, 0, 1024, 600], True],
        "as a window": ["till", None, True],
        "behind the shop to learn in": None,
        "in front again": ["till", None, True],
    }
