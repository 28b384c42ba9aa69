"""How much a pack holds, for the price per measure, and the pieces of a bundle.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("offer", sa.Column("content", WHOLE, server_default="0", nullable=False))
    op.add_column("offer", sa.Column("content_unit", sa.Text(), server_default="", nullable=False))
    op.add_column("offer", sa.Column("parts", sa.Text(), server_default="{}", nullable=False))
