"""Neutral blocks: what stands on the paper, before anybody knows which printer it is.

The layout has already wrapped every text to the paper's columns, so that a driver only places it.
The drawer is no block: it is a flag of the print job, so that no printable text can open it.
"""

from dataclasses import dataclass
from enum import Enum, auto

from printing.safe_text import SafeText


class Align(Enum):
    """Where a text stands in its line or cell."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


class Size(Enum):
    """How large a text is: times the width and times the height of a normal character."""

    NORMAL = (1, 1)
    TALL = (1, 2)
    LARGE = (2, 2)
    HUGE = (4, 4)

    @property
    def wide(self) -> int:
        """Return how many columns one character takes."""
        return self.value[0]

    @property
    def high(self) -> int:
        """Return how many lines one character takes."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, already short enough for the paper."""

    text: SafeText
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    is_bold: bool = False
    #: White on black over the whole width.
    is_inverse: bool = False
    #: Blank columns on the left.
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row: its text and how many normal columns it may take."""

    text: SafeText
    columns: int
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side; their columns add up to at most the paper's."""

    cells: tuple[Cell, ...]
    size: Size = Size.NORMAL
    is_bold: bool = False


class Stroke(Enum):
    """How a rule is drawn."""

    THIN = auto()
    THICK = auto()
    DASHED = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from edge to edge."""

    stroke: Stroke = Stroke.THIN


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper, in half lines: two millimetres each."""

    half_lines: int = 1


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, level M, centred; its modules shrink only when the paper is too narrow."""

    text: SafeText
    #: Eight dots are one millimetre.
    module_dots: int = 6


@dataclass(frozen=True, slots=True)
class Barcode:
    """An EAN-13 with its digits beneath, centred."""

    digits: SafeText


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in black and white, centred, scaled down to the paper when it is wider."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """Here something begins that stands on one page, as far as one holds it; a roll knows no pages."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Here one paper ends."""


Block = Line | Row | Rule | Feed | Qr | Barcode | Picture | Part | Cut
