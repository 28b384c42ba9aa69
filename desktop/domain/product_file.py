"""Product lists from elsewhere: which column is which, and what a line says or why it cannot be read.

Spreadsheets are written by people: any of the usual encodings, semicolons, commas or tabs, a decimal
comma or point. A line that cannot be understood is reported by its number, the others go on.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from sync.kernel import gtin
from sync.kernel.quantity import Unit

MAX_BYTES = 64 * 1024 * 1024
MAX_CELL = 20_000

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
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,4})?")
_TRUE = {"1", "oui", "yes", "true", "vrai", "x"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A line that was understood."""

    number: int
    name: str
    brand: str
    category: str
    description: str
    options: tuple[tuple[str, str], ...]
    reference: str
    codes: tuple[str, ...]
    price_cents: int
    vat_bp: int | None
    unit: Unit
    stock: int | None
    is_online: bool


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
    delimiter = max(";,\t|", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    places = _places(next(rows, []))
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(number, "line_broken", "")
            continue
        if any(cell.strip() for cell in row):
            yield _line(number, _cells(row, places), vat_rates)


def _places(header: list[str]) -> dict[str, int]:
    folded = [fold(cell) for cell in header]
    places = {
        column: place
        for column, known in _HEADERS.items()
        for place, word in reversed(list(enumerate(folded)))
        if word in known
    }
    if "name" not in places or "price" not in places:
        raise RefusedError("import_no_header")
    return places


def _cells(row: list[str], places: dict[str, int]) -> dict[str, str]:
    return {
        column: _unquoted(row[place].strip()[:MAX_CELL])
        for column, place in places.items()
        if place < len(row)
    }


def _unquoted(cell: str) -> str:
    """Take off the quote that keeps a spreadsheet from running a cell."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in {"=", "+", "-", "@"} else cell


class _UnreadableError(Exception):
    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


def _line(number: int, cells: dict[str, str], vat_rates: tuple[int, ...]) -> ProductLine | Fault:
    try:
        return _understood(number, cells, vat_rates)
    except _UnreadableError as error:
        return Fault(number, error.code, error.text)


def _understood(number: int, cells: dict[str, str], vat_rates: tuple[int, ...]) -> ProductLine:
    if not cells.get("name"):
        raise _UnreadableError("line_no_name")
    price = _scaled(cells.get("price", "").replace("€", ""), 2)
    if price is None or price < 0:
        raise _UnreadableError("line_bad_price", cells.get("price", ""))
    stock = _scaled(cells.get("stock", ""), 3)
    if cells.get("stock") and stock is None:
        raise _UnreadableError("line_bad_stock", cells["stock"])
    unit = _UNITS.get(fold(cells.get("unit", "")))
    if unit is None:
        raise _UnreadableError("line_bad_unit", cells.get("unit", ""))
    return ProductLine(
        number=number,
        name=cells["name"][:200],
        brand=cells.get("brand", ""),
        category=cells.get("category", "").split(">")[-1].split(",")[0].strip(),
        description=cells.get("description", ""),
        options=_options(cells.get("options", "")),
        reference=cells.get("reference", ""),
        codes=_codes(cells.get("barcodes", "")),
        price_cents=price,
        vat_bp=_vat(cells.get("vat", ""), vat_rates),
        unit=unit,
        stock=stock,
        is_online=fold(cells.get("online", "")) in _TRUE,
    )


def _vat(text: str, vat_rates: tuple[int, ...]) -> int | None:
    rate = _scaled(text.rstrip("% "), 2)
    if text and rate not in vat_rates:
        raise _UnreadableError("line_bad_vat", text)
    return rate


def _codes(text: str) -> tuple[str, ...]:
    codes = tuple(text.replace(",", " ").split())
    for code in codes:
        if not gtin.is_gtin(code):
            raise _UnreadableError("line_bad_code", code)
    return codes


def _options(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition(":") for part in text.split(","))
    return tuple(
        (axis.strip(), value.strip()) for axis, colon, value in pairs if colon and value.strip()
    )


def _scaled(text: str, places: int) -> int | None:
    """Return a decimal number as an integer of so many places; None for what is none."""
    plain = "".join(text.split())
    if not _NUMBER.fullmatch(plain):
        return None
    whole, _, part = plain.replace(",", ".").partition(".")
    if len(part.rstrip("0")) > places:
        return None
    number: int = int(whole.lstrip("-")) * 10**places
    number += int(part[:places].ljust(places, "0") or "0")
    return -number if plain.startswith("-") else number
