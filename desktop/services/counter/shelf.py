"""Finding the goods: tiles, search, and what a scanned text means to this shop."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from desktop.domain import scan
from desktop.domain.cart import Buyer
from desktop.domain.sellable import LineKind, Sellable, free_amount
from desktop.services.counter.search import find
from desktop.services.prepared import AnyConnection, Prepared
from desktop.services.shop import Shop
from sync.kernel.gtin import WeighedLayout
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import divide_half_up
from sync.kernel.vat import VatRate


class CategoryView(Struct, frozen=True, kw_only=True):
    """A tab over the tiles."""

    id: str
    name: str
    colour: int
    parent_id: str | None
    #: It, or one of its branches, has a product on sale.
    has_goods: bool


class ProductFound(Struct, frozen=True, kw_only=True):
    """An article, and how much of it one scan stands for."""

    item: Sellable
    quantity: Quantity
    #: The amount a scale printed, when its code holds a price.
    priced_at: Money | None = None
    #: Sold by weight or length, and the code does not say how much.
    asks_quantity: bool = False
    #: The price on an anti-waste sticker, and its code.
    reduced_to: Money | None = None
    sticker: str = ""


class PickupPresented(Struct, frozen=True):
    """A customer's pickup code or an order's number: the pickup screen knows what to do with it."""

    text: str


class ReceiptPresented(Struct, frozen=True):
    """A ticket of this till."""

    sale_id: str


class VoucherPresented(Struct, frozen=True):
    """A gift card or credit note; what is left of it is for `services.money.vouchers` to say."""

    code: str


class CardPresented(Struct, frozen=True):
    """A customer's card, and whose it is; nobody's where no record bears it."""

    number: str
    buyer: Buyer | None


class ElsewherePresented(Struct, frozen=True):
    """A code that is no matter of the goods: a badge, a carrier's number, a link for a telephone."""

    text: str


class NotFound(Struct, frozen=True):
    """Nothing of the shop's: offer a free-amount line, or to catalogue it."""

    text: str


Scanned = (
    ProductFound
    | PickupPresented
    | ReceiptPresented
    | VoucherPresented
    | CardPresented
    | ElsewherePresented
    | NotFound
)

_Row = Any
"""A row of `_sellable_rows`."""

_POPULAR_LINES = 2000
"""Lines that make the best sellers: the last ones only, so that an old shop's tiles come as fast."""
_ORDER_DIGITS = 8
_KEPT_READ = 1024
"""Rows whose articles are kept: a search's from key to key, about a megabyte."""
#: By what the columns say: an enumeration's own look-up costs more than all else of a row.
_UNITS = {unit.value: unit for unit in Unit}
_KINDS = {kind.value: kind for kind in LineKind}
_ONE = 1000

#: In SQL's own words: what the first customer of the day is served with does not wait for
#: SQLAlchemy to be loaded (DECISIONS 23).
_SELLABLE = """
    SELECT variant.id, variant.product_id, product.name, variant.options, variant.sku,
           variant.price_cents, product.unit, product.vat_bp, product.kind, product.flags,
           coalesce(stock_level.on_hand, 0) AS on_hand, product_photo.sha256,
           coalesce(category.colour, 0) AS colour, product.category_id, variant.deposit_variant_id,
           variant.content, variant.content_unit,
           EXISTS (SELECT 1 FROM bundle_item WHERE bundle_id = variant.id) AS is_bundle
"""
_FROM = """
    FROM variant
    JOIN product ON product.id = variant.product_id
    LEFT JOIN stock_level ON stock_level.variant_id = variant.id
    LEFT JOIN product_photo ON product_photo.product_id = product.id AND product_photo.position = 0
    LEFT JOIN category ON category.id = product.category_id
"""
_ON_SALE = "variant.archived_at IS NULL AND product.archived_at IS NULL"
_POPULAR = f"""
    (SELECT variant_id, count(*) AS times FROM
        (SELECT variant_id FROM sale_line ORDER BY sale_line.rowid DESC LIMIT {_POPULAR_LINES:d})
     WHERE variant_id IS NOT NULL GROUP BY variant_id) AS popular
    ON popular.variant_id = variant.id
"""  # noqa: S608 the number is ours
#: `ids` is a JSON list, so that the statement is the same for any number of them.
_by_ids = Prepared(
    f"{_SELLABLE}{_FROM} WHERE variant.id IN (SELECT value FROM json_each(:ids))"  # noqa: S608 as above
)
_of_product = Prepared(
    f"{_SELLABLE}{_FROM} WHERE {_ON_SALE} AND product.id = :product "
    "ORDER BY variant.position, variant.id"
)
_by_code = Prepared(
    f"{_SELLABLE}, variant_code.pack {_FROM} "
    "JOIN variant_code ON variant_code.variant_id = variant.id "
    f"WHERE {_ON_SALE} AND variant_code.code = :code"
)
_by_sku = Prepared(f"{_SELLABLE}{_FROM} WHERE {_ON_SALE} AND variant.sku = :sku")
_by_sticker = Prepared(
    f"{_SELLABLE}, batch.markdown_cents {_FROM} JOIN batch ON batch.variant_id = variant.id "
    f"WHERE {_ON_SALE} AND batch.markdown_code = :code AND batch.closed_at IS NULL"
)
_packaging = Prepared(
    f"{_SELLABLE}{_FROM} WHERE {_ON_SALE} AND product.kind = '{LineKind.DEPOSIT.value}' "
    "ORDER BY product.name, variant.position LIMIT :limit"
)
_best = Prepared(
    f"{_SELLABLE}{_FROM} JOIN {_POPULAR} WHERE {_ON_SALE} "
    "ORDER BY popular.times DESC, product.name, variant.position LIMIT :limit"
)
#: Ids rise with time: a new shop's tiles are the products in the order they were made.
_first = Prepared(f"{_SELLABLE}{_FROM} WHERE {_ON_SALE} ORDER BY variant.id LIMIT :limit")
_BRANCH = """
    WITH RECURSIVE branch(id) AS (SELECT :category
        UNION SELECT category.id FROM category JOIN branch ON category.parent_id = branch.id)
"""
_branch = Prepared(_BRANCH + "SELECT id FROM branch")  # noqa: S608 as above
#: The plus keeps SQLite from beginning with all goods of a section: the best sellers are fewer.
_best_of = Prepared(
    f"{_BRANCH}{_SELLABLE}{_FROM} JOIN {_POPULAR} "  # noqa: S608 as above
    f"WHERE {_ON_SALE} AND +product.category_id IN (SELECT id FROM branch) "
    "ORDER BY popular.times DESC, product.name, variant.position LIMIT :limit"
)
_by_name = Prepared(
    f"{_SELLABLE}{_FROM} WHERE {_ON_SALE} AND product.category_id = :category "
    "ORDER BY product.name, variant.position LIMIT :limit"
)
_parts = Prepared(
    "SELECT bundle_id, variant_id, quantity FROM bundle_item "
    "WHERE bundle_id IN (SELECT value FROM json_each(:ids)) ORDER BY bundle_id, rowid"
)
_tabs = Prepared(
    """
    SELECT id, name, colour, parent_id,
           EXISTS (SELECT 1 FROM product
                   WHERE product.category_id = category.id AND archived_at IS NULL) AS own
    FROM category WHERE category.archived_at IS NULL ORDER BY position, name
    """
)
_sale_of_number = Prepared("SELECT id FROM sale WHERE number = :number")
_sale_of_record = Prepared(
    "SELECT id FROM sale WHERE till = :till AND journal_seq = :seq "
    "AND substr(journal_hash, 1, length(:digits)) = :digits"
)
_by_card = Prepared(
    "SELECT id, name, company, groups FROM customer WHERE card = :card AND erased_at IS NULL"
)
_order_of_number = Prepared("SELECT id FROM shop_order WHERE number = :number")


def categories(shop: Shop) -> tuple[CategoryView, ...]:
    """Return the tabs over the tiles, in the shop's order."""
    with shop.glance() as glance:
        rows = _tabs.all(glance, {})
    below: dict[str | None, list[str]] = {}
    own: dict[str, bool] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row.id)
        own[row.id] = bool(row.own)
    return tuple(
        CategoryView(
            id=row.id,
            name=row.name,
            colour=row.colour,
            parent_id=row.parent_id,
            has_goods=_has_goods(row.id, own, below),
        )
        for row in rows
    )


def tiles(shop: Shop, category_id: str | None = None, limit: int = 60) -> tuple[Sellable, ...]:
    """Return what is tapped most in a category and its branches, or in the whole shop."""
    wanted = {"limit": limit, "category": category_id}
    with shop.glance() as glance:
        best = _best if category_id is None else _best_of
        chosen = {row.id: row for row in best.all(glance, wanted)}
        if len(chosen) < limit:
            others = _first.all(glance, wanted) if category_id is None else _named(glance, wanted)
            for row in others:
                chosen.setdefault(row.id, row)
        return _sellables(shop, glance, list(chosen.values())[:limit])


def _named(connection: AnyConnection, wanted: Mapping[str, object]) -> list[_Row]:
    """Return the first goods by name of a section and its branches.

    Each branch by itself, in the order of its index: no section is read whole to be sorted.
    """
    found: list[_Row] = []
    for branch in _branch.all(connection, wanted):
        found += _by_name.all(connection, {**wanted, "category": branch.id})
    return sorted(found, key=lambda row: row.name)


def search(shop: Shop, typed: str, limit: int = 40) -> tuple[Sellable, ...]:
    """Return the articles with every word typed in name, brand, options, reference or code."""
    with shop.glance() as glance:
        return sellables(shop, glance, find(glance, typed, limit))


def variants(shop: Shop, product_id: str) -> tuple[Sellable, ...]:
    """Return the sellable forms of one product, in their order."""
    with shop.glance() as glance:
        return _sellables(shop, glance, _of_product.all(glance, {"product": product_id}))


def packaging(shop: Shop, limit: int = 60) -> tuple[Sellable, ...]:
    """Return what bears a deposit by itself: bottles, jars, crates."""
    with shop.glance() as glance:
        return _sellables(shop, glance, _packaging.all(glance, {"limit": limit}))


def sellables(shop: Shop, connection: AnyConnection, ids: Sequence[str]) -> tuple[Sellable, ...]:
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
    with shop.glance() as glance:
        match read:
            case scan.ReceiptCode() | scan.TicketCode():
                return _ticket(glance, read, typed)
            case scan.WeighedCode():
                return _weighed(shop, glance, read)
            case scan.ProductCode(code):
                return _coded(shop, glance, code, typed)
            case scan.Unknown(other):
                return _coded(shop, glance, other, other)
            case _:
                return _elsewhere(shop, glance, typed)


def quick_item(label: str, price: Money, vat: VatRate, kind: LineKind = LineKind.GOODS) -> Sellable:
    """Return a line with no product behind it: a service, an article nobody catalogued yet."""
    return free_amount(label, price, vat, kind)


def _presented(code: scan.PickupCode | scan.VoucherCode) -> Scanned:
    if isinstance(code, scan.VoucherCode):
        return VoucherPresented(code.code)
    return PickupPresented(code.text)


def _elsewhere(shop: Shop, connection: AnyConnection, typed: str) -> Scanned:
    """Return the article a shop has given such a text to, as its own code; else send it on."""
    read = scan.read(typed)
    if isinstance(read, scan.CustomerCard):
        return _card(connection, read.number) or CardPresented(read.number, None)
    plain = scan.plain(typed)
    found = _coded(shop, connection, plain, plain)
    return ElsewherePresented(typed) if isinstance(found, NotFound) else found


def _ticket(
    connection: AnyConnection, code: scan.ReceiptCode | scan.TicketCode, typed: str
) -> Scanned:
    """Return the ticket of a number or a printed code, whose hash must be the record's own."""
    if isinstance(code, scan.ReceiptCode):
        numbered = _sale_of_number.first(connection, {"number": code.number})
        return NotFound(code.number) if numbered is None else ReceiptPresented(numbered.id)
    record = {"till": code.till, "seq": code.seq, "digits": code.digits}
    sale = _sale_of_record.first(connection, record)
    return NotFound(typed) if sale is None else ReceiptPresented(sale.id)


def _coded(shop: Shop, connection: AnyConnection, code: str, typed: str) -> Scanned:
    row = _by_code.first(connection, {"code": code})
    if row is not None:
        return _whole(_one(shop, connection, row), row.pack)
    row = _by_sku.first(connection, {"sku": code})
    if row is not None:
        return _whole(_one(shop, connection, row), _ONE)
    row = _by_sticker.first(connection, {"code": code})
    if row is not None:
        return ProductFound(
            item=_one(shop, connection, row),
            quantity=Quantity.pieces(1),
            reduced_to=Money(row.markdown_cents),
            sticker=code,
        )
    number = typed.strip()
    if (
        len(number) == _ORDER_DIGITS
        and _order_of_number.first(connection, {"number": number}) is not None
    ):
        return PickupPresented(number)
    # As the house that made the card wrote it: an article's number may have become a GTIN-13.
    return _card(connection, scan.plain(typed)) or NotFound(code)


def _card(connection: AnyConnection, number: str) -> CardPresented | None:
    row = _by_card.first(connection, {"card": number})
    if row is None:
        return None
    groups = tuple(json.loads(row.groups))
    return CardPresented(number, Buyer(id=row.id, name=row.name or row.company, groups=groups))


def _whole(item: Sellable, pack: int) -> ProductFound:
    """Return an article found by a code that names it; how much of it, a scale must say."""
    return ProductFound(
        item=item,
        quantity=Quantity(pack, item.unit),
        asks_quantity=item.unit is not Unit.PIECE and pack == _ONE,
    )


def _weighed(shop: Shop, connection: AnyConnection, code: scan.WeighedCode) -> Scanned:
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


def _has_goods(
    category_id: str, own: Mapping[str, bool], below: Mapping[str | None, list[str]]
) -> bool:
    branches = below.get(category_id, ())
    return own[category_id] or any(_has_goods(branch, own, below) for branch in branches)


def _sellables(shop: Shop, connection: AnyConnection, rows: Sequence[_Row]) -> tuple[Sellable, ...]:
    deposits = _deposits(shop, connection, rows)
    pieces = _pieces(shop, connection, rows)
    return tuple(_with_pieces(_sellable(shop, row, deposits), pieces) for row in rows)


def _one(shop: Shop, connection: AnyConnection, row: _Row) -> Sellable:
    item = _sellable(shop, row, _deposits(shop, connection, (row,)))
    return _with_pieces(item, _pieces(shop, connection, (row,)))


def _deposits(shop: Shop, connection: AnyConnection, rows: Iterable[_Row]) -> dict[str, Sellable]:
    """Return the packaging that goes with the rows, by its id; asks nothing where there is none."""
    wanted = {row.deposit_variant_id for row in rows if row.deposit_variant_id is not None}
    if not wanted:
        return {}
    found = _by_ids.all(connection, {"ids": json.dumps(sorted(wanted))})
    return {row.id: _sellable(shop, row, {}) for row in found}


def _pieces(
    shop: Shop, connection: AnyConnection, rows: Iterable[_Row]
) -> Mapping[str, tuple[tuple[Sellable, int], ...]]:
    """Return the pieces of the bundles among the rows; asks nothing where there is none."""
    wanted = [row.id for row in rows if row.is_bundle]
    if not wanted:
        return {}
    parts = _parts.all(connection, {"ids": json.dumps(wanted)})
    ids = json.dumps(sorted({part.variant_id for part in parts}))
    found = _by_ids.all(connection, {"ids": ids})
    deposits = _deposits(shop, connection, found)
    items = {row.id: _sellable(shop, row, deposits) for row in found}
    pieces: dict[str, list[tuple[Sellable, int]]] = {}
    for part in parts:
        if part.variant_id in items:
            count = part.quantity // _ONE
            pieces.setdefault(part.bundle_id, []).append((items[part.variant_id], count))
    return {bundle: tuple(found) for bundle, found in pieces.items()}


def _with_pieces(
    item: Sellable, pieces: Mapping[str, tuple[tuple[Sellable, int], ...]]
) -> Sellable:
    """Return an article as it is, a bundle with its pieces: as many as the scarcest makes."""
    held = pieces.get(item.variant_id)
    if not held:
        return item
    whole = min(piece.on_hand.thousandths // (count * _ONE) for piece, count in held)
    return replace(item, pieces=held, on_hand=Quantity.pieces(whole))


def _sellable(shop: Shop, row: _Row, deposits: Mapping[str, Sellable]) -> Sellable:
    photo = None if row.sha256 is None else shop.photo_path(row.sha256)
    return _read(row, photo, deposits.get(row.deposit_variant_id))


@lru_cache(maxsize=_KEPT_READ)
def _read(row: _Row, photo: Path | None, deposit: Sellable | None) -> Sellable:
    """Return what a row says; kept, because most of what a key finds the one before found too."""
    unit = _UNITS[row.unit]
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
        kind=_KINDS[row.kind],
        flags=_flags(row.flags),
        on_hand=Quantity(row.on_hand, unit),
        photo=photo,
        colour=row.colour,
        category_id=row.category_id,
        traits=traits,
        deposit=deposit,
        content=_content(row.content, row.content_unit) if row.content else None,
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


@lru_cache(maxsize=256)
def _content(thousandths: int, unit: str) -> Quantity:
    return Quantity(thousandths, _UNITS[unit])
