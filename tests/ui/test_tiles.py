"""The tiles on the screen: what lies under the pointer, the finger and the keyboard's cursor."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.tasks import Tasks
from desktop.ui.theme.tokens import Colours, Tokens
from desktop.ui.widgets.photos import Photos
from desktop.ui.widgets.tiles import Tile, TileGrid


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[TileGrid]:
    """Yield two tiles on a screen, none of them under anything."""
    with ThreadPoolExecutor(1) as ledger:
        made = TileGrid("tiles", "Articles", Tokens(), Photos(Tasks(ledger)))
        qtbot.addWidget(made)
        made.resize(700, 500)
        made.show_tiles([Tile("one", "Pain", "1,30 €"), Tile("two", "Savon", "4,90 €")])
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        yield made


def place_of(grid: TileGrid, row: int) -> QPoint:
    return grid.visualRect(grid.model().index(row, 0)).center()


def ground_of(grid: TileGrid, row: int) -> QColor:
    """Return the colour of a tile's card, read where nothing is written on it."""
    QApplication.processEvents()
    card = grid.visualRect(grid.model().index(row, 0))
    return picture_of(grid).pixelColor(card.right() - 20, card.bottom() - 14)


def picture_of(grid: TileGrid) -> QImage:
    return grid.viewport().grab().toImage()


def test_the_tile_under_a_finger_looks_pressed_until_it_is_let_go(grid: TileGrid) -> None:
    sunken, raised = QColor(Colours().sunken), QColor(Colours().surface)
    assert ground_of(grid, 0) == ground_of(grid, 1) == raised
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=place_of(grid, 0))
    assert ground_of(grid, 0) == sunken
    assert ground_of(grid, 1) == raised
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=place_of(grid, 1))
    assert ground_of(grid, 0) == ground_of(grid, 1) == raised


def test_the_tile_under_the_pointer_has_a_rim_of_its_own(grid: TileGrid) -> None:
    plain = picture_of(grid)
    QTest.mouseMove(grid.viewport(), place_of(grid, 1))
    QApplication.processEvents()
    first, second = (grid.visualRect(grid.model().index(row, 0)) for row in (0, 1))
    over = picture_of(grid)
    assert over.copy(first) == plain.copy(first)
    assert over.copy(second) != plain.copy(second)
    QTest.mouseMove(grid.viewport(), QPoint(grid.width() // 2, grid.height() - 20))
    QApplication.processEvents()
    assert picture_of(grid) == plain


def test_the_keyboard_s_cursor_is_seen_only_while_the_tiles_have_the_focus(grid: TileGrid) -> None:
    grid.begin_at_first()
    QApplication.processEvents()
    first = grid.visualRect(grid.model().index(0, 0))
    chosen = picture_of(grid).copy(first)
    grid.clearFocus()
    QApplication.processEvents()
    plain = picture_of(grid).copy(first)
    assert chosen != plain
    grid.setFocus()
    QApplication.processEvents()
    assert picture_of(grid).copy(first) == chosen
