"""The one window that stays open: records nobody outside has seen yet, always told as a number."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from desktop.services.books.journal import SqlStore, read_record
from desktop.services.papers import print_queue, receipts
from desktop.services.shop import Shop
from desktop.services.till import alarms, till_sessions
from desktop.settings import PrinterSettings
from fiscal import Head
from printing.simulator import PrinterSimulator
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, a_shop, sell


def anchor_all(shop: Shop) -> int:
    """Have the head know that the marketplace has seen everything; return the last record."""
    with shop.begin() as work:
        head = SqlStore(work.connection, shop.settings.till).head()
        anchored = head.to_fields() | {
            "anchored_seq": head.seq,
            "anchored_at": round(MORNING.timestamp() * 1000),
            "unanchored": 0,
        }
        state = Head.from_fields(anchored).to_json().encode()
        work.connection.execute(text("UPDATE journal_head SET state = :state"), {"state": state})
        work.commit()
    return head.seq


def figures(words: str) -> str:
    return "".join(words.split())


def test_screen_reading_closing_and_paper_tell_the_same_number(tmp_path: Path) -> None:
    with PrinterSimulator() as printer:
        address = f"tcp://{printer.host}:{printer.port}"
        counter = PrinterSettings(code="counter", name="Comptoir", address=address)
        builder = a_shop(tmp_path).with_settings(printers=(counter,), receipt_printer="counter")
        with builder.with_product("Pain", 1_15, vat=550).opened() as shop:
            print_queue.restart_printers(shop)
            sell(shop, "Pain")
            seen = anchor_all(shop)
            for _ in range(5):
                sell(shop, "Pain")
            assert till_sessions.till_state(shop).unanchored == 5
            assert till_sessions.read_x(shop).unanchored == 5
            z = till_sessions.close_till(shop, Money(106_90), OWNER)
            with shop.look() as look:
                body = read_record(shop, look.connection, z.last_seq + 1).b
            # What is countersigned afterwards changes nothing on a Z that is printed again.
            anchor_all(shop)
            (again,) = till_sessions.reports(shop)
            receipts.print_report(shop, z)
            receipts.print_report(shop, again)
            first, second = printer.wait_for_papers(2)

    # Five sales and the count of the drawer.
    assert body["unanchored"] == z.unanchored == again.unanchored == 6
    assert body["anchor"]["seq"] == z.anchored_seq == again.anchored_seq == seen
    for paper in (first, second):
        assert "Enattentedescellement:6" in figures(paper.text), paper.text


def test_after_two_days_without_the_marketplace_somebody_is_told_and_the_till_sells_on(
    tmp_path: Path,
) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550)
    with builder.opened() as shop:
        sell(shop, "Pain")
        anchor_all(shop)
        with shop.begin() as work:
            work.connection.execute(
                text(
                    "INSERT INTO enrolment (device, key_name, hub_url, hub_public_key, town_name,"
                    " shop, enrolled_at) VALUES ('d', 'k', 'https://x', '', 'Sceaux', x'00', 0)"
                )
            )
            work.commit()
        builder.clock.advance(timedelta(hours=12))
        sell(shop, "Pain")
        assert alarms.alarm_of(shop) is None
        till_sessions.close_till(shop, None, OWNER)
        builder.clock.advance(timedelta(hours=40))
        till_sessions.open_till(shop, Money(0), OWNER)

        alarm = alarms.alarm_of(shop)
        assert alarm is not None
        assert (alarm.code, alarm.facts["n"]) == (
            "unanchored",
            till_sessions.till_state(shop).unanchored,
        )
        sell(shop, "Pain")
        # A till that stands in no marketplace waits for none.
        with shop.begin() as work:
            work.connection.execute(text("DELETE FROM enrolment"))
            work.commit()
        assert alarms.alarm_of(shop) is None
