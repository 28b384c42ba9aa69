"""Measures look-up, search, a sale and a whole basket, each beside its floor.

`python -m bench.sale_probe FOLDER SEED ACTS`: FOLDER is a prepared shop that is only copied. With the
shim loaded it counts the waits for the disk and repeats the sales with 10 ms added to each.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, event

from bench.disk import Disk
from bench.goods import baskets, codes_of, fill, in_cash, queries
from bench.measure import Times, timed
from bench.probe import answer
from desktop.bootstrap import open_shop
from desktop.domain.search_text import words
from desktop.services.counter import selling
from desktop.services.database import FILE_NAME
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from fiscal import FolderKeyStore

if TYPE_CHECKING:
    import sqlite3

BLOCK, WARM_UP = 20, 20
SLOWER_US = 10_000
_BY_CODE = (
    "SELECT v.id, p.name, v.price_cents FROM variant_code c JOIN variant v ON v.id = c.variant_id "
    "JOIN product p ON p.id = v.product_id WHERE c.code = ?"
)
_BY_PARTS = "SELECT rowid FROM variant_trigram WHERE variant_trigram MATCH ? LIMIT 50"
_BY_BEGINNINGS = "SELECT rowid FROM variant_prefix WHERE variant_prefix MATCH ? LIMIT 50"

#: Statement, parameters, and whether they are many.
_Write = tuple[str, Any, bool]
_Row = Mapping[str, object]


@dataclass
class Taken:
    """Milliseconds of one way to do the work."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    #: With the look-ups of the basket.
    basket: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    #: Waits for the disk, a sale.
    waits: float = 0.0


def main(folder: Path, seed: int, acts: int) -> None:
    """Measure so many sales, ten times as many look-ups, twice as many searches, and tell."""
    codes = codes_of(folder)
    look_ups = 10 * acts
    sales = baskets(codes, WARM_UP + acts + acts // 8, seed)
    with TemporaryDirectory(prefix="comptoir-bench-") as place:
        real, bare, rehearsal = (Path(place) / name for name in ("real", "bare", "rehearsal"))
        for copy in (real, bare, rehearsal):
            shutil.copytree(folder, copy)
        with _opened(rehearsal) as shop:
            writes = [_written(shop, basket) for basket in sales]
        shutil.rmtree(rehearsal)
        disk = Disk()
        with _opened(real) as shop, _bare(bare) as connection:
            told = _told(
                "lookup",
                timed(_each(codes, lambda code: selling.understand(shop, code)), look_ups),
                timed(
                    _each(codes, lambda code: connection.execute(_BY_CODE, (code,)).fetchone()),
                    look_ups,
                ),
            )
            told |= _search(shop, connection, queries(folder, 2 * acts, seed + 1))
            ours, floor = Taken(), Taken()
            _race(shop, connection, disk, acts, sales, writes, ours, floor)
            told |= {f"ours_{name}": value for name, value in vars(ours).items()}
            told |= {f"floor_{name}": value for name, value in vars(floor).items()}
            told["is_watched"] = disk.is_watched
    answer(told)


def _race(
    shop: Shop,
    connection: "sqlite3.Connection",
    disk: Disk,
    acts: int,
    sales: Sequence[Sequence[str]],
    writes: Sequence[Sequence[_Write]],
    ours: Taken,
    floor: Taken,
) -> None:
    """Take turns, block by block, so that what else the machine does falls on both.

    The last sales, an eighth as many as the measured ones, are those of the slow disk.
    """
    measured = range(WARM_UP, WARM_UP + acts)

    def sell(place: int, taken: Taken) -> None:
        _sell(shop, sales[place], taken)

    def write(place: int, taken: Taken) -> None:
        _write(connection, sales[place], writes[place], taken)

    for place in range(WARM_UP):
        sell(place, Taken())
        write(place, Taken())
    for start in measured[::BLOCK]:
        for act, taken in ((sell, ours), (write, floor)):
            before = disk.waits()
            for place in range(start, min(start + BLOCK, measured.stop)):
                act(place, taken)
            taken.waits += (disk.waits() - before) / acts
        # As the window does it, when nobody is selling.
        shop.database.checkpoint()
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    if not disk.is_watched:
        return
    disk.delay(SLOWER_US)
    for act, taken in ((sell, ours), (write, floor)):
        slowly = Taken()
        for place in range(measured.stop, len(sales)):
            act(place, slowly)
        taken.slow = slowly.wall
    disk.delay(0)


def _sell(shop: Shop, basket: Sequence[str], taken: Taken) -> None:
    began = time.perf_counter()
    checkout = in_cash(fill(shop, basket))
    start, busy = time.perf_counter(), time.process_time()
    selling.take_payment(shop, checkout)
    end = time.perf_counter()
    taken.cpu.append((time.process_time() - busy) * 1000)
    taken.wall.append((end - start) * 1000)
    taken.basket.append((end - began) * 1000)


def _write(
    connection: "sqlite3.Connection",
    basket: Sequence[str],
    writes: Sequence[_Write],
    taken: Taken,
) -> None:
    began = time.perf_counter()
    for code in basket:
        connection.execute(_BY_CODE, (code,)).fetchone()
    start, busy = time.perf_counter(), time.process_time()
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters, is_many in writes:
        (connection.executemany if is_many else connection.execute)(statement, parameters)
    connection.execute("COMMIT")
    end = time.perf_counter()
    taken.cpu.append((time.process_time() - busy) * 1000)
    taken.wall.append((end - start) * 1000)
    taken.basket.append((end - began) * 1000)


def _written(shop: Shop, basket: Sequence[str]) -> list[_Write]:
    """Make a sale and return every row it wrote: the floor writes the same and does no more."""
    seen: list[_Write] = []
    run, run_many = Prepared.run, Prepared.run_many

    def note(*told: object) -> None:
        _connection, _cursor, statement, parameters, _context, is_many = told
        if str(statement).lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append((str(statement), parameters, bool(is_many)))

    def note_run(self: Prepared, connection: Connection, row: _Row) -> None:
        seen.append((*self.spelled(row), False))
        run(self, connection, row)

    def note_many(self: Prepared, connection: Connection, rows: Sequence[_Row]) -> None:
        if rows:
            told = [self.spelled(row) for row in rows]
            seen.append((told[0][0], [values for _, values in told], True))
        run_many(self, connection, rows)

    event.listen(Engine, "before_cursor_execute", note)
    with patch.object(Prepared, "run", note_run), patch.object(Prepared, "run_many", note_many):
        selling.take_payment(shop, in_cash(fill(shop, basket)))
    event.remove(Engine, "before_cursor_execute", note)
    return seen


def _search(shop: Shop, connection: "sqlite3.Connection", typed: list[str]) -> dict[str, object]:
    def barely(text: str) -> object:
        parts = [word for word in words(text) if len(word) >= 3]
        if parts:
            match = " AND ".join(f'"{word}"' for word in parts)
            return connection.execute(_BY_PARTS, (match,)).fetchall()
        return connection.execute(_BY_BEGINNINGS, (f'"{text}"*',)).fetchall()

    return _told(
        "search",
        timed(_each(typed, lambda text: selling.search(shop, text)), len(typed)),
        timed(_each(typed, barely), len(typed)),
    )


def _told(name: str, ours: Times, floor: Times) -> dict[str, object]:
    return {
        name: ours.wall,
        f"{name}_cpu": ours.cpu,
        f"{name}_floor": floor.wall,
        f"{name}_cpu_floor": floor.cpu,
    }


def _each(things: Sequence[str], job: Callable[[str], object]) -> Callable[[], object]:
    """Return a job that does one thing after the other, from the beginning again at the end."""

    def forever() -> Iterator[str]:
        while True:
            yield from things

    coming = forever()
    return lambda: job(next(coming))


@contextmanager
def _opened(folder: Path) -> Iterator[Shop]:
    shop = open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)
    try:
        yield shop
    finally:
        shop.close()


@contextmanager
def _bare(folder: Path) -> Iterator["sqlite3.Connection"]:
    """Yield the bare database: our settings of the engine, and none of our rules."""
    connection = dbapi2.connect(str(folder / FILE_NAME), isolation_level=None)
    try:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("PRAGMA cache_size=-16000")
        yield connection
    finally:
        connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
