"""What the shops sell: shared product sheets, a shop's products, their offers, their stock."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import WHOLE, Base, BasisPoints, Id, Thousandths


class Sheet(Base):
    """What is the same wherever an article is sold, found by its article number.

    Filled by the first shop that has it, kept up by that shop; an in-store number never gets one.
    """

    __tablename__ = "sheet"

    gtin: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    brand: Mapped[str]
    description: Mapped[str]
    category: Mapped[list[str]]
    unit: Mapped[str]
    photos: Mapped[list[str]]
    #: The shop whose words these are.
    author_shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    changed_at: Mapped[datetime]


class Product(Base):
    """A product as one shop presents it; its prices and stock stand on its offers."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("shop_id", "slug"),
        Index("ix_product_shop_online", "shop_id", "online", "archived"),
        Index("ix_product_changed", "changed_at"),
    )

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    #: Its place in the shop's web address; it stays when the name changes.
    slug: Mapped[str]
    ver: Mapped[int]
    name: Mapped[str]
    brand: Mapped[str]
    description: Mapped[str]
    #: Country, region or producer, as the law wants it beside fruit, vegetables and meat.
    origin: Mapped[str] = mapped_column(server_default="")
    #: Path from the widest to the narrowest.
    category: Mapped[list[str]]
    #: Slug of the widest category, the one the town's pages are made of.
    aisle: Mapped[str] = mapped_column(index=True)
    #: goods, service or deposit; only goods have stock.
    kind: Mapped[str]
    vat_bp: Mapped[BasisPoints]
    #: What price and stock count: piece, kg, l, m.
    unit: Mapped[str]
    #: sha256 of its pictures, the first one leading.
    photos: Mapped[list[str]]
    flags: Mapped[list[str]]
    #: Codes of `sync.kernel.allergens`; `none` alone: it holds none; empty: nobody has said.
    allergens: Mapped[list[str]] = mapped_column(server_default="[]")
    online: Mapped[bool]
    archived: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: The shop has taken it off the town's pages until then (`sync.contract.v1.ProductOff`).
    off_until: Mapped[datetime | None]


class Offer(Base):
    """One sellable form of a product in one shop, with its price and its stock.

    `on_hand` is what is physically in the shop and may go negative: a till sells what it holds
    in its hand. `reserved` is what open online orders hold of it. What can still be ordered
    online is on_hand - reserved - buffer.
    """

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("shop_id", "variant"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("price_cents IS NULL OR price_cents >= 0", name="price"),
    )

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    #: The shop's own id of the variant.
    variant: Mapped[str]
    position: Mapped[int]
    sku: Mapped[str]
    #: Axis -> value, e.g. taille: M.
    options: Mapped[dict[str, str]]
    #: Article number -> thousandths it stands for.
    barcodes: Mapped[dict[str, int]]
    #: Article number of its shared sheet, when it has one.
    gtin: Mapped[str | None] = mapped_column(ForeignKey("sheet.gtin"), index=True)
    #: With VAT, per unit; null until the shop has said it.
    price_cents: Mapped[int | None]
    price_ver: Mapped[int]
    #: Lowest price of the 30 days before a reduction that runs; 0 when none is announced.
    lowest_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    on_hand: Mapped[Thousandths]
    reserved: Mapped[Thousandths]
    #: What the shop keeps back for its counter.
    buffer: Mapped[Thousandths]
    archived: Mapped[bool]
    #: How much one piece holds, for the price per measure; 0 where the shop has not said it.
    content: Mapped[Thousandths] = mapped_column(default=0, server_default="0")
    #: kg, l, m or piece.
    content_unit: Mapped[str] = mapped_column(default="", server_default="")
    #: The pieces of a bundle, variant -> thousandths: it has no stock of its own.
    parts: Mapped[dict[str, int]] = mapped_column(default=dict, server_default="{}")


class PriceChange(Base):
    """Append-only: every price an offer has had; announcing a reduction needs the lowest of 30 days."""

    __tablename__ = "price_change"
    __table_args__ = (Index("ix_price_change_offer", "offer_id", "at"),)

    id: Mapped[Id]
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"))
    price_cents: Mapped[int]
    ver: Mapped[int]
    at: Mapped[datetime]


class StockMove(Base):
    """Append-only: goods came or went. The sum of a variant's moves is its `on_hand`.

    A move may name a variant the marketplace has not heard of yet: it happened all the same, and
    counts from the moment the variant arrives.
    """

    __tablename__ = "stock_move"
    __table_args__ = (Index("ix_stock_move_variant", "shop_id", "variant"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    variant: Mapped[str]
    delta: Mapped[Thousandths]
    #: opening, received, loss, return, correction, count, sale, refund.
    why: Mapped[str]
    #: What it came from: delivery note, count, sale.
    ref: Mapped[str]
    #: What was counted on the shelf, for a count.
    counted: Mapped[int | None]
    at: Mapped[datetime]


class SearchEntry(Base):
    """Gives everything that can be searched for a whole number, which the index needs as its key."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    key: Mapped[int] = mapped_column(WHOLE, primary_key=True, autoincrement=True)
    town_id: Mapped[str] = mapped_column(ForeignKey("town.id"))
    #: product or shop.
    kind: Mapped[str]
    subject_id: Mapped[str]
