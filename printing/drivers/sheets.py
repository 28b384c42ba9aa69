"""Tags on A4 sheets of stickers, as PDF for the office printer and as a picture for the screen."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from printing.drivers.page import Band
from printing.drivers.pdf import DOTS_PER_MM, POINTS_PER_MM, Pen, measure, register_fonts
from printing.drivers.sticker_face import Label, place_label
from printing.drivers.stickers import A4_MM, GRIDS, LabelGrid
from printing.drivers.tag_face import Sticker
from printing.drivers.typeface import Weight

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_TICK_MM = 4.0
_TICK_GAP_MM = 1.0
_HAIR_POINTS = 0.3


def sticker_of(grid: LabelGrid) -> Sticker:
    """Return one sticker of a sheet, with what must stay white in it."""
    return Sticker(grid.width_mm, grid.height_mm, grid.margin_x_mm, grid.margin_y_mm)


def sheets_for(labels: int, grid: LabelGrid, used: int) -> int:
    """Return how many sheets are needed, the begun one included."""
    begun = used % grid.labels
    return -(-(labels + begun) // grid.labels) if labels else 0


def render_label_sheets(
    labels: Sequence[Label],
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
    size = (A4_MM[0] * POINTS_PER_MM, A4_MM[1] * POINTS_PER_MM)
    canvas = Canvas(pdf, size, initialFontName=Weight.REGULAR.font_name, invariant=1, lang=locale)
    canvas.setCreator("Comptoir")
    # A reader that fits the page to the printer's margins would move every sticker.
    canvas.setViewerPreference("PrintScaling", "None")
    pen = Pen(canvas, has_many_codes=True)
    sticker = sticker_of(grid)
    faces: dict[Label, Band] = {}
    first = used % grid.labels
    for number, label in enumerate(labels, start=first):
        place = number % grid.labels
        if place == 0 and number > first:
            canvas.showPage()
        if grid.is_cut and (place == 0 or number == first):
            _draw_ticks(canvas, grid, shift_mm)
        left, top = grid.corner(place)
        x_mm, y_mm = left + shift_mm[0], top + shift_mm[1]
        if label not in faces:
            faces[label] = place_label(label, locale, sticker, measure)
        canvas.saveState()
        canvas.translate(x_mm * POINTS_PER_MM, size[1] - y_mm * POINTS_PER_MM)
        canvas.scale(POINTS_PER_MM / DOTS_PER_MM, POINTS_PER_MM / DOTS_PER_MM)
        pen.draw(faces[label], 0)
        canvas.restoreState()
    canvas.save()
    return pdf.getvalue()


def ticks(grid: LabelGrid) -> Iterator[tuple[float, float, float, float]]:
    """Yield the cutting ticks around the stickers, in millimetres from the sheet's upper left."""
    left, top = grid.left_mm, grid.top_mm
    right = left + (grid.across - 1) * grid.pitch_x_mm + grid.width_mm
    bottom = top + (grid.down - 1) * grid.pitch_y_mm + grid.height_mm
    for column in range(grid.across + 1):
        x = left + column * grid.pitch_x_mm
        yield x, top - _TICK_GAP_MM - _TICK_MM, x, top - _TICK_GAP_MM
        yield x, bottom + _TICK_GAP_MM, x, bottom + _TICK_GAP_MM + _TICK_MM
    for row in range(grid.down + 1):
        y = top + row * grid.pitch_y_mm
        yield left - _TICK_GAP_MM - _TICK_MM, y, left - _TICK_GAP_MM, y
        yield right + _TICK_GAP_MM, y, right + _TICK_GAP_MM + _TICK_MM, y


def _draw_ticks(canvas: "Canvas", grid: LabelGrid, shift_mm: tuple[float, float]) -> None:
    canvas.setLineWidth(_HAIR_POINTS)
    for x1, y1, x2, y2 in ticks(grid):
        canvas.line(
            (x1 + shift_mm[0]) * POINTS_PER_MM,
            (A4_MM[1] - y1 - shift_mm[1]) * POINTS_PER_MM,
            (x2 + shift_mm[0]) * POINTS_PER_MM,
            (A4_MM[1] - y2 - shift_mm[1]) * POINTS_PER_MM,
        )
