"""GS1 element strings and Digital Links: an article number, and what its code says of this piece.

General Specifications § 3 (application identifiers) and § 7.8 (how they follow each other); Digital
Link URI syntax 1.x: the identifiers are read from the path, whatever the domain.
"""

import calendar
import re
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from sync.kernel import gtin

MAX_LENGTH = 400
FNC1 = "\x1d"
"""What a scanner sends where a field of free length ends."""

_SYMBOLOGY = re.compile(r"\](?:C1|d2|Q3|J1|e0|L2)")
_SHOWN = re.compile(r"\((\d{2,4})\)([^(]*)")
_AI = re.compile(r"\d{2,4}")
#: Identifiers of a fixed length of data; by their first two digits, which is how GS1 has them.
_FIXED = {
    "00": 18,
    "20": 2,
    "41": 13,
    **dict.fromkeys(("01", "02", "03"), 14),
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), 6),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 6),
}
_FOUR = ("31", "32", "33", "34", "35", "36", "39", "70", "71", "72", "80", "81", "82", "43")
_THREE = ("23", "24", "25", "40", "41", "42")
_TEXT = re.compile(r"[!-~]{1,20}")
_GTIN_14 = 14
_NUMBERS = ("01", "02")
_COUNTS = ("30", "37")
_COUNT_DIGITS = 8
_TEXTS = {"10": "lot", "21": "serial"}
_DATES = {"15": "best_before", "17": "use_by"}
_FIGURES = {"310": ("grams", 3), "315": ("millilitres", 3), "392": ("price_cents", 2)}
"""Field and decimal places; the identifier's fourth digit tells those of the code."""


class Element(Struct, frozen=True):
    """What one code carries; empty where it says nothing."""

    #: GTIN-13 where it fits in one.
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    best_before: date | None = None
    use_by: date | None = None
    #: Net weight of this piece.
    grams: int | None = None
    millilitres: int | None = None
    #: What this piece costs.
    price_cents: int | None = None
    #: Pieces in this carton.
    count: int | None = None


def read(text: str) -> Element | None:
    """Return what an element string or a Digital Link says; None for any other text.

    Args:
        text: as the scanner gave it, its separators included.
    """
    plain = text[:MAX_LENGTH].strip(" \t\r\n")
    if plain[:8].lower().startswith(("http://", "https://")):
        return _read_link(plain)
    shown = _SHOWN.findall(plain) if plain.startswith("(") else []
    if shown:
        return _gather(tuple((ai, value.strip()) for ai, value in shown))
    bare = _SYMBOLOGY.sub("", plain, count=1)
    is_marked = bare != plain or bare.startswith(FNC1)
    pairs = _split(bare.lstrip(FNC1))
    if not is_marked and (not pairs or pairs[0][0] != "01" or len(bare) <= 2 + _GTIN_14):
        # A number of an order may begin as an identifier does; sixteen digits and nothing behind
        # them are a shop's own code as often as an article's.
        return None
    return _gather(pairs)


def _read_link(link: str) -> Element | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.split("/")]
    names = ("01", "gtin")
    place = next((at for at, step in enumerate(steps[:-1]) if step.lower() in names), None)
    if place is None:
        return None
    number = steps[place + 1]
    if not number.isdigit() or not gtin.is_gtin(number):
        return None
    behind = steps[place + 2 :]
    named = {"lot": "10", "ser": "21"}
    pairs = [
        (named.get(name.lower(), name), value)
        for name, value in zip(behind[::2], behind[1::2], strict=False)
    ]
    pairs += [(ai, value) for ai, value in parse_qsl(parts.query) if _AI.fullmatch(ai)]
    return _gather((("01", number.zfill(_GTIN_14)), *pairs))


def _split(text: str) -> tuple[tuple[str, str], ...]:
    """Return identifiers and data in order; what follows an unknown one is left out."""
    pairs: list[tuple[str, str]] = []
    rest = text
    while rest:
        begin = rest[:2]
        if not begin.isdigit() or not begin.isascii():
            break
        length = 4 if begin in _FOUR else 3 if begin in _THREE else 2
        ai, data = rest[:length], rest[length:]
        fixed = _FIXED.get(begin)
        if fixed is not None:
            value, rest = data[:fixed], data[fixed:].removeprefix(FNC1)
            if len(value) < fixed:
                break
        else:
            value, _, rest = data.partition(FNC1)
        pairs.append((ai, value))
    return tuple(pairs)


def _gather(pairs: tuple[tuple[str, str], ...]) -> Element | None:
    """Return the pairs as one element; None when not even an article number is among them."""
    element = Element()
    for ai, value in pairs:
        # A field that is malformed is left out; the article is what it is all the same.
        with suppress(ValueError):
            element = replace(element, **_field(ai, value))
    return element if element.gtin else None


def _field(ai: str, value: str) -> dict[str, Any]:
    """Return the field of an element that an identifier fills; none for one we do not ask for.

    Raises:
        ValueError: the data is malformed.
    """
    if ai in _TEXTS and _TEXT.fullmatch(value):
        return {_TEXTS[ai]: value}
    if ai in _NUMBERS:
        return {"gtin": gtin.normalise(value)}
    if ai in _DATES:
        return {_DATES[ai]: _day(value)}
    if ai in _COUNTS and len(value) <= _COUNT_DIGITS:
        return {"count": _scaled(value, 0, 0)}
    if len(ai) == 4 and ai[:3] in _FIGURES:
        name, places = _FIGURES[ai[:3]]
        return {name: _scaled(value, int(ai[3]), places)}
    return {}


def _day(value: str) -> date:
    """Return the day of YYMMDD; day 00 is the month's last.

    Raises:
        ValueError: there is no such day.
    """
    if len(value) != 6 or not value.isascii() or not value.isdigit():
        raise ValueError("no date")
    year, month, day = 2000 + int(value[:2]), int(value[2:4]), int(value[4:])
    if not 1 <= month <= 12:
        raise ValueError("no month")
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _scaled(value: str, decimals: int, places: int) -> int:
    """Return a figure with so many decimals as an integer of `places` of them.

    Raises:
        ValueError: it is no figure, is none at all, or finer than that.
    """
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise ValueError("no figure")
    ten: int = 10**decimals
    scaled, left = divmod(int(value) * int(10**places), ten)
    if left or not scaled:
        raise ValueError("too fine, or nothing")
    return scaled
