"""The till's own issue: people's PINs, customers, promotions, vouchers, terminals, invoices.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.guards import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "sale": ("copies", "paper_owed", "note"),
    "sale_line": ("note", "reason"),
    "sale_tender": (),
    "account_entry": (),
    "voucher_entry": (),
    "invoice": (),
}


def upgrade() -> None:
    _widen_tables()
    _create_tables()
    for table, free in APPEND_ONLY.items():
        guard(table, free)


def _widen_tables() -> None:
    op.add_column("sale", sa.Column("customer_id", sa.String(length=36), nullable=True))
    op.add_column(
        "sale", sa.Column("paper_owed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("sale_line", sa.Column("list_price_cents", sa.Integer(), nullable=True))
    op.add_column(
        "sale_line", sa.Column("promotion_cents", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "sale_line", sa.Column("promotion", sa.String(length=80), nullable=False, server_default="")
    )
    op.add_column(
        "sale_line", sa.Column("reason", sa.String(length=120), nullable=False, server_default="")
    )
    op.add_column(
        "sale_line", sa.Column("note", sa.String(length=120), nullable=False, server_default="")
    )
    op.add_column(
        "sale_tender", sa.Column("label", sa.String(length=40), nullable=False, server_default="")
    )
    for name in ("tickets_before", "turnover_before_cents"):
        op.add_column(
            "till_session", sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column(
        "staff", sa.Column("pin_failures", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("staff", sa.Column("pin_wait_until", sa.BigInteger(), nullable=True))
    op.add_column("variant", sa.Column("deposit_variant_id", sa.String(length=36), nullable=True))
    op.create_index("ix_product_category_id_name", "product", ["category_id", "name"], unique=False)
    op.create_index(
        "ix_product_deposit",
        "product",
        ["name"],
        unique=False,
        sqlite_where=sa.text("kind = 'deposit'"),
    )
    op.create_index(op.f("ix_sale_customer_id"), "sale", ["customer_id"], unique=False)
    op.create_index(
        "ix_sale_paper_owed",
        "sale",
        ["paper_owed"],
        unique=False,
        sqlite_where=sa.text("paper_owed = 1"),
    )


def _create_tables() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=120), nullable=False),
        sa.Column("siren", sa.String(length=20), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_folded"), "customer", ["folded"], unique=False)
    op.create_table(
        "promotion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("until_minute", sa.Integer(), nullable=False),
        sa.Column("customer_group", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('percentage', 'amount', 'n_for_m', 'bundle', 'menu')",
            name=op.f("ck_promotion_kind"),
        ),
        sa.CheckConstraint(
            "from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440",
            name=op.f("ck_promotion_window"),
        ),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_promotion_weekdays")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
    )
    op.create_table(
        "terminal_payment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("taken_by", sa.String(length=36), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("authorisation", sa.String(length=20), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.String(length=8), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'ok', 'refused', 'unknown')", name=op.f("ck_terminal_payment_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_payment")),
    )
    op.create_index(
        "ix_terminal_payment_open",
        "terminal_payment",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('asked', 'unknown')"),
    )
    op.create_index(
        op.f("ix_terminal_payment_sale_id"), "terminal_payment", ["sale_id"], unique=False
    )
    op.create_table(
        "account_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_account_entry_customer_id")
        ),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_account_entry_sale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_entry")),
    )
    op.create_index(
        "ix_account_entry_customer_id_at", "account_entry", ["customer_id", "at"], unique=False
    )
    op.create_table(
        "advance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("by_rate", sa.JSON(), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("given_back_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_advance_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["till_session.id"], name=op.f("fk_advance_session_id")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["sale.id"], name=op.f("fk_advance_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advance")),
    )
    op.create_index("ix_advance_at", "advance", ["at"], unique=False)
    op.create_index(op.f("ix_advance_customer_id"), "advance", ["customer_id"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("staff_code", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_invoice_sale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        sa.UniqueConstraint("sale_id", name=op.f("uq_invoice_sale_id")),
    )
    op.create_table(
        "voucher",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("issued_by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('gift_card', 'credit_note')", name=op.f("ck_voucher_kind")),
        sa.ForeignKeyConstraint(["issued_by"], ["sale.id"], name=op.f("fk_voucher_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("code", name=op.f("uq_voucher_code")),
    )
    op.create_index(op.f("ix_voucher_issued_by"), "voucher", ["issued_by"], unique=False)
    op.create_table(
        "voucher_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("voucher_id", sa.String(length=36), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_voucher_entry_sale_id")),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_voucher_entry_voucher_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_entry")),
    )
    op.create_index(
        op.f("ix_voucher_entry_voucher_id"), "voucher_entry", ["voucher_id"], unique=False
    )
