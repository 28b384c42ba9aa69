"""A scanner is a keyboard in a hurry: what it types must reach the screen and no field."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.scanner import ScannerEar
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.layouts import column

CODE = "3017620422003"
TICKET = "T01-2026-000123"


class Desk(QWidget):
    """A window with a field, a text and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.text, self.button = QLineEdit(), QPlainTextEdit(), QPushButton("Payer")
        self.setLayout(column(self.field, self.text, self.button))
        self.ear = ScannerEar(self)
        self.ear.listen()
        self.heard: list[str] = []
        self.ear.scanned.connect(self.heard.append)
        self.fewer = 0
        bind(self, "fewer", self._count)
        self.at_ms = 1000

    def _count(self) -> None:
        self.fewer += 1

    def keys(self, text: str, gap_ms: int, *, again: bool = False) -> None:
        """Type signs with a gap before each, each offered to the shortcuts first as Qt does."""
        for sign in text:
            self.at_ms += gap_ms
            code = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign.upper()))
            target = QApplication.focusWidget() or self
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, sign, again)
                event.setTimestamp(self.at_ms)
                event.ignore()
                QApplication.sendEvent(target, event)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    made.field.setFocus()
    yield made
    made.ear.deleteLater()


def test_a_burst_goes_to_the_screen_and_the_field_is_as_before(desk: Desk) -> None:
    desk.field.setText("Comté")

    desk.keys(CODE + "\r", 4)

    assert desk.heard == [CODE]
    assert desk.field.text() == "Comté"


def test_a_burst_into_a_longer_text_leaves_it_as_before(desk: Desk) -> None:
    desk.text.setPlainText("Deux lignes\nde texte")
    desk.text.setFocus()

    desk.keys(CODE + "\r", 4)

    assert desk.heard == [CODE]
    assert desk.text.toPlainText() == "Deux lignes\nde texte"


def test_a_burst_while_a_button_has_the_focus_presses_nothing(desk: Desk) -> None:
    pressed: list[bool] = []
    desk.button.clicked.connect(pressed.append)
    desk.button.setFocus()

    desk.keys(CODE + "\r", 4)

    assert desk.heard == [CODE]
    assert pressed == []


def test_the_minus_in_a_ticket_number_counts_nothing_down(desk: Desk) -> None:
    desk.button.setFocus()

    desk.keys(TICKET + "\r", 4)

    assert desk.heard == [TICKET]
    assert desk.fewer == 0


def test_a_hand_is_never_taken_for_a_scanner(desk: Desk) -> None:
    desk.keys(CODE + "\r", 60)

    assert desk.heard == []
    assert desk.field.text() == CODE


def test_digits_typed_before_a_scan_stay_and_are_no_part_of_it(desk: Desk) -> None:
    desk.keys("20", 120)
    desk.keys("3", 500)
    desk.keys(CODE[1:] + "\r", 4)

    assert desk.heard == [CODE]
    assert desk.field.text() == "20"


def test_a_key_held_down_is_no_scanner(desk: Desk) -> None:
    desk.keys("0000000000", 30, again=True)
    desk.keys("\r", 30)

    assert desk.heard == []


def test_two_scans_at_once_are_two_scans(desk: Desk) -> None:
    desk.keys(CODE + "\r" + TICKET + "\r", 4)

    assert desk.heard == [CODE, TICKET]
    assert desk.field.text() == ""


def test_another_window_is_not_listened_to(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.setFocus()
    for sign in CODE + "\r":
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(other, event)

    assert desk.heard == []
