"""Goods that come in: compared with what was ordered, put on the shelf, dated, and priced anew.

What came is what was scanned, whatever the paper says. A gap between order and delivery stops
nothing: it is told, and what did not come stays open until somebody says that it never will.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from desktop.domain import gs1
from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.supply import Batch, Delivery, DeliveryLine, SupplierOrder, SupplierOrderLine
from desktop.services.counter import shelf
from desktop.services.goods.catalogue import product_of, read_product
from desktop.services.goods.cataloguing import draft_of, write_product
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import batches, stock, supplier_orders
from desktop.services.stockroom.articles import ArticleView, article_view
from desktop.services.stockroom.supplies import supplier
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.gtin import check_digit
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_DELIVERIES, _LINES, _BATCHES = table_of(Delivery), table_of(DeliveryLine), table_of(Batch)
_ORDERS, _ORDER_LINES = table_of(SupplierOrder), table_of(SupplierOrderLine)
REF_LETTERS = 40
MAX_LINES = 1000
_TYPED_LETTERS = 80
_DEAREST = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """So much of an article that came in."""

    variant_id: str
    quantity: Quantity
    #: What one unit cost this time, without VAT.
    price: Money | None = None
    #: Somebody said yes to that as the article's purchase price from now on.
    takes_price: bool = False
    lot: str = ""
    use_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A delivery as it is being taken in; its id makes a second press of the key the same one."""

    lines: tuple[Arrived, ...]
    supplier_id: str | None = None
    order_id: str | None = None
    #: Number of the supplier's own note.
    ref: str = ""
    #: What is missing of the order will not come any more.
    is_last: bool = False
    id: str = field(default_factory=new_id)


class Gap(StrEnum):
    """How what came differs from what was ordered."""

    SHORT = "short"
    OVER = "over"
    UNORDERED = "unordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class GapView:
    """An article of which not what was ordered came."""

    kind: Gap
    article: ArticleView
    ordered: Quantity
    came: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one scan of a piece or a carton says."""

    article: ArticleView
    #: What it stands for; None for what is sold by weight and does not say how much.
    quantity: Quantity | None
    lot: str = ""
    use_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery that was taken in."""

    id: str
    supplier: str
    order_number: str
    ref: str
    at: datetime
    undone_at: datetime | None
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a delivery."""

    delivery_id: str
    gaps: tuple[GapView, ...]
    #: The changes of the catalogue by which purchase prices were put up or down.
    price_changes: tuple[str, ...]


def scan(shop: Shop, typed: str) -> Scan:
    """Return the article of a scanned piece or carton, with lot and date where the code has them.

    Raises:
        RefusedError: not_an_article.
    """
    elements = gs1.read(typed)
    found = shelf.understand(shop, typed if elements is None else elements.gtin)
    if isinstance(found, shelf.NotFound) and elements is not None and len(elements.gtin) == 14:
        # A carton's number that nobody catalogued: the piece in it has the same, less its first.
        found = shelf.understand(shop, _piece_in(elements.gtin))
    if not isinstance(found, shelf.ProductFound):
        raise RefusedError("not_an_article", text=one_line(typed, _TYPED_LETTERS))
    with shop.look() as look:
        article = article_view(look.connection, found.item.variant_id)
    quantity = None if found.asks_quantity else found.quantity
    if elements is None:
        return Scan(article=article, quantity=quantity)
    if elements.grams and article.unit is Unit.KILOGRAM:
        quantity = Quantity.grams(elements.grams)
    elif elements.count and quantity is not None:
        quantity = Quantity(quantity.thousandths * elements.count, quantity.unit)
    return Scan(
        article=article,
        quantity=quantity,
        lot=elements.lot,
        use_by=elements.use_by or elements.best_before,
    )


def compare(shop: Shop, order_id: str, lines: Sequence[Arrived]) -> tuple[GapView, ...]:
    """Return how what came differs from what is open of an order.

    Raises:
        RefusedError: unknown_supplier_order, unknown_article.
    """
    with shop.look() as look:
        return _gaps(look.connection, order_id, lines)


def receive(shop: Shop, arrival: Arrival, staff: str, approved_by: str = "") -> Received:
    """Put a delivery on the shelf; asked again with the same id it changes nothing more.

    Raises:
        RefusedError: delivery_empty, too_many_lines, unknown_article, unknown_supplier,
            unknown_supplier_order, order_not_sent, wrong_unit, quantity_out_of_range,
            price_out_of_range, needs_approval.
    """
    if not arrival.lines:
        raise RefusedError("delivery_empty")
    if len(arrival.lines) > MAX_LINES:
        raise RefusedError("too_many_lines", limit=MAX_LINES)
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        known = select(_DELIVERIES.c.id).where(_DELIVERIES.c.id == arrival.id)
        if connection.scalar(known) is not None:
            return Received(delivery_id=arrival.id, gaps=(), price_changes=())
        gaps = (
            () if arrival.order_id is None else _gaps(connection, arrival.order_id, arrival.lines)
        )
        _write(work, arrival, staff)
        if arrival.order_id is not None:
            came = Counter[str]()
            for line in arrival.lines:
                came[line.variant_id] += line.quantity.thousandths
            supplier_orders.note_received(
                work, arrival.order_id, came.items(), is_last=arrival.is_last
            )
        changes = _take_prices(work, arrival.lines, staff)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return Received(delivery_id=arrival.id, gaps=gaps, price_changes=changes)


def take_back(shop: Shop, delivery_id: str, staff: str, approved_by: str = "") -> None:
    """Take a delivery off the shelf again by new movements; its order waits for it once more.

    Purchase prices stay: each is a change of the catalogue with an undo of its own.

    Raises:
        RefusedError: unknown_delivery, delivery_undone, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        row = connection.execute(
            select(_DELIVERIES).where(_DELIVERIES.c.id == delivery_id)
        ).one_or_none()
        if row is None:
            raise RefusedError("unknown_delivery")
        if row.undone_at is not None:
            raise RefusedError("delivery_undone")
        for line in connection.execute(
            select(_LINES).where(_LINES.c.delivery_id == delivery_id)
        ).all():
            stock.move_and_tell(work, line.variant_id, -line.quantity, "correction", delivery_id)
            if line.batch_id is not None:
                connection.execute(
                    update(_BATCHES).where(_BATCHES.c.id == line.batch_id).values(closed_at=work.at)
                )
            if row.order_id is not None:
                _put_on_order_again(connection, row.order_id, line.variant_id, line.quantity)
        connection.execute(
            update(_DELIVERIES).where(_DELIVERIES.c.id == delivery_id).values(undone_at=work.at)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


def deliveries(shop: Shop, limit: int = 50) -> tuple[DeliveryView, ...]:
    """Return what came in, the latest first."""
    with shop.look() as look:
        connection = look.connection
        rows = connection.execute(
            select(_DELIVERIES, _ORDERS.c.number)
            .outerjoin(_ORDERS, _ORDERS.c.id == _DELIVERIES.c.order_id)
            .order_by(_DELIVERIES.c.at.desc(), _DELIVERIES.c.id.desc())
            .limit(limit)
        ).all()
        counts = Counter(
            connection.scalars(
                select(_LINES.c.delivery_id).where(_LINES.c.delivery_id.in_([r.id for r in rows]))
            )
        )
        return tuple(
            DeliveryView(
                id=row.id,
                supplier=""
                if row.supplier_id is None
                else supplier(connection, row.supplier_id).name,
                order_number=row.number or "",
                ref=row.ref,
                at=row.at,
                undone_at=row.undone_at,
                lines=counts[row.id],
            )
            for row in rows
        )


def _write(work: UnitOfWork, arrival: Arrival, staff: str) -> None:
    connection = work.connection
    supplier_id = arrival.supplier_id
    if arrival.order_id is not None:
        supplier_id = supplier_orders.supplier_order(connection, arrival.order_id).supplier.id
    elif supplier_id is not None:
        supplier(connection, supplier_id)
    ref = one_line(arrival.ref, REF_LETTERS)
    connection.execute(
        insert(_DELIVERIES).values(
            id=arrival.id,
            supplier_id=supplier_id,
            order_id=arrival.order_id,
            ref=ref,
            at=work.at,
            staff_code=staff,
        )
    )
    for place, line in enumerate(arrival.lines):
        _check(line, article_view(connection, line.variant_id))
        batch_id = None
        if line.lot or line.use_by is not None:
            batch_id = batches.note(
                work, line.variant_id, line.quantity, lot=line.lot, use_by=line.use_by
            )
        connection.execute(
            insert(_LINES).values(
                delivery_id=arrival.id,
                position=place,
                variant_id=line.variant_id,
                quantity=line.quantity.thousandths,
                purchase_cents=None if line.price is None else line.price.cents,
                batch_id=batch_id,
            )
        )
        stock.move_and_tell(
            work, line.variant_id, line.quantity.thousandths, "received", ref or arrival.id
        )


def _check(line: Arrived, article: ArticleView) -> None:
    check_quantity(line.quantity, article.unit)
    if not 0 < line.quantity.thousandths <= MAX_QUANTITY:
        raise RefusedError("quantity_out_of_range", quantity=line.quantity)
    if line.price is not None and not 0 <= line.price.cents <= _DEAREST:
        raise RefusedError("price_out_of_range", amount=line.price)


def _take_prices(work: UnitOfWork, lines: Sequence[Arrived], staff: str) -> tuple[str, ...]:
    """Write the purchase prices that were agreed to, product by product, and return the changes."""
    wanted = {
        line.variant_id: line.price for line in lines if line.takes_price and line.price is not None
    }
    products = dict.fromkeys(product_of(work.connection, each) for each in wanted)
    changes: list[str] = []
    for product_id in products:
        draft = draft_of(read_product(work.shop, work.connection, product_id))
        variants = tuple(
            replace(each, purchase_price=wanted.get(each.id, each.purchase_price))
            for each in draft.variants
        )
        if variants != draft.variants:
            saved = write_product(work, replace(draft, variants=variants), staff)
            changes.append(saved.change_id)
    return tuple(changes)


def _gaps(connection: Connection, order_id: str, lines: Sequence[Arrived]) -> tuple[GapView, ...]:
    came = Counter[str]()
    for line in lines:
        came[line.variant_id] += line.quantity.thousandths
    order = supplier_orders.supplier_order(connection, order_id)
    found: list[GapView] = []
    for ordered in order.lines:
        here = came.pop(ordered.article.id, 0)
        if here != ordered.open.thousandths:
            kind = Gap.SHORT if here < ordered.open.thousandths else Gap.OVER
            found.append(_gap(kind, ordered.article, ordered.open.thousandths, here))
    for variant_id, here in came.items():
        found.append(_gap(Gap.UNORDERED, article_view(connection, variant_id), 0, here))
    return tuple(found)


def _gap(kind: Gap, article: ArticleView, ordered: int, came: int) -> GapView:
    return GapView(
        kind=kind,
        article=article,
        ordered=Quantity(ordered, article.unit),
        came=Quantity(came, article.unit),
    )


def _put_on_order_again(
    connection: Connection, order_id: str, variant_id: str, thousandths: int
) -> None:
    connection.execute(
        update(_ORDER_LINES)
        .where(_ORDER_LINES.c.order_id == order_id, _ORDER_LINES.c.variant_id == variant_id)
        .values(received=_ORDER_LINES.c.received - thousandths)
    )
    connection.execute(
        update(_ORDERS).where(_ORDERS.c.id == order_id).values(state="sent", closed_at=None)
    )


def _piece_in(carton: str) -> str:
    """Return the GTIN-13 that a carton's GTIN-14 was made from (GS1 § 2.1.7)."""
    body = carton[1:13]
    return body + str(check_digit(body))
