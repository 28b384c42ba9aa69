"""News of an order that somebody has to acknowledge, and the ladder it climbs until somebody does."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.settings import AlarmRung
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.promise import NeverOpenError, OpeningHours, is_open, opening_windows, promise

PAUSE_BETWEEN = timedelta(minutes=1)
"""Between two rungs that are overdue, as after a night asleep: somebody may be reading already."""
_HORIZON_DAYS = 60


class News(StrEnum):
    """What an order can be in the news for; each has its own sound."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"


class Changed(StrEnum):
    """What the customer or the marketplace can change about an order that is here."""

    ANSWER = "answer"
    PROMISE = "promise"
    LINES = "lines"
    NOTE = "note"
    MODE = "mode"
    PROXY = "proxy"
    #: Nothing of it is left to hand over: another counter marked missing what was packed here.
    EMPTY = "empty"
    #: It stood ready, and a line of it is to be picked again.
    REOPENED = "reopened"
    #: It stood ready, and nobody came for it in time.
    UNCOLLECTED = "uncollected"
    #: Another counter said something else of it than what had left.
    AWAY = "away"
    #: The relay shop turned it away, or sends it back.
    RELAY = "relay"
    #: It was given up here, and that came too late: it is still owed to its customer.
    KEPT = "kept"
    #: A part of it was collected, and the rest is given up.
    REST = "rest"
    #: Another counter noted other contents than its bag here was packed with.
    BAG = "bag"
    #: Somebody has seen it, and nobody has promised it since.
    WAITING = "waiting"
    #: Two counters packed it: one bag too many stands somewhere.
    PACKED_TWICE = "packed_twice"


ENDED = frozenset({OrderState.CANCELLED, OrderState.EXPIRED})
"""Whoever prepares it must stop."""
UNTOUCHED = frozenset({OrderState.PLACED, OrderState.ACCEPTED})
"""States in which nobody need have looked: the shop may promise by rule."""


def news_of(
    before: OrderState | None, after: OrderState, changed: Collection[Changed]
) -> News | None:
    """Return what an order's arrival is news of, None when it is none.

    Args:
        before: where it stood here; None for one that was not here.
        after: where it stands now.
        changed: what of it somebody prepares by and is another.
    """
    if before is None:
        return News.NEW if after in UNTOUCHED else None
    if before in OPEN and after in ENDED:
        return News.CANCELLED
    if before in OPEN - {OrderState.PLACED} and after is OrderState.REFUSED:
        # Another counter turned down what this one, unheard, went on with; what nobody had in hand
        # here is over without a word.
        return News.CANCELLED
    if Changed.REST in changed:
        return News.CANCELLED
    return News.CHANGED if changed and after in OPEN else None


def waits_since(placed_at: datetime, promised: datetime, now: datetime) -> datetime | None:
    """Return since when an order that nobody has promised is due to be told again.

    Once when half of its time is gone, once when all of it is; None before.
    """
    if now >= promised:
        return promised
    half = placed_at + (promised - placed_at) // 2
    return half if now >= half else None


def due_at(minutes: int, since: datetime, hours: OpeningHours, zone: ZoneInfo) -> datetime:
    """Return when so many minutes will have passed: open ones where the shop has told its hours."""
    wait = timedelta(minutes=minutes)
    if not hours:
        return since + wait
    try:
        return promise(hours, zone, since, wait)
    except NeverOpenError:
        return since + wait


def next_due(
    ladder: Sequence[AlarmRung],
    taken: int,
    since: datetime,
    hours: OpeningHours,
    zone: ZoneInfo,
    *,
    last_at: datetime | None = None,
    was_done: bool = True,
) -> datetime | None:
    """Return when the rung after the `taken` ones is due; None at the ladder's end.

    A rung that could not be done brings the next one forward: `last_at` is when it was tried.
    """
    if taken >= len(ladder):
        return None
    due = due_at(ladder[taken].after_minutes, since, hours, zone)
    if last_at is None:
        return due
    return max(due, last_at + PAUSE_BETWEEN) if was_done else last_at


def rings_at(hours: OpeningHours, zone: ZoneInfo, now: datetime) -> bool:
    """Tell whether news sound again now: not through the night, where the shop told its hours."""
    return not hours or is_open(hours, zone, now)


def open_time_between(
    hours: OpeningHours, zone: ZoneInfo, start: datetime, end: datetime
) -> timedelta:
    """Return how long the shop is open between two instants; all of it where it told no hours.

    Below nought where `end` is past. What lies beyond sixty days is not counted.
    """
    if not hours:
        return end - start
    if end < start:
        return -open_time_between(hours, zone, end, start)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    total = timedelta()
    for offset in range(min((last - first).days, _HORIZON_DAYS) + 1):
        for opens, closes in opening_windows(hours, zone, first + timedelta(days=offset)):
            total += max(min(closes, end) - max(opens, start), timedelta())
    return total
