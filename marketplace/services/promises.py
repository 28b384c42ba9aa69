"""When shops are open and when an order will be ready, in their own opening time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.town import Shop, ShopClosure, ShopHours, Town
from sync.kernel.promise import (
    Hours,
    NeverOpenError,
    OpeningSpan,
    SpecialDays,
    is_open,
    opening_windows,
    promise,
)

__all__ = ["NeverOpenError", "OpeningState", "Promise", "Timetable", "timetables"]

_STEP = timedelta(minutes=5)
_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class Promise:
    """From when a customer may come, and when the shop closes that day, both in UTC."""

    ready_from: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OpeningState:
    """Open until, or shut until; an instant is missing when nothing is known of it."""

    is_open: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """A shop's regular hours with everything that keeps it shut."""

    zone: ZoneInfo
    spans: tuple[OpeningSpan, ...]
    closures: tuple[tuple[date, date], ...] = ()
    holidays_region: str = ""
    """Empty when the shop opens on public holidays."""
    special: tuple[SpecialDays, ...] = ()
    """Days on which it opens otherwise than in its week."""

    @property
    def hours(self) -> Hours:
        """Return its week with all that is otherwise."""
        shut = tuple(SpecialDays(first, last) for first, last in self.closures)
        region = self.holidays_region
        return Hours(
            self.spans,
            (*self.special, *shut),
            (lambda day: day in public_holidays(region, day.year)) if region else None,
        )

    def is_open(self, at: datetime) -> bool:
        """Tell whether the door is open at the instant."""
        return is_open(self.hours, self.zone, at)

    def state(self, at: datetime) -> OpeningState:
        """Return whether the shop is open and when that changes."""
        for opens, closes in self._windows(at):
            if opens <= at < closes:
                return OpeningState(is_open=True, changes_at=closes)
            if opens > at:
                return OpeningState(is_open=False, changes_at=opens)
        return OpeningState(is_open=False, changes_at=None)

    def rest_of_day(self, at: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Return the times that day during which the shop is open, from the instant on."""
        day = at.astimezone(self.zone).date()
        return tuple(
            window for window in self._windows(at) if window[0].astimezone(self.zone).date() == day
        )

    def collection(self, at: datetime, opening_time: timedelta) -> Promise:
        """Return from when an order placed now can be collected, rounded up to five minutes.

        An order that would be ready as the door shuts is promised for the next opening.

        Raises:
            NeverOpenError: the shop does not open long enough in the next sixty days.
        """
        # In UTC: two hours added to a local time would be wall hours in the night clocks change.
        start = at.astimezone(UTC)
        exact = promise(self.hours, self.zone, start, opening_time)
        midnight = exact.replace(hour=0, minute=0, second=0, microsecond=0)
        ready = midnight - (midnight - exact) // _STEP * _STEP
        for opens, closes in self._windows(exact):
            if closes > ready:
                return Promise(max(opens, ready), closes)
        raise NeverOpenError("the shop does not open again after it is ready")

    def _windows(self, at: datetime) -> list[tuple[datetime, datetime]]:
        """Return the windows that end after the instant, on the first two days that have any."""
        found: list[tuple[datetime, datetime]] = []
        first = at.astimezone(self.zone).date()
        days_with_any, hours = 0, self.hours
        for offset in range(_LOOK_AHEAD_DAYS):
            day = first + timedelta(days=offset)
            windows = [
                window for window in opening_windows(hours, self.zone, day) if window[1] > at
            ]
            found += windows
            days_with_any += bool(windows)
            if days_with_any == 2:
                break
        return found


@lru_cache(maxsize=256)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """Return the days on which everything is shut; `FR-57` has Good Friday, `FR` has not."""
    country, _, part = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


def timetables(session: Session, town: Town, shops: Sequence[Shop]) -> dict[str, Timetable]:
    """Return every shop's timetable by shop id, in two queries whatever their number."""
    ids = [shop.id for shop in shops]
    zone = ZoneInfo(town.zone)
    spans: dict[str, list[OpeningSpan]] = {shop_id: [] for shop_id in ids}
    for row in session.scalars(select(ShopHours).where(ShopHours.shop_id.in_(ids))):
        spans[row.shop_id].append(
            OpeningSpan(row.weekday, _clock(row.opens_minute), _clock(row.closes_minute))
        )
    special: dict[str, list[SpecialDays]] = {shop_id: [] for shop_id in ids}
    for closure in session.scalars(select(ShopClosure).where(ShopClosure.shop_id.in_(ids))):
        special[closure.shop_id].append(special_days(closure))
    return {
        shop.id: Timetable(
            zone,
            tuple(sorted(spans[shop.id])),
            (),
            "" if shop.opens_on_holidays else town.holidays_region,
            tuple(sorted(special[shop.id])),
        )
        for shop in shops
    }


def special_days(row: ShopClosure) -> SpecialDays:
    """Return days that are otherwise, as they are kept."""
    openings = tuple((_clock(opens), _clock(closes)) for opens, closes in row.openings)
    return SpecialDays(row.first_day, row.last_day, openings, row.reason)


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
