"""Product sheets others wrote, by article number: the town's and those of public product files.

They lie in a file of their own beside the shop's: nothing in it is the shop's work, so no backup
carries it, a sale never waits for it, and it can be thrown away and loaded again.
"""

import gzip
import hashlib
import logging
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pysqlite3 import dbapi2

from desktop.domain.label_text import Content, ContentUnit
from desktop.domain.open_sheet import (
    LINE_MOST_BYTES,
    NoSheetError,
    ReadLine,
    Sheet,
    Source,
    read_path,
    reader_for,
    source_named,
    write_path,
)
from desktop.errors import RefusedError, WorldError
from desktop.services.shop import Shop

if TYPE_CHECKING:
    import sqlite3

_log = logging.getLogger(__name__)

FILE_NAME = "sheets.db"
_VERSION = 1
_AT_ONCE = 2_000
"""Sheets a transaction; what is interrupted goes on after the last one."""
_TOLD_FAULTS = 20
"""Lines named in the report: a public file has tens of thousands without a usable number."""
_ENDLESS_BYTES = 64 * 1024 * 1024
_MOST_RATIO, _RATIO_FROM_BYTES = 200, 64 * 1024 * 1024
"""A real product file shrinks to an eighth; one that grows two hundred times is a trap."""
_FINGER_BYTES = 64 * 1024
_BUSY_S = 5.0
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS sheet (
    gtin TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, brand TEXT NOT NULL,
    category TEXT NOT NULL, content INTEGER, content_unit TEXT NOT NULL, parts INTEGER NOT NULL,
    unit TEXT NOT NULL, vat_bp INTEGER, photo TEXT NOT NULL, shops INTEGER NOT NULL,
    PRIMARY KEY (gtin, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS load (
    file TEXT PRIMARY KEY, offset INTEGER NOT NULL, line INTEGER NOT NULL, kept INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    gtin TEXT PRIMARY KEY, at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA user_version = {_VERSION:d};
"""
_COLUMNS = (
    "gtin, source, name, brand, category, content, content_unit, parts, unit, vat_bp, photo, shops"
)
_WRITE = f"INSERT OR REPLACE INTO sheet ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 the names are ours
_READ = (
    f"SELECT {_COLUMNS} FROM sheet WHERE gtin = ? "  # noqa: S608 the names are ours
    "ORDER BY source <> 'town', source"
)


@dataclass(slots=True)
class LoadReport:
    """What came of a product file."""

    source: Source
    #: Lines read this time, the header not counted.
    lines: int = 0
    kept: int = 0
    #: Lines an earlier, interrupted load was done with.
    resumed_after: int = 0
    #: The whole file is in; otherwise the next load of it goes on.
    is_whole: bool = False
    faults: Counter[str] = field(default_factory=Counter)
    #: The first of them: line in the file, counted from 1, and why.
    examples: list[tuple[int, str]] = field(default_factory=list)

    def fault(self, line: int, code: str) -> None:
        """Note a line that gave no sheet."""
        self.faults[code] += 1
        if len(self.examples) < _TOLD_FAULTS:
            self.examples.append((line, code))


def file_in(folder: Path) -> Path:
    """Return where the sheets of a data folder lie; the file may not exist yet."""
    return folder / FILE_NAME


def folder_of(shop: Shop) -> Path:
    """Return the data folder whose sheets a shop reads: the school's shop reads the real ones."""
    return shop.folder.parent if shop.is_training else shop.folder


def sheets_of(folder: Path, gtins: Sequence[str]) -> tuple[Sheet, ...]:
    """Return all that is known of these article numbers, the town's word first.

    Reads a file of its own: for any thread, and the shop's database is not touched.

    Raises:
        WorldError: sheets_unreadable.
    """
    file = file_in(folder)
    if not gtins or not file.exists():
        return ()
    with _reading(file) as driver:
        return tuple(_sheet(row) for number in gtins for row in driver.execute(_READ, (number,)))


def count(folder: Path) -> dict[str, int]:
    """Return how many sheets there are of each source.

    Raises:
        WorldError: sheets_unreadable.
    """
    file = file_in(folder)
    if not file.exists():
        return {}
    with _reading(file) as driver:
        return dict(driver.execute("SELECT source, count(*) FROM sheet GROUP BY source").fetchall())


def keep(folder: Path, sheets: Sequence[Sheet], asked: Sequence[str], at_ms: int) -> None:
    """Write what the town answered, and that it was asked; what it no longer says is forgotten.

    Raises:
        WorldError: sheets_unreadable, sheets_not_written.
    """
    with _writing(file_in(folder)) as driver:
        driver.execute("BEGIN IMMEDIATE")
        for number in asked:
            driver.execute("DELETE FROM sheet WHERE gtin = ? AND source = 'town'", (number,))
            driver.execute("INSERT OR REPLACE INTO asked VALUES (?, ?)", (number, at_ms))
        driver.executemany(_WRITE, [_row(sheet) for sheet in sheets])
        driver.execute("COMMIT")


def asked_since(folder: Path, gtins: Sequence[str], at_ms: int) -> frozenset[str]:
    """Return those of the numbers that the town was asked about since an instant.

    Raises:
        WorldError: sheets_unreadable.
    """
    file = file_in(folder)
    if not gtins or not file.exists():
        return frozenset()
    with _reading(file) as driver:
        query = "SELECT 1 FROM asked WHERE gtin = ? AND at_ms >= ?"
        return frozenset(
            number for number in gtins if driver.execute(query, (number, at_ms)).fetchone()
        )


def load(
    folder: Path,
    source_file: Path,
    source: Source | None = None,
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> LoadReport:
    """Take a public product file in: tab-separated or JSON lines, plain or gzipped.

    Memory does not grow with the file. Each two thousand sheets are one transaction with the place
    in the file, so a load that was interrupted goes on where it stopped. A line that is broken is
    counted and passed over.

    Args:
        folder: the shop's data folder.
        source_file: the file, as it was fetched.
        source: which public file it is; None: its name says so.
        on_progress: told how many bytes of the file are read, of how many.
        is_cancelled: asked at each transaction; what is in stays, and the next load goes on.

    Raises:
        RefusedError: sheets_source, when nothing says which file it is; sheets_no_header;
            sheets_endless (a line without end, or an archive that is a trap).
        WorldError: import_missing, import_unreadable, sheets_cut_off (the file ends in the middle),
            sheets_unreadable, sheets_not_written. What was read before stays.
    """
    known = source or source_named(source_file.name)
    if known is None:
        raise RefusedError("sheets_source", file=source_file.name)
    try:
        with source_file.open("rb") as raw, _writing(file_in(folder)) as driver:
            return _Load(driver, raw, source_file, known).run(on_progress, is_cancelled)
    except FileNotFoundError as error:
        raise WorldError("import_missing", file=source_file.name) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise WorldError("sheets_cut_off", file=source_file.name) from error
    except OSError as error:
        raise WorldError("import_unreadable", file=source_file.name) from error


class _Load:
    """One load of one file."""

    def __init__(
        self, driver: "sqlite3.Connection", raw: IO[bytes], path: Path, source: Source
    ) -> None:
        self._driver = driver
        self._raw = raw
        self._name = path.name
        self._total = path.stat().st_size
        self._report = LoadReport(source)
        self._key = f"{source} {_fingerprint(raw, self._total)}"
        self._is_gzip = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        self._lines: IO[bytes] = (
            cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self._is_gzip else raw
        )
        #: Lines that are done with, and where the next one begins.
        self._line, self._offset = 0, 0
        self._gathered: list[Sheet] = []

    def run(
        self, on_progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]
    ) -> LoadReport:
        read_line, has_header = self._begin()
        self._resume()
        if self._line == 0 and has_header:
            self._take_line()
        while True:
            try:
                is_end = self._batch(read_line)
            finally:
                # Also when the file ends in the middle: what was read before stays.
                self._write()
            on_progress(min(self._raw.tell(), self._total), self._total)
            if is_end:
                self._report.is_whole = True
                self._forget()
                return self._report
            if is_cancelled():
                return self._report

    def _begin(self) -> tuple[ReadLine, bool]:
        first = self._lines.readline(LINE_MOST_BYTES)
        try:
            read_line, has_header = reader_for(first, self._report.source)
        except NoSheetError as fault:
            raise RefusedError("sheets_no_header", file=self._name) from fault
        return read_line, has_header

    def _resume(self) -> None:
        row = self._driver.execute(
            "SELECT offset, line FROM load WHERE file = ?", (self._key,)
        ).fetchone()
        self._offset, self._line = row or (0, 0)
        self._report.resumed_after = max(self._line - 1, 0)
        # In a gzipped file this reads up to there again, which takes seconds; nothing is written.
        self._lines.seek(self._offset)

    def _batch(self, read_line: ReadLine) -> bool:
        """Gather the next sheets; tell whether the file is at its end."""
        for _ in range(_AT_ONCE):
            line = self._take_line()
            if line is None:
                return True
            self._report.lines += 1
            if not line:
                self._report.fault(self._line, "too_long")
                continue
            try:
                self._gathered.append(read_line(line))
            except NoSheetError as fault:
                self._report.fault(self._line, fault.code)
        return False

    def _take_line(self) -> bytes | None:
        """Return the next line that is not blank; empty for one too long, None at the end."""
        while line := self._lines.readline(LINE_MOST_BYTES):
            self._line += 1
            self._check_ratio()
            is_long = len(line) == LINE_MOST_BYTES and not line.endswith(b"\n")
            if is_long:
                self._pass_over()
            self._offset = self._lines.tell()
            if is_long:
                return b""
            if line.strip():
                return line
        return None

    def _pass_over(self) -> None:
        read = LINE_MOST_BYTES
        while part := self._lines.readline(LINE_MOST_BYTES):
            read += len(part)
            if part.endswith(b"\n"):
                return
            if read > _ENDLESS_BYTES:
                raise RefusedError("sheets_endless", file=self._name)

    def _check_ratio(self) -> None:
        if not self._is_gzip or self._line % 1024:
            return
        read = self._lines.tell()
        if read > _RATIO_FROM_BYTES and read > _MOST_RATIO * max(self._raw.tell(), 1):
            raise RefusedError("sheets_endless", file=self._name)

    def _write(self) -> None:
        self._driver.execute("BEGIN IMMEDIATE")
        self._driver.executemany(_WRITE, [_row(sheet) for sheet in self._gathered])
        self._report.kept += len(self._gathered)
        self._gathered.clear()
        self._driver.execute(
            "INSERT OR REPLACE INTO load VALUES (?, ?, ?, ?)",
            (self._key, self._offset, self._line, self._report.kept),
        )
        self._driver.execute("COMMIT")

    def _forget(self) -> None:
        """Have the next load of this file begin at its beginning: it was asked for anew."""
        self._driver.execute("DELETE FROM load WHERE file = ?", (self._key,))


def _fingerprint(raw: IO[bytes], size_bytes: int) -> str:
    """Return what tells a file from its next edition, without reading gigabytes."""
    digest = hashlib.sha256(str(size_bytes).encode())
    digest.update(raw.read(_FINGER_BYTES))
    raw.seek(max(size_bytes - _FINGER_BYTES, 0))
    digest.update(raw.read(_FINGER_BYTES))
    raw.seek(0)
    return digest.hexdigest()


@contextmanager
def _reading(file: Path) -> "Iterator[sqlite3.Connection]":
    try:
        with closing(
            dbapi2.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
        ) as driver:
            yield driver
    except dbapi2.DatabaseError as error:
        raise WorldError("sheets_unreadable", file=str(file)) from error


@contextmanager
def _writing(file: Path) -> "Iterator[sqlite3.Connection]":
    try:
        with closing(dbapi2.connect(str(file), timeout=_BUSY_S, isolation_level=None)) as driver:
            driver.execute("PRAGMA journal_mode=WAL")
            # What a power cut takes can be loaded again.
            driver.execute("PRAGMA synchronous=NORMAL")
            driver.execute("PRAGMA trusted_schema=OFF")
            if driver.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
                driver.executescript(_SCHEMA)
            yield driver
    except dbapi2.OperationalError as error:
        raise WorldError("sheets_not_written", file=str(file)) from error
    except dbapi2.DatabaseError as error:
        raise WorldError("sheets_unreadable", file=str(file)) from error


def _row(sheet: Sheet) -> tuple[str | int | None, ...]:
    content = sheet.content
    return (
        sheet.gtin,
        sheet.source,
        sheet.name,
        sheet.brand,
        write_path(sheet.category),
        None if content is None else content.thousandths,
        "" if content is None else content.unit,
        1 if content is None else content.parts,
        sheet.unit,
        sheet.vat_bp,
        sheet.photo,
        sheet.shops,
    )


def _sheet(row: Sequence[object]) -> Sheet:
    (
        number,
        source,
        name,
        brand,
        category,
        content,
        content_unit,
        parts,
        unit,
        vat,
        photo,
        shops,
    ) = row
    return Sheet(
        gtin=str(number),
        source=cast("Source", source),
        name=str(name),
        brand=str(brand),
        category=read_path(str(category)),
        content=Content(content, cast("ContentUnit", content_unit), cast("int", parts))
        if isinstance(content, int)
        else None,
        unit=str(unit),
        vat_bp=vat if isinstance(vat, int) else None,
        photo=str(photo),
        shops=cast("int", shops),
    )
