"""What is kept of the conversation with the tills.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "anchor_leaf",
        sa.Column("log_index", WHOLE, autoincrement=False, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("given_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("log_index", name=op.f("pk_anchor_leaf")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_anchor_leaf_shop_id_till_seq"),
        "anchor_leaf",
        ["shop_id", "till", "seq"],
        unique=False,
    )
    op.create_table(
        "anchor_refused",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("at_seq", WHOLE, nullable=False),
        sa.Column("held_seq", WHOLE, nullable=False),
        sa.Column("held_hash", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_refused")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_anchor_refused_shop_id"), "anchor_refused", ["shop_id"], unique=False)
    op.create_table(
        "anchor_tree",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_tree")),
        sqlite_strict=True,
    )
    op.create_table(
        "anchored_hash",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "till", "seq", name=op.f("pk_anchored_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "anchored_till",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "till", name=op.f("pk_anchored_till")),
        sqlite_strict=True,
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("size_bytes", WHOLE, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width_px", WHOLE, nullable=False),
        sa.Column("height_px", WHOLE, nullable=False),
        sa.Column("stored_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_blob_shop_id"), "blob", ["shop_id"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("enrolled_at", WHOLE, nullable=False),
        sa.Column("revoked_at", WHOLE, nullable=True),
        sa.Column("last_seen", WHOLE, nullable=False),
        sa.Column("clock_offset_ms", WHOLE, nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("public_key", name=op.f("uq_device_public_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_device_shop_id"), "device", ["shop_id"], unique=False)
    op.create_table(
        "device_stream",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("last_seq", WHOLE, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "incarnation", name=op.f("pk_device_stream")),
        sqlite_strict=True,
    )
    op.create_table(
        "enrolment_code",
        sa.Column("first_half", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.Column("tries_left", WHOLE, nullable=False),
        sa.Column("used_at", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("first_half", name=op.f("pk_enrolment_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_enrolment_code_shop_id"), "enrolment_code", ["shop_id"], unique=False)
    op.create_table(
        "feed",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("deleted", FLAG, nullable=False),
        sa.Column("changed_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "entity", "entity_id", name=op.f("pk_feed")),
        sa.UniqueConstraint("shop_id", "seq", name=op.f("uq_feed_shop_id_seq")),
        sqlite_strict=True,
    )
    op.create_table(
        "hub",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("epoch_since", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
        sqlite_strict=True,
    )
    op.create_table(
        "nonce",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "nonce", name=op.f("pk_nonce")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_nonce_expires_at"), "nonce", ["expires_at"], unique=False)
    op.create_table(
        "op_parked",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", WHOLE, nullable=False),
        sa.Column("parked_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "incarnation", "seq", name=op.f("pk_op_parked")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_op_parked_shop_id"), "op_parked", ["shop_id"], unique=False)
    op.create_table(
        "op_seen",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "op_id", name=op.f("pk_op_seen")),
        sqlite_strict=True,
    )
    op.create_table(
        "oplog",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", WHOLE, nullable=False),
        sa.Column("at_ms", WHOLE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "incarnation", "seq", name=op.f("pk_oplog")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_oplog_shop_id_received_at"), "oplog", ["shop_id", "received_at"], unique=False
    )
    op.create_table(
        "shop_head",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop_head")),
        postgresql_with={"fillfactor": 50},
        sqlite_strict=True,
    )
    op.create_table(
        "token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_token")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_token_device_id"), "token", ["device_id"], unique=False)
    op.create_index(op.f("ix_token_expires_at"), "token", ["expires_at"], unique=False)
