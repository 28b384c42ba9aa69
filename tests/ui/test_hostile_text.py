"""Names meant to harm, on the screens: they take their place, and no more."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.shop import Shop
from tests.services.test_hostile_text import HOSTILE, sell_with
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

WITH_MARK_UP = "<img src='file:///etc/hostname'><h1>Thé</h1>"


def with_bread(builder: AShop) -> AShop:
    return builder.with_product("Pain", 1_15, vat=550, code="3017620422003")


def sell_all(shop: Shop) -> None:
    for words in (*HOSTILE.values(), WITH_MARK_UP):
        sell_with(shop, words)


def labels(at: Counter) -> list[QLabel]:
    return [each for each in at.window.findChildren(QLabel) if each.isVisible() and each.text()]


@pytest.mark.parametrize("room", ["sale", "catalogue", "till"])
def test_no_name_widens_the_window_or_is_taken_for_mark_up(counter: Opener, room: str) -> None:
    at = counter(with_bread, size=(1024, 720), stock=sell_all)
    at.window.go(room)
    at.settle()

    assert at.window.minimumSizeHint().width() <= 1024
    assert at.window.minimumSizeHint().height() <= 720
    assert at.window.width() == 1024
    assert [each.objectName() for each in labels(at)
            if each.textFormat() is not Qt.TextFormat.PlainText] == []  # fmt: skip
    tips = [each.toolTip() for each in at.window.findChildren(QWidget) if each.isVisible()]
    assert [tip for tip in tips if "<img" in tip and GuiQt.mightBeRichText(tip)] == []


@pytest.mark.parametrize("words", [*HOSTILE.values(), WITH_MARK_UP], ids=[*HOSTILE, "picture"])
def test_a_basket_of_such_names_stays_in_its_pane(counter: Opener, words: str) -> None:
    at = counter(with_bread, size=(1024, 720), stock=lambda shop: sell_with(shop, words))
    at.window.go("sale")
    at.settle()
    at.scan("3017620422003")

    assert at.window.width() == 1024
    assert at.window.minimumSizeHint().width() <= 1024
    at.window.grab()
