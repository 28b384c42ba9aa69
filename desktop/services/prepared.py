"""Statements run by the driver itself, for what happens while a customer waits."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.type_api import TypeEngine

_DIALECT = SQLiteDialect_pysqlite()

_Parameters = Mapping[str, object]
_Convert = Callable[[Any], Any]


class Prepared:
    """A Core statement, compiled once.

    Executed by SQLAlchemy each time, a small statement costs ten times what SQLite takes for it,
    and a sale has a dozen (bench/sale_probe.py). Rows come back as named tuples with the columns'
    own types. It runs in the transaction of the connection it is given, and raises what SQLAlchemy
    would raise.
    """

    def __init__(self, statement: ClauseElement) -> None:
        """Take the statement; it is compiled when it is first run, not when the app starts."""
        self._statement = statement
        self._sql = ""
        #: For each question mark its name, whether it is asked for, what it is else, and how it is
        #: spelled.
        self._marks: list[tuple[str, bool, object, _Convert | None]] = []
        self._converts: list[tuple[int, _Convert]] = []
        self._row: Callable[[Sequence[object]], Any] = tuple

    def run(self, connection: Connection, parameters: _Parameters) -> None:
        """Write once."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            driver.execute(sql, bound)

    def run_many(self, connection: Connection, parameters: Sequence[_Parameters]) -> None:
        """Write once for each set of parameters, all with the same names; for none, do nothing."""
        if parameters:
            sql, first = self.spelled(parameters[0])
            bound = [first, *map(self._bound, parameters[1:])]
            with self._on(connection) as driver:
                driver.executemany(sql, bound)

    def first(self, connection: Connection, parameters: _Parameters) -> Any:  # noqa: ANN401 the row's columns are the statement's
        """Return the first row as a named tuple, None when there is none."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            found = driver.execute(sql, bound).fetchone()
        return None if found is None else self._read(found)

    def all(self, connection: Connection, parameters: _Parameters) -> list[Any]:
        """Return every row as a named tuple."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            found = driver.execute(sql, bound).fetchall()
        return [self._read(row) for row in found]

    def spelled(self, parameters: _Parameters) -> tuple[str, list[object]]:
        """Return the text that SQLite reads and the values of its question marks."""
        return self._sql or self._compile(parameters), self._bound(parameters)

    @contextmanager
    def _on(self, connection: Connection) -> Iterator[Any]:
        """Yield the driver's connection, in the transaction that is running or begins here."""
        if not connection.in_transaction():
            connection.begin()
        try:
            yield connection.connection.driver_connection
        except dbapi2.Error as error:
            raise DBAPIError.instance(
                self._sql, None, error, dbapi2.Error, hide_parameters=True
            ) from error

    def _keys(self, _parameters: _Parameters) -> list[str] | None:
        """Return the columns to write, None when the statement says so itself."""
        return None

    def _compile(self, parameters: _Parameters) -> str:
        compiled = self._statement.compile(dialect=_DIALECT, column_keys=self._keys(parameters))
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only a statement can be run")
        for name in compiled.positiontup or ():
            bind = compiled.binds[name]
            convert = _impl(bind.type).bind_processor(_DIALECT)
            constant = None if bind.required else bind.effective_value
            self._marks.append((name, bind.required, constant, convert))
        if isinstance(self._statement, SelectBase):
            columns = list(self._statement.selected_columns)
            for place, column in enumerate(columns):
                read = _impl(column.type).result_processor(_DIALECT, None)
                if read is not None:
                    self._converts.append((place, read))
            names = [str(column.key) for column in columns]
            # Its names are known at run time only, to no checker of types.
            row: Any = namedtuple("Row", names)  # type: ignore[misc] # noqa: PYI024
            self._row = row._make
        self._sql = str(compiled)
        return self._sql

    def _bound(self, parameters: _Parameters) -> list[object]:
        bound: list[object] = []
        for name, is_asked, constant, convert in self._marks:
            value = parameters[name] if is_asked else constant
            bound.append(value if convert is None else convert(value))
        return bound

    def _read(self, found: Sequence[object]) -> Any:  # noqa: ANN401 as `first`
        if not self._converts:
            return self._row(found)
        row = list(found)
        for place, convert in self._converts:
            row[place] = convert(row[place])
        return self._row(row)


class PreparedInsert(Prepared):
    """An insert of the columns that the first row written by it names, and ever after of those."""

    def __init__(self, table: Table) -> None:
        super().__init__(insert(table))

    def _keys(self, parameters: _Parameters) -> list[str] | None:
        return list(parameters)


def _impl(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.dialect_impl(_DIALECT)
