"""Price labels on A4 sheets of stickers, as PDF for the office printer."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printing.documents import ShelfLabel
from printing.drivers.codes import EAN_MODULES, QUIET_MODULES, qr_side_modules
from printing.drivers.page import Anchor, Band, BarcodeMark, BoxMark, Mark, QrMark, TextMark
from printing.drivers.pdf import DOTS_PER_MM, POINTS_PER_MM, Pen, measure, register_fonts
from printing.drivers.typeface import CAP_HEIGHT, Weight
from printing.layout.label import shelf_label_texts
from printing.safe_text import SafeText
from sync.kernel.gtin import is_gtin, normalise

_A4_MM = (210.0, 297.0)
_MARGIN = 16.0  # dots: 2 mm, because makers' drawings differ by up to 0.6 mm
_EAN_MODULE = 2.64  # 0.33 mm, the nominal size of GS1
_EAN_DIGITS = 13
_CODE_HEIGHT = 72.0
_QR_MODULE = 5
_NAME_SIZE, _NAME_LINES = 30.0, 2
_SMALL_SIZE, _TINY_SIZE = 19.0, 15.0
_PRICE_SIZE = 92.0
_LEADING = 1.25


@dataclass(frozen=True, slots=True)
class LabelGrid:
    """How the stickers stand on an A4 sheet, in millimetres."""

    code: str
    across: int
    down: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float

    @property
    def labels(self) -> int:
        """Return how many stickers a sheet has."""
        return self.across * self.down


GRIDS = {
    grid.code: grid
    for grid in (
        LabelGrid("L7160", 3, 7, 63.5, 38.1, 7.48, 15.49, 66.04, 38.1),
        LabelGrid("L7161", 3, 6, 63.6, 46.8, 7.41, 8.11, 65.9, 46.7),
        LabelGrid("L7162", 2, 8, 99.1, 33.9, 3.99, 12.98, 102.5, 33.9),
        LabelGrid("L7163", 2, 7, 99.1, 38.1, 3.35, 15.17, 103.0, 38.1),
        LabelGrid("L7164", 3, 4, 63.5, 72.0, 7.35, 3.53, 66.0, 72.0),
        LabelGrid("L7165", 2, 4, 99.1, 67.7, 4.67, 13.04, 101.6, 67.7),
    )
}
"""Sheets by the number that most makers share."""


def render_label_sheets(
    labels: Sequence[ShelfLabel],
    locale: str,
    *,
    grid: LabelGrid = GRIDS["L7160"],
    used: int = 0,
    shift_mm: tuple[float, float] = (0, 0),
) -> bytes:
    """Return sheets with one label a sticker, row by row.

    `used` stickers of the first sheet are already gone; `shift_mm` moves everything right and down
    by what the shop's printer is off. The PDF is to be printed without scaling.
    """
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 start-up time

    register_fonts()
    pdf = io.BytesIO()
    size = (_A4_MM[0] * POINTS_PER_MM, _A4_MM[1] * POINTS_PER_MM)
    canvas = Canvas(pdf, size, initialFontName=Weight.REGULAR.font_name, invariant=1, lang=locale)
    canvas.setCreator("Comptoir")
    pen = Pen(canvas, has_many_codes=True)
    for number, label in enumerate(labels, start=used % grid.labels):
        place = number % grid.labels
        if place == 0 and number > used % grid.labels:
            canvas.showPage()
        x_mm, y_mm = _corner(grid, place, shift_mm)
        canvas.saveState()
        canvas.translate(x_mm * POINTS_PER_MM, size[1] - y_mm * POINTS_PER_MM)
        canvas.scale(POINTS_PER_MM / DOTS_PER_MM, POINTS_PER_MM / DOTS_PER_MM)
        marks = tuple(_marks(label, locale, grid))
        pen.draw(Band(grid.height_mm * DOTS_PER_MM, marks), 0)
        canvas.restoreState()
    canvas.save()
    return pdf.getvalue()


def _corner(grid: LabelGrid, place: int, shift_mm: tuple[float, float]) -> tuple[float, float]:
    row, column = divmod(place, grid.across)
    return (
        grid.left_mm + column * grid.pitch_x_mm + shift_mm[0],
        grid.top_mm + row * grid.pitch_y_mm + shift_mm[1],
    )


def _marks(label: ShelfLabel, locale: str, grid: LabelGrid) -> Iterator[Mark]:
    """Yield one label: flash and name above, code below left, price below right."""
    texts = shelf_label_texts(label, locale)
    right = grid.width_mm * DOTS_PER_MM - _MARGIN
    bottom = grid.height_mm * DOTS_PER_MM - _MARGIN
    room = right - _MARGIN
    top = _MARGIN
    if texts.flash:
        width = measure(texts.flash, Weight.SEMIBOLD, _SMALL_SIZE) + 2 * _SMALL_SIZE
        box = min(width, room)
        yield BoxMark(_MARGIN, top, box, _SMALL_SIZE * _LEADING)
        yield _fitted(
            texts.flash, _MARGIN + box / 2, top, box, Weight.SEMIBOLD, _SMALL_SIZE, Anchor.MIDDLE
        )
        top += _SMALL_SIZE * _LEADING + 6
    for line in _name_lines(texts.name, room):
        yield _fitted(line, _MARGIN, top, room, Weight.SEMIBOLD, _NAME_SIZE)
        top += _NAME_SIZE * _LEADING
    if texts.detail:
        yield _fitted(texts.detail, _MARGIN, top, room, Weight.REGULAR, _SMALL_SIZE)
    if texts.former_price:
        yield _fitted(
            texts.former_price, right, bottom - _TINY_SIZE, room, Weight.REGULAR, _TINY_SIZE,
            Anchor.END,
        )  # fmt: skip
        bottom -= _TINY_SIZE * _LEADING
    code = _code(label, bottom)
    yield from code.marks
    price_room = room - code.width
    if texts.unit_price:
        yield _fitted(
            texts.unit_price, right, bottom - _SMALL_SIZE, price_room, Weight.REGULAR,
            _SMALL_SIZE, Anchor.END,
        )  # fmt: skip
        bottom -= _SMALL_SIZE * _LEADING
    size = _fitting_size(texts.price, price_room, Weight.EXTRABOLD, _PRICE_SIZE)
    yield TextMark(right, bottom - 4, texts.price, Weight.EXTRABOLD, size, Anchor.END)


@dataclass(frozen=True, slots=True)
class _Code:
    width: float
    marks: tuple[Mark, ...] = ()


def _code(label: ShelfLabel, bottom: float) -> _Code:
    """Return the label's bars, else its QR code, else nothing, and the room they take."""
    if is_gtin(label.gtin) and len(normalise(label.gtin)) == _EAN_DIGITS:
        digits = normalise(label.gtin)
        width = EAN_MODULES * _EAN_MODULE
        top = bottom - _CODE_HEIGHT - _SMALL_SIZE
        bars = BarcodeMark(_MARGIN + 8, top, digits, _EAN_MODULE, _CODE_HEIGHT)
        middle = _MARGIN + 8 + width / 2
        text = TextMark(middle, bottom, digits, Weight.REGULAR, _SMALL_SIZE, Anchor.MIDDLE)
        return _Code(width + 32, (bars, text))
    payload = SafeText(label.qr_text)
    if payload and payload == label.qr_text:
        side = qr_side_modules(payload) * _QR_MODULE
        quiet = QUIET_MODULES * _QR_MODULE
        return _Code(side + quiet, (QrMark(_MARGIN, bottom - side, payload, _QR_MODULE),))
    return _Code(0)


def _name_lines(name: SafeText, room: float) -> list[str]:
    """Return the name in at most two lines, broken where its measure asks for it."""
    words = name.split(" ")
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        fits = measure(longer, Weight.SEMIBOLD, _NAME_SIZE) <= room
        if fits or not lines[-1] or len(lines) == _NAME_LINES:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitted(
    text: str,
    x: float,
    top: float,
    room: float,
    weight: Weight,
    size: float,
    anchor: Anchor = Anchor.START,
) -> TextMark:
    """Return the text under `top`, smaller than `size` where it would not fit."""
    fitting = _fitting_size(text, room, weight, size)
    baseline = top + (size * _LEADING + fitting * CAP_HEIGHT) / 2
    return TextMark(x, baseline, text, weight, fitting, anchor, anchor is Anchor.MIDDLE)


def _fitting_size(text: str, room: float, weight: Weight, size: float) -> float:
    return min(size, size * room / max(measure(text, weight, size), 1))
