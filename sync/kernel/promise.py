"""When an order will be ready: counted in the shop's opening time, not in wall time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, order=True, slots=True)
class SpecialDays:
    """Days, both included, that are not like their weekday: shut, or open at other hours."""

    first: date
    last: date
    #: When the door is open on each of them, in local time; none: it stays shut.
    openings: tuple[tuple[time, time], ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.first > self.last or any(opens >= closes for opens, closes in self.openings):
            raise ValueError("special days end after they begin, and open before they close")


@dataclass(frozen=True, slots=True)
class Hours:
    """When a shop is open: its week, the days that are otherwise, and holidays it keeps.

    Of several special days that cover a day the shortest counts: a fortnight of holidays with one
    morning open. A special day goes before a public holiday.
    """

    week: tuple[OpeningSpan, ...] = ()
    special: tuple[SpecialDays, ...] = ()
    #: Tells whether a day is a public holiday that the shop keeps; None where it opens on them.
    is_holiday: Callable[[date], bool] | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        """Tell whether the shop has told its hours."""
        return bool(self.week)

    def on(self, day: date) -> list[tuple[time, time]]:
        """Return when the door is open that day, in local time."""
        told = [each for each in self.special if each.first <= day <= each.last]
        if told:
            return list(min(told, key=lambda each: each.last - each.first).openings)
        if self.is_holiday is not None and self.is_holiday(day):
            return []
        return _on(self.week, day)


OpeningHours = Hours | Sequence[OpeningSpan]
"""All that is known of when a shop opens, or its week alone."""


def _on(week: Sequence[OpeningSpan], day: date) -> list[tuple[time, time]]:
    return [(span.opens, span.closes) for span in week if span.weekday == day.weekday()]


def opening_windows(
    hours: OpeningHours, zone: ZoneInfo, day: date
) -> list[tuple[datetime, datetime]]:
    """Return the day's opening windows as UTC instants, earliest first, none touching another.

    Instants are made from local time, so the night the clocks change is right by itself.
    """
    spans = sorted(
        (
            datetime.combine(day, opens, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, closes, tzinfo=zone).astimezone(UTC),
        )
        for opens, closes in (hours.on(day) if isinstance(hours, Hours) else _on(hours, day))
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


def is_open(hours: OpeningHours, zone: ZoneInfo, at: datetime) -> bool:
    """Tell whether the shop is open at the instant."""
    day = at.astimezone(zone).date()
    return any(start <= at < end for start, end in opening_windows(hours, zone, day))


def promise(
    hours: OpeningHours, zone: ZoneInfo, start: datetime, opening_time: timedelta
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
        for opens, closes in opening_windows(hours, zone, day):
            begins = max(opens, start)
            if begins >= closes:
                continue
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
    raise NeverOpenError("the shop has no opening hours to promise in")
