"""A shop's hours: the week, the days that are otherwise, the holidays; and the nights clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from sync.kernel.promise import Hours, OpeningSpan, SpecialDays, is_open, opening_windows, promise
from sync.kernel.public_holidays import easter, holidays_of, public_holidays

PARIS = ZoneInfo("Europe/Paris")
WEEK = tuple(OpeningSpan(day, time(9), time(19)) for day in range(6))
MORNING = ((time(9), time(12)),)
HOURS = Hours(
    WEEK,
    (
        SpecialDays(date(2026, 12, 21), date(2027, 1, 3), reason="Congés"),
        SpecialDays(date(2026, 12, 24), date(2026, 12, 24), MORNING),
        SpecialDays(date(2026, 12, 13), date(2026, 12, 13), ((time(14), time(18)),)),
        SpecialDays(date(2027, 7, 14), date(2027, 7, 14), MORNING),
    ),
    holidays_of("FR", "92330"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "is_there"),
    [
        ("2026-12-18 10:00", True),
        ("2026-12-22 10:00", False),
        # One morning within the holidays, and a Sunday before them.
        ("2026-12-24 10:00", True),
        ("2026-12-24 14:00", False),
        ("2026-12-13 15:00", True),
        ("2026-12-13 10:00", False),
        # Public holidays: kept, but for the one that is told to be otherwise.
        ("2027-05-01 10:00", False),
        ("2027-07-14 10:00", True),
    ],
)
def test_the_door_is_open_as_the_day_itself_says(instant: str, is_there: bool) -> None:
    assert is_open(HOURS, PARIS, at(instant)) is is_there


def test_a_promise_jumps_days_that_are_shut_and_takes_those_that_are_open() -> None:
    two_hours = timedelta(hours=2)
    assert promise(HOURS, PARIS, at("2026-12-19 18:00"), two_hours) == at("2026-12-24 10:00")
    assert promise(HOURS, PARIS, at("2026-12-24 11:00"), two_hours) == at("2027-01-04 10:00")


def test_the_hour_that_a_night_drops_or_repeats_is_counted_as_it_is_lived() -> None:
    night = Hours((), (SpecialDays(date(2026, 3, 29), date(2026, 3, 29), ((time(1), time(5)),)),))
    (window,) = opening_windows(night, PARIS, date(2026, 3, 29))
    assert window[1] - window[0] == timedelta(hours=3)
    night = Hours((), (SpecialDays(date(2026, 10, 25), date(2026, 10, 25), ((time(1), time(5)),)),))
    (window,) = opening_windows(night, PARIS, date(2026, 10, 25))
    assert window[1] - window[0] == timedelta(hours=5)


def test_hours_are_told_by_the_week_alone() -> None:
    assert HOURS
    assert not Hours((), HOURS.special)


@pytest.mark.parametrize(
    ("country", "postcode", "region"), [("FR", "92330", ""), ("FR", "57000", "Moselle")]
)
def test_public_holidays_are_those_of_the_country(country: str, postcode: str, region: str) -> None:
    part = {"Moselle": "57"}.get(region)
    for year in range(2024, 2046):
        theirs = holidays.country_holidays(country, subdiv=part, years=year)
        assert public_holidays(country, postcode, year) == frozenset(theirs), year


def test_belgian_holidays_are_ten_and_another_country_has_none_here() -> None:
    theirs = frozenset(holidays.country_holidays("BE", years=2027))
    ours = public_holidays("BE", "1000", 2027)
    assert len(ours) == 10
    assert ours <= theirs
    assert public_holidays("LU", "", 2027) == frozenset()


def test_easter_is_where_the_calendar_has_it() -> None:
    assert [easter(year) for year in (2026, 2038, 2285)] == [
        date(2026, 4, 5),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ]
