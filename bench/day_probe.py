"""Measures a long day of sales in one session, and the Z of a day beside it.

`python -m bench.day_probe FOLDER SEED SALES TICKETS CLOSINGS`: FOLDER is a copy of a prepared shop.
"""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2

from bench.goods import baskets, codes_of, fill, in_cash
from bench.probe import answer, resident_mb
from desktop.bootstrap import open_shop
from desktop.services.counter import selling
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from desktop.services.town import link
from fiscal import FolderKeyStore

HUNDRED = 100
LINES = 3
WARM_UP = 10
SETTLED = 200
"""Sales after which caches are full: from here on memory must stand."""


class Taken:
    """What sales of one day took, and what the window read after them, in ms."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.asked: list[float] = []


def main(folder: Path, seed: int, sales: int, tickets: int, closings: int) -> None:
    """Sell for a day and tell."""
    codes = codes_of(folder)
    plan = baskets(codes, max(sales, tickets) + WARM_UP + HUNDRED, seed, LINES)
    memory: list[float] = []
    second, fresh = _copied(folder, "second"), _copied(folder, "fresh")
    with closing(_open(folder)) as shop:
        for number, basket in enumerate(plan[:sales], start=1):
            _sell(shop, basket, Taken())
            if number % HUNDRED == 0:
                shop.database.checkpoint()
                memory.append(resident_mb())
        last, first = Taken(), Taken()
        with closing(_open(fresh)) as beside:
            _take_turns(shop, beside, plan[-WARM_UP - HUNDRED :], last, first)
    with closing(_open(second)) as shop:
        for basket in plan[:tickets]:
            _sell(shop, basket, Taken())
        z = _close_copies(second, closings)
    answer(
        {
            **{f"last_{name}": value for name, value in vars(last).items()},
            **{f"first_{name}": value for name, value in vars(first).items()},
            "grown_mb": memory[-1] - memory[SETTLED // HUNDRED - 1],
            **z,
        }
    )


def _take_turns(
    shop: Shop, beside: Shop, plan: Sequence[Sequence[str]], last: Taken, first: Taken
) -> None:
    """Sell on after a long day, in turns with a day that begins.

    Minutes apart, the pace of machine and disk would be in the figure.
    """
    for number, basket in enumerate(plan):
        is_warm = number >= WARM_UP
        for place, taken in ((shop, last), (beside, first)):
            _sell(place, basket, taken if is_warm else Taken())


def _sell(shop: Shop, basket: Sequence[str], taken: Taken) -> None:
    checkout = in_cash(fill(shop, basket))
    start, busy = time.perf_counter(), time.process_time()
    selling.take_payment(shop, checkout)
    end, sold = time.perf_counter(), time.process_time()
    _ask_as_the_window_does(shop)
    taken.wall.append((end - start) * 1000)
    taken.cpu.append((sold - busy) * 1000)
    taken.asked.append((time.process_time() - sold) * 1000)


def _ask_as_the_window_does(shop: Shop) -> None:
    """Read what header and ticket show anew after each sale."""
    till_sessions.till_state(shop)
    selling.parked(shop)
    link.link_status(shop)


def _copied(folder: Path, name: str) -> Path:
    copy = folder.with_name(f"{folder.name}-{name}")
    shutil.copytree(folder, copy)
    return copy


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
