"""From when an order can be collected: two hours of the shop's own opening time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.models.town import ShopClosure
from marketplace.services.promises import NeverOpenError, Timetable, public_holidays, timetables
from marketplace.services.town import find_shop, find_town
from sync.kernel.ids import new_id
from sync.kernel.promise import OpeningSpan
from tests.marketplace.towns import OpenTown

PARIS = ZoneInfo("Europe/Paris")
TWO_HOURS = timedelta(hours=2)
SPLIT = tuple(
    span
    for weekday in range(1, 6)
    for span in (
        OpeningSpan(weekday, time(9), time(12, 30)),
        OpeningSpan(weekday, time(14, 30), time(19)),
    )
)
SUNDAY = (*SPLIT, OpeningSpan(6, time(1, 0), time(12, 0)))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def promised(table: Timetable, at: str, lead: timedelta = TWO_HOURS) -> str:
    ready = table.collection(paris(at), lead).ready_from.astimezone(PARIS)
    return f"{ready:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("ordered", "ready"),
    [
        # 2026-11-24 is a Tuesday.
        ("2026-11-24 09:30", "2026-11-24 11:30"),
        ("2026-11-24 06:00", "2026-11-24 11:00"),
        ("2026-11-24 11:30", "2026-11-24 15:30"),
        ("2026-11-24 12:45", "2026-11-24 16:30"),
        ("2026-11-24 17:30", "2026-11-25 09:30"),
        ("2026-11-24 23:59", "2026-11-25 11:00"),
        # Ready as the door shuts: the customer comes at the next opening.
        ("2026-11-24 10:30", "2026-11-24 14:30"),
        ("2026-11-24 17:00", "2026-11-25 09:00"),
        # Rounded up to five minutes, over the noon break as well.
        ("2026-11-24 09:31", "2026-11-24 11:35"),
        ("2026-11-24 10:28", "2026-11-24 14:30"),
        # Saturday evening to Tuesday morning.
        ("2026-11-28 18:00", "2026-12-01 10:00"),
        # 1 May 2026 is a Friday and a holiday, Thursday evening waits until Saturday.
        ("2026-04-30 18:00", "2026-05-02 10:00"),
        ("2026-05-01 10:00", "2026-05-02 11:00"),
        # Christmas 2026 is a Friday.
        ("2026-12-24 18:30", "2026-12-26 10:30"),
        # New Year 2027 is a Friday too: the year's turn makes no difference.
        ("2026-12-31 18:30", "2027-01-02 10:30"),
    ],
)
def test_promise_counts_opening_time_only(ordered: str, ready: str) -> None:
    assert promised(Timetable(PARIS, SPLIT, (), "FR"), ordered) == ready


@pytest.mark.parametrize(
    ("ordered", "ready"),
    [
        # The night of 29 March 2026 has no hour from two to three: 1:30 and two hours is 4:30.
        ("2026-03-29 01:30", "2026-03-29 04:30"),
        # The night of 25 October 2026 has it twice: 1:30 and two hours is 2:30 winter time.
        ("2026-10-25 01:30", "2026-10-25 02:30"),
        ("2026-10-24 18:30", "2026-10-25 02:30"),
    ],
)
def test_promise_is_right_in_the_night_the_clocks_change(ordered: str, ready: str) -> None:
    assert promised(Timetable(PARIS, SUNDAY), ordered) == ready


def test_shop_may_open_on_holidays() -> None:
    assert promised(Timetable(PARIS, SPLIT), "2026-05-01 10:00") == "2026-05-01 12:00"


def test_alsace_keeps_its_own_holidays() -> None:
    assert date(2026, 4, 3) in public_holidays("FR-57", 2026)
    assert date(2026, 4, 3) not in public_holidays("FR", 2026)


def test_closures_are_jumped() -> None:
    closed = ((date(2026, 11, 24), date(2026, 11, 27)),)
    assert promised(Timetable(PARIS, SPLIT, closed), "2026-11-23 10:00") == "2026-11-28 11:00"


def test_shop_that_never_opens_promises_nothing() -> None:
    with pytest.raises(NeverOpenError):
        Timetable(PARIS, ()).collection(paris("2026-11-24 10:00"), TWO_HOURS)


def test_door_tells_when_it_changes() -> None:
    table = Timetable(PARIS, SPLIT, (), "FR")
    at_noon = table.state(paris("2026-11-24 13:00"))
    assert (at_noon.is_open, at_noon.changes_at) == (False, paris("2026-11-24 14:30"))
    assert table.state(paris("2026-11-24 12:29")).is_open
    assert not table.state(paris("2026-11-24 12:30")).is_open
    assert table.state(paris("2026-04-30 20:00")).changes_at == paris("2026-05-02 09:00")
    assert Timetable(PARIS, ()).state(paris("2026-11-24 13:00")).changes_at is None


def test_order_spread_over_days_waits_its_whole_lead() -> None:
    table = Timetable(PARIS, SPLIT)
    assert promised(table, "2026-11-24 09:00", timedelta(hours=20)) == "2026-11-26 15:00"


def test_timetables_are_read_from_the_town(town: OpenTown) -> None:
    with town.database.write() as session:
        shop = find_shop(session, "la-mie-doree")
        session.add(
            ShopClosure(
                id=new_id(),
                shop_id=shop.id,
                first_day=date(2026, 11, 24),
                last_day=date(2026, 11, 25),
                reason="Inventaire",
            )
        )
    with town.database.read() as session:
        shop = find_shop(session, "la-mie-doree")
        table = timetables(session, find_town(session), [shop])[shop.id]
    assert not table.is_open(town.clock.now())
    assert promised(table, "2026-11-24 12:00") == "2026-11-26 11:00"
