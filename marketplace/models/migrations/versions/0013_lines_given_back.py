"""What of a line's price went back when it came back.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    refunded = sa.Column("refunded_cents", WHOLE, server_default="0", nullable=False)
    op.add_column("order_line", refunded)
