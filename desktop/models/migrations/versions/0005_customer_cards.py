"""Customers' cards: the number by which a scanner finds a customer.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer", sa.Column("card", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_customer_card"), "customer", ["card"], unique=True)
