"""Product sheets by article number that others wrote: what one line of a public product file says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from desktop.domain.cells import one_line
from desktop.domain.label_text import LARGEST_CONTENT, Content, read_content
from sync.kernel import gtin

Source = Literal["town", "food", "beauty", "products", "petfood"]

CREDITS: dict[Source, str] = {
    "food": "Open Food Facts, ODbL 1.0",
    "beauty": "Open Beauty Facts, ODbL 1.0",
    "products": "Open Products Facts, ODbL 1.0",
    "petfood": "Open Pet Food Facts, ODbL 1.0",
}
"""Whom to name where such a sheet is shown: the licence asks for it (ODbL 1.0 § 4.3)."""

NAME_LETTERS, BRAND_LETTERS, BRANCH_LETTERS, BRANCHES = 200, 120, 60, 6
LINE_MOST_BYTES = 8 * 1024 * 1024
"""A product of the JSONL file with all its pictures and edits has up to two."""

_TAG = re.compile(r"[a-z]{2,3}:")
_FILE_NAMES: tuple[tuple[str, Source], ...] = (
    ("petfood", "petfood"),
    ("food", "food"),
    ("beauty", "beauty"),
    ("product", "products"),
)
_NO_BRAND = frozenset({"-", "unknown", "sans marque", "no brand", "none", "n/a", "inconnu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is the same wherever an article is sold."""

    gtin: str
    source: Source
    name: str
    brand: str = ""
    #: Path from the widest to the narrowest, in the source's words.
    category: tuple[str, ...] = ()
    content: Content | None = None
    #: What price and stock count; empty where nobody said.
    unit: str = ""
    #: Basis points; None where nobody said or shops differ.
    vat_bp: int | None = None
    #: SHA-256 of a picture at the marketplace.
    photo: str = ""
    #: How many shops of the town say so.
    shops: int = 0

    @property
    def credit(self) -> str:
        """Return whom to name beside it; empty for the town's own."""
        return CREDITS.get(self.source, "")


class NoSheetError(ValueError):
    """A line that gives no sheet; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


ReadLine = Callable[[bytes], Sheet]
"""Returns the sheet of one line.

Raises:
    NoSheetError: broken, no_gtin (none, or its check digit is wrong), in_store, no_name.
"""


def source_named(file_name: str) -> Source | None:
    """Return which public file that is by its name; None when the name does not say."""
    plain = re.sub(r"[^a-z]", "", file_name.lower())
    return next((source for part, source in _FILE_NAMES if part in plain), None)


def reader_for(first_line: bytes, source: Source) -> tuple[ReadLine, bool]:
    """Return what reads the lines of a file that begins so, and whether the first one is a header.

    Raises:
        NoSheetError: no_header: neither the tab-separated list nor the one of JSON objects.
    """
    head = first_line.removeprefix(b"\xef\xbb\xbf").strip()
    if head.startswith(b"{"):
        return lambda line: _of_json(line, source), False
    names = [_unquoted(cell) for cell in head.decode("utf-8", "replace").split("\t")]
    if "code" not in names or not any(name.startswith("product_name") for name in names):
        raise NoSheetError("no_header")
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    return lambda line: _of_cells(line, places, len(names), source), True


_WANTED = (
    "code",
    "product_name_fr",
    "product_name",
    "generic_name_fr",
    "generic_name",
    "brands",
    "quantity",
    "product_quantity",
    "product_quantity_unit",
    "categories",
)


class _Line(msgspec.Struct):
    """The parts of a JSON product that are read; contributors put numbers and lists anywhere."""

    code: object = ""
    product_name_fr: object = ""
    product_name: object = ""
    generic_name_fr: object = ""
    generic_name: object = ""
    brands: object = ""
    quantity: object = ""
    product_quantity: object = ""
    product_quantity_unit: object = ""
    categories: object = ""


_decoder = msgspec.json.Decoder(_Line)


def _of_json(line: bytes, source: Source) -> Sheet:
    try:
        read = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoSheetError("broken") from error
    told = {name: getattr(read, name) for name in _WANTED}
    return _sheet(
        {
            name: str(value) if isinstance(value, (str, int, float)) else ""
            for name, value in told.items()
        },
        source,
    )


def _of_cells(line: bytes, places: Mapping[str, int], count: int, source: Source) -> Sheet:
    try:
        cells = line.rstrip(b"\r\n").decode("utf-8").split("\t")
    except UnicodeDecodeError as error:
        raise NoSheetError("broken") from error
    if len(cells) != count:
        # A tab too many or too few, and every cell behind it would be taken for another.
        raise NoSheetError("broken")
    told = {name: _unquoted(cells[places[name]]) for name in _WANTED if name in places}
    return _sheet(told, source)


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _sheet(told: Mapping[str, str], source: Source) -> Sheet:
    number = _number(told.get("code", ""))
    name = next((text for field in _WANTED[1:5] if (text := _name(told.get(field, "")))), "")
    if not name:
        raise NoSheetError("no_name")
    return Sheet(
        gtin=number,
        source=source,
        name=name,
        brand=_brand(told.get("brands", "")),
        category=_branches(told.get("categories", "")),
        content=_content(told),
    )


def _number(code: str) -> str:
    plain = code.strip()
    if not gtin.is_gtin(plain):
        raise NoSheetError("no_gtin")
    number = gtin.normalise(plain)
    if is_private(number):
        raise NoSheetError("in_store")
    return number


def is_private(number: str) -> bool:
    """Tell whether an article number means another thing in every shop (GS1 § 2.1.11, 2.1.13)."""
    if len(number) == 8:
        # GTIN-8 that begin with 0 or 2 are a company's own.
        return number[0] in "02"
    # 04 is a company's own as well.
    return gtin.is_in_store(number) or (len(number) == 13 and number.startswith("04"))


def _name(text: str) -> str:
    name = one_line(text, NAME_LETTERS)
    return name if sum(sign.isalpha() for sign in name) > 1 else ""


def _brand(text: str) -> str:
    first = one_line(text.partition(",")[0], BRAND_LETTERS)
    if _TAG.match(first):
        first = first.partition(":")[2].replace("-", " ").strip()
    return "" if first.casefold() in _NO_BRAND else first


def _branches(text: str) -> tuple[str, ...]:
    branches: list[str] = []
    for part in text.split(","):
        branch = one_line(part, BRANCH_LETTERS)
        if _TAG.match(branch):
            branch = branch.partition(":")[2].replace("-", " ").strip()
        if branch and branch not in branches:
            branches.append(branch)
    # The narrow end says more: "Aliments" stands over everything one can eat.
    return tuple(branches[-BRANCHES:])


def _content(told: Mapping[str, str]) -> Content | None:
    written = read_content(told.get("quantity", ""))
    if written is not None:
        return written
    amount, unit = told.get("product_quantity", "").strip(), told.get("product_quantity_unit", "")
    if unit.strip() not in {"g", "ml"} or not re.fullmatch(r"\d{1,6}(?:\.0+)?", amount):
        return None
    thousandths = int(amount.partition(".")[0])
    if not 0 < thousandths <= LARGEST_CONTENT:
        return None
    return Content(thousandths, "kg" if unit.strip() == "g" else "l")


def write_path(path: Sequence[str]) -> str:
    """Return a path as one text, "Bread > Rolls"."""
    return " > ".join(part.replace(">", "-") for part in path)


def read_path(text: str) -> tuple[str, ...]:
    """Return the names of a path written by `write_path`."""
    return tuple(part for part in text.split(" > ") if part)
