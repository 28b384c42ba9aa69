"""Days on which shops are shut by custom or law: France (with Alsace and Moselle) and Belgium."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

_FRANCE = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_BELGIUM = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday."""
_LOCAL_LAW = ("57", "67", "68")
"""Postcodes of Moselle and Alsace, where Good Friday and 26 December are holidays, too."""


@lru_cache(maxsize=64)
def public_holidays(country: str, postcode: str, year: int) -> frozenset[date]:
    """Return the public holidays of a year where a shop stands; none for another country."""
    fixed = {"FR": _FRANCE, "BE": _BELGIUM}.get(country, ())
    if not fixed:
        return frozenset()
    sunday = easter(year)
    days = {date(year, month, day) for month, day in fixed}
    days |= {sunday + timedelta(days=after) for after in _AFTER_EASTER}
    if country == "FR" and postcode.startswith(_LOCAL_LAW):
        days |= {sunday - timedelta(days=2), date(year, 12, 26)}
    return frozenset(days)


def holidays_of(country: str, postcode: str) -> Callable[[date], bool]:
    """Return what tells whether a day is a public holiday where a shop stands."""
    return lambda day: day in public_holidays(country, postcode, day.year)


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    skipped, leap = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - skipped - correction + 15) % 30
    leaps, left = divmod(rest, 4)
    weekday = (32 + 2 * leap + 2 * leaps - moon - left) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
