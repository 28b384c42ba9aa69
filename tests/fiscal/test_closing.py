"""Closures: sums of tickets, in order, without gaps, made by themselves when forgotten."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from fiscal import (
    CashBody,
    CashMove,
    ClosureDue,
    DayStillOpenError,
    EventBody,
    EventCode,
    Kind,
    Means,
    Period,
    Sealed,
    verify_journal,
)
from tests.fiscal.till import PARIS, Till, a_refund, a_sale

BuildTill = Callable[..., Till]


def closures(till: Till) -> list[tuple[str, str, bool]]:
    bodies = [row.record().b for row in till.rows if row.record().k is Kind.CLOSE]
    return [(body["per"], body["to_bd"], body["auto"]) for body in bodies]


def body_of(row: Sealed) -> dict[str, object]:
    return row.record().b


def assert_sound(till: Till) -> None:
    report = verify_journal(till.rows, till.pub, head=till.journal.head())
    assert report.findings == ()


class TestDay:
    def test_z_is_the_sum_of_its_tickets(self, till: Till) -> None:
        sold = till.sell(1000)
        till.sell(500, means=Means.CARD, rate=550)
        till.journal.record_refund(a_refund(sold, 300, ttc_before=1000), operator="01")
        for code, details in (
            (EventCode.DRAWER_OPENED, {}),
            (EventCode.VOIDED, {"what": "line"}),
            (EventCode.VOIDED, {"what": "basket"}),
            (EventCode.PRICE_CHANGED, {}),
        ):
            till.journal.record_event(EventBody(code=code, details=details), operator="01")

        (row,) = till.journal.close_period(Period.DAY, operator="01")

        body = body_of(row)
        assert (body["sales"], body["refunds"], body["tot"]) == (1500, -300, 1200)
        assert body["vat"] == [
            {"rate": 2000, "ttc": 700, "ht": 583, "vat": 117},
            {"rate": 550, "ttc": 500, "ht": 474, "vat": 26},
        ]
        assert body["ht"] == 583 + 474
        assert body["pay"] == [
            {"means": "CARD", "amount": 500},
            {"means": "CASH", "amount": 700},
        ]
        assert body["counts"] == {
            "sales": 2,
            "refunds": 1,
            "drawer": 1,
            "voids": 1,
            "abandoned": 1,
            "prices": 1,
        }
        assert (body["first_no"], body["last_no"]) == ("T01-2026-000001", "T01-2026-000003")
        assert (body["gtn"], body["gta"]) == (1200, 1800)
        assert_sound(till)

    def test_closures_leave_no_record_out(self, till: Till) -> None:
        spans = []
        for _ in range(3):
            till.sell_on(4)
            (row,) = till.journal.close_period(Period.DAY, operator="01")
            body = body_of(row)
            spans.append((body["from_seq"], body["to_seq"], row.seq))

        assert spans == [(1, 5, 6), (6, 10, 11), (11, 15, 16)]

    def test_a_sale_after_the_z_falls_into_the_next_z_of_the_same_day(self, till: Till) -> None:
        till.sell(100)
        till.journal.close_period(Period.DAY, operator="01")
        till.sell(250)

        (row,) = till.journal.close_period(Period.DAY, operator="01")

        assert (body_of(row)["tot"], body_of(row)["n"]) == (250, 2)
        assert_sound(till)

    def test_a_z_without_a_sale_is_a_z_of_nothing(self, till: Till) -> None:
        (row,) = till.journal.close_period(Period.DAY, operator="01")

        body = body_of(row)
        assert (body["tot"], body["counts"], body["from_bd"]) == (0, {}, "2026-11-21")
        assert "first_no" not in body
        assert_sound(till)

    def test_x_reading_tells_the_same_and_writes_nothing(self, till: Till) -> None:
        till.sell_on(5)
        before = till.journal.head()

        reading = till.journal.reading().to_body()

        assert till.journal.head() == before
        (row,) = till.journal.close_period(Period.DAY, operator="01")
        assert reading.items() <= body_of(row).items()

    def test_the_shop_s_tills_are_listed_in_the_closure(self, a_till: BuildTill) -> None:
        till, other = a_till(), a_till(code="T02")
        till.sell(100)

        (row,) = till.journal.close_period(
            Period.DAY, operator="01", tills={"T02": other.journal.head()}
        )

        assert body_of(row)["tills"] == [{"till": "T02", "seq": 1, "h": other.rows[0].h.hex()}]
        assert_sound(till)

    def test_unanchored_and_unsigned_records_are_shown_as_numbers(self, till: Till) -> None:
        till.sell(100)
        till.signer.is_away = True
        till.sell(100)

        (row,) = till.journal.close_period(Period.DAY, operator="01")

        assert (body_of(row)["unanchored"], body_of(row)["unsigned"]) == (4, 2)

    def test_the_journal_of_500_tickets_is_closed_by_reading_that_day_only(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        till.sell_on(50)
        till.journal.close_period(Period.DAY, operator="01")
        till.sell_on(10)
        asked: list[int] = []
        after = till.store.after

        def watched(seq: int, upto: int | None = None) -> object:
            asked.append(seq)
            return after(seq, upto)

        monkeypatch.setattr(till.store, "after", watched)
        till.journal.close_period(Period.DAY, operator="01")

        assert asked == [51]


class TestCash:
    def test_drawer_is_expected_counted_and_carried_over(self, till: Till) -> None:
        for move, amount in ((CashMove.FLOAT, 10_000), (CashMove.IN, 500), (CashMove.OUT, 2_000)):
            till.journal.record_cash(CashBody(move=move, amount=amount), operator="01")
        till.sell(1_000)
        till.sell(900, means=Means.CARD)
        count = till.journal.record_cash(
            CashBody(move=CashMove.COUNT, amount=9_450, pieces={5000: 1, 50: 89}), operator="01"
        )

        (first,) = till.journal.close_period(Period.DAY, operator="01")
        (second,) = till.journal.close_period(Period.DAY, operator="01")

        assert (body_of(count)["expected"], body_of(count)["diff"]) == (9_500, -50)
        assert body_of(first)["cash"] == {
            "open": 0,
            "sales": 1_000,
            "in": 500,
            "out": 2_000,
            "expected": 9_500,
            "counted": 9_450,
            "diff": -50,
            "left": 9_450,
        }
        assert body_of(second)["cash"] == {
            "open": 9_450,
            "sales": 0,
            "in": 0,
            "out": 0,
            "expected": 9_450,
            "left": 9_450,
        }
        assert_sound(till)

    def test_differences_of_several_counts_add_up(self, till: Till) -> None:
        till.sell(1_000)
        for amount in (990, 1_000):
            till.journal.record_cash(CashBody(move=CashMove.COUNT, amount=amount), operator="01")

        (row,) = till.journal.close_period(Period.DAY, operator="01")

        cash = row.record().b["cash"]
        assert (cash["expected"], cash["counted"], cash["diff"]) == (990, 1_000, 0)


class TestLongerPeriods:
    def test_year_closes_month_and_month_closes_day(self, till: Till) -> None:
        till.sell(100)

        rows = till.journal.close_period(Period.YEAR, operator="01")

        assert [body_of(row)["per"] for row in rows] == ["D", "M", "Y"]
        assert {body_of(row)["tot"] for row in rows} == {100}
        assert_sound(till)

    def test_month_is_the_sum_of_its_days_and_year_of_its_months(self, a_till: BuildTill) -> None:
        till = a_till(local="2026-10-29 10:00:00")
        days = [date(2026, 10, 29) + timedelta(days=number) for number in range(6)]
        for day in days:
            till.clock.set(f"{day} 10:00:00")
            till.journal.close_forgotten()
            till.journal.record_cash(CashBody(move=CashMove.FLOAT, amount=1000), operator="01")
            sold = till.sell(1000, 200)
            till.journal.record_refund(a_refund(sold, 85, ttc_before=1200), operator="01")
            till.journal.record_cash(CashBody(move=CashMove.COUNT, amount=2110), operator="01")

        till.journal.close_period(Period.YEAR, operator="01")

        sums = {"D": 0, "M": 0, "Y": 0}
        for row in till.rows:
            if row.record().k is Kind.CLOSE:
                sums[row.record().b["per"]] += row.record().b["tot"]
        assert sums == {"D": 6 * 1115, "M": 6 * 1115, "Y": 6 * 1115}
        year = till.rows[-1].record().b
        assert year["counts"] == {"sales": 6, "refunds": 6}
        assert (year["from_bd"], year["to_bd"]) == ("2026-10-29", "2026-11-03")
        assert year["cash"]["diff"] == 6 * -5
        assert_sound(till)

    def test_an_empty_month_can_be_closed(self, till: Till) -> None:
        till.journal.close_period(Period.MONTH, operator="01")
        till.sell(100)
        till.journal.close_period(Period.MONTH, operator="01")

        assert_sound(till)


class TestForgotten:
    def test_no_sale_while_an_earlier_day_is_open(self, till: Till) -> None:
        till.sell(100)
        till.clock.set("2026-11-22 09:00:00")
        before = till.journal.head()

        with pytest.raises(DayStillOpenError) as refused:
            till.sell(100)

        assert refused.value.days == (date(2026, 11, 21),)
        assert till.journal.head() == before
        assert till.journal.closures_due() == (ClosureDue(Period.DAY, date(2026, 11, 21)),)

    @pytest.mark.parametrize(
        ("sold_on", "back_on", "expected"),
        [
            ("2026-11-21", "2026-11-24", [("D", "2026-11-21", True)]),
            (
                "2026-10-30",
                "2026-12-30",
                [("D", "2026-10-30", True), ("M", "2026-10-30", True)],
            ),
            (
                "2026-12-31",
                "2027-01-02",
                [
                    ("D", "2026-12-31", True),
                    ("M", "2026-12-31", True),
                    ("Y", "2026-12-31", True),
                ],
            ),
            (
                "2028-02-29",
                "2028-03-01",
                [("D", "2028-02-29", True), ("M", "2028-02-29", True)],
            ),
        ],
    )
    def test_forgotten_closures_are_made_up_for_in_order(
        self,
        a_till: BuildTill,
        sold_on: str,
        back_on: str,
        expected: list[tuple[str, str, bool]],
    ) -> None:
        till = a_till(local=f"{sold_on} 10:00:00")
        till.sell(100)
        till.clock.set(f"{back_on} 09:00:00")

        rows = till.journal.close_forgotten()

        assert closures(till) == expected
        assert len(rows) == len(expected)
        assert "counted" not in rows[0].record().b["cash"]
        till.sell(100)
        assert till.journal.close_forgotten() == ()
        assert_sound(till)

    def test_a_month_whose_last_day_was_closed_by_hand_is_closed_too(
        self, a_till: BuildTill
    ) -> None:
        till = a_till(local="2026-10-31 10:00:00")
        till.sell(100)
        till.journal.close_period(Period.DAY, operator="01")
        till.clock.set("2026-11-02 09:00:00")
        with pytest.raises(DayStillOpenError):
            till.sell(100)

        till.journal.close_forgotten()
        till.sell(100)

        assert closures(till) == [("D", "2026-10-31", False), ("M", "2026-10-31", True)]
        assert_sound(till)

    def test_fiscal_year_may_end_on_any_day(self, a_till: BuildTill) -> None:
        till = a_till(local="2026-06-30 10:00:00", fiscal_year_end=(6, 30))
        till.sell(100)
        till.clock.set("2026-07-01 09:00:00")
        till.journal.close_forgotten()
        till.sell(100)
        till.clock.set("2027-01-02 09:00:00")
        till.journal.close_forgotten()

        assert [level for level, _, _ in closures(till)] == ["D", "M", "Y", "D", "M"]

    def test_events_alone_open_no_day(self, till: Till) -> None:
        till.journal.record_event(EventBody(code=EventCode.START), operator="01")
        till.clock.set("2027-03-01 09:00:00")

        assert till.journal.close_forgotten() == ()
        assert till.sell(100)

    def test_a_float_alone_opens_the_day(self, till: Till) -> None:
        till.journal.record_cash(CashBody(move=CashMove.FLOAT, amount=1), operator="01")
        till.clock.set("2026-11-22 09:00:00")

        assert till.journal.closures_due() == (ClosureDue(Period.DAY, date(2026, 11, 21)),)


class TestNights:
    @pytest.mark.parametrize(
        ("local", "fold", "day"),
        [
            ("2026-11-22 03:59:59", 0, "2026-11-21"),
            ("2026-11-22 04:00:00", 0, "2026-11-22"),
            ("2026-10-25 02:30:00", 0, "2026-10-24"),
            ("2026-10-25 02:30:00", 1, "2026-10-24"),
            ("2026-10-25 04:00:00", 0, "2026-10-25"),
            ("2027-03-28 03:30:00", 0, "2027-03-27"),
            ("2027-03-28 04:00:00", 0, "2027-03-28"),
        ],
    )
    def test_business_day_starts_at_four_also_when_clocks_change(
        self, a_till: BuildTill, local: str, fold: int, day: str
    ) -> None:
        till = a_till(local="2026-10-24 10:00:00")
        till.clock.set(local, fold=fold)

        assert till.journal.business_day() == date.fromisoformat(day)
        till.sell(100)
        assert_sound(till)

    def test_the_doubled_hour_goes_forward_in_the_journal(self, a_till: BuildTill) -> None:
        till = a_till(local="2026-10-25 01:00:00")
        start = datetime(2026, 10, 25, 1, 0, tzinfo=PARIS)
        for minutes in range(0, 240, 20):
            till.clock.now_ms = round(start.timestamp() * 1000) + minutes * 60_000
            till.journal.close_forgotten()
            till.journal.record_sale(a_sale(100), operator="01")

        offsets = [row.record().tz for row in till.rows]

        assert offsets[1] == "+02:00"
        assert offsets[-1] == "+01:00"
        assert closures(till) == []
        till.clock.set("2026-10-25 04:00:00")
        till.journal.close_forgotten()
        assert closures(till) == [("D", "2026-10-24", True)]
        assert_sound(till)
