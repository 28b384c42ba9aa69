"""Brings a database to the schema this version works with."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from marketplace.errors import StorageError
from marketplace.models import migrations
from marketplace.services.database import Database

HEAD = "0014"
"""The newest revision under `models/migrations/versions`."""


def bring_up_to_date(database: Database) -> None:
    """Run the migrations that are missing, all of them or none.

    Raises:
        StorageError: the database cannot be read or was written by a newer version.
    """
    with database.migrating() as connection:
        current = _revision_of(connection)
        if current != HEAD:
            _upgrade(connection, current)


def _revision_of(connection: Connection) -> str:
    """Return the revision the database is at; empty for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _upgrade(connection: Connection, current: str) -> None:
    # A third of a second to import, which a database at the newest revision does not need.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    # A percent sign in the path would be read as a variable.
    folder = str(Path(migrations.__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current and current not in known:
        raise StorageError("too_new", {"version": current})
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
