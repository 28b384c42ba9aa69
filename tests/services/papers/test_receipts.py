import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from msgspec import structs

from desktop.bootstrap import open_shop
from desktop.domain.cart import Discount
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.database import open_to_read
from desktop.services.papers import print_queue, print_room, print_rows, receipts
from desktop.services.papers.printer_profiles import NO_DRAWER
from desktop.services.shop import Shop, Topic
from desktop.services.till import alarms, till_sessions
from desktop.services.upkeep import house
from desktop.settings import PrinterSettings
from fiscal import FolderKeyStore, Kind
from printing.simulator import PrinterSimulator
from printing.spooler import DrawerOpened, JobState, Reason
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, open_again, paid_in_cash, sell


def with_printer(builder: AShop, address: str) -> AShop:
    printer = PrinterSettings(code="counter", name="Comptoir", address=address)
    return builder.with_settings(printers=(printer,), receipt_printer="counter")


@contextmanager
def a_counter(tmp_path: Path) -> Iterator[tuple[Shop, PrinterSimulator]]:
    """Yield a shop with a receipt printer, running."""
    with PrinterSimulator() as printer:
        address = f"tcp://{printer.host}:{printer.port}"
        builder = with_printer(a_shop(tmp_path), address).with_product("Pain", 1_15, vat=550)
        builder.with_product("Radio", 59_00, flags=("durable",)).with_product("Vin", 14_90)
        with builder.opened() as shop:
            print_queue.restart_printers(shop)
            yield shop, printer


def copies(shop: Shop) -> list[dict[str, object]]:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        return [row.record().b for row in store.of_kind(Kind.COPY, 0)]


def await_that(shop: Shop, holds: Callable[[], bool]) -> None:
    """Wait until something about the printers holds."""
    changed = Event()
    end = shop.changes.listen(lambda topics: changed.set() if Topic.PRINTERS in topics else None)
    try:
        while not holds():
            assert changed.wait(20)
            changed.clear()
    finally:
        end()


def test_a_receipt_has_every_mention_the_law_asks_for(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        cart = a_cart(shop, ("Pain", 3), "Radio").discount_line(0, Discount.cents(45))
        done = selling.take_payment(shop, paid_in_cash(cart, 70_00))
        receipts.print_receipt(shop, done.sale_id)
        (paper,) = printer.wait_for_papers(1)

        for mention in (
            "Librairie du Parc",
            "3 rue Houdan",
            "92330 Sceaux",
            "732 829 320 00074",
            "FR44732829320",
            "47.61Z",
            done.number,
            "Pain",
            "62,00",
            "garantie",
            "Remises",
            "4 articles",
        ):
            assert mention.lower().replace(" ", "") in paper.text.lower().replace(" ", ""), mention
        assert "DUPLICATA" not in paper.text
        assert paper.is_cut
        assert copies(shop) == []


def test_the_second_paper_is_a_numbered_duplicate_in_the_journal(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        done = sell(shop, "Pain")
        for _ in range(3):
            receipts.print_receipt(shop, done.sale_id)
        first, second, third = printer.wait_for_papers(3)

        assert "DUPLICATA" not in first.text
        assert "DUPLICATA" in second.text
        assert "2" in next(line for line in third.text.splitlines() if "DUPLICATA" in line)
        assert [copy["n"] for copy in copies(shop)] == [1, 2]
        assert selling.sale(shop, done.sale_id).copies == 3


def test_looking_at_a_receipt_issues_nothing_but_a_file_given_away_does(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        done = sell(shop, "Pain")

        assert receipts.receipt_png(shop, done.sale_id).startswith(b"\x89PNG")
        assert selling.sale(shop, done.sale_id).copies == 0
        assert receipts.receipt_pdf(shop, done.sale_id).startswith(b"%PDF")
        assert selling.sale(shop, done.sale_id).copies == 1
        receipts.receipt_pdf(shop, done.sale_id)
        assert [(copy["n"], copy["fmt"]) for copy in copies(shop)] == [(1, "pdf")]


def test_cash_opens_the_drawer_and_a_card_does_not(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        card = Tenders().add(Means.CARD, Money(1_15))
        selling.take_payment(shop, Checkout(cart=a_cart(shop, "Pain"), tenders=card, staff=OWNER))
        sell(shop, "Pain")
        printer.wait_for_drawer(1)
        till_sessions.kick_drawer(shop, OWNER, "monnaie")
        printer.wait_for_drawer(2)

        assert printer.drawer_kicks == 2
        assert till_sessions.read_x(shop).counts["drawer"] == 1


def test_the_drawer_opens_once_the_sale_is_on_the_disk_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_counter(tmp_path) as (shop, printer):
        on_disk: list[int] = []
        kick = print_room.PrintRoom.open_drawer

        def look_and_kick(room: print_room.PrintRoom, name: str) -> None:
            with closing(open_to_read(shop.database.file)) as other:
                on_disk.extend(other.execute("SELECT count(*) FROM sale").fetchone())
            kick(room, name)

        monkeypatch.setattr(print_room.PrintRoom, "open_drawer", look_and_kick)
        sell(shop, "Pain")
        sell(shop, "Pain")
        printer.wait_for_drawer(2)

    assert on_disk == [1, 2]


def test_a_sale_needs_no_printer_and_its_paper_waits_for_one(tmp_path: Path) -> None:
    with PrinterSimulator() as printer:
        address = f"tcp://{printer.host}:{printer.port}"
    builder = with_printer(a_shop(tmp_path), address).with_product("Pain", 1_15)
    with builder.opened() as shop:
        print_queue.restart_printers(shop)
        done = sell(shop, "Pain")
        job = receipts.print_receipt(shop, done.sale_id)
        await_that(shop, lambda: print_queue.printers(shop)[0].condition == "unreachable")
        assert print_queue.printers(shop)[0].waiting == 1
        assert print_rows.JobRows(shop).get(job).state is JobState.QUEUED

    with PrinterSimulator(port=int(address.rsplit(":", 1)[1])) as printer:
        shop = open_again(builder.folder)
        print_queue.restart_printers(shop)
        (paper,) = printer.wait_for_papers(1)
        await_that(shop, lambda: print_rows.JobRows(shop).get(job).state is JobState.PRINTED)
        shop.close()
        assert done.number in paper.text


def test_a_drawer_that_stays_shut_is_told_until_it_opens_or_somebody_knows(tmp_path: Path) -> None:
    def told(shop: Shop) -> str:
        alarm = alarms.alarm_of(shop)
        return "" if alarm is None else alarm.code

    builder = with_printer(a_shop(tmp_path), "tcp://127.0.0.1:9")
    with builder.opened() as shop:
        print_queue.restart_printers(shop)
        room = shop.spooler
        assert room is not None
        ends = (
            room.see_drawer,
            lambda: room._hear(DrawerOpened("counter", has_opened=True)),
        )
        for end in ends:
            till_sessions.kick_drawer(shop, OWNER, "monnaie")
            await_that(shop, lambda: told(shop) == "drawer_shut")
            end()
            assert told(shop) == ""


def test_where_no_drawer_hangs_none_is_missed(tmp_path: Path) -> None:
    builder = with_printer(a_shop(tmp_path), "somewhere")
    with builder.opened() as shop:
        (printer,) = shop.settings.printers
        none = structs.replace(printer, drawer_pin=NO_DRAWER)
        shop.adopt(structs.replace(shop.settings, printers=(none,)))
        shop.spooler = print_room.PrintRoom(shop)
        till_sessions.kick_drawer(shop, OWNER, "monnaie")
        assert alarms.alarm_of(shop) is None
        shop.adopt(structs.replace(shop.settings, printers=(printer,)))
        shop.spooler = print_room.PrintRoom(shop)
        till_sessions.kick_drawer(shop, OWNER, "monnaie")
        assert alarms.alarm_of(shop) is not None, "its printer is known by no address"


def test_without_a_printer_the_receipt_is_refused_and_not_counted(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        done = sell(shop, "Pain")
        with pytest.raises(RefusedError) as refused:
            receipts.print_receipt(shop, done.sale_id)

        assert refused.value.code == "no_printer"
        assert selling.sale(shop, done.sale_id).copies == 0


def test_a_refund_prints_what_it_takes_back(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        sold = sell(shop, ("Vin", 2))
        back = selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "bouchon")
        receipts.print_receipt(shop, back.sale_id)
        (paper,) = printer.wait_for_papers(1)

        assert sold.number in paper.text
        assert back.number in paper.text
        assert "29,80" in paper.text


def test_the_z_is_printed_with_its_figures(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        sell(shop, ("Pain", 2), "Vin")
        till_sessions.move_cash(shop, Money(-10_00), "banque", OWNER)
        report = till_sessions.close_till(shop, Money(107_00), OWNER)
        receipts.print_report(shop, report)
        (paper,) = printer.wait_for_papers(1)

        for figure in ("17,20", "107,20", "107,00", "banque"):
            assert figure in paper.text, figure


@pytest.mark.parametrize(
    "address", ["", "printer", "tcp://", "tcp://h:99999999", "tcp://[h", "smb://x/y", "file:"]
)
def test_an_address_nobody_knows_is_told(address: str) -> None:
    with pytest.raises(RefusedError) as refused:
        print_room.transport_of(PrinterSettings(code="x", address=address))
    assert refused.value.code == "printer_address_unknown"


def test_a_mistyped_address_keeps_no_shop_from_opening(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15)
    with PrinterSimulator() as printer:
        good = PrinterSettings(code="counter", address=f"tcp://{printer.host}:{printer.port}")
        typed = PrinterSettings(code="kitchen", address="192.168.1.50")
        with builder.opened() as shop:
            both = structs.replace(shop.settings, printers=(typed, good), receipt_printer="counter")
            house.change_settings(shop, both)
            with pytest.raises(RefusedError, match="printer_address_unknown"):
                print_queue.restart_printers(shop)

        keys = FolderKeyStore(builder.folder)
        with closing(
            open_shop(builder.folder, clock=builder.clock, keys=keys, talks=False)
        ) as again:
            done = sell(again, "Pain")
            receipts.print_receipt(again, done.sale_id)
            (paper,) = printer.wait_for_papers(1)
            assert done.number in paper.text


def test_papers_that_came_out_are_forgotten_after_a_month_but_closings(tmp_path: Path) -> None:
    builder = with_printer(a_shop(tmp_path), "tcp://127.0.0.1:9").with_product("Pain", 1_15)
    with builder.opened() as shop:
        done = sell(shop, "Pain")
        out, waits = (receipts.print_receipt(shop, done.sale_id) for _ in range(2))
        report = till_sessions.close_till(shop, None, OWNER)
        z = receipts.print_report(shop, report)
        store = print_rows.JobRows(shop)
        for job in (out, z):
            now = shop.clock.now()
            assert store.move(job, JobState.QUEUED, JobState.PRINTED, Reason.NONE, now)

        builder.clock.advance(timedelta(days=29))
        assert print_queue.forget_old_papers(shop) == 0
        builder.clock.advance(timedelta(days=2))
        assert print_queue.forget_old_papers(shop) == 1
        assert {job.id for job in print_queue.jobs(shop)} == {waits, z}


def test_only_a_shop_that_prints_loads_the_drivers_beforehand(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from desktop.bootstrap import opened_shop
from desktop.services.papers import print_queue
from desktop.settings import PrinterSettings, Settings
from fiscal import FolderKeyStore
folder = Path(sys.argv[1])
with opened_shop(folder, keys=FolderKeyStore(folder)) as shop:
    print_queue.warm_up(shop)
    assert "escpos" not in sys.modules
    shop.adopt(Settings(printers=(PrinterSettings(code="x", address="file:///dev/null"),)))
    print_queue.warm_up(shop)
    assert "escpos" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=60)


def test_a_job_that_waits_can_be_withdrawn(tmp_path: Path) -> None:
    builder = with_printer(a_shop(tmp_path), "file:///dev/null/nowhere").with_product("Pain", 1_15)
    with builder.opened() as shop:
        print_queue.restart_printers(shop)
        done = sell(shop, "Pain")
        job = receipts.print_receipt(shop, done.sale_id)

        assert print_queue.cancel(shop, job)
        assert [each.state for each in print_queue.jobs(shop)] == [JobState.CANCELLED]


def test_a_closing_printed_again_is_a_duplicate(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        sell(shop, "Pain")
        report = till_sessions.close_till(shop, Money(101_15), OWNER)
        receipts.print_report(shop, report)
        receipts.print_report(shop, report)
        first, second = printer.wait_for_papers(2)
    assert "DUPLICATA" not in first.text
    assert "DUPLICATA" in second.text
