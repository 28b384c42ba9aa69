"""Documents as the bytes of an ESC/POS receipt printer.

Text is ours from end to end: `SafeText` in the one code page that the profile forces, so that no
control byte of a customer's note reaches the device. Codes are drawn by the printer itself; a rule
is drawn as pixels where the code page has no line.
"""

from collections.abc import Iterable
from functools import lru_cache

from PIL import Image

from printing.blocks import (
    Align,
    Barcode,
    Block,
    Cell,
    Cut,
    Feed,
    Line,
    Picture,
    Qr,
    Row,
    Rule,
    Size,
    Stroke,
)
from printing.documents import Document
from printing.drivers import encoder
from printing.drivers.codes import QUIET_MODULES, qr_module_dots
from printing.drivers.encoder import Encoder
from printing.drivers.page import (
    EAN_BAR_DOTS,
    EAN_MODULE_DOTS,
    HALF_LINE_DOTS,
    Column,
    PictureMark,
)
from printing.drivers.pictures import threshold
from printing.drivers.profiles import CANDIDATE_PAGES, CodePage, PrinterProfile
from printing.layout import lay_out
from printing.layout.figures import warm_up_figures
from printing.layout.paper import Paper
from printing.layout.wording import wording
from printing.safe_text import FONT, SafeText

INITIALISE = b"\x1b@"
_CANCEL_KANJI = b"\x1c."  # Chinese clones start in double-byte mode and swallow accents
_SELECT_CODE_PAGE = b"\x1bt"
_FRAGMENT_ROWS = 256
_TEAR_LINES = 5
_PULSE = bytes((50, 50))  # 100 ms on, 100 ms off

_ALIGNS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_BOX_LINES = {Stroke.THIN: "─", Stroke.THICK: "═"}
_RULE_ROWS = {Stroke.THIN: 2, Stroke.THICK: 4, Stroke.DASHED: 2}
_DASH_DOTS = 6
_GAP_DOTS = 8


def render_escpos(document: Document, profile: PrinterProfile, locale: str) -> bytes:
    """Return the bytes that print the document; `locale` is "fr" or "en".

    The drawer is not among them: it belongs to the job (`drawer_kick`).
    """
    if profile.code_page is None:
        blocks = lay_out(document, Paper(profile.columns, FONT), locale)
        return _render_raster(blocks, profile)
    blocks = lay_out(document, Paper(profile.columns, profile.code_page.repertoire), locale)
    return _Tape(profile, profile.code_page).run(blocks)


def warm_up(locale: str) -> None:
    """Import and read what the first receipt would otherwise wait for (0.5 s). For idle time."""
    encoder.warm_up()
    warm_up_figures(locale)


def drawer_kick(profile: PrinterProfile) -> bytes:
    """Return the pulse that opens the drawer; no bytes when the printer has no socket for one."""
    if profile.drawer_pin is None:
        return b""
    return b"\x1bp" + bytes((profile.drawer_pin,)) + _PULSE


def render_code_page_strip(profile: PrinterProfile, locale: str) -> bytes:
    """Return a strip with one numbered line per candidate code page, for a person to choose from.

    Line n is `CANDIDATE_PAGES[n - 1]`.
    """
    parts = [INITIALISE, _CANCEL_KANJI]
    title = SafeText(wording(locale).test_strip).to_bytes("ascii")
    parts.append(title + b"\n")
    for number, page in enumerate(CANDIDATE_PAGES, start=1):
        line = SafeText(f"{number}. é è à ç œ € ÉÈ 12,50 €", page.repertoire)
        parts.append(_SELECT_CODE_PAGE + bytes((page.slot,)) + line.to_bytes(page.codec) + b"\n")
    parts.append(_end(Encoder(), profile))
    return b"".join(parts)


class _Tape:
    """Turns blocks into bytes, remembering how the printer is set."""

    def __init__(self, profile: PrinterProfile, page: CodePage) -> None:
        self._profile = profile
        self._page = page
        self._encoder = Encoder()
        self._style: tuple[Align, Size, bool, bool] | None = None
        self._parts: list[bytes] = []

    def run(self, blocks: Iterable[Block]) -> bytes:
        self._parts = [
            INITIALISE,
            _CANCEL_KANJI,
            _SELECT_CODE_PAGE + bytes((self._page.slot,)),
        ]
        for block in blocks:
            self._add(block)
        return b"".join(self._parts)

    def _add(self, block: Block) -> None:
        # A part is nothing to a roll, which has no pages.
        match block:
            case Line():
                self._line(block)
            case Row():
                self._set(Align.LEFT, block.size, is_bold=block.is_bold)
                cells = [self._cell(cell, block.size) for cell in block.cells]
                self._parts.append(b"".join(cells).rstrip(b" ") + b"\n")
            case Rule():
                self._rule(block.stroke)
            case Feed():
                self._parts.append(_feed(block.half_lines * HALF_LINE_DOTS))
            case Qr() | Barcode() if not self._profile.draws_codes:
                self._set(Align.LEFT, Size.NORMAL)
                self._parts.append(_drawn([block], self._encoder, self._profile))
            case Qr():
                module = qr_module_dots(block.text, block.module_dots, self._profile.dots)
                self._set(Align.CENTRE, Size.NORMAL)
                quiet = _feed(QUIET_MODULES * module)
                self._parts += (quiet, self._encoder.qr(block.text, module), quiet)
            case Barcode():
                self._set(Align.CENTRE, Size.NORMAL)
                self._parts.append(_ean13(block.digits))
            case Picture():
                self._logo(block)
            case Cut():
                self._set(Align.LEFT, Size.NORMAL)
                self._parts.append(_end(self._encoder, self._profile))

    def _set(
        self, align: Align, size: Size, *, is_bold: bool = False, is_inverse: bool = False
    ) -> None:
        style = (align, size, is_bold, is_inverse)
        if style != self._style:
            self._style = style
            self._parts.append(
                self._encoder.style(
                    align=_ALIGNS[align],
                    wide=size.wide,
                    high=size.high,
                    is_bold=is_bold,
                    is_inverse=is_inverse,
                )
            )

    def _line(self, line: Line) -> None:
        text = line.text.to_bytes(self._page.codec)
        if line.is_inverse:
            self._set(Align.LEFT, line.size, is_bold=line.is_bold, is_inverse=True)
            text = text.center(self._profile.columns // line.size.wide)
            self._parts.append(text + b"\n" + _feed(_GAP_DOTS))
            return
        self._set(line.align, line.size, is_bold=line.is_bold)
        margin = b" " * (line.indent // line.size.wide)
        self._parts.append(margin + text + b"\n")

    def _cell(self, cell: Cell, size: Size) -> bytes:
        text = cell.text.to_bytes(self._page.codec)
        columns = cell.columns // size.wide
        if cell.align is Align.RIGHT:
            return text.rjust(columns)
        return text.center(columns) if cell.align is Align.CENTRE else text.ljust(columns)

    def _rule(self, stroke: Stroke) -> None:
        self._set(Align.LEFT, Size.NORMAL)
        sign = _BOX_LINES.get(stroke, "")
        if sign and self._page.repertoire.prints(sign):
            self._parts.append((sign * self._profile.columns).encode(self._page.codec) + b"\n")
            return
        pixels = _drawn_stroke(stroke, self._profile.dots)
        self._parts += (_feed(_GAP_DOTS), pixels, _feed(_GAP_DOTS))

    def _logo(self, block: Picture) -> None:
        column = Column(self._profile.dots, lambda *_: 0)
        for mark in column.place([block])[0].marks:
            if isinstance(mark, PictureMark):
                self._set(Align.LEFT, Size.NORMAL)
                canvas = Image.new("1", (self._profile.dots, mark.picture.height), 1)
                canvas.paste(mark.picture, (round(mark.x), 0))
                self._parts.append(self._encoder.picture(canvas, _FRAGMENT_ROWS))


@lru_cache(maxsize=16)
def _drawn_stroke(stroke: Stroke, dots: int) -> bytes:
    """Return a rule as the bytes of its pixels: a receipt has five, always the same."""
    return Encoder().picture(_stroke(stroke, dots), _FRAGMENT_ROWS)


def _stroke(stroke: Stroke, dots: int) -> Image.Image:
    """Return a rule as pixels."""
    rows = _RULE_ROWS[stroke]
    if stroke is not Stroke.DASHED:
        return Image.new("1", (dots, rows), 0)
    picture = Image.new("1", (dots, rows), 1)
    for x in range(_DASH_DOTS // 2, dots, 2 * _DASH_DOTS):
        picture.paste(0, (x, 0, x + _DASH_DOTS, rows))
    return picture


def _feed(dots: int) -> bytes:
    """Return ESC J: blank paper, to the dot."""
    return b"\x1bJ" + bytes((min(dots, 255),))


def _ean13(digits: str) -> bytes:
    """Return GS k, form B, with the digits beneath (python-escpos never checks and prints)."""
    return (
        b"\x1dh" + bytes((EAN_BAR_DOTS,))
        + b"\x1dw" + bytes((EAN_MODULE_DOTS,))
        + b"\x1dH\x02\x1df\x00"
        + b"\x1dk" + bytes((67, len(digits))) + digits.encode("ascii")
    )  # fmt: skip


def _end(commands: Encoder, profile: PrinterProfile) -> bytes:
    return commands.cut() if profile.has_cutter else b"\n" * _TEAR_LINES


def _render_raster(blocks: Iterable[Block], profile: PrinterProfile) -> bytes:
    """Return the whole paper as a picture, for printers whose letters are hopeless."""
    commands = Encoder()
    return b"".join((INITIALISE, _drawn(blocks, commands, profile), _end(commands, profile)))


def _drawn(blocks: Iterable[Block], commands: Encoder, profile: PrinterProfile) -> bytes:
    """Return blocks as pixels."""
    from printing.drivers.image import draw  # noqa: PLC0415 only raster printers need the fonts

    return commands.picture(threshold(draw(blocks, profile.dots)), _FRAGMENT_ROWS)
