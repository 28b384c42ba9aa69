"""PostgreSQL as the marketplace uses it: one writer at a time, readers on one snapshot.

No rule of the marketplace knows which engine it stands on. What differs is here, in
`models/guards.py` (what the engine refuses) and in `search_index.py` (how it finds words).
"""

from typing import Any

from sqlalchemy import Connection, Engine, ExecutionContext, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from marketplace.errors import StorageError

_CODES = {
    "55P03": "locked",
    "40001": "locked",
    "40P01": "locked",
    "57014": "locked",
    "53100": "full",
    "25006": "read_only",
    "XX001": "corrupt",
    "XX002": "corrupt",
    "57P01": "unreachable",
    "57P02": "unreachable",
    "57P03": "unreachable",
}
"""What the server's own code means in ours; one without a code never reached the server."""

_WRITER = 0x436F6D70746F6972
"""Name of the lock that whoever writes holds until the commit: `Comptoir` in its eight letters."""


def server_engine(url: str, *, hides_values: bool) -> Engine:
    """Return the connections to a PostgreSQL; nothing is opened yet.

    Raises:
        StorageError: the driver is missing.
    """
    try:
        engine = create_engine(
            url,
            pool_size=16,
            max_overflow=48,
            pool_pre_ping=True,
            hide_parameters=hides_values,
        )
    except (ImportError, NoSuchModuleError) as error:
        raise StorageError("no_driver", {"detail": str(error)}) from error
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def readers(engine: Engine) -> Engine:
    """Return the same connections for those who only look: one snapshot each, and no writing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def take_turn(connection: Connection, patience_s: float) -> None:
    """Wait for the turn to write, among all processes that stand on this database.

    The rules of the marketplace look before they write, and nothing may change in between. On
    SQLite there is one writer by nature; here it is one by this lock, which ends with the
    transaction. Each statement after it sees what the one before committed (READ COMMITTED).

    Raises:
        DBAPIError: the turn did not come in time.
    """
    connection.execute(text(f"SET LOCAL lock_timeout = {int(patience_s * 1000)}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:writer)"), {"writer": _WRITER})


def refuse_other_letters(connection: Connection) -> None:
    """Refuse a database that cannot hold every letter.

    Raises:
        StorageError: not_utf8.
    """
    encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
    if encoding != "UTF8":
        raise StorageError("not_utf8", {"encoding": encoding})


def code_of(error: DBAPIError) -> str:
    """Return our word for what the server, or the way to it, says."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return "unreachable"
    return _CODES.get(state, "failed")


def _without_nul(
    _connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    parameters: Any,  # noqa: ANN401 SQLAlchemy hands a mapping, a sequence or many of them
    _context: ExecutionContext | None,
    _is_many: bool,
) -> tuple[str, Any]:
    """Replace the one sign that the server cannot hold in a text.

    It comes with product names and search boxes of people who try what happens, and a text of a
    shop that fails would hold up everything the shop has to say after it.
    """
    return statement, _cleaned(parameters)


def _cleaned(value: Any) -> Any:  # noqa: ANN401 see above
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd") if "\x00" in value else value
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(one) for one in value)
    return value
