"""A QR code on the screen, black on white whatever the colours around it, for a phone to read."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET = 4
"""White modules around it (ISO/IEC 18004)."""
_LEAST, _MOST = 150, 232
"""Three to five pixels a module: a phone reads it across the counter."""


class QrPicture(QWidget):
    """Shows the modules it is given, each a whole number of pixels."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMinimumSize(_LEAST, _LEAST)
        self.setMaximumSize(_MOST, _MOST)
        self._rows: Sequence[Sequence[bool]] = ()

    def show_modules(self, rows: Sequence[Sequence[bool]]) -> None:
        """Show a code; none clears it."""
        self._rows = rows
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the largest; a low window gives less."""
        return QSize(_MOST, _MOST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the code in the middle of its white field."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._rows:
            return
        count = len(self._rows) + 2 * _QUIET
        module = max(1, min(self.width(), self.height()) // count)
        left = (self.width() - module * len(self._rows)) // 2
        top = (self.height() - module * len(self._rows)) // 2
        for down, row in enumerate(self._rows):
            for across, is_dark in enumerate(row):
                if is_dark:
                    place = QRect(left + across * module, top + down * module, module, module)
                    painter.fillRect(place, Qt.GlobalColor.black)
