"""Two ways to stand at the till: hands on the keyboard, and one finger on the screen.

Both know the window only as a cashier does. Keys go to whatever has the focus; a finger hits what
lies on top at that place, is enabled, and is big enough. Every input is counted and written down.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar

from PySide6.QtCore import QEvent, QEventLoop, QModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from desktop.counter_window import Schoolroom
from desktop.services.shop import Shop
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.tiles import TileGrid

SMALLEST_TOUCH_PX = 48
_SCANNER_MS, _HAND_MS = 4, 150
_LATE_MS = 120_000
"""Only what hangs takes so long: a machine that is busy with other tests is no failure."""
_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}


@dataclass
class Hands:
    """What both have in common: the window in sight, the scanner, and the count."""

    shop: Shop
    window: MainWindow
    school: Schoolroom
    #: What the table calls these hands.
    called: ClassVar[str] = ""
    #: Key presses or taps, a scanner's own not among them.
    inputs: int = 0
    scans: int = 0
    #: What was done, as it is written in the table.
    trail: list[str] = field(default_factory=list)
    _stamp_ms: int = 10_000_000
    _is_typing: bool = False

    def scan(self, *codes: str) -> None:
        """Have the wedge scanner read codes, wherever the focus is."""
        for code in codes:
            self._stamp_ms += 1000
            for sign in code:
                self._send(sign, Qt.Key.Key_unknown, _SCANNER_MS)
            self._send("\r", Qt.Key.Key_Return, _SCANNER_MS)
            self.scans += 1
            self.settle()
        self._is_typing = False

    def text(self, name: str) -> str:
        """Return the words of a label, field or button that is in sight."""
        widget = self.find(name)
        assert isinstance(widget, QLabel | QAbstractButton | QLineEdit)
        return widget.text()

    def find(self, name: str) -> QWidget:
        """Return the one visible widget of a name."""
        found = [each for each in self.window.findChildren(QWidget, name) if each.isVisible()]
        assert len(found) == 1, f"{name}: {len(found)} in sight"
        return found[0]

    def sees(self, name: str) -> bool:
        """Tell whether a widget is in sight."""
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    @property
    def banner(self) -> str:
        """Return what the window says in its banner, nothing while there is none."""
        return self.window.banner.words if self.window.banner.isVisible() else ""

    def settle(self) -> None:
        """Wait until every job has been answered, and what the answers asked for as well."""
        tasks = self.window.desk.tasks
        loop = QEventLoop()
        tasks.idle.connect(loop.quit)
        late = QTimer(singleShot=True, interval=_LATE_MS)
        late.timeout.connect(loop.quit)
        late.start()
        QTimer.singleShot(0, lambda: None if tasks.under_way else loop.quit())
        while True:
            loop.exec()
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            if not tasks.under_way:
                break
            assert late.isActive(), "the window did not settle"
        late.stop()
        tasks.idle.disconnect(loop.quit)

    def enter_school(self) -> None:
        """Stand before the window to learn in, which has just opened."""
        assert self.school.practice is not None
        self.window = self.school.practice.window
        self.window.activateWindow()
        self.settle()

    @property
    def _focus(self) -> QWidget:
        """Return what hears the keys: it must be there, in sight, and not put away."""
        focus = QApplication.focusWidget()
        assert focus is not None, f"nothing has the focus after {self.trail}"
        assert focus.window() is self.window, f"{focus.objectName()} is in another window"
        assert focus.isVisible(), f"{focus.objectName()} has the focus and is out of sight"
        return focus

    def _send(self, sign: str, key: Qt.Key, after_ms: int) -> None:
        self._stamp_ms += after_ms
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(self._stamp_ms)
        QApplication.sendEvent(self._focus, event)

    def _write(self, words: str) -> None:
        self.trail.append(words)
        self._is_typing = False

    def _write_typed(self, text: str) -> None:
        """Write signs down, those typed one after the other as one word."""
        if self._is_typing:
            self.trail[-1] += text
        else:
            self.trail.append(text)
        self._is_typing = True


class Keyboard(Hands):
    """Ten fingers, no mouse, no screen to touch."""

    called = "keyboard"

    def key(self, *names: str) -> None:
        """Press keys by the names the key sheet has for them: F12, Ctrl+R, Return, Down."""
        for name in names:
            combined = QKeySequence(name)[0]
            QTest.keyClick(self._focus, combined.key(), combined.keyboardModifiers())
            self.inputs += 1
            self._write(_ARROWS.get(name) or self.window.desk.say.keys(name))
            self.settle()

    def type(self, text: str) -> None:
        """Type at the speed of a hand, into whatever has the focus."""
        for sign in text:
            self._send(sign, Qt.Key.Key_unknown, _HAND_MS)
            self.inputs += 1
        self._write_typed(text)
        self.settle()

    def enter(self, text: str) -> None:
        """Type and confirm with Enter."""
        self.type(text)
        self.key("Return")


class Finger(Hands):
    """One finger. Figures on the keypads of the screens, words on the system's touch keyboard."""

    called = "touch"

    def tap(self, *names: str) -> None:
        """Touch buttons, or a field to write into."""
        for name in names:
            widget = self.find(name)
            words = _words_on(widget)
            self._touch(widget, widget.rect(), name)
            self._write(words)
            self.settle()

    def choose(self, name: str, words: str) -> None:
        """Touch the choice of that name in a row of choices."""
        chips = self.find(name)
        assert isinstance(chips, QTabBar)
        places = [at for at in range(chips.count()) if chips.tabText(at).startswith(words)]
        assert len(places) == 1, [chips.tabText(at) for at in range(chips.count())]
        self._touch(chips, chips.tabRect(places[0]), f"{name} {words}")
        self._write(words)
        self.settle()

    def pick(self, name: str, words: str) -> None:
        """Touch the first row or tile that says so."""
        view = self.find(name)
        assert isinstance(view, QAbstractItemView)
        model = view.model()
        indexes = [model.index(row, 0, QModelIndex()) for row in range(model.rowCount())]
        said = [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in indexes]
        matching = [at for at, each in enumerate(said) if words in each]
        assert matching, said
        index = indexes[matching[0]]
        if not view.viewport().rect().contains(view.visualRect(index).center()):
            view.scrollTo(index)
            self._count_swipe()
        rect = view.visualRect(index)
        self._touch(view.viewport(), rect, f"{name} {words}")
        self._write(words if isinstance(view, TileGrid) else f"« {words} »")
        self.settle()

    def pad(self, name: str, figures: str) -> None:
        """Touch the keys of a keypad, one a figure."""
        for figure in figures:
            key = self.find(f"{name}-{'comma' if figure == ',' else figure}")
            self._touch(key, key.rect(), f"{name} {figure}")
        self._write_typed(figures)
        self.settle()

    def spell(self, text: str) -> None:
        """Write words on the system's touch keyboard, which comes up for the field in focus.

        That keyboard is the system's, not ours: it is one tap a letter.
        """
        focus = self._focus
        assert isinstance(focus, QLineEdit), f"{focus.objectName()} brings no keyboard up"
        for sign in text:
            self._send(sign, Qt.Key.Key_unknown, _HAND_MS)
            self.inputs += 1
        self._write_typed(text)
        self.settle()

    def spell_enter(self, text: str) -> None:
        """Write words and touch the keyboard's Enter."""
        self.spell(text)
        self._send("\r", Qt.Key.Key_Return, _HAND_MS)
        self.inputs += 1
        self._write(self.window.desk.say.keys("Return"))
        self.settle()

    def _touch(self, widget: QWidget, rect: QRect, name: str) -> None:
        assert widget.isEnabled(), f"{name} is not enabled"
        self._bring_into_sight(widget, rect)
        at = widget.mapTo(self.window, rect.center())
        hit = self.window.childAt(at)
        is_there = hit is not None and (hit is widget or widget.isAncestorOf(hit))
        assert is_there, f"{name} is covered by {hit.objectName() if hit else 'nothing'}"
        smaller = min(rect.width(), rect.height())
        assert smaller >= SMALLEST_TOUCH_PX, f"{name} is {rect.width()} × {rect.height()}"
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center()
        )
        self.inputs += 1

    def _bring_into_sight(self, widget: QWidget, rect: QRect) -> None:
        """Swipe what scrolls until the place is in sight; a swipe is an input."""
        ground = widget.parentWidget()
        while ground is not None:
            if isinstance(ground, QScrollArea) and ground.widget() is not None:
                port = ground.viewport()
                place = QPoint(widget.mapTo(port, rect.center()))
                if not port.rect().contains(place):
                    ground.ensureWidgetVisible(widget)
                    self._count_swipe()
            ground = ground.parentWidget()

    def _count_swipe(self) -> None:
        QApplication.processEvents()
        self.inputs += 1
        self._write("glisser")


def _words_on(widget: QWidget) -> str:
    """Return what a button says, without its key; its spoken name when it shows a picture."""
    shown = widget.text() if isinstance(widget, QAbstractButton) else ""
    words = (shown or widget.accessibleName()).split("\n")[0].split("   ")[0]
    return unicodedata.normalize("NFKC", " ".join(words.split()))
