"""Documents as PDF, with our fonts embedded: to send, to keep, or for an office printer."""

import io
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, takewhile
from operator import not_
from typing import TYPE_CHECKING

from PIL import Image

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

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

POINTS_PER_MM = 72 / 25.4
DOTS_PER_MM = 8
_FOLIO_POINTS = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of a PDF: a roll is as long as its content, a cut sheet breaks into pages."""

    width_mm: float
    columns: int
    margin_mm: float
    #: Height of a cut sheet; 0 for a roll.
    height_mm: float = 0
    #: How much larger than on a receipt printer everything is, so much that it fills a cut sheet.
    scale: float = 1
    #: The least it may be reduced to for a document to stay on one cut sheet.
    least_scale: float = 1


ROLL_80 = Sheet(80, 48, 5)
ROLL_58 = Sheet(58, 32, 5)
A4 = Sheet(210, 48, 18, height_mm=297, scale=1.5, least_scale=1.1)


def render_pdf(document: Document, locale: str, *, sheet: Sheet = ROLL_80) -> bytes:
    """Return the document as a PDF; the same document gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 start-up time

    register_fonts()
    bands = Column(sheet.columns * DOTS_PER_COLUMN, measure).place(
        lay_out(document, Paper(sheet.columns), locale)
    )
    sheet = replace(sheet, scale=_fitting_scale(bands, sheet))
    pdf = io.BytesIO()
    canvas = Canvas(pdf, initialFontName=Weight.REGULAR.font_name, invariant=1, lang=locale)
    canvas.setTitle(document.shop.name)
    canvas.setAuthor(document.shop.name)
    canvas.setCreator("Comptoir")
    pages = _pages(bands, sheet)
    for number, page in enumerate(pages, start=1):
        folio = f"{number}/{len(pages)}" if len(pages) > 1 else ""
        _draw_page(canvas, page, sheet, folio)
    canvas.save()
    return pdf.getvalue()


def _fitting_scale(bands: list[Band], sheet: Sheet) -> float:
    """Return the largest scale at which the document is one sheet; the sheet's when there is none."""
    height = sum(band.height for band in bands)
    if not sheet.height_mm or not height:
        return sheet.scale
    one_page = (sheet.height_mm - 2 * sheet.margin_mm) * DOTS_PER_MM / height
    return min(one_page, sheet.scale) if one_page >= sheet.least_scale else sheet.scale


def _dot_points(sheet: Sheet) -> float:
    return POINTS_PER_MM / DOTS_PER_MM * sheet.scale


def _pages(bands: list[Band], sheet: Sheet) -> list[list[Band]]:
    """Return the bands of each page, no part torn that one holds; a roll is one page."""
    if not sheet.height_mm:
        return [bands]
    # Half a dot of grace for what rounding adds to a document scaled to fit.
    room = (sheet.height_mm - 2 * sheet.margin_mm) * DOTS_PER_MM / sheet.scale + 0.5
    pages: list[list[Band]] = [[]]
    used = 0.0
    for place, band in enumerate(bands):
        least = _part_height(bands, place) if band.begins_part else band.height
        if used + (least if least <= room else band.height) > room and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(band)
        used += band.height
    return pages


def _part_height(bands: list[Band], begin: int) -> float:
    part = takewhile(lambda band: not band.begins_part, bands[begin + 1 :])
    return sum(band.height for band in part)


def _draw_page(canvas: "Canvas", bands: list[Band], sheet: Sheet, folio: str) -> None:
    dot = _dot_points(sheet)
    content = sum(band.height for band in bands) * dot
    width = sheet.width_mm * POINTS_PER_MM
    margin = sheet.margin_mm * POINTS_PER_MM
    height = sheet.height_mm * POINTS_PER_MM or content + 2 * margin
    canvas.setPageSize((width, height))
    canvas.setFont(Weight.REGULAR.font_name, _FOLIO_POINTS)
    canvas.drawCentredString(width / 2, margin / 2, folio)
    left = (width - sheet.columns * DOTS_PER_COLUMN * dot) / 2
    canvas.translate(left, height - margin)
    canvas.scale(dot, dot)
    pen = Pen(canvas)
    top = 0.0
    for band in bands:
        pen.draw(band, top)
        top += band.height
    canvas.showPage()


@cache
def register_fonts() -> None:
    """Make our fonts known to ReportLab."""
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415 start-up time
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 start-up time

    for weight in Weight:
        registerFont(TTFont(weight.font_name, weight.path))


def measure(text: str, weight: Weight, size: float) -> float:
    """Return the width of a text as ReportLab sets it, without kerning."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 start-up time

    width: float = stringWidth(text, weight.font_name, size)
    return width


class Pen:
    """Draws marks in dots; a PDF's y grows upwards, so every y is negated.

    A QR code is a path, sharp at any size, or, where hundreds of them are drawn, a picture of one
    pixel a module, which takes a tenth of the time.
    """

    def __init__(self, canvas: "Canvas", *, has_many_codes: bool = False) -> None:
        self._canvas = canvas
        self._draw_qr = self._qr_as_picture if has_many_codes else self._qr_as_path
        self._draw_bars = self._bars_as_picture if has_many_codes else self._bars_as_boxes

    def draw(self, band: Band, top: float) -> None:
        """Draw the band with its top edge at `top`."""
        for mark in band.marks:
            match mark:
                case TextMark():
                    self._text(mark, top)
                case BoxMark():
                    self._box(mark.x, top + mark.y, mark.width, mark.height)
                case QrMark():
                    self._draw_qr(mark, top)
                case BarcodeMark():
                    self._draw_bars(mark, top)
                case PictureMark():
                    self._picture(mark, top)

    def _text(self, mark: TextMark, top: float) -> None:
        self._canvas.setFillGray(1 if mark.is_white else 0)
        self._canvas.setFont(mark.weight.font_name, mark.size)
        y = -(top + mark.baseline)
        if mark.anchor is Anchor.START:
            self._canvas.drawString(mark.x, y, mark.text)
        elif mark.anchor is Anchor.MIDDLE:
            self._canvas.drawCentredString(mark.x, y, mark.text)
        else:
            self._canvas.drawRightString(mark.x, y, mark.text)

    def _box(self, x: float, y: float, width: float, height: float) -> None:
        self._canvas.setFillGray(0)
        self._canvas.rect(x, -(y + height), width, height, stroke=0, fill=1)

    def _qr_as_path(self, mark: QrMark, top: float) -> None:
        # One path: separate boxes leave hairlines between the modules in some viewers.
        path = self._canvas.beginPath()
        for row, modules in enumerate(qr_modules(mark.text)):
            y = -(top + mark.y + (row + 1) * mark.module)
            for start, length in runs(modules):
                path.rect(mark.x + start * mark.module, y, length * mark.module, mark.module)
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _qr_as_picture(self, mark: QrMark, top: float) -> None:
        rows = qr_modules(mark.text)
        side = len(rows) * mark.module
        self._modules(rows, mark.x, top + mark.y, side, side)

    def _bars_as_picture(self, mark: BarcodeMark, top: float) -> None:
        modules = ean_modules(mark.digits)
        width = len(modules) * mark.module
        self._modules((modules,), mark.x, top + mark.y, width, mark.height)

    def _modules(
        self, rows: tuple[tuple[bool, ...], ...], x: float, y: float, width: float, height: float
    ) -> None:
        picture = Image.new("1", (len(rows[0]), len(rows)))
        picture.putdata(list(map(not_, chain.from_iterable(rows))))
        self._canvas.drawInlineImage(picture, x, -(y + height), width, height)

    def _bars_as_boxes(self, mark: BarcodeMark, top: float) -> None:
        for start, length in runs(ean_modules(mark.digits)):
            self._box(mark.x + start * mark.module, top + mark.y, length * mark.module, mark.height)

    def _picture(self, mark: PictureMark, top: float) -> None:
        height = mark.picture.height
        self._canvas.drawInlineImage(
            mark.picture, mark.x, -(top + mark.y + height), mark.picture.width, height
        )
