"""The world fails: the disk, another program, the printer. Nothing is lost, and it sells on."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from desktop.commands.console import EXIT_WORLD
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, WorldError
from desktop.services import database
from desktop.services.books.inspection import inspect
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.database import FILE_NAME, Database
from desktop.services.papers import print_queue, print_rows, receipts
from desktop.services.shop import Shop, Topic
from desktop.services.till import till_sessions
from desktop.settings import PrinterSettings
from desktop.ui.wording import Language, Wording
from fiscal import EventCode
from printing.simulator import PrinterSimulator
from printing.spooler import JobState
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, open_again, paid_in_cash, sell

REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


def a_bakery(tmp_path: Path) -> AShop:
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550, stock=100)
    return builder.with_product("Vin", 14_90, stock=100)


def count(shop: Shop, table: str) -> int:
    with shop.look() as look:
        return int(look.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 names of ours


def state_of(shop: Shop) -> dict[str, int]:
    tables = ("sale", "sale_line", "journal_record", "stock_movement", "outbox", "parked_cart")
    return {table: count(shop, table) for table in tables}


def must_be_sound(folder: Path) -> None:
    for each in inspect(folder):
        assert each.report.is_sound, each.report.findings


# The disk.


def test_a_disk_that_takes_no_more_bytes_loses_nothing_and_everything_works_once_it_does(
    tmp_path: Path,
) -> None:
    builder = a_bakery(tmp_path)
    builder.open().close()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.starved", str(builder.folder)],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(ran.stdout)

    # The till could not be closed, hence it is still open.
    assert said["starved"].pop("open") == "till_already_open", said
    assert set(said["starved"].values()) <= {"disk_full", "disk_failed"}, said
    assert set(said["fed"].values()) == {"done"}, said
    assert "Traceback" not in ran.stderr
    shop = open_again(builder.folder)
    try:
        numbers = [sale.number for sale in selling.sales_today(shop)]
        assert numbers == ["T01-2026-000002", "T01-2026-000001"]
        assert count(shop, "parked_cart") == 1
        assert len(till_sessions.reports(shop)) == 1
    finally:
        shop.close()
    must_be_sound(builder.folder)


def fill(shop: Shop) -> None:
    """Let the database grow no more, and sell until it is full."""
    with shop.begin() as work:
        pages = work.connection.exec_driver_sql("PRAGMA page_count").scalar()
        work.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(WorldError) as failed:
        tuple(sell_until_it_fails(shop))
    assert failed.value.code == "disk_full"


def sell_until_it_fails(shop: Shop) -> Iterator[str]:
    while True:
        yield sell(shop, "Pain").number


def empty(shop: Shop) -> None:
    with shop.begin() as work:
        work.connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")


def refuse_writing(shop: Shop, *, is_refused: bool) -> None:
    """Refuse every write of the writing connection, as a disk mounted read-only does."""
    raw = shop.database._writer.raw_connection()
    raw.cursor().execute(f"PRAGMA query_only = {is_refused:d}")
    raw.close()


@contextmanager
def held_by_another(shop: Shop) -> Iterator[None]:
    with closing(dbapi2.connect(shop.database.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full_disk(shop: Shop) -> Iterator[None]:
    fill(shop)
    yield
    empty(shop)


@contextmanager
def read_only_disk(shop: Shop) -> Iterator[None]:
    refuse_writing(shop, is_refused=True)
    yield
    refuse_writing(shop, is_refused=False)


FAULTS = [
    (full_disk, "disk_full", "rien n'a été enregistré", "nothing was recorded"),
    (read_only_disk, "database_read_only", "On ne peut pas écrire", "cannot be written"),
    (held_by_another, "database_locked", "Un autre programme tient", "Another program holds"),
]


@pytest.mark.parametrize(("fault", "code", "french", "english"), FAULTS)
def test_while_the_disk_fails_nothing_is_half_done_and_selling_goes_on_by_itself_afterwards(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Shop], AbstractContextManager[None]],
    code: str,
    french: str,
    english: str,
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        cart = a_cart(shop, "Pain", "Vin")
        checkout = paid_in_cash(cart)
        with fault(shop):
            before, drawer = state_of(shop), till_sessions.till_state(shop).expected_cash
            with pytest.raises(WorldError) as failed:
                selling.take_payment(shop, checkout)
            assert (state_of(shop), till_sessions.till_state(shop).expected_cash) == (
                before,
                drawer,
            )

        # The same press of the same key, once the cause is gone.
        done = selling.take_payment(shop, checkout)
        assert selling.take_payment(shop, checkout) == done
        assert count(shop, "sale") == before["sale"] + 1
        assert int(done.number[-6:]) == before["sale"] + 1

    assert failed.value.code == code
    for language, words in ((Language.FRENCH, french), (Language.ENGLISH, english)):
        told = Wording(language, ZoneInfo("Europe/Paris")).refusal(failed.value)
        assert words in told.message
        assert told.next_step
        assert "…" not in told.message
    must_be_sound(builder.folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that people other than its owner may walk through."""
    with tempfile.TemporaryDirectory(prefix="comptoir-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Go by the rights of files: an administrator is let through everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_without_the_right_to_write_is_told_at_the_start(open_folder: Path) -> None:
    folder = open_folder / "shop"
    builder = AShop(folder).with_product("Pain", 1_15)
    builder.open().close()
    for file in (*folder.iterdir(), folder):
        file.chmod(0o555 if file.is_dir() else 0o444)
    try:
        with without_privileges(), pytest.raises(WorldError) as failed:
            Database(folder)
    finally:
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o755 if file.is_dir() else 0o644)

    assert failed.value.code in {"folder_unusable", "database_read_only"}
    shop = open_again(folder)
    assert sell(shop, "Pain").number == "T01-2026-000001"
    shop.close()


def test_a_database_file_without_the_right_to_write_is_told_at_the_start(open_folder: Path) -> None:
    folder = open_folder / "shop"
    AShop(folder).with_product("Pain", 1_15).open().close()
    folder.chmod(0o777)
    for file in folder.iterdir():
        file.chmod(0o666)
    (folder / FILE_NAME).chmod(0o444)
    with without_privileges(), pytest.raises(WorldError) as failed:
        Database(folder)
    (folder / FILE_NAME).chmod(0o644)

    assert failed.value.code == "database_read_only"
    shop = open_again(folder)
    assert sell(shop, "Pain").number == "T01-2026-000001"
    shop.close()


# Another till, another program.


def test_a_second_till_on_the_same_folder_does_not_start_and_the_first_sells_on(
    tmp_path: Path,
) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        second = subprocess.run(
            [sys.executable, "-m", "desktop", "--data", str(builder.folder)],
            cwd=REPOSITORY,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "fr_FR.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == EXIT_WORLD, second.stderr
        assert "Traceback" not in second.stderr
        assert "est déjà ouvert sur" in second.stderr
        assert "Passez à la fenêtre ouverte." in second.stderr
        assert sell(shop, "Pain").number == "T01-2026-000001"


def test_two_tills_can_never_both_write_one_journal(tmp_path: Path) -> None:
    """Should the lock of the folder ever fail (a network drive), the database itself refuses."""
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        with closing(dbapi2.connect(shop.database.file, isolation_level=None)) as other:
            # What a second till would write on the head it read before our next sale.
            stale = other.execute(
                "SELECT till, max(seq) + 1, kind, kno + 1, c, h, s FROM journal_record"
            ).fetchone()
            sell(shop, "Pain")
            with pytest.raises(dbapi2.IntegrityError):
                other.execute("INSERT INTO journal_record VALUES (?, ?, ?, ?, ?, ?, ?)", stale)
    must_be_sound(builder.folder)


# The printer and its drawer.


def with_printer(builder: AShop, address: str) -> AShop:
    printer = PrinterSettings(code="counter", name="Comptoir", address=address)
    return builder.with_settings(printers=(printer,), receipt_printer="counter", opens_drawer=True)


def test_a_dead_printer_stops_no_sale_and_its_drawer_does_not_open_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with PrinterSimulator() as gone:
        port = gone.port
    builder = with_printer(a_bakery(tmp_path), f"tcp://127.0.0.1:{port}")
    with builder.opened() as shop:
        print_queue.restart_printers(shop)
        done = sell(shop, "Pain")
        job = receipts.print_receipt(shop, done.sale_id)
        assert sell(shop, "Vin").number == "T01-2026-000002"
        await_that(shop, lambda: caplog.messages.count("drawer_not_opened") == 2)
        assert print_rows.JobRows(shop).get(job).state in {JobState.QUEUED, JobState.HELD}

        with PrinterSimulator(port=port) as back:
            (paper,) = back.wait_for_papers(1, timeout_s=40)
            assert done.number in paper.text
            # Its receipt comes out late; the drawer, whose customer is gone, stays shut.
            assert back.drawer_kicks == 0
    must_be_sound(builder.folder)


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


def test_without_a_drawer_cash_is_taken_and_opening_it_says_what_is_missing(tmp_path: Path) -> None:
    with a_bakery(tmp_path).with_settings(opens_drawer=True).opened() as shop:
        assert sell(shop, "Pain").number == "T01-2026-000001"
        with pytest.raises(RefusedError) as refused:
            till_sessions.kick_drawer(shop, OWNER, "monnaie")
        told = Wording(Language.FRENCH, shop.zone).refusal(refused.value)

        assert (refused.value.code, told.next_step) == (
            "no_printer",
            "Choisissez-en une dans les réglages.",
        )


# The key.


def test_a_key_that_is_gone_degrades_the_journal_and_its_return_covers_what_was_sold(
    tmp_path: Path,
) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        (key,) = builder.folder.glob("*.pem")
        content = key.read_bytes()
        key.unlink()
    shop = open_again(builder.folder)
    card = Tenders().add(Means.CARD, Money(1_15))
    selling.take_payment(shop, Checkout(cart=a_cart(shop, "Pain"), tenders=card, staff=OWNER))
    assert till_sessions.till_state(shop).is_degraded
    shop.close()
    key.write_bytes(content)
    key.chmod(0o600)
    shop = open_again(builder.folder)
    sell(shop, "Pain")
    assert not till_sessions.till_state(shop).is_degraded
    with shop.look() as look:
        codes = look.connection.execute(
            text(
                "SELECT json_extract(CAST(c AS TEXT), '$.b.code') FROM journal_record"
                " WHERE kind = 'EVENT' ORDER BY seq"
            )
        ).scalars()
        told = list(codes)
    shop.close()

    assert told[-2:] == [EventCode.DEGRADED_ON, EventCode.DEGRADED_OFF]
    must_be_sound(builder.folder)
