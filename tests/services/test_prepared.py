"""A statement run by the driver itself does and says what SQLAlchemy would."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.models.till import TillSession
from desktop.services.prepared import Prepared, PreparedInsert, among, ids
from tests.support.a_shop import a_shop

_settings, _sessions = table_of(SettingValue), table_of(TillSession)
_by_key = Prepared(select(_settings).where(_settings.c.key == bindparam("key")))


def test_what_is_written_is_read_back_and_undone_with_the_transaction(tmp_path: Path) -> None:
    add = PreparedInsert(_settings)
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            add.run_many(work.connection, [{"key": k, "value": k.upper()} for k in ("a", "b")])
            add.run_many(work.connection, [])
            found = _by_key.first(work.connection, {"key": "b"})
        with shop.look() as look:
            gone = _by_key.all(look.connection, {"key": "b"})

    assert (found.key, found.value) == ("b", "B")
    assert gone == []


def test_however_many_are_asked_for_the_statement_is_one(tmp_path: Path) -> None:
    by_keys = Prepared(select(_settings).where(among(_settings.c.key)).order_by(_settings.c.key))
    with a_shop(tmp_path).opened() as shop, shop.begin() as work:
        rows = [{"key": f"k{n}", "value": "v"} for n in range(3_000)]
        PreparedInsert(_settings).run_many(work.connection, rows)
        assert by_keys.all(work.connection, ids([])) == []
        for wanted in (["k7"], ["k7", "it's"], [row["key"] for row in rows]):
            found = [row.key for row in by_keys.all(work.connection, ids(wanted))]
            assert found == sorted(set(wanted) - {"it's"})


def test_rows_have_the_types_of_their_columns(tmp_path: Path) -> None:
    statement = select(_sessions).where(_sessions.c.till == bindparam("till"))
    with a_shop(tmp_path).opened() as shop, shop.look() as look:
        told = look.connection.execute(statement, {"till": "T01"}).one()
        found = Prepared(statement).first(look.connection, {"till": "T01"})

    assert found._asdict() == told._asdict()


def test_a_statement_in_words_runs_on_either_connection(tmp_path: Path) -> None:
    by_till = Prepared("SELECT till, opened_at AS since FROM till_session WHERE till = :till")
    with a_shop(tmp_path).opened() as shop:
        with shop.glance() as glance:
            glanced = by_till.all(glance, {"till": "T01"})
        with shop.look() as look:
            looked = by_till.all(look.connection, {"till": "T01"})

    assert [row._fields for row in glanced] == [("till", "since")]
    assert glanced == looked


def test_what_the_database_refuses_is_raised_as_sqlalchemy_raises_it(tmp_path: Path) -> None:
    add = PreparedInsert(_settings)
    with (
        a_shop(tmp_path).opened() as shop,
        pytest.raises(IntegrityError, match="UNIQUE"),
        shop.begin() as work,
    ):
        add.run_many(work.connection, [{"key": "a", "value": 1}, {"key": "a", "value": 2}])


def test_a_look_writes_nothing_and_a_forgotten_parameter_is_no_null(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, shop.look() as look:
        with pytest.raises(Exception, match="readonly"):
            PreparedInsert(_settings).run(look.connection, {"key": "a", "value": 1})
        with pytest.raises(KeyError):
            _by_key.first(look.connection, {})


def test_threads_that_run_a_statement_first_together_all_get_its_rows() -> None:
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        spell_together()
    finally:
        sys.setswitchinterval(switching)


def spell_together() -> None:
    for _ in range(30):
        statement = Prepared(select(_settings).where(_settings.c.key == bindparam("key")))
        together = Barrier(4)

        def spell(statement: Prepared = statement, together: Barrier = together) -> list[object]:
            together.wait()
            return statement.spelled({"key": "a"})[1]

        with ThreadPoolExecutor(4) as threads:
            spelled = [each.result() for each in [threads.submit(spell) for _ in range(4)]]

        assert spelled == [["a"]] * 4
        assert statement.spelled({"key": "a"})[1] == ["a"]
