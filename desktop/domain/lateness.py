"""A promise that cannot be kept: when the order will be ready instead, in times people can read."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEPS = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
"""How much later, with one touch."""
MOST_LATE = timedelta(days=14)
"""After that it is no delay: the order is refused or cancelled."""
_ROUND = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def later_by(step: timedelta, promised: datetime, now: datetime) -> datetime:
    """Return a promise so much later: than the one there is, than now where that one is past.

    It falls on five minutes: nobody promises 14:37.
    """
    wanted = max(promised, now) + step
    return _EPOCH + -(-(wanted - _EPOCH) // _ROUND) * _ROUND


def later_at(clock: time, promised: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first such time of the shop's day after the promise there is, and after now."""
    after = max(promised, now)
    local = after.astimezone(zone)
    for day in range(2):
        wanted = datetime.combine(local.date() + timedelta(days=day), clock, tzinfo=zone)
        if wanted.astimezone(UTC) > after:
            break
    return wanted.astimezone(UTC)
