"""The form in which texts are searched: no case, no accents, words parted by single spaces."""

import unicodedata

MAX_LETTERS = 100
"""What is longer than this is no search but a pasted page."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Return the text as the index holds it: "L’Été, n° 5" is "l ete n 5"."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LIGATURES)
    return " ".join(
        "".join(
            sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
        ).split()
    )


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of what somebody typed, cut to a length worth searching."""
    return tuple(fold(text[:MAX_LETTERS]).split())
