"""Finding the goods: tiles, search, and what a scanned text means to this shop."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Text,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    nulls_last,
    select,
    type_coerce,
)

from desktop.domain import scan
from desktop.domain.sellable import LineKind, Sellable, free_amount
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product, ProductPhoto, Variant, VariantCode
from desktop.models.orders import Order
from desktop.models.sale import Sale, SaleLine
from desktop.models.stock import StockLevel
from desktop.services.prepared import Prepared
from desktop.services.search import find
from desktop.services.shop import Shop
from desktop.services.views import CategoryView
from sync.kernel.gtin import WeighedLayout
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import divide_half_up
from sync.kernel.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFound:
    """An article, and how much of it one scan stands for."""

    item: Sellable
    quantity: Quantity
    #: The amount a scale printed, when its code holds a price.
    priced_at: Money | None = None
    #: Sold by weight or length, and the code does not say how much.
    asks_quantity: bool = False


@dataclass(frozen=True, slots=True)
class PickupPresented:
    """A customer's pickup code or an order's number: the pickup screen knows what to do with it."""

    text: str


@dataclass(frozen=True, slots=True)
class ReceiptPresented:
    """A ticket of this till."""

    sale_id: str


@dataclass(frozen=True, slots=True)
class VoucherPresented:
    """A gift card or credit note; what is left of it is for `services.vouchers` to say."""

    code: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing of the shop's: offer a free-amount line, or to catalogue it."""

    text: str


Scanned = ProductFound | PickupPresented | ReceiptPresented | VoucherPresented | NotFound

_variants = table_of(Variant)
_products = table_of(Product)
_codes = table_of(VariantCode)
_photos = table_of(ProductPhoto)
_category = table_of(Category)
_levels = table_of(StockLevel)
_lines = table_of(SaleLine)
_sales = table_of(Sale)
_orders = table_of(Order)

_Row = Any
"""A row of `_sellable_rows`."""

_POPULAR_LINES = 2000
"""Lines that make the best sellers: the last ones only, so that an old shop's tiles come as fast."""
_ORDER_DIGITS = 8
_ONE = 1000

_sellable_rows = (
    select(
        _variants.c.id,
        _variants.c.product_id,
        _products.c.name,
        type_coerce(_variants.c.options, Text).label("options"),
        _variants.c.sku,
        _variants.c.price_cents,
        _products.c.unit,
        _products.c.vat_bp,
        _products.c.kind,
        type_coerce(_products.c.flags, Text).label("flags"),
        func.coalesce(_levels.c.on_hand, 0).label("on_hand"),
        _photos.c.sha256,
        func.coalesce(_category.c.colour, 0).label("colour"),
        _products.c.category_id,
        _variants.c.deposit_variant_id,
    )
    .join(_products, _products.c.id == _variants.c.product_id)
    .outerjoin(_levels, _levels.c.variant_id == _variants.c.id)
    .outerjoin(
        _photos, and_(_photos.c.product_id == _products.c.id, _photos.c.position == literal(0))
    )
    .outerjoin(_category, _category.c.id == _products.c.category_id)
)
_on_sale = _sellable_rows.where(
    _variants.c.archived_at.is_(None), _products.c.archived_at.is_(None)
)
#: `ids` is a JSON list, so that the statement is the same for any number of them.
_by_ids = Prepared(
    _sellable_rows.where(
        _variants.c.id.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    )
)
_of_product = _on_sale.where(_products.c.id == bindparam("product")).order_by(
    _variants.c.position, _variants.c.id
)
_by_code = Prepared(
    _on_sale.add_columns(_codes.c.pack)
    .join(_codes, _codes.c.variant_id == _variants.c.id)
    .where(_codes.c.code == bindparam("code"))
)
_packaging = (
    _on_sale.where(_products.c.kind == literal(LineKind.DEPOSIT.value))
    .order_by(_products.c.name, _variants.c.position)
    .limit(bindparam("limit"))
)
_by_sku = Prepared(_on_sale.where(_variants.c.sku == bindparam("sku")))

_last_lines = (
    select(_lines.c.variant_id)
    .order_by(literal_column("sale_line.rowid").desc())
    .limit(_POPULAR_LINES)
    .subquery()
)
_popular = (
    select(_last_lines.c.variant_id, func.count().label("times"))
    .where(_last_lines.c.variant_id.is_not(None))
    .group_by(_last_lines.c.variant_id)
    .subquery()
)
_best = (
    _on_sale.join(_popular, _popular.c.variant_id == _variants.c.id)
    .order_by(_popular.c.times.desc(), _products.c.name, _variants.c.position)
    .limit(bindparam("limit"))
)
#: Ids rise with time: a new shop's tiles are the products in the order they were made.
_first = _on_sale.order_by(_variants.c.id).limit(bindparam("limit"))
_roots = select(_category.c.id).where(_category.c.id == bindparam("category")).cte(recursive=True)
_branch = _roots.union_all(select(_category.c.id).where(_category.c.parent_id == _roots.c.id))
_best_of = (
    _on_sale.outerjoin(_popular, _popular.c.variant_id == _variants.c.id)
    .where(_products.c.category_id.in_(select(_branch.c.id)))
    .order_by(nulls_last(_popular.c.times.desc()), _products.c.name, _variants.c.position)
    .limit(bindparam("limit"))
)
_products_in = (
    select(func.count())
    .where(_products.c.category_id == _category.c.id, _products.c.archived_at.is_(None))
    .scalar_subquery()
)
_tabs = select(
    _category.c.id,
    _category.c.name,
    _category.c.colour,
    _category.c.parent_id,
    _products_in.label("own"),
).order_by(_category.c.position, _category.c.name)


def categories(shop: Shop) -> tuple[CategoryView, ...]:
    """Return the tabs over the tiles, in the shop's order."""
    with shop.look() as look:
        rows = look.connection.execute(_tabs).all()
    below: dict[str | None, list[str]] = {}
    own: dict[str, int] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row.id)
        own[row.id] = row.own
    return tuple(
        CategoryView(
            id=row.id,
            name=row.name,
            colour=row.colour,
            parent_id=row.parent_id,
            count=_count(row.id, own, below),
        )
        for row in rows
    )


def tiles(shop: Shop, category_id: str | None = None, limit: int = 60) -> tuple[Sellable, ...]:
    """Return what is tapped most in a category and its branches, or in the whole shop."""
    with shop.look() as look:
        connection = look.connection
        if category_id is not None:
            wanted = {"category": category_id, "limit": limit}
            return _sellables(shop, connection, connection.execute(_best_of, wanted).all())
        best = connection.execute(_best, {"limit": limit}).all()
        chosen = {row.id: row for row in best}
        if len(chosen) < limit:
            for row in connection.execute(_first, {"limit": limit}).all():
                chosen.setdefault(row.id, row)
        return _sellables(shop, connection, list(chosen.values())[:limit])


def search(shop: Shop, typed: str, limit: int = 40) -> tuple[Sellable, ...]:
    """Return the articles with every word typed in name, brand, options, reference or code."""
    with shop.look() as look:
        ids = find(look.connection, typed, limit)
        return sellables(shop, look.connection, ids)


def variants(shop: Shop, product_id: str) -> tuple[Sellable, ...]:
    """Return the sellable forms of one product, in their order."""
    with shop.look() as look:
        rows = look.connection.execute(_of_product, {"product": product_id}).all()
        return _sellables(shop, look.connection, rows)


def packaging(shop: Shop, limit: int = 60) -> tuple[Sellable, ...]:
    """Return what bears a deposit by itself: bottles, jars, crates."""
    with shop.look() as look:
        rows = look.connection.execute(_packaging, {"limit": limit}).all()
        return _sellables(shop, look.connection, rows)


def sellables(shop: Shop, connection: Connection, ids: Sequence[str]) -> tuple[Sellable, ...]:
    """Return the variants of these ids, archived or not, in the order of the ids."""
    rows = _by_ids.all(connection, {"ids": json.dumps(list(ids))})
    found = {item.variant_id: item for item in _sellables(shop, connection, rows)}
    return tuple(found[each] for each in ids if each in found)


def understand(shop: Shop, typed: str, layouts: tuple[WeighedLayout, ...] | None = None) -> Scanned:
    """Return what a scanned or typed text means to this shop.

    Args:
        shop: the open shop.
        typed: as it came.
        layouts: how scales write weight or price, to be tried instead of what is set.
    """
    read = scan.read(typed, shop.settings.weighed_layouts if layouts is None else layouts)
    if isinstance(read, scan.PickupCode | scan.VoucherCode):
        return _presented(read)
    with shop.look() as look:
        match read:
            case scan.ReceiptCode(number):
                sale_id = look.connection.execute(
                    select(_sales.c.id).where(_sales.c.number == number)
                ).scalar()
                return NotFound(number) if sale_id is None else ReceiptPresented(sale_id)
            case scan.TicketCode():
                return _ticket(look.connection, read, typed)
            case scan.WeighedCode():
                return _weighed(shop, look.connection, read)
            case scan.ProductCode(code):
                return _coded(shop, look.connection, code, typed)
            case scan.Unknown(other):
                return _coded(shop, look.connection, other, other)


def quick_item(label: str, price: Money, vat: VatRate, kind: LineKind = LineKind.GOODS) -> Sellable:
    """Return a line with no product behind it: a service, an article nobody catalogued yet."""
    return free_amount(label, price, vat, kind)


def _presented(code: scan.PickupCode | scan.VoucherCode) -> Scanned:
    if isinstance(code, scan.VoucherCode):
        return VoucherPresented(code.code)
    return PickupPresented(code.text)


def _ticket(connection: Connection, code: scan.TicketCode, typed: str) -> Scanned:
    """Return the ticket of a printed code, whose hash must be the record's: no other is meant."""
    sale_id = connection.execute(
        select(_sales.c.id).where(
            _sales.c.till == code.till,
            _sales.c.journal_seq == code.seq,
            _sales.c.journal_hash.startswith(code.digits),
        )
    ).scalar()
    return NotFound(typed) if sale_id is None else ReceiptPresented(sale_id)


def _coded(shop: Shop, connection: Connection, code: str, typed: str) -> Scanned:
    row = _by_code.first(connection, {"code": code})
    if row is not None:
        return _whole(_one(shop, connection, row), row.pack)
    row = _by_sku.first(connection, {"sku": code})
    if row is not None:
        return _whole(_one(shop, connection, row), _ONE)
    number = typed.strip()
    if (
        len(number) == _ORDER_DIGITS
        and connection.execute(select(_orders.c.id).where(_orders.c.number == number)).first()
        is not None
    ):
        return PickupPresented(number)
    return NotFound(code)


def _whole(item: Sellable, pack: int) -> ProductFound:
    """Return an article found by a code that names it; how much of it, a scale must say."""
    return ProductFound(
        item=item,
        quantity=Quantity(pack, item.unit),
        asks_quantity=item.unit is not Unit.PIECE and pack == _ONE,
    )


def _weighed(shop: Shop, connection: Connection, code: scan.WeighedCode) -> Scanned:
    row = _by_code.first(connection, {"code": code.whole})
    if row is not None:
        return _whole(_one(shop, connection, row), row.pack)
    row = _by_code.first(connection, {"code": code.gtin})
    if row is None or code.value == 0:
        return NotFound(code.whole)
    item = _one(shop, connection, row)
    if not code.is_price:
        weight = Quantity(code.value, item.unit)
        is_sold_by_weight = item.unit is not Unit.PIECE
        return ProductFound(item=item, quantity=weight if is_sold_by_weight else Quantity.pieces(1))
    priced_at = Money(code.value)
    if item.unit is Unit.PIECE or not item.price:
        return ProductFound(item=item, quantity=Quantity(1000, item.unit), priced_at=priced_at)
    weight = Quantity(max(divide_half_up(code.value * 1000, item.price.cents), 1), item.unit)
    return ProductFound(item=item, quantity=weight, priced_at=priced_at)


def _count(category_id: str, own: Mapping[str, int], below: Mapping[str | None, list[str]]) -> int:
    return own[category_id] + sum(
        _count(branch, own, below) for branch in below.get(category_id, ())
    )


def _sellables(shop: Shop, connection: Connection, rows: Sequence[_Row]) -> tuple[Sellable, ...]:
    deposits = _deposits(shop, connection, rows)
    return tuple(_sellable(shop, row, deposits) for row in rows)


def _one(shop: Shop, connection: Connection, row: _Row) -> Sellable:
    return _sellable(shop, row, _deposits(shop, connection, (row,)))


def _deposits(shop: Shop, connection: Connection, rows: Iterable[_Row]) -> dict[str, Sellable]:
    """Return the packaging that goes with the rows, by its id; asks nothing where there is none."""
    wanted = {row.deposit_variant_id for row in rows if row.deposit_variant_id is not None}
    if not wanted:
        return {}
    found = _by_ids.all(connection, {"ids": json.dumps(sorted(wanted))})
    return {row.id: _sellable(shop, row, {}) for row in found}


def _sellable(shop: Shop, row: _Row, deposits: Mapping[str, Sellable]) -> Sellable:
    unit = Unit(row.unit)
    traits = _traits(row.options)
    return Sellable(
        variant_id=row.id,
        product_id=row.product_id,
        label=row.name,
        options=" · ".join([value for _, value in traits]),
        sku=row.sku,
        price=Money(row.price_cents),
        unit=unit,
        vat=_rate(row.vat_bp),
        kind=LineKind(row.kind),
        flags=_flags(row.flags),
        on_hand=Quantity(row.on_hand, unit),
        photo=None if row.sha256 is None else shop.photo_path(row.sha256),
        colour=row.colour,
        category_id=row.category_id,
        traits=traits,
        deposit=deposits.get(row.deposit_variant_id),
    )


@lru_cache(maxsize=1024)
def _traits(options: str) -> tuple[tuple[str, str], ...]:
    """Return what the column's JSON says; most articles say the same: nothing."""
    return tuple(json.loads(options).items())


@lru_cache(maxsize=256)
def _flags(flags: str) -> frozenset[str]:
    return frozenset(json.loads(flags))


@lru_cache(maxsize=64)
def _rate(basis_points: int) -> VatRate:
    return VatRate(basis_points)
