"""The records of the till W01, as the marketplace told them; what was changed of suppliers.

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
    op.add_column(
        "parcel",
        sa.Column("is_ended", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "enrolment",
        sa.Column("is_ladder_told", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "shop_order", sa.Column("late_words", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("shop_order", sa.Column("relayed_at", sa.BigInteger(), nullable=True))
    op.add_column("parcel", sa.Column("keep_until", sa.BigInteger(), nullable=True))
    op.add_column(
        "print_job", sa.Column("made_for", sa.String(length=48), server_default="", nullable=False)
    )
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
    op.create_table(
        "supplier_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("supplier_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_change_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_change")),
    )
    op.create_index(
        op.f("ix_supplier_change_supplier_id"), "supplier_change", ["supplier_id"], unique=False
    )
