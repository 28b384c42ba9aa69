"""How much of an order's line came back.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "order_line",
        sa.Column("returned", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
