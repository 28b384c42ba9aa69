"""Lists under a finger."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QScroller

_LATER_MS = 1_000
"""The first gesture has PySide load every class of Qt, for 50 ms: not before the first scan."""


def scroll_by_finger(view: QAbstractItemView) -> None:
    """Have a list follow the finger, in a moment."""

    def grab() -> None:
        gesture = QScroller.ScrollerGestureType.TouchGesture
        QScroller.grabGesture(view.viewport(), gesture)

    QTimer.singleShot(_LATER_MS, view, grab)
