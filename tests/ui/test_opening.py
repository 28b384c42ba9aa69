"""The frame stands on the screen at once, and loses no key to what is loaded behind it."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import counter_window
from desktop.ui.opening import Opening
from desktop.ui.sale.panels import PAGES
from desktop.ui.theme.tokens import Colours
from tests.support.a_shop import a_shop


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


_FIRST_SCAN = """
import linecache
import sys
from pathlib import Path
from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from desktop import counter_window
from desktop.ui.opening import Opening, make_application
from desktop.ui.widgets.ticket import TicketList

counter_window._WAKE_MS = 3_600_000  # only what the scan itself loads is to be seen
application = make_application(lambda error: sys.exit(str(error)))
opening = Opening()
opening.stand()
for at, sign in enumerate(sys.argv[2] + "\\r"):
    kind = Qt.Key.Key_Return if sign == "\\r" else Qt.Key.Key_unknown
    key = QKeyEvent(QEvent.Type.KeyPress, kind, Qt.KeyboardModifier.NoModifier, sign)
    key.setTimestamp(1000 + 4 * at)
    QCoreApplication.sendEvent(opening, key)
opened = counter_window.open_window(Path(sys.argv[1]))
opened.window.show()
opening.give_way(opened.window)
lines = opened.window.findChild(TicketList).model()
flags = QEventLoop.ProcessEventsFlag
while not lines.rowCount():
    application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
made = sorted({"QAccessible", "QStyle", "QWizard"} & {*vars(QtGui), *vars(QtWidgets)})
print(sorted(sys.modules), lines.rowCount(), sorted(linecache.cache), made, sep="\\n")
opened.close()
"""


def test_the_first_scan_waits_for_no_heavy_library(tmp_path: Path) -> None:
    a_shop(tmp_path).with_product("Pain", 1_15, code="3017620422003").open().close()

    told = subprocess.run(
        [sys.executable, "-c", _FIRST_SCAN, str(tmp_path / "shop"), "3017620422003"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )

    loaded, lines, read, made = told.stdout.splitlines()
    heavy = (
        *("sqlalchemy", "alembic", "cryptography", "fiscal", "printing", "asyncio", "email"),
        *("desktop.models", "desktop.services.counter.selling", "desktop.services.books.journal"),
        *("desktop.ui.payment.panel", "desktop.ui.sale.refund_panel", "desktop.ui.staff.lock"),
        "html.entities",
    )
    assert lines == "1"
    assert made == "[]", "a wizard is there when PySide has gone through every class of Qt"
    assert [name for name in heavy if f"'{name}'" in loaded] == []
    assert "main_window" in loaded
    assert "main_window" not in read, "the sources of modules are read with them"


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


def test_whatever_is_loaded_behind_the_window_is_there() -> None:
    wanted = [*counter_window._LOADS, *(module for module, _page in PAGES.values())]
    assert [name for name in wanted if find_spec(name) is None] == []
