import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import create_engine, select, text

from desktop.errors import WorldError
from desktop.models import Base, migrations
from desktop.models.house import Staff
from desktop.services import database
from desktop.services.database import FILE_NAME, SCHEMA_VERSION, Database
from desktop.services.shop import Shop
from tests.support.a_shop import a_shop, open_again, sell

REPOSITORY = Path(__file__).parents[2]


def code_of(folder: Path) -> str:
    with pytest.raises(WorldError) as failed:
        Database(folder)
    return failed.value.code


def test_a_new_folder_gets_every_table_the_models_name(tmp_path: Path) -> None:
    opened = Database(tmp_path / "new")
    with opened.look() as look:
        tables = look.connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
        ).all()
        version = look.connection.exec_driver_sql("PRAGMA user_version").scalar()
    opened.close()

    assert set(Base.metadata.tables) <= set(tables)
    assert version == SCHEMA_VERSION


def test_the_files_stamp_is_the_number_of_migrations() -> None:
    versions = Path(migrations.__file__).parent / "versions"

    assert len(list(versions.glob("0*.py"))) == SCHEMA_VERSION


def test_a_database_of_the_version_before_is_brought_up_and_keeps_what_it_held(
    tmp_path: Path,
) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15)
    builder.open().close()
    with closing(dbapi2.connect(builder.folder / FILE_NAME)) as raw:
        wanted = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    before = tmp_path / "before"
    before.mkdir()
    as_of_the_first_migration(before / FILE_NAME)

    shop = open_again(before)
    with shop.look() as look:
        tables = look.connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
        ).all()
        kept = look.connection.exec_driver_sql("SELECT name FROM category").scalars().all()
    shop.close()

    assert set(tables) == {name for (name,) in wanted}
    assert kept == ["Pain"]


def as_of_the_first_migration(file: Path) -> None:
    """Make a database as the first version of the till left it."""
    # Here, because nobody but a migration needs alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{file}", module=dbapi2)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version = 1")
        connection.exec_driver_sql(
            "INSERT INTO category (id, name, position, colour) VALUES ('c', 'Pain', 0, 1)"
        )
    engine.dispose()


def test_the_first_migration_makes_what_the_models_describe(tmp_path: Path) -> None:
    # Here, because nobody but this test and a migration needs alembic.
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    opened = Database(tmp_path)
    with opened.look() as look:
        context = MigrationContext.configure(look.connection)
        differences = [
            found
            for found in compare_metadata(context, Base.metadata)
            if "variant_trigram" not in str(found) and "variant_prefix" not in str(found)
        ]
    opened.close()

    assert differences == []


def test_every_connection_is_as_safe_as_asked(tmp_path: Path) -> None:
    opened = Database(tmp_path)
    with opened.look() as look:
        found = {
            name: look.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        }
    opened.close()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


def test_a_glance_sees_one_moment_and_cannot_write(tmp_path: Path) -> None:
    count = "SELECT count(*) FROM setting"
    with a_shop(tmp_path).opened() as shop:
        with shop.glance() as glance:
            before = glance.execute(count).fetchone()
            with shop.begin() as work:
                work.connection.exec_driver_sql("DELETE FROM setting")
                work.commit()
            assert glance.execute(count).fetchone() == before
        with shop.glance() as glance:
            assert glance.execute(count).fetchone() == (0,)
        with pytest.raises(WorldError) as failed, shop.glance() as glance:
            glance.execute("DELETE FROM staff")
        with shop.glance() as glance:
            assert glance.execute("SELECT count(*) FROM staff").fetchone() == (1,)

    assert failed.value.code == "database_read_only"


def test_a_look_cannot_write(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with pytest.raises(WorldError) as failed, shop.look() as look:
            look.connection.exec_driver_sql("DELETE FROM staff")
        assert failed.value.code == "database_read_only"


def break_off(shop: Shop) -> None:
    with shop.begin() as work:
        work.connection.exec_driver_sql("UPDATE staff SET name = 'y'")
        raise ZeroDivisionError("a bug in the middle of a transaction")


def sell_until_it_fails(shop: Shop) -> Iterator[str]:
    while True:
        yield sell(shop, "Pain").number


def write_past_us(shop: Shop, statement: str) -> None:
    with closing(dbapi2.connect(shop.database.file)) as raw:
        raw.execute(statement)


def test_what_is_not_committed_did_not_happen(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            work.connection.exec_driver_sql("UPDATE staff SET name = 'x'")
        with pytest.raises(ZeroDivisionError):
            break_off(shop)
        with shop.look() as look:
            assert look.connection.exec_driver_sql("SELECT name FROM staff").scalar() == ""


def test_a_transaction_inside_a_transaction_is_a_bug_and_told(tmp_path: Path) -> None:
    with (
        a_shop(tmp_path).opened() as shop,
        shop.begin(),
        pytest.raises(RuntimeError),
        shop.begin(),
    ):
        pass


def test_the_same_folder_is_not_opened_twice(tmp_path: Path) -> None:
    opened = Database(tmp_path)

    assert code_of(tmp_path) == "already_open"
    opened.close()
    Database(tmp_path).close()


def test_a_program_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from desktop.services.database import Database;"
        "Database(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        assert code_of(tmp_path) == "already_open"
        other.kill()

    opened = Database(tmp_path)
    assert opened.was_left_open
    opened.close()


def test_a_tidy_end_leaves_no_log(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15)
    with builder.opened() as shop:
        sell(shop, "Pain")
        assert (builder.folder / f"{FILE_NAME}-wal").stat().st_size > 0

    assert not (builder.folder / f"{FILE_NAME}-wal").exists()
    again = open_again(builder.folder)
    assert not again.database.was_left_open
    again.close()


def test_the_log_is_folded_back_when_asked(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        sell(shop, "Pain")

        assert shop.database.checkpoint() == 0
        assert sell(shop, "Pain").number == "T01-2026-000002"


def test_the_log_is_folded_back_while_somebody_writes(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        sell(shop, "Pain")
        with shop.begin() as work:
            work.connection.exec_driver_sql("UPDATE product SET name = 'Miche'")
            assert shop.database.checkpoint() == 0
            work.commit()
        with shop.look() as look:
            names = look.connection.exec_driver_sql("SELECT DISTINCT name FROM product").all()
        assert [tuple(row) for row in names] == [("Miche",)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is a shopping list, not a database\n" * 100)

    assert code_of(tmp_path) == "database_corrupt"


def test_a_damaged_file_is_noticed_after_a_crash(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    for place in range(300):
        builder.with_product(f"Article {place}", 100 + place)
    builder.open().close()
    file = builder.folder / FILE_NAME
    damaged = bytearray(file.read_bytes())
    for page in range(3, len(damaged) // 4096, 2):
        damaged[page * 4096 : page * 4096 + 2000] = os.urandom(2000)
    file.write_bytes(damaged)
    # What a crash leaves: the log of a program that did not close.
    file.with_name(f"{FILE_NAME}-wal").write_bytes(b"")

    assert code_of(builder.folder) == "database_corrupt"


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Database(tmp_path).close()
    with dbapi2.connect(tmp_path / FILE_NAME) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()

    assert code_of(tmp_path) == "database_too_new"


def test_a_database_another_program_writes_to_is_told_as_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        other = dbapi2.connect(shop.database.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorldError) as failed:
            sell(shop, "Pain")
        other.execute("ROLLBACK")
        other.close()

        assert failed.value.code == "database_locked"
        assert sell(shop, "Pain").number == "T01-2026-000001"


def test_a_full_disk_sells_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        done = sell(shop, "Pain")
        with shop.begin() as work:
            connection = work.connection
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        numbers = [done.number]
        with pytest.raises(WorldError) as failed:
            numbers.extend(sell_until_it_fails(shop))
        assert failed.value.code == "disk_full"
        with shop.begin() as work:
            work.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

        after = sell(shop, "Pain")
        assert int(after.number[-6:]) == int(numbers[-1][-6:]) + 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")

    assert code_of(in_the_way) == "folder_unusable"
    assert code_of(in_the_way / "below") == "folder_unusable"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_record SET s = x'00'",
        "DELETE FROM journal_record",
        "UPDATE sale SET gross_cents = 0",
        "DELETE FROM sale_line",
        "UPDATE sale_tender SET cents = 0",
        "DELETE FROM stock_movement",
        "UPDATE stock_movement SET delta = 0",
        "DELETE FROM sale_vat",
    ],
)
def test_what_is_only_ever_added_to_is_guarded(tmp_path: Path, statement: str) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        sell(shop, "Pain")
        with pytest.raises(dbapi2.IntegrityError, match="only ever added to"):
            write_past_us(shop, statement)


def test_the_journal_takes_no_gap(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, pytest.raises(dbapi2.IntegrityError, match="a gap"):
        write_past_us(
            shop,
            "INSERT INTO journal_record SELECT till, seq + 5, kind, kno + 5, c, h, s "
            "FROM journal_record ORDER BY seq DESC LIMIT 1",
        )


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.dbapi2, "sqlite_version_info", (3, 45, 1))

    assert code_of(tmp_path) == "sqlite_too_old"


def test_entities_and_core_write_in_one_transaction(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            work.session.add(Staff(code="02", name="Inès", role="seller"))
            work.connection.exec_driver_sql("UPDATE staff SET name = 'Zoé' WHERE code = '01'")
            work.commit()
        with shop.begin() as work:
            work.session.add(Staff(code="03", name="Léo", role="seller"))
            work.session.flush()
        with shop.look() as look:
            names = look.session.scalars(select(Staff.name).order_by(Staff.code)).all()
        assert names == ["Zoé", "Inès"]


def test_writers_on_two_threads_take_turns(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _place: sell(shop, "Pain").number, range(40)))

        assert sorted(done) == [f"T01-2026-{place:06d}" for place in range(1, 41)]
