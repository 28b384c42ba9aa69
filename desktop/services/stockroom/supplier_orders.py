"""Orders to suppliers: drafted, sent, and open until all of it came or nobody waits any more.

| state | goes to |
|---|---|
| draft | sent, cancelled |
| sent | received (all came, or the rest is given up), cancelled (nothing came) |
| received, cancelled | nowhere |
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import guard, write_decimal
from desktop.domain.roles import Act
from desktop.errors import RefusedError, WorldError
from desktop.models.base import table_of
from desktop.models.supply import SupplierOrder, SupplierOrderLine
from desktop.services.goods.catalogue import CODES
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom.articles import ArticleView, article_view
from desktop.services.stockroom.supplies import SupplierView, supplier
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from printing.documents import PurchaseLine, PurchaseOrder
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_ORDERS, _LINES = table_of(SupplierOrder), table_of(SupplierOrderLine)
MAX_LINES = 1000
NOTE_LETTERS = 2000
CSV_HEADER = ("reference", "gtin", "name", "quantity", "unit", "price")
_DEAREST = 100_000_000
_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An article to be ordered."""

    variant_id: str
    quantity: Quantity
    #: What one unit costs, without VAT; None: as it did last time.
    price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierOrderLineView:
    """An article on order, and what has come of it."""

    article: ArticleView
    gtin: str
    quantity: Quantity
    received: Quantity
    price: Money | None

    @property
    def open(self) -> Quantity:
        """Return what is still to come."""
        return Quantity(
            max(self.quantity.thousandths - self.received.thousandths, 0), self.quantity.unit
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierOrderView:
    """An order to a supplier."""

    id: str
    number: str
    supplier: SupplierView
    #: draft, sent, received or cancelled.
    state: str
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    note: str
    lines: tuple[SupplierOrderLineView, ...]

    @property
    def total(self) -> Money:
        """Return what it comes to without VAT, as far as the prices are known."""
        return Money(
            sum(line.quantity.price(line.price).cents for line in self.lines if line.price)
        )

    @property
    def is_open(self) -> bool:
        """Tell whether something of it may still come or be changed."""
        return self.state in {"draft", "sent"}


def draft_order(
    shop: Shop, supplier_id: str, wanted: Sequence[Wanted], staff: str, approved_by: str = ""
) -> SupplierOrderView:
    """Put articles on the supplier's draft, the one there is or a new one; more of what is on it.

    Raises:
        RefusedError: unknown_supplier, supplier_archived, unknown_article, wrong_unit,
            quantity_out_of_range, price_out_of_range, too_many_lines, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        if supplier(work.connection, supplier_id).is_archived:
            raise RefusedError("supplier_archived")
        order_id = work.connection.scalar(
            select(_ORDERS.c.id).where(
                _ORDERS.c.supplier_id == supplier_id, _ORDERS.c.state == "draft"
            )
        ) or _begin(work, supplier_id, staff)
        for each in wanted:
            more = _on_it(work.connection, order_id, each.variant_id)
            together = Quantity(each.quantity.thousandths + more, each.quantity.unit)
            _put(work.connection, order_id, replace(each, quantity=together))
        return _done(work, order_id)


def set_line(shop: Shop, order_id: str, wanted: Wanted, staff: str) -> SupplierOrderView:
    """Write a draft's line anew; a quantity of nothing takes it off.

    Raises:
        RefusedError: unknown_supplier_order, order_was_sent, as `draft_order`.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        _must_be_draft(work.connection, order_id)
        if wanted.quantity:
            _put(work.connection, order_id, wanted)
        else:
            work.connection.execute(
                delete(_LINES).where(
                    _LINES.c.order_id == order_id, _LINES.c.variant_id == wanted.variant_id
                )
            )
        return _done(work, order_id)


def send(shop: Shop, order_id: str, staff: str, approved_by: str = "") -> SupplierOrderView:
    """Say that an order went out: from now on it counts as on its way.

    Raises:
        RefusedError: unknown_supplier_order, order_was_sent, supplier_order_empty, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        _must_be_draft(work.connection, order_id)
        if not supplier_order(work.connection, order_id).lines:
            raise RefusedError("supplier_order_empty")
        _set(work, order_id, state="sent", sent_at=work.at)
        return _done(work, order_id)


def cancel(shop: Shop, order_id: str, staff: str, approved_by: str = "") -> SupplierOrderView:
    """Give up an order: a draft, or what was sent; what came of it already stays received.

    Raises:
        RefusedError: unknown_supplier_order, supplier_order_closed, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        order = supplier_order(work.connection, order_id)
        if not order.is_open:
            raise RefusedError("supplier_order_closed", number=order.number)
        came = any(line.received for line in order.lines)
        _set(work, order_id, state="received" if came else "cancelled", closed_at=work.at)
        return _done(work, order_id)


def orders(shop: Shop, limit: int = 100, *, is_open: bool = True) -> tuple[SupplierOrderView, ...]:
    """Return the orders, open or closed, the latest first."""
    with shop.look() as look:
        closed = _ORDERS.c.closed_at
        ids = look.connection.scalars(
            select(_ORDERS.c.id)
            .where(closed.is_(None) if is_open else closed.is_not(None))
            .order_by(_ORDERS.c.created_at.desc(), _ORDERS.c.id.desc())
            .limit(limit)
        ).all()
        return tuple(supplier_order(look.connection, each) for each in ids)


def read_order(shop: Shop, order_id: str) -> SupplierOrderView:
    """Return one order.

    Raises:
        RefusedError: unknown_supplier_order.
    """
    with shop.look() as look:
        return supplier_order(look.connection, order_id)


def supplier_order(connection: Connection, order_id: str) -> SupplierOrderView:
    """Return one order, within a transaction of the caller.

    Raises:
        RefusedError: unknown_supplier_order.
    """
    row = connection.execute(select(_ORDERS).where(_ORDERS.c.id == order_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_supplier_order")
    rows = connection.execute(select(_LINES).where(_LINES.c.order_id == order_id)).all()
    lines = sorted((_line(connection, each) for each in rows), key=lambda one: one.article.label)
    return SupplierOrderView(
        id=row.id,
        number=row.number,
        supplier=supplier(connection, row.supplier_id),
        state=row.state,
        created_at=row.created_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        note=row.note,
        lines=tuple(lines),
    )


def on_order(connection: Connection) -> dict[str, int]:
    """Return what of each article is sent for and has not come, in thousandths."""
    rows = connection.execute(
        select(_LINES.c.variant_id, func.sum(func.max(_LINES.c.quantity - _LINES.c.received, 0)))
        .join(_ORDERS, _ORDERS.c.id == _LINES.c.order_id)
        .where(_ORDERS.c.closed_at.is_(None))
        .group_by(_LINES.c.variant_id)
    )
    return {variant_id: quantity for variant_id, quantity in rows if quantity}


def note_received(
    work: UnitOfWork, order_id: str, came: Iterable[tuple[str, int]], *, is_last: bool
) -> None:
    """Write down what came of a sent order, and close it when all of it did or it is the last.

    Raises:
        RefusedError: unknown_supplier_order, order_not_sent.
    """
    state, number = _state(work.connection, order_id)
    if state != "sent":
        raise RefusedError("order_not_sent", number=number)
    for variant_id, thousandths in came:
        work.connection.execute(
            update(_LINES)
            .where(_LINES.c.order_id == order_id, _LINES.c.variant_id == variant_id)
            .values(received=_LINES.c.received + thousandths)
        )
    order = supplier_order(work.connection, order_id)
    if is_last or not any(line.open for line in order.lines):
        _set(work, order_id, state="received", closed_at=work.at)


# --- papers -------------------------------------------------------------------------------------


def order_csv(shop: Shop, order_id: str) -> bytes:
    """Return the order as CSV, as a supplier's program takes it: semicolons, a decimal comma.

    Raises:
        RefusedError: unknown_supplier_order.
    """
    order = read_order(shop, order_id)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    for line in order.lines:
        writer.writerow(
            (
                guard(line.article.supplier_ref),
                line.gtin,
                guard(line.article.label),
                write_decimal(line.quantity.thousandths, 3),
                line.quantity.unit.value,
                "" if line.price is None else write_decimal(line.price.cents, 2),
            )
        )
    return target.getvalue().encode("utf-8-sig")


def order_pdf(shop: Shop, order_id: str) -> bytes:
    """Return the order as a page to be sent by mail.

    Raises:
        RefusedError: unknown_supplier_order.
    """
    from printing.drivers.pdf import A4, render_pdf  # noqa: PLC0415 reportlab costs start-up

    order = read_order(shop, order_id)
    document = PurchaseOrder(
        shop=letterhead(shop.settings),
        number=order.number,
        supplier=order.supplier.name,
        account=order.supplier.draft.account,
        made_at=order.sent_at or order.created_at,
        lines=tuple(
            PurchaseLine(
                label=line.article.label,
                quantity=line.quantity,
                reference=line.article.supplier_ref,
                gtin=line.gtin,
                price=line.price,
            )
            for line in order.lines
        ),
        note=order.note,
        is_training=shop.is_training,
    )
    return render_pdf(document, shop.settings.language, sheet=A4)


def write_paper(shop: Shop, order_id: str, path: Path, kind: str) -> None:
    """Write the order into a file, whole or not at all; `kind` is pdf or csv.

    Raises:
        RefusedError: unknown_supplier_order.
        WorldError: export_not_written.
    """
    content = (order_pdf if kind == "pdf" else order_csv)(shop, order_id)
    coming = path.with_name(f"{path.name}.part")
    try:
        coming.write_bytes(content)
        coming.replace(path)
    except OSError as error:
        raise WorldError("export_not_written", file=path.name) from error


# --- writing ------------------------------------------------------------------------------------


def _begin(work: UnitOfWork, supplier_id: str, staff: str) -> str:
    order_id = new_id()
    work.connection.execute(
        insert(_ORDERS).values(
            id=order_id,
            number=_next_number(work),
            supplier_id=supplier_id,
            state="draft",
            created_at=work.at,
            staff_code=staff,
            note="",
        )
    )
    return order_id


def _next_number(work: UnitOfWork) -> str:
    """Return the next number of this till's series: two tills never make the same one."""
    series = f"{work.shop.settings.till}-F"
    taken = work.connection.scalars(
        select(_ORDERS.c.number).where(_ORDERS.c.number.startswith(series, autoescape=True))
    )
    last = max((int(number[len(series) :]) for number in taken), default=0)
    return f"{series}{last + 1:04d}"


def _on_it(connection: Connection, order_id: str, variant_id: str) -> int:
    standing = connection.scalar(
        select(_LINES.c.quantity).where(
            _LINES.c.order_id == order_id, _LINES.c.variant_id == variant_id
        )
    )
    return standing or 0


def _put(connection: Connection, order_id: str, wanted: Wanted) -> None:
    article = article_view(connection, wanted.variant_id)
    check_quantity(wanted.quantity, article.unit)
    if not 0 < wanted.quantity.thousandths <= MAX_QUANTITY:
        raise RefusedError("quantity_out_of_range", quantity=wanted.quantity)
    price = article.purchase_price if wanted.price is None else wanted.price
    if price is not None and not 0 <= price.cents <= _DEAREST:
        raise RefusedError("price_out_of_range", amount=price)
    here = (_LINES.c.order_id == order_id, _LINES.c.variant_id == wanted.variant_id)
    values = {
        "quantity": wanted.quantity.thousandths,
        "purchase_cents": None if price is None else price.cents,
    }
    if connection.execute(update(_LINES).where(*here).values(**values)).rowcount:
        return
    count = select(func.count()).select_from(_LINES).where(_LINES.c.order_id == order_id)
    if (connection.scalar(count) or 0) >= MAX_LINES:
        raise RefusedError("too_many_lines", limit=MAX_LINES)
    connection.execute(
        insert(_LINES).values(order_id=order_id, variant_id=wanted.variant_id, received=0, **values)
    )


def _set(work: UnitOfWork, order_id: str, **columns: object) -> None:
    work.connection.execute(update(_ORDERS).where(_ORDERS.c.id == order_id).values(**columns))


def _must_be_draft(connection: Connection, order_id: str) -> None:
    state, number = _state(connection, order_id)
    if state != "draft":
        raise RefusedError("order_was_sent", number=number)


def _state(connection: Connection, order_id: str) -> tuple[str, str]:
    row = connection.execute(
        select(_ORDERS.c.state, _ORDERS.c.number).where(_ORDERS.c.id == order_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_supplier_order")
    return row.state, row.number


def _done(work: UnitOfWork, order_id: str) -> SupplierOrderView:
    view = supplier_order(work.connection, order_id)
    work.changed(Topic.CATALOGUE)
    work.commit()
    return view


def _line(connection: Connection, row: _Row) -> SupplierOrderLineView:
    article = article_view(connection, row.variant_id)
    gtin = connection.scalar(
        select(func.min(CODES.c.code)).where(CODES.c.variant_id == row.variant_id)
    )
    return SupplierOrderLineView(
        article=article,
        gtin=gtin or "",
        quantity=Quantity(row.quantity, article.unit),
        received=Quantity(row.received, article.unit),
        price=None if row.purchase_cents is None else Money(row.purchase_cents),
    )
