"""A picture as large as there is room for, over which one can rub to correct its outline."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours

_SMALLEST_PX, _SIDE_PX = 130, 420
_SIGN_PX = 64
_BRUSH_PX = 14

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


class Canvas(QWidget):
    """Paints the layers; with a brush in hand it tells each line that is rubbed."""

    #: (points in parts of the whole photograph, radius in parts of its width)
    rubbed = Signal(object, float)

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMinimumSize(_SMALLEST_PX, _SMALLEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        #: True adds to the product, False takes away; None: no brush in hand.
        self.brush: bool | None = None
        self._layers: Layers | None = None
        self._line: list[QPointF] = []

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to see."""
        return self._layers is None or self._layers.look is None

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line."""
        if self.brush is not None:
            self._line = [event.position(), event.position()]
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._line:
            self._line.append(event.position())
            self.update()

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

    def _place(self, layers: Layers) -> QRectF:
        """Return where the picture stands in the widget."""
        size = layers.look.size() if layers.look is not None else QSize(1, 1)
        fitted = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, fitted.width(), fitted.height())
        place.moveCenter(QRectF(self.rect()).center())
        return place

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
