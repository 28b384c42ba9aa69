"""A person's hands and eyes before a small window of real widgets."""

from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPushButton,
    QTabBar,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from demo.record import StepFailedError
from demo.stage import Stage

Kind = TypeVar("Kind", bound=QWidget)


class Basket(QLabel):
    """Takes files that are dropped, and only pictures."""

    def __init__(self) -> None:
        super().__init__("drop here")
        self.setAcceptDrops(True)
        self.dropped: list[str] = []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 Qt's name
        if self._files(event.mimeData())[0].endswith(".png"):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 Qt's name
        self.dropped += self._files(event.mimeData())

    @staticmethod
    def _files(carried: QMimeData) -> list[str]:
        return [url.toLocalFile() for url in carried.urls()]


class Keys(QLineEdit):
    """Notes each sign with the moment it is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.signs: list[str] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        self.signs.append(event.text())
        super().keyPressEvent(event)


class Window(QMainWindow):
    """One of everything the stage knows."""

    def __init__(self) -> None:
        super().__init__()
        room = QWidget()
        self.layout_ = QVBoxLayout(room)
        self.words = self._put(QLabel("Bonjour à tous"), "words")
        self.field = self._put(Keys(), "field")
        self.button = self._put(QPushButton("Payer"), "pay")
        self.box = self._put(QComboBox(), "category")
        self.box.addItems(["Miels", "Confitures", "Thés"])
        self.chips = self._put(QTabBar(), "rate")
        for rate in ("5,5 %", "10 %", "20 %"):
            self.chips.addTab(rate)
        self.basket = self._put(Basket(), "basket")
        self.table = self._put(QTableWidget(2, 2), "prices")
        self.table.setEditTriggers(QTableWidget.EditTrigger.AllEditTriggers)
        self.rows = self._put(QListView(), "rows")
        self.model = QStandardItemModel(3, 1, self.rows)
        self.rows.setModel(self.model)
        self.setCentralWidget(room)
        self.resize(600, 800)

    def _put(self, widget: Kind, name: str) -> Kind:
        widget.setObjectName(name)
        self.layout_.addWidget(widget)
        return widget


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    shown = Window()
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    return shown


@pytest.fixture
def stage(window: Window) -> Stage:
    return Stage(window)


def test_button_is_clicked(stage: Stage, window: Window) -> None:
    pressed: list[bool] = []
    window.button.clicked.connect(lambda: pressed.append(True))
    stage.click("pay")
    assert len(pressed) == 1


def test_what_is_hidden_or_disabled_is_waited_for(stage: Stage, window: Window) -> None:
    window.button.hide()
    window.field.setEnabled(False)
    QTimer.singleShot(30, window.button.show)
    QTimer.singleShot(60, lambda: window.field.setEnabled(True))
    assert stage.find("pay") is window.button
    assert stage.find("field") is window.field


def test_what_never_comes_is_named(stage: Stage) -> None:
    with pytest.raises(StepFailedError, match="waited 40 ms in vain for the rain"):
        stage.until(lambda: None, "the rain", patience_ms=40)
    with pytest.raises(StepFailedError, match="«Adieu»"):
        stage.await_words("Adieu", patience_ms=40)


def test_words_are_seen_only_where_they_are_shown(stage: Stage, window: Window) -> None:
    assert stage.sees("à tous")
    assert stage.text_of("pay") == "Payer"
    window.words.hide()
    assert not stage.sees("à tous")


def test_words_that_come_late_are_awaited(stage: Stage, window: Window) -> None:
    QTimer.singleShot(30, lambda: window.words.setText("Merci"))
    stage.await_words("Merci")


def test_hand_types_letters_of_any_alphabet_over_what_stood_there(
    stage: Stage, window: Window
) -> None:
    window.field.setText("old")
    stage.type("field", "Crème 5,90 €")
    assert window.field.text() == "Crème 5,90 €"
    assert "".join(window.field.signs).endswith("Crème 5,90 €")


def test_scanner_sends_its_signs_and_enter_to_the_focus(stage: Stage, window: Window) -> None:
    ended: list[str] = []
    window.field.returnPressed.connect(lambda: ended.append(window.field.text()))
    stage.click("pay")
    window.field.setFocus()
    stage.scan("3017620422003")
    assert ended == ["3017620422003"]


def test_key_goes_where_the_cursor_is(stage: Stage, window: Window) -> None:
    window.field.setFocus()
    stage.key(Qt.Key.Key_A)
    assert window.field.text() == "a"


def test_entry_is_chosen_by_its_words_up_and_down(stage: Stage, window: Window) -> None:
    for words in ("Thé", "onfit", "Miel"):
        stage.choose("category", words)
        assert words in window.box.currentText()
    with pytest.raises(StepFailedError, match="«category» does not offer «Vins»"):
        stage.choose("category", "Vins")


def test_chip_is_chosen_by_its_words(stage: Stage, window: Window) -> None:
    stage.choose_chip("rate", "20")
    assert window.chips.tabText(window.chips.currentIndex()) == "20 %"
    with pytest.raises(StepFailedError, match="«rate» does not offer «2,1»"):
        stage.choose_chip("rate", "2,1")


def test_file_is_dropped_where_it_is_taken(stage: Stage, window: Window, tmp_path: Path) -> None:
    stage.drop("basket", tmp_path / "jar.png")
    assert window.basket.dropped == [(tmp_path / "jar.png").as_posix()]
    with pytest.raises(StepFailedError, match="«basket» does not take files"):
        stage.drop("basket", tmp_path / "jar.exe")


def test_cell_is_written_by_hand(stage: Stage, window: Window) -> None:
    stage.write_cell("prices", 1, 0, "9,80")
    stage.write_cell("prices", 0, 1, "6")
    cells = {
        (row, column): item.text()
        for row in range(2)
        for column in range(2)
        if (item := window.table.item(row, column)) is not None and item.text()
    }
    assert cells == {(1, 0): "9,80", (0, 1): "6"}


def test_row_is_tapped_once_it_is_there(stage: Stage, window: Window) -> None:
    tapped: list[int] = []
    window.rows.clicked.connect(lambda index: tapped.append(index.row()))
    QTimer.singleShot(30, lambda: window.model.setRowCount(5))
    stage.tap_row("rows", 4)
    assert tapped == [4]


def test_picture_shows_the_window_as_it_is(stage: Stage, window: Window, tmp_path: Path) -> None:
    stage.picture(tmp_path / "one.png")
    window.setStyleSheet("QWidget { background: #ff0000 }")
    stage.picture(tmp_path / "two.png")
    with Image.open(tmp_path / "one.png") as one, Image.open(tmp_path / "two.png") as two:
        assert one.size == two.size == (window.width(), window.height())
        assert one.convert("RGB").getpixel((2, 2)) != (255, 0, 0)
        assert two.convert("RGB").getpixel((2, 2)) == (255, 0, 0)


def test_tap_reaches_what_is_no_button(stage: Stage, window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.chips.tabBarClicked):
        stage.tap("rate")
