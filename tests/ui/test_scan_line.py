"""What a hand types is searched at the key; what a scanner types is a code and is not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.scan_line import PAUSE_MS, ScanLine

HAND_MS, SCANNER_MS = 120, 5


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[ScanLine]:
    made = ScanLine("line", "hint")
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    yield made
    made.empty()


def type_into(line: ScanLine, text: str, gap_ms: int) -> list[str]:
    """Return what was searched before the last key was let go."""
    searched: list[str] = []
    line.searched.connect(searched.append)
    for place, sign in enumerate(text):
        press = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign
        )
        press.setTimestamp(1_000_000 + place * gap_ms)
        QApplication.sendEvent(line, press)
    return searched


def test_each_letter_of_a_hand_is_searched_at_once(line: ScanLine) -> None:
    assert type_into(line, "miel", HAND_MS) == ["m", "mi", "mie", "miel"]


def test_a_hands_first_digit_waits_and_the_others_do_not(line: ScanLine, qtbot: QtBot) -> None:
    assert type_into(line, "3", HAND_MS) == []
    with qtbot.waitSignal(line.searched, timeout=PAUSE_MS * 50) as heard:
        pass
    line.empty()

    assert heard.args == ["3"]
    assert type_into(line, "3017", HAND_MS) == ["30", "301", "3017"]


def test_a_scanners_digits_wait_for_the_pause(line: ScanLine, qtbot: QtBot) -> None:
    assert type_into(line, "3017", SCANNER_MS) == []
    with qtbot.waitSignal(line.searched, timeout=PAUSE_MS * 50) as heard:
        pass
    assert heard.args == ["3017"]


def test_a_code_of_letters_is_searched_once_and_not_sign_by_sign(line: ScanLine) -> None:
    assert type_into(line, "ABC-123", SCANNER_MS) == ["A"]


def test_what_is_put_into_the_line_is_not_searched_on_the_spot(line: ScanLine) -> None:
    searched: list[str] = []
    line.searched.connect(searched.append)

    line.setText("miel")

    assert searched == []
