"""Rows and columns with the house's spacing."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QMargins, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.widgets.labels import label

Part = QWidget | QLayout | int | None
"""A widget, a layout, a fixed space in pixels, or None for a space that stretches."""


def row(*parts: Part, gap: int = 8, margins: int | tuple[int, int, int, int] = 0) -> QHBoxLayout:
    """Return the parts side by side."""
    made = QHBoxLayout()
    _fill(made, parts, gap, margins)
    return made


def column(*parts: Part, gap: int = 8, margins: int | tuple[int, int, int, int] = 0) -> QVBoxLayout:
    """Return the parts one below the other."""
    made = QVBoxLayout()
    _fill(made, parts, gap, margins)
    return made


def _fill(
    box: QBoxLayout,
    parts: Iterable[Part],
    gap: int,
    margins: int | tuple[int, int, int, int],
) -> None:
    box.setSpacing(gap)
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    box.setContentsMargins(QMargins(*sides))
    for part in parts:
        match part:
            case QWidget():
                box.addWidget(part)
            case QLayout():
                box.addLayout(part)
            case int():
                box.addSpacing(part)
            case None:
                box.addStretch(1)


def scrolling(body: QLayout) -> QScrollArea:
    """Return a place that shows the layout whole while there is room, and scrolls it otherwise.

    It never asks for more height than the window has, whatever the size of the text.
    """
    return _Scrolling(body)


class _Scrolling(QScrollArea):
    """As wide as the parts in it were when they were dressed."""

    def __init__(self, body: QLayout) -> None:
        super().__init__()
        self._body = body
        inside = QWidget()
        inside.setLayout(body)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the parts once they are dressed, as they stand in their window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            # The layouts within it still count with the undressed parts.
            self._body.activate()
            self.setMinimumWidth(self._body.minimumSize().width())


def asked(words: str, field: QWidget) -> QVBoxLayout:
    """Return a field below what it asks."""
    return column(label(words, "field"), field, gap=4)


def beside(left: QLayout, right: QLayout, gap: int = 24) -> QHBoxLayout:
    """Return two halves side by side."""
    made = row(left, right, gap=gap)
    made.setStretch(0, 1)
    made.setStretch(1, 1)
    return made


def clear(box: QLayout) -> None:
    """Take everything out of a layout; the widgets go when Qt is next idle."""
    while (taken := box.takeAt(0)) is not None:
        inner, widget = taken.layout(), taken.widget()
        if inner is not None:
            clear(inner)
        elif widget is not None:
            widget.hide()
            widget.deleteLater()
