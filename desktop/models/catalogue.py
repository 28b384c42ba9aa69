"""What the shop sells. Price, stock and code belong to the variant; every product has one."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, BasisPoints, Cents, Id, Thousandths, UtcDateTime


class Category(Base):
    """A branch of the shop's own tree."""

    __tablename__ = "category"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(Id, ForeignKey("category.id"))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    #: Place in the token palette, so that a category keeps its colour.
    colour: Mapped[int] = mapped_column(default=0)


class Product(Base):
    """A sheet: what the customer reads. Never deleted, only archived."""

    __tablename__ = "product"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    brand: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[str | None] = mapped_column(Id, ForeignKey("category.id"), index=True)
    #: goods, service (no stock) or deposit (no turnover).
    kind: Mapped[str] = mapped_column(String(10), default="goods")
    vat_bp: Mapped[int] = mapped_column(BasisPoints)
    #: piece, kg, l or m.
    unit: Mapped[str] = mapped_column(String(8), default="piece")
    #: durable (legal guarantee: receipt printed by itself), meal_voucher, cold, fragile,
    #: fixed_price (books, press: no discount).
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: On the marketplace.
    online: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The hub's version that this sheet was last read from.
    hub_ver: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("kind IN ('goods', 'service', 'deposit')", name="kind"),
        CheckConstraint("unit IN ('piece', 'kg', 'l', 'm')", name="unit"),
        CheckConstraint("vat_bp >= 0 AND vat_bp < 10000", name="vat"),
        # The first by name of a section, and the packaging among a hundred thousand goods.
        Index("ix_product_category_id_name", "category_id", "name"),
        Index("ix_product_deposit", "name", sqlite_where=text("kind = 'deposit'")),
    )


class Variant(Base):
    """One sellable form: a size and colour, or simply the product."""

    __tablename__ = "variant"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("product.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    #: The shop's own reference.
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    #: Its axes in order, e.g. {"taille": "M", "couleur": "bleu"}; empty for a plain product.
    options: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: Gross price of one unit.
    price_cents: Mapped[int] = mapped_column(Cents)
    price_ver: Mapped[int] = mapped_column(default=0)
    purchase_cents: Mapped[int | None] = mapped_column(Cents)
    #: The returnable packaging that is sold along with it (consigne).
    deposit_variant_id: Mapped[str | None] = mapped_column(Id)
    #: What is kept back from online sale.
    buffer: Mapped[int] = mapped_column(Thousandths, default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("price_cents >= 0", name="price"),)


class VariantCode(Base):
    """A barcode that finds a variant; a product may have several, a pack its own."""

    __tablename__ = "variant_code"

    #: GTIN-13 where it fits, else as scanned.
    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), index=True)
    #: How much one scan stands for.
    pack: Mapped[int] = mapped_column(Thousandths, default=1000)


class ProductPhoto(Base):
    """A photograph on a sheet, in order."""

    __tablename__ = "product_photo"

    product_id: Mapped[str] = mapped_column(Id, ForeignKey("product.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    #: No foreign key: the picture may still be on its way here.
    sha256: Mapped[str] = mapped_column(String(64))


class Medium(Base):
    """A picture file, named by its content; the file lies under the data folder."""

    __tablename__ = "medium"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PriceChange(Base):
    """Every price a variant has had (30-day lowest price, margin history)."""

    __tablename__ = "price_change"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"))
    price_cents: Mapped[int] = mapped_column(Cents)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))

    __table_args__ = (Index("ix_price_change_variant_id_at", "variant_id", "at"),)


class CatalogueChange(Base):
    """What a save changed, with what stood before: the history and the undo of the catalogue."""

    __tablename__ = "catalogue_change"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("product.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object]] = mapped_column(JSON)
    undone_by: Mapped[str | None] = mapped_column(Id)
