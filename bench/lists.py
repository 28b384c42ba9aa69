"""Bringing lists in: a CSV of so many products, beside the bare writing of the same rows."""

import random
import resource
import time
from pathlib import Path
from threading import Event, Thread

from pysqlite3 import dbapi2

from bench.measure import Result, result
from bench.wishes import Wishes
from bench.workshop import Workshop, workshop
from desktop.bootstrap import opened_shop
from desktop.services.database import FILE_NAME
from desktop.services.lists.imports import import_products
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from fiscal import FolderKeyStore
from sync.kernel.gtin import check_digit

_GOALS_S = {10_000: 2, 100_000: 25}
_TABLES = (
    "product",
    "variant",
    "variant_code",
    "price_change",
    "stock_movement",
    "stock_level",
    "catalogue_change",
    "outbox",
    "own_edit",
    "variant_text",
    "tag_due",
)
_AT_ONCE = 250


def bench_lists(wishes: Wishes) -> list[Result]:
    """Measure the import of ten thousand and of a hundred thousand products."""
    with workshop() as place:
        lines: list[Result] = []
        for count in sorted(_GOALS_S):
            wishes.tell(f"a list of {count:,} products")
            lines += _import(place, count, wishes.seed)
        return lines


def _import(place: Workshop, count: int, seed: int) -> list[Result]:
    folder = place.place()
    folder.mkdir()
    source = folder / "list.csv"
    _write_list(source, count, seed)
    with opened_shop(folder / "shop", keys=FolderKeyStore(folder)) as shop:
        waits: list[float] = []
        memory = _peak_mb()
        wall, busy = time.perf_counter(), time.process_time()
        with _Seller(shop, waits):
            report = import_products(shop, source, OWNER_CODE)
        wall, busy = time.perf_counter() - wall, time.process_time() - busy
        grown = _peak_mb() - memory
    if report.made != count or report.faulty:
        raise ValueError(f"{report.made} of {count} products were made")
    bare_wall, bare_busy = _bare(folder / "shop" / FILE_NAME, folder / "bare.db")
    return [
        result(
            f"import of {count:,} products",
            [wall],
            unit="s",
            floor=bare_wall,
            goal=_GOALS_S[count],
            note=f"{grown:.0f} MB more than before",
        ),
        result(f"import of {count:,} products, CPU", [busy], unit="s", floor=bare_busy),
        result(
            f"another writer's wait meanwhile, {count:,}",
            waits or [0],
            goal_p99=100,
            note=f"{len(waits)} transactions between those of the import",
        ),
    ]


class _Seller:
    """Opens a write transaction every so often, as a sale would, and notes how long that took."""

    def __init__(self, shop: Shop, waits: list[float]) -> None:
        self._shop, self._waits = shop, waits
        self._is_over = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.wait(0.05):
            begun = time.perf_counter()
            with self._shop.begin():
                self._waits.append((time.perf_counter() - begun) * 1000)


def _write_list(target: Path, count: int, seed: int) -> None:
    chance = random.Random(seed)
    words = [
        "".join(chance.choices("abcdeilmnoprstu", k=chance.randint(3, 9))) for _ in range(3000)
    ]
    with target.open("w", encoding="utf-8") as file:
        file.write("nom;marque;rayon;prix;tva;ean;référence;stock\n")
        for number in range(count):
            body = f"30{number:010d}"
            name = " ".join(chance.choices(words, k=4))
            file.write(
                f"{name};{chance.choice(words)};Rayon {number % 40};{chance.randint(1, 99)},90;5,5;"
                f"{body}{check_digit(body)};R{number};{number % 30}\n"
            )


def _bare(made: Path, target: Path) -> tuple[float, float]:
    """Return the seconds, by the clock and of the processor, SQLite alone takes for the rows the import left, with their indexes."""
    opened = dbapi2.connect(str(target), isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
            opened.execute(f"PRAGMA {pragma}")
        opened.execute("ATTACH ? AS made", (str(made),))
        names = (*_TABLES, "variant_trigram", "variant_prefix")
        marks = ",".join("?" * len(names))
        schema = opened.execute(
            f"SELECT sql FROM made.sqlite_master WHERE tbl_name IN ({marks}) AND sql NOT NULL"  # noqa: S608 marks only
            " AND type IN ('table', 'index') ORDER BY type DESC",
            names,
        ).fetchall()
        for (sql,) in schema:
            opened.execute(sql)
        rows = {
            name: opened.execute(f"SELECT * FROM made.{name}").fetchall()  # noqa: S608 our own names
            for name in _TABLES
        }
        texts = [(row[0], row[3]) for row in rows["variant_text"]]
        begun, busy = time.perf_counter(), time.process_time()
        for start in range(0, max(map(len, rows.values())), _AT_ONCE):
            opened.execute("BEGIN IMMEDIATE")
            for name in _TABLES:
                _insert(opened, name, rows[name][start : start + _AT_ONCE])
            for index in ("variant_trigram", "variant_prefix"):
                opened.executemany(
                    f"INSERT INTO {index}(rowid, text) VALUES (?, ?)",  # noqa: S608 our own names
                    texts[start : start + _AT_ONCE],
                )
            opened.execute("COMMIT")
        return time.perf_counter() - begun, time.process_time() - busy
    finally:
        opened.close()


def _insert(opened: dbapi2.Connection, name: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ",".join("?" * len(rows[0]))
        opened.executemany(f"INSERT INTO main.{name} VALUES ({marks})", rows)  # noqa: S608 our own names


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
