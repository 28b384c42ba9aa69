"""The form in which texts are searched: no case, no accents, words parted by single spaces."""

import unicodedata

MAX_LETTERS = 100
"""What is longer than this is no search but a pasted page."""
_LIGATURES = {0x153: "oe", 0xE6: "ae", 0xF8: "o", 0x142: "l", 0x111: "d"}
"""Letters that Unicode does not take apart: the ligatures oe and ae, and strokes through o, l, d."""


def fold(text: str) -> str:
    """Return the text as the index holds it: "NUTS, n° 5" is "nuts n 5"."""
    # Once before and once after: a mathematical A becomes a letter only by the first.
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", letters).translate(_LIGATURES)
    return " ".join(
        "".join(
            sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
        ).split()
    )


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of what somebody typed, cut to a length worth searching."""
    return tuple(fold(text[:MAX_LETTERS]).split())
