"""Line icons, drawn by us, coloured by role."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "icons"
_SHARPNESS = 2
"""Pixels per point drawn, so that an icon stays crisp on a panel scaled by the system."""


@cache
def picture(name: str, colour: str, side: int, gap: int = 0) -> QPixmap:
    """Return the icon as a picture of `side` points in the given colour, with air to its right."""
    pixmap = QPixmap(_drawn(name, side, gap))
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARPNESS)
    return pixmap


@cache
def _drawn(name: str, side: int, gap: int) -> QPixmap:
    """Return the icon's shape, read and drawn once for all its colours."""
    pixmap = QPixmap((side + gap) * _SHARPNESS, side * _SHARPNESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    edge = float(side * _SHARPNESS)
    QSvgRenderer(str(_FOLDER / f"{name}.svg")).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    return pixmap


def icon(name: str, colour: str, off_colour: str, side: int = 24, gap: int = 0) -> QIcon:
    """Return the icon for a button, with its own look for when the button is off.

    `gap` is air to its right, in points.
    """
    made = QIcon(picture(name, colour, side, gap))
    made.addPixmap(picture(name, off_colour, side, gap), QIcon.Mode.Disabled)
    return made
