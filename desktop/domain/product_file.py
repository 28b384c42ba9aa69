"""Product lists from elsewhere: which column is which, and what a line says or why it cannot be read.

Spreadsheets are written by people: any of the usual encodings, semicolons, commas or tabs, a decimal
comma or point. A line that cannot be understood is reported by its number, the others go on.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.barcodes import normalise_code
from desktop.domain.cells import printable, read_decimal, read_options, unguard
from desktop.domain.search_text import fold
from desktop.domain.sellable import LineKind
from desktop.errors import RefusedError
from sync.kernel.quantity import Unit

MAX_BYTES = 64 * 1024 * 1024
MAX_CELL = 5_000
MAX_NAME = 200
MAX_PRICE_CENTS = 100_000_000
"""A million euros; what lies beyond is a barcode in the price's column."""
MAX_STOCK = 1_000_000_000
"""A million units, in thousandths."""
_LONGEST_RECORD = 100
"""Lines of text that one record may take: a quote left open swallows no more."""

_HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "nom",
        "produit",
        "designation",
        "libelle",
        "titre",
        "title",
        "item name",
        "article",
    ),
    "brand": ("brand", "marque"),
    "category": ("category", "categorie", "rayon", "famille"),
    "categories": ("categories",),
    "description": ("description", "descriptif", "short description", "description courte"),
    "kind": ("kind", "nature"),
    "flags": ("flags", "particularites"),
    "options": ("options", "declinaison", "variante", "attributs"),
    "reference": ("reference", "sku", "ref", "internal reference", "ugs", "code article"),
    "barcodes": (
        "barcodes",
        "barcode",
        "ean",
        "ean13",
        "ean 13",
        "code barres",
        "gtin",
        "gtin upc ean or isbn",
        "upc",
    ),
    "price": (
        "price",
        "prix",
        "prix ttc",
        "prix de vente ttc",
        "prix vente ttc",
        "prix de vente",
        "pv ttc",
        "regular price",
        "sales price",
        "tarif regulier",
    ),
    "vat": ("vat", "tva", "taux tva", "taux de tva", "tax"),
    "unit": ("unit", "unite"),
    "stock": ("stock", "quantite", "quantity", "qty", "quantity on hand", "current quantity"),
}
"""Folded words of a header that mean one of our columns, ours and those of common exports.

The likeliest word first: where a file has several of them, that column counts.
"""

_UNITS = {
    "": Unit.PIECE,
    "piece": Unit.PIECE,
    "pc": Unit.PIECE,
    "u": Unit.PIECE,
    "unite": Unit.PIECE,
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
_EXCEL_HINT = re.compile(r"sep=[;,\t|]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A line that was understood."""

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
    price_cents: int
    #: None when the list says nothing.
    vat_bp: int | None
    unit: Unit
    stock: int | None

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
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise RefusedError("import_no_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_lines(text: str, vat_rates: tuple[int, ...]) -> Iterator[ProductLine | Fault]:
    """Yield each line of a product list, understood or not, in the file's order.

    Args:
        text: the file's text.
        vat_rates: rates the shop may charge, in basis points.

    Raises:
        RefusedError: import_no_header, when no column for a name and a price is found.
    """
    rows = enumerate(_records(text), start=1)
    places = _places(rows)
    for number, row in rows:
        if row is None:
            yield Fault(number, "line_broken", "")
        elif any(cell.strip() for cell in row):
            yield _line(number, _cells(row, places), vat_rates)


def _records(text: str) -> Iterator[list[str] | None]:
    """Yield the file's records; None for a line whose quotes do not close, and on after it."""
    lines = io.StringIO(text, newline="").readlines()
    place = 0
    while place < len(lines) and _says_nothing(lines[place]):
        place += 1
        yield []
    delimiter = max(";,\t|", key="".join(lines[place : place + 1]).count)
    while place < len(lines):
        reader = csv.reader(
            lines[place : place + _LONGEST_RECORD], delimiter=delimiter, strict=True
        )
        try:
            row = next(reader)
        except csv.Error:
            place += 1
            yield None
        else:
            place += reader.line_num
            yield row


def _says_nothing(line: str) -> bool:
    return not line.strip() or _EXCEL_HINT.fullmatch(line.strip()) is not None


def _places(rows: Iterator[tuple[int, list[str] | None]]) -> dict[str, int]:
    header = next((row for _, row in rows if row is None or any(row)), None)
    folded = [fold(cell) for cell in header or ()]
    places = {
        column: folded.index(next(word for word in known if word in folded))
        for column, known in _HEADERS.items()
        if not set(known).isdisjoint(folded)
    }
    if "name" not in places or "price" not in places:
        raise RefusedError("import_no_header")
    return places


def _cells(row: Sequence[str], places: dict[str, int]) -> dict[str, str]:
    return {
        column: unguard(printable(row[place])[:MAX_CELL]) if place < len(row) else ""
        for column, place in places.items()
    }


class _UnreadableError(Exception):
    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


def _line(number: int, cells: dict[str, str], vat_rates: tuple[int, ...]) -> ProductLine | Fault:
    try:
        return _understood(number, cells, vat_rates)
    except _UnreadableError as error:
        return Fault(number, error.code, error.text[:MAX_NAME])


def _understood(number: int, cells: dict[str, str], vat_rates: tuple[int, ...]) -> ProductLine:
    name = " ".join(cells["name"].split())
    if not name:
        raise _UnreadableError("line_no_name")
    unit, kind = _unit(cells.get("unit", "")), _kind(cells.get("kind", ""))
    return ProductLine(
        number=number,
        name=name[:MAX_NAME].rstrip(),
        brand=cells.get("brand", ""),
        category=cells.get("category") or _innermost(cells.get("categories", "")),
        description=cells.get("description", ""),
        kind=kind,
        flags=frozenset(cells.get("flags", "").split()),
        options=read_options(cells.get("options", "")),
        reference=cells.get("reference", ""),
        codes=_codes(cells.get("barcodes", "")),
        price_cents=_price(cells["price"]),
        vat_bp=_vat(cells.get("vat", ""), kind, vat_rates),
        unit=unit,
        stock=_stock(cells.get("stock", ""), unit),
    )


def _unit(text: str) -> Unit:
    unit = _UNITS.get(fold(text))
    if unit is None:
        raise _UnreadableError("line_bad_unit", text)
    return unit


def _kind(text: str) -> LineKind:
    kind = _KINDS.get(fold(text))
    if kind is None:
        raise _UnreadableError("line_bad_kind", text)
    return kind


def _innermost(categories: str) -> str:
    """Return the branch of "Epicerie > Thes, Promotions" that a product stands on."""
    return categories.partition(",")[0].rpartition(">")[2].strip()


def _price(text: str) -> int:
    price = read_decimal(text.replace("€", ""), 2)
    if price is None or not 0 <= price <= MAX_PRICE_CENTS:
        raise _UnreadableError("line_bad_price", text)
    return price


def _stock(text: str, unit: Unit) -> int | None:
    stock = read_decimal(text, 3)
    if stock is None:
        if text:
            raise _UnreadableError("line_bad_stock", text)
        return None
    if abs(stock) > MAX_STOCK or (unit is Unit.PIECE and stock % 1000):
        raise _UnreadableError("line_bad_stock", text)
    return stock


def _vat(text: str, kind: LineKind, vat_rates: tuple[int, ...]) -> int | None:
    if not text:
        return 0 if kind is LineKind.DEPOSIT else None
    rate = read_decimal(text.replace("%", ""), 2)
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
