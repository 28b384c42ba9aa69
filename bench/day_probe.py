"""Measures a long day of sales in one session, and the Z of a day beside it.

`python -m bench.day_probe FOLDER SEED SALES TICKETS CLOSINGS`: FOLDER is a copy of a prepared shop.
"""

import json
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2

from bench.goods import baskets, codes_of, fill, in_cash
from bench.probe import answer, resident_mb
from desktop.bootstrap import open_shop
from desktop.services import link, selling, till_sessions
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.staff import OWNER_CODE
from fiscal import FolderKeyStore

if TYPE_CHECKING:
    import sqlite3

HUNDRED = 100
LINES = 3
SETTLED = 200
"""Sales after which caches are full: from here on memory must stand."""


def main(folder: Path, seed: int, sales: int, tickets: int, closings: int) -> None:
    """Sell for a day and tell."""
    codes = codes_of(folder)
    plan = baskets(codes, max(sales, tickets), seed, LINES)
    wall: list[float] = []
    cpu: list[float] = []
    asked: list[float] = []
    bare: list[float] = []
    memory: list[float] = []
    second = _copied(folder)
    with closing(_open(folder)) as shop, closing(_bare_file(folder)) as file:
        for number, basket in enumerate(plan[:sales]):
            checkout = in_cash(fill(shop, basket))
            start, busy = time.perf_counter(), time.process_time()
            selling.take_payment(shop, checkout)
            end = time.perf_counter()
            cpu.append((time.process_time() - busy) * 1000)
            wall.append((end - start) * 1000)
            _ask_as_the_window_does(shop)
            asked.append((time.perf_counter() - end) * 1000)
            bare.append(_write_barely(file))
            if number % HUNDRED == HUNDRED - 1:
                shop.database.checkpoint()
                memory.append(resident_mb())
    # On a day of its own: copies of a shop keep the disk busy for half a minute, and the sales
    # after them would wait for it.
    with closing(_open(second)) as shop:
        for basket in plan[:tickets]:
            selling.take_payment(shop, in_cash(fill(shop, basket)))
        z = _close_copies(second, closings)
    answer(
        {
            "first": wall[:HUNDRED],
            "last": wall[-HUNDRED:],
            "first_cpu": cpu[:HUNDRED],
            "last_cpu": cpu[-HUNDRED:],
            "first_asked": asked[:HUNDRED],
            "last_asked": asked[-HUNDRED:],
            "first_bare": bare[:HUNDRED],
            "last_bare": bare[-HUNDRED:],
            "grown_mb": memory[-1] - memory[SETTLED // HUNDRED - 1],
            **z,
        }
    )


def _ask_as_the_window_does(shop: Shop) -> None:
    """Read what header and ticket show anew after each sale."""
    till_sessions.till_state(shop)
    selling.parked(shop)
    link.link_status(shop)


def _copied(folder: Path) -> Path:
    copy = folder.with_name(f"{folder.name}-second")
    shutil.copytree(folder, copy)
    return copy


def _bare_file(folder: Path) -> "sqlite3.Connection":
    """Return a database beside the shop's that waits for the same disk."""
    made: sqlite3.Connection = dbapi2.connect(str(folder / "bare.db"), isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL").fetchall()
    made.execute("PRAGMA synchronous=FULL")
    made.execute("CREATE TABLE barely (told TEXT)")
    return made


def _write_barely(file: "sqlite3.Connection") -> float:
    """Return the ms of one durable row: what disk and machine are doing just now."""
    start = time.perf_counter()
    file.execute("INSERT INTO barely VALUES (?)", ("S" * 1_000,))
    return (time.perf_counter() - start) * 1000


def _close_copies(folder: Path, closings: int) -> dict[str, list[float]]:
    """Return how long the Z of the day so far takes, in copies, and the same barely."""
    taken: list[float] = []
    bare: list[float] = []
    for number in range(closings):
        copy = folder.with_name(f"{folder.name}-z{number}")
        copy.mkdir()
        with (
            closing(dbapi2.connect(str(folder / FILE_NAME))) as source,
            closing(dbapi2.connect(str(copy / FILE_NAME))) as target,
        ):
            source.backup(target)
        for key in folder.glob("*.pem"):
            shutil.copy2(key, copy)
        bare.append(_read_barely(copy / FILE_NAME))
        with closing(_open(copy)) as shop:
            counted = till_sessions.till_state(shop).expected_cash
            start = time.perf_counter()
            till_sessions.close_till(shop, counted, OWNER_CODE)
            taken.append((time.perf_counter() - start) * 1000)
        shutil.rmtree(copy)
    return {"z": taken, "z_floor": bare}


def _read_barely(file: Path) -> float:
    """Return the ms to read and decode the day's records and to write one, durably."""
    with closing(dbapi2.connect(str(file), isolation_level=None)) as opened:
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute("CREATE TABLE barely (told TEXT)")
        start = time.perf_counter()
        for (text,) in opened.execute("SELECT c FROM journal_record ORDER BY seq"):
            json.loads(text)
        opened.execute("INSERT INTO barely VALUES (?)", ("Z" * 1_000,))
        took = (time.perf_counter() - start) * 1000
        opened.execute("DROP TABLE barely")
    return took


def _open(folder: Path) -> Shop:
    return open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
