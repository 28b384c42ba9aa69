"""Orders at the counter: rules, holders, bags, carriage, relays; a shop's pace and ladder.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "parcel",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("relay_shop_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ver", WHOLE, nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("fee_cents", WHOLE, nullable=False),
        sa.Column("received_at", WHOLE, nullable=True),
        sa.Column("handed_over_at", WHOLE, nullable=True),
        sa.Column("handed_over_by", sa.Text(), nullable=False),
        sa.Column("anomaly", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relay_shop_id"], ["shop.id"], name=op.f("fk_parcel_relay_shop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sqlite_strict=True,
    )
    op.create_index("ix_parcel_relay_shop_state", "parcel", ["relay_shop_id", "state"])
    for column in (
        sa.Column("if_missing", sa.Text(), server_default="ask", nullable=False),
        sa.Column("proxy_name", sa.Text(), server_default="", nullable=False),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("held_by", sa.Text(), server_default="", nullable=False),
        sa.Column("held_at", WHOLE, nullable=True),
        sa.Column("carriage", sa.Text(), server_default="", nullable=False),
        sa.Column("box", sa.Text(), server_default="", nullable=False),
        sa.Column("bag_list", sa.Text(), server_default="[]", nullable=False),
        sa.Column("reminded_at", WHOLE, nullable=True),
    ):
        op.add_column("shop_order", column)
    for column in (
        sa.Column("handed_at", WHOLE, nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
    ):
        op.add_column("order_line", column)
    for column in (
        sa.Column("paused_until", WHOLE, nullable=True),
        sa.Column("extra_minutes", WHOLE, server_default="0", nullable=False),
        sa.Column("extra_until", WHOLE, nullable=True),
        sa.Column("ladder", sa.Text(), server_default="[]", nullable=False),
    ):
        op.add_column("shop", column)
    op.add_column("product", sa.Column("off_until", WHOLE, nullable=True))
