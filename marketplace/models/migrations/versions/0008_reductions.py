"""The lowest price of the thirty days before a reduction.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("offer", sa.Column("lowest_cents", WHOLE, server_default="0", nullable=False))
