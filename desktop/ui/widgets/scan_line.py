"""The line that is always listening: scanner, keyboard, search."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours

BURST_MS = 45
"""Keys that follow each other faster are a scanner's: its code is not searched sign by sign."""
PAUSE_MS = 90
"""How long a search waits that is likely to be a scanner's, or nobody's."""
FIRST_MS = 24
"""How long a first digit waits for a second one: a scanner's comes within 20."""
_LEFT_TO_OTHERS = (
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Asterisk,
)


class ScanLine(QLineEdit):
    """A field for codes and searches.

    While it is empty it leaves +, −, *, Del and Ctrl+Z to the ticket, and hands Up and Down to
    whoever asked for them.
    """

    #: Enter was pressed on this text; the line has been emptied.
    entered = Signal(str)
    #: A hand typed; the text so far, possibly empty again.
    searched = Signal(str)

    def __init__(self, name: str, hint: str, icon: str = "search") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(hint)
        self.setPlaceholderText(hint)
        self.setProperty("role", "scan")
        self.setMaxLength(200)
        self._sign = QLabel(self)
        self._sign.setPixmap(picture(icon, Colours().muted, 24))
        self._watch = QElapsedTimer()
        self._watch.start()
        self._typed_ms = -BURST_MS
        self._is_by_hand = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._on_changed)
        self.returnPressed.connect(self._enter)
        self.on_arrow: Callable[[int], object] | None = None

    def listen(self) -> None:
        """Take the focus and be empty, ready for the next scan."""
        self.empty()
        self.setFocus()

    def empty(self) -> None:
        """Forget what was typed without searching for nothing."""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._pause.stop()

    def event(self, event: QEvent) -> bool:
        """Leave the ticket's keys to the ticket while there is no text to edit."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.key() == Qt.Key.Key_Z and (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            if not self.text() and (event.key() in _LEFT_TO_OTHERS or is_undo):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Up and Down on."""
        steps = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
        if event.key() in steps and self.on_arrow is not None:
            self.on_arrow(steps[event.key()])
            return
        # The system's own stamp: a window that was busy gets its keys in one heap.
        at_ms = event.timestamp() or self._watch.elapsed()
        self._is_by_hand = not 0 <= at_ms - self._typed_ms < BURST_MS
        self._typed_ms = at_ms
        super().keyPressEvent(event)
        self._is_by_hand = False

    def _on_changed(self, text: str) -> None:
        """Search at once what a hand types; a first digit, with which codes begin, a little later.

        By the second sign it is known whose they are.
        """
        told = text.strip()
        if not self._is_by_hand:
            self._pause.start(PAUSE_MS)
        elif len(told) == 1 and told.isdigit():
            self._pause.start(FIRST_MS)
        else:
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sign in the middle of the left edge."""
        super().resizeEvent(event)
        self._sign.move(12, (self.height() - self._sign.sizeHint().height()) // 2)

    def _enter(self) -> None:
        text = self.text().strip()
        self._pause.stop()
        if text:
            self.empty()
            self.entered.emit(text)
