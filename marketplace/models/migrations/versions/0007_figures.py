"""Which days' orders have changed, and an index that holds what the town's figures sum.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("changes", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_order_day")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_shop_order_figures",
        "shop_order",
        [
            "shop_id",
            "placed_at",
            "state",
            "group_id",
            "total_cents",
            "ready_at",
            "promised_from",
        ],
        unique=False,
    )
