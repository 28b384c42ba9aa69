"""Line icons, drawn by us, coloured by role."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "icons"
_SHARPNESS = 2
"""Pixels per point drawn, so that an icon stays crisp on a panel scaled by the system."""


@cache
def picture(name: str, colour: str, side: int, gap: int = 0) -> QPixmap:
    """Return the icon as a picture of `side` points in the given colour, with air to its right."""
    drawing = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap((side + gap) * _SHARPNESS, side * _SHARPNESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    edge = float(side * _SHARPNESS)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARPNESS)
    return pixmap


def icon(name: str, colour: str, off_colour: str, side: int = 24, gap: int = 0) -> QIcon:
    """Return the icon for a button, with its own look for when the button is off.

    `gap` is air to its right, in points.
    """
    made = QIcon(picture(name, colour, side, gap))
    made.addPixmap(picture(name, off_colour, side, gap), QIcon.Mode.Disabled)
    return made
