"""The records of the till W01, as the marketplace told them.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.guards import guard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_record",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("kno", sa.Integer(), nullable=False),
        sa.Column("c", sa.LargeBinary(), nullable=False),
        sa.Column("h", sa.LargeBinary(length=32), nullable=False),
        sa.Column("s", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_web_record")),
    )
    op.create_index("uq_web_record_kind_kno", "web_record", ["kind", "kno"], unique=True)
    guard("web_record")
