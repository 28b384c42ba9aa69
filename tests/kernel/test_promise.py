"""Promises are counted in opening time: against a count minute by minute, and in odd nights."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.kernel.promise import (
    Hours,
    NeverOpenError,
    OpeningSpan,
    is_open,
    opening_windows,
    promise,
)

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
SHOP = [
    *(OpeningSpan(day, time(9, 30), time(12, 30)) for day in range(1, 6)),
    *(OpeningSpan(day, time(14, 30), time(19)) for day in range(1, 6)),
]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)


@st.composite
def opening_hours(draw: st.DrawFn) -> list[OpeningSpan]:
    spans: list[OpeningSpan] = []
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        minutes = draw(st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True))
        edges = [time(minute // 60, minute % 60) for minute in sorted(minutes)]
        spans.extend(
            OpeningSpan(day, opens, closes)
            for opens, closes in zip(edges[::2], edges[1::2], strict=False)
        )
    return spans


@settings(max_examples=60)
@given(
    hours=opening_hours(),
    start=st.integers(0, 60 * 24 * 300),
    minutes=st.integers(1, 240),
)
def test_a_promise_is_kept_by_whoever_counts_the_open_minutes(
    hours: list[OpeningSpan], start: int, minutes: int
) -> None:
    begun = datetime(2026, 2, 1, tzinfo=UTC) + start * MINUTE
    try:
        kept = promise(hours, PARIS, begun, minutes * MINUTE)
    except NeverOpenError:
        return
    windows = {
        window
        for offset in range((kept - begun).days + 3)
        for window in opening_windows(
            hours, PARIS, begun.astimezone(PARIS).date() + timedelta(days=offset)
        )
    }
    open_time = sum(
        (max(min(closes, kept) - max(opens, begun), timedelta(0)) for opens, closes in windows),
        timedelta(0),
    )
    assert open_time == minutes * MINUTE
    assert is_open(hours, PARIS, kept - MINUTE), "ready while the door is open, or as it closes"


@given(hours=opening_hours(), start=st.integers(0, 60 * 24 * 300), minutes=st.integers(1, 240))
def test_hours_typed_twice_make_no_order_ready_earlier(
    hours: list[OpeningSpan], start: int, minutes: int
) -> None:
    begun = datetime(2026, 2, 1, tzinfo=UTC) + start * MINUTE
    try:
        kept = promise(hours, PARIS, begun, minutes * MINUTE)
    except NeverOpenError:
        return
    assert promise([*hours, *hours], PARIS, begun, minutes * MINUTE) == kept


def test_spans_that_overlap_or_touch_are_one_window() -> None:
    typed = [
        OpeningSpan(1, time(14), time(19)),
        OpeningSpan(1, time(9), time(12)),
        OpeningSpan(1, time(11), time(14)),
        OpeningSpan(1, time(10), time(11)),
        OpeningSpan(1, time(20), time(21)),
    ]
    assert opening_windows(typed, PARIS, date(2026, 11, 24)) == [
        (at(2026, 11, 24, 9), at(2026, 11, 24, 19)),
        (at(2026, 11, 24, 20), at(2026, 11, 24, 21)),
    ]


def test_an_order_in_the_morning_is_ready_two_hours_later() -> None:
    kept = promise(SHOP, PARIS, at(2026, 11, 24, 10, 0), timedelta(hours=2))
    assert kept == at(2026, 11, 24, 12, 0)


def test_lunch_does_not_count() -> None:
    kept = promise(SHOP, PARIS, at(2026, 11, 24, 11, 30), timedelta(hours=2))
    assert kept == at(2026, 11, 24, 15, 30)


def test_an_order_on_saturday_night_is_ready_on_tuesday() -> None:
    kept = promise(SHOP, PARIS, at(2026, 11, 21, 22, 0), timedelta(hours=2))
    assert kept == at(2026, 11, 24, 11, 30)


def test_a_public_holiday_is_skipped() -> None:
    armistice = date(2026, 11, 11)
    start = at(2026, 11, 10, 18, 30)
    hours = Hours(tuple(SHOP), (), lambda day: day == armistice)
    assert promise(hours, PARIS, start, timedelta(hours=2)) == at(2026, 11, 12, 11, 0)
    assert not is_open(hours, PARIS, at(2026, 11, 11, 10))
    assert is_open(SHOP, PARIS, at(2026, 11, 11, 10))


NIGHT = [OpeningSpan(6, time(0), time(6))]


def test_the_night_the_clocks_go_forward_is_an_hour_short() -> None:
    [(opens, closes)] = opening_windows(NIGHT, PARIS, date(2026, 3, 29))
    assert closes - opens == timedelta(hours=5)
    kept = promise(NIGHT, PARIS, at(2026, 3, 29, 1, 0), timedelta(hours=2))
    assert kept == at(2026, 3, 29, 4, 0)


def test_the_night_the_clocks_go_back_is_an_hour_long() -> None:
    [(opens, closes)] = opening_windows(NIGHT, PARIS, date(2026, 10, 25))
    assert closes - opens == timedelta(hours=7)
    kept = promise(NIGHT, PARIS, at(2026, 10, 25, 1, 0), timedelta(hours=3))
    assert kept == at(2026, 10, 25, 3, 0)


def test_opening_hours_are_the_same_on_the_wall_before_and_after_the_change() -> None:
    for day in (date(2026, 10, 23), date(2026, 10, 30)):
        [(opens, _), _] = opening_windows(SHOP, PARIS, day)
        assert opens.astimezone(PARIS).time() == time(9, 30)


def test_a_shop_that_never_opens_promises_nothing() -> None:
    with pytest.raises(NeverOpenError):
        promise([], PARIS, at(2026, 11, 24, 10, 0), timedelta(hours=1))
    shut = Hours(tuple(SHOP), (), lambda _day: True)
    with pytest.raises(NeverOpenError):
        promise(shut, PARIS, at(2026, 11, 24, 10), timedelta(hours=1))


def test_the_door_is_open_at_the_opening_minute_and_shut_at_the_closing_one() -> None:
    assert is_open(SHOP, PARIS, at(2026, 11, 24, 9, 30))
    assert not is_open(SHOP, PARIS, at(2026, 11, 24, 12, 30))


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [
        (7, time(9), time(10)),
        (-1, time(9), time(10)),
        (0, time(10), time(10)),
        (0, time(23), time(1)),
    ],
)
def test_a_span_that_is_none_is_refused(weekday: int, opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="opening span"):
        OpeningSpan(weekday, opens, closes)
