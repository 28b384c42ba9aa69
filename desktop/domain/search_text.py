"""The form in which texts are searched: no case, no accents, words parted by single spaces."""

import unicodedata

MAX_LETTERS = 100
"""What is longer than this is no search but a pasted page."""
_LIGATURES = {0x153: "oe", 0xE6: "ae", 0xF8: "o", 0x142: "l", 0x111: "d"}
"""Letters that Unicode does not take apart: the ligatures oe and ae, and strokes through o, l, d."""


class _Kept(dict[int, str]):
    """What is left of each sign; told once a sign, because a long list folds many alike."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        left = sign if sign.isalnum() else " "
        self[code] = "" if unicodedata.combining(sign) else left
        return self[code]


_KEPT = _Kept()
_PLAIN = bytes(ord(_KEPT[ord(chr(code).lower())]) if code < 128 else code for code in range(256))
"""The same for a text of plain letters, all of it at once."""


def fold(text: str) -> str:
    """Return the text as the index holds it: "NUTS, n° 5" is "nuts n 5"."""
    if text.isascii():
        return b" ".join(text.encode().translate(_PLAIN).split()).decode()
    # Once before and once after: a mathematical A becomes a letter only by the first.
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", letters).translate(_LIGATURES)
    return " ".join(plain.translate(_KEPT).split())


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of what somebody typed, cut to a length worth searching."""
    return tuple(fold(text[:MAX_LETTERS]).split())
