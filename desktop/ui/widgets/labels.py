"""Words on the screen, by role and tone."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.theme.dress import mark


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget another tone: go, look, stop, accent, muted, or none for the plain one."""
    mark(widget, "tone", tone)


def label(text: str = "", role: str = "", tone: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label in the look of its role: title, heading, note, field, figure, total, loud."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wraps)
    return made


def plain_tip(words: str) -> str:
    """Return words for a tool tip, which Qt would else take for mark-up when they look like it."""
    if "<" not in words:
        return words
    # Here, because it brings a table of two thousand signs that the morning can do without.
    from html import escape  # noqa: PLC0415

    return f"<span>{escape(words)}</span>"


def rule() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


class ElidedLabel(QLabel):
    """A label that gives way: what does not fit ends in an ellipsis and stands in the tool tip."""

    def __init__(self, text: str = "", role: str = "", tone: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return room for little more than the ellipsis."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        tip = "" if shown == self.text() else plain_tip(self.text())
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(self.alignment()), shown)
