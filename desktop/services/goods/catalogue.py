"""The catalogue as it stands: products, their forms, prices and stock.

Prices, stock and codes belong to the variant; a plain product has one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, column, func, literal, select, text

from desktop.domain.search_text import fold, words
from desktop.domain.unit_price import UnitPrice, unit_price
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import (
    BundleItem,
    Category,
    Product,
    ProductPhoto,
    Variant,
    VariantCode,
)
from desktop.models.search import VariantText
from desktop.models.stock import StockLevel
from desktop.services.counter.search import TRIGRAM
from desktop.services.prepared import Prepared, among, ids
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

PRODUCTS, VARIANTS = table_of(Product), table_of(Variant)
CODES, PHOTOS = table_of(VariantCode), table_of(ProductPhoto)
CATEGORIES, PARTS = table_of(Category), table_of(BundleItem)
_ONE = 1000
_LEVELS, _TEXTS = table_of(StockLevel), table_of(VariantText)
_photos_of = Prepared(
    select(PHOTOS.c.product_id, PHOTOS.c.sha256)
    .where(among(PHOTOS.c.product_id))
    .order_by(PHOTOS.c.position)
)
_sheets_of = Prepared(
    select(PRODUCTS, CATEGORIES.c.name.label("category"))
    .outerjoin(CATEGORIES, CATEGORIES.c.id == PRODUCTS.c.category_id)
    .where(among(PRODUCTS.c.id))
)
_forms_of = Prepared(
    select(
        VARIANTS,
        PRODUCTS.c.unit,
        func.coalesce(_LEVELS.c.on_hand, 0).label("on_hand"),
        func.coalesce(_LEVELS.c.reserved, 0).label("reserved"),
    )
    .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
    .outerjoin(_LEVELS, _LEVELS.c.variant_id == VARIANTS.c.id)
    .where(among(VARIANTS.c.product_id), VARIANTS.c.archived_at.is_(None))
    .order_by(VARIANTS.c.position, VARIANTS.c.id)
)
_codes_of = Prepared(
    select(CODES.c.variant_id, CODES.c.code, CODES.c.pack)
    .where(among(CODES.c.variant_id))
    .order_by(CODES.c.code)
)
_parts_of = Prepared(
    select(
        PARTS,
        PRODUCTS.c.name,
        PRODUCTS.c.vat_bp,
        VARIANTS.c.options,
        VARIANTS.c.price_cents,
        func.coalesce(_LEVELS.c.on_hand, 0).label("on_hand"),
    )
    .join(VARIANTS, VARIANTS.c.id == PARTS.c.variant_id)
    .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
    .outerjoin(_LEVELS, _LEVELS.c.variant_id == VARIANTS.c.id)
    .where(among(PARTS.c.bundle_id))
    .order_by(PRODUCTS.c.name, PARTS.c.variant_id)
)
_owner = Prepared("SELECT product_id FROM variant WHERE id = :variant")

_with_parts = text("SELECT rowid FROM variant_trigram WHERE variant_trigram MATCH :match").columns(
    column("rowid")
)
_folded_name = (
    select(func.min(_TEXTS.c.name))
    .join(VARIANTS, VARIANTS.c.id == _TEXTS.c.variant_id)
    .where(VARIANTS.c.product_id == PRODUCTS.c.id)
    .correlate(PRODUCTS)
    .scalar_subquery()
)
_by_name = func.coalesce(_folded_name, func.lower(PRODUCTS.c.name))
"""In the order of a dictionary: SQLite alone puts capitals first and accents last."""


class Lack(StrEnum):
    """What keeps a product from being shown on the marketplace."""

    NAME = "name"
    PHOTO = "photo"
    PRICE = "price"
    CATEGORY = "category"
    STOCK = "stock"
    #: A bundle whose pieces bear several VAT rates: an order has one rate a line.
    ONE_RATE = "one_rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A piece of a bundle: so many of an article."""

    variant_id: str
    #: Its name with size and colour.
    label: str
    quantity: Quantity
    price: Money
    vat: VatRate
    on_hand: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """One sellable form as it stands."""

    id: str
    sku: str
    options: tuple[tuple[str, str], ...]
    price: Money
    purchase_price: Money | None
    codes: tuple[str, ...]
    on_hand: Quantity
    reserved: Quantity
    buffer: Quantity
    #: How much one scan of a code stands for, of the codes that are not for one.
    packs: tuple[tuple[str, Quantity], ...] = ()
    #: How much is in one piece: 750 thousandths of a litre.
    content: Quantity | None = None
    place: str = ""
    supplier_id: str | None = None
    supplier_ref: str = ""
    reorder_at: Quantity | None = None
    reorder_to: Quantity | None = None
    #: The pieces of a bundle; empty for an article.
    parts: tuple[PartView, ...] = ()

    @property
    def unit_price(self) -> UnitPrice | None:
        """Return the price per kilogram, litre, metre or piece of what the pack holds."""
        return unit_price(self.price, self.content)

    @property
    def options_text(self) -> str:
        """Return size and colour as one text."""
        return " · ".join(value for _, value in self.options)

    @property
    def sellable_online(self) -> Quantity:
        """Return what the marketplace may still sell."""
        left = self.on_hand.thousandths - self.reserved.thousandths - self.buffer.thousandths
        return Quantity(max(left, 0), self.on_hand.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """A product as it stands."""

    id: str
    name: str
    brand: str
    description: str
    #: Country, region or producer.
    origin: str
    category_id: str | None
    category: str
    kind: str
    vat: VatRate
    unit: Unit
    flags: frozenset[str]
    #: Codes of `sync.kernel.allergens`; empty: nobody has said.
    allergens: tuple[str, ...]
    is_online: bool
    is_archived: bool
    photos: tuple[str, ...]
    #: File of the first photograph, None when there is none.
    photo: Path | None
    variants: tuple[VariantView, ...]
    changed_at: datetime

    @property
    def price_range(self) -> tuple[Money, Money]:
        """Return the lowest and the highest price."""
        prices = [variant.price for variant in self.variants] or [Money(0)]
        return min(prices), max(prices)

    @property
    def on_hand(self) -> Quantity:
        """Return what is on the shelf in all."""
        total = sum(variant.on_hand.thousandths for variant in self.variants)
        return Quantity(total, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """What the list shows; empty fields ask nothing."""

    text: str = ""
    category_id: str | None = None
    is_online: bool | None = None
    is_archived: bool = False
    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A stretch of the list, and how long the whole is."""

    products: tuple[ProductView, ...]
    total: int


def products(shop: Shop, query: ProductQuery) -> ProductPage:
    """Return a stretch of the catalogue, by name; the text is sought as in the search bar."""
    with shop.look() as look:
        chosen = matching(look.connection, query)
        total = look.connection.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        ids = look.connection.scalars(
            chosen.order_by(_by_name, PRODUCTS.c.id).limit(query.limit).offset(query.offset)
        ).all()
        found = {view.id: view for view in read_products(shop, look.connection, ids)}
    return ProductPage(products=tuple(found[each] for each in ids), total=total)


def matching(connection: Connection, query: ProductQuery) -> Select[str]:
    """Return the ids of the products that a query asks for, in no order."""
    chosen = select(PRODUCTS.c.id).where(
        PRODUCTS.c.archived_at.is_not(None)
        if query.is_archived
        else PRODUCTS.c.archived_at.is_(None)
    )
    if query.category_id is not None:
        chosen = chosen.where(PRODUCTS.c.category_id == query.category_id)
    if query.is_online is not None:
        chosen = chosen.where(PRODUCTS.c.online.is_(query.is_online))
    sought = words(query.text)
    if not sought:
        return chosen
    if query.is_archived:
        return chosen.where(PRODUCTS.c.id.in_(_archived_with(connection, sought)))
    forms = select(VARIANTS.c.product_id).join(_TEXTS, _TEXTS.c.variant_id == VARIANTS.c.id)
    long = [word for word in sought if len(word) >= TRIGRAM]
    if long:
        # Folded words are letters and digits only: between quotes they mean nothing else.
        match = " AND ".join(f'"{word}"' for word in long)
        forms = forms.where(_TEXTS.c.id.in_(_with_parts.bindparams(match=match)))
    for word in set(sought).difference(long):
        forms = forms.where((literal(" ") + _TEXTS.c.text).contains(f" {word}", autoescape=True))
    return chosen.where(PRODUCTS.c.id.in_(forms))


def _archived_with(connection: Connection, sought: Sequence[str]) -> list[str]:
    """Return the archived products with every word in name or brand: no index holds them."""
    rows = connection.execute(
        select(PRODUCTS.c.id, PRODUCTS.c.name, PRODUCTS.c.brand).where(
            PRODUCTS.c.archived_at.is_not(None)
        )
    )
    return [row.id for row in rows if _has_all(fold(f"{row.name} {row.brand}"), sought)]


def _has_all(name: str, sought: Sequence[str]) -> bool:
    return all(word in name for word in sought)


def product(shop: Shop, product_id: str) -> ProductView:
    """Return one product.

    Raises:
        RefusedError: unknown_product.
    """
    with shop.look() as look:
        return read_product(shop, look.connection, product_id)


def missing_for_online(view: ProductView) -> tuple[Lack, ...]:
    """Return what the product still needs before customers can find and buy it."""
    lacks = {
        Lack.NAME: not view.name.strip(),
        Lack.PHOTO: not view.photos,
        Lack.PRICE: not any(variant.price for variant in view.variants),
        Lack.CATEGORY: view.category_id is None,
        Lack.STOCK: view.kind == "goods"
        and not any(variant.sellable_online for variant in view.variants),
        Lack.ONE_RATE: any(
            part.vat != view.vat for variant in view.variants for part in variant.parts
        ),
    }
    return tuple(lack for lack, is_missing in lacks.items() if is_missing)


def read_product(shop: Shop, connection: Connection, product_id: str) -> ProductView:
    """Return one product as it stands in a transaction of the caller.

    Raises:
        RefusedError: unknown_product.
    """
    views = read_products(shop, connection, [product_id])
    if not views:
        raise RefusedError("unknown_product")
    return views[0]


def product_of(connection: Connection, variant_id: str) -> str:
    """Return the id of the product that a variant is a form of.

    Raises:
        RefusedError: unknown_article.
    """
    found = _owner.first(connection, {"variant": variant_id})
    if found is None:
        raise RefusedError("unknown_article")
    return str(found.product_id)


def read_products(
    shop: Shop, connection: Connection, product_ids: Sequence[str]
) -> list[ProductView]:
    """Return products as they stand in a transaction of the caller, in no order."""
    photos: defaultdict[str, list[str]] = defaultdict(list)
    for product_id, sha256 in _photos_of.all(connection, ids(product_ids)):
        photos[product_id].append(sha256)
    forms = _forms(connection, product_ids)
    rows = _sheets_of.all(connection, ids(product_ids))
    return [
        ProductView(
            id=row.id,
            name=row.name,
            brand=row.brand,
            description=row.description,
            origin=row.origin,
            category_id=row.category_id,
            category=row.category or "",
            kind=row.kind,
            vat=VatRate(row.vat_bp),
            unit=Unit(row.unit),
            flags=frozenset(row.flags),
            allergens=tuple(row.allergens),
            is_online=row.online,
            is_archived=row.archived_at is not None,
            photos=tuple(photos[row.id]),
            photo=shop.photo_path(photos[row.id][0]) if photos[row.id] else None,
            variants=tuple(forms[row.id]),
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def _forms(
    connection: Connection, product_ids: Sequence[str]
) -> defaultdict[str, list[VariantView]]:
    rows = _forms_of.all(connection, ids(product_ids))
    variant_ids = [row.id for row in rows]
    codes: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for variant_id, code, pack in _codes_of.all(connection, ids(variant_ids)):
        codes[variant_id].append((code, pack))
    parts = read_parts(connection, variant_ids)
    forms: defaultdict[str, list[VariantView]] = defaultdict(list)
    for row in rows:
        pieces = tuple(parts[row.id])
        unit = Unit(row.unit)
        forms[row.product_id].append(
            VariantView(
                id=row.id,
                sku=row.sku,
                options=tuple(row.options.items()),
                price=Money(row.price_cents),
                purchase_price=None if row.purchase_cents is None else Money(row.purchase_cents),
                codes=tuple(code for code, _pack in codes[row.id]),
                on_hand=whole_bundles(pieces) if pieces else Quantity(row.on_hand, unit),
                reserved=Quantity(row.reserved, unit),
                buffer=Quantity(row.buffer, unit),
                packs=tuple(
                    (code, Quantity(pack, unit)) for code, pack in codes[row.id] if pack != _ONE
                ),
                content=None if row.content is None else Quantity(row.content, _measure(row)),
                place=row.place,
                supplier_id=row.supplier_id,
                supplier_ref=row.supplier_ref,
                reorder_at=None if row.reorder_at is None else Quantity(row.reorder_at, unit),
                reorder_to=None if row.reorder_to is None else Quantity(row.reorder_to, unit),
                parts=pieces,
            )
        )
    return forms


def _measure(row: Row[*tuple[Any, ...]]) -> Unit:
    return Unit(row.content_unit or Unit.PIECE)


def whole_bundles(parts: Sequence[PartView]) -> Quantity:
    """Return how many bundles the shelf still makes: as many as its scarcest piece."""
    return Quantity.pieces(
        min(part.on_hand.thousandths // part.quantity.thousandths for part in parts)
    )


def read_parts(
    connection: Connection, variant_ids: Sequence[str]
) -> defaultdict[str, list[PartView]]:
    """Return the pieces of the bundles among these variants."""
    parts: defaultdict[str, list[PartView]] = defaultdict(list)
    rows = _parts_of.all(connection, ids(variant_ids))
    for row in rows:
        words = " · ".join(row.options.values())
        parts[row.bundle_id].append(
            PartView(
                variant_id=row.variant_id,
                label=f"{row.name} {words}".strip(),
                quantity=Quantity(row.quantity),
                price=Money(row.price_cents),
                vat=VatRate(row.vat_bp),
                on_hand=Quantity(row.on_hand),
            )
        )
    return parts
