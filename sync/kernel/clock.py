"""The only place that asks the machine what time it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Says what time it is, always with a zone."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)  # noqa: TID251 the one place that may ask


class SetClock:
    """A clock that stands still until it is moved: tests, demonstrations, replays."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.instant

    def advance(self, step: timedelta) -> None:
        """Move the clock, forward or back."""
        self.instant += step


def milliseconds(instant: datetime) -> int:
    """Return the instant as whole milliseconds since 1970 UTC; a naive instant is refused."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone is no instant")
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_milliseconds(count: int) -> datetime:
    """Return the instant that `milliseconds` counted."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)


def told_instant(count: int, otherwise: datetime) -> datetime:
    """Return the instant somebody's clock told, or the other one where no calendar has it."""
    try:
        return from_milliseconds(count)
    except OverflowError:
        return otherwise


def shop_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of the shop's zone; closing after midnight is the till's affair."""
    return instant.astimezone(zone).date()
