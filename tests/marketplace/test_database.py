"""The door to the database: one writer, readers that cannot write, words for every failure."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from marketplace.errors import StorageError
from marketplace.models.town import Shop, Town
from marketplace.services import audit, checkup
from marketplace.services.database import Database
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from sync.kernel.clock import SetClock
from tests.marketplace.towns import OpenTown
from tests.support import hub_database
from tests.support.a_market import TUESDAY_NOON, a_town


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(hub_database.url_in(tmp_path))
    opened.create_all()
    yield opened
    opened.close()


def test_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError, match="read_only"), database.read() as session:
        session.execute(text("DELETE FROM town"))


def test_block_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            a_town(session)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert session.scalar(select(Town)) is None


def test_write_inside_a_write_is_a_bug(database: Database) -> None:
    with (
        database.write(),
        pytest.raises(RuntimeError, match="inside"),
        database.write(),
    ):
        pass
    with database.write() as session:
        a_town(session)


def test_reader_sees_one_snapshot(database: Database) -> None:
    with database.read() as session:
        assert session.scalar(select(Town)) is None

        def found() -> None:
            with database.write() as other:
                a_town(other)

        writer = Thread(target=found)
        writer.start()
        writer.join()
        assert session.scalar(select(Town)) is None
    with database.read() as session:
        assert session.scalar(select(Town)) is not None


def test_hooks_run_inside_and_after_and_a_broken_bell_breaks_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    database.before_commit(lambda _session: heard.append("before"))
    database.after_commit(lambda _session: heard.append("after"))

    def broken(_session: object) -> None:
        raise RuntimeError("the bell is jammed")

    database.after_commit(broken)
    with database.write() as session:
        a_town(session)
        assert heard == []
    assert heard == ["before", "after"]
    assert "after_commit_hook_failed" in caplog.text
    with pytest.raises(ZeroDivisionError), database.write():
        raise ZeroDivisionError
    assert heard == ["before", "after"]


def test_tables_are_strict(database: Database) -> None:
    with pytest.raises((DBAPIError, StorageError)), database.write() as session:
        session.execute(
            text("INSERT INTO job VALUES ('i', 'k', '{}', 'yesterday', 0, NULL, 'd', '')")
        )


@pytest.mark.sqlite_hub
def test_durability_is_full(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert connection.execute(text("PRAGMA trusted_schema")).scalar_one() == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nonsense", "unreadable"),
        ("sqlite://", "unreadable"),
        ("sqlite:///:memory:", "unreadable"),
        ("oracle+nothing://x/y", "no_driver"),
        ("mysql+nothing://x/y", "no_driver"),
    ],
)
def test_address_of_no_database_is_said(url: str, code: str) -> None:
    with pytest.raises(StorageError, match=code):
        Database(url)


def test_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(StorageError, match="old_sqlite"):
        Database(f"sqlite:///{tmp_path / 'x.db'}")


def hub_on(folder: Path) -> Hub:
    return open_hub(Settings(hub_database.url_in(folder), folder), SetClock(TUESDAY_NOON))


@pytest.mark.sqlite_hub
def test_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="corrupt"):
        hub_on(tmp_path)


def test_database_of_a_newer_version_is_said(tmp_path: Path) -> None:
    hub = hub_on(tmp_path)
    with hub.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    hub.close()
    with pytest.raises(StorageError, match="too_new"):
        hub_on(tmp_path)


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    first = hub_on(tmp_path)
    with first.database.write() as session:
        a_town(session)
    first.close()
    second = hub_on(tmp_path)
    with second.database.read() as session:
        assert session.scalars(select(Town.name)).all() == ["Valmoret"]
    second.close()


@pytest.mark.sqlite_hub
def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "hub"
    with pytest.raises(StorageError, match="unreadable"):
        hub_on(folder)


@pytest.mark.sqlite_hub
def test_database_held_by_another_program_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.services.database._BUSY_MS", 50)
    hub = hub_on(tmp_path)
    other = dbapi2.connect(str(tmp_path / "hub.db"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"), hub.database.write() as session:
            a_town(session)
    finally:
        other.close()
        hub.close()


@pytest.mark.sqlite_hub
def test_full_disk_is_said_and_nothing_half_stays(tmp_path: Path) -> None:
    hub = hub_on(tmp_path)
    with hub.database.write() as session:
        town = a_town(session)
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageError, match="full"), hub.database.write() as session:
        session.get_one(Town, town.id).story = "x" * 5_000_000
    with hub.database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1073741823"))
        assert session.get_one(Town, town.id).story == ""
    hub.close()


@pytest.mark.sqlite_hub
def test_checkup_finds_what_was_changed_by_hand(town: OpenTown) -> None:
    assert all(one.is_well for one in checkup.examine(town.hub))
    with dbapi2.connect(str(town.database.file)) as connection:
        connection.execute("UPDATE offer SET on_hand = on_hand + 1000")
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 2")
        connection.execute("DROP TRIGGER posting_no_update")
    connection.close()
    wrong = {one.name: one.detail for one in checkup.examine(town.hub) if not one.is_well}
    assert wrong == {"stock": "7", "audit": "2"}


def test_audit_says_who_did_what(town: OpenTown) -> None:
    with town.database.write() as session:
        shop = session.scalars(select(Shop).limit(1)).one()
        audit.record(
            session, town.clock.now(), "steward", "shop.hours", shop.id, on_behalf_of=shop.id
        )
    with town.database.read() as session:
        assert audit.first_broken(session) is None
