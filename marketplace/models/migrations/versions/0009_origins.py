"""Where goods come from.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product", sa.Column("origin", sa.Text(), server_default="", nullable=False))
