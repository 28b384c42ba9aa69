"""The town, its people, their goods and how they are found.

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
    "CREATE TRIGGER IF NOT EXISTS price_change_no_update BEFORE UPDATE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS price_change_no_delete BEFORE DELETE ON price_change BEGIN SELECT RAISE(ABORT, 'price_change is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS stock_move_no_delete BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(title, title_stem, body, body_stem, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_word USING fts5vocab('search_index', 'row')",
)


def upgrade() -> None:
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
