"""Documents as plain text: what a page on the web shows, and a screen reader reads."""

from collections.abc import Iterator

from printing.blocks import Align, Barcode, Block, Cell, Feed, Line, Qr, Row, Rule, Stroke
from printing.documents import Document
from printing.layout import lay_out
from printing.layout.paper import Paper

_STROKES = {Stroke.THIN: "─", Stroke.THICK: "━", Stroke.DASHED: "╌"}


def render_text(document: Document, locale: str, *, columns: int = 48) -> str:
    """Return the document in lines of at most `columns` characters; a QR code as what it says."""
    blocks = lay_out(document, Paper(columns), locale)
    return "\n".join(line for block in blocks for line in _lines(block, columns)) + "\n"


def _lines(block: Block, columns: int) -> Iterator[str]:
    match block:
        case Line():
            yield (" " * block.indent + _set(block.text, columns - block.indent, block.align))
        case Row():
            yield "".join(_cell(cell) for cell in _fitting(block, columns)).rstrip()
        case Rule():
            yield _STROKES[block.stroke] * columns
        case Feed():
            yield ""
        case Qr():
            yield _set(block.text, columns, Align.CENTRE)
        case Barcode():
            yield _set(block.digits, columns, Align.CENTRE)
        case _:
            return


def _fitting(row: Row, columns: int) -> tuple[Cell, ...]:
    """Return the cells with the room that large letters would have taken given to the first."""
    spare = columns - sum(cell.columns for cell in row.cells)
    first, *others = row.cells
    return (Cell(first.text, first.columns + max(spare, 0), first.align), *others)


def _cell(cell: Cell) -> str:
    aligned = _set(cell.text, cell.columns, cell.align)
    return aligned.ljust(cell.columns)


def _set(text: str, columns: int, align: Align) -> str:
    if align is Align.RIGHT:
        return text.rjust(columns)
    return text.center(columns).rstrip() if align is Align.CENTRE else text
