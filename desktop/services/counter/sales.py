"""Reading closed tickets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, UnaryExpression, func, literal_column, select

from desktop.domain.cells import one_line
from desktop.domain.tender import Means
from desktop.domain.till import business_day
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.journal import JournalHead
from desktop.models.sale import Sale, SaleLine, SaleTender, SaleVat
from desktop.services.shop import Shop
from desktop.services.views import SaleLineView, SaleSummary, SaleView, TenderView
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import divide_half_up
from sync.kernel.vat import VatRate, VatShare

_sales = table_of(Sale)
_heads = table_of(JournalHead)
_lines = table_of(SaleLine)
_vat = table_of(SaleVat)
_tenders = table_of(SaleTender)

_NUMBER_DIGITS = 6
_TYPED_LETTERS = 40
LATEST: UnaryExpression[Any] = literal_column("sale.rowid").desc()
"""The ticket written last first: clocks go back, and each till's journal counts for itself."""

_Row = Row[*tuple[Any, ...]]


def sale(shop: Shop, sale_id: str) -> SaleView:
    """Return a ticket.

    Raises:
        RefusedError: unknown_sale.
    """
    with shop.look() as look:
        return read_sale(look.connection, sale_id)


def find_sale(shop: Shop, text: str) -> SaleView:
    """Return the ticket of a number, whole or its last digits (the latest that ends in them).

    Raises:
        RefusedError: unknown_sale.
    """
    number = one_line(text, _TYPED_LETTERS).upper()
    with shop.look() as look:
        found = look.connection.execute(
            select(_sales.c.id).where(_sales.c.number == number)
        ).scalar()
        if found is None and number.isascii() and number.isdigit():
            found = look.connection.execute(
                select(_sales.c.id)
                .where(_sales.c.number.in_(_numbers(look.connection, int(number[-9:]))))
                .order_by(LATEST)
                .limit(1)
            ).scalar()
        if found is None:
            raise RefusedError("unknown_sale", text=text)
        return read_sale(look.connection, found)


def _numbers(connection: Connection, digits: int) -> list[str]:
    """Return every number a ticket of these digits can have: of each till, of each year."""
    tills = connection.scalars(select(_heads.c.till)).all()
    first = connection.execute(select(func.min(_sales.c.business_day))).scalar()
    last = connection.execute(select(func.max(_sales.c.business_day))).scalar()
    if first is None or last is None:
        return []
    years = range(first.year, last.year + 1)
    return [f"{till}-{year}-{digits:0{_NUMBER_DIGITS}d}" for till in tills for year in years]


def sales_today(shop: Shop) -> tuple[SaleSummary, ...]:
    """Return the tickets of the present business day, latest first."""
    today = business_day(shop.clock.now(), shop.zone, shop.settings.closing_hour)
    return sales_of(shop, today)


def sales_of(shop: Shop, day: date, limit: int = 500) -> tuple[SaleSummary, ...]:
    """Return the tickets of a business day, latest first."""
    with shop.look() as look:
        return read_summaries(look.connection, _sales.c.business_day == day, limit=limit)


def read_summaries(
    connection: Connection, *conditions: ColumnElement[bool], limit: int
) -> tuple[SaleSummary, ...]:
    """Return the tickets for which all conditions hold, latest first."""
    lines = (
        select(func.count())
        .where(_lines.c.sale_id == _sales.c.id)
        .correlate(_sales)
        .scalar_subquery()
    )
    means = (
        select(func.group_concat(_tenders.c.means))
        .where(_tenders.c.sale_id == _sales.c.id)
        .correlate(_sales)
        .scalar_subquery()
    )
    rows = (
        select(_sales, lines.label("lines"), means.label("means"))
        .where(*conditions)
        .order_by(LATEST)
        .limit(limit)
    )
    return tuple(_summary(row) for row in connection.execute(rows).all())


def read_sale(connection: Connection, sale_id: str) -> SaleView:
    """Return a ticket as it stands in the caller's transaction.

    Raises:
        RefusedError: unknown_sale.
    """
    row = connection.execute(select(_sales).where(_sales.c.id == sale_id)).first()
    if row is None:
        raise RefusedError("unknown_sale", text=sale_id)
    number_of_original = ""
    if row.refund_of is not None:
        number_of_original = connection.execute(
            select(_sales.c.number).where(_sales.c.id == row.refund_of)
        ).scalar_one()
    vat = connection.execute(
        select(_vat).where(_vat.c.sale_id == sale_id).order_by(_vat.c.vat_bp.desc())
    ).all()
    tenders = connection.execute(
        select(_tenders).where(_tenders.c.sale_id == sale_id).order_by(_tenders.c.position)
    ).all()
    return SaleView(
        id=row.id,
        kind=row.kind,
        till=row.till,
        number=row.number,
        at=row.at,
        business_day=row.business_day,
        staff=row.staff_code,
        lines=_read_lines(connection, row),
        vat=tuple(vat_share(share) for share in vat),
        tenders=tuple(_tender(tender) for tender in tenders),
        gross=Money(row.gross_cents),
        net=Money(row.net_cents),
        outside=Money(row.outside_cents),
        rounding=Money(row.rounding_cents),
        due=Money(row.due_cents),
        change=Money(row.change_cents),
        refund_of=number_of_original,
        order_id=row.order_id or "",
        note=row.note,
        copies=row.copies,
    )


def vat_share(row: _Row) -> VatShare:
    """Return a row of a ticket's VAT table."""
    return VatShare(
        VatRate(row.vat_bp), Money(row.gross_cents), Money(row.net_cents), Money(row.vat_cents)
    )


def taken_back(connection: Connection, sale_id: str) -> Mapping[int, tuple[int, int]]:
    """Return by position of the ticket what refunds took back: thousandths and cents, positive."""
    rows = connection.execute(
        select(
            _lines.c.refund_of_position,
            func.sum(_lines.c.quantity).label("quantity"),
            func.sum(_lines.c.gross_cents).label("gross"),
        )
        .join(_sales, _sales.c.id == _lines.c.sale_id)
        .where(_sales.c.refund_of == sale_id, _lines.c.refund_of_position.is_not(None))
        .group_by(_lines.c.refund_of_position)
    ).all()
    return {row.refund_of_position: (-row.quantity, -row.gross) for row in rows}


def gross_of_return(line: SaleLineView, quantity: Quantity) -> Money:
    """Return what giving back this much of a line is worth, after what came back before.

    Reckoned from the line's start each time, so that returns in any portions end at its whole
    amount exactly.
    """
    sold = line.quantity.thousandths
    back_before = sold - line.refundable.thousandths
    worth = divide_half_up(line.gross.cents * (back_before + quantity.thousandths), sold)
    return Money(worth) - (line.gross - line.refundable_gross)


def _read_lines(connection: Connection, sale_row: _Row) -> tuple[SaleLineView, ...]:
    rows: Sequence[_Row] = connection.execute(
        select(_lines).where(_lines.c.sale_id == sale_row.id).order_by(_lines.c.position)
    ).all()
    back = taken_back(connection, sale_row.id) if sale_row.kind == "sale" else {}
    return tuple(_line(row, back, is_sale=sale_row.kind == "sale") for row in rows)


def _line(row: _Row, back: Mapping[int, tuple[int, int]], *, is_sale: bool) -> SaleLineView:
    unit = Unit(row.unit)
    quantity, gross = back.get(row.position, (0, 0))
    # Empties that came back are not given back again.
    can_come_back = is_sale and row.quantity > 0
    return SaleLineView(
        position=row.position,
        variant_id=row.variant_id or "",
        label=row.label,
        sku=row.sku,
        kind=row.kind,
        quantity=Quantity(row.quantity, unit),
        unit_price=Money(row.unit_price_cents),
        discount=Money(row.discount_cents),
        gross=Money(row.gross_cents),
        vat=VatRate(row.vat_bp),
        refundable=Quantity(row.quantity - quantity if can_come_back else 0, unit),
        refundable_gross=Money(row.gross_cents - gross if can_come_back else 0),
    )


def _tender(row: _Row) -> TenderView:
    return TenderView(
        means=Means(row.means),
        amount=Money(row.cents),
        given=Money(row.given_cents),
        reference=row.reference,
    )


def _summary(row: _Row) -> SaleSummary:
    return SaleSummary(
        id=row.id,
        kind=row.kind,
        number=row.number,
        at=row.at,
        staff=row.staff_code,
        due=Money(row.due_cents),
        lines=row.lines,
        means=_distinct(row.means.split(",") if row.means else ()),
        copies=row.copies,
    )


def _distinct(means: Iterable[str]) -> tuple[Means, ...]:
    return tuple(dict.fromkeys(Means(each) for each in means))
