"""What a till finds out about its own journal when it starts, and that it sells on."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.services.books import integrity
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import TAIL_NAME, SqlStore, tail_of
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.till import alarms
from fiscal import EventCode, Kind, Layer
from tests.support.a_shop import AShop, a_shop, open_again, sell


def a_bakery(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Pain", 1_15, vat=550)


@contextmanager
def started(folder: Path) -> Iterator[Shop]:
    """Yield the shop opened again, its journal checked as the window does."""
    shop = open_again(folder)
    try:
        integrity.note_defect(shop, integrity.check_journal(shop))
        yield shop
    finally:
        shop.close()


def tamper(folder: Path, statement: str) -> None:
    with closing(dbapi2.connect(str(folder / FILE_NAME))) as opened:
        for (name,) in opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute(statement)
        opened.commit()


def defects(shop: Shop) -> list[dict[str, object]]:
    """Return the data of the integrity events in the journal."""
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        events = [row.record().b for row in store.of_kind(Kind.EVENT, 0)]
    return [each["data"] for each in events if each["code"] == EventCode.INTEGRITY_DEFECT]


def test_a_whole_journal_raises_no_alarm(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    with started(builder.folder) as shop:
        assert alarms.alarm_of(shop) is None
        assert defects(shop) == []


def edited(folder: Path) -> None:
    tamper(
        folder,
        "UPDATE journal_record SET c = CAST(replace(c, '115', '015') AS BLOB) WHERE kind = 'SALE'",
    )


def deleted(folder: Path) -> None:
    tamper(folder, "DELETE FROM journal_record WHERE seq = 4")


def signed_anew(folder: Path) -> None:
    tamper(folder, "UPDATE journal_record SET s = zeroblob(70) WHERE seq = (SELECT max(seq) FROM"
           " journal_record)")  # fmt: skip


@pytest.mark.parametrize(
    ("attack", "layer"),
    [(edited, Layer.HASH), (deleted, Layer.SEQ), (signed_anew, Layer.SIG)],
)
def test_a_defect_is_signed_told_in_red_and_stops_no_sale(
    tmp_path: Path, attack: Callable[[Path], None], layer: Layer
) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        sell(shop, "Pain")
    attack(builder.folder)

    with started(builder.folder) as shop:
        alarm = alarms.alarm_of(shop)
        assert alarm is not None
        assert (alarm.code, alarm.tone) == ("journal_defect", "stop")
        assert layer.value in defects(shop)[0]["layers"]
        sell(shop, "Pain")
    with started(builder.folder) as shop:
        # The same defect is not told at every start; the red line stays until somebody saw it.
        assert len(defects(shop)) == 1
        assert alarms.alarm_of(shop) is not None
        integrity.see_defect(shop)
        assert alarms.alarm_of(shop) is None
    with started(builder.folder) as shop:
        assert alarms.alarm_of(shop) is None


def test_an_older_database_put_back_shows_at_the_next_start(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    shutil.copy(builder.folder / FILE_NAME, tmp_path / "yesterday.db")
    shop = open_again(builder.folder)
    sell(shop, "Pain")
    shop.close()
    shutil.copy(tmp_path / "yesterday.db", builder.folder / FILE_NAME)

    (found,) = inspect(builder.folder)
    assert found.report.layers() == {Layer.TRUNC}
    with started(builder.folder) as shop:
        assert defects(shop)[0]["layers"] == [Layer.TRUNC.value]
        # What is sold now covers the file beside; the signed event and the red line remain.
        sell(shop, "Pain")
    with started(builder.folder) as shop:
        assert alarms.alarm_of(shop) is not None


def test_what_a_start_writes_does_not_cover_what_it_finds(tmp_path: Path) -> None:
    """The forgotten day is closed before the check has time to look."""
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    shutil.copy(builder.folder / FILE_NAME, tmp_path / "yesterday.db")
    shop = open_again(builder.folder)
    sell(shop, "Pain")
    shop.close()
    shutil.copy(tmp_path / "yesterday.db", builder.folder / FILE_NAME)
    builder.clock.instant = builder.clock.instant.replace(day=24)

    shop = open_again(builder.folder, builder.clock)
    try:
        # The closure stands where the lost sale stood.
        assert integrity.check_journal(shop).layers() == {Layer.ANCHOR}
    finally:
        shop.close()


def test_the_last_record_of_each_transaction_is_held_beside_the_database(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        with shop.look() as look:
            head = SqlStore(look.connection, shop.settings.till).head()
        (witness,) = tail_of(shop.folder).witnesses()

        assert (witness.seq, witness.h.hex()) == (head.seq, head.h)


def test_a_tail_file_that_cannot_be_written_stops_no_sale(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        (shop.folder / TAIL_NAME).unlink()
        (shop.folder / TAIL_NAME).mkdir()

        assert sell(shop, "Pain").number == "T01-2026-000001"
    with started(shop.folder) as again:
        assert alarms.alarm_of(again) is None


def test_a_till_that_was_never_opened_has_nothing_to_check(tmp_path: Path) -> None:
    with a_bakery(tmp_path).with_closed_till().opened() as shop:
        report = integrity.check_journal(shop)

        assert (report.is_sound, report.records) == (True, 0)
        assert alarms.alarm_of(shop) is None
