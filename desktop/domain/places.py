"""Places in a shop, in the order in which one walks past them."""

import re

from desktop.domain.search_text import fold

_PARTS = re.compile(r"(\d+)")


def walking_key(place: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts places as people number them: A2 before A10, accents and case aside."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _PARTS.split(fold(place)[:40])
        if part
    )
