"""Whose customer gave no e-mail address.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shop_order",
        sa.Column("has_no_mail", sa.Boolean(), server_default=sa.text("0"), nullable=False),
    )
