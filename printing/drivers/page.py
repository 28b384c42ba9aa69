"""Where each block stands on a page: one geometry for pictures, PDF and label printers.

The unit is the dot of a receipt printer, 1/8 mm; x and y grow to the right and downwards.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

from PIL import Image

from printing.blocks import (
    Align,
    Barcode,
    Block,
    Cell,
    Cut,
    Feed,
    Line,
    Part,
    Picture,
    Qr,
    Row,
    Rule,
    Size,
    Stroke,
)
from printing.drivers.codes import EAN_MODULES, QUIET_MODULES, qr_module_dots, qr_side_modules
from printing.drivers.pictures import PictureError, black_and_white
from printing.drivers.profiles import DOTS_PER_COLUMN
from printing.drivers.typeface import CAP_HEIGHT, Weight

log = logging.getLogger(__name__)

LINE_DOTS = 30
HALF_LINE_DOTS = 15
EAN_MODULE_DOTS = 3
EAN_BAR_DOTS = 80
_EAN_DIGIT_DOTS = 24

Measure = Callable[[str, Weight, float], float]
"""Returns the width of a text in dots, of a weight, at a size in dots."""


class Anchor(Enum):
    """Which point of a text its x names."""

    START = auto()
    MIDDLE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class TextMark:
    """A text on its baseline."""

    x: float
    baseline: float
    text: str
    weight: Weight
    size: float
    anchor: Anchor = Anchor.START
    is_white: bool = False


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A black rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class QrMark:
    """A QR code by its upper left corner, without its quiet zone."""

    x: float
    y: float
    text: str
    module: int


@dataclass(frozen=True, slots=True)
class BarcodeMark:
    """The bars of an EAN-13 by their upper left corner."""

    x: float
    y: float
    digits: str
    module: float
    height: float


@dataclass(frozen=True, slots=True)
class PictureMark:
    """A picture in black and white by its upper left corner, a pixel a dot."""

    x: float
    y: float
    picture: Image.Image


Mark = TextMark | BoxMark | QrMark | BarcodeMark | PictureMark


@dataclass(frozen=True, slots=True)
class Band:
    """What one block draws, y counted from its own top; a page breaks only between bands."""

    height: float
    marks: tuple[Mark, ...] = ()
    begins_part: bool = False


@dataclass(frozen=True, slots=True)
class _Face:
    size: float
    line: float
    weight: Weight


_FACES = {
    (Size.NORMAL, False): _Face(21, LINE_DOTS, Weight.REGULAR),
    (Size.NORMAL, True): _Face(21, LINE_DOTS, Weight.SEMIBOLD),
    (Size.TALL, False): _Face(28, 42, Weight.REGULAR),
    (Size.TALL, True): _Face(28, 42, Weight.SEMIBOLD),
    (Size.LARGE, False): _Face(38, 54, Weight.SEMIBOLD),
    (Size.LARGE, True): _Face(38, 54, Weight.EXTRABOLD),
    (Size.HUGE, False): _Face(104, 116, Weight.SEMIBOLD),
    (Size.HUGE, True): _Face(104, 116, Weight.EXTRABOLD),
}

_STROKE_DOTS = {Stroke.THIN: 2, Stroke.THICK: 4, Stroke.DASHED: 2}
_RULE_DOTS = 18
_DASH_DOTS = 6
_CELL_GAP = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `dots` width whose texts are measured by `measure`."""

    dots: int
    measure: Measure

    def place(self, blocks: Iterable[Block]) -> list[Band]:
        """Return the bands of the blocks from top to bottom."""
        return [self._band(block) for block in blocks]

    def _band(self, block: Block) -> Band:  # noqa: PLR0911 one return per kind of block
        match block:
            case Line():
                return self._line(block)
            case Row():
                return self._row(block)
            case Rule():
                return self._rule(block.stroke)
            case Feed():
                return Band(block.half_lines * HALF_LINE_DOTS)
            case Qr():
                return self._qr(block)
            case Barcode():
                return self._barcode(block)
            case Picture():
                return self._picture(block)
            case Part():
                return Band(0, begins_part=True)
            case Cut():
                return Band(0)

    def _line(self, line: Line) -> Band:
        face = _FACES[line.size, line.is_bold]
        left = line.indent * DOTS_PER_COLUMN
        padding = DOTS_PER_COLUMN if line.is_inverse else 0
        text = self._text(
            str(line.text), face, line.align, left + padding, self.dots - padding, line.is_inverse
        )
        if not line.is_inverse:
            return Band(face.line, (text,))
        return Band(face.line + 4, (BoxMark(0, 2, self.dots, face.line), text))

    def _row(self, row: Row) -> Band:
        face = _FACES[row.size, row.is_bold]
        edges = [0, *accumulate(cell.columns * DOTS_PER_COLUMN for cell in row.cells)]
        boxes = [box for box in zip(row.cells, edges, edges[1:], strict=False) if box[0].text]
        marks = []
        for index, (cell, left, right) in enumerate(boxes):
            # A cell may spread over what its neighbours leave free: digits are wider than a column.
            free_left = self._extent(boxes[index - 1], face)[1] + _CELL_GAP if index else left
            last = index == len(boxes) - 1
            free_right = right if last else self._extent(boxes[index + 1], face)[0] - _CELL_GAP
            start, end = self._extent((cell, left, right), face)
            if start < free_left or end > free_right:
                start, end = left + (_CELL_GAP if index else 0), right
            text = self._text(str(cell.text), face, cell.align, start, end, is_white=False)
            marks.append(text)
        return Band(face.line, tuple(marks))

    def _extent(self, box: tuple[Cell, float, float], face: _Face) -> tuple[float, float]:
        """Return where the cell's text begins and ends at its full size."""
        cell, left, right = box
        width = self.measure(cell.text, face.weight, face.size)
        if cell.align is Align.RIGHT:
            return right - width, right
        if cell.align is Align.CENTRE:
            return (left + right - width) / 2, (left + right + width) / 2
        return left, left + width

    def _text(
        self, text: str, face: _Face, align: Align, left: float, right: float, is_white: bool
    ) -> TextMark:
        """Return the text in its box, smaller than its face when it would not fit."""
        room = right - left
        size = min(face.size, face.size * room / max(self.measure(text, face.weight, face.size), 1))
        x, anchor = {
            Align.LEFT: (left, Anchor.START),
            Align.CENTRE: ((left + right) / 2, Anchor.MIDDLE),
            Align.RIGHT: (right, Anchor.END),
        }[align]
        baseline = (face.line + size * CAP_HEIGHT) / 2 + (2 if is_white else 0)
        return TextMark(x, baseline, text, face.weight, size, anchor, is_white)

    def _rule(self, stroke: Stroke) -> Band:
        thick = _STROKE_DOTS[stroke]
        y = (_RULE_DOTS - thick) / 2
        if stroke is not Stroke.DASHED:
            return Band(_RULE_DOTS, (BoxMark(0, y, self.dots, thick),))
        dashes = [
            BoxMark(x, y, _DASH_DOTS, thick)
            for x in range(_DASH_DOTS // 2, self.dots, 2 * _DASH_DOTS)
        ]
        return Band(_RULE_DOTS, tuple(dashes))

    def _picture(self, block: Picture) -> Band:
        try:
            picture = black_and_white(block.png, self.dots)
        except PictureError as error:
            # A damaged logo must not keep a customer from their receipt.
            log.warning("logo_left_out", extra={"why": str(error)})
            return Band(0)
        left = (self.dots - picture.width) // 2
        return Band(picture.height + HALF_LINE_DOTS, (PictureMark(left, 0, picture),))

    def _qr(self, block: Qr) -> Band:
        module = qr_module_dots(block.text, block.module_dots, self.dots)
        side = qr_side_modules(block.text) * module
        quiet = QUIET_MODULES * module
        mark = QrMark((self.dots - side) // 2, quiet, block.text, module)
        return Band(side + 2 * quiet, (mark,))

    def _barcode(self, block: Barcode) -> Band:
        width = EAN_MODULES * EAN_MODULE_DOTS
        left = (self.dots - width) // 2
        bars = BarcodeMark(left, 6, block.digits, EAN_MODULE_DOTS, EAN_BAR_DOTS)
        digits = TextMark(
            self.dots / 2,
            6 + EAN_BAR_DOTS + _EAN_DIGIT_DOTS,
            block.digits,
            Weight.REGULAR,
            21,
            Anchor.MIDDLE,
        )
        return Band(EAN_BAR_DOTS + _EAN_DIGIT_DOTS + 18, (bars, digits))
