"""The catalogue as one long table: its order is read once, its rows page by page.

A shop of a hundred thousand products has one list of their ids in the order asked for (some 0.3 s
beside the window); any page of it is then read by its ids, the last as fast as the first.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from desktop.models.base import table_of
from desktop.models.search import VariantText
from desktop.models.stock import StockLevel
from desktop.models.supply import Supplier
from desktop.services.goods.catalogue import (
    CATEGORIES,
    PHOTOS,
    PRODUCTS,
    VARIANTS,
    ProductQuery,
    matching,
)
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

SortBy = Literal["name", "category", "price", "vat", "stock", "online", "photos", "supplier"]
Gap = Literal["photo", "category", "price", "stock"]
"""What a product may want: a photograph, a section, a price, or anything left on the shelf."""

_LEVELS, _SUPPLIERS, _TEXTS = table_of(StockLevel), table_of(Supplier), table_of(VariantText)
_forms = (
    select(VARIANTS.c.id)
    .where(VARIANTS.c.product_id == PRODUCTS.c.id, VARIANTS.c.archived_at.is_(None))
    .correlate(PRODUCTS)
)
_price = _forms.with_only_columns(func.min(VARIANTS.c.price_cents)).scalar_subquery()
_supplier = (
    _forms.join(_SUPPLIERS, _SUPPLIERS.c.id == VARIANTS.c.supplier_id)
    .with_only_columns(func.min(_SUPPLIERS.c.name))
    .scalar_subquery()
)
_stock = func.coalesce(
    _forms.join(_LEVELS, _LEVELS.c.variant_id == VARIANTS.c.id)
    .with_only_columns(func.sum(_LEVELS.c.on_hand))
    .scalar_subquery(),
    0,
)
_photos = (
    select(func.count()).where(PHOTOS.c.product_id == PRODUCTS.c.id).correlate(PRODUCTS)
).scalar_subquery()
_category = (
    select(CATEGORIES.c.name).where(CATEGORIES.c.id == PRODUCTS.c.category_id).correlate(PRODUCTS)
).scalar_subquery()
_name = func.coalesce(
    _forms.join(_TEXTS, _TEXTS.c.variant_id == VARIANTS.c.id)
    .with_only_columns(func.min(_TEXTS.c.name))
    .scalar_subquery(),
    func.lower(PRODUCTS.c.name),
)
_KEYS: dict[SortBy, ColumnElement[Any]] = {
    "name": _name,
    "category": _category,
    "price": _price,
    "vat": PRODUCTS.c.vat_bp,
    "stock": _stock,
    "online": PRODUCTS.c.online,
    "photos": _photos,
    "supplier": _supplier,
}
_GAPS: dict[Gap, ColumnElement[bool]] = {
    "photo": _photos == 0,
    "category": PRODUCTS.c.category_id.is_(None),
    "price": func.coalesce(_price, 0) == 0,
    "stock": (PRODUCTS.c.kind == "goods") & (_stock <= 0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuery:
    """Which products the table shows, and in which order."""

    asked: ProductQuery = field(default_factory=ProductQuery)
    gap: Gap | None = None
    sort: SortBy = "name"
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A product as a line of the table."""

    id: str
    name: str
    category: str
    low: Money
    high: Money
    vat: VatRate
    unit: Unit
    on_hand: Quantity
    #: A service or a bundle is not counted.
    is_counted: bool
    is_online: bool
    is_archived: bool
    photos: int
    supplier: str
    forms: int
    #: The one form whose price and stock may be typed into the table; empty where there are several.
    variant_id: str


def start(shop: Shop, query: TableQuery, rows: int) -> tuple[tuple[TableRow, ...], int]:
    """Return the first rows of the whole catalogue by name, and how many products there are.

    An index holds them in this order: they are on the screen before the whole order is read. Any
    other query has no such beginning and gives no rows.
    """
    if query != TableQuery():
        return (), 0
    first = (
        select(VARIANTS.c.product_id)
        .select_from(_TEXTS.join(VARIANTS, VARIANTS.c.id == _TEXTS.c.variant_id))
        .order_by(_TEXTS.c.name, _TEXTS.c.variant_id)
    )
    with shop.look() as look:
        ids: dict[str, None] = {}
        with look.connection.execute(first) as found:
            for (product_id,) in found:
                ids[product_id] = None
                if len(ids) >= rows:
                    break
        total = look.connection.scalar(
            select(func.count()).select_from(PRODUCTS).where(PRODUCTS.c.archived_at.is_(None))
        )
        return _rows(look.connection, list(ids)), total or 0


def order(shop: Shop, query: TableQuery) -> tuple[str, ...]:
    """Return the ids of all the products asked for, in the order asked for."""
    with shop.look() as look:
        return tuple(look.connection.scalars(_ordered(look.connection, query)))


def rows(shop: Shop, ids: Sequence[str]) -> tuple[TableRow, ...]:
    """Return the lines of these products, in this order."""
    with shop.look() as look:
        return _rows(look.connection, ids)


def _ordered(connection: Connection, query: TableQuery) -> Select[str]:
    chosen = matching(connection, query.asked)
    if query.gap is not None:
        chosen = chosen.where(_GAPS[query.gap])
    key = _KEYS[query.sort]
    keys = [key.desc() if query.is_descending else key]
    if query.sort != "name":
        keys.append(_name)
    return chosen.order_by(*keys, PRODUCTS.c.id)


def _rows(connection: Connection, ids: Sequence[str]) -> tuple[TableRow, ...]:
    products = connection.execute(
        select(
            PRODUCTS.c.id,
            PRODUCTS.c.name,
            PRODUCTS.c.kind,
            PRODUCTS.c.vat_bp,
            PRODUCTS.c.unit,
            PRODUCTS.c.online,
            PRODUCTS.c.archived_at,
            _category.label("category"),
            _photos.label("photos"),
        ).where(PRODUCTS.c.id.in_(ids))
    ).all()
    forms: defaultdict[str, list[Any]] = defaultdict(list)
    for form in connection.execute(
        select(
            VARIANTS.c.id,
            VARIANTS.c.product_id,
            VARIANTS.c.price_cents,
            _SUPPLIERS.c.name.label("supplier"),
            func.coalesce(_LEVELS.c.on_hand, 0).label("on_hand"),
        )
        .outerjoin(_LEVELS, _LEVELS.c.variant_id == VARIANTS.c.id)
        .outerjoin(_SUPPLIERS, _SUPPLIERS.c.id == VARIANTS.c.supplier_id)
        .where(VARIANTS.c.product_id.in_(ids), VARIANTS.c.archived_at.is_(None))
    ):
        forms[form.product_id].append(form)
    made = {row.id: _row(row, forms[row.id]) for row in products}
    return tuple(made[each] for each in ids if each in made)


def _row(product: Any, forms: Sequence[Any]) -> TableRow:  # noqa: ANN401 rows of SQLAlchemy
    unit = Unit(product.unit)
    prices = [form.price_cents for form in forms] or [0]
    return TableRow(
        id=product.id,
        name=product.name,
        category=product.category or "",
        low=Money(min(prices)),
        high=Money(max(prices)),
        vat=VatRate(product.vat_bp),
        unit=unit,
        on_hand=Quantity(sum(form.on_hand for form in forms), unit),
        is_counted=product.kind == "goods",
        is_online=product.online,
        is_archived=product.archived_at is not None,
        photos=product.photos,
        supplier=", ".join(dict.fromkeys(form.supplier for form in forms if form.supplier)),
        forms=len(forms),
        variant_id=forms[0].id if len(forms) == 1 else "",
    )
