"""Product lists from elsewhere: which column is which, and what a line says or why it cannot be read.

Spreadsheets are written by people: any of the usual encodings, semicolons, commas or tabs, a decimal
comma or point. A line that cannot be understood is reported by its number, the others go on.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from html import unescape
from itertools import islice
from typing import TextIO

from msgspec import Struct

from desktop.domain.allergens import read_allergens
from desktop.domain.barcodes import normalise_code
from desktop.domain.cells import printable, read_decimal, read_options, unguard, write_options
from desktop.domain.product_layouts import Columns, Layout, recognise
from desktop.domain.search_text import fold
from desktop.domain.sellable import LineKind
from desktop.domain.unit_price import read_content
from desktop.errors import RefusedError
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import divide_half_up

MAX_BYTES = 256 * 1024 * 1024
MAX_CELL = 5_000
MAX_LINE = 1 << 18
"""Letters of one line; what is longer is none."""
MAX_NAME = 200
MAX_PRICE_CENTS = 100_000_000
"""A million euros; what lies beyond is a barcode in the price's column."""
MAX_STOCK = 1_000_000_000
"""A million units, in thousandths."""
_LONGEST_RECORD = 100
"""Lines of text that one record may take: a quote left open swallows no more."""

_UNITS = {
    "": Unit.PIECE,
    "piece": Unit.PIECE,
    "pc": Unit.PIECE,
    "u": Unit.PIECE,
    "unite": Unit.PIECE,
    "unites": Unit.PIECE,
    "unite s": Unit.PIECE,
    "units": Unit.PIECE,
    "kg": Unit.KILOGRAM,
    "kilo": Unit.KILOGRAM,
    "l": Unit.LITRE,
    "litre": Unit.LITRE,
    "m": Unit.METRE,
    "metre": Unit.METRE,
}
_KINDS = {
    "": LineKind.GOODS,
    "goods": LineKind.GOODS,
    "marchandise": LineKind.GOODS,
    "service": LineKind.SERVICE,
    "prestation": LineKind.SERVICE,
    "deposit": LineKind.DEPOSIT,
    "consigne": LineKind.DEPOSIT,
}
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?%")
_ZEROS = re.compile(r"([.,]\d\d)0+$")
"""What a shop of the web writes behind the cents: 23.900000."""
_DIGITS = re.compile(r"([.,]\d{4})\d+$")
_EXCEL_HINT = re.compile(r"sep=[;,\t|]", re.IGNORECASE)


class ProductLine(Struct, frozen=True, kw_only=True):
    """A line that was understood; made a hundred thousand times in a row, so no dataclass."""

    #: Its row as a spreadsheet counts, the header's being 1.
    number: int
    name: str
    brand: str
    category: str
    description: str
    kind: LineKind
    flags: frozenset[str]
    options: tuple[tuple[str, str], ...]
    reference: str
    codes: tuple[str, ...]
    #: None when the list says nothing: an article that is known keeps its own.
    price_cents: int | None
    #: None when the list says nothing.
    vat_bp: int | None
    unit: Unit
    stock: int | None
    cost_cents: int | None = None
    #: How much is in one piece.
    content: Quantity | None = None
    place: str = ""
    supplier_ref: str = ""
    #: Codes of `sync.kernel.allergens`; empty when the list says nothing.
    allergens: tuple[str, ...] = ()

    @property
    def sheet(self) -> tuple[object, ...]:
        """Return what variants (sizes, colours) of one product have in common."""
        return (fold(self.name), self.brand, self.category, self.kind, self.unit, self.vat_bp)

    def is_form_of(self, other: "ProductLine") -> bool:
        """Tell whether the two lines are variants of one product."""
        return bool(self.options and other.options) and self.sheet == other.sheet


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was not, and why; `code` is wording."""

    number: int
    code: str
    text: str


def decode(content: bytes) -> str:
    """Return the file's text, whatever the spreadsheet wrote it in.

    Raises:
        RefusedError: import_too_large; import_no_text for what is no text at all.
    """
    if len(content) > MAX_BYTES:
        raise RefusedError("import_too_large", megabytes=MAX_BYTES >> 20)
    encoding, errors = encoding_of(content)
    return content.decode(encoding, errors)


def encoding_of(beginning: bytes) -> tuple[str, str]:
    """Return how to decode a list by its first bytes, and what becomes of bytes that do not fit.

    A list may be UTF-8 with lines of an older encoding between: those are read by that one.

    Raises:
        RefusedError: import_no_text.
    """
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "replace"
    zeros = beginning.count(0)
    if zeros * 3 >= len(beginning) > 1:
        # Latin letters in two bytes each; which of them is nothing says which comes first.
        return ("utf-16-le" if beginning[1::2].count(0) == zeros else "utf-16-be"), "replace"
    if zeros * 1000 > len(beginning) or beginning.startswith(_NO_TEXT):
        raise RefusedError("import_no_text")
    return "utf-8-sig", f"comptoir-{_older(beginning)}"


_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_ASCII = bytes(range(128))
_OLDER = ("cp1252", "mac_roman", "cp850")
_FRENCH = "éèàçêôîùûâëïœÉÈÀÇÊŒ€°«»’"


def _older(sample: bytes) -> str:
    """Return the encoding of one byte a letter in which the sample has most French letters."""
    # Small letters are the commoner ones: what one encoding calls é is Ç in another.
    beyond = sample.translate(None, _ASCII)
    counts = {
        name: sum(
            beyond.count(letter.encode(name, "ignore") or b"\0\0") * (2 if letter.islower() else 1)
            for letter in _FRENCH
        )
        for name in _OLDER
    }
    return max(_OLDER, key=lambda name: counts[name])


def _read_by(name: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(name, "replace"), error.end

    return read


for _name in _OLDER:
    codecs.register_error(f"comptoir-{_name}", _read_by(_name))


def read_lines(text: str, vat_rates: tuple[int, ...]) -> Iterator[ProductLine | Fault]:
    """Yield each line of a product list, understood or not, in the file's order.

    Args:
        text: the file's text.
        vat_rates: rates the shop may charge, in basis points.

    Raises:
        RefusedError: import_no_header, when no column for a name and a price is found.
    """
    rows = records(io.StringIO(text, newline=""))
    columns = recognise(read_header(rows)[1])
    require_columns(columns, needs_name=True)
    yield from understand(rows, columns, vat_rates)


Records = Iterator[tuple[int, list[str] | None]]
"""A list's records by their row as a spreadsheet counts; None for one that cannot be read."""


def read_header(rows: Records) -> tuple[int, list[str]]:
    """Return the first record that says something and its row; the records go on behind it."""
    for number, row in rows:
        if row is None:
            break
        if any(cell.strip() for cell in row):
            return number, row
    return 0, []


def require_columns(columns: Columns, *, needs_name: bool) -> None:
    """See that the columns suffice to make articles, or else to change those that are known.

    Raises:
        RefusedError: import_no_header, import_no_code.
    """
    found = columns.places.keys()
    if needs_name:
        if "name" not in found or found.isdisjoint({"price", "net_price"}):
            raise RefusedError("import_no_header")
    elif found.isdisjoint({"barcodes", "reference"}) or found.isdisjoint(
        {"price", "net_price", "stock"}
    ):
        raise RefusedError("import_no_code")


def understand(
    rows: Records, columns: Columns, vat_rates: tuple[int, ...], *, needs_name: bool = True
) -> Iterator[ProductLine | Fault]:
    """Yield each record as a line that was understood, or why it was not.

    Args:
        rows: the records behind the header.
        columns: which column is which.
        vat_rates: rates the shop may charge, in basis points.
        needs_name: articles are to be made; else only known ones are changed.
    """
    families = _Families(columns)
    for number, row in rows:
        if row is None:
            yield Fault(number, "line_broken", "")
        elif any(row) and any(map(str.strip, row)):
            cells = families.complete(_cells(row, columns.places), row)
            if cells is not None:
                yield _line(number, cells, vat_rates, needs_name)


def records(file: TextIO) -> Records:
    """Yield the records of a CSV; None for a line whose quotes do not close, and on after it."""
    lines: deque[str] = deque()
    read = partial(file.readline, MAX_LINE)
    number, delimiter = 0, ""
    while line := lines.popleft() if lines else read():
        number += 1
        if not delimiter:
            if _says_nothing(line):
                yield number, []
                continue
            delimiter = max(";,\t|", key=line.count)
        if len(line) >= MAX_LINE:
            yield number, None
        elif '"' not in line:
            yield number, line.rstrip("\r\n").split(delimiter)
        else:
            yield number, _quoted(line, lines, read, delimiter)


def _quoted(
    line: str, lines: deque[str], read: Callable[[], str], delimiter: str
) -> list[str] | None:
    """Return a record with quotes, which may go on over several lines; those it takes are gone."""
    while len(lines) < _LONGEST_RECORD - 1 and line.count('"') % 2 and (more := read()):
        lines.append(more)
        if more.count('"') % 2 and _parsed([line, *lines], delimiter) is not None:
            break
    found = _parsed([line, *islice(lines, _LONGEST_RECORD - 1)], delimiter)
    if found is None:
        return None
    row, taken = found
    for _ in range(taken - 1):
        lines.popleft()
    return row


def _parsed(lines: Sequence[str], delimiter: str) -> tuple[list[str], int] | None:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None


def _says_nothing(line: str) -> bool:
    return not line.strip() or _EXCEL_HINT.fullmatch(line.strip()) is not None


def _cells(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    count, whole = len(row), "".join(row)
    if len(whole) <= MAX_CELL and whole.isprintable():
        # As most lines are: nothing to leave out of any cell, and none is too long.
        cells = {
            column: row[place].strip() if place < count else "" for column, place in places.items()
        }
        if "'" in whole:
            return {column: unguard(cell) for column, cell in cells.items()}
        return cells
    return {
        column: unguard(printable(row[place])[:MAX_CELL]) if place < count else ""
        for column, place in places.items()
    }


class _Families:
    """What a WooCommerce export says of a product once, for all its variations that follow."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._parents: dict[str, dict[str, str]] = {}

    def complete(self, cells: dict[str, str], row: Sequence[str]) -> dict[str, str] | None:
        """Return the cells of an article; None for the sheet above variations, which is kept."""
        if self._columns.layout is not Layout.WOOCOMMERCE:
            return cells
        kind = cells.get("type", "")
        if "variable" in kind and "variation" not in kind:
            shared = {name: cells[name] for name in _SHARED if name in cells}
            self._parents[f"id:{cells.get('identity', '')}"] = shared
            if cells.get("reference"):
                self._parents[cells["reference"]] = shared
            return None
        if "variation" not in kind:
            return cells
        named = (
            (row[name], row[value])
            for name, value in self._columns.axes
            if max(name, value) < len(row)
        )
        options = tuple((axis.strip(), value.strip()) for axis, value in named if value.strip())
        parent = self._parents.get(cells.get("parent", ""), {})
        inherited = {name: value for name, value in parent.items() if value}
        kept = {name: value for name, value in cells.items() if name not in inherited}
        return {**kept, **inherited, "options": write_options(options)}


_SHARED = ("name", "brand", "category", "categories", "description", "vat")


class _UnreadableError(Exception):
    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


def _line(
    number: int, cells: dict[str, str], vat_rates: tuple[int, ...], needs_name: bool
) -> ProductLine | Fault:
    try:
        return _understood(number, cells, vat_rates, needs_name)
    except _UnreadableError as error:
        return Fault(number, error.code, error.text[:MAX_NAME])


def _understood(
    number: int, cells: dict[str, str], vat_rates: tuple[int, ...], needs_name: bool
) -> ProductLine:
    say = cells.get
    name = " ".join(say("name", "").split())
    if needs_name and not name:
        raise _UnreadableError("line_no_name")
    unit, kind = _unit(say("unit", "")), _kind(say("kind", ""))
    vat_bp = _vat(say("vat", ""), kind, vat_rates)
    return ProductLine(
        number=number,
        name=name[:MAX_NAME].rstrip(),
        brand=say("brand", ""),
        category=say("category") or _innermost(say("categories", "")),
        description=_plain(say("description", "")),
        kind=kind,
        flags=frozenset(say("flags", "").split()),
        options=read_options(say("options", "")),
        reference=say("reference", ""),
        codes=_codes(say("barcodes", "")),
        price_cents=_price_of(cells, vat_rates[0] if vat_bp is None else vat_bp, needs_name),
        vat_bp=vat_bp,
        unit=unit,
        stock=_stock(say("stock", ""), unit),
        cost_cents=_price(say("cost", "")) if say("cost") else None,
        content=_content(say("content", "")),
        place=say("place", ""),
        supplier_ref=say("supplier_ref", ""),
        allergens=read_allergens(said) if (said := say("allergens", "")) else (),
    )


def _plain(text: str) -> str:
    """Return a description without the tags of a web shop's page."""
    if "<" not in text:
        return text
    spaced = re.sub(r"<(?:br|/p|/li|/h\d)\b[^>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    return unescape(re.sub(r"<[^>]{0,500}>", "", spaced)).strip()


def _price_of(cells: dict[str, str], vat_bp: int, is_needed: bool) -> int | None:
    """Return the gross price; of a list that tells only the net one, that with VAT."""
    gross, net = cells.get("price", ""), cells.get("net_price", "")
    if not gross and not net:
        if is_needed:
            raise _UnreadableError("line_no_price")
        return None
    if gross:
        return _price(gross)
    millionths = read_decimal(_DIGITS.sub(r"\1", net.replace("€", "")), 6)
    if millionths is None or millionths < 0:
        raise _UnreadableError("line_bad_price", net)
    cents = divide_half_up(millionths * (10_000 + vat_bp), 10_000 * 10_000)
    if cents > MAX_PRICE_CENTS:
        raise _UnreadableError("line_bad_price", net)
    return cents


def _unit(text: str) -> Unit:
    unit = _UNITS.get(fold(text) if text else "")
    if unit is None:
        raise _UnreadableError("line_bad_unit", text)
    return unit


def _kind(text: str) -> LineKind:
    kind = _KINDS.get(fold(text) if text else "")
    if kind is None:
        raise _UnreadableError("line_bad_kind", text)
    return kind


def _innermost(categories: str) -> str:
    """Return the branch of "Epicerie > Thes, Promotions" or "All / Thes" that a product stands on."""
    return categories.partition(",")[0].rpartition(">")[2].rpartition(" / ")[2].strip()


@lru_cache(maxsize=1024)
def _price(text: str) -> int:
    price = read_decimal(_ZEROS.sub(r"\1", text.replace("€", "").strip()), 2)
    if price is None or not 0 <= price <= MAX_PRICE_CENTS:
        raise _UnreadableError("line_bad_price", text)
    return price


@lru_cache(maxsize=1024)
def _stock(text: str, unit: Unit) -> int | None:
    stock = read_decimal(text, 3)
    if stock is None:
        if text:
            raise _UnreadableError("line_bad_stock", text)
        return None
    if abs(stock) > MAX_STOCK or (unit is Unit.PIECE and stock % 1000):
        raise _UnreadableError("line_bad_stock", text)
    return stock


def _content(text: str) -> Quantity | None:
    content = read_content(text) if text else None
    if text and content is None:
        raise _UnreadableError("line_bad_content", text)
    return content


@lru_cache(maxsize=256)
def _vat(text: str, kind: LineKind, vat_rates: tuple[int, ...]) -> int | None:
    if not text:
        return 0 if kind is LineKind.DEPOSIT else None
    named = _RATE.search(text)
    rate = read_decimal(named[1] if named else text, 2)
    is_charged = rate in vat_rates or (rate == 0 and kind is LineKind.DEPOSIT)
    if not is_charged:
        raise _UnreadableError("line_bad_vat", text)
    return rate


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_code, text.replace(",", " ").split())))


def _code(text: str) -> str:
    try:
        return normalise_code(text)
    except RefusedError as refused:
        raise _UnreadableError("line_bad_code", text) from refused
