"""Verification of a journal by anybody who has the file: a shop's database, or an archive.

Neither is trusted nor changed, and the app that owns it may be running.
"""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pysqlite3 import dbapi2

from desktop.errors import RefusedError, WorldError
from fiscal import (
    ArchiveRefusedError,
    Head,
    NotCanonicalError,
    Record,
    Report,
    verify_journal,
    verify_quick,
)
from fiscal.archive import archive_rows, read_archive

_Row = tuple[int, bytes, bytes, bytes]
_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Inspected:
    """One journal and what was found."""

    till: str
    report: Report


def inspect(path: Path, *, is_quick: bool = False) -> tuple[Inspected, ...]:
    """Return the report of each journal in the file.

    Args:
        path: a shop's database, its data folder, or an archive.
        is_quick: check hashes and links only, not form and signatures.

    Raises:
        RefusedError: no_journal, for a file that is neither; journal_empty.
        WorldError: journal_missing, journal_unreadable.
    """
    file = path / "comptoir.db" if path.is_dir() else path
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
    except FileNotFoundError as error:
        raise WorldError("journal_missing", file=str(path)) from error
    except OSError as error:
        raise WorldError("journal_unreadable", file=str(path)) from error
    if start.startswith(_ZIP):
        return (_inspect_archive(file),)
    if start == _SQLITE:
        return _inspect_database(file, is_quick=is_quick)
    raise RefusedError("no_journal", file=path.name)


def _inspect_archive(file: Path) -> Inspected:
    try:
        with zipfile.ZipFile(file) as archive:
            told = read_archive(archive)
            report = verify_journal(archive_rows(archive), told.pub, start=told.start)
    except (ArchiveRefusedError, zipfile.BadZipFile, ValueError) as error:
        raise RefusedError("archive_refused", file=file.name, why=str(error)) from error
    return Inspected(str(told.manifest.get("till", "")), report)


def _inspect_database(file: Path, *, is_quick: bool) -> tuple[Inspected, ...]:
    try:
        with closing(dbapi2.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            tills = [till for (till,) in opened.execute("SELECT till FROM journal_head")]
            if not tills:
                raise RefusedError("journal_empty", file=file.name)
            return tuple(
                Inspected(till, _inspect_till(opened, till, is_quick=is_quick)) for till in tills
            )
    except dbapi2.DatabaseError as error:
        raise WorldError("journal_unreadable", file=file.name) from error


def _inspect_till(opened: sqlite3.Connection, till: str, *, is_quick: bool) -> Report:
    first = next(_rows(opened, till), None)
    if first is None:
        raise RefusedError("journal_empty", file=till)
    try:
        pinned = bytes.fromhex(str(Record.read(first[1]).b.get("pub", "")))
    except (NotCanonicalError, ValueError):
        pinned = b""
    if is_quick:
        return verify_quick(_rows(opened, till), pinned)
    return verify_journal(_rows(opened, till), pinned, head=_stored_head(opened, till))


def _stored_head(opened: sqlite3.Connection, till: str) -> Head | None:
    state = opened.execute("SELECT state FROM journal_head WHERE till = ?", (till,)).fetchone()
    try:
        return Head.from_json(bytes(state[0]).decode())
    except (ValueError, KeyError, TypeError):
        return None


def _rows(opened: sqlite3.Connection, till: str) -> Iterator[_Row]:
    return iter(
        opened.execute(
            "SELECT seq, c, h, s FROM journal_record WHERE till = ? ORDER BY seq", (till,)
        )
    )
