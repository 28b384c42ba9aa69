"""All tables, the search indexes and the guards of what is only ever added to.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.guards import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Tables of which nothing is ever changed or deleted, and the columns that may be (fiscal law,
#: stock as history).
APPEND_ONLY = {
    "journal_record": (),
    "stock_movement": (),
    "sale": ("copies",),
    "sale_line": (),
    "sale_vat": (),
    "sale_tender": (),
}

NO_GAP = """
CREATE TRIGGER journal_record_no_gap BEFORE INSERT ON journal_record
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal_record WHERE till = NEW.till)
BEGIN SELECT RAISE(ABORT, 'journal_record: a gap'); END
"""

INDEXES = (
    """
    CREATE VIRTUAL TABLE variant_trigram USING fts5(
        text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1')
    """,
    """
    CREATE VIRTUAL TABLE variant_prefix USING fts5(
        text, content='', contentless_delete=1, detail=none, prefix='1 2', tokenize='ascii')
    """,
)


def upgrade() -> None:
    _create_tables()
    for statement in INDEXES:
        op.execute(statement)
    op.execute(NO_GAP)
    for table, free in APPEND_ONLY.items():
        guard(table, free)


def _create_tables() -> None:  # noqa: PLR0915 one table after the other
    op.create_table(
        "blob_upload",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sent_bytes", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob_upload")),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
    )
    op.create_table(
        "enrolment",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("key_name", sa.String(length=60), nullable=False),
        sa.Column("hub_url", sa.String(length=300), nullable=False),
        sa.Column("hub_public_key", sa.String(length=128), nullable=False),
        sa.Column("town_name", sa.String(length=120), nullable=False),
        sa.Column("shop", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_enrolment")),
    )
    op.create_table(
        "feed_cursor",
        sa.Column("feed", sa.String(length=20), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_cursor")),
    )
    op.create_table(
        "inbox_parked",
        sa.Column("feed", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "seq", name=op.f("pk_inbox_parked")),
    )
    op.create_table(
        "journal_anchor",
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("till", "seq", name=op.f("pk_journal_anchor")),
    )
    op.create_table(
        "journal_head",
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("till", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "journal_record",
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("kno", sa.Integer(), nullable=False),
        sa.Column("c", sa.LargeBinary(), nullable=False),
        sa.Column("h", sa.LargeBinary(length=32), nullable=False),
        sa.Column("s", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("till", "seq", name=op.f("pk_journal_record")),
    )
    op.create_index(
        "uq_journal_record_till_kind_kno", "journal_record", ["till", "kind", "kno"], unique=True
    )
    op.create_table(
        "medium",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_medium")),
    )
    op.create_table(
        "outbox",
        sa.Column("incarnation", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("incarnation", "seq", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_op_id"), "outbox", ["op_id"], unique=False)
    op.create_index("ix_outbox_result", "outbox", ["result"], unique=False)
    op.create_table(
        "own_edit",
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("entity", "entity_id", name=op.f("pk_own_edit")),
    )
    op.create_table(
        "parked_cart",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cart", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_cart")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("is_fiscal", sa.Boolean(), nullable=False),
        sa.Column("opens_drawer", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("state_at", sa.BigInteger(), nullable=True),
        sa.Column("reprint_of", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index("ix_print_job_printer_state", "print_job", ["printer", "state"], unique=False)
    op.create_index("ix_print_job_ref", "print_job", ["ref"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "shop_order",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("hub_ver", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("promised_from", sa.BigInteger(), nullable=False),
        sa.Column("promised_to", sa.BigInteger(), nullable=False),
        sa.Column("customer_name", sa.String(length=120), nullable=False),
        sa.Column("phone_last2", sa.String(length=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("payment", sa.String(length=16), nullable=False),
        sa.Column("paid_cents", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=20), nullable=False),
        sa.Column("anomaly", sa.String(length=40), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
        sa.UniqueConstraint("number", name=op.f("uq_shop_order_number")),
    )
    op.create_index("ix_shop_order_handed_over_at", "shop_order", ["handed_over_at"], unique=False)
    op.create_index(op.f("ix_shop_order_state"), "shop_order", ["state"], unique=False)
    op.create_table(
        "staff",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_staff")),
    )
    op.create_table(
        "stock_level",
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("hub_on_hand", sa.Integer(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_level_reserved")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_level")),
    )
    op.create_index(
        "ix_stock_level_is_stale",
        "stock_level",
        ["is_stale"],
        unique=False,
        sqlite_where=sa.text("is_stale = 1"),
    )
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    op.create_index("ix_stock_movement_op_id", "stock_movement", ["op_id"], unique=False)
    op.create_index("ix_stock_movement_variant_id", "stock_movement", ["variant_id"], unique=False)
    op.create_table(
        "stream",
        sa.Column("incarnation", sa.String(length=36), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("parent_incarnation", sa.String(length=36), nullable=True),
        sa.Column("parent_seq", sa.Integer(), nullable=True),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("acked_seq", sa.Integer(), nullable=False),
        sa.Column("acked_hash", sa.String(length=64), nullable=False),
        sa.Column("applied_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", name=op.f("pk_stream")),
    )
    op.create_index(
        "uq_stream_is_current",
        "stream",
        ["is_current"],
        unique=True,
        sqlite_where=sa.text("is_current = 1"),
    )
    op.create_table(
        "till_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.String(length=8), nullable=False),
        sa.Column("float_cents", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=8), nullable=True),
        sa.Column("expected_cents", sa.Integer(), nullable=True),
        sa.Column("counted_cents", sa.Integer(), nullable=True),
        sa.Column("count_by_value", sa.JSON(), nullable=True),
        sa.Column("z_number", sa.Integer(), nullable=True),
        sa.Column("journal_seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_session")),
    )
    op.create_index(
        "uq_till_session_open",
        "till_session",
        ["till"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "cash_movement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["till_session.id"], name=op.f("fk_cash_movement_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_movement")),
    )
    op.create_index(
        op.f("ix_cash_movement_session_id"), "cash_movement", ["session_id"], unique=False
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("unit_price_cents", sa.Integer(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("substitute", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_order_line_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_order_line")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("hub_ver", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'service', 'deposit')", name=op.f("ck_product_kind")),
        sa.CheckConstraint("unit IN ('piece', 'kg', 'l', 'm')", name=op.f("ck_product_unit")),
        sa.CheckConstraint("vat_bp >= 0 AND vat_bp < 10000", name=op.f("ck_product_vat")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_product_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_index(op.f("ix_product_category_id"), "product", ["category_id"], unique=False)
    op.create_table(
        "sale",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("refund_of", sa.String(length=36), nullable=True),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("net_cents", sa.Integer(), nullable=False),
        sa.Column("outside_cents", sa.Integer(), nullable=False),
        sa.Column("rounding_cents", sa.Integer(), nullable=False),
        sa.Column("due_cents", sa.Integer(), nullable=False),
        sa.Column("change_cents", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("receipt_required", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["refund_of"], ["sale.id"], name=op.f("fk_sale_refund_of")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["till_session.id"], name=op.f("fk_sale_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sa.UniqueConstraint("till", "journal_seq", name=op.f("uq_sale_till_journal_seq")),
        sa.UniqueConstraint("number", name=op.f("uq_sale_number")),
    )
    op.create_index("ix_sale_at", "sale", ["at"], unique=False)
    op.create_index(op.f("ix_sale_business_day"), "sale", ["business_day"], unique=False)
    op.create_index(op.f("ix_sale_order_id"), "sale", ["order_id"], unique=False)
    op.create_index(op.f("ix_sale_refund_of"), "sale", ["refund_of"], unique=False)
    op.create_index(op.f("ix_sale_session_id"), "sale", ["session_id"], unique=False)
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_catalogue_change_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    op.create_index(
        op.f("ix_catalogue_change_product_id"), "catalogue_change", ["product_id"], unique=False
    )
    op.create_table(
        "product_photo",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_photo_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("pk_product_photo")),
    )
    op.create_table(
        "sale_tender",
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("given_cents", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_tender_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_sale_tender")),
    )
    op.create_table(
        "sale_vat",
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("net_cents", sa.Integer(), nullable=False),
        sa.Column("vat_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_vat_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "vat_bp", name=op.f("pk_sale_vat")),
    )
    op.create_table(
        "variant",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("price_ver", sa.Integer(), nullable=False),
        sa.Column("purchase_cents", sa.Integer(), nullable=True),
        sa.Column("buffer", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_variant_price")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_variant_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
        sa.UniqueConstraint("sku", name=op.f("uq_variant_sku")),
    )
    op.create_index(op.f("ix_variant_product_id"), "variant", ["product_id"], unique=False)
    op.create_table(
        "price_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_price_change_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_change")),
    )
    op.create_index(
        "ix_price_change_variant_id_at", "price_change", ["variant_id", "at"], unique=False
    )
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("unit_price_cents", sa.Integer(), nullable=False),
        sa.Column("discount_cents", sa.Integer(), nullable=False),
        sa.Column("gross_cents", sa.Integer(), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("refund_of_position", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_line_sale_id")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_sale_line_variant_id")
        ),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_sale_line")),
    )
    op.create_index(op.f("ix_sale_line_variant_id"), "sale_line", ["variant_id"], unique=False)
    op.create_table(
        "variant_code",
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_variant_code_variant_id")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_variant_code")),
    )
    op.create_index(
        op.f("ix_variant_code_variant_id"), "variant_code", ["variant_id"], unique=False
    )
    op.create_table(
        "variant_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_variant_text_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant_text")),
        sa.UniqueConstraint("variant_id", name=op.f("uq_variant_text_variant_id")),
    )
