"""A one-time code may give a device its place back, to a new key.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "enrolment_code", sa.Column("device_id", sa.Text(), server_default="", nullable=False)
    )
