"""The wedge scanner: whatever field has the focus, what it reads goes to the screen in front."""

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.keystrokes import TERMINATORS, BurstDetector

MAX_GAP_MS = 40
"""Scanners type at 1 to 20 ms a key, the fastest hands at about 60."""


class ScannerEar(QObject):
    """Listens to every key of its window and picks out the scanner's.

    The first keys of a burst have reached a field before it is known for one: the field is put
    back to what it was before the burst, and the closing Enter reaches nobody.
    """

    scanned = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._detector = BurstDetector(max_gap_ms=MAX_GAP_MS)
        self._watch = QElapsedTimer()
        self._watch.start()
        self._last_ms = -MAX_GAP_MS * 2
        self._put_back: Callable[[], object] | None = None

    def listen(self) -> None:
        """Begin to listen where keys come in: at what has the focus, and at the window itself.

        At the application every event of every widget would pass through Python, which was a sixth
        of what a scan costs. The first events have PySide load all the classes it knows, for 50 ms.
        """
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._window.installEventFilter(self)
            self._follow(None, application.focusWidget())
            application.focusChanged.connect(self._follow)

    def _follow(self, left: QWidget | None, entered: QWidget | None) -> None:
        """Go with the focus from one widget to the next."""
        if left is not None and left is not self._window and shiboken6.isValid(left):
            left.removeEventFilter(self)
        if entered is not None and entered.window() is self._window:
            entered.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at each key press once, on its way to the widget that has the focus."""
        if not isinstance(event, QKeyEvent) or not self._is_for_us(watched, event):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        if event.type() is QEvent.Type.KeyPress:
            return self._press(watched, event.text(), event.timestamp())
        return False

    def _is_for_us(self, watched: QObject, event: QKeyEvent) -> bool:
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        has_focus = watched is (QApplication.focusWidget() or self._window)
        return has_focus and len(event.text()) == 1 and not event.isAutoRepeat()

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """Take a scanner's minus sign for a sign of its code, not for the key that counts down."""
        if self._detector.is_bursting and event.text().isprintable():
            event.accept()
            return True
        return False

    def _press(self, watched: QObject, text: str, stamp_ms: int) -> bool:
        # A window that was busy gets hand-typed keys in one heap: the system's own stamp knows
        # better. Keys made by a program carry none.
        at_ms = stamp_ms or self._watch.elapsed()
        if at_ms < self._last_ms:
            # Two clocks met; what came by the other one is long ago.
            at_ms = self._last_ms + MAX_GAP_MS + 1
        if at_ms - self._last_ms > MAX_GAP_MS:
            self._put_back = _restorer(watched)
        self._last_ms = at_ms
        burst = self._detector.press(text, at_ms)
        if text in TERMINATORS:
            # What follows an Enter is another entry, however soon it comes.
            self._last_ms -= MAX_GAP_MS
        if burst is None:
            return False
        if self._put_back is not None:
            self._put_back()
        self._put_back = None
        self.scanned.emit(burst.text)
        return True


def _restorer(widget: QObject) -> Callable[[], object] | None:
    """Return what puts a field back to its present words."""
    if isinstance(widget, QLineEdit):
        return partial(widget.setText, widget.text())
    if isinstance(widget, QPlainTextEdit):
        return partial(widget.setPlainText, widget.toPlainText())
    return None
