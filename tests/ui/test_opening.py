"""The frame stands on the screen at once, and loses no key to what is loaded behind it."""

import subprocess
import sys

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.opening import Opening
from desktop.ui.theme.tokens import Colours


def test_the_frame_needs_nothing_but_qt_and_the_colours() -> None:
    heavy = {"sqlalchemy", "desktop.services", "desktop.models", "cryptography", "fiscal"}
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, desktop.ui.opening; print(sorted({heavy!r} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "[]"


def test_the_frame_is_painted_when_it_stands(qtbot: QtBot) -> None:
    opening = Opening()
    qtbot.addWidget(opening)
    opening.stand()
    try:
        picture = opening.grab().toImage()
        colours = {picture.pixelColor(x, 20).name() for x in range(0, picture.width(), 5)}
    finally:
        opening.give_way(opening)

    assert {QColor(Colours().surface).name(), Colours().accent_soft} <= colours


def test_what_is_typed_meanwhile_reaches_the_window(qtbot: QtBot) -> None:
    opening, field = Opening(), QLineEdit()
    for each in (opening, field):
        qtbot.addWidget(each)
    opening.stand()
    for sign in "3017620422003":
        press = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign
        )
        QApplication.sendEvent(opening, press)

    field.show()
    field.setFocus()
    opening.give_way(field)

    assert field.text() == "3017620422003"
    assert not opening.isVisible()
