"""What every table of the shop's database shares."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from sync.kernel.clock import from_milliseconds, milliseconds


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored as whole milliseconds since 1970 UTC; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the stored count."""
        del dialect
        return None if value is None else milliseconds(value.astimezone(UTC))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 SQLAlchemy's signature
        """Return the instant."""
        del dialect
        return None if value is None else from_milliseconds(value)


Cents = Integer
"""Money columns: integer cents; SQLite would turn a NUMERIC into a float without a word."""
Thousandths = Integer
"""Quantity columns: integer thousandths of the variant's unit."""
BasisPoints = Integer
"""Rate columns: 550 is 5.5 %."""
Id = String(36)
"""UUIDv7 text."""


class Base(DeclarativeBase):
    """Base of all the shop's tables; constraint names are fixed so that migrations find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(entity: type[Base]) -> Table:
    """Return the entity's table, for the paths that write by Core instead of the unit of work."""
    table = entity.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{entity.__name__} is mapped to no table")
    return table
