"""The ground of every table: naming, column types, strictness."""
# ruff: noqa: ARG002 SQLAlchemy hands every type the dialect, and most need not know it

import json
from datetime import date, datetime
from typing import Annotated, Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    func,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column
from sqlalchemy.types import TypeEngine

from sync.kernel.clock import from_milliseconds, milliseconds

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""Any whole number: 64 bits on both engines, and a rowid on SQLite when it is the primary key."""


_Figures = ColumnElement[int] | InstrumentedAttribute[int]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored as whole milliseconds since 1970 UTC; a naive one is refused."""

    impl = WHOLE
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an instant into its milliseconds."""
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn milliseconds into their instant."""
        return None if value is None else from_milliseconds(value)


class Day(TypeDecorator[date]):
    """A calendar day of the town, stored as `2026-05-01`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Turn a day into its text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Turn the text into its day."""
        return None if value is None else date.fromisoformat(value)


class _FlagComparator(TypeDecorator.Comparator[bool]):
    """`is_(True)` as a plain comparison: PostgreSQL takes no value after IS, and no flag is NULL."""

    def is_(self, other: Any) -> ColumnElement[bool]:  # noqa: ANN401 SQLAlchemy's own signature
        """Compare with a truth value."""
        return cast("ColumnElement[bool]", self == other)

    def is_not(self, other: Any) -> ColumnElement[bool]:  # noqa: ANN401 SQLAlchemy's own signature
        """Compare with the other truth value."""
        return cast("ColumnElement[bool]", self != other)


class Flag(TypeDecorator[bool]):
    """A truth value: SQLite's strict tables know only integers."""

    impl = Boolean
    cache_ok = True
    comparator_factory = _FlagComparator

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose 0 and 1 on SQLite, a boolean elsewhere."""
        kind = Integer() if dialect.name == "sqlite" else Boolean()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | bool | None:
        """Turn the claim into what the engine stores."""
        if value is None:
            return None
        return int(value) if dialect.name == "sqlite" else bool(value)

    def process_result_value(self, value: int | bool | None, dialect: Dialect) -> bool | None:
        """Turn what the engine stores into the claim."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A small document nothing is searched in, stored as JSON text in the order it was written in.

    Order is meaning: of the lines of the legal page, of a product's axes, of its article numbers
    (the first is the one it is known by). To change nothing but the order is a change.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Turn the document into its text."""
        return None if value is None else _as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 a document has any shape
        """Turn the text into its document."""
        return None if value is None else json.loads(value)

    def compare_values(self, x: object, y: object) -> bool:
        """Tell whether two documents are the same to the letter."""
        return _as_json(x) == _as_json(y)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def sum_of(figures: _Figures) -> ColumnElement[int]:
    """Return the sum as a whole number: PostgreSQL sums 64 bits to a decimal. NULL of nothing."""
    return func.sum(figures).cast(WHOLE)


Id = Annotated[str, mapped_column(Text, primary_key=True)]
"""A UUIDv7 in its usual form, made by whoever creates the row."""
Cents = Annotated[int, mapped_column(WHOLE)]
"""Money in the smallest unit of the currency."""
Thousandths = Annotated[int, mapped_column(WHOLE)]
"""A quantity."""
BasisPoints = Annotated[int, mapped_column(WHOLE)]
"""A rate: 550 is 5.5 %."""


class Base(DeclarativeBase):
    """Parent of every table of the marketplace; strict about types on SQLite."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 SQLAlchemy reads it from the class
        str: Text(),
        int: WHOLE,
        bool: Flag(),
        datetime: UtcDateTime(),
        date: Day(),
        dict[str, Any]: Json(),
        list[dict[str, Any]]: Json(),
        list[Any]: Json(),
        list[str]: Json(),
        dict[str, str]: Json(),
        dict[str, int]: Json(),
    }

    @classmethod
    def __table_cls__(cls, *arguments: Any, **options: Any) -> Table:  # noqa: ANN401 SQLAlchemy's own signature
        """Make the table, strict on SQLite."""
        return Table(*arguments, sqlite_strict=True, **options)
