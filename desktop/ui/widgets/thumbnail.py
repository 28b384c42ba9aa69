"""An article's photograph in a row: small, square, there when it has been read."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.photos import Photos

_RADIUS = 6


class Thumbnail(QWidget):
    """Shows a photograph, a quiet square until it is there or where there is none."""

    def __init__(self, photos: Photos, path: Path | None, side_px: int = 44) -> None:
        super().__init__()
        self._photos, self._path = photos, path
        self.setFixedSize(side_px, side_px)
        photos.arrived.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the photograph with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        painter.fillPath(outline, QColor(Colours().sunken))
        found = None
        if self._path is not None:
            size = QSize(self.width(), self.height())
            found = self._photos.get(self._path, size, self.devicePixelRatioF())
        if found is not None:
            painter.setClipPath(outline)
            painter.drawPixmap(0, 0, found)
