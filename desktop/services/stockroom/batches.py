"""Lots and use-by dates: what goes off when, what it is sold for before, and who a recall reaches."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.sellable import FIXED_PRICE
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine
from desktop.models.supply import Batch, Delivery, DeliveryLine
from desktop.services.counter.bargains import part_of
from desktop.services.goods import own_codes
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import stock
from desktop.services.stockroom.articles import ArticleView, article_view
from desktop.services.stockroom.supplies import supplier
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from printing.documents import ProductLabel
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_BATCHES, _SALES, _SALE_LINES = table_of(Batch), table_of(Sale), table_of(SaleLine)
_DELIVERIES, _DELIVERY_LINES = table_of(Delivery), table_of(DeliveryLine)
LOT_LETTERS = 40
SOON_DAYS = 7
MAX_STICKERS = 100
_SHOWN = 500
_TICKETS = 200
_LATEST_YEARS = 50
_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """Pieces of one lot, or of one last day."""

    id: str
    article: ArticleView
    lot: str
    use_by: date | None
    #: Days until it may not be sold any more; below zero it is over, None without a date.
    days_left: int | None
    #: What came in; how much of it is left only a look at the shelf tells.
    quantity: Quantity
    came_at: datetime
    reduced_to: Money | None
    code: str
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDelivery:
    """A delivery that brought a lot."""

    at: datetime
    supplier: str
    ref: str
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What is known of a lot that must come back.

    A till does not see which lot it sells: `tickets` are those that sold the article since the lot
    came, of this lot or another, and whoever paid without a name cannot be reached.
    """

    article: ArticleView
    lot: str
    deliveries: tuple[RecallDelivery, ...]
    came: Quantity
    since: datetime
    sold_since: Quantity
    #: Numbers of the tickets, the latest first, at most two hundred; `ticket_count` counts all.
    tickets: tuple[str, ...]
    ticket_count: int
    #: Customers known by name on those tickets, and tickets without one.
    customer_ids: tuple[str, ...]
    nameless: int


def note(
    work: UnitOfWork, variant_id: str, quantity: Quantity, *, lot: str, use_by: date | None
) -> str:
    """Write a lot down in a transaction of the caller, and return its id."""
    batch_id = new_id()
    work.connection.execute(
        insert(_BATCHES).values(
            id=batch_id,
            variant_id=variant_id,
            lot=one_line(lot, LOT_LETTERS),
            use_by=use_by,
            quantity=quantity.thousandths,
            created_at=work.at,
        )
    )
    return batch_id


def add(
    shop: Shop, variant_id: str, quantity: Quantity, staff: str, *, lot: str = "",
    use_by: date | None = None,
) -> BatchView:  # fmt: skip
    """Write down what stands on the shelf with a date; the stock does not change.

    Raises:
        RefusedError: unknown_article, batch_empty (neither lot nor date), use_by_invalid,
            wrong_unit, quantity_out_of_range, needs_approval.
    """
    if not lot.strip() and use_by is None:
        raise RefusedError("batch_empty")
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        if use_by is not None and abs(use_by.year - work.at.year) > _LATEST_YEARS:
            raise RefusedError("use_by_invalid")
        check_quantity(quantity, article_view(work.connection, variant_id).unit)
        if not 0 < quantity.thousandths <= MAX_QUANTITY:
            raise RefusedError("quantity_out_of_range", quantity=quantity)
        batch_id = note(work, variant_id, quantity, lot=lot, use_by=use_by)
        return _done(work, batch_id)


def going_off(shop: Shop, days: int = SOON_DAYS) -> tuple[BatchView, ...]:
    """Return what goes off within so many days, or has gone off already; the soonest first."""
    last = _today(shop) + timedelta(days=max(days, 0))
    with shop.look() as look:
        rows = look.connection.execute(
            select(_BATCHES)
            .where(_BATCHES.c.closed_at.is_(None), _BATCHES.c.use_by <= last)
            .order_by(_BATCHES.c.use_by, _BATCHES.c.created_at, _BATCHES.c.id)
            .limit(_SHOWN)
        ).all()
        return tuple(_view(shop, look.connection, row) for row in rows)


def mark_down(
    shop: Shop, batch_id: str, price: Money, staff: str, approved_by: str = ""
) -> BatchView:
    """Give a lot its anti-waste price and the code of the sticker that says it.

    Whoever scans the sticker sells at that price without asking: the right is asked for here.

    Raises:
        RefusedError: unknown_batch, batch_closed, batch_over (its use-by date is past), not_by_piece,
            discount_not_allowed (books and press), price_not_lower, needs_approval; as
            `own_codes.draw`.
    """
    with shop.begin() as work:
        row = _open(work.connection, batch_id)
        article = article_view(work.connection, row.variant_id)
        if row.use_by is not None and row.use_by < _today(shop):
            raise RefusedError("batch_over")
        if article.unit is not Unit.PIECE:
            raise RefusedError("not_by_piece", label=article.label)
        if FIXED_PRICE in article.flags:
            raise RefusedError("discount_not_allowed", label=article.label)
        if not 0 < price.cents < article.price.cents:
            raise RefusedError("price_not_lower", amount=article.price)
        part = part_of(article.price - price, article.price)
        require(work, staff, Act.PRICE_OVERRIDE, basis_points=part, approved_by=approved_by)
        code = row.markdown_code or own_codes.draw(work)[0]
        work.connection.execute(
            update(_BATCHES)
            .where(_BATCHES.c.id == batch_id)
            .values(markdown_cents=price.cents, markdown_code=code, markdown_by=staff)
        )
        return _done(work, batch_id)


def print_stickers(shop: Shop, batch_id: str, copies: int = 1) -> int:
    """Queue the stickers of a marked-down lot on the label printer and return how many.

    Raises:
        RefusedError: unknown_batch, batch_closed, price_not_lower (not marked down yet),
            no_printer.
    """
    with shop.begin() as work:
        row = _open(work.connection, batch_id)
        view = _view(shop, work.connection, row)
        if view.reduced_to is None:
            raise RefusedError("price_not_lower", amount=view.article.price)
        sticker = ProductLabel(
            shop=letterhead(shop.settings),
            name=view.article.label,
            price=view.reduced_to,
            former_price=view.article.price,
            offer_until=view.use_by,
            gtin=view.code,
            ref=view.article.sku,
        )
        number = min(max(copies, 1), MAX_STICKERS)
        for _ in range(number):
            print_queue.queue(
                work,
                sticker,
                printer=shop.settings.label_printer,
                kind="shelf_label",
                title=view.article.label,
                ref=batch_id,
            )
        work.commit()
    return number


def close(
    shop: Shop, batch_id: str, staff: str, lost: Quantity | None = None, approved_by: str = ""
) -> BatchView:
    """Take a lot off the list: it is sold, or what is left of it is thrown away.

    Raises:
        RefusedError: unknown_batch, batch_closed, wrong_unit, quantity_out_of_range,
            needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        row = _open(work.connection, batch_id)
        if lost:
            check_quantity(lost, article_view(work.connection, row.variant_id).unit)
            if not 0 < lost.thousandths <= MAX_QUANTITY:
                raise RefusedError("quantity_out_of_range", quantity=lost)
            stock.move_and_tell(work, row.variant_id, -lost.thousandths, "loss", batch_id)
        work.connection.execute(
            update(_BATCHES).where(_BATCHES.c.id == batch_id).values(closed_at=work.at)
        )
        return _done(work, batch_id)


def recall(shop: Shop, lot: str) -> tuple[Recall, ...]:
    """Return what is known of a lot, article by article; nothing when it never came here.

    Raises:
        RefusedError: lot_missing.
    """
    sought = one_line(lot, LOT_LETTERS)
    if not sought:
        raise RefusedError("lot_missing")
    with shop.look() as look:
        connection = look.connection
        rows = connection.execute(
            select(_BATCHES)
            .where(func.lower(_BATCHES.c.lot) == sought.lower())
            .order_by(_BATCHES.c.created_at)
        ).all()
        found: dict[str, list[_Row]] = {}
        for row in rows:
            found.setdefault(row.variant_id, []).append(row)
        return tuple(_recall(connection, sought, each) for each in found.values())


def _recall(connection: Connection, lot: str, rows: list[_Row]) -> Recall:
    article = article_view(connection, rows[0].variant_id)
    since = rows[0].created_at
    sold = connection.execute(
        select(
            _SALES.c.number, _SALES.c.customer_id, func.sum(_SALE_LINES.c.quantity).label("sold")
        )
        .join(_SALE_LINES, _SALE_LINES.c.sale_id == _SALES.c.id)
        .where(_SALE_LINES.c.variant_id == article.id, _SALES.c.at >= since)
        .group_by(_SALES.c.id)
        .order_by(_SALES.c.at.desc(), _SALES.c.number.desc())
    ).all()
    tickets = [row for row in sold if row.sold > 0]
    known = dict.fromkeys(row.customer_id for row in tickets if row.customer_id is not None)
    return Recall(
        article=article,
        lot=lot,
        deliveries=_deliveries(connection, rows, article.unit),
        came=Quantity(sum(row.quantity for row in rows), article.unit),
        since=since,
        sold_since=Quantity(sum(row.sold for row in sold), article.unit),
        tickets=tuple(row.number for row in tickets[:_TICKETS]),
        ticket_count=len(tickets),
        customer_ids=tuple(known),
        nameless=sum(row.customer_id is None for row in tickets),
    )


def _deliveries(connection: Connection, rows: list[_Row], unit: Unit) -> tuple[RecallDelivery, ...]:
    found = connection.execute(
        select(_DELIVERIES.c.at, _DELIVERIES.c.supplier_id, _DELIVERIES.c.ref,
               _DELIVERY_LINES.c.quantity)
        .join(_DELIVERY_LINES, _DELIVERY_LINES.c.delivery_id == _DELIVERIES.c.id)
        .where(_DELIVERY_LINES.c.batch_id.in_([row.id for row in rows]))
        .order_by(_DELIVERIES.c.at)
    ).all()  # fmt: skip
    return tuple(
        RecallDelivery(
            at=row.at,
            supplier="" if row.supplier_id is None else supplier(connection, row.supplier_id).name,
            ref=row.ref,
            quantity=Quantity(row.quantity, unit),
        )
        for row in found
    )


def _today(shop: Shop) -> date:
    return shop.clock.now().astimezone(shop.zone).date()


def _open(connection: Connection, batch_id: str) -> _Row:
    row = connection.execute(select(_BATCHES).where(_BATCHES.c.id == batch_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_batch")
    if row.closed_at is not None:
        raise RefusedError("batch_closed")
    return row


def _done(work: UnitOfWork, batch_id: str) -> BatchView:
    row = work.connection.execute(select(_BATCHES).where(_BATCHES.c.id == batch_id)).one()
    view = _view(work.shop, work.connection, row)
    work.changed(Topic.CATALOGUE)
    work.commit()
    return view


def _view(shop: Shop, connection: Connection, row: _Row) -> BatchView:
    article = article_view(connection, row.variant_id)
    return BatchView(
        id=row.id,
        article=article,
        lot=row.lot,
        use_by=row.use_by,
        days_left=None if row.use_by is None else (row.use_by - _today(shop)).days,
        quantity=Quantity(row.quantity, article.unit),
        came_at=row.created_at,
        reduced_to=None if row.markdown_cents is None else Money(row.markdown_cents),
        code=row.markdown_code or "",
        is_closed=row.closed_at is not None,
    )
