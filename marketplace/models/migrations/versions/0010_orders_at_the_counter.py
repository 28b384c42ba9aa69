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
_TAGS = 999


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
        sa.Column("carried_till", sa.Text(), server_default="", nullable=False),
        sa.Column("box", sa.Text(), server_default="", nullable=False),
        sa.Column("opening_code", sa.Text(), server_default="", nullable=False),
        sa.Column("bag_list", sa.Text(), server_default="[]", nullable=False),
        sa.Column("reminded_at", WHOLE, nullable=True),
        sa.Column("unpaid_until", WHOLE, nullable=True),
        sa.Column("refunded_cents", WHOLE, server_default="0", nullable=False),
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
        sa.Column("carriage", sa.Text(), server_default="{}", nullable=False),
        sa.Column("tag", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("shop", column)
    _give_tags()
    op.add_column("product", sa.Column("allergens", sa.Text(), server_default="[]", nullable=False))
    op.add_column("product", sa.Column("off_until", WHOLE, nullable=True))
    op.add_column(
        "shop_closure", sa.Column("openings", sa.Text(), server_default="[]", nullable=False)
    )
    op.add_column("town", sa.Column("lockers", sa.Text(), server_default="[]", nullable=False))
    _index_orders_with_payment()
    _make_payments()
    _make_shared_drafts()
    _tell_tills()


def _give_tags() -> None:
    """Give each shop the next of its town's 999 tags, in the order in which they came."""
    shop = sa.table("shop", sa.column("id"), sa.column("town_id"), sa.column("tag"))
    given: dict[str, int] = {}
    rows = op.get_bind().execute(sa.select(shop.c.id, shop.c.town_id).order_by(shop.c.id)).all()
    for shop_id, town_id in rows:
        given[town_id] = given.get(town_id, 0) + 1
        if given[town_id] <= _TAGS:
            tag = f"{given[town_id]:03d}"
            op.execute(sa.update(shop).where(shop.c.id == shop_id).values(tag=tag))


def _tell_tills() -> None:
    """Have every till learn its shop's hours and its town's tags, which it was never told."""
    shops = op.get_bind().execute(sa.text("SELECT id, town_id FROM shop ORDER BY id")).all()
    for shop_id, town_id in shops:
        head = (
            op.get_bind()
            .execute(
                sa.text(
                    "INSERT INTO shop_head (shop_id, seq) VALUES (:shop, 2) ON CONFLICT (shop_id)"
                    " DO UPDATE SET seq = shop_head.seq + 2 RETURNING seq"
                ),
                {"shop": shop_id},
            )
            .scalar_one()
        )
        told = (("shop", shop_id, head - 1), ("town", town_id, head))
        op.get_bind().execute(
            sa.text(
                "INSERT INTO feed (shop_id, entity, entity_id, seq, deleted, changed_at)"
                " VALUES (:shop, :entity, :id, :seq, :deleted, 0)"
                " ON CONFLICT (shop_id, entity, entity_id) DO UPDATE SET seq = excluded.seq"
            ),
            [
                {"shop": shop_id, "entity": entity, "id": each, "seq": seq, "deleted": False}
                for entity, each, seq in told
            ],
        )


def _index_orders_with_payment() -> None:
    """Have the town's figures pass over orders nobody has paid, still without reading one."""
    op.drop_index("ix_shop_order_figures", "shop_order")
    columns = "shop_id placed_at state group_id total_cents ready_at promised_from unpaid_until"
    op.create_index("ix_shop_order_figures", "shop_order", columns.split())


def _make_shared_drafts() -> None:
    told = ("name", "brand", "description", "section", "photo")
    op.create_table(
        "shared_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("shared_at", WHOLE, nullable=False),
        sa.Column("answered_at", WHOLE, nullable=True),
        *(sa.Column(each, sa.Text(), server_default="", nullable=False) for each in told),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shared_draft_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_draft")),
        sqlite_strict=True,
    )
    op.create_index("ix_shared_draft_state", "shared_draft", ["state", "shared_at"])
    op.create_table(
        "steward_key",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("ended_at", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_steward_key")),
        sqlite_strict=True,
    )


def _make_payments() -> None:
    op.create_table(
        "online_payment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cents", WHOLE, nullable=False),
        sa.Column("begun_at", WHOLE, nullable=False),
        sa.Column("ends_at", WHOLE, nullable=False),
        sa.Column("paid_at", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["order_group.id"], name=op.f("fk_online_payment_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payment")),
        sa.UniqueConstraint("group_id", name=op.f("uq_online_payment_group_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_online_payment_reference", "online_payment", ["reference"])
    op.create_table(
        "online_refund",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("cents", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", WHOLE, nullable=False),
        sa.Column("done_at", WHOLE, nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_online_refund_cents")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["online_payment.id"], name=op.f("fk_online_refund_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_online_refund_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_refund")),
        sqlite_strict=True,
    )
    for column in ("payment_id", "order_id"):
        op.create_index(f"ix_online_refund_{column}", "online_refund", [column])
