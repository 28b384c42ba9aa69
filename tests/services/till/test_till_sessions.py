from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore, reading_journal
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import BodyRefusedError, Kind, Period
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import (
    MORNING,
    OWNER,
    AShop,
    a_cart,
    a_shop,
    open_again,
    sell,
)


def a_bakery(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)


def closes(shop: Shop) -> list[tuple[str, bool]]:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        found = [row.record().b for row in store.of_kind(Kind.CLOSE, 0)]
    return [(body["per"], body["auto"]) for body in found]


def test_a_till_is_opened_once_on_its_float(tmp_path: Path) -> None:
    with a_bakery(tmp_path).with_closed_till().opened() as shop:
        assert not till_sessions.till_state(shop).is_open
        state = till_sessions.open_till(shop, Money(80_00), OWNER)

        assert (state.is_open, state.expected_cash, state.opened_by) == (True, Money(80_00), OWNER)
        assert state.business_day == date(2026, 11, 23)
        with pytest.raises(RefusedError) as refused:
            till_sessions.open_till(shop, Money(80_00), OWNER)
        assert refused.value.code == "till_already_open"


@pytest.mark.parametrize("amount", [Money(-1), Money(10**12)])
def test_a_float_that_cannot_be_is_refused(tmp_path: Path, amount: Money) -> None:
    with a_bakery(tmp_path).with_closed_till().opened() as shop:
        with pytest.raises(RefusedError) as refused:
            till_sessions.open_till(shop, amount, OWNER)
        assert refused.value.code == "amount_out_of_range"
        assert not till_sessions.till_state(shop).is_open


def test_the_drawer_is_float_sales_and_what_was_moved(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, ("Pain", 2))
        card = Tenders().add(Means.CARD, Money(14_90))
        selling.take_payment(shop, Checkout(cart=a_cart(shop, "Vin"), tenders=card, staff=OWNER))
        state = till_sessions.move_cash(shop, Money(-50_00), "banque", OWNER)

        assert state.expected_cash == Money(100_00 + 2_30 - 50_00)
        assert (state.sales_count, state.gross) == (2, Money(17_20))


def test_a_second_press_moves_no_cash_again(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        ident = new_id()
        first, second = (
            till_sessions.move_cash(shop, Money(-50_00), "banque", OWNER, movement_id=ident)
            for _press in range(2)
        )

        assert first == second
        assert second.expected_cash == Money(50_00)
        assert len(till_sessions.read_x(shop).movements) == 1


def test_cash_moves_want_a_reason_and_an_amount(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            till_sessions.move_cash(shop, Money(10_00), "   ", OWNER)
        assert refused.value.code == "reason_missing"
        with pytest.raises(RefusedError) as refused:
            till_sessions.move_cash(shop, Money(0), "monnaie", OWNER)
        assert refused.value.code == "amount_out_of_range"


def test_a_reading_tells_the_day_and_changes_nothing(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sold = sell(shop, ("Pain", 2), "Vin")
        selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "erreur")
        sell(shop, "Pain")
        till_sessions.move_cash(shop, Money(20_00), "monnaie", OWNER)

        report = till_sessions.read_x(shop)

        assert report == till_sessions.read_x(shop)
        assert (report.kind, report.number) == ("x", 0)
        assert (report.sales, report.refunds, report.gross) == (
            Money(18_35),
            Money(-17_20),
            Money(1_15),
        )
        assert report.counts["sales"] == 2
        assert report.counts["refunds"] == 1
        assert [(row.rate.basis_points, row.gross.cents) for row in report.vat] == [
            (2000, 0),
            (550, 1_15),
        ]
        assert [each.amount for each in report.movements] == [Money(20_00)]
        assert closes(shop) == []


def test_a_z_closes_the_day_for_good(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, ("Pain", 2))

        report = till_sessions.close_till(shop, Money(102_00), OWNER)

        assert (report.kind, report.number, report.gross) == ("z", 1, Money(2_30))
        assert (report.expected_cash, report.counted_cash, report.difference) == (
            Money(102_30),
            Money(102_00),
            Money(-30),
        )
        assert (report.first_ticket, report.last_ticket) == ("T01-2026-000001", "T01-2026-000001")
        assert till_sessions.reports(shop) == (report,)
        with pytest.raises(RefusedError) as refused:
            till_sessions.close_till(shop, Money(0), OWNER)
        assert refused.value.code == "till_closed"


def test_a_day_of_two_sessions_has_two_zs_with_their_own_sales(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        till_sessions.open_till(shop, Money(50_00), OWNER)
        sell(shop, "Vin")
        second = till_sessions.close_till(shop, Money(64_90), OWNER)

        assert (second.number, second.gross) == (2, Money(14_90))
        assert second.perpetual_net == Money(16_05)
        assert [report.number for report in till_sessions.reports(shop)] == [2, 1]


def test_the_second_session_of_a_day_tells_only_its_own_tickets(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sold = sell(shop, "Vin")
        till_sessions.close_till(shop, None, OWNER)
        till_sessions.open_till(shop, Money(50_00), OWNER)
        before = till_sessions.till_state(shop)
        sell(shop, ("Pain", 2))
        selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "bouchon")
        after = till_sessions.till_state(shop)

        assert (before.sales_count, before.gross) == (0, Money(0))
        assert (after.sales_count, after.gross) == (2, Money(2_30 - 14_90))


def test_a_count_by_pieces_must_add_up_to_what_was_counted(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        with pytest.raises(BodyRefusedError):
            till_sessions.close_till(shop, Money(100_00), OWNER, {5000: 1})
        report = till_sessions.close_till(shop, Money(100_00), OWNER, {5000: 1, 2000: 2, 1000: 1})

        assert report.difference == Money(0)


def test_a_day_that_is_over_is_closed_without_the_pieces_of_today(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        builder.clock.advance(timedelta(days=1))
        report = till_sessions.close_till(shop, Money(50_00), OWNER, {5000: 1})
        assert report.counted_cash is None
        with shop.look() as look:
            kept = look.connection.execute(text("SELECT count_by_value FROM till_session")).scalar()
        assert kept in {None, "null"}


def test_the_z_is_in_the_message_to_the_marketplace(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        with shop.look() as look:
            kinds = look.connection.exec_driver_sql(
                "SELECT kind FROM outbox ORDER BY seq"
            ).fetchall()

        assert [kind for (kind,) in kinds] == ["sale.closed", "till.closed"]


def test_a_forgotten_day_is_closed_by_itself_at_the_next_start(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    builder.clock.advance(timedelta(days=1))

    shop = open_again(builder.folder, builder.clock)
    try:
        (report,) = till_sessions.reports(shop)
        assert (report.is_automatic, report.counted_cash, report.gross) == (True, None, Money(1_15))
        assert report.business_day == date(2026, 11, 23)
        assert not till_sessions.till_state(shop).is_open
        assert closes(shop) == [("D", True)]
    finally:
        shop.close()


def test_a_till_left_running_overnight_finds_its_day_closed(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        builder.clock.advance(timedelta(days=1))

        with pytest.raises(RefusedError) as refused:
            sell(shop, "Pain")

        assert refused.value.code == "till_closed"
        assert closes(shop) == [("D", True)]
        till_sessions.open_till(shop, Money(100_00), OWNER)
        assert sell(shop, "Pain").number == "T01-2026-000002"


def test_after_midnight_it_is_still_the_same_business_day(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        builder.at(datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
        done = sell(shop, "Pain")

        assert selling.sale(shop, done.sale_id).business_day == date(2026, 11, 23)


def test_a_new_year_starts_new_numbers_and_closes_month_and_year(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path).at(datetime(2026, 12, 31, 17, 0, tzinfo=UTC))
    with builder.opened() as shop:
        sell(shop, "Pain")
        till_sessions.close_till(shop, Money(101_15), OWNER)
        builder.at(datetime(2027, 1, 2, 9, 0, tzinfo=UTC))
        till_sessions.open_till(shop, Money(100_00), OWNER)

        assert sell(shop, "Pain").number == "T01-2027-000001"
        assert closes(shop) == [("D", False), ("M", True), ("Y", True)]


def test_opening_the_drawer_without_a_printer_tells_so_and_leaves_no_trace(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            till_sessions.kick_drawer(shop, OWNER, "monnaie")
        assert refused.value.code == "no_printer"
        assert "drawer" not in till_sessions.read_x(shop).counts


def test_a_clock_set_back_sells_on_and_is_told(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        builder.at(MORNING - timedelta(hours=2))

        assert sell(shop, "Pain").number == "T01-2026-000002"
        with shop.look() as look:
            journal = reading_journal(shop, look.connection)
            assert journal.reading(Period.DAY).counts["clock"] == 1
