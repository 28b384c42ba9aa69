"""Instants: always with a zone, exact to the millisecond."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.clock import SetClock, SystemClock, from_milliseconds, milliseconds, shop_day

PARIS = ZoneInfo("Europe/Paris")


@given(count=st.integers(-(10**13), 10**14))
def test_an_instant_survives_the_wire(count: int) -> None:
    assert milliseconds(from_milliseconds(count)) == count


@given(instant=st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=45)))))
def test_milliseconds_count_from_1970_in_any_zone(instant: datetime) -> None:
    back = from_milliseconds(milliseconds(instant))
    assert timedelta(0) <= instant - back < timedelta(milliseconds=1)
    assert back.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        milliseconds(datetime(2026, 1, 1))  # noqa: DTZ001 that is the point


def test_the_shops_day_changes_at_its_own_midnight() -> None:
    assert shop_day(datetime(2026, 7, 1, 21, 59, tzinfo=UTC), PARIS) == date(2026, 7, 1)
    assert shop_day(datetime(2026, 7, 1, 22, 0, tzinfo=UTC), PARIS) == date(2026, 7, 2)
    assert shop_day(datetime(2026, 1, 1, 22, 59, tzinfo=UTC), PARIS) == date(2026, 1, 1)


def test_a_set_clock_stands_until_it_is_moved() -> None:
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(seconds=-5))
    assert clock.now() == datetime(2025, 12, 31, 23, 59, 55, tzinfo=UTC)


def test_the_machines_clock_speaks_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
