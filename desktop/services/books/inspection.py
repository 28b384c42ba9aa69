"""Verification of a journal by anybody who has the file: a shop's database, or an archive.

Neither is trusted nor changed, and the app that owns it may be running.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2

from desktop.errors import RefusedError, WorldError
from desktop.services.books.journal import tail_of
from desktop.services.books.journal_parts import Part, rows_of, verify_shared
from desktop.services.books.projections import compare_rows
from desktop.services.books.web_till import TILL
from desktop.services.database import FILE_NAME, open_to_read
from desktop.services.upkeep.backup import BROKEN_ZIP
from fiscal import (
    ArchiveRefusedError,
    Finding,
    Head,
    Layer,
    NotCanonicalError,
    Record,
    Report,
    Witness,
    verify_journal,
)
from fiscal.archive import archive_rows, read_archive

if TYPE_CHECKING:
    import sqlite3

_KEPT = 1_000
"""Findings about rows that are kept in a report; beyond them they are only counted."""
_LONG_BYTES = 50_000_000
"""From this size on several processes are worth their start."""
_WEB_ROWS = (
    "SELECT seq, ifnull(CAST(c AS BLOB), x''), ifnull(CAST(h AS BLOB), x''), "
    "ifnull(CAST(s AS BLOB), x'') FROM web_record ORDER BY seq"
)
_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Inspected:
    """One journal and what was found."""

    till: str
    report: Report


@contextmanager
def all_cores() -> Iterator[Executor]:
    """Yield as many processes as there are cores, for a journal of many signatures."""
    # A fresh process each, because a copy of one with threads may hang.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as executor:
        yield executor


@contextmanager
def cores_for(path: Path) -> Iterator[Executor | None]:
    """Yield all cores for a file that is worth them, None for a short one."""
    file = path / FILE_NAME if path.is_dir() else path
    if not file.exists() or file.stat().st_size < _LONG_BYTES:
        yield None
        return
    with all_cores() as executor:
        yield executor


def inspect(
    path: Path, *, is_quick: bool = False, executor: Executor | None = None
) -> tuple[Inspected, ...]:
    """Return the report of each journal in the file.

    Args:
        path: a shop's database, its data folder, or an archive.
        is_quick: check hashes and links only, not form, signatures and the rows beside.
        executor: who shares the work; this process does it alone when left out.

    Raises:
        RefusedError: no_journal, for a file that is neither; journal_empty.
        WorldError: journal_missing, journal_unreadable.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
    except FileNotFoundError as error:
        raise WorldError("journal_missing", file=str(path)) from error
    except OSError as error:
        raise WorldError("journal_unreadable", file=str(path)) from error
    if start.startswith(_ZIP):
        return (_inspect_archive(file, executor),)
    if start == _SQLITE:
        return _inspect_database(file, executor, is_quick=is_quick)
    raise RefusedError("no_journal", file=path.name)


def _inspect_archive(file: Path, executor: Executor | None) -> Inspected:
    try:
        with zipfile.ZipFile(file) as archive:
            told = read_archive(archive)
            report = verify_journal(
                archive_rows(archive), told.pub, start=told.start, executor=executor
            )
    except (ArchiveRefusedError, *BROKEN_ZIP) as error:
        raise RefusedError("archive_refused", file=file.name, why=str(error)) from error
    return Inspected(str(told.manifest.get("till", "")), report)


def _inspect_database(
    file: Path, executor: Executor | None, *, is_quick: bool
) -> tuple[Inspected, ...]:
    # Read first: a running app writes it after each commit, so it is never ahead of what follows.
    tail = tail_of(file.parent).witnesses()
    try:
        with closing(open_to_read(file)) as opened:
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
            if not {"journal_head", "journal_record", "journal_anchor"} <= tables:
                raise RefusedError("no_journal", file=file.name)
            # Of both, because whoever alters the one may forget the other.
            tills = opened.execute(
                "SELECT till FROM journal_head UNION SELECT till FROM journal_record"
            ).fetchall()
            web = _inspect_web(opened) if "web_record" in tables else ()
            if not tills and not web:
                raise RefusedError("journal_empty", file=file.name)
            hub_keys = _hub_keys(opened) if "enrolment" in tables else ()
            # It names no till: beside a second journal it could be of either.
            tail = tail if len(tills) == 1 else ()
            own = tuple(
                Inspected(
                    str(till),
                    _inspect_till(opened, file, till, hub_keys, tail, executor, is_quick=is_quick),
                )
                for (till,) in tills
            )
            return own + web
    except dbapi2.DatabaseError as error:
        raise WorldError("journal_unreadable", file=file.name) from error


def _inspect_web(opened: "sqlite3.Connection") -> tuple[Inspected, ...]:
    """Return the report on what the marketplace told of W01; none where it told nothing."""
    rows = opened.execute(_WEB_ROWS).fetchall()
    if not rows:
        return ()
    witnesses = list(_held_by_closings(opened))
    return (Inspected(TILL, verify_journal(rows, _key_of(rows), witnesses=witnesses)),)


def _held_by_closings(opened: "sqlite3.Connection") -> Iterator[Witness]:
    """Yield where W01 stood at each Z of this shop's own tills, which are signed by another key."""
    closings = opened.execute(
        "SELECT c FROM journal_record WHERE kind = 'CLOSE' AND till IN (SELECT till FROM journal_head)"
    )
    for (text,) in closings:
        try:
            told = json.loads(_bytes(text))["b"].get("tills", [])
            yield from (
                Witness(int(each["seq"]), bytes.fromhex(each["h"]))
                for each in told
                if each["till"] == TILL
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            # Its own journal's report says what is wrong with it.
            continue


def _inspect_till(
    opened: "sqlite3.Connection",
    file: Path,
    till: str,
    hub_keys: tuple[bytes, ...],
    tail: tuple[Witness, ...],
    executor: Executor | None,
    *,
    is_quick: bool,
) -> Report:
    rows, witnesses = rows_of(opened, till), [*_witnesses(opened, till), *tail]
    pinned = _first_key(opened, till)
    if is_quick:
        whole = Part(file, till, pinned, tuple(witnesses), hub_keys)
        return verify_shared(opened, whole, executor)
    report = verify_journal(
        rows,
        pinned,
        witnesses=witnesses,
        hub_keys=hub_keys,
        head=_stored_head(opened, till),
        executor=executor,
    )
    return _with_rows(report, compare_rows(opened, till))


def _with_rows(report: Report, found: Iterable[Finding]) -> Report:
    """Return the report with what the rows beside the journal say otherwise."""
    kept: list[Finding] = []
    count = 0
    for count, finding in enumerate(found, 1):
        if count <= _KEPT:
            kept.append(finding)
    if not count:
        return report
    return replace(
        report,
        findings=tuple(sorted((*report.findings, *kept), key=lambda finding: finding.seq)),
        counts=report.counts | {Layer.ROWS: count},
    )


def _first_key(opened: "sqlite3.Connection", till: str) -> bytes:
    """Return the key the journal was opened with; nothing when the record cannot be read."""
    return _key_of(rows_of(opened, till))


def _key_of(rows: Iterable[tuple[int, bytes, bytes, bytes]]) -> bytes:
    for _seq, text, _hash, _signature in rows:
        try:
            return bytes.fromhex(str(Record.read(text).b.get("pub", "")))
        except (NotCanonicalError, ValueError):
            break
    return b""


def _stored_head(opened: "sqlite3.Connection", till: str) -> Head:
    """Return the head as stored; one that is gone or unreadable agrees with no journal."""
    row = opened.execute("SELECT state FROM journal_head WHERE till = ?", (till,)).fetchone()
    try:
        return Head() if row is None else Head.from_json(_bytes(row[0]).decode())
    except (ValueError, KeyError, TypeError, AttributeError):
        return Head()


def _witnesses(opened: "sqlite3.Connection", till: str) -> list[Witness]:
    """Return the heads the marketplace has countersigned, as this file keeps them."""
    rows = opened.execute("SELECT receipt FROM journal_anchor WHERE till = ?", (till,))
    return [witness for (receipt,) in rows if (witness := _witness(receipt)) is not None]


def _witness(receipt: object) -> Witness | None:
    try:
        told = json.loads(_bytes(receipt))
        return Witness(int(told["seq"]), bytes.fromhex(told["h"]))
    except (ValueError, KeyError, TypeError):
        return None


def _hub_keys(opened: "sqlite3.Connection") -> tuple[bytes, ...]:
    keys = [str(key) for (key,) in opened.execute("SELECT hub_public_key FROM enrolment")]
    try:
        return tuple(map(bytes.fromhex, keys))
    except ValueError:
        return ()


def _bytes(value: object) -> bytes:
    """Return a column's bytes; an altered file may hold anything in any column."""
    return value if isinstance(value, bytes) else str(value).encode()
