"""When an order will be ready: counted in the shop's opening time, not in wall time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HORIZON_DAYS = 60


class NeverOpenError(ValueError):
    """The shop does not open long enough within the next sixty days."""


@dataclass(frozen=True, order=True, slots=True)
class OpeningSpan:
    """One stretch of opening on a weekday (0 is Monday), in the shop's local time."""

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or self.opens >= self.closes:
            raise ValueError("an opening span lies within one day and opens before it closes")


def opening_windows(
    hours: Sequence[OpeningSpan], zone: ZoneInfo, day: date
) -> list[tuple[datetime, datetime]]:
    """Return the day's opening windows as UTC instants, earliest first, none touching another.

    Instants are made from local time, so the night the clocks change is right by itself.
    """
    spans = sorted(
        (
            datetime.combine(day, span.opens, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, span.closes, tzinfo=zone).astimezone(UTC),
        )
        for span in hours
        if span.weekday == day.weekday()
    )
    windows: list[tuple[datetime, datetime]] = []
    for opens, closes in spans:
        if windows and opens <= windows[-1][1]:
            # A shop may type spans that overlap, but it is not open twice at once.
            begun, latest = windows.pop()
            windows.append((begun, max(latest, closes)))
        elif opens < closes:  # else the clocks went forward over it
            windows.append((opens, closes))
    return windows


def is_open(
    hours: Sequence[OpeningSpan],
    zone: ZoneInfo,
    at: datetime,
    is_closed_on: Callable[[date], bool] = lambda _day: False,
) -> bool:
    """Tell whether the shop is open at the instant."""
    day = at.astimezone(zone).date()
    return not is_closed_on(day) and any(
        start <= at < end for start, end in opening_windows(hours, zone, day)
    )


def promise(
    hours: Sequence[OpeningSpan],
    zone: ZoneInfo,
    start: datetime,
    opening_time: timedelta,
    is_closed_on: Callable[[date], bool] = lambda _day: False,
) -> datetime:
    """Return the instant at which `opening_time` of open shop will have passed since `start`.

    Raises:
        NeverOpenError: the opening hours do not add up to it within sixty days.
    """
    # Arithmetic on a local instant would count the hour that a DST night drops or repeats.
    start = start.astimezone(UTC)
    left = opening_time
    first = start.astimezone(zone).date()
    for offset in range(_HORIZON_DAYS):
        day = first + timedelta(days=offset)
        if is_closed_on(day):
            continue
        for opens, closes in opening_windows(hours, zone, day):
            begins = max(opens, start)
            if begins >= closes:
                continue
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
    raise NeverOpenError("the shop has no opening hours to promise in")
