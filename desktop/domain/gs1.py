"""GS1 element strings: what a DataMatrix on a carton says beside the article's number.

GS1 General Specifications § 3 (application identifiers) and § 7.8 (how they are strung together);
a Digital Link says the same in an address (GS1 Digital Link URI syntax).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from sync.kernel import gtin

MAX_LENGTH = 300
LOT_LETTERS = 40
_SEPARATOR = "\x1d"
_SYMBOLOGY = re.compile(r"\](?:d2|C1|Q3|e0|J1)")
#: Identifiers of fixed length, whose value ends without a separator (§ 7.8.5).
_FIXED = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6,
    "15": 6, "16": 6, "17": 6, "18": 6, "19": 6, "20": 2,
}  # fmt: skip
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
_LONG = re.compile(r"(?:3[1-6]\d\d|39\d\d|4\d\d|7\d\d\d?|8\d\d\d|2[345]\d|71\d|9\d|2[12]|10|30|37)")
_WEIGHT = re.compile(r"310([0-5])")
_CENTURY = 100
_AHEAD = 50
"""A year of two digits is at most so many years ahead (§ 7.12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What a GS1 code says."""

    #: GTIN-13 where it fits in one, else GTIN-14.
    gtin: str
    lot: str = ""
    #: Use by (17), or best before (15).
    use_by: date | None = None
    #: Pieces in the carton (30, 37), nothing when it does not say.
    count: int = 0
    grams: int = 0


def read(typed: str, today: date) -> Elements | None:
    """Return what a scanned GS1 code says; None for any other text.

    Args:
        typed: as the scanner wrote it, with its symbology prefix, separators or brackets.
        today: tells the century of a year of two digits.
    """
    plain = typed[: MAX_LENGTH + 1].strip()
    if len(plain) > MAX_LENGTH:
        return None
    if plain.lower().startswith(("http://", "https://")):
        found = _of_link(plain)
    elif plain.startswith("("):
        found = dict(_BRACKETED.findall(plain))
    else:
        prefixed = _SYMBOLOGY.match(plain)
        found = _of_string(plain[prefixed.end() :] if prefixed else plain)
    return None if found is None else _elements(found, today)


def _of_link(address: str) -> dict[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if "01" not in steps:
        return None
    steps = steps[steps.index("01") :]
    found = dict(zip(steps[::2], steps[1::2], strict=False))
    for pair in re.split("[&;]", parts.query):
        name, _, value = pair.partition("=")
        if name.isdigit():
            found.setdefault(name, unquote(value))
    found["01"] = found.get("01", "").zfill(14)
    return found


def _of_string(text: str) -> dict[str, str] | None:
    """Return the elements in a string without brackets; None where it is none."""
    found: dict[str, str] = {}
    rest = text.lstrip(_SEPARATOR)
    while rest:
        length = _FIXED.get(rest[:2])
        if length is not None:
            name, value = rest[:2], rest[2 : 2 + length]
            if len(value) < length:
                return None
            rest = rest[2 + length :]
        else:
            known = _WEIGHT.match(rest) or _LONG.match(rest)
            if known is None:
                return None
            name = known[0]
            rest = rest[len(name) :]
            if name[:2] in {"31", "32", "33", "34", "35", "36"}:
                value, rest = rest[:6], rest[6:]
            else:
                value, _, rest = rest.partition(_SEPARATOR)
        found.setdefault(name, value)
        rest = rest.removeprefix(_SEPARATOR)
    return found


def _elements(found: dict[str, str], today: date) -> Elements | None:
    number = found.get("01") or found.get("02") or ""
    if not gtin.is_gtin(number):
        return None
    grams = 0
    for name, value in found.items():
        weight = _WEIGHT.fullmatch(name)
        if weight and value.isascii() and value.isdigit() and len(value) == 6:
            grams = int(value) * 1000 // 10 ** int(weight[1])
    count = found.get("37") or found.get("30") or ""
    is_count = count.isascii() and count.isdigit() and len(count) <= 8
    return Elements(
        gtin=gtin.normalise(number),
        lot="".join(sign for sign in found.get("10", "") if sign.isprintable())[:LOT_LETTERS],
        use_by=_day(found.get("17", ""), today) or _day(found.get("15", ""), today),
        count=int(count) if is_count else 0,
        grams=grams,
    )


def _day(text: str, today: date) -> date | None:
    """Return the day of YYMMDD; day 00 is the last of its month (§ 3.4.7)."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += today.year - today.year % _CENTURY
    if year - today.year > _AHEAD:
        year -= _CENTURY
    elif today.year - year >= _AHEAD:
        year += _CENTURY
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
