"""Orders, sales, the books, and what is done later.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")

GUARDS = (
    "CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS commission_line_no_update BEFORE UPDATE ON commission_line BEGIN SELECT RAISE(ABORT, 'commission_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS commission_line_no_delete BEFORE DELETE ON commission_line BEGIN SELECT RAISE(ABORT, 'commission_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS order_event_no_update BEFORE UPDATE ON order_event BEGIN SELECT RAISE(ABORT, 'order_event is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS order_event_no_delete BEFORE DELETE ON order_event BEGIN SELECT RAISE(ABORT, 'order_event is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_no_update BEFORE UPDATE ON sale BEGIN SELECT RAISE(ABORT, 'sale is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_no_delete BEFORE DELETE ON sale BEGIN SELECT RAISE(ABORT, 'sale is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_line_no_update BEFORE UPDATE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_line_no_delete BEFORE DELETE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_tender_no_update BEFORE UPDATE ON sale_tender BEGIN SELECT RAISE(ABORT, 'sale_tender is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_tender_no_delete BEFORE DELETE ON sale_tender BEGIN SELECT RAISE(ABORT, 'sale_tender is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS till_close_no_update BEFORE UPDATE ON till_close BEGIN SELECT RAISE(ABORT, 'till_close is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS till_close_no_delete BEFORE DELETE ON till_close BEGIN SELECT RAISE(ABORT, 'till_close is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_starts_open BEFORE INSERT ON journal_entry WHEN NEW.is_sealed <> 0 BEGIN SELECT RAISE(ABORT, 'a journal entry is sealed after its postings'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_balances BEFORE UPDATE ON journal_entry WHEN NEW.is_sealed = 1 AND (SELECT COALESCE(SUM(cents), 1) FROM posting WHERE entry_id = NEW.id) <> 0 BEGIN SELECT RAISE(ABORT, 'the journal entry does not balance'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_stays_sealed BEFORE UPDATE ON journal_entry WHEN OLD.is_sealed = 1 BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_in_open_entry BEFORE INSERT ON posting WHEN (SELECT is_sealed FROM journal_entry WHERE id = NEW.entry_id) <> 0 BEGIN SELECT RAISE(ABORT, 'the journal entry is sealed'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("kind", "owner", name=op.f("uq_account_kind_owner")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit",
        sa.Column("seq", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("run_at", WHOLE, nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("lease_until", WHOLE, nullable=True),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_job_dedup_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_job_due", "job", ["run_at"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("is_sealed", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("kind", "reference", name=op.f("uq_journal_entry_kind_reference")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_table(
        "order_group",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("town_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_cents", WHOLE, nullable=False),
        sa.Column("placed_at", WHOLE, nullable=False),
        sa.Column("forgotten_at", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["town_id"], ["town.id"], name=op.f("fk_order_group_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_group")),
        sa.UniqueConstraint("key", name=op.f("uq_order_group_key")),
        sa.UniqueConstraint("token", name=op.f("uq_order_group_token")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_order_group_placed_at"), "order_group", ["placed_at"], unique=False)
    op.create_table(
        "posting",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("cents", WHOLE, nullable=False),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_posting_cents")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_posting_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_posting")),
        sqlite_strict=True,
    )
    op.create_index("ix_posting_account", "posting", ["account_id"], unique=False)
    op.create_table(
        "order_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_order_event_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_order_event_order", "order_event", ["order_id"], unique=False)
    op.create_table(
        "sale",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("gross_cents", WHOLE, nullable=False),
        sa.Column("net_cents", WHOLE, nullable=False),
        sa.Column("journal_seq", WHOLE, nullable=False),
        sa.Column("journal_hash", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("refund_of", sa.Text(), nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_sale_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sale_order_id"), "sale", ["order_id"], unique=False)
    op.create_index("ix_sale_shop_day", "sale", ["shop_id", "business_day"], unique=False)
    op.create_table(
        "shop_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ver", WHOLE, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("promised_from", WHOLE, nullable=False),
        sa.Column("promised_to", WHOLE, nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("paid_cents", WHOLE, nullable=False),
        sa.Column("ordered_cents", WHOLE, nullable=False),
        sa.Column("total_cents", WHOLE, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bags", WHOLE, nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("placed_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE, nullable=True),
        sa.Column("accepted_at", WHOLE, nullable=True),
        sa.Column("ready_at", WHOLE, nullable=True),
        sa.Column("handed_over_at", WHOLE, nullable=True),
        sa.Column("handed_over_by", sa.Text(), nullable=False),
        sa.Column("closed_at", WHOLE, nullable=True),
        sa.Column("anomaly", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["order_group.id"], name=op.f("fk_shop_order_group_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_order_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
        sa.UniqueConstraint("number", name=op.f("uq_shop_order_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_shop_order_group_id"), "shop_order", ["group_id"], unique=False)
    op.create_index("ix_shop_order_shop_state", "shop_order", ["shop_id", "state"], unique=False)
    op.create_table(
        "till_close",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("z_number", WHOLE, nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("gross_cents", WHOLE, nullable=False),
        sa.Column("net_cents", WHOLE, nullable=False),
        sa.Column("tickets", WHOLE, nullable=False),
        sa.Column("journal_seq", WHOLE, nullable=False),
        sa.Column("journal_hash", sa.Text(), nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_till_close_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "till", "z_number", name=op.f("pk_till_close")),
        sqlite_strict=True,
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price_cents", WHOLE, nullable=False),
        sa.Column("ordered_cents", WHOLE, nullable=False),
        sa.Column("vat_bp", WHOLE, nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("picked", WHOLE, nullable=False),
        sa.Column("gross_cents", WHOLE, nullable=False),
        sa.Column("reserved", WHOLE, nullable=False),
        sa.Column("substitute", sa.Text(), nullable=True),
        sa.Column("substitute_reserved", WHOLE, nullable=False),
        sa.Column("returned_at", WHOLE, nullable=True),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_order_line_reserved")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_order_line_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("gross_cents", WHOLE, nullable=False),
        sa.Column("vat_bp", WHOLE, nullable=False),
        sa.Column("order_line_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_line_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_sale_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "sale_tender",
        sa.Column("sale_id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("cents", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_tender_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_sale_tender")),
        sqlite_strict=True,
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_withdrawal_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_withdrawal_order_id"), "withdrawal", ["order_id"], unique=False)
    op.create_table(
        "basket_line",
        sa.Column("visitor_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("seen_cents", WHOLE, nullable=False),
        sa.Column("added_at", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_basket_line_quantity")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_basket_line_offer_id")),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitor.id"], name=op.f("fk_basket_line_visitor_id")
        ),
        sa.PrimaryKeyConstraint("visitor_id", "offer_id", name=op.f("pk_basket_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "commission_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_line_id", sa.Text(), nullable=False),
        sa.Column("sign", WHOLE, nullable=False),
        sa.Column("base_cents", WHOLE, nullable=False),
        sa.Column("rate_bp", WHOLE, nullable=False),
        sa.Column("fee_cents", WHOLE, nullable=False),
        sa.Column("fee_vat_bp", WHOLE, nullable=False),
        sa.Column("fee_vat_cents", WHOLE, nullable=False),
        sa.Column("rule_version", WHOLE, nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_commission_line_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_order.id"], name=op.f("fk_commission_line_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_commission_line_order_line_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_commission_line_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_line")),
        sa.UniqueConstraint(
            "order_line_id", "sign", name=op.f("uq_commission_line_order_line_id_sign")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_commission_line_order_id"), "commission_line", ["order_id"], unique=False
    )
    op.create_index(
        op.f("ix_commission_line_shop_id"), "commission_line", ["shop_id"], unique=False
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in GUARDS:
            op.get_bind().exec_driver_sql(statement)
