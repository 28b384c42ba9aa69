"""A picture as large as there is room for beside what it was made from; a brush mends its outline."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours

_SMALLEST_PX, _SIDE_PX = 130, 420
_SIGN_PX = 64
_BRUSH_PX = 14
_GAP_PX, _WORDS_PX = 12, 22
_BESIDE_PX = 96
_BESIDE_PART = 0.28
"""Of the longer side, for the picture that was not chosen; more, where there is more room."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Layers:
    """What is painted: the picture, and the photograph it was cut from while it is being mended."""

    look: QImage | None
    #: Left, top, width and height of `look` in the whole photograph.
    crop: Box = (0, 0, 1, 1)
    under: QImage | None = None
    under_crop: Box = (0, 0, 1, 1)
    #: Width and height of the whole photograph.
    whole: tuple[int, int] = (1, 1)
    #: The other of original and cut-out; None while there is none.
    beside: QImage | None = None
    #: Room is kept for `beside`, whether it is there yet or not.
    is_pair: bool = False
    #: What stands under the one and the other.
    words: str = ""
    beside_words: str = ""


class Canvas(QWidget):
    """Paints the layers; with a brush in hand it tells each line that is rubbed.

    Original and cut-out stand beside each other (below each other where the room is narrow), each
    with its word; a tap on the smaller one asks for it in place of the large one.
    """

    #: (points in parts of the whole photograph, radius in parts of its width)
    rubbed = Signal(object, float)
    #: The smaller picture was tapped.
    swapped = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMinimumSize(_SMALLEST_PX, _SMALLEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        #: True adds to the product, False takes away; None: no brush in hand.
        self.brush: bool | None = None
        self._layers: Layers | None = None
        self._line: list[QPointF] = []

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to see."""
        return self._layers is None or self._layers.look is None

    @property
    def layers(self) -> Layers | None:
        """Return what is painted."""
        return self._layers

    def places(self) -> tuple[QRectF, QRectF]:
        """Return where the large picture stands and where the one beside it does."""
        layers = self._layers
        if layers is None:
            return QRectF(), QRectF()
        size = layers.beside.size() if layers.beside is not None else QSize()
        return self._place(layers), _fitted(size, self._rooms(layers)[1])

    def sizeHint(self) -> QSize:
        """Return the side it would like."""
        return QSize(_SIDE_PX, _SIDE_PX)

    def show_layers(self, layers: Layers | None) -> None:
        """Show a picture, or the sign of a camera."""
        self._layers = layers
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture in the middle, and the line that is being rubbed."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing
        )
        layers = self._layers
        if layers is None or layers.look is None:
            sign = picture("camera", Colours().edge, _SIGN_PX)
            painter.drawPixmap(self.rect().center() - QPoint(_SIGN_PX // 2, _SIGN_PX // 2), sign)
            return
        painter.drawImage(self._place(layers), layers.look)
        self._paint_beside(painter, layers)
        if layers.under is not None:
            painter.setOpacity(0.35)
            painter.drawImage(self._of_crop(layers, layers.under_crop), layers.under)
            painter.setOpacity(1)
        if len(self._line) > 1:
            colours = Colours()
            ink = QColor(colours.go if self.brush else colours.stop)
            ink.setAlpha(150)
            pen = QPen(ink, 2 * _BRUSH_PX)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(self._line)

    def _paint_beside(self, painter: QPainter, layers: Layers) -> None:
        """Draw the other picture, framed as something to tap, and the words under both."""
        colours = Colours()
        painter.setPen(QColor(colours.muted))
        small = self._rooms(layers)[1]
        self._write(painter, self._place(layers), layers.words)
        if layers.beside is None:
            # Its place is known before it is.
            painter.setPen(QPen(QColor(colours.line), 1, Qt.PenStyle.DashLine))
            painter.drawRect(small)
            return
        place = _fitted(layers.beside.size(), small)
        painter.drawImage(place, layers.beside)
        self._write(painter, place, layers.beside_words)
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.drawRect(place)

    def _write(self, painter: QPainter, place: QRectF, words: str) -> None:
        under = QRectF(place.left(), place.bottom() + 2, place.width(), _WORDS_PX - 2)
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, round(under.width())
        )
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line, or take the other picture."""
        if self._is_beside(event.position()):
            if self.brush is None:
                self.swapped.emit()
        elif self.brush is not None:
            self._line = [event.position(), event.position()]
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it; over the picture that can be tapped there is a hand."""
        if self._line:
            self._line.append(event.position())
            self.update()
            return
        can_tap = self.brush is None and self._is_beside(event.position())
        shape = Qt.CursorShape.PointingHandCursor if can_tap else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() is not shape:
            self.setCursor(shape)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Tell the line."""
        line, self._line = self._line, []
        layers = self._layers
        self.update()
        if not line or layers is None or layers.look is None or self.brush is None:
            return
        place = self._place(layers)
        left, top, width, height = layers.crop
        wide, high = layers.whole
        points = tuple(
            (
                (left + (at.x() - place.x()) / place.width() * width) / wide,
                (top + (at.y() - place.y()) / place.height() * height) / high,
            )
            for at in line
        )
        self.rubbed.emit(points, _BRUSH_PX / place.width() * width / wide)

    def _is_beside(self, at: QPointF) -> bool:
        """Tell whether a point is in the smaller picture."""
        return self.places()[1].contains(at)

    def _rooms(self, layers: Layers) -> tuple[QRectF, QRectF]:
        """Return where the large picture and the one beside it may stand, whichever way is larger."""
        whole = QRectF(self.rect())
        if not layers.is_pair:
            return whole, QRectF()
        width, height = whole.width(), whole.height() - _WORDS_PX
        least = max(_BESIDE_PX, _BESIDE_PART * max(width, height))
        across = min(height, width - _GAP_PX - least)
        along = min(width, height - _WORDS_PX - _GAP_PX - least)
        if across >= along:
            other = max(0.0, min(across, height, width - _GAP_PX - across))
            left = (width - across - _GAP_PX - other) / 2
            top = (height - across) / 2
            large = QRectF(left, top, across, across)
            right = left + across + _GAP_PX
            return large, QRectF(right, large.bottom() - other, other, other)
        other = max(0.0, min(along, width, height - _WORDS_PX - _GAP_PX - along))
        top = (height - along - _WORDS_PX - _GAP_PX - other) / 2
        large = QRectF((width - along) / 2, top, along, along)
        below = large.bottom() + _WORDS_PX + _GAP_PX
        return large, QRectF(large.left(), below, along, other)

    def _place(self, layers: Layers) -> QRectF:
        """Return where the picture stands in the widget."""
        size = layers.look.size() if layers.look is not None else QSize(1, 1)
        return _fitted(size, self._rooms(layers)[0])

    def _of_crop(self, layers: Layers, crop: Box) -> QRectF:
        """Return where another piece of the same photograph would stand."""
        place = self._place(layers)
        left, top, width, height = layers.crop
        scale_x, scale_y = place.width() / max(width, 1), place.height() / max(height, 1)
        return QRectF(
            place.x() + (crop[0] - left) * scale_x,
            place.y() + (crop[1] - top) * scale_y,
            crop[2] * scale_x,
            crop[3] * scale_y,
        )


def _fitted(size: QSize, room: QRectF) -> QRectF:
    """Return the largest place of a picture's shape in the middle of a room."""
    fitted = QSizeF(size).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(), fitted)
    place.moveCenter(room.center())
    return place
