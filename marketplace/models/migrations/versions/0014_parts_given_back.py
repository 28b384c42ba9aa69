"""How much of a line came back.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    returned = sa.Column("returned", WHOLE, server_default="0", nullable=False)
    op.add_column("order_line", returned)
