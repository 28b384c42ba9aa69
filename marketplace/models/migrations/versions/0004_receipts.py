"""Receipts that customers read on their phones for a while.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shared_receipt",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shared_receipt_shop_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_shared_receipt")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_shared_receipt_expires_at"), "shared_receipt", ["expires_at"], unique=False
    )
