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
    #: Where its goods stand on the marketplace, as a path; empty: under the shop's own name.
    market_path: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: Put away: offered nowhere, kept for what once stood in it.
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Product(Base):
    """A sheet: what the customer reads. Never deleted, only archived."""

    __tablename__ = "product"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    brand: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    #: Country, region or producer, as the law wants it beside fruit, vegetables and meat.
    origin: Mapped[str] = mapped_column(String(60), default="", server_default="")
    category_id: Mapped[str | None] = mapped_column(Id, ForeignKey("category.id"))
    #: goods, service (no stock) or deposit (no turnover).
    kind: Mapped[str] = mapped_column(String(10), default="goods")
    vat_bp: Mapped[int] = mapped_column(BasisPoints)
    #: piece, kg, l or m.
    unit: Mapped[str] = mapped_column(String(8), default="piece")
    #: durable (legal guarantee: receipt printed by itself), meal_voucher, cold, frozen, fragile,
    #: age_18, identity, fixed_price (books, press: no discount).
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Codes of `sync.kernel.allergens`; `none` alone: it holds none; empty: nobody has said.
    allergens: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
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
    #: How much is in one piece, for the price per kilo or litre: 750 thousandths of a litre.
    content: Mapped[int | None] = mapped_column(Thousandths)
    #: kg, l, m or piece; empty when the law asks for no price per measure.
    content_unit: Mapped[str] = mapped_column(String(8), default="", server_default="")
    #: Where it stands in the shop: a shelf's code, a room.
    place: Mapped[str] = mapped_column(String(40), default="", server_default="")
    supplier_id: Mapped[str | None] = mapped_column(Id, index=True)
    #: What the supplier calls it.
    supplier_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    #: It is to be ordered again when no more than this is left; null: never asked for.
    reorder_at: Mapped[int | None] = mapped_column(Thousandths)
    #: What the shelf is filled up to.
    reorder_to: Mapped[int | None] = mapped_column(Thousandths)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("price_cents >= 0", name="price"),)


class BundleItem(Base):
    """What one bundle holds: it is sold at its own price and taken from the stock piece by piece."""

    __tablename__ = "bundle_item"

    bundle_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), primary_key=True)
    #: No foreign key: the hub may tell of a bundle before it tells of its pieces.
    variant_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    quantity: Mapped[int] = mapped_column(Thousandths)

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


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
    #: The same shot before the product was cut out of it; empty for one that was left as it was.
    cut_from: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: 64 bits in hexadecimal: two pictures a few bits apart are one file, saved twice.
    likeness: Mapped[str] = mapped_column(String(16), default="", server_default="", index=True)


class Rendition(Base):
    """A smaller file of a picture, for tiles and phones."""

    __tablename__ = "rendition"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]


class PriceChange(Base):
    """Every price a variant has had (30-day lowest price, margin history)."""

    __tablename__ = "price_change"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"))
    price_cents: Mapped[int] = mapped_column(Cents)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))

    __table_args__ = (Index("ix_price_change_variant_id_at", "variant_id", "at"),)


class PlannedPrice(Base):
    """A price that is to hold from a day on, for good or until another day."""

    __tablename__ = "planned_price"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), index=True)
    price_cents: Mapped[int] = mapped_column(Cents)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When the price before comes back; null: it stays.
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The price that comes back, noted when this one began.
    before_cents: Mapped[int | None] = mapped_column(Cents)
    staff_code: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The table edit it was part of, taken back as a whole; empty for one of its own.
    run_id: Mapped[str] = mapped_column(Id, default="", server_default="", index=True)

    __table_args__ = (CheckConstraint("price_cents >= 0", name="price"),)


class TagDue(Base):
    """A shelf tag that does not say what is so any more."""

    __tablename__ = "tag_due"

    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    #: new, price, name or content.
    why: Mapped[str] = mapped_column(String(10))
    #: The print job that carries its new tag; once that paper is out the row goes.
    job_id: Mapped[str] = mapped_column(Id, default="", server_default="", index=True)


class CodeSeries(Base):
    """How far the shop's own article numbers have come; one that was given is never given again."""

    __tablename__ = "code_series"

    #: Prefix and till: the first five digits of the number.
    series: Mapped[str] = mapped_column(String(5), primary_key=True)
    last: Mapped[int]


class ImportRun(Base):
    """One bringing in of a list: how far it came, what it made, whether it was taken back."""

    __tablename__ = "import_run"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    #: Of the file: the same one goes on where it was interrupted.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: comptoir, woocommerce, prestashop, odoo or list.
    layout: Mapped[str] = mapped_column(String(16))
    #: Which of its columns is which of ours, as it was confirmed.
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    #: Lines of the file that are done with.
    lines: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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
    #: The import or table edit it was part of, taken back as a whole; empty for a change of its own.
    run_id: Mapped[str] = mapped_column(Id, default="", server_default="", index=True)
