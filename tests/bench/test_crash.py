"""The plug is pulled: `pytest tests/bench/test_crash.py -m slow`; a thousand times by hand with
`comptoir bench crash --runs 1000`.
"""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from bench.crash import bench_crash
from bench.crash_check import Paid, faults
from bench.crash_seller import serve
from bench.goods import codes_of, fill, in_cash
from bench.town import stock_shelf
from bench.wishes import Wishes
from desktop.bootstrap import open_shop
from desktop.services.counter import selling
from fiscal import FolderKeyStore
from sync.kernel.clock import SetClock, SystemClock

RUNS_IN_CI = 50


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_fifty_kills_and_cuts_lose_nothing_that_was_paid() -> None:
    said: list[str] = []

    lines = bench_crash(Wishes(seed=20261123, runs=RUNS_IN_CI, tell=said.append))

    assert lines[-1].ok is True, said
    assert sum(line.p50 or 0 for line in lines[:-1]) == RUNS_IN_CI


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("cc") is None, reason="the power is cut by a shim in C")
def test_the_same_benchmark_catches_a_till_that_does_not_wait_for_its_disk() -> None:
    said: list[str] = []

    lines = bench_crash(Wishes(seed=1, runs=12, synchronous="NORMAL", tell=said.append))

    assert lines[-1].ok is False
    assert any("paid sales are lost" in each for each in said)


def test_every_kind_of_loss_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    stock_shelf(folder, 20)
    paid = _sell(folder, 3)

    assert faults(_copy(folder), paid) == []
    for harm, told in (
        ("DELETE FROM sale WHERE journal_seq = (SELECT max(journal_seq) FROM sale)", "are lost"),
        ("UPDATE sale SET due_cents = due_cents + 1", "are lost"),
        ("UPDATE sale SET number = 'T01-2026-000009' WHERE number LIKE '%2'", "gaps or doubles"),
        ("UPDATE outbox SET kind = 'sale.other' WHERE kind = 'sale.closed'", "outbox"),
        ("DELETE FROM sale_tender", "payments do not add up"),
        ("DELETE FROM sale_line WHERE position = 1", "lines do not add up"),
        ("UPDATE stock_movement SET delta = 0", "did not leave the stock"),
        ("DELETE FROM journal_record WHERE seq = 2", "the journal has gaps"),
    ):
        harmed = _copy(folder)
        _harm(harmed, harm)
        assert told in " ".join(faults(harmed, paid)), harm


def test_a_database_that_is_gone_wrong_is_told_and_not_raised(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    stock_shelf(folder, 20)
    (folder / "comptoir.db").write_bytes(b"no database at all" * 500)

    assert faults(folder, []) == ["it does not open: database_corrupt"]


def test_a_till_of_the_benchmark_sells_on_when_its_business_day_ends(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    stock_shelf(folder, 20)
    # Its till was opened by the machine's clock; two days are more than one at every change of hour.
    clock = SetClock(SystemClock().now())
    keys = FolderKeyStore(folder)
    with closing(open_shop(folder, clock=clock, keys=keys, prints=False, talks=False)) as shop:
        for _ in range(3):
            clock.advance(timedelta(days=2))
            serve(shop, codes_of(folder), Random(1))

        with shop.look() as look:
            days = look.connection.execute(text("SELECT DISTINCT business_day FROM sale")).all()
    assert len(days) == 3


def _sell(folder: Path, count: int) -> list[Paid]:
    paid: list[Paid] = []
    shop = open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)
    try:
        for _ in range(count):
            done = selling.take_payment(shop, in_cash(fill(shop, codes_of(folder)[:3])))
            paid.append(Paid(done.sale_id, done.number, done.total.cents))
    finally:
        shop.close()
    return paid


def _copy(folder: Path) -> Path:
    copies = len(list(folder.parent.iterdir()))
    return Path(shutil.copytree(folder, folder.with_name(f"copy-{copies}")))


def _harm(folder: Path, statement: str) -> None:
    opened = dbapi2.connect(str(folder / "comptoir.db"))
    try:
        triggers = opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            opened.execute(f'DROP TRIGGER "{name}"')
        opened.execute(statement)
        opened.commit()
    finally:
        opened.close()
