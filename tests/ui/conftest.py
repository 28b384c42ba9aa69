"""A real shop behind real widgets, offscreen."""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from desktop.ui.changes import Changes
from desktop.ui.desk import Desk
from desktop.ui.main_window import MainWindow
from desktop.ui.rooms import ROOMS
from desktop.ui.scanner import MAX_GAP_MS
from desktop.ui.screen import Errand
from desktop.ui.tasks import Tasks
from desktop.ui.theme.dress import dress, tokens_for
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.photos import Photos
from desktop.ui.wording import Language, Wording
from tests.support.a_shop import AShop, a_shop

SCANNER_MS = 4


@pytest.fixture(scope="session")
def tokens(qapp: QApplication) -> Tokens:
    found = tokens_for(qapp)
    dress(qapp, found)
    return found


@dataclass
class Counter:
    """A window over an open shop, as a test stands before it."""

    shop: Shop
    desk: Desk
    window: MainWindow
    stamp_ms: int = 10_000_000

    def find(self, name: str) -> QWidget:
        """Return the one visible widget of a name."""
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert len(found) == 1, f"{name}: {len(found)} visible"
        return found[0]

    def press(self, name: str) -> None:
        """Click a button and wait for what it does."""
        button = self.find(name)
        assert isinstance(button, QAbstractButton)
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the focus is, and wait for what it does."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type a few signs by hand: fewer than a scanner would send, and not right after others.

        These keys bear no time of their own, and what follows within 40 ms is a scanner's.
        """
        assert len(text) < 6
        QTest.qWait(MAX_GAP_MS + 1)
        for sign in text:
            where = QApplication.focusWidget()
            if sign.isascii():
                QTest.keyClicks(where, sign)
                continue
            # QTest has no key for it, and ends the process.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key, none = Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier
                QApplication.sendEvent(where, QKeyEvent(kind, key, none, sign))

    def scan(self, text: str) -> None:
        """Have a wedge scanner type a code and Enter, wherever the focus is.

        Each key carries the time a scanner would give it, so that a slow machine changes nothing.
        """
        self.stamp_ms += 1000
        keys = [(Qt.Key.Key_unknown, sign) for sign in text] + [(Qt.Key.Key_Return, "\r")]
        for key, sign in keys:
            self.stamp_ms += SCANNER_MS
            press = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
            press.setTimestamp(self.stamp_ms)
            QApplication.sendEvent(QApplication.focusWidget() or self.window, press)
        self.settle()

    def settings(self, group: str) -> None:
        """Look at a group of the settings."""
        self.window.errand(Errand("settings", "open", group))
        self.settle()

    def text(self, name: str) -> str:
        """Return the words of a label or button."""
        widget = self.find(name)
        assert isinstance(widget, QLabel | QAbstractButton | QLineEdit)
        return widget.text()

    def sees(self, name: str) -> bool:
        """Tell whether a widget of that name is visible."""
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def settle(self) -> None:
        """Wait until every job has been answered and what the answers asked for as well."""
        loop = QEventLoop()
        self.desk.tasks.idle.connect(loop.quit)
        late = QTimer(singleShot=True, interval=60_000)
        late.timeout.connect(loop.quit)
        late.start()
        QTimer.singleShot(0, lambda: None if self.desk.tasks.under_way else loop.quit())
        while True:
            loop.exec()
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            if not self.desk.tasks.under_way:
                break
            assert late.isActive(), "the window did not settle"
        late.stop()
        self.desk.tasks.idle.disconnect(loop.quit)
        is_in_front = QApplication.activeWindow() is not None or not self.window.isVisible()
        assert is_in_front, "something took the window's place"


Opener = Callable[..., Counter]


@pytest.fixture
def no_sql_on_main() -> Iterator[list[str]]:
    """Collect every statement that runs on the main thread; the test fails if there is one."""
    from sqlalchemy.engine import Engine  # noqa: PLC0415 the listener's target

    said: list[str] = []
    main = threading.main_thread()

    def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if threading.current_thread() is main:
            said.append(statement)

    spelled = Prepared.spelled

    def overhear(self: Prepared, parameters: Mapping[str, object]) -> tuple[str, list[object]]:
        told = spelled(self, parameters)
        listen(None, None, told[0])
        return told

    event.listen(Engine, "before_cursor_execute", listen)
    with patch.object(Prepared, "spelled", overhear):
        yield said
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path, tokens: Tokens) -> Iterator[Opener]:
    """Open a window over a shop that a builder prepared."""
    opened: list[Counter] = []

    def open_counter(
        prepare: Callable[[AShop], AShop] = lambda builder: builder,
        language: Language = Language.FRENCH,
        size: tuple[int, int] = (1366, 768),
        stock: Callable[[Shop], object] = lambda _shop: None,
    ) -> Counter:
        shop = prepare(a_shop(tmp_path)).open()
        stock(shop)
        ledger = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        tasks, changes = Tasks(ledger=ledger), Changes()
        shop.changes.listen(changes.announce)
        say = Wording(language, shop.zone)
        desk = Desk(shop, tasks, changes, say, tokens, Photos(tasks))
        window = MainWindow(desk, ROOMS)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        made = Counter(shop, desk, window)
        opened.append(made)
        made.settle()
        return made

    yield open_counter
    for made in opened:
        made.window.end()
        made.shop.close()


@pytest.fixture
def simulated() -> Iterator[Callable[..., TerminalSimulator]]:
    with ExitStack() as stack:
        yield lambda fault=Fault.NONE: stack.enter_context(TerminalSimulator(fault))
