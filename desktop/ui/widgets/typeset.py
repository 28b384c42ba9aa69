"""Texts laid out once and drawn often: laying a name out costs more than drawing it."""

from collections.abc import MutableMapping
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

KEPT = 1_000
"""Texts of one type held ready: some screens full of names and prices."""


class Typeset:
    """Texts in one type.

    What a list shows after a key or a scan is mostly what it showed before, so layouts, widths and
    cuts are kept. When there are too many they are all forgotten: the next paint makes its own.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self.height = self.metrics.height()
        self._laid: dict[str, QStaticText] = {}
        self._widths: dict[str, int] = {}
        self._cut: dict[tuple[str, int], str] = {}
        self._broken: dict[tuple[str, int], tuple[str, ...]] = {}

    def width(self, text: str) -> int:
        """Return how wide a text is."""
        found = self._widths.get(text)
        if found is None:
            make_room(self._widths)
            found = self._widths[text] = self.metrics.horizontalAdvance(text)
        return found

    def cut(self, text: str, room: int) -> str:
        """Return the text, ending in an ellipsis where it is wider than its room."""
        if self.width(text) <= room:
            return text
        found = self._cut.get((text, room))
        if found is None:
            make_room(self._cut)
            elided = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            found = self._cut[text, room] = elided
        return found

    def two_lines(self, text: str, room: int) -> tuple[str, ...]:
        """Return the text broken into at most two lines, the second cut where it is too long."""
        found = self._broken.get((text, room))
        if found is None:
            make_room(self._broken)
            found = self._broken[text, room] = self._break(text, room)
        return found

    def _break(self, text: str, room: int) -> tuple[str, ...]:
        # By the widths of the words, which a catalogue's names have in common.
        space = self.width(" ")
        words = text.split(" ")
        taken = left = 0
        for word in words:
            width = self.width(word) + (space if taken else 0)
            if left + width > room:
                break
            left += width
            taken += 1
        if taken == len(words):
            return (text,)
        if not taken:
            return (self.cut(text, room),)
        return (" ".join(words[:taken]), self.cut(" ".join(words[taken:]), room))

    def draw(self, painter: QPainter, left: int, top: int, text: str) -> None:
        """Draw a text from its upper left corner, in the painter's pen."""
        laid = self._laid.get(text)
        if laid is None:
            make_room(self._laid)
            laid = self._laid[text] = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.prepare(QTransform(), self.font)
        painter.setFont(self.font)
        painter.drawStaticText(QPoint(left, top), laid)


def make_room(kept: MutableMapping[Any, Any], most: int = KEPT) -> None:
    """Forget everything that is kept when there is too much of it."""
    if len(kept) >= most:
        kept.clear()
