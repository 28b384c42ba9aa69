"""What the words on a packaging say: name, brand, how much is in it, dates. Doubt means silence."""

import calendar
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from desktop.domain.cells import one_line
from desktop.domain.search_text import fold

MOST_LINES = 200
"""A label with more is a wall of print, of which the largest lines are enough."""
MOST_LETTERS = 200
MOST_NAMES = 3
LARGEST_CONTENT = 100_000
"""Thousandths: what holds more than a hundred kilos or litres stands on no counter."""

ContentUnit = Literal["kg", "l", "m", "piece"]
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One line as a reader of pictures found it."""

    text: str
    #: Of its letters, in pixels; lines of a label are compared by it.
    height: int = 0
    box: Box = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Content:
    """How much one article holds: six times 33 cl is 1980 thousandths of a litre in 6 parts."""

    thousandths: int
    unit: ContentUnit
    parts: int = 1
    #: The weight without the liquid, by which the law wants the price per kilo.
    is_drained: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """A text that may be the one sought, and how sure in percent."""

    text: str
    sure: int


@dataclass(frozen=True, slots=True)
class EndDate:
    """The day printed on it."""

    day: date
    #: Not to be sold after it (use by); otherwise it only loses of its best.
    is_use_by: bool


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What was understood; empty where nothing was said clearly."""

    names: tuple[Guess, ...] = ()
    brand: Guess | None = None
    content: Content | None = None
    content_sure: int = 0
    #: Tenths of a percent by volume.
    alcohol_tenths: int | None = None
    end: EndDate | None = None
    is_organic: bool = False


_UNITS: dict[str, tuple[ContentUnit, int]] = {
    "kg": ("kg", 1000),
    "g": ("kg", 1),
    "l": ("l", 1000),
    "dl": ("l", 100),
    "cl": ("l", 10),
    "ml": ("l", 1),
}
_UNIT = (
    r"(?P<unit>kilogrammes?|kilograms?|kilos?|kg|grammes?|grams?|gr|g|"
    r"litres?|liters?|c[lI|]|m[lI|]|d[lI|]|[lL])(?![\w'°])"
)
_NUMBER = r"(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,5}(?:[.,]\d{1,3})?)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?:(?P<parts>\d{{1,2}})\s?[x×*X]\s?)?{_NUMBER}\s?{_UNIT}"
    r"(?:\s?[x×*X]\s?(?P<times>\d{1,2})(?!\w))?(?P<emark>\s?(?:℮|e(?!\w)))?",
    re.IGNORECASE,
)
_PARTS_OF = re.compile(r"\b(?:lot|pack|set)\s(?:de|of)\s(\d{1,2})\b", re.IGNORECASE)
_PIECES = re.compile(
    r"(?<![\w.,/])(\d{1,3})\s?(?:comprim[\u00e9e]s?|g[\u00e9e]lules?|capsules?|dosettes?|sachets?|"
    r"pi[\u00e8e]ces?|oeufs?|\u0153ufs?|tablets?|pods?|tea\s?bags?|pieces?|pcs|eggs?)(?!\w)",
    re.IGNORECASE,
)
_NET = re.compile(
    r"\b(?:poids|masse|volume|quantit[\u00e9e]|contenu|contenance|net\s?(?:wt|weight|vol|contents?)|net)\b",
    re.IGNORECASE,
)
_DRAINED = re.compile(r"[\u00e9e]goutt[\u00e9e]|drained", re.IGNORECASE)
_NUTRITION = re.compile(
    r"\b(?:kj|kcal|[\u00e9e]nergie|energy|dont|of which|lipides|glucides|prot[\u00e9e]ines?|sucres?|sugars?|"
    r"mati[\u00e8e]res?\s+grasses|acides\s+gras|fat|saturates|carbohydrates?|protein|fibres?|sel|salt|"
    r"portions?|servings?|teneur|pr[\u00e9e]par[\u00e9e]e?\s+avec|ingr[\u00e9e]dients?)\b"
    r"|(?:pour|par|per|/)\s*(?:100|1\s?(?:kg|l))\s?(?:g|ml|kg|l)?\b",
    re.IGNORECASE,
)
_PER_MEASURE = re.compile(r"(?:€|eur)\s?(?:/|le|par|per)\s?(?:kg|l|100)", re.IGNORECASE)
_ALCOHOL = re.compile(
    r"(?:alc\w*\.?\s*:?\s*(?P<before>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|°))"
    r"|(?:(?<![\d.,])(?P<after>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|°)\s?(?:vol|alc))",
    re.IGNORECASE,
)
_MOST_ALCOHOL_TENTHS = 962
_USE_BY = re.compile(
    r"jusqu['’]?\s?au|\bdlc\b|limite\s+de\s+consommation|use\s+by|consommer\s+avant\s+le",
    re.IGNORECASE,
)
_BEST_BEFORE = re.compile(
    r"de\s+pr[\u00e9e]f[\u00e9e]rence|\bddm\b|\bdluo\b|best\s+before|\bbbe?\b", re.IGNORECASE
)
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan janv janvier january",
            "fev fevr fevrier feb february",
            "mar mars march",
            "avr avril apr april",
            "mai may",
            "juin jun june",
            "juil juillet jul july",
            "aou aout aug august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE = re.compile(
    r"(?<!\d)(?:"
    r"(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)"
    r"|(?P<d>\d{1,2})\s?[/.\- ]\s?(?P<m>\d{1,2})\s?[/.\- ]\s?(?P<y>20\d\d|\d\d)"
    r"|(?P<my_m>\d{1,2})\s?[/.\-]\s?(?P<my_y>20\d\d)"
    r"|(?:(?P<wd>\d{1,2})[ .\-]?)?(?P<wm>(?:jan|f[\u00e9e]v|feb|mar|avr|apr|ma[iy]|jui|jun|jul|"
    r"ao[u\u00fb]|aug|sep|oct|nov|d[\u00e9e]c)[^\W\d_]{0,6})\.?[ .\-]?(?P<wy>20\d\d)"
    r")(?!\d)",
    re.IGNORECASE,
)
_ORGANIC = re.compile(
    r"\bbio\b|agriculture\s+biologique|\borganic\b|\b[a-z]{2}-bio-\d{2,3}\b|\becocert\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\s*[®™]")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:fr|com|be|eu)\b|\b(?:ingr[\u00e9e]dients?|conserver|storage|fabriqu[\u00e9e]|"
    r"produced|produit\s+(?:en|par)|distribu[\u00e9e]|importe|imported|lot|origine|traces?|"
    r"nutrition\w*|valeurs?|service|t[\u00e9e]l|cedex|rcs|sas|sarl|consommer|best|use\s+by|"
    r"t?tc|prix|price|nouveau|new|gratuit|offert|recyclable|made\s+in)\b|€",
    re.IGNORECASE,
)
_LETTER_SHARE = 0.6
_SAME_HEIGHT = 0.75
"""Two lines whose heights differ by less belong to one sentence in one type."""


def read_label(lines: Iterable[LabelLine], brands: Iterable[str] = ()) -> LabelReading:
    """Return what the lines of one label say.

    What is said twice in two ways is not believed: a wrong weight costs more than one typed.

    Args:
        lines: as they were read, in any order.
        brands: names that are known to be brands, as the shop or a product file writes them.
    """
    told = _tidy(lines)
    content, sure = _content(told)
    brand = _brand(told, brands)
    return LabelReading(
        names=_names(told, "" if brand is None else brand.text),
        brand=brand,
        content=content,
        content_sure=sure,
        alcohol_tenths=_alcohol(told),
        end=_end(told),
        is_organic=any(_ORGANIC.search(line.text) for line in told),
    )


def read_content(text: str) -> Content | None:
    """Return the quantity that a product file or a delivery note writes, "6 x 33 cl"; else None."""
    return _content([LabelLine(one_line(text, MOST_LETTERS))])[0]


def _tidy(lines: Iterable[LabelLine]) -> list[LabelLine]:
    """Return the lines from top to bottom, cleaned; of too many the largest."""
    kept = [
        replace(line, text=text)
        for line in lines
        if (text := one_line(line.text, MOST_LETTERS)) != ""
    ]
    if len(kept) > MOST_LINES:
        kept = sorted(kept, key=lambda line: -line.height)[:MOST_LINES]
    return sorted(kept, key=lambda line: (line.box[1], line.box[0]))


@dataclass(frozen=True, slots=True)
class _Amount:
    content: Content
    height: int
    is_marked: bool


def _content(lines: Sequence[LabelLine]) -> tuple[Content | None, int]:
    found = [amount for line in lines for amount in _amounts(line)]
    for sure, chosen in (
        (96, [each for each in found if each.content.is_drained]),
        (95, [each for each in found if each.is_marked]),
        (85, found),
        (75, _largest(found)),
        (60, [amount for line in lines for amount in _pieces(line)] if not found else []),
    ):
        told = {each.content for each in chosen}
        if len(told) == 1:
            return told.pop(), sure
    return None, 0


def _largest(amounts: Sequence[_Amount]) -> list[_Amount]:
    """Return the amounts in the largest print, if they are clearly larger than the others."""
    if not amounts:
        return []
    top = max(each.height for each in amounts)
    large = [each for each in amounts if each.height >= top * _SAME_HEIGHT]
    return large if len(large) < len(amounts) and top else []


def _amounts(line: LabelLine) -> Iterable[_Amount]:
    if _NUTRITION.search(line.text) or _PER_MEASURE.search(line.text):
        return
    pack = _PARTS_OF.search(line.text)
    for found in _AMOUNT.finditer(line.text):
        one = _measure(found["number"], found["unit"])
        parts = int(found["parts"] or found["times"] or (pack[1] if pack else 1))
        if one is None or not 0 < parts * one[0] <= LARGEST_CONTENT:
            continue
        yield _Amount(
            Content(parts * one[0], one[1], parts, bool(_DRAINED.search(line.text))),
            line.height,
            bool(found["emark"] or _NET.search(line.text)),
        )


def _pieces(line: LabelLine) -> Iterable[_Amount]:
    if _NUTRITION.search(line.text):
        return
    for found in _PIECES.finditer(line.text):
        count = int(found[1])
        if 0 < count <= LARGEST_CONTENT // 1000:
            yield _Amount(Content(count * 1000, "piece"), line.height, is_marked=False)


def _measure(number: str, unit: str) -> tuple[int, ContentUnit] | None:
    """Return thousandths of kilo or litre; None for what is no whole gram or millilitre."""
    name = unit.lower().rstrip("s")
    if name not in _UNITS and name[-1:] in "|i":
        # A small l that was read as a capital i or a stroke.
        name = name[:-1] + "l"
    name = {"gramme": "g", "gram": "g", "gr": "g", "litre": "l", "liter": "l"}.get(name, name)
    name = "kg" if name.startswith("kilo") else name
    if name not in _UNITS:
        return None
    kind, times = _UNITS[name]
    plain = "".join(number.split()).replace(",", ".")
    whole, _, part = plain.partition(".")
    if len(part) == 3 and times == 1:
        # "1.000 g" is a kilo: nobody weighs thousandths of a gram.
        whole, part = whole + part, ""
    scaled = int(whole + part.ljust(3, "0")) * times
    return (scaled // 1000, kind) if scaled % 1000 == 0 else None


def _alcohol(lines: Sequence[LabelLine]) -> int | None:
    told: set[int] = set()
    for line in lines:
        for found in _ALCOHOL.finditer(line.text):
            whole, _, part = (found["before"] or found["after"]).replace(",", ".").partition(".")
            if len(part) < 2 or part.endswith("0"):
                told.add(int(whole) * 10 + int(part[:1] or "0"))
    sensible = {each for each in told if 0 < each <= _MOST_ALCOHOL_TENTHS}
    return sensible.pop() if len(sensible) == 1 else None


def _end(lines: Sequence[LabelLine]) -> EndDate | None:
    """Return the day that stands behind words that announce one, in that line or the next."""
    told: set[EndDate] = set()
    for place, line in enumerate(lines):
        is_best = _BEST_BEFORE.search(line.text) is not None
        if not is_best and _USE_BY.search(line.text) is None:
            continue
        for near in lines[place : place + 2]:
            days = _days(near.text)
            if days:
                told |= {EndDate(day, is_use_by=not is_best) for day in days}
                break
    return told.pop() if len(told) == 1 else None


def _days(text: str) -> set[date]:
    days: set[date] = set()
    for found in _DATE.finditer(text):
        with suppress(ValueError):
            days.add(_day(found))
    return days


def _day(found: re.Match[str]) -> date:
    """Return the day; a month alone ends with its last one.

    Raises:
        ValueError: there is no such day.
    """
    if found["iy"]:
        return date(int(found["iy"]), int(found["im"]), int(found["id"]))
    if found["y"]:
        year = int(found["y"])
        return date(year if year > 99 else 2000 + year, int(found["m"]), int(found["d"]))
    if found["my_y"]:
        return _last_of(int(found["my_y"]), int(found["my_m"]))
    month, year = _MONTHS.get(fold(found["wm"]), 0), int(found["wy"])
    return date(year, month, int(found["wd"])) if found["wd"] else _last_of(year, month)


def _last_of(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError("no month")
    return date(year, month, calendar.monthrange(year, month)[1])


def _brand(lines: Sequence[LabelLine], brands: Iterable[str]) -> Guess | None:
    known = {fold(brand): brand for brand in brands if len(fold(brand)) > 1}
    for line in sorted(lines, key=lambda each: -each.height):
        named = known.get(fold(_MARKED.sub("", line.text)))
        if named is not None:
            return Guess(named, 90)
    for line in lines:
        marked = _MARKED.search(line.text)
        if marked and _is_wording(line.text[: marked.start()]):
            return Guess(_spoken(line.text[: marked.start()]), 70)
    return None


def _names(lines: Sequence[LabelLine], brand: str) -> tuple[Guess, ...]:
    """Return the largest wordings, what belongs together joined; the larger, the surer."""
    wordings = [
        line for line in lines if _can_be_name(line.text) and fold(line.text) != fold(brand)
    ]
    if not wordings:
        return ()
    top = max(line.height for line in wordings) or 1
    groups: list[list[LabelLine]] = []
    for line in wordings:
        if groups and _goes_on(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    ordered = sorted(groups, key=lambda group: -max(line.height for line in group))
    guesses: dict[str, Guess] = {}
    for place, group in enumerate(ordered):
        text = _spoken(" ".join(line.text for line in group))[:MOST_LETTERS]
        share = max(line.height for line in group) * 100 // top
        guesses.setdefault(fold(text), Guess(text, max(10, share * 7 // 10 - 15 * place)))
    return tuple(guesses.values())[:MOST_NAMES]


def _goes_on(above: LabelLine, below: LabelLine) -> bool:
    """Tell whether a line goes on with the one above: same type, next to it."""
    tall, small = max(above.height, below.height), min(above.height, below.height)
    gap = below.box[1] - (above.box[1] + above.box[3])
    return bool(tall) and small >= tall * _SAME_HEIGHT and -tall <= gap <= tall


def _can_be_name(text: str) -> bool:
    return (
        _is_wording(text)
        and not _NO_NAME.search(text)
        and not _NUTRITION.search(text)
        and not _AMOUNT.search(text)
        and not _ALCOHOL.search(text)
        and not _NET.search(text)
        and not _MARKED.search(text)
    )


def _is_wording(text: str) -> bool:
    letters = sum(sign.isalpha() for sign in text)
    return letters >= 3 and letters >= _LETTER_SHARE * len(text.replace(" ", ""))


def _spoken(text: str) -> str:
    """Return a text in capitals as one says it: "CONFITURE DE MURES" is "Confiture de mures"."""
    plain = " ".join(text.split())
    return plain[:1] + plain[1:].lower() if plain.isupper() else plain
