"""Orders at the counter: alarms and their ladder, rounds, lockers, parcels, bags, questions.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for moment in ("shared_at", "answered_at"):
        op.add_column("draft", sa.Column(moment, sa.BigInteger(), nullable=True))
    op.create_table(
        "delivery_round",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("driver", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_round")),
    )
    op.create_table(
        "locker_deposit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("locker", sa.String(length=60), nullable=False),
        sa.Column("box", sa.String(length=20), nullable=False),
        sa.Column("size", sa.String(length=1), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("ask_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("opening_code", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state_at", sa.BigInteger(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('opening', 'deposited', 'taken', 'back', 'given_up')",
            name=op.f("ck_locker_deposit_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locker_deposit")),
    )
    op.create_index(
        op.f("ix_locker_deposit_order_id"), "locker_deposit", ["order_id"], unique=False
    )
    held = sa.text("state IN ('opening', 'deposited')")
    op.create_index(
        "ix_locker_deposit_box",
        "locker_deposit",
        ["locker", "box"],
        unique=True,
        sqlite_where=held,
    )
    op.create_index(
        "ix_locker_deposit_held_order",
        "locker_deposit",
        ["order_id"],
        unique=True,
        sqlite_where=held,
    )
    op.create_table(
        "order_alarm",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("known_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_alarm")),
    )
    op.create_index(
        "ix_order_alarm_acknowledged_at", "order_alarm", ["acknowledged_at"], unique=False
    )
    op.create_index(op.f("ix_order_alarm_order_id"), "order_alarm", ["order_id"], unique=False)
    op.create_table(
        "parcel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("hub_ver", sa.Integer(), nullable=False),
        sa.Column("from_shop", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("customer_name", sa.String(length=120), nullable=False),
        sa.Column("proxy_name", sa.String(length=120), nullable=False),
        sa.Column("phone_last2", sa.String(length=2), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=20), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("expected_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_by", sa.String(length=40), nullable=False),
        sa.Column("anomaly", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("number", name=op.f("uq_parcel_number")),
    )
    op.create_index("ix_parcel_state", "parcel", ["state"], unique=False)
    op.create_table(
        "order_alarm_step",
        sa.Column("alarm_id", sa.String(length=36), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("was_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alarm_id"], ["order_alarm.id"], name=op.f("fk_order_alarm_step_alarm_id")
        ),
        sa.PrimaryKeyConstraint("alarm_id", "rung", name=op.f("pk_order_alarm_step")),
    )
    op.create_table(
        "product_off",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_off")),
    )
    op.create_table(
        "round_stop",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("proof", sa.String(length=10), nullable=False),
        sa.Column("proof_sha256", sa.String(length=64), nullable=False),
        sa.Column("failure", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["delivery_round.id"], name=op.f("fk_round_stop_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "order_id", name=op.f("pk_round_stop")),
    )
    op.create_index(op.f("ix_round_stop_order_id"), "round_stop", ["order_id"], unique=False)
    op.add_column(
        "order_line", sa.Column("ordered_cents", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("order_line", sa.Column("handed_at", sa.BigInteger(), nullable=True))
    op.add_column("order_line", sa.Column("asked", sa.JSON(), nullable=True))
    op.add_column("order_line", sa.Column("returned_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "shop_order",
        sa.Column("if_missing", sa.String(length=10), server_default="ask", nullable=False),
    )
    op.add_column(
        "shop_order",
        sa.Column("proxy_name", sa.String(length=120), server_default="", nullable=False),
    )
    op.add_column("shop_order", sa.Column("destination", sa.JSON(), nullable=True))
    op.add_column(
        "shop_order", sa.Column("held_by", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column("shop_order", sa.Column("held_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "shop_order", sa.Column("carriage", sa.String(length=10), server_default="", nullable=False)
    )
    op.add_column(
        "shop_order",
        sa.Column("carried_till", sa.String(length=20), server_default="", nullable=False),
    )
    op.add_column(
        "shop_order", sa.Column("box", sa.String(length=20), server_default="", nullable=False)
    )
    op.add_column(
        "shop_order", sa.Column("bag_list", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("shop_order", sa.Column("reminded_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "shop_order", sa.Column("hand_overs", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column(
        "shop_order",
        sa.Column("walk_letter", sa.String(length=8), server_default="", nullable=False),
    )
    op.add_column("product", sa.Column("allergens", sa.JSON(), server_default="[]", nullable=False))
    # Until the marketplace tells the orders anew, what they come to is what was agreed.
    op.execute("UPDATE order_line SET ordered_cents = gross_cents")
    op.add_column("print_job", sa.Column("document", sa.LargeBinary(), nullable=True))
    op.add_column(
        "print_job",
        sa.Column("came_from", sa.String(length=40), server_default="", nullable=False),
    )
