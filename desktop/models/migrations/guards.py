"""Triggers that refuse to change or delete what is only ever added to.

Guard rails only: what proves an alteration is the signed journal.
"""

import sqlalchemy as sa
from alembic import op


def guard(table: str, free: tuple[str, ...] = ()) -> None:
    """Guard a table's present columns but the free ones; anew where it was guarded before."""
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    kept = ", ".join(name for name in columns if name not in free)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: only ever added to'); END"
    for trigger in ("no_update", "no_delete"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger}")
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {kept} ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
