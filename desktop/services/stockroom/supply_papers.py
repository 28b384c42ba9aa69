"""Delivery notes and invoices of suppliers, as files: read within limits, matched, and taken in.

What is read is never more than a proposal. A line without doubt and with a known article becomes a
line of the delivery; one that nobody knows becomes a draft of a product, with its quantity.
"""

import csv
import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from desktop.domain.proposal import Proposal
from desktop.domain.search_text import fold
from desktop.domain.supply_paper import MAX_CELLS, MAX_ROWS, Cell, Paper, PaperLine
from desktop.domain.supply_paper import read as read_rows
from desktop.errors import RefusedError, WorldError
from desktop.services.counter.search import find
from desktop.services.drafting import drafts, proposals, town_sheets
from desktop.services.drafting.proposals import Seen
from desktop.services.goods.catalogue import CODES, PRODUCTS, VARIANTS
from desktop.services.lists.list_files import workbook_rows
from desktop.services.shop import Shop
from desktop.services.stockroom.articles import ArticleView, article_view
from desktop.services.stockroom.receiving import Arrived
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 60
MAX_SECONDS = 20
_MAX_PAGE_BYTES = 1024 * 1024
"""Drawing instructions of one page, unpacked; a page of text has a hundredth of it."""
_TOO_MUCH = {"import_packed_too_tight", "import_too_many_cells"}
_MAX_NODES = 1000
"""Branches and leaves of a PDF's tree of pages that are looked at."""
_GAP = re.compile(r" {2,}")
_SEPARATORS = ";,\t|"
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_SURE_CODE, _SURE_NAME = 95, 70


class MatchedBy(StrEnum):
    """How an article was found on the paper."""

    GTIN = "gtin"
    REFERENCE = "reference"
    #: The same name, or the only one that has all its words: to be looked at.
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedLine:
    """A line of the paper and the article it is, if the shop has it."""

    line: PaperLine
    article: ArticleView | None
    by: MatchedBy
    #: Another price than the last one.
    changes_price: bool

    @property
    def is_sure(self) -> bool:
        """Tell whether nobody needs to look at it."""
        return not self.line.doubts and self.by in {MatchedBy.GTIN, MatchedBy.REFERENCE}


def read_paper(path: Path, seconds: Callable[[], float] = time.monotonic) -> Paper:
    """Return the goods of a CSV, XLSX or PDF file, whatever its name ends in. Touches no database.

    Args:
        path: the file.
        seconds: a clock that only goes on, to stop in time.

    Raises:
        RefusedError: paper_too_large, paper_too_long (pages or seconds), paper_locked,
            paper_broken, paper_no_text (a picture of a page), paper_no_goods.
        WorldError: paper_unreadable.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RefusedError("paper_too_large", file=path.name, limit=MAX_BYTES // 2**20)
        content = path.read_bytes()
    except OSError as error:
        raise WorldError("paper_unreadable", file=path.name) from error
    if content.startswith(_ZIP):
        rows = _sheet_rows(content, path.name)
    elif _PDF in content[:1024]:
        rows = _page_rows(content, path.name, seconds)
    else:
        rows = _list_rows(content, path.name)
    paper = read_rows(rows)
    if not paper.lines:
        raise RefusedError("paper_no_goods", file=path.name)
    return paper


def match(shop: Shop, paper: Paper, supplier_id: str | None = None) -> tuple[MatchedLine, ...]:
    """Return each line with the article it is: by number, by the supplier's reference, by name.

    Args:
        shop: the open shop.
        paper: what was read.
        supplier_id: whose paper it is; a reference of another supplier is not taken for theirs.
    """
    with shop.look() as look:
        return tuple(_matched(look.connection, line, supplier_id) for line in paper.lines)


def arrived(matched: MatchedLine, *, takes_price: bool = False) -> Arrived:
    """Return a line as goods that came in.

    Raises:
        RefusedError: unknown_article, when the shop has no such article; quantity_out_of_range.
    """
    if matched.article is None:
        raise RefusedError("unknown_article")
    if not matched.line.quantity:
        raise RefusedError("quantity_out_of_range", quantity=matched.line.quantity)
    cents = matched.line.price_cents
    return Arrived(
        variant_id=matched.article.id,
        quantity=Quantity(matched.line.quantity, matched.article.unit),
        price=None if cents is None else Money(cents),
        takes_price=takes_price,
    )


def propose_for(shop: Shop, lines: Sequence[MatchedLine]) -> tuple[drafts.Proposals, ...]:
    """Return what each line may be besides its name: section, VAT, brand.

    The town is asked as well. Longer than a sale may wait for: the pool's work.
    """
    codes = [each.line.code for each in lines if each.line.code]
    for start in range(0, len(codes), v1.SHEETS_MAX):
        town_sheets.learn(shop, *codes[start : start + v1.SHEETS_MAX])
    return tuple(
        proposals.propose(
            shop,
            Seen(
                codes=(each.line.code,) if each.line.code else (),
                name=each.line.label,
            ),
        ).fields
        for each in lines
    )


def make_drafts(
    shop: Shop,
    lines: Sequence[MatchedLine],
    staff: str,
    supplier_id: str | None = None,
    proposed: Sequence[drafts.Proposals] = (),
) -> tuple[str, ...]:
    """Make a draft of each line that is no article yet, together, and return their ids.

    Args:
        shop: the open shop.
        lines: of the paper.
        staff: who took it in.
        supplier_id: whose paper it is.
        proposed: what `propose_for` told of the same lines; what the paper says comes before it.
    """
    batch = new_id()
    with shop.begin() as work:
        made = tuple(
            drafts.add(work, _draft(each.line, staff, supplier_id, batch, told))
            for each, told in zip(lines, proposed or [{} for _ in lines], strict=True)
            if each.article is None
        )
        work.commit()
    return made


def _draft(
    line: PaperLine, staff: str, supplier_id: str | None, batch: str, told: drafts.Proposals
) -> drafts.DraftNew:
    sure = _SURE_CODE if not line.doubts else _SURE_NAME
    named = (Proposal(line.label, "paper", sure),) if line.label else ()
    others = tuple(each for each in told.get("name", ()) if each.value != line.label)
    return drafts.DraftNew(
        source="delivery",
        staff=staff,
        code=line.code,
        quantity=Quantity(line.quantity, Unit.PIECE) if line.quantity else None,
        purchase_price=None if line.price_cents is None else Money(line.price_cents),
        supplier_id=supplier_id,
        supplier_ref=line.reference,
        proposals={**told, "name": (*named, *others)} if named or others else told,
        batch=batch,
    )


# --- the shop's articles ------------------------------------------------------------------------


def _matched(connection: Connection, line: PaperLine, supplier_id: str | None) -> MatchedLine:
    article, by, pack = _find(connection, line, supplier_id)
    if article is not None and pack != 1000:
        # Cartons on the paper, pieces on the shelf.
        line = replace(
            line,
            quantity=line.quantity * pack // 1000,
            price_cents=None if line.price_cents is None else line.price_cents * 1000 // pack,
        )
    cents = line.price_cents
    changes = article is not None and cents is not None and article.purchase_price != Money(cents)
    return MatchedLine(line=line, article=article, by=by, changes_price=changes)


def _find(
    connection: Connection, line: PaperLine, supplier_id: str | None
) -> tuple[ArticleView | None, MatchedBy, int]:
    if line.code:
        row = connection.execute(
            select(CODES.c.variant_id, CODES.c.pack)
            .join(VARIANTS, VARIANTS.c.id == CODES.c.variant_id)
            .where(CODES.c.code == line.code, VARIANTS.c.archived_at.is_(None))
        ).one_or_none()
        if row is not None:
            return article_view(connection, row.variant_id), MatchedBy.GTIN, row.pack
        return None, MatchedBy.NOTHING, 1000
    if line.reference:
        known = connection.scalars(
            select(VARIANTS.c.id).where(
                VARIANTS.c.supplier_ref == line.reference,
                VARIANTS.c.archived_at.is_(None),
                VARIANTS.c.supplier_id == supplier_id if supplier_id else VARIANTS.c.id != "",
            )
        ).all()
        if len(known) == 1:
            return article_view(connection, known[0]), MatchedBy.REFERENCE, 1000
    named = _named(connection, line.label)
    if named is not None:
        return named, MatchedBy.NAME, 1000
    return None, MatchedBy.NOTHING, 1000


def _named(connection: Connection, label: str) -> ArticleView | None:
    """Return the one article of that name; of several alike none."""
    sought = fold(label)
    if not sought:
        return None
    found = [article_view(connection, each) for each in find(connection, label, 5)]
    same = [each for each in found if fold(each.label) == sought]
    if len(same) == 1:
        return same[0]
    exact = connection.scalars(
        select(VARIANTS.c.id)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(func.lower(PRODUCTS.c.name) == label.lower(), VARIANTS.c.archived_at.is_(None))
        .limit(2)
    ).all()
    if len(exact) == 1:
        return article_view(connection, exact[0])
    return found[0] if len(found) == 1 and not same else None


# --- files --------------------------------------------------------------------------------------


def _list_rows(content: bytes, name: str) -> Iterator[list[Cell]]:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError("paper_broken", file=name)
    text = _text(content)
    first = [line for line in text.splitlines()[:50] if line.strip()]
    separator = max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in first))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield _cells(row)
    except csv.Error as error:
        raise RefusedError("paper_broken", file=name) from error


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _cells(row: Sequence[str]) -> list[Cell]:
    return [Cell(text, place, place + 1) for place, text in enumerate(row[:MAX_CELLS])]


def _sheet_rows(content: bytes, name: str) -> Iterator[list[Cell]]:
    """Yield the rows of a workbook's first sheet; what is too much is refused before it is built."""
    try:
        rows = workbook_rows(io.BytesIO(content))
    except RefusedError as error:
        if error.code in _TOO_MUCH:
            limit = MAX_BYTES // 2**20
            raise RefusedError("paper_too_large", file=name, limit=limit) from error
        raise RefusedError("paper_broken", file=name) from error
    for _, row in islice(rows, MAX_ROWS):
        yield _cells([_written(value) for value in row])


def _written(value: object) -> str:
    """Return a cell as people write it: a spreadsheet keeps 3 as 3.0 and a GTIN as a number."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None or isinstance(value, bool) else str(value)


def _page_rows(content: bytes, name: str, seconds: Callable[[], float]) -> Iterator[list[Cell]]:
    """Yield the lines of text of a PDF; pictures, scripts and forms are never looked at."""
    from pypdf import PdfReader  # noqa: PLC0415 as above
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    last = seconds() + MAX_SECONDS
    has_text = False
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise RefusedError("paper_locked", file=name)
        for number, page in enumerate(_pages(reader)):
            if number >= MAX_PAGES:
                raise RefusedError("paper_too_long", file=name, limit=MAX_PAGES)
            drawn = page.get_contents()
            if drawn is None:
                continue
            if len(drawn.get_data()) > _MAX_PAGE_BYTES or seconds() > last:
                raise RefusedError("paper_too_long", file=name, limit=MAX_PAGES)
            written = page.extract_text(
                extraction_mode="layout", layout_mode_space_vertically=False
            )
            for line in written.splitlines():
                has_text = has_text or bool(line.strip())
                yield _spaced(line)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError,
            RecursionError, OverflowError, OSError, NotImplementedError) as error:  # fmt: skip
        raise RefusedError("paper_broken", file=name) from error
    if not has_text:
        raise RefusedError("paper_no_text", file=name)


def _pages(reader: "PdfReader") -> Iterator["PageObject"]:
    """Yield the pages in their order, one by one.

    The library makes a list of all of them first, and a small file can say that it has a billion.
    """
    from pypdf import PageObject  # noqa: PLC0415 as above
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject  # noqa: PLC0415

    resources = NameObject("/Resources")
    stack = [(reader.root_object.raw_get("/Pages"), DictionaryObject())]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        branch, inherited = stack.pop()
        node = branch.get_object()
        if not isinstance(node, DictionaryObject):
            continue
        own = node.get(resources, inherited)
        kids = node.get("/Kids")
        if isinstance(kids, ArrayObject):
            stack.extend((kid, own) for kid in reversed(kids[: MAX_PAGES + 1]))
        else:
            page = PageObject(reader)
            page.update(node)
            page[resources] = own
            yield page


def _spaced(line: str) -> list[Cell]:
    """Return the cells of a line of a page: what two spaces part."""
    cells: list[Cell] = []
    start = 0
    for gap in (*_GAP.finditer(line), None):
        end = len(line) if gap is None else gap.start()
        if line[start:end].strip():
            cells.append(Cell(line[start:end], start, end))
        start = end if gap is None else gap.end()
    return cells
