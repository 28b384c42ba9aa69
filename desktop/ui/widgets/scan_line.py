"""The line that is always listening: scanner, keyboard, search."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours

SEARCH_PAUSE_MS = 90
"""A search starts when the hand pauses this long: the next key is often already on its way."""
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
    #: The hand paused; the text so far, possibly empty again.
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
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._pause.start())
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
        super().keyPressEvent(event)

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
