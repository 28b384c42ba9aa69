"""Brings a database to the schema this version works with."""

from marketplace import models
from marketplace.services.database import Database

__all__ = ["bring_up_to_date", "models"]


def bring_up_to_date(database: Database) -> None:
    """Create what is missing.

    Raises:
        StorageError: the database cannot be read or was written by a newer version.
    """
    database.create_all()
