"""The journals of what was paid online, one a shop; for how long a shop keeps a bag.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for never_used in ("membership", "principal", "shop_module"):
        op.drop_table(never_used)
    op.add_column("shop", sa.Column("keeps_days", WHOLE, nullable=True))
    op.add_column("shop", sa.Column("reminds_days", WHOLE, nullable=True))
    op.create_table(
        "web_till_record",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kno", WHOLE, nullable=False),
        sa.Column("c", sa.LargeBinary(), nullable=False),
        sa.Column("h", sa.LargeBinary(), nullable=False),
        sa.Column("s", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "seq", name=op.f("pk_web_till_record")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_web_till_record_shop_kind_kno",
        "web_till_record",
        ["shop_id", "kind", "kno"],
        unique=True,
    )
    op.create_table(
        "web_till_head",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_web_till_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "web_till_entry",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "what", name=op.f("pk_web_till_entry")),
        sqlite_strict=True,
    )
    op.create_table(
        "web_till_question",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_web_till_question")),
        sqlite_strict=True,
    )
    op.create_table(
        "web_till_heard",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("first_seq", WHOLE, nullable=False),
        sa.Column("last_seq", WHOLE, nullable=False),
        sa.Column("forked_seq", WHOLE, nullable=False),
        sa.Column("forked_here", sa.Text(), nullable=False),
        sa.Column("forked_kept", sa.Text(), nullable=False),
        sa.Column("is_told", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_web_till_heard")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_web_till_heard_shop_id"), "web_till_heard", ["shop_id"])
    if op.get_bind().dialect.name == "sqlite":
        for table in ("web_till_record", "web_till_entry"):
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb}"
                    f" ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
