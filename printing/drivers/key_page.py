"""The keys of the till on one sheet of A4, to hang beside it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.drivers.pdf import measure, register_fonts
from printing.drivers.typeface import Weight

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = 595.28, 841.89
"""A4 in points."""
_MARGIN, _GUTTER = 36.0, 24.0
_COLUMNS = 2
_KEY_WIDTH = 84.0
_LINE, _TITLE_LINE, _GAP = 14.0, 20.0, 8.0
_SIZE, _HEADING_SIZE, _TITLE_SIZE = 9.5, 11.0, 20.0
_LEAST_SCALE = 0.6


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """The keys of one room: its name, and each key with what it does."""

    title: str
    keys: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        """Return how much room it takes, in points."""
        return _TITLE_LINE + len(self.keys) * _LINE + _GAP


def render_keys(title: str, sentence: str, blocks: Sequence[KeyBlock], locale: str) -> bytes:
    """Return the sheet as a PDF of one page; the same keys give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 start-up time

    register_fonts()
    pdf = io.BytesIO()
    canvas = Canvas(
        pdf,
        pagesize=(_WIDTH, _HEIGHT),
        initialFontName=Weight.REGULAR.font_name,
        invariant=1,
        lang=locale,
    )
    canvas.setTitle(title)
    canvas.setCreator("Comptoir")
    top = _HEIGHT - _MARGIN - _TITLE_SIZE
    _write(canvas, _MARGIN, top, title, Weight.EXTRABOLD, _TITLE_SIZE, _WIDTH - 2 * _MARGIN)
    _write(canvas, _MARGIN, top - 18, sentence, Weight.REGULAR, _SIZE, _WIDTH - 2 * _MARGIN)
    columns = _share_out(blocks)
    room = top - 18 - _TITLE_LINE - _MARGIN
    scale = min(1.0, *(room / sum(block.height for block in each) for each in columns if each))
    width = (_WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
    for place, column in enumerate(columns):
        canvas.saveState()
        canvas.translate(_MARGIN + place * (width + _GUTTER), _MARGIN + room)
        _draw_column(canvas, column, width, max(scale, _LEAST_SCALE))
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return pdf.getvalue()


def _share_out(blocks: Sequence[KeyBlock]) -> list[list[KeyBlock]]:
    """Return the blocks in columns, in their order, about as long as each other."""
    whole = sum(block.height for block in blocks)
    columns: list[list[KeyBlock]] = [[] for _ in range(_COLUMNS)]
    used = 0.0
    for block in blocks:
        # Where the middle of the block falls decides.
        place = int((used + block.height / 2) * _COLUMNS / whole)
        columns[min(place, _COLUMNS - 1)].append(block)
        used += block.height
    return columns


def _draw_column(canvas: "Canvas", blocks: Sequence[KeyBlock], width: float, scale: float) -> None:
    y = 0.0
    for block in blocks:
        y -= _TITLE_LINE * scale
        _write(canvas, 0, y, block.title, Weight.SEMIBOLD, _HEADING_SIZE * scale, width)
        canvas.setLineWidth(0.5)
        canvas.line(0, y - 4 * scale, width, y - 4 * scale)
        y -= 4 * scale
        for key, words in block.keys:
            y -= _LINE * scale
            _write(canvas, 0, y, key, Weight.SEMIBOLD, _SIZE * scale, _KEY_WIDTH - 6)
            _write(canvas, _KEY_WIDTH, y, words, Weight.REGULAR, _SIZE * scale, width - _KEY_WIDTH)
        y -= (_GAP - 4) * scale


def _write(
    canvas: "Canvas", x: float, y: float, text: str, weight: Weight, size: float, room: float
) -> None:
    """Write a text, smaller where it would not fit."""
    fitting = min(size, size * room / max(measure(text, weight, size), 1))
    canvas.setFont(weight.font_name, fitting)
    canvas.drawString(x, y, text)
