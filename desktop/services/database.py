"""The one door to the shop's database file: who may open it, how it is read, how it is written."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pysqlite3 import dbapi2

from desktop.errors import WorldError
from desktop.services.folder_lock import FolderLock
from desktop.services.unit_of_work import Look, UnitOfWork

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Engine

    from desktop.services.shop import Shop

FILE_NAME = "comptoir.db"
OLDEST_SQLITE = (3, 51, 3)
"""Versions before it can corrupt a database in WAL mode (reset race, 2026-03)."""
SCHEMA_VERSION = 8
"""Stamped into the file; the number of the newest migration."""

_BUSY_MS = 5_000
_TURN_S = 20.0
_READERS = 6
_WRITER_KB, _READER_KB = 4_000, 16_000
"""Pages each connection holds. A sale touches goods all over the catalogue and seldom the same
again: a larger cache of the writer's fills all day (12 MB in 700 sales) and makes none faster."""
#: What is read back from every connection, because a misspelt or missing PRAGMA is no error.
_REQUIRED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
_OURS = (dbapi2.IntegrityError, dbapi2.ProgrammingError, dbapi2.InterfaceError)
"""Mistakes of the program."""
_CODES = {
    "locked": "database_locked",
    "busy": "database_locked",
    "full": "disk_full",
    "readonly": "database_read_only",
    "read-only": "database_read_only",
    "malformed": "database_corrupt",
    "not a database": "database_corrupt",
    "unable to open": "database_unreadable",
    "disk i/o": "disk_failed",
}


class Database:
    """The shop's SQLite file, held by this process alone.

    One connection writes, under a lock that serves one thread at a time; some others read and
    cannot write. One of those is the driver's alone: what it answers waits for no SQLAlchemy, which
    is loaded when the first of the others is asked for. A commit is on the disk when it returns. The write-ahead log is only folded back
    by `checkpoint`, which the window calls when nobody is selling, and by `close`.
    """

    def __init__(self, folder: Path) -> None:
        """Open the data folder, make the tables if need be.

        Raises:
            WorldError: sqlite_too_old, folder_unusable, already_open, database_corrupt,
                database_too_new, database_unreadable, database_read_only, disk_full,
                database_locked, database_unsafe.
        """
        if dbapi2.sqlite_version_info < OLDEST_SQLITE:
            raise WorldError("sqlite_too_old", version=dbapi2.sqlite_version)
        self.folder = folder
        self.file = folder / FILE_NAME
        self._folder_lock = FolderLock.take(folder)
        self._turn = threading.Lock()
        self._glance_turn = threading.Lock()
        self._holder = 0
        #: The last process did not close: the log was still there.
        self.was_left_open = _log_of(self.file).exists()
        try:
            self._open()
        except BaseException:
            self._folder_lock.release()
            raise

    def _open(self) -> None:
        with storage_errors(self.file):
            # First, and kept: the last connection that closes folds the log back.
            self._glance = _connect(self.file, writes=False)
            try:
                if self._check() < SCHEMA_VERSION:
                    self._migrate()
            except BaseException:
                self._dispose("_reader", "_writer")
                raise

    @cached_property
    def _writer(self) -> "Engine":
        return _engine(self.file, writes=True)

    @cached_property
    def _reader(self) -> "Engine":
        return _engine(self.file, writes=False)

    def _dispose(self, *engines: str) -> None:
        """Close what reads by the driver and those engines that were asked for."""
        self._glance.close()
        for name in engines:
            if name in self.__dict__:
                getattr(self, name).dispose()

    def _check(self) -> int:
        """Return the file's schema version, the file being sound and not from the future."""
        with closing(_connect(self.file, writes=True)) as driver:
            if self.was_left_open:
                verdict = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
                if verdict != "ok":
                    raise WorldError("database_corrupt", file=str(self.file), detail=verdict)
            version: int = driver.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise WorldError("database_too_new", file=str(self.file), version=version)
            # Asked by a write that is undone: BEGIN IMMEDIATE says nothing on a read-only file, and
            # the first customer would be the one to find out.
            driver.execute("BEGIN IMMEDIATE")
            driver.execute(f"PRAGMA user_version = {version:d}")
            driver.execute("ROLLBACK")
        return version

    def _migrate(self) -> None:
        # Here, because alembic takes half a second to load and is needed once a version.
        from desktop.models.migrations.upgrade import upgrade  # noqa: PLC0415

        with self._writer.begin() as connection:
            upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION:d}")

    @contextmanager
    def begin(self, shop: "Shop") -> Iterator[UnitOfWork]:
        """Yield a unit of work; what was not committed at the end of the block is undone.

        After a commit its changes are announced and what it put off is done.

        Raises:
            WorldError: the database does not answer; nothing of the block happened.
        """
        work: UnitOfWork | None = None
        try:
            with self._my_turn(), storage_errors(self.file), self._writer.connect() as connection:
                connection.begin()
                work = UnitOfWork(shop, connection)
                try:
                    yield work
                finally:
                    # What was not committed is rolled back with the connection's return.
                    work.end()
        finally:
            if work is not None and work.is_committed:
                work.settle()

    @contextmanager
    def look(self) -> Iterator[Look]:
        """Yield one snapshot of the database; what tries to write is refused by the engine.

        Raises:
            WorldError: the database does not answer.
        """
        with storage_errors(self.file), self._reader.connect() as connection:
            look = Look(connection)
            try:
                yield look
            finally:
                look.end()

    @contextmanager
    def glance(self) -> Iterator["sqlite3.Connection"]:
        """Yield one snapshot by the driver alone, for `Prepared` statements; one at a time.

        Raises:
            WorldError: the database does not answer.
        """
        with self._glance_turn, storage_errors(self.file):
            self._glance.execute("BEGIN")
            try:
                yield self._glance
            finally:
                self._glance.execute("ROLLBACK")

    def checkpoint(self) -> int:
        """Fold the log back into the file, and return how many of its pages are left over.

        For idle moments: it costs two waits for the disk, which is the 99th percentile of a sale
        when SQLite does it by itself. Whoever writes meanwhile waits for nothing else, for it is
        done by a connection that reads.
        """
        with storage_errors(self.file):
            raw = self._reader.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
                counts = cursor.fetchone()
                cursor.close()
            finally:
                raw.close()
        _busy, in_log, folded = counts or (0, 0, 0)
        return max(int(in_log) - int(folded), 0)

    def close(self) -> None:
        """Fold the log back and give the folder free; the next start finds a tidy file."""
        # A full disk must not keep the window from closing: the log stays and is read next time.
        with suppress(WorldError):
            self.checkpoint()
        self._dispose("_reader", "_writer")
        self._folder_lock.release()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._holder == threading.get_ident():
            raise RuntimeError("a write transaction inside a write transaction")
        if not self._turn.acquire(timeout=_TURN_S):
            raise WorldError("database_locked", file=str(self.file))
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = 0
            self._turn.release()


def open_to_read(file: Path) -> "sqlite3.Connection":
    """Return a connection that only reads a database file, whoever else has it open.

    Raises:
        pysqlite3.dbapi2.DatabaseError: it cannot be opened, or is none, at the latest when read.
    """
    # As a URI, so that a sign in the file's name is not taken for one of the query's.
    opened: sqlite3.Connection = dbapi2.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    return opened


@contextmanager
def storage_errors(file: Path) -> Iterator[None]:
    """Turn what the driver says into what can be told to the person at the counter.

    What points to a mistake of ours (a constraint, a misspelt statement) passes through.
    """
    try:
        yield
    except Exception as error:
        # SQLAlchemy's errors carry the driver's.
        cause = getattr(error, "orig", error)
        if isinstance(cause, _OURS) or not isinstance(cause, dbapi2.Error):
            raise
        _refuse(file, str(cause), error)


def _refuse(file: Path, message: str, cause: Exception) -> NoReturn:
    lowered = message.lower()
    for part, code in _CODES.items():
        if part in lowered:
            raise WorldError(code, file=str(file), detail=message) from cause
    raise cause


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _connect(file: Path, *, writes: bool) -> "sqlite3.Connection":
    """Return a connection of the driver's with everything we rely on switched on.

    Raises:
        WorldError: database_unsafe.
    """
    driver: sqlite3.Connection = dbapi2.connect(
        str(file),
        timeout=_BUSY_MS / 1000,
        # The driver would begin late and by itself; we say BEGIN ourselves.
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA trusted_schema=OFF")
        driver.execute("PRAGMA wal_autocheckpoint=0")
        driver.execute(f"PRAGMA cache_size=-{_WRITER_KB if writes else _READER_KB:d}")
        if not writes:
            driver.execute("PRAGMA query_only=ON")
        _insist(driver)
    except BaseException:
        driver.close()
        raise
    return driver


def _insist(driver: "sqlite3.Connection") -> None:
    for name, wanted in _REQUIRED.items():
        found = driver.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise WorldError("database_unsafe", setting=name, found=found)


def _engine(file: Path, *, writes: bool) -> "Engine":
    # Here, because it takes longer to load than the first customer should wait.
    from sqlalchemy import URL, create_engine, event  # noqa: PLC0415
    from sqlalchemy.exc import InterfaceError  # noqa: PLC0415
    from sqlalchemy.pool import QueuePool  # noqa: PLC0415

    engine = create_engine(
        # Not as text, in which a question mark in a folder's name would begin a query.
        URL.create("sqlite", database=str(file)),
        module=dbapi2,
        creator=lambda: _connect(file, writes=writes),
        poolclass=QueuePool,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        # What a statement was about (a customer's name) is in no log.
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: "Connection") -> None:
        # By the driver: as a statement of SQLAlchemy's it would cost what a whole look-up does.
        driver = connection.connection.driver_connection
        if driver is None:
            raise InterfaceError("BEGIN", None, dbapi2.InterfaceError("no connection"))
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
