"""Tells when nobody has touched the till for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)
_MINUTE_MS = 60_000


class IdleWatch(QObject):
    """Says `idle` once nothing was touched for so many minutes; it listens only while it watches."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._length_ms = 0
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.idle)

    def watch(self, minutes: int) -> None:
        """Watch from now on; 0 minutes for not at all."""
        length_ms = minutes * _MINUTE_MS
        if length_ms == self._length_ms:
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if length_ms:
                application.installEventFilter(self)
        self._length_ms = length_ms
        self.timer.start(length_ms) if length_ms else self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin the wait anew with every touch, and keep none of them from anybody."""
        del watched
        if event.type() in _TOUCHES:
            self.timer.start(self._length_ms)
        return False
