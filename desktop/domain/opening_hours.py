"""Opening hours as people type them: "9h-12h30, 14h-19h"."""

import re
from collections.abc import Iterable, Sequence
from datetime import time

from desktop.errors import RefusedError
from sync.kernel.promise import OpeningSpan

DAYS = range(7)
MOST_SPANS = 4
_TIME = r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|à|to)\s*{_TIME}")
_BETWEEN = re.compile(r"[\s,;/+]*(?:et|and)?[\s,;/+]*")


def read_day(weekday: int, text: str) -> tuple[OpeningSpan, ...]:
    """Return the spans of a day; none for an empty text, a shop closed that day.

    Raises:
        RefusedError: wrong_hours.
    """
    left, spans = text.strip().lower(), list[OpeningSpan]()
    while left:
        found = _SPAN.match(left)
        if found is None or len(spans) == MOST_SPANS:
            raise RefusedError("wrong_hours", text=text.strip()[:40])
        spans.append(_span(weekday, found, text))
        left = left[found.end() :]
        between = _BETWEEN.match(left)
        left = left[between.end() :] if between else left
    return tuple(sorted(spans))


def _span(weekday: int, found: re.Match[str], text: str) -> OpeningSpan:
    opens_h, opens_m, closes_h, closes_m = (int(part or 0) for part in found.groups())
    try:
        # Midnight closes the day: the last minute that a day has.
        closes = time(23, 59) if (closes_h, closes_m) == (24, 0) else time(closes_h, closes_m)
        return OpeningSpan(weekday, time(opens_h, opens_m), closes)
    except ValueError as error:
        raise RefusedError("wrong_hours", text=text.strip()[:40]) from error


def read_openings(text: str) -> tuple[tuple[time, time], ...]:
    """Return when the door is open on a day of no weekday; none for an empty text.

    Raises:
        RefusedError: wrong_hours.
    """
    return tuple((span.opens, span.closes) for span in read_day(0, text))


def write_openings(openings: Iterable[tuple[time, time]]) -> str:
    """Return them as one types them."""
    return write_day(0, [OpeningSpan(0, opens, closes) for opens, closes in openings])


def write_day(weekday: int, hours: Sequence[OpeningSpan]) -> str:
    """Return a day's spans as one types them."""
    return ", ".join(
        f"{span.opens:%H:%M}-{span.closes:%H:%M}"
        for span in sorted(hours)
        if span.weekday == weekday
    )
