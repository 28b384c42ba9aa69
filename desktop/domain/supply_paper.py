"""A supplier's delivery note or invoice as rows of cells: which are goods, and what they say.

Columns are known by their heads where there are any, else by what is in them. A line that says
less than it should, or does not add up, is kept with its doubts for a person to look at: a wrong
line is worse than a slow one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations

from desktop.domain.cells import one_line, unguard
from desktop.domain.search_text import fold
from sync.kernel import gtin
from sync.kernel.rounding import divide_half_up

MAX_ROWS = 5_000
MAX_CELLS = 60
_LABEL_LETTERS = 200
_WORD_LETTERS = 60
_MOST = 10**9
_PRICE_PLACES = 10_000
"""Prices are read to the hundredth of a cent: screws are sold by the hundred."""


class Doubt(StrEnum):
    """Why a person should look at a line."""

    #: Quantity × price is not the line's amount.
    SUM = "sum"
    #: A number of an article number's length whose check digit is wrong.
    CODE = "code"
    #: No quantity, or none that can be: nothing, below zero.
    QUANTITY = "quantity"
    #: No price.
    PRICE = "price"
    #: Read from the look of the line, with nothing that proves it.
    SHAPE = "shape"
    #: A number that could be a thousand or a decimal.
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and where it stands in its row: columns of a list, letters of a page."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """Goods on the paper."""

    #: Row of the paper, from 1.
    row: int
    #: GTIN, as the catalogue keeps it; empty when there is none or it is wrong.
    code: str = ""
    reference: str = ""
    label: str = ""
    #: Thousandths.
    quantity: int = 0
    #: Without VAT, as the paper says.
    price_cents: int | None = None
    total_cents: int | None = None
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a paper says."""

    lines: tuple[PaperLine, ...]
    #: The total without VAT that it states, None when none was found.
    stated_cents: int | None = None

    @property
    def adds_up(self) -> bool | None:
        """Tell whether the lines come to the stated total; None when that cannot be told."""
        amounts = [line.total_cents for line in self.lines]
        if self.stated_cents is None or not amounts or None in amounts:
            return None
        return abs(sum(each or 0 for each in amounts) - self.stated_cents) <= len(amounts)


_HEADS = {
    "code": (
        "ean", "ean13", "ean 13", "gtin", "gencod", "code barre", "code barres", "code a barres",
        "code ean", "barcode", "ean upc",
    ),
    "reference": (
        "ref", "reference", "ref article", "code article", "code produit", "code", "sku", "article",
        "item no", "item code", "part no", "art no", "ref fournisseur", "n article",
    ),
    "label": (
        "designation", "libelle", "description", "produit", "designation article", "product",
        "item", "name", "nom", "article designation", "denomination", "intitule", "titre",
    ),
    "quantity": (
        "qte", "quantite", "qty", "quantity", "qte livree", "quantite livree", "nb", "nombre",
        "pieces", "qte facturee", "livre", "qty shipped", "quantites", "units",
    ),
    "price": (
        "pu", "pu ht", "p u", "p u ht", "prix unitaire", "prix unitaire ht", "prix", "prix ht",
        "unit price", "price", "prix net", "pu net", "pu net ht", "prix unit", "prix achat",
        "prix unit ht", "unit cost", "cost",
    ),
    "total": (
        "total", "montant", "montant ht", "total ht", "amount", "net ht", "total ligne",
        "line total", "total net ht", "mt ht",
    ),
    "discount": ("remise", "rem", "discount", "disc", "remise %", "rem %"),
    "other": (
        "tva", "vat", "taux tva", "unite", "unit", "u", "tva %", "lot", "dluo", "ddm", "dlc",
        "colis", "ligne", "n", "no", "line", "conditionnement", "cond", "poids", "pos",
    ),
}  # fmt: skip
_KIND_OF = {head: kind for kind, heads in _HEADS.items() for head in heads}
_NUMBER = re.compile(r"-?\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?:[.,]\d{1,4})?|-?\d+(?:[.,]\d{1,4})?")
_MONEY_SIGNS = re.compile(r"(?:€|eur|euros?|ht|%)", re.IGNORECASE)
_UNITS = re.compile(
    r"(?<=\d)\s*(?:x|pcs?|pces?|pi\wces?|u|un|unit\w{0,2}|ea|kg|l)\.?$", re.IGNORECASE
)
_SUMS = (
    "total", "sous total", "subtotal", "net a payer", "tva", "vat", "port", "frais", "shipping",
    "montant", "a reporter", "report", "acompte", "eco", "base", "iban", "siret", "tel",
)  # fmt: skip
_STATED = ("total ht", "total net ht", "montant ht", "total hors taxe", "net ht", "subtotal",
           "total excl", "sous total", "montant total ht", "total net")  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")


def read(rows: Iterable[Sequence[Cell]]) -> Paper:
    """Return the goods of a paper, in its order."""
    kept = [
        (number, [replace(cell, text=_clean(cell.text)) for cell in row[:MAX_CELLS]])
        for number, row in zip(range(1, MAX_ROWS + 1), rows, strict=False)
    ]
    decimal = _decimal_sign(kept)
    reader = _Reader(decimal)
    lines: list[PaperLine] = []
    stated: int | None = None
    for number, row in kept:
        cells = [cell for cell in row if cell.text]
        line = reader.take(number, cells)
        if line is not None:
            lines.append(line)
        elif stated is None and (lines or not reader.has_heads):
            stated = _stated(cells, decimal)
    return Paper(lines=tuple(lines), stated_cents=stated)


class _Reader:
    """Reads row after row, by the last heads it saw."""

    def __init__(self, decimal: str) -> None:
        self._decimal = decimal
        self._heads: list[tuple[str, Cell]] = []

    @property
    def has_heads(self) -> bool:
        """Tell whether columns have been named."""
        return bool(self._heads)

    def take(self, number: int, cells: list[Cell]) -> PaperLine | None:
        """Return the goods of a row, None for a row that says something else."""
        if not cells:
            return None
        heads = _heads(cells)
        if heads:
            self._heads = heads
            return None
        if _is_sum(cells):
            return None
        if self._heads:
            return self._by_heads(number, cells)
        return _by_shape(number, cells, self._decimal)

    def _by_heads(self, number: int, cells: list[Cell]) -> PaperLine | None:
        found: dict[str, str] = {}
        for cell in cells:
            kind = _nearest(cell, self._heads)
            found[kind] = f"{found[kind]} {cell.text}" if kind in found else cell.text
        quantity = _number(found.get("quantity", ""), self._decimal)
        code, is_wrong = _code(found.get("code", "") or found.get("reference", ""))
        named = found.get("label", "")
        if quantity is None and not code and not is_wrong:
            return None
        if not (code or named or found.get("reference")):
            return None
        reference = found.get("reference", "")
        return _line(
            number,
            code=code,
            is_wrong=is_wrong,
            reference="" if gtin.is_gtin(reference) else reference,
            label=named or reference,
            quantity=quantity,
            price=_number(found.get("price", ""), self._decimal),
            total=_number(found.get("total", ""), self._decimal),
            discount=_number(found.get("discount", ""), self._decimal),
        )


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number that was read: in ten-thousandths, and whether another reading is as good."""

    value: int
    places: int
    is_doubtful: bool = False


def _line(
    row: int,
    *,
    code: str,
    is_wrong: bool,
    reference: str,
    label: str,
    quantity: _Figure | None,
    price: _Figure | None,
    total: _Figure | None,
    discount: _Figure | None = None,
    by_shape: bool = False,
) -> PaperLine:
    doubts = {Doubt.CODE} if is_wrong else set()
    pieces = 0 if quantity is None else quantity.value * 1000 // _PRICE_PLACES
    if not 0 < pieces <= _MOST:
        doubts.add(Doubt.QUANTITY)
        pieces = 0
    if price is None or price.value < 0:
        doubts.add(Doubt.PRICE)
    amount = None if total is None else divide_half_up(total.value * 100, _PRICE_PLACES)
    asked = None if price is None or price.value < 0 else price.value
    each, is_proven = asked, False
    if asked is not None and amount is not None and pieces:
        # Some papers print the price before the discount, some after it: the amount decides.
        fitting = [one for one in (asked, _less(asked, discount)) if _comes_to(one, pieces, amount)]
        is_proven = bool(fitting)
        each = fitting[0] if fitting else asked
        if not is_proven:
            doubts.add(Doubt.SUM)
    elif asked is not None and discount is not None and discount.value:
        each = _less(asked, discount)
        doubts.add(Doubt.PRICE)
    if not is_proven:
        if by_shape:
            doubts.add(Doubt.SHAPE)
        figures = [each for each in (quantity, price) if each is not None]
        if any(figure.is_doubtful for figure in figures):
            doubts.add(Doubt.NUMBER)
    return PaperLine(
        row=row,
        code=code,
        reference=one_line(reference, _WORD_LETTERS),
        label=one_line(label, _LABEL_LETTERS),
        quantity=pieces,
        price_cents=None if each is None else divide_half_up(each * 100, _PRICE_PLACES),
        total_cents=amount,
        doubts=frozenset(doubts),
    )


def _less(price: int, discount: _Figure | None) -> int:
    whole = 100 * _PRICE_PLACES
    if discount is None or not 0 < discount.value < whole:
        return price
    return divide_half_up(price * (whole - discount.value), whole)


def _comes_to(price: int, pieces: int, amount: int) -> bool:
    worth = divide_half_up(price * pieces * 100, 1000 * _PRICE_PLACES)
    return abs(worth - amount) <= 1


# --- columns ------------------------------------------------------------------------------------


def _heads(cells: Sequence[Cell]) -> list[tuple[str, Cell]]:
    """Return what the columns are when the row names them, else nothing."""
    found = [(_KIND_OF.get(_head(cell.text), ""), cell) for cell in cells]
    kinds = Counter(kind for kind, _ in found if kind)
    names_goods = kinds["label"] or kinds["code"] or kinds["reference"]
    if len(kinds) < 2 or not names_goods or not kinds["quantity"]:
        return []
    taken: set[str] = set()
    named: list[tuple[str, Cell]] = []
    for kind, cell in found:
        is_first = bool(kind) and kind not in taken
        named.append((kind if is_first else "other", cell))
        taken.add(kind)
    return named


def _head(text: str) -> str:
    plain = re.sub(r"[^\w%]+", " ", fold(text)).strip()
    return re.sub(r" (?:eur|euros?)$", "", plain)


def _nearest(cell: Cell, heads: Sequence[tuple[str, Cell]]) -> str:
    """Return the column a cell stands under: the one it overlaps most, else the closest."""

    def fit(head: Cell) -> tuple[int, int]:
        overlap = min(cell.end, head.end) - max(cell.start, head.start)
        middle = abs(cell.start + cell.end - head.start - head.end)
        return max(overlap, 0), -middle

    return max(heads, key=lambda one: fit(one[1]))[0]


def _by_shape(row: int, cells: Sequence[Cell], decimal: str) -> PaperLine | None:
    """Return the goods of a row without heads: an article number and figures beside it."""
    code, is_wrong, rest = "", False, []
    for cell in cells:
        read, wrong = _code(cell.text)
        if read and not code:
            code = read
        elif wrong and not code:
            is_wrong = True
        else:
            rest.append(cell)
    if not code and not is_wrong:
        return None
    figures = [each for each in (_number(cell.text, decimal) for cell in rest) if each is not None]
    words = [cell.text for cell in rest if _number(cell.text, decimal) is None]
    named = [word for word in words if _LETTER.search(word)]
    label = max(named, key=len, default="")
    others = [word for word in words if word != label and re.search(r"\d", word)]
    quantity, price, total = _meant(figures)
    return _line(
        row,
        code=code,
        is_wrong=is_wrong and not code,
        reference=others[0] if others else "",
        label=label,
        quantity=quantity,
        price=price,
        total=total,
        by_shape=True,
    )


def _meant(figures: Sequence[_Figure]) -> tuple[_Figure | None, _Figure | None, _Figure | None]:
    """Return quantity, price and amount: three figures of which two make the third, else the first."""
    proofs = [
        (each, price, total)
        for place, total in enumerate(figures)
        for each, price in permutations(figures[:place], 2)
        if each.places == 0 and each.value > 0 and price.value > 0 and price.places > 0
        and _comes_to(
            price.value,
            each.value * 1000 // _PRICE_PLACES,
            divide_half_up(total.value * 100, _PRICE_PLACES),
        )
    ]  # fmt: skip
    if len(set(proofs)) == 1:
        return proofs[0]
    whole = [figure for figure in figures if figure.places == 0]
    broken = [figure for figure in figures if figure.places >= 2]
    return (whole[0] if whole else None), (broken[0] if broken else None), None


# --- cells --------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    return one_line(unguard(text.replace("\u00a0", " ").replace("\u202f", " ")), _LABEL_LETTERS)


def _code(text: str) -> tuple[str, bool]:
    """Return the article number in a cell, and whether it is one that was miswritten."""
    plain = re.sub(r"[\s.\-]", "", text)
    if not plain.isascii() or not plain.isdigit() or len(plain) not in (8, 12, 13, 14):
        return "", False
    if gtin.is_gtin(plain):
        return gtin.normalise(plain), False
    return "", len(plain) >= 12


def _number(text: str, decimal: str) -> _Figure | None:
    """Return the number a cell is, with its unit or currency; None for anything else."""
    plain = _UNITS.sub("", _MONEY_SIGNS.sub("", text)).strip()
    if not plain or len(plain) > 20 or not _NUMBER.fullmatch(plain):
        return None
    sign = -1 if plain.startswith("-") else 1
    digits = re.sub(r"[ '\u00a0\u202f-]", "", plain)
    marks = [mark for mark in digits if mark in ".,"]
    is_doubtful = False
    if len(set(marks)) == 2:
        comma = marks[-1]
    elif len(marks) == 1:
        after = len(digits) - digits.index(marks[0]) - 1
        is_doubtful = after == 3
        comma = marks[0] if after != 3 or marks[0] == decimal else ""
    else:
        comma = ""
    whole, _, part = digits.rpartition(comma) if comma else (digits, "", "")
    whole = re.sub(r"[.,]", "", whole)
    if len(whole) > 9:
        return None
    value = int(whole or "0") * _PRICE_PLACES + int(part.ljust(4, "0") or "0")
    return _Figure(sign * value, len(part), is_doubtful)


def _decimal_sign(rows: Iterable[tuple[int, Sequence[Cell]]]) -> str:
    """Return the decimal sign of a paper: the one before two last digits, mostly."""
    signs = Counter(
        found[1]
        for _, row in rows
        for cell in row
        for found in [re.search(r"\d([.,])\d{2}(?:\s*(?:€|EUR))?$", cell.text)]
        if found
    )
    return "." if signs["."] > signs[","] else ","


def _is_sum(cells: Sequence[Cell]) -> bool:
    """Tell whether a row is a total, a charge or a foot, by how its first words begin."""
    words = next((cell.text for cell in cells if _LETTER.search(cell.text)), "")
    begins = re.sub(r"[^\w]+", " ", fold(words)).strip()
    return any(begins == word or begins.startswith(f"{word} ") for word in _SUMS) and not any(
        _code(cell.text)[0] for cell in cells
    )


def _stated(cells: Sequence[Cell], decimal: str) -> int | None:
    words = re.sub(r"[^\w]+", " ", fold(" ".join(cell.text for cell in cells))).strip()
    if not any(words.startswith(stated) for stated in _STATED):
        return None
    figures = list(_figures(cells, decimal))
    return divide_half_up(figures[-1].value * 100, _PRICE_PLACES) if figures else None


def _figures(cells: Sequence[Cell], decimal: str) -> Iterator[_Figure]:
    for cell in cells:
        figure = _number(cell.text.rpartition(":")[2].strip(), decimal)
        if figure is not None:
            yield figure
