"""The tables of the first version.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
    "CREATE TRIGGER IF NOT EXISTS price_change_no_update BEFORE UPDATE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS price_change_no_delete BEFORE DELETE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_no_update BEFORE UPDATE ON sale BEGIN SELECT RAISE(ABORT, 'sale is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_no_delete BEFORE DELETE ON sale BEGIN SELECT RAISE(ABORT, 'sale is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_line_no_update BEFORE UPDATE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_line_no_delete BEFORE DELETE ON sale_line BEGIN SELECT RAISE(ABORT, 'sale_line is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_tender_no_update BEFORE UPDATE ON sale_tender BEGIN SELECT RAISE(ABORT, 'sale_tender is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS sale_tender_no_delete BEFORE DELETE ON sale_tender BEGIN SELECT RAISE(ABORT, 'sale_tender is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS stock_move_no_delete BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS till_close_no_update BEFORE UPDATE ON till_close BEGIN SELECT RAISE(ABORT, 'till_close is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS till_close_no_delete BEFORE DELETE ON till_close BEGIN SELECT RAISE(ABORT, 'till_close is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_starts_open BEFORE INSERT ON journal_entry WHEN NEW.is_sealed <> 0 BEGIN SELECT RAISE(ABORT, 'a journal entry is sealed after its postings'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_balances BEFORE UPDATE ON journal_entry WHEN NEW.is_sealed = 1 AND (SELECT COALESCE(SUM(cents), 1) FROM posting WHERE entry_id = NEW.id) <> 0 BEGIN SELECT RAISE(ABORT, 'the journal entry does not balance'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_stays_sealed BEFORE UPDATE ON journal_entry WHEN OLD.is_sealed = 1 BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_in_open_entry BEFORE INSERT ON posting WHEN (SELECT is_sealed FROM journal_entry WHERE id = NEW.entry_id) <> 0 BEGIN SELECT RAISE(ABORT, 'the journal entry is sealed'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(title, title_stem, body, body_stem, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_word USING fts5vocab('search_index', 'row')",
)


def upgrade() -> None:  # noqa: PLR0915 one statement per table
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
        "principal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principal")),
        sa.UniqueConstraint("email", name=op.f("uq_principal_email")),
        sqlite_strict=True,
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
    op.create_table(
        "town",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("holidays_region", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("motto", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("inhabitants", WHOLE, nullable=False),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("map", sa.Text(), nullable=False),
        sa.Column("commission_bp", WHOLE, nullable=False),
        sa.Column("commission_vat_bp", WHOLE, nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town")),
        sa.UniqueConstraint("slug", name=op.f("uq_town_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "visitor",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cookie_hash", sa.Text(), nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor")),
        sa.UniqueConstraint("cookie_hash", name=op.f("uq_visitor_cookie_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_visitor_seen_at"), "visitor", ["seen_at"], unique=False)
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
        "search_entry",
        sa.Column("key", WHOLE, autoincrement=True, nullable=False),
        sa.Column("town_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["town.id"], name=op.f("fk_search_entry_town_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entry_kind_subject_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("town_id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("siret", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=False),
        sa.Column("naf", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("lat_e6", WHOLE, nullable=False),
        sa.Column("lon_e6", WHOLE, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("closure_note", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("front_photo", sa.Text(), nullable=False),
        sa.Column("collect_minutes", WHOLE, nullable=False),
        sa.Column("opens_on_holidays", FLAG, nullable=False),
        sa.Column("commission_bp", WHOLE, nullable=True),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["town.id"], name=op.f("fk_shop_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sa.UniqueConstraint("town_id", "slug", name=op.f("uq_shop_town_id_slug")),
        sqlite_strict=True,
    )
    op.create_index("ix_shop_place", "shop", ["lat_e6", "lon_e6"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.Column("until", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_membership_principal_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_membership_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sqlite_strict=True,
    )
    op.create_index("ix_membership_principal", "membership", ["principal_id"], unique=False)
    op.create_index(op.f("ix_membership_shop_id"), "membership", ["shop_id"], unique=False)
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
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_person_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_shop_id"), "person", ["shop_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("ver", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("aisle", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("vat_bp", WHOLE, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("online", FLAG, nullable=False),
        sa.Column("archived", FLAG, nullable=False),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("changed_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_product_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("shop_id", "slug", name=op.f("uq_product_shop_id_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_product_aisle"), "product", ["aisle"], unique=False)
    op.create_index("ix_product_changed", "product", ["changed_at"], unique=False)
    op.create_index(
        "ix_product_shop_online", "product", ["shop_id", "online", "archived"], unique=False
    )
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
        "sheet",
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("author_shop_id", sa.Text(), nullable=False),
        sa.Column("changed_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_shop_id"], ["shop.id"], name=op.f("fk_sheet_author_shop_id")
        ),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_sheet")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_closure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_shop_closure_order")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_closure_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_closure")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_shop_closure_shop_id"), "shop_closure", ["shop_id"], unique=False)
    op.create_table(
        "shop_hours",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("weekday", WHOLE, nullable=False),
        sa.Column("opens_minute", WHOLE, nullable=False),
        sa.Column("closes_minute", WHOLE, nullable=False),
        sa.CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute < 1440",
            name=op.f("ck_shop_hours_span"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_shop_hours_weekday")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_hours_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "weekday", "opens_minute", name=op.f("pk_shop_hours")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_module",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_module_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "code", name=op.f("pk_shop_module")),
        sqlite_strict=True,
    )
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
        "stock_move",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("delta", WHOLE, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("counted", WHOLE, nullable=True),
        sa.Column("at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_stock_move_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_move_variant", "stock_move", ["shop_id", "variant"], unique=False)
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
        "offer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("barcodes", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("price_cents", WHOLE, nullable=True),
        sa.Column("price_ver", WHOLE, nullable=False),
        sa.Column("on_hand", WHOLE, nullable=False),
        sa.Column("reserved", WHOLE, nullable=False),
        sa.Column("buffer", WHOLE, nullable=False),
        sa.Column("archived", FLAG, nullable=False),
        sa.CheckConstraint("price_cents IS NULL OR price_cents >= 0", name=op.f("ck_offer_price")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_offer_reserved")),
        sa.ForeignKeyConstraint(["gtin"], ["sheet.gtin"], name=op.f("fk_offer_gtin")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_offer_product_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_offer_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("shop_id", "variant", name=op.f("uq_offer_shop_id_variant")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_offer_gtin"), "offer", ["gtin"], unique=False)
    op.create_index(op.f("ix_offer_product_id"), "offer", ["product_id"], unique=False)
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
    op.create_table(
        "price_change",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("price_cents", WHOLE, nullable=False),
        sa.Column("ver", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_price_change_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_change")),
        sqlite_strict=True,
    )
    op.create_index("ix_price_change_offer", "price_change", ["offer_id", "at"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for statement in GUARDS:
            op.get_bind().exec_driver_sql(statement)
