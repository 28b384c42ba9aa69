"""Documents as pictures: the preview on screen, and what a printer without our letters prints."""

import io
from collections.abc import Iterable
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from printing.blocks import Block
from printing.documents import Document
from printing.drivers.codes import ean_modules, qr_modules, runs
from printing.drivers.page import (
    Anchor,
    Band,
    BarcodeMark,
    BoxMark,
    Column,
    PictureMark,
    QrMark,
    TextMark,
)
from printing.drivers.profiles import DOTS_PER_COLUMN
from printing.drivers.typeface import Weight
from printing.layout import lay_out
from printing.layout.paper import Paper

_MARGIN_DOTS = {32: 40, 42: 68, 48: 32}
"""From the printable width to the edge of a 58 or 80 mm roll."""
_TOP_DOTS = 32
_ANCHORS = {Anchor.START: "ls", Anchor.MIDDLE: "ms", Anchor.END: "rs"}
_BLACK, _WHITE = 0, 255


def render_png(document: Document, locale: str, *, columns: int = 48, scale: int = 1) -> bytes:
    """Return the document as a PNG of the paper, 8 × `scale` pixels a millimetre.

    `columns` is 48 for an 80 mm roll, 32 for a 58 mm one.
    """
    picture = draw(lay_out(document, Paper(columns), locale), columns * DOTS_PER_COLUMN, scale)
    margin = _MARGIN_DOTS.get(columns, _TOP_DOTS) * scale
    top = _TOP_DOTS * scale
    paper = Image.new("L", (picture.width + 2 * margin, picture.height + 2 * top), _WHITE)
    paper.paste(picture, (margin, top))
    png = io.BytesIO()
    paper.save(png, "PNG", optimize=True)
    return png.getvalue()


def draw(blocks: Iterable[Block], dots: int, scale: int = 1) -> Image.Image:
    """Return the blocks in grey levels, exactly `dots` × `scale` pixels wide, no margins."""
    bands = Column(dots, measure).place(blocks)
    height = round(sum(band.height for band in bands) * scale)
    picture = Image.new("L", (dots * scale, max(height, 1)), _WHITE)
    canvas = Canvas(picture, scale)
    top = 0.0
    for band in bands:
        canvas.add(band, top)
        top += band.height
    return picture


@cache
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(weight.path, size)


def measure(text: str, weight: Weight, size: float) -> float:
    """Return the width of a text as pictures set it."""
    return _font(weight, size).getlength(text)


class Canvas:
    """Puts marks on a picture."""

    def __init__(
        self, picture: Image.Image, scale: int, corner: tuple[float, float] = (0, 0)
    ) -> None:
        self._picture = picture
        self._draw = ImageDraw.Draw(picture)
        self._scale = scale
        #: Pixels from the picture's upper left to where the marks are counted from.
        self._left, self._top = corner

    def add(self, band: Band, top: float) -> None:
        """Draw the band with its top edge at `top`."""
        for mark in band.marks:
            match mark:
                case TextMark():
                    self._text(mark, top)
                case BoxMark():
                    self._box(mark.x, top + mark.y, mark.width, mark.height)
                case QrMark():
                    self._qr(mark, top)
                case BarcodeMark():
                    for start, length in runs(ean_modules(mark.digits)):
                        x = mark.x + start * mark.module
                        self._box(x, top + mark.y, length * mark.module, mark.height)
                case PictureMark():
                    self._paste(mark, top)

    def _text(self, mark: TextMark, top: float) -> None:
        size = round(mark.size * self._scale * 2) / 2
        self._draw.text(
            (
                self._left + mark.x * self._scale,
                self._top + (top + mark.baseline) * self._scale,
            ),
            mark.text,
            _WHITE if mark.is_white else _BLACK,
            font=_font(mark.weight, size),
            anchor=_ANCHORS[mark.anchor],
        )

    def _box(self, x: float, y: float, width: float, height: float) -> None:
        left, upper = self._left + x * self._scale, self._top + y * self._scale
        right, lower = round(left + width * self._scale), round(upper + height * self._scale)
        left, upper = round(left), round(upper)
        self._draw.rectangle((left, upper, right - 1, lower - 1), fill=_BLACK)

    def _qr(self, mark: QrMark, top: float) -> None:
        for row, modules in enumerate(qr_modules(mark.text)):
            for start, length in runs(modules):
                self._box(
                    mark.x + start * mark.module,
                    top + mark.y + row * mark.module,
                    length * mark.module,
                    mark.module,
                )

    def _paste(self, mark: PictureMark, top: float) -> None:
        size = (mark.picture.width * self._scale, mark.picture.height * self._scale)
        corner = (
            round(self._left + mark.x * self._scale),
            round(self._top + (top + mark.y) * self._scale),
        )
        self._picture.paste(mark.picture.resize(size), corner)
