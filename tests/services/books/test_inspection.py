"""Whoever has the file can verify the journal; whatever was altered in it shows."""

import threading
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2

from desktop.errors import ShopError
from desktop.services.books import journal_parts
from desktop.services.books.inspection import Inspected, inspect
from desktop.services.books.journal import SqlStore
from desktop.services.books.journal_parts import Part, Row, verify_shared
from desktop.services.database import FILE_NAME, open_to_read
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import Layer, Record, Report, Witness, verify_quick
from fiscal.archive import write_archive
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, a_shop, sell

RECORDS = 8
"""Opening, event, float, three sales, count, closure."""
SALE = 5
"""The second of the sales."""

Altering = Callable[[dbapi2.Connection], object]


@pytest.fixture(scope="session")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of a day with three sales and its Z, its app closed."""
    folder = tmp_path_factory.mktemp("inspected")
    with a_shop(folder).with_product("Thé", 790, vat=550).opened() as shop:
        for count in (1, 2, 3):
            sell(shop, ("the", count))
        till_sessions.close_till(shop, Money(100_00 + 6 * 790), OWNER)
    return folder / "shop" / FILE_NAME


def altered(sold: Path, folder: Path, alter: Altering) -> Path:
    """Return a copy of the database in which somebody has been, without its guard rails."""
    copy = folder / "copy.db"
    copy.write_bytes(sold.read_bytes())
    with closing(dbapi2.connect(str(copy))) as opened:
        triggers = opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        alter(opened)
        opened.commit()
    return copy


def sql(statement: str, *values: object) -> Altering:
    return lambda opened: opened.execute(statement, values)


def refusal(path: Path) -> ShopError:
    with pytest.raises(ShopError) as refused:
        inspect(path)
    return refused.value


def one(path: Path, *, is_quick: bool = False) -> Inspected:
    (found,) = inspect(path, is_quick=is_quick)
    return found


@pytest.mark.parametrize("is_quick", [True, False])
def test_an_untouched_journal_is_sound(sold: Path, is_quick: bool) -> None:
    for path in (sold, sold.parent):
        found = one(path, is_quick=is_quick)
        assert (found.till, found.report.is_sound, found.report.records) == ("T01", True, RECORDS)


def test_a_journal_is_verified_while_its_app_is_running(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        report = one(shop.folder).report
        assert report.is_sound
        assert report.unanchored == report.records


@pytest.mark.parametrize("is_quick", [True, False])
@pytest.mark.parametrize(
    ("statement", "layer"),
    [
        ("UPDATE journal_record SET c = replace(c, '1580', '580') WHERE seq = 5", Layer.HASH),
        ("DELETE FROM journal_record WHERE seq = 5", Layer.SEQ),
        ("UPDATE journal_record SET seq = 9 WHERE seq = 5", Layer.SEQ),
        ("UPDATE journal_record SET s = zeroblob(64) WHERE seq = 8", Layer.SIG),
        ("UPDATE journal_record SET h = zeroblob(32) WHERE seq = 5", Layer.HASH),
    ],
)
def test_whatever_was_altered_shows(
    sold: Path, tmp_path: Path, statement: str, layer: Layer, is_quick: bool
) -> None:
    assert layer in one(altered(sold, tmp_path, sql(statement)), is_quick=is_quick).report.layers()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_record WHERE seq > 5",
        "DELETE FROM journal_record",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET state = x'00'",
        "UPDATE journal_head SET state = NULL",
        "UPDATE journal_head SET state = '[]'",
    ],
)
def test_a_head_that_does_not_fit_its_records_shows(
    sold: Path, tmp_path: Path, statement: str
) -> None:
    def alter(opened: dbapi2.Connection) -> None:
        _loosen(opened)
        opened.execute(statement)

    assert Layer.HEAD in one(altered(sold, tmp_path, alter)).report.layers()


def _loosen(opened: dbapi2.Connection) -> None:
    """Take the tables' own rules away, as somebody with a tool would."""
    opened.executescript(
        """
        CREATE TABLE loose_head AS SELECT * FROM journal_head;
        DROP TABLE journal_head;
        ALTER TABLE loose_head RENAME TO journal_head;
        CREATE TABLE loose_record AS SELECT * FROM journal_record;
        DROP TABLE journal_record;
        ALTER TABLE loose_record RENAME TO journal_record;
        """
    )


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, RECORDS),
    st.sampled_from(
        [
            "UPDATE journal_record SET seq = ? WHERE seq = ?",
            "UPDATE journal_record SET c = ? WHERE seq = ?",
            "UPDATE journal_record SET h = ? WHERE seq = ?",
            "UPDATE journal_record SET s = ? WHERE seq = ?",
        ]
    ),
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=9)
    | st.binary(max_size=40),
)
def test_any_value_in_any_column_is_judged_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, sold: Path, seq: int, update: str, value: object
) -> None:
    def alter(opened: dbapi2.Connection) -> None:
        _loosen(opened)
        opened.execute(update, (value, seq))

    copy = altered(sold, tmp_path_factory.mktemp("altered"), alter)
    is_the_same = "SET seq" in update and value == seq
    assert one(copy).report.is_sound == is_the_same
    # The quick check reads one signature, the last.
    assert one(copy, is_quick=True).report.is_sound == is_the_same or "SET s " in update


def test_records_cut_off_behind_a_countersigned_head_show(sold: Path, tmp_path: Path) -> None:
    """The marketplace's receipt bears witness even where head and records were made to fit."""

    def alter(opened: dbapi2.Connection) -> None:
        (digest,) = opened.execute("SELECT h FROM journal_record WHERE seq = 6").fetchone()
        receipt = f'{{"seq":6,"h":"{digest.hex()}"}}'.encode()
        opened.execute("INSERT INTO journal_anchor VALUES ('T01', 6, ?)", (receipt,))
        opened.execute("INSERT INTO journal_anchor VALUES ('T01', 7, x'ff')")
        opened.execute("DELETE FROM journal_record WHERE seq > 5")

    assert Layer.TRUNC in one(altered(sold, tmp_path, alter)).report.layers()


def test_another_database_holds_no_journal(tmp_path: Path) -> None:
    with closing(dbapi2.connect(str(tmp_path / "other.db"))) as opened:
        opened.execute("CREATE TABLE journal_head (till TEXT)")
        opened.commit()
    assert refusal(tmp_path / "other.db").code == "no_journal"


def test_a_shop_that_never_sold_has_an_empty_journal(tmp_path: Path) -> None:
    a_shop(tmp_path).with_closed_till().open().close()
    assert refusal(tmp_path / "shop").code == "journal_empty"


def test_what_cannot_be_read_says_so(tmp_path: Path, sold: Path) -> None:
    assert refusal(tmp_path / "rien.db").code == "journal_missing"
    (tmp_path / "note.txt").write_text("bonjour")
    assert refusal(tmp_path / "note.txt").code == "no_journal"
    assert refusal(tmp_path).code == "journal_missing"
    (tmp_path / "cut.db").write_bytes(sold.read_bytes()[:5000])
    assert refusal(tmp_path / "cut.db").code == "journal_unreadable"
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    assert refusal(tmp_path / "cut.zip").code == "archive_refused"


def verdict_on(path: Path) -> str:
    try:
        return "sound" if one(path).report.is_sound else "unsound"
    except ShopError as error:
        return error.code


def an_archive(shop: Shop, out: Path) -> Path:
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        write_archive(out, store, shop.signer, clock_ms=lambda: milliseconds(shop.clock.now()))
    return out


def test_an_archive_is_verified_and_an_altered_one_refused(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        till_sessions.close_till(shop, Money(107_90), OWNER)
        out = an_archive(shop, tmp_path / "2026.zip")
    found = one(out)
    assert (found.till, found.report.is_sound) == ("T01", True)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(tmp_path / "b.zip", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            is_journal = name.endswith((".jsonl", ".ndjson", ".tsv")) or "journal" in name
            target.writestr(name, content.replace(b"790", b"190") if is_journal else content)
    assert verdict_on(tmp_path / "b.zip") in {"archive_refused", "unsound"}


@settings(max_examples=40, deadline=None)
@given(chance=st.data())
def test_an_archive_with_any_bytes_altered_is_refused_unsound_or_the_same(
    tmp_path_factory: pytest.TempPathFactory, chance: st.DataObject
) -> None:
    made = tmp_path_factory.getbasetemp() / "archive.zip"
    if not made.exists():
        folder = tmp_path_factory.mktemp("archived")
        with a_shop(folder).with_product("Thé", 790).opened() as shop:
            sell(shop, "the")
            till_sessions.close_till(shop, Money(107_90), OWNER)
            an_archive(shop, made)
    content = bytearray(made.read_bytes())
    for _ in range(chance.draw(st.integers(1, 6))):
        content[chance.draw(st.integers(0, len(content) - 1))] = chance.draw(st.integers(0, 255))
    out = tmp_path_factory.mktemp("fuzzed") / "a.zip"
    out.write_bytes(content)
    assert verdict_on(out) in {"archive_refused", "no_journal", "unsound", "sound"}


@pytest.mark.parametrize(
    "alter",
    [
        sql("VACUUM"),
        sql("UPDATE journal_record SET c = replace(c, '790', '79') WHERE seq = ?", SALE),
        sql("UPDATE journal_record SET h = zeroblob(32) WHERE seq = ?", SALE),
        sql("UPDATE journal_record SET s = zeroblob(64) WHERE seq = ?", SALE),
        sql("UPDATE journal_record SET s = zeroblob(64) WHERE seq = ?", RECORDS),
        sql("UPDATE journal_record SET s = x'' WHERE seq >= ?", SALE),
        sql("DELETE FROM journal_record WHERE seq = ?", SALE),
        sql("DELETE FROM journal_record WHERE seq = ?", RECORDS),
        sql("UPDATE journal_record SET seq = seq + 100 WHERE seq = ?", RECORDS),
        sql("UPDATE journal_record SET seq = -1 WHERE seq = ?", SALE),
    ],
)
def test_several_tell_of_a_journal_what_one_tells(
    sold: Path, tmp_path: Path, alter: Altering
) -> None:
    path = altered(sold, tmp_path, alter)

    with ThreadPoolExecutor(2) as executor:
        (shared,) = inspect(path, is_quick=True, executor=executor)

    assert shared == one(path, is_quick=True)


def test_several_miss_what_was_cut_off(sold: Path) -> None:
    later = Witness(RECORDS + 1, bytes(32))
    with closing(open_to_read(sold)) as opened, ThreadPoolExecutor(2) as executor:
        (text,) = opened.execute("SELECT c FROM journal_record WHERE seq = 1").fetchone()
        whole = Part(sold, "T01", bytes.fromhex(Record.read(text).b["pub"]), (later,))

        report = verify_shared(opened, whole, executor)

    assert report.layers() == {Layer.TRUNC}


def test_a_sound_journal_is_shared_and_not_read_twice(
    sold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[threading.Thread] = []
    check = verify_quick

    def note(rows: Iterable[Row], pinned: bytes, **more: Any) -> Report:  # noqa: ANN401 handed on
        readers.append(threading.current_thread())
        return check(rows, pinned, **more)

    monkeypatch.setattr(journal_parts, "verify_quick", note)
    with ThreadPoolExecutor(2) as executor:
        inspect(sold, is_quick=True, executor=executor)

    assert len(readers) == journal_parts.PARTS
    assert threading.main_thread() not in readers
