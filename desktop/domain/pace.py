"""How long a shop pauses, is busy or lacks a product: the choices people have, as instants."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sync.kernel.promise import OpeningHours, opening_windows

_OPEN_END, _OPEN_ENDED = timedelta(days=364), timedelta(days=180)
"""Until somebody says otherwise: as far as the marketplace takes an instant, and what is told as
open while that wears on."""
_EVENING, _MORNING = time(20), time(8)
_HORIZON_DAYS = 14
BUSY_STEP, MOST_BUSY = 15, 120
"""Minutes."""


class Until(StrEnum):
    """An end that is chosen with one touch."""

    HALF_HOUR = "half_hour"
    HOUR = "hour"
    EVENING = "evening"
    TOMORROW = "tomorrow"
    OPEN_END = "open_end"


def end_of(choice: Until, now: datetime, hours: OpeningHours, zone: ZoneInfo) -> datetime:
    """Return when the choice ends.

    The evening is the day's last closing, tomorrow the first opening of the next day on which the
    shop opens; 20:00 and 8:00 where it told no hours. An evening that is over is the next one.
    """
    match choice:
        case Until.HALF_HOUR:
            return now + timedelta(minutes=30)
        case Until.HOUR:
            return now + timedelta(hours=1)
        case Until.OPEN_END:
            return now + _OPEN_END
    today = now.astimezone(zone).date()
    if choice is Until.EVENING:
        evening = _edge(today, hours, zone, is_closing=True)
        return evening if evening > now else _next_day(today, hours, zone, is_closing=True)
    return _next_day(today, hours, zone, is_closing=False)


def opening_from(day: date, hours: OpeningHours, zone: ZoneInfo) -> datetime:
    """Return the first opening on a day or, where it is closed then, on the next that is not."""
    return _next_day(day - timedelta(days=1), hours, zone, is_closing=False)


def is_open_ended(until: datetime, now: datetime) -> bool:
    """Tell whether an end is one that nobody named."""
    return until - now > _OPEN_ENDED


def _next_day(today: date, hours: OpeningHours, zone: ZoneInfo, *, is_closing: bool) -> datetime:
    for offset in range(1, _HORIZON_DAYS):
        day = today + timedelta(days=offset)
        if not hours or opening_windows(hours, zone, day):
            return _edge(day, hours, zone, is_closing=is_closing)
    return _edge(today + timedelta(days=1), (), zone, is_closing=is_closing)


def _edge(day: date, hours: OpeningHours, zone: ZoneInfo, *, is_closing: bool) -> datetime:
    windows = opening_windows(hours, zone, day)
    if windows:
        return windows[-1][1] if is_closing else windows[0][0]
    usual = _EVENING if is_closing else _MORNING
    return datetime.combine(day, usual, tzinfo=zone).astimezone(UTC)
