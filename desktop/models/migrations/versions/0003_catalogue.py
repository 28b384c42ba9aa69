"""The studio and the catalogue: drafts, supplies, batches, counts, planned prices, imports.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The one by section and name says the same.
    op.drop_index(op.f("ix_product_category_id"), "product")
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_sha256"), "import_run", ["sha256"], unique=False)
    op.create_table(
        "rendition",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "width", name=op.f("pk_rendition")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )
    op.create_table(
        "stocktake",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("category_id", sa.String(length=36), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("is_booked", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_stocktake_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
    )
    op.create_table(
        "supplier_order",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("supplier_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'received', 'cancelled')",
            name=op.f("ck_supplier_order_state"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_order_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_order")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_order_number")),
    )
    op.create_index(
        op.f("ix_supplier_order_supplier_id"), "supplier_order", ["supplier_id"], unique=False
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("supplier_id", sa.String(length=36), nullable=True),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["supplier_order.id"], name=op.f("fk_delivery_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_delivery_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_supplier_id"), "delivery", ["supplier_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("use_by", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("markdown_cents", sa.Integer(), nullable=True),
        sa.Column("markdown_code", sa.String(length=48), nullable=True),
        sa.Column("markdown_by", sa.String(length=8), server_default="", nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_batch_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("markdown_code", name=op.f("uq_batch_markdown_code")),
    )
    op.create_index(op.f("ix_batch_use_by"), "batch", ["use_by"], unique=False)
    op.create_index(op.f("ix_batch_variant_id"), "batch", ["variant_id"], unique=False)
    op.create_table(
        "bundle_item",
        sa.Column("bundle_id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bundle_item_quantity")),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["variant.id"], name=op.f("fk_bundle_item_bundle_id")
        ),
        sa.PrimaryKeyConstraint("bundle_id", "variant_id", name=op.f("pk_bundle_item")),
    )
    op.create_index(op.f("ix_bundle_item_variant_id"), "bundle_item", ["variant_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("purchase_cents", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.String(length=36), nullable=True),
        sa.Column("supplier_ref", sa.String(length=60), server_default="", nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=True),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("times_sold", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("later_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "source IN ('photo', 'sweep', 'delivery', 'sale', 'variants', 'inbox')",
            name=op.f("ck_draft_source"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'later', 'kept', 'refused')", name=op.f("ck_draft_state")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_draft_product_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_draft_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_batch"), "draft", ["batch"], unique=False)
    op.create_index(op.f("ix_draft_code"), "draft", ["code"], unique=False)
    op.create_index("ix_draft_state_created_at", "draft", ["state", "created_at"], unique=False)
    op.create_table(
        "planned_price",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("before_cents", sa.Integer(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.String(length=36), server_default="", nullable=False),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_planned_price_price")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_planned_price_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_price")),
    )
    op.create_index(
        op.f("ix_planned_price_variant_id"), "planned_price", ["variant_id"], unique=False
    )
    op.create_index(op.f("ix_planned_price_run_id"), "planned_price", ["run_id"], unique=False)
    op.create_table(
        "stocktake_line",
        sa.Column("stocktake_id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("level_after", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("first_mark", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_mark", sa.Integer(), server_default="0", nullable=False),
        sa.Column("booked", sa.Integer(), nullable=True),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["stocktake_id"], ["stocktake.id"], name=op.f("fk_stocktake_line_stocktake_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_stocktake_line_variant_id")
        ),
        sa.PrimaryKeyConstraint("stocktake_id", "variant_id", name=op.f("pk_stocktake_line")),
    )
    op.create_table(
        "supplier_order_line",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("purchase_cents", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_order_line_quantity")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["supplier_order.id"], name=op.f("fk_supplier_order_line_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_supplier_order_line_variant_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "variant_id", name=op.f("pk_supplier_order_line")),
    )
    op.create_index(
        op.f("ix_supplier_order_line_variant_id"),
        "supplier_order_line",
        ["variant_id"],
        unique=False,
    )
    op.create_table(
        "tag_due",
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("job_id", sa.String(length=36), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_tag_due_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_tag_due")),
    )
    op.create_index(op.f("ix_tag_due_job_id"), "tag_due", ["job_id"], unique=False)
    op.create_table(
        "code_series",
        sa.Column("series", sa.String(length=5), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_code_series")),
    )
    op.create_table(
        "delivery_line",
        sa.Column("delivery_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.String(length=36), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("purchase_cents", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_delivery_line_batch_id")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_line_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_delivery_line_variant_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "position", name=op.f("pk_delivery_line")),
    )
    op.create_index(
        op.f("ix_delivery_line_variant_id"), "delivery_line", ["variant_id"], unique=False
    )
    op.add_column(
        "catalogue_change",
        sa.Column("run_id", sa.String(length=36), server_default="", nullable=False),
    )
    op.create_index(
        op.f("ix_catalogue_change_run_id"), "catalogue_change", ["run_id"], unique=False
    )
    op.add_column(
        "category",
        sa.Column("market_path", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        "product", sa.Column("origin", sa.String(length=60), server_default="", nullable=False)
    )
    op.add_column("category", sa.Column("archived_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "medium", sa.Column("cut_from", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column(
        "medium", sa.Column("likeness", sa.String(length=16), server_default="", nullable=False)
    )
    op.create_index(op.f("ix_medium_likeness"), "medium", ["likeness"], unique=False)
    op.add_column("variant", sa.Column("content", sa.Integer(), nullable=True))
    op.add_column(
        "variant", sa.Column("content_unit", sa.String(length=8), server_default="", nullable=False)
    )
    op.add_column(
        "variant", sa.Column("place", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column("variant", sa.Column("supplier_id", sa.String(length=36), nullable=True))
    op.add_column(
        "variant",
        sa.Column("supplier_ref", sa.String(length=60), server_default="", nullable=False),
    )
    op.add_column("variant", sa.Column("reorder_at", sa.Integer(), nullable=True))
    op.add_column("variant", sa.Column("reorder_to", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_variant_supplier_id"), "variant", ["supplier_id"], unique=False)
    op.create_index("ix_variant_text_name", "variant_text", ["name", "variant_id"], unique=False)
