"""A person before the window: looks for what is there, clicks, types, scans, waits and sees.

Only what a person can reach is reachable: a widget must be shown, enabled and in the window.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QTabBar,
    QTableView,
    QWidget,
)

from demo.record import StepFailedError

_PATIENCE_MS = 60_000
_GLANCE_MS = 10
_SCANNER_MS, _BETWEEN_SCANS_MS = 4, 1_000
_HAND_MS = 42
"""Between two keys of a hand; what comes faster is taken for a scanner."""

Found = TypeVar("Found", bound=QWidget)
Seen = TypeVar("Seen")


class Stage:
    """The window and the hands before it."""

    def __init__(self, window: QMainWindow) -> None:
        """Take a window that is shown."""
        self.window = window
        #: Of the last key of a scanner, far from what the window itself reads for the others.
        self._stamp_ms = 1_000_000_000

    # --- seeing -----------------------------------------------------------------------------

    def until(
        self, see: Callable[[], Seen | None], what: str, patience_ms: int = _PATIENCE_MS
    ) -> Seen:
        """Wait, the window living on, until something can be seen, and return it.

        Raises:
            StepFailedError: it did not come.
        """
        seen = see()
        if seen:
            return seen
        loop, glance, end = QEventLoop(), QTimer(), QTimer()
        found: list[Seen] = []

        def look() -> None:
            now = see()
            if now:
                found.append(now)
                loop.quit()

        glance.timeout.connect(look)
        end.setSingleShot(True)
        end.timeout.connect(loop.quit)
        glance.start(_GLANCE_MS)
        end.start(patience_ms)
        loop.exec()
        glance.stop()
        end.stop()
        if not found:
            raise StepFailedError(f"waited {patience_ms} ms in vain for {what}")
        return found[0]

    def find(self, name: str, kind: type[Found] = QWidget) -> Found:  # type: ignore[assignment]  # mypy takes no bound for a default
        """Return the shown, enabled widget of that name, waiting for it."""

        def shown() -> Found | None:
            for widget in self.window.findChildren(kind, name):
                if widget.isVisible() and widget.isEnabled():
                    return widget
            return None

        return self.until(shown, f"«{name}»")

    def sees(self, words: str) -> bool:
        """Tell whether the words stand somewhere in the window."""
        return any(words in text for text in self.texts())

    def texts(self) -> list[str]:
        """Return all words that stand in the window."""
        return [
            text
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible() and (text := _words_of(widget))
        ]

    def await_words(self, words: str, patience_ms: int = _PATIENCE_MS) -> None:
        """Wait until the words stand somewhere in the window."""
        self.until(lambda: self.sees(words) or None, f"the words «{words}»", patience_ms)

    def text_of(self, name: str) -> str:
        """Return the words on the widget of that name."""
        return _words_of(self.find(name))

    # --- doing ------------------------------------------------------------------------------

    def click(self, name: str) -> None:
        """Click the button of that name."""
        button = self.find(name, QAbstractButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=_middle(button))

    def tap(self, name: str) -> None:
        """Tap a widget that is no button: a card, a row."""
        widget: QWidget = self.find(name)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(24, 24))

    def type(self, name: str, text: str) -> None:
        """Replace what stands in a field by what is typed."""
        field = self.find(name, QLineEdit)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=_middle(field))
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        self._type_into(field, text)

    def choose(self, name: str, words: str) -> None:
        """Pick an entry of a list by its words."""
        box = self.find(name, QComboBox)
        place = box.findText(words, Qt.MatchFlag.MatchContains)
        if place < 0:
            raise StepFailedError(f"«{name}» does not offer «{words}»")
        box.setFocus()
        while box.currentIndex() != place:
            key = Qt.Key.Key_Down if box.currentIndex() < place else Qt.Key.Key_Up
            QTest.keyClick(box, key)

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the cursor is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def scan(self, text: str) -> None:
        """Send what a wedge scanner sends: the signs in one burst, then Enter.

        Stamped as the system stamps them, or a busy machine would take the burst for a hand's.
        """
        self._stamp_ms += _BETWEEN_SCANS_MS
        for sign in (*text, "\r"):
            self._stamp_ms += _SCANNER_MS
            key = Qt.Key.Key_Return if sign == "\r" else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                event.setTimestamp(self._stamp_ms)
                QApplication.sendEvent(QApplication.focusWidget() or self.window, event)

    def drop(self, name: str, file: Path) -> None:
        """Drag a file onto a widget and let it go there."""
        target: QWidget = self.find(name)
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(file))])
        place = QPointF(_middle(target))
        act, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(_middle(target), act, carried, button, none)
        QApplication.sendEvent(target, enter)
        if not enter.isAccepted():
            raise StepFailedError(f"«{name}» does not take files")
        QApplication.sendEvent(target, QDropEvent(place, act, carried, button, none))

    def choose_chip(self, name: str, words: str) -> None:
        """Click one of a row of choices by its words."""
        chips = self.find(name, QTabBar)
        for place in range(chips.count()):
            if words in chips.tabText(place):
                at = chips.tabRect(place).center()
                QTest.mouseClick(chips, Qt.MouseButton.LeftButton, pos=at)
                return
        raise StepFailedError(f"«{name}» does not offer «{words}»")

    def write_cell(self, name: str, row: int, column: int, text: str) -> None:
        """Type into a cell of a table, as one does: click, type, Tab."""
        table = self.find(name, QTableView)
        index = table.model().index(row, column)
        table.scrollTo(index)

        def editor() -> QWidget | None:
            focused = QApplication.focusWidget()
            return (
                focused if isinstance(focused, QLineEdit) and table.isAncestorOf(focused) else None
            )

        if editor() is None or table.currentIndex() != index:
            at = table.visualRect(index).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
            self.settle()
        field = self.until(editor, "the cell's editor")
        self._type_into(field, text)
        QTest.keyClick(QApplication.focusWidget() or field, Qt.Key.Key_Tab)

    def tap_row(self, name: str, row: int) -> None:
        """Tap an item of a list or a grid."""
        view = self.find(name, QAbstractItemView)
        self.until(lambda: view.model().rowCount() > row or None, f"row {row} of «{name}»")
        index = view.model().index(row, 0)
        view.scrollTo(index)
        at = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def picture(self, path: Path) -> None:
        """Save what the person sees."""
        self.settle()
        self.window.grab().save(str(path), "PNG")

    def _type_into(self, field: QWidget, text: str) -> None:
        """Type as a hand does. QTest itself knows no letters beyond ASCII."""
        for sign in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(field, event)
            self.settle(_HAND_MS)

    def settle(self, quiet_ms: int = 120) -> None:
        """Let answers arrive and pictures be painted."""
        loop = QEventLoop()
        QTimer.singleShot(quiet_ms, loop.quit)
        loop.exec()


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()


def _words_of(widget: QWidget) -> str:
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
        return widget.text()
    return widget.accessibleName()
