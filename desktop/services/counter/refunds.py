"""What a refund comes to: never more than was bought less what came back before."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from desktop.domain.sellable import OUTSIDE, LineKind
from desktop.domain.tender import Means, round_to_coins
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleVat
from desktop.services.books.journal import pointing_at
from desktop.services.counter.sales import gross_of_return, read_sale
from desktop.services.counter.tickets import Original, TicketLine
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import SaleLineView, SaleView
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate, VatShare, refunded_vat

_sales = table_of(Sale)
_vat = table_of(SaleVat)


@dataclass(frozen=True, slots=True)
class RefundLine:
    """How much of one line of the original ticket comes back."""

    position: int
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedRefund:
    """A refund's figures, all negative or zero."""

    lines: tuple[TicketLine, ...]
    vat: tuple[VatShare, ...]
    #: What the customer gets, cash rounding included.
    paid_back: Money
    rounding: Money
    original: Original
    order_id: str
    customer_id: str


def compose_refund(
    work: UnitOfWork, sale_id: str, wanted: tuple[RefundLine, ...], means: Means
) -> ComposedRefund:
    """Return the figures of a refund.

    VAT goes back per rate as the difference it makes to what is left of the ticket, so that
    refunds in any portions cancel its VAT to the cent (fiscal study § 2.10).

    Raises:
        RefusedError: unknown_sale, refund_of_refund, more_than_bought, wrong_unit (half a piece),
            line_named_twice, nothing_to_refund.
    """
    sale = read_sale(work.connection, sale_id)
    if sale.kind != "sale":
        raise RefusedError("refund_of_refund", number=sale.number)
    chosen = wanted or tuple(
        RefundLine(line.position, line.refundable) for line in sale.lines if line.refundable
    )
    if not chosen:
        raise RefusedError("nothing_to_refund", number=sale.number)
    if len({each.position for each in chosen}) < len(chosen):
        raise RefusedError("line_named_twice", number=sale.number)
    lines = tuple(_line_back(sale, each) for each in chosen)
    total = total_of([line.gross for line in lines])
    rounding = round_cash_back(total, work.shop.settings.cash_step, means)
    return ComposedRefund(
        lines=lines,
        vat=_vat_back(lines, _left(work, sale_id)),
        paid_back=total + rounding,
        rounding=rounding,
        original=original_of(work, sale_id),
        order_id=sale.order_id,
        customer_id=_customer_of(work, sale_id),
    )


def _line_back(sale: SaleView, wanted: RefundLine) -> TicketLine:
    line = next((each for each in sale.lines if each.position == wanted.position), None)
    if line is None:
        raise RefusedError("more_than_bought", number=sale.number, position=wanted.position)
    quantity = wanted.quantity
    is_within = (
        quantity.unit is line.quantity.unit
        and 0 < quantity.thousandths <= line.refundable.thousandths
    )
    if not is_within:
        raise RefusedError(
            "more_than_bought", number=sale.number, label=line.label, left=line.refundable
        )
    if quantity.unit is Unit.PIECE and not quantity.is_whole:
        raise RefusedError("wrong_unit", unit=quantity.unit.value)
    return _negative(line, quantity)


def _negative(line: SaleLineView, quantity: Quantity) -> TicketLine:
    gross = gross_of_return(line, quantity)
    return TicketLine(
        variant_id=line.variant_id,
        label=line.label,
        sku=line.sku,
        kind=LineKind(line.kind),
        quantity=-quantity,
        unit_price=line.unit_price,
        discount=gross - quantity.price(line.unit_price) if line.discount else Money(0),
        gross=-gross,
        vat=line.vat,
        refund_of_position=line.position,
    )


def _left(work: UnitOfWork, sale_id: str) -> Mapping[VatRate, VatShare]:
    """Return per rate what the ticket comes to after all earlier refunds."""
    rows = work.connection.execute(
        select(
            _vat.c.vat_bp,
            func.sum(_vat.c.gross_cents).label("gross"),
            func.sum(_vat.c.net_cents).label("net"),
            func.sum(_vat.c.vat_cents).label("vat"),
        )
        .join(_sales, _sales.c.id == _vat.c.sale_id)
        .where((_sales.c.id == sale_id) | (_sales.c.refund_of == sale_id))
        .group_by(_vat.c.vat_bp)
    ).all()
    return {
        VatRate(row.vat_bp): VatShare(
            VatRate(row.vat_bp), Money(row.gross), Money(row.net), Money(row.vat)
        )
        for row in rows
    }


def _vat_back(
    lines: tuple[TicketLine, ...], left: Mapping[VatRate, VatShare]
) -> tuple[VatShare, ...]:
    back: dict[VatRate, Money] = {}
    for line in lines:
        if line.kind not in OUTSIDE:
            back[line.vat] = back.get(line.vat, Money(0)) - line.gross
    return tuple(refunded_vat(left[rate], back[rate]) for rate in sorted(back, reverse=True))


def round_cash_back(total: Money, step: int, means: Means) -> Money:
    """Return what cash rounding adds to a (negative) total that is given back."""
    if means is not Means.CASH or step == 1:
        return Money(0)
    return -(round_to_coins(-total, step) + total)


def original_of(work: UnitOfWork, sale_id: str) -> Original:
    """Return how the journal knows a ticket."""
    row = work.connection.execute(
        select(_sales.c.till, _sales.c.journal_seq, _sales.c.journal_hash).where(
            _sales.c.id == sale_id
        )
    ).one()
    h = bytes.fromhex(row.journal_hash)
    reference = pointing_at(work.shop, row.till, row.journal_seq, h)
    return Original(sale_id=sale_id, reference=reference)


def _customer_of(work: UnitOfWork, sale_id: str) -> str:
    customer: str | None = work.connection.execute(
        select(_sales.c.customer_id).where(_sales.c.id == sale_id)
    ).scalar()
    return customer or ""
