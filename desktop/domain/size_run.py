"""Sizes as people write them down: 36-44, S-XL, 36,38,40."""

import re
from collections.abc import Iterator
from fractions import Fraction

MOST = 60
"""Values of one axis: a run that is longer was not meant as one."""
_LETTERS = ("XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "4XL", "5XL", "6XL")
_SAME = {"3XS": "XXXS", "2XS": "XXS", "2XL": "XXL", "3XL": "XXXL", "XXXXL": "4XL"}
_DASH = r"\s*(?:-|–|—|…|\.\.+|\u00e0|to)\s*"
_FIGURES = re.compile(rf"(\d{{1,3}}){_DASH}(\d{{1,3}})(?:\s*/\s*(\d(?:[.,]5)?|0[.,]5))?")
_WORDS = re.compile(rf"([0-9A-Za-z]{{1,5}}){_DASH}([0-9A-Za-z]{{1,5}})", re.IGNORECASE)


def read_sizes(text: str) -> tuple[str, ...]:
    """Return the values in a typed list, in order, each once; runs are written out.

    `36-44` counts by one, `36-44/2` by two, `36-40/0,5` by halves; `S-XL` walks the letters.
    What is no run of sizes (`bleu-vert`, `44-36`) stays one value.
    """
    parts = (" ".join(part.split()) for part in re.split(r"[;,]", _shielded(text)))
    values = (value for part in parts if part for value in _written_out(part.replace("\0", ",")))
    return tuple(dict.fromkeys(values))


def _shielded(text: str) -> str:
    """Keep the comma of a step together with its figures: 36-40/0,5."""
    return re.sub(r"(/\s*\d),(?=5\b)", "\\1\0", text)


def _written_out(part: str) -> Iterator[str]:
    run = _run_of_figures(part) or _run_of_letters(part)
    yield from run or (part,)


def _run_of_figures(part: str) -> tuple[str, ...]:
    found = _FIGURES.fullmatch(part)
    if found is None:
        return ()
    first, last = int(found[1]), int(found[2])
    step = Fraction((found[3] or "1").replace(",", "."))
    if first >= last or not step or (last - first) / step >= MOST:
        return ()
    count = int((last - first) / step) + 1
    return tuple(_figure(first + step * place) for place in range(count))


def _figure(value: Fraction) -> str:
    whole, rest = divmod(value, 1)
    return f"{int(whole)},5" if rest else str(int(whole))


def _run_of_letters(part: str) -> tuple[str, ...]:
    found = _WORDS.fullmatch(part)
    if found is None:
        return ()
    ends = [_SAME.get(each.upper(), each.upper()) for each in found.groups()]
    if any(each not in _LETTERS for each in ends):
        return ()
    first, last = (_LETTERS.index(each) for each in ends)
    return _LETTERS[first : last + 1]
