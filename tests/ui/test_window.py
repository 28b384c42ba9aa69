"""The window: every room at every size, in both languages, for every hand."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from desktop.ui.mishaps import tell_mishaps
from desktop.ui.rooms import ROOMS
from desktop.ui.settings.groups import GROUPS
from desktop.ui.wording import Language
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

SMALLEST_TARGET_PX = 48
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QTabBar,
    QAbstractItemView,
)


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, category="Pain").with_product(
        "Comté", 2890, unit="kg", category="Fromages"
    )


def visit(at: Counter, room: str) -> None:
    at.window.go(room)
    at.settle()


def controls(at: Counter) -> list[QWidget]:
    found: list[QWidget] = []
    for kind in CONTROLS:
        found += [
            w
            for w in at.window.findChildren(kind)
            if w.isVisible() and not w.objectName().startswith("qt_")
        ]
    # Parts that Qt itself puts into combos and tab bars are reached through these.
    return [w for w in found if not isinstance(w.parentWidget(), QComboBox | QTabBar)]


@pytest.mark.parametrize("language", list(Language))
def test_every_room_fits_a_screen_of_1024_by_768(counter: Opener, language: Language) -> None:
    at = counter(with_goods, language=language, size=(1024, 768))
    for _room in each_room(at):
        pass

    hint = at.window.minimumSizeHint()

    assert hint.width() <= 1024
    assert hint.height() <= 720, "the system's own bars need the rest"
    assert (at.window.width(), at.window.height()) == (1024, 768)


def each_room(at: Counter) -> Iterator[str]:
    for room in ROOMS:
        visit(at, room)
        yield room
        if room == "settings":
            yield from each_group(at)


def each_group(at: Counter) -> Iterator[str]:
    for group in GROUPS[1:]:
        at.settings(group.name)
        yield group.name


def test_every_control_has_a_name_for_hands_and_for_screen_readers(counter: Opener) -> None:
    at = counter(with_goods)
    nameless, mute, doubled = [], [], []
    for room in each_room(at):
        names = [widget.objectName() for widget in controls(at)]
        doubled += [(room, name) for name in set(names) if names.count(name) > 1]
        nameless += [(room, type(w).__name__) for w in controls(at) if not w.objectName()]
        mute += [
            (room, widget.objectName())
            for widget in controls(at)
            if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
        ]

    assert nameless == []
    assert mute == []
    assert doubled == []


def test_every_button_is_big_enough_for_a_finger_and_for_its_words(counter: Opener) -> None:
    at = counter(with_goods, size=(1024, 768))
    small, cut = [], []
    for room in each_room(at):
        buttons = [b for b in at.window.findChildren(QAbstractButton) if b.isVisible()]
        small += [
            (room, button.objectName(), button.width(), button.height())
            for button in buttons
            if button.objectName()
            and not isinstance(button, QCheckBox)
            and min(button.width(), button.height()) < SMALLEST_TARGET_PX
        ]
        cut += [
            (room, button.text())
            for button in buttons
            if button.text() and button.width() < button.minimumSizeHint().width()
        ]

    assert small == []
    assert cut == []


def test_a_key_opens_each_room_and_escape_leads_back(counter: Opener) -> None:
    at = counter(with_goods)
    for key, room in (
        (Qt.Key.Key_F2, "orders"),
        (Qt.Key.Key_F3, "pickup"),
        (Qt.Key.Key_F4, "catalogue"),
        (Qt.Key.Key_F5, "till"),
        (Qt.Key.Key_F11, "help"),
    ):
        at.key(key)
        assert at.window.room == room
        at.key(Qt.Key.Key_Escape)
        assert at.window.room == "sale"


def test_a_touch_on_a_tab_opens_its_room(counter: Opener) -> None:
    at = counter(with_goods)
    tabs = at.window.tabs

    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(3).center())
    at.settle()

    assert at.window.room == "catalogue"


def test_everything_can_be_reached_with_the_tab_key(counter: Opener) -> None:
    at = counter(with_goods)
    reached = set()
    for _ in range(120):
        focus = at.window.focusWidget()
        if focus is not None:
            reached.add(focus.objectName())
        at.window.focusNextChild()

    assert {"sale-scan", "sale-sections", "sale-tiles", "rooms", "open-settings"} <= reached


def test_a_screen_is_made_only_when_somebody_goes_there(counter: Opener) -> None:
    at = counter(with_goods)

    assert set(at.window._screens) == {"sale"}


def test_a_new_shop_is_welcomed(counter: Opener) -> None:
    from desktop.settings import ShopProfile  # noqa: PLC0415 a profile nobody filled in

    at = counter(lambda builder: builder.with_settings(profile=ShopProfile()).with_closed_till())
    assert at.window.room == "welcome"

    at.find("welcome-name").setFocus()
    at.type("Halle")
    at.press("welcome-name-save")
    assert at.find("welcome-photograph").hasFocus()
    at.press("welcome-mentions")
    assert at.find("settings-siret").isVisible(), "what the law wants on a ticket is asked here"
    at.window.go("welcome")
    at.press("welcome-sell")

    assert at.window.room == "sale"
    assert at.shop.profile.name == "Halle"


def test_our_own_mistake_is_told_with_a_reference(counter: Opener) -> None:
    at = counter(with_goods)

    at.desk.tasks.ledger(at.window, lambda: 1 // 0)
    at.settle()

    assert "référence" in at.window.banner.words
    assert at.sees("banner")


def test_an_error_in_a_slot_is_told_and_the_window_goes_on(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter(with_goods)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    tell_mishaps(at.window)

    sys.excepthook(ZeroDivisionError, ZeroDivisionError("oops"), None)

    assert "référence" in at.window.banner.words


def test_a_scan_in_any_room_reaches_the_sale(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Pain", 130, code="3017620422003"))
    visit(at, "till")

    at.scan("3017620422003")

    assert at.window.room == "sale"
    assert at.text("sale-total") == "1,30\u00a0€"


def test_words_typed_by_a_hand_stay_in_their_field(counter: Opener) -> None:
    at = counter(with_goods)
    visit(at, "settings")
    field = at.find("settings-city")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.clear()

    for sign in "Sceaux":
        QTest.keyClicks(field, sign, delay=60)
    QTest.keyClick(field, Qt.Key.Key_Return, delay=60)

    assert field.text() == "Sceaux"
    assert at.window.room == "settings"
