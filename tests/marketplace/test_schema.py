"""The migrations make the very schema the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2

from marketplace.models import migrations
from marketplace.models.base import Base
from marketplace.services import schema
from marketplace.services.database import Database


def schema_of(path: Path) -> dict[str, str]:
    with dbapi2.connect(str(path)) as connection:
        rows = connection.execute(
            "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'search_index_%' AND name <> 'alembic_version'"
        ).fetchall()
    connection.close()
    return {name: repr(sorted(sql.replace(",", " ").split())) for name, sql in rows}


@pytest.mark.sqlite_hub
def test_migrations_and_models_agree_to_the_last_trigger(tmp_path: Path) -> None:
    migrated, created = tmp_path / "migrated.db", tmp_path / "created.db"
    database = Database(f"sqlite:///{migrated}")
    schema.bring_up_to_date(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        tables = {table.name for table in Base.metadata.tables.values()}
        found = [
            change
            for change in compare_metadata(context, Base.metadata)
            if not (change[0] == "remove_table" and change[1].name not in tables)
        ]
    database.close()
    assert found == []
    other = Database(f"sqlite:///{created}")
    other.create_all()
    other.close()
    assert schema_of(migrated) == schema_of(created)


def test_head_is_the_newest_revision() -> None:
    directory = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert directory.get_current_head() == schema.HEAD
