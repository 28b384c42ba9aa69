"""The one door to the database: read sessions, write transactions, what happens around a commit."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session

from marketplace.errors import StorageError
from marketplace.models.base import Base
from marketplace.services import postgresql
from marketplace.services.fair_lock import FairLock

_log = logging.getLogger(__name__)

OLDEST_SQLITE = (3, 51, 3)
"""Versions before it can corrupt a database in WAL mode (reset race, 2026-03)."""

_BUSY_MS = 5_000
_HIDDEN = True
"""A failing statement is logged without its values: customers' names and numbers are among them."""
_TURN_S = 20.0
_SQLITE_CODES = {
    "locked": "locked",
    "full": "full",
    "readonly": "read_only",
    "read-only": "read_only",
    "malformed": "corrupt",
    "not a database": "corrupt",
    "disk i/o": "failed",
    "unable to open": "unreadable",
}

_OUR_OWN = {"IntegrityError", "DataError", "ProgrammingError", "InterfaceError"}
"""What was asked for was wrong; trying again would not help."""

Hook = Callable[[Session], None]


class Database:
    """A SQLite file (`sqlite:///path`) or a PostgreSQL (`postgresql+psycopg://…`).

    There is one writer at a time, in order of arrival, and readers cannot write. On SQLite the
    one process that serves it sees to that, on PostgreSQL the server too, for many processes.
    A commit is on the disk when `write` returns.
    """

    def __init__(self, url: str) -> None:
        """Prepare the connections; nothing is opened yet.

        Raises:
            StorageError: no such kind of database, no driver for it, or SQLite is too old.
        """
        self.url = url
        try:
            kind = make_url(url).get_backend_name()
        except ArgumentError as error:
            raise StorageError("unreadable", {"detail": "database address"}) from error
        self.is_sqlite = kind == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, writes=True)
            self._reader = _sqlite_engine(url, writes=False)
        elif kind == "postgresql":
            self._writer = postgresql.server_engine(url, hides_values=_HIDDEN)
            self._reader = postgresql.readers(self._writer)
        else:
            raise StorageError("no_driver", {"detail": kind})
        self._turns = FairLock()
        self._mine = local()
        self._before_commit: list[Hook] = []
        self._after_commit: list[Hook] = []

    @property
    def engine(self) -> Engine:
        """Return the engine that writes; for migrations and checks."""
        return self._writer

    @property
    def file(self) -> Path | None:
        """Return the path of the SQLite file, or None on a server."""
        name = make_url(self.url).database
        return Path(name) if self.is_sqlite and name else None

    def create_all(self) -> None:
        """Create the tables that are missing."""
        with _storage_errors():
            Base.metadata.create_all(self._writer)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Yield the writing connection in one transaction; for changes of the schema only.

        Raises:
            StorageError: the database does not answer; nothing of the block happened.
        """
        with _storage_errors(), self._turn(), self._writer.begin() as connection:
            if not self.is_sqlite:
                postgresql.take_turn(connection, _TURN_S)
                postgresql.refuse_other_letters(connection)
            yield connection

    def before_commit(self, hook: Hook) -> None:
        """Have `hook` called as the last thing inside every write transaction."""
        self._before_commit.append(hook)

    def after_commit(self, hook: Hook) -> None:
        """Have `hook` called after every commit; it must not fail and must not write."""
        self._after_commit.append(hook)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session on one snapshot; what it writes is refused by the engine.

        Raises:
            StorageError: the database does not answer.
        """
        with _storage_errors(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end of the block, or not at all.

        Raises:
            StorageError: the database does not answer; nothing of the block happened.
        """
        if getattr(self._mine, "is_writing", False):
            raise RuntimeError("a write transaction inside a write transaction")
        self._mine.is_writing = True
        try:
            with _storage_errors(), self._turn(), Session(self._writer) as session:
                session.expire_on_commit = False
                if not self.is_sqlite:
                    postgresql.take_turn(session.connection(), _TURN_S)
                yield session
                session.flush()
                for hook in self._before_commit:
                    hook(session)
                session.commit()
        finally:
            self._mine.is_writing = False
        for hook in self._after_commit:
            try:
                hook(session)
            except Exception:  # noqa: BLE001 the reason is on the next line
                # The work is done and durable; a doorbell that jams must not say it failed.
                _log.exception("after_commit_hook_failed")

    def _turn(self) -> AbstractContextManager[None]:
        # On PostgreSQL as well, or everybody who waits would hold a connection meanwhile.
        return self._turns.held(_TURN_S)

    def close(self) -> None:
        """Give every connection back; the writing one last, so that it empties the log."""
        if self._reader is not self._writer:
            self._reader.dispose()
        self._writer.dispose()


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Turn what the driver says into our own codes."""
    try:
        yield
    except (TimeoutError, NoConnectionError) as error:
        raise StorageError("locked") from error
    except DBAPIError as error:
        if type(error).__name__ in _OUR_OWN:
            raise
        raise StorageError(_code_of(error), {"detail": str(error.orig)}) from error


def _code_of(error: DBAPIError) -> str:
    if "sqlite" not in type(error.orig).__module__:
        return postgresql.code_of(error)
    lowered = str(error.orig).lower()
    return next((code for part, code in _SQLITE_CODES.items() if part in lowered), "failed")


def _sqlite_engine(url: str, *, writes: bool) -> Engine:
    # Here, because a marketplace on PostgreSQL need not have it.
    from pysqlite3 import dbapi2  # noqa: PLC0415

    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError("old_sqlite", {"version": dbapi2.sqlite_version})
    if not make_url(url).database or make_url(url).database == ":memory:":
        raise StorageError("unreadable", {"detail": "a database needs a file"})
    engine = create_engine(
        url,
        module=dbapi2,
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else 56,
        connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000},
        hide_parameters=_HIDDEN,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 the driver's own type
        # The driver would begin late and by itself; we say BEGIN ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute("PRAGMA cache_size=-16000")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 SQLAlchemy hands a Connection or its proxy
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
