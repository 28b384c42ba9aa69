"""A clock set back or forward, summer time, and the turns of the calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore, journal_of
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.services.till import alarms, till_sessions, timekeeping
from desktop.ui.wording import Language, Wording
from fiscal import EventCode, Kind, Record
from fiscal.bodies import EventBody
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, open_again, sell


def a_bakery(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Pain", 1_15, vat=550, stock=0)


def records(shop: Shop) -> list[Record]:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        return [row.record() for row in store.after(0)]


def closes(shop: Shop) -> list[tuple[str, str, str, bool]]:
    found = [each.b for each in records(shop) if each.k is Kind.CLOSE]
    return [(b["per"], b["from_bd"], b["to_bd"], b["auto"]) for b in found]


def jumps(shop: Shop) -> list[dict[str, int]]:
    events = [each.b for each in records(shop) if each.k is Kind.EVENT]
    return [each["data"] for each in events if each["code"] == EventCode.CLOCK_JUMP]


def days_sold(shop: Shop) -> list[date]:
    with shop.look() as look:
        rows = look.connection.exec_driver_sql("SELECT id FROM sale ORDER BY journal_seq").all()
    return [selling.sale(shop, row.id).business_day for row in rows]


@pytest.fixture
def bakery(tmp_path: Path) -> Iterator[tuple[AShop, Shop]]:
    """Yield an open bakery; whatever a test does to its clock, the journal verifies afterwards."""
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        yield builder, shop
    for each in inspect(builder.folder):
        assert each.report.is_sound, each.report.findings


def test_a_clock_set_back_is_told_first_and_the_tickets_still_follow_each_other(
    bakery: tuple[AShop, Shop],
) -> None:
    builder, shop = bakery
    sell(shop, "Pain")
    builder.at(MORNING - timedelta(hours=2))
    sell(shop, "Pain")

    before, event, after = records(shop)[-3:]
    assert (event.k, event.b["code"]) == (Kind.EVENT, EventCode.CLOCK_JUMP)
    assert -7_201_000 < event.b["data"]["drift"] <= -7_200_000
    assert before.ts < event.ts < after.ts
    alarm = alarms.alarm_of(shop)
    assert alarm is not None
    assert alarm.code == "clock_behind"
    # Once the clock is right again nothing is told any more.
    builder.at(MORNING + timedelta(hours=1))
    sell(shop, "Pain")
    assert alarms.alarm_of(shop) is None
    assert len(jumps(shop)) == 1


def test_a_clock_set_back_over_days_opens_no_day_again(bakery: tuple[AShop, Shop]) -> None:
    builder, shop = bakery
    sell(shop, "Pain")
    till_sessions.close_till(shop, Money(101_15), OWNER)
    builder.at(MORNING - timedelta(days=3))
    till_sessions.open_till(shop, Money(100_00), OWNER)
    sell(shop, "Pain")

    assert days_sold(shop) == [date(2026, 11, 23)] * 2
    assert till_sessions.close_till(shop, None, OWNER).number == 2
    assert [each[0] for each in closes(shop)] == ["D", "D"]


def test_a_clock_years_ahead_closes_nothing_before_somebody_confirms_it(
    bakery: tuple[AShop, Shop],
) -> None:
    builder, shop = bakery
    sell(shop, "Pain")
    builder.at(datetime(2036, 3, 1, 9, 0, tzinfo=UTC))

    with pytest.raises(RefusedError) as refused:
        sell(shop, "Pain")
    assert refused.value.code == "clock_doubtful"
    assert closes(shop) == []
    # The battery is changed, the clock right again: the day goes on as if nothing had been.
    builder.at(MORNING + timedelta(hours=1))
    assert sell(shop, "Pain").number == "T01-2026-000002"
    assert jumps(shop) == []


def test_a_start_with_a_clock_years_ahead_closes_nothing(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    builder.at(datetime(2036, 3, 1, 9, 0, tzinfo=UTC))
    shop = open_again(builder.folder, builder.clock)
    try:
        assert closes(shop) == []
        alarm = alarms.alarm_of(shop)
        assert alarm is not None
        assert (alarm.code, alarm.answer) == ("clock_doubtful", "clock")
        with pytest.raises(RefusedError) as refused:
            till_sessions.open_till(shop, Money(0), OWNER)
        assert refused.value.code == "clock_doubtful"
    finally:
        shop.close()


def test_a_shop_that_was_really_shut_for_two_years_confirms_and_opens(
    bakery: tuple[AShop, Shop],
) -> None:
    builder, shop = bakery
    sell(shop, "Pain")
    builder.at(datetime(2028, 12, 4, 9, 0, tzinfo=UTC))
    timekeeping.confirm_clock(shop, OWNER)

    assert alarms.alarm_of(shop) is None
    till_sessions.open_till(shop, Money(100_00), OWNER)
    assert sell(shop, "Pain").number == "T01-2028-000001"
    assert [each[0] for each in closes(shop)] == ["D", "M", "Y"]
    assert [each.get("confirmed", 0) for each in jumps(shop)] == [0, 1]


def anchored(shop: Shop, at: datetime) -> None:
    """Have the journal's head know a time of the marketplace's, as an anchor would."""
    with shop.begin() as work:
        journal_of(work).record_event(EventBody(code=EventCode.START), operator=OWNER)
        store = SqlStore(work.connection, shop.settings.till)
        head = store.head().to_fields() | {"anchored_at": round(at.timestamp() * 1000)}
        work.connection.exec_driver_sql(
            "UPDATE journal_head SET state = ?",
            (type(store.head()).from_fields(head).to_json().encode(),),
        )
        work.commit()


def test_before_the_marketplaces_last_word_a_manager_confirms_the_clock(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path).with_closed_till()
    with builder.opened() as shop:
        till_sessions.open_till(shop, Money(100_00), OWNER)
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        anchored(shop, MORNING + timedelta(minutes=5))
        builder.at(MORNING - timedelta(hours=3))

        with pytest.raises(RefusedError) as refused:
            till_sessions.open_till(shop, Money(100_00), OWNER)
        assert refused.value.code == "clock_doubtful"
        timekeeping.confirm_clock(shop, OWNER)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        assert sell(shop, "Pain").number == "T01-2026-000002"
        # Set back once more it is doubted once more.
        builder.at(MORNING - timedelta(hours=9))
        till_sessions.close_till(shop, None, OWNER)
        with pytest.raises(RefusedError):
            till_sessions.open_till(shop, Money(100_00), OWNER)


@pytest.mark.parametrize("language", [Language.FRENCH, Language.ENGLISH])
def test_the_clock_is_doubted_in_a_sentence_with_its_day_and_what_to_do(
    bakery: tuple[AShop, Shop], language: Language
) -> None:
    builder, shop = bakery
    builder.at(datetime(2036, 3, 1, 9, 0, tzinfo=UTC))
    with pytest.raises(RefusedError) as refused:
        till_sessions.open_till(shop, Money(0), OWNER)
    told = Wording(language, shop.zone).refusal(refused.value)

    assert "2036" in told.message
    assert "2026" in told.message
    assert "10:00" in told.message
    assert "confirm" in told.next_step
    assert "…" not in told.message


@pytest.mark.parametrize(
    ("evening", "sales"),
    [
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), 10),
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), 16),
    ],
    ids=["an hour is missing", "an hour is there twice"],
)
def test_the_nights_the_clocks_change_are_one_business_day_each(
    tmp_path: Path, evening: datetime, sales: int
) -> None:
    """From half past eleven until four, a sale every twenty minutes: three fewer, or more."""
    builder = a_bakery(tmp_path).at(evening)
    with builder.opened() as shop:
        for _ in range(sales):
            builder.clock.advance(timedelta(minutes=20))
            sell(shop, "Pain")

        assert set(days_sold(shop)) == {evening.date()}
        assert jumps(shop) == []
        assert {each.tz for each in records(shop)} == {"+01:00", "+02:00"}
        builder.clock.advance(timedelta(minutes=20))
        with pytest.raises(RefusedError):
            sell(shop, "Pain")
        assert [each[0] for each in closes(shop)] == ["D"]
    (found,) = inspect(builder.folder)
    assert found.report.is_sound, found.report.findings


def forget_until(builder: AShop, morning: datetime) -> list[tuple[str, str, str, bool]]:
    """Sell in a shop nobody closes, start it again at `morning`, sell, and return the closures."""
    with builder.opened() as shop:
        sell(shop, "Pain")
    builder.at(morning)
    shop = open_again(builder.folder, builder.clock)
    try:
        till_sessions.open_till(shop, Money(100_00), OWNER)
        number = sell(shop, "Pain").number
        assert number == f"T01-{morning.year}-{1 + (morning.year == 2026):06d}"
        found = closes(shop)
    finally:
        shop.close()
    (journal,) = inspect(builder.folder)
    assert journal.report.is_sound, journal.report.findings
    return found


@pytest.mark.parametrize(
    ("morning", "wanted"),
    [
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), ["D"]),
        (datetime(2027, 1, 25, 8, 0, tzinfo=UTC), ["D", "M", "Y"]),
        (datetime(2027, 1, 2, 8, 0, tzinfo=UTC), ["D", "M", "Y"]),
    ],
    ids=["three days", "two months", "over a year end"],
)
def test_a_forgotten_closure_is_made_by_itself_for_the_day_that_was_sold(
    tmp_path: Path, morning: datetime, wanted: list[str]
) -> None:
    found = forget_until(a_bakery(tmp_path), morning)

    assert [each[0] for each in found] == wanted
    assert all(first == last == "2026-11-23" and auto for _, first, last, auto in found)


def test_two_months_forgotten_within_a_year_close_day_and_month(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path).at(datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    found = forget_until(builder, datetime(2026, 5, 11, 7, 0, tzinfo=UTC))

    assert [each[0] for each in found] == ["D", "M"]


def test_the_year_ends_where_the_shops_fiscal_year_does(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path).with_settings(fiscal_year_end=(6, 30))
    with builder.at(datetime(2026, 6, 30, 9, 0, tzinfo=UTC)).opened() as shop:
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        builder.at(datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
        till_sessions.open_till(shop, Money(0), OWNER)

        assert [each[0] for each in closes(shop)] == ["D", "M", "Y"]
        # Tickets are numbered by the calendar's year.
        assert sell(shop, "Pain").number == "T01-2026-000002"
        till_sessions.close_till(shop, None, OWNER)
        builder.at(datetime(2027, 1, 2, 9, 0, tzinfo=UTC))
        till_sessions.open_till(shop, Money(0), OWNER)
        assert sell(shop, "Pain").number == "T01-2027-000001"
        assert [each[0] for each in closes(shop)][3:] == ["D", "M"]


def test_the_29th_of_february_is_a_day_like_any_other(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path).at(datetime(2028, 2, 29, 9, 0, tzinfo=UTC))
    builder.with_settings(fiscal_year_end=(2, 28))
    with builder.opened() as shop:
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        builder.at(datetime(2028, 3, 1, 9, 0, tzinfo=UTC))
        till_sessions.open_till(shop, Money(0), OWNER)

        assert days_sold(shop) == [date(2028, 2, 29)]
        # A fiscal year that ends on the 28th has its next day on the 29th: no year is over yet.
        assert closes(shop) == [
            ("D", "2028-02-29", "2028-02-29", False),
            ("M", "2028-02-29", "2028-02-29", True),
        ]
    (found,) = inspect(builder.folder)
    assert found.report.is_sound


def test_the_last_minute_of_the_year_belongs_to_the_old_one_until_the_day_starts(
    tmp_path: Path,
) -> None:
    builder = a_bakery(tmp_path).at(datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    with builder.opened() as shop:
        builder.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # half past midnight in Paris
        assert sell(shop, "Pain").number == "T01-2026-000001"
        builder.at(datetime(2027, 1, 1, 2, 59, tzinfo=UTC))
        assert sell(shop, "Pain").number == "T01-2026-000002"
        builder.at(datetime(2027, 1, 1, 3, 0, tzinfo=UTC))
        with pytest.raises(RefusedError):
            sell(shop, "Pain")
        assert [each[0] for each in closes(shop)] == ["D", "M", "Y"]
        till_sessions.open_till(shop, Money(0), OWNER)
        assert sell(shop, "Pain").number == "T01-2027-000001"
