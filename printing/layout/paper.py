"""A strip of paper that is filled with blocks from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
from printing.safe_text import FONT, Repertoire, SafeText
from sync.kernel.gtin import is_gtin, normalise

LABEL_LIMIT = 160
"""Characters of a product's or a person's name: five lines of a 58 mm roll."""
NOTE_LIMIT = 600
NOTE_LINES = 20
"""What a note may take at most, whatever it holds: 7.5 cm."""
SEPARATOR = " · "
_GAP = 1
_CODE_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Paper:
    """How many normal characters fit side by side, and which characters there are."""

    columns: int = 48
    repertoire: Repertoire = FONT


@dataclass(slots=True)
class Strip:
    """Collects blocks. Every text is made safe and wrapped; an amount is never wrapped nor cut."""

    paper: Paper
    blocks: list[Block] = field(default_factory=list)

    def safe(self, raw: str, limit: int = LABEL_LIMIT) -> SafeText:
        """Return the text in the paper's characters."""
        return SafeText(raw, self.paper.repertoire, limit=limit)

    def line(
        self,
        raw: str,
        align: Align = Align.LEFT,
        size: Size = Size.NORMAL,
        *,
        bold: bool = False,
        indent: int = 0,
    ) -> None:
        """Add a text in as many lines as it needs; an empty one adds nothing."""
        for part in self.safe(raw, NOTE_LIMIT).wrapped((self.paper.columns - indent) // size.wide):
            self.blocks.append(Line(part, align, size, is_bold=bold, indent=indent))

    def note(self, raw: str, *, indent: int = 0) -> None:
        """Add a text somebody wrote freely, its lines kept, at most `NOTE_LINES` of them."""
        start = len(self.blocks)
        for paragraph in raw[:NOTE_LIMIT].splitlines():
            self.line(paragraph, indent=indent)
        if len(self.blocks) - start > NOTE_LINES:
            del self.blocks[start + NOTE_LINES :]
            self.line("…", indent=indent)

    def banner(self, raw: str, size: Size = Size.NORMAL) -> None:
        """Add a text in white on black over the whole width."""
        for part in self.safe(raw).wrapped(self.paper.columns // size.wide):
            self.blocks.append(Line(part, Align.CENTRE, size, is_bold=True, is_inverse=True))

    def banners(self, parts: Sequence[str], size: Size) -> None:
        """Add the parts in white on black, as many side by side as fit, none broken if it fits."""
        for text in self._filled(parts, self.paper.columns // size.wide):
            self.banner(text, size)

    def joined(self, parts: Sequence[str]) -> None:
        """Add the parts centred, as many side by side as fit, none broken if it fits."""
        for text in self._filled(parts, self.paper.columns):
            self.line(text, Align.CENTRE)

    def _filled(self, parts: Sequence[str], columns: int) -> list[str]:
        lines: list[str] = []
        for part in parts:
            joined = f"{lines[-1]}{SEPARATOR}{part}" if lines else part
            if lines and len(self.safe(joined)) <= columns:
                lines[-1] = joined
            else:
                lines.append(part)
        return lines

    def title(self, raw: str, *sizes: Size) -> None:
        """Add a centred text in the first of the sizes, largest first, in which it fits one line."""
        length = len(self.safe(raw))
        fitting = [size for size in sizes if length * size.wide <= self.paper.columns]
        self.line(raw, Align.CENTRE, fitting[0] if fitting else sizes[-1], bold=True)

    def pair(
        self,
        left: str,
        right: str,
        size: Size = Size.NORMAL,
        *,
        bold: bool = False,
        indent: int = 0,
        code: str | None = None,
    ) -> None:
        """Add a label and what belongs to it at the right edge, usually an amount.

        `code` reserves a narrow last column and stands in it (the letter of the VAT rate). A label
        too long goes on below; an amount too long for its line gets one of its own.
        """
        label, value = self.safe(left), self.safe(right)
        tail = () if code is None else (Cell(self.safe(code), _CODE_COLUMNS, Align.RIGHT),)
        room = self.paper.columns - indent - len(tail) * _CODE_COLUMNS
        value_columns = (len(value) + _gap(size)) * size.wide
        label_columns = room - value_columns
        margin = (Cell(self.safe(""), indent),) if indent else ()
        longest_word = max((len(word) for word in label.split(" ")), default=0)
        least = min(len(label), max(self.paper.columns // 4, longest_word))
        if label_columns < least * size.wide:
            self.line(left, size=size, bold=bold, indent=indent)
            for part in value.wrapped(room // size.wide):
                row = (*margin, Cell(part, room, Align.RIGHT), *tail)
                self.blocks.append(Row(row, size, is_bold=bold))
            return
        first, rest = label.divided(label_columns // size.wide)
        row = (*margin, Cell(first, label_columns), Cell(value, value_columns, Align.RIGHT), *tail)
        self.blocks.append(Row(row, size, is_bold=bold))
        for part in rest.wrapped((room - 2) // size.wide):
            self.blocks.append(Line(part, Align.LEFT, size, is_bold=bold, indent=indent + 2))

    def headline(self, left: str, right: str, *, code: str | None = None) -> None:
        """Add the one figure of the paper: label and amount as large as they fit on one line."""
        length = len(self.safe(left)) + _gap(Size.LARGE) + len(self.safe(right))
        room = self.paper.columns - (0 if code is None else _CODE_COLUMNS)
        size = Size.LARGE if length * Size.LARGE.wide <= room else Size.TALL
        self.pair(left, right, size, bold=True, code=code)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add rows of figures under a heading, the first column a label.

        When a row is wider than the paper, each figure gets a line of its own, named by the heading.
        """
        texts = [[self.safe(cell) for cell in row] for row in (head, *rows)]
        widths = [max(len(cell) for cell in column) for column in zip(*texts, strict=True)]
        spare = self.paper.columns - sum(widths) - _GAP * (len(widths) - 1)
        if spare < 0:
            self._stacked_table(head, rows)
            return
        gaps = len(widths) - 1
        shares = [
            _GAP + spare // gaps + (1 if index < spare % gaps else 0) for index in range(gaps)
        ]
        columns = [widths[0], *[w + s for w, s in zip(widths[1:], shares, strict=True)]]
        for number, row in enumerate(texts):
            aligns = [Align.LEFT, *[Align.RIGHT] * gaps]
            cells = tuple([Cell(*cell) for cell in zip(row, columns, aligns, strict=True)])
            self.blocks.append(Row(cells, is_bold=number == 0))

    def _stacked_table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for label, *figures in rows:
            self.line(f"{head[0]} {label}", bold=True)
            for name, figure in zip(head[1:], figures, strict=True):
                self.pair(name, figure, indent=2)

    def rule(self, stroke: Stroke = Stroke.THIN) -> None:
        """Add a line from edge to edge."""
        self.blocks.append(Rule(stroke))

    def part(self) -> None:
        """Begin what stands on one page, up to the next part, as far as a page holds it."""
        self.blocks.append(Part())

    def feed(self, half_lines: int = 1) -> None:
        """Add blank paper."""
        self.blocks.append(Feed(half_lines))

    def qr(self, text: str, module_dots: int = 6) -> None:
        """Add a QR code; a text that could not be encoded as it is is written out instead."""
        payload = SafeText(text, limit=_QR_LIMIT)
        if payload and payload == text:
            self.blocks.append(Qr(payload, module_dots))
        else:
            self.line(text, Align.CENTRE)

    def barcode(self, digits: str) -> None:
        """Add an EAN-13; a number that is none is written out instead."""
        if is_gtin(digits) and len(normalise(digits)) == _EAN_DIGITS:
            self.blocks.append(Barcode(SafeText(normalise(digits))))
        else:
            self.line(digits, Align.CENTRE)

    def picture(self, png: bytes) -> None:
        """Add a picture; no bytes add nothing."""
        if png:
            self.blocks.append(Picture(png))

    def cut(self) -> None:
        """End the paper."""
        self.blocks.append(Cut())


def _gap(size: Size) -> int:
    """Return the characters between a label and its value; tall ones are wide in a picture."""
    return 2 if size is Size.TALL else _GAP


_QR_LIMIT = 300
_EAN_DIGITS = 13
