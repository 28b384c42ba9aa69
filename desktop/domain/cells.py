"""Cells of a list that people open in a spreadsheet: what is written can be read back exactly."""

import re
import unicodedata

_UNSEEN = {"Cc", "Cs", "Cn", "Co"}
"""Control signs, halves of signs, and what Unicode does not know."""
_RUNS = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet takes for a formula, guarded or not."""
_NUMBER = re.compile(r"(-?)(\d{1,9})(?:[.,](\d{1,4}))?")
_DIALLED = 10
"""So many digits has a French telephone number."""
_SIGNS = re.compile(r"([\\,:])")
_GUARDED_SIGN = re.compile(r"\\([\\,:])")
_PART = re.compile(r"(?:\\.|[^,])+", re.DOTALL)
_NAMED = re.compile(r"(?>((?:\\.|[^:])*)):(.*)", re.DOTALL)


def printable(cell: str) -> str:
    """Return the text without the signs that no keyboard writes; lines and tabs stay."""
    if cell.isprintable():
        return cell.strip()
    kept = (sign for sign in cell if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN)
    return "".join(kept).strip()


def one_line(text: str, most: int) -> str:
    """Return what somebody typed, scanned or imported as one line of at most `most` letters.

    Whatever enters the books goes through here: half a sign cannot be stored, and a million
    letters in a name would be a million in the journal, in the outbox and on the wire.
    """
    if len(text) <= most and text.isprintable() and "  " not in text:
        return text.strip()
    # Cut first, so that a million letters are not looked at one by one.
    return " ".join(printable(text[: 4 * most]).split())[:most].rstrip()


def guard(text: str) -> str:
    """Return a text that no spreadsheet runs: a quote stands before what looks like a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def unguard(cell: str) -> str:
    """Take off the quote that `guard` put there."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def write_options(options: tuple[tuple[str, str], ...]) -> str:
    """Return a variant's axes as people write them: "taille: M, couleur: bleu".

    A comma, colon or backslash inside an axis or value gets a backslash.
    """
    return ", ".join(f"{_with_signs(axis)}: {_with_signs(value)}" for axis, value in options)


def read_options(cell: str) -> tuple[tuple[str, str], ...]:
    """Return the axes and values of a cell; a part that names no axis belongs to the one before."""
    options: list[tuple[str, str]] = []
    for part in _PART.findall(cell):
        named = _NAMED.fullmatch(part)
        if named is not None:
            options.append((named[1], named[2]))
        elif options:
            axis, value = options[-1]
            options[-1] = (axis, f"{value},{part}")
    read = ((_plain(axis), _plain(value)) for axis, value in options)
    return tuple((axis, value) for axis, value in read if axis and value)


def _with_signs(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return _GUARDED_SIGN.sub(r"\1", text.strip())


def write_decimal(number: int, places: int) -> str:
    """Return an integer of so many decimal places with a decimal comma: 1250 is "12,50"."""
    sign, digits = ("-" if number < 0 else ""), f"{abs(number):0{places + 1}d}"
    return f"{sign}{digits[:-places]},{digits[-places:]}"


def read_decimal(cell: str, places: int) -> int | None:
    """Return a decimal number as an integer of so many places; None for what is none."""
    found = _NUMBER.fullmatch(cell) or _NUMBER.fullmatch("".join(cell.split()))
    if found is None:
        return None
    sign, whole, part = found.groups("")
    if len(part.rstrip("0")) > places:
        return None
    return int(f"{sign}{whole}{part[:places].ljust(places, '0')}")


def in_twos(number: str) -> str:
    """Return a telephone number of ten digits as one reads it aloud, on one line; others as told."""
    if len(number) != _DIALLED or not number.isdecimal():
        return number
    return "\u00a0".join(number[at : at + 2] for at in range(0, _DIALLED, 2))
