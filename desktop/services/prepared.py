"""Statements run by the driver itself, for what happens while a customer waits."""

import json
import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Union, cast

from pysqlite3 import dbapi2

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Table
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.elements import ClauseElement, ColumnElement
    from sqlalchemy.sql.type_api import TypeEngine

AnyConnection = Union["Connection", "sqlite3.Connection"]
"""SQLAlchemy's, or the driver's own of a glance (`Database.glance`)."""

_Parameters = Mapping[str, object]
_Convert = Callable[[Any], Any]
_MARK = re.compile(r":([a-z_]+)")
_ROWS = 25
"""Of many rows so many a statement: each costs a tenth less than by itself; more at once cost as
much, and leave more for the end, which are written one by one."""


class Prepared:
    """A statement in SQL's own words, or a Core statement compiled once.

    Executed by SQLAlchemy each time, a small statement costs ten times what SQLite takes for it,
    and a sale has a dozen (bench/sale_probe.py). Rows come back as named tuples with the columns'
    own types; of a statement in SQL's words as SQLite keeps them. It runs in the transaction of
    the connection it is given, and raises what that connection would raise.
    """

    def __init__(self, statement: "ClauseElement | str") -> None:
        """Take the statement; it is compiled when it is first run, not when the app starts."""
        self._statement = statement
        self._sql = ""
        #: For each question mark its name, whether it is asked for, what it is else, and how it is
        #: spelled.
        self._marks: list[tuple[str, bool, object, _Convert | None]] = []
        self._converts: list[tuple[int, _Convert]] = []
        self._named: Callable[[Sequence[object]], Any] | None = None

    def run(self, connection: AnyConnection, parameters: _Parameters) -> None:
        """Write once."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            driver.execute(sql, bound)

    def run_many(self, connection: AnyConnection, parameters: Sequence[_Parameters]) -> None:
        """Write once for each set of parameters, all with the same names; for none, do nothing."""
        if parameters:
            sql = self._sql or self._compile(parameters[0])
            columns = self._columns(parameters)
            with self._on(connection) as driver:
                driver.executemany(sql, zip(*columns, strict=True))

    def first(self, connection: AnyConnection, parameters: _Parameters) -> Any:  # noqa: ANN401 the row's columns are the statement's
        """Return the first row as a named tuple, None when there is none."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            cursor = driver.execute(sql, bound)
            found = cursor.fetchone()
        return None if found is None else self._read(cursor)(found)

    def all(self, connection: AnyConnection, parameters: _Parameters) -> list[Any]:
        """Return every row as a named tuple."""
        sql, bound = self.spelled(parameters)
        with self._on(connection) as driver:
            cursor = driver.execute(sql, bound)
            found = cursor.fetchall()
        return [*map(self._read(cursor), found)]

    def spelled(self, parameters: _Parameters) -> tuple[str, list[object]]:
        """Return the text that SQLite reads and the values of its question marks."""
        return self._sql or self._compile(parameters), self._bound(parameters)

    @contextmanager
    def _on(self, connection: AnyConnection) -> Iterator[Any]:
        """Yield the driver's connection, in the transaction that is running or begins here."""
        if isinstance(connection, dbapi2.Connection):
            yield connection
            return
        begun = cast("Connection", connection)
        if not begun.in_transaction():
            begun.begin()
        try:
            yield begun.connection.driver_connection
        except dbapi2.Error as error:
            from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 whose connection it is

            raise DBAPIError.instance(
                self._sql, None, error, dbapi2.Error, hide_parameters=True
            ) from error

    def _keys(self, _parameters: _Parameters) -> list[str] | None:
        """Return the columns to write, None when the statement says so itself."""
        return None

    def _compile(self, parameters: _Parameters) -> str:
        if isinstance(self._statement, str):
            self._marks = [(name, True, None, None) for name in _MARK.findall(self._statement)]
            self._sql = _MARK.sub("?", self._statement)
            return self._sql
        # Here, because SQLAlchemy takes longer to load than the first customer should wait.
        from sqlalchemy.sql.compiler import SQLCompiler  # noqa: PLC0415
        from sqlalchemy.sql.selectable import SelectBase  # noqa: PLC0415

        dialect = _dialect()
        compiled = self._statement.compile(dialect=dialect, column_keys=self._keys(parameters))
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only a statement can be run")
        # Each whole at once: two threads may come here together.
        self._marks = [
            (
                name,
                bind.required,
                None if bind.required else bind.effective_value,
                _impl(bind.type).bind_processor(dialect),
            )
            for name in compiled.positiontup or ()
            for bind in (compiled.binds[name],)
        ]
        if isinstance(self._statement, SelectBase):
            columns = list(self._statement.selected_columns)
            self._converts = [
                (place, read)
                for place, column in enumerate(columns)
                if (read := _impl(column.type).result_processor(dialect, None)) is not None
            ]
            self._named = _row_of([str(column.key) for column in columns])
        self._sql = str(compiled)
        return self._sql

    def _bound(self, parameters: _Parameters) -> list[object]:
        bound: list[object] = []
        for name, is_asked, constant, convert in self._marks:
            value = parameters[name] if is_asked else constant
            bound.append(value if convert is None else convert(value))
        return bound

    def _columns(self, parameters: Sequence[_Parameters]) -> list[Sequence[object]]:
        """Return what stands at each question mark in each row of many."""
        asked = [name for name, is_asked, _constant, _convert in self._marks if is_asked]
        told: Iterator[Sequence[object]] = iter(())
        if len(asked) == 1:
            told = iter([[each[asked[0]] for each in parameters]])
        elif asked:
            # Rows taken apart and turned by the interpreter: half the cost of a look-up a value.
            told = zip(*map(itemgetter(*asked), parameters), strict=True)
        return [
            _converted(next(told), convert)
            if is_asked
            else [constant if convert is None else convert(constant)] * len(parameters)
            for _name, is_asked, constant, convert in self._marks
        ]

    def _read(self, cursor: "sqlite3.Cursor") -> Callable[[Sequence[object]], Any]:
        """Return what makes a named tuple of a row."""
        named = self._named
        if named is None:
            self._named = named = _row_of([column[0] for column in cursor.description])
        if not self._converts:
            return named

        def converted(found: Sequence[object]) -> Any:  # noqa: ANN401 as `first`
            row = list(found)
            for place, convert in self._converts:
                row[place] = convert(row[place])
            return named(row)

        return converted


class PreparedInsert(Prepared):
    """An insert of the columns that the first row written by it names, and ever after of those."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table.insert())

    def run_many(self, connection: AnyConnection, parameters: Sequence[_Parameters]) -> None:
        """Write all the rows; of very many so many a statement as make one text, compiled once."""
        whole = len(parameters) - len(parameters) % _ROWS
        for start in range(0, whole, _ROWS):
            rows = parameters[start : start + _ROWS]
            sql = self._sql or self._compile(rows[0])
            columns = self._columns(rows)
            another = f", ({', '.join('?' * len(columns))})"
            with self._on(connection) as driver:
                values = [*chain.from_iterable(zip(*columns, strict=True))]
                driver.execute(sql + another * (_ROWS - 1), values)
        super().run_many(connection, parameters[whole:])

    def _keys(self, parameters: _Parameters) -> list[str] | None:
        return list(parameters)


def among(column: "ColumnElement[Any]") -> "ColumnElement[bool]":
    """Return the condition that a column is one of those handed over by `ids`.

    However many they are, the statement stays the same and is compiled once.
    """
    # Here, as above.
    from sqlalchemy import bindparam, func, select  # noqa: PLC0415

    return column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))


def ids(wanted: Sequence[str]) -> dict[str, str]:
    """Return what `among` asks for."""
    return {"ids": json.dumps(list(wanted))}


def _converted(values: Sequence[object], convert: _Convert | None) -> Sequence[object]:
    """Return the values as the driver takes them, each run of one and the same converted once."""
    if convert is None:
        return values
    # Of many rows written together most have the moment, the flags, the nothing of the last.
    converted: list[object] = []
    last, told = values[0], convert(values[0])
    for value in values:
        if value is not last:
            last, told = value, convert(value)
        converted.append(told)
    return converted


def _row_of(names: Sequence[str]) -> Callable[[Sequence[object]], Any]:
    """Return what makes a named tuple of a row; its names are known to no checker of types."""
    row: Any = namedtuple("Row", names)  # type: ignore[misc] # noqa: PYI024
    make: Callable[[Sequence[object]], Any] = row._make
    return make


@cache
def _dialect() -> "Dialect":
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite  # noqa: PLC0415 as above

    return SQLiteDialect_pysqlite()


def _impl(kind: "TypeEngine[Any]") -> "TypeEngine[Any]":
    return kind.dialect_impl(_dialect())
