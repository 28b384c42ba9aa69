"""A tick answers the finger on its whole row and shows names as they are written."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.tick import Tick


def test_a_finger_far_right_of_the_words_ticks_the_row(qtbot: QtBot) -> None:
    tick = Tick("Thé")
    qtbot.addWidget(tick)
    tick.resize(600, 48)
    tick.show()
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(590, 24))
    assert tick.isChecked()


def test_an_ampersand_stays_in_a_name(qtbot: QtBot) -> None:
    tick = Tick("Thé & cie")
    qtbot.addWidget(tick)
    assert tick.text().replace("&&", "&") == "Thé & cie"
    assert tick.shortcut().isEmpty()
    tick.say("Café & cie")
    assert tick.shortcut().isEmpty()
