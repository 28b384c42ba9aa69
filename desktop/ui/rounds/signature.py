"""A field one signs in with a finger, a pen or the mouse."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme.tokens import Colours

_PEN_PX = 3
_MOST_POINTS = 20_000
_LEAST_POINTS = 8
"""Fewer are a slip of the hand."""


class SignaturePad(QWidget):
    """Keeps the strokes as they were drawn; a picture is made when somebody asks for it."""

    changed = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[list[QPointF]] = []

    @property
    def is_signed(self) -> bool:
        """Tell whether there is more than a dot."""
        return sum(map(len, self._strokes)) >= _LEAST_POINTS

    def sizeHint(self) -> QSize:
        """Return room for a name."""
        return QSize(320, 180)

    def minimumSizeHint(self) -> QSize:
        """Return the least room a name can be written in."""
        return QSize(240, 150)

    def clear(self) -> None:
        """Wipe it."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Return what was written, black on white."""
        picture = QImage(self.size(), QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        self._draw(painter, QPen(Qt.GlobalColor.black, _PEN_PX))
        painter.end()
        target = QBuffer()
        target.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(target, b"PNG")
        return bytes(target.data().data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        self._strokes.append([event.position()])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._strokes and sum(map(len, self._strokes)) < _MOST_POINTS:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        del event
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a sheet with a line, and what was written."""
        del event
        colours = Colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        foot = self.height() * 3 // 4
        painter.drawLine(16, foot, self.width() - 16, foot)
        self._draw(painter, QPen(Qt.GlobalColor.black, _PEN_PX))

    def _draw(self, painter: QPainter, pen: QPen) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
