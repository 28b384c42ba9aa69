"""Money back: goods of a ticket, goods without one, and goods that pay for others."""

from dataclasses import dataclass, replace

from sqlalchemy import literal_column, select

from desktop.domain.cart import WORDS
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.sellable import LineKind, Sellable
from desktop.domain.tender import Kept, Means
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine
from desktop.services.books.refusals import recording
from desktop.services.counter.refunds import (
    ComposedRefund,
    RefundLine,
    compose_refund,
    round_cash_back,
)
from desktop.services.counter.sales import read_sale
from desktop.services.counter.tickets import (
    Entered,
    SaleDone,
    Ticket,
    TicketKind,
    TicketLine,
    done,
    done_before,
    enter,
    open_drawer,
)
from desktop.services.money import vouchers
from desktop.services.money.origins import MONEY, may_go_back
from desktop.services.money.settling import settle
from desktop.services.online import coming_back
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import SaleView
from fiscal import Kind
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate, take_vat_out

_sales = table_of(Sale)
_lines = table_of(SaleLine)

_is_sale = (
    select(_sales.c.id)
    .where(_sales.c.id == _lines.c.sale_id, _sales.c.kind == TicketKind.SALE.value)
    .exists()
)

NO_VAT = VatRate(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Goods of an earlier ticket that come back while others are bought.

    What they are worth pays for the new goods (`Means.EXCHANGE`); what is left over goes back by
    `means_back`.
    """

    sale_id: str
    lines: tuple[RefundLine, ...]
    reason: str
    refund_id: str
    means_back: Means = Means.CASH


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsBack:
    """Goods that come back without a ticket, at the price they are taken for."""

    item: Sellable
    quantity: Quantity
    #: Of one unit.
    price: Money


def refund(
    shop: Shop,
    sale_id: str,
    lines: tuple[RefundLine, ...],
    means: Means,
    staff: str,
    reason: str,
    *,
    refund_id: str = "",
    approved_by: str = "",
    token: str = "",
) -> SaleDone:
    """Give money back for goods of a ticket: never more than was bought less what came back before.

    Args:
        shop: the open shop.
        sale_id: the original ticket.
        lines: what comes back; an empty tuple is everything that is left.
        means: how the money is given; a credit note is issued with the refund.
        staff: code of who does it.
        reason: in the cashier's words.
        refund_id: made by the caller, so that a second press is the same refund.
        approved_by: who stands for it, where `staff` may not.
        token: the terminal's payment, when a connected terminal gave the money back.

    Raises:
        RefusedError: till_closed, needs_approval, unknown_sale, refund_of_refund,
            more_than_bought, line_named_twice, nothing_to_refund, means_not_taken,
            not_paid_in_money, voucher_in_use.
    """
    with recording(shop, Kind.REFUND, (sale_id, lines, means), staff) as work:
        given = record_refund(
            work,
            sale_id,
            lines,
            means,
            staff,
            reason,
            refund_id=refund_id,
            approved_by=approved_by,
            token=token,
        )
        work.commit()
    return given


def record_refund(
    work: UnitOfWork,
    sale_id: str,
    lines: tuple[RefundLine, ...],
    means: Means,
    staff: str,
    reason: str,
    *,
    refund_id: str = "",
    approved_by: str = "",
    token: str = "",
) -> SaleDone:
    """Write a refund inside a transaction of the caller, who commits.

    Raises:
        RefusedError: as `refund`.
    """
    _must_go_back(means)
    before = done_before(work, refund_id)
    if before is not None:
        return before
    session = till_sessions.open_session(work)
    composed = compose_refund(work, sale_id, lines, means)
    _must_be_owed(work, sale_id, means, composed.rounding - composed.paid_back)
    back = Kept(means, composed.paid_back, composed.paid_back, token=token)
    people.require(work, staff, Act.REFUND, amount=composed.paid_back, approved_by=approved_by)
    ticket = _ticket_back(composed, session.id, staff, reason, refund_id or new_id(), (back,))
    entered = _enter_refund(work, ticket, composed)
    if means is Means.CASH:
        open_drawer(work)
    return done(ticket, entered)


def enter_exchange(
    work: UnitOfWork, wanted: Exchange, total: Money, session_id: str, staff: str, approved_by: str
) -> tuple[Money, Money]:
    """Write the refund half of an exchange into the running transaction, once.

    Returns:
        What it pays of a new sale of `total`, and what went back beyond that.

    Raises:
        RefusedError: as `refund`.
    """
    _must_go_back(wanted.means_back)
    composed = compose_refund(work, wanted.sale_id, wanted.lines, Means.EXCHANGE)
    credit = -composed.paid_back
    people.require(work, staff, Act.REFUND, amount=credit, approved_by=approved_by)
    covered = min(credit, max(total, Money(0)))
    rest = covered - credit
    _must_be_owed(work, wanted.sale_id, wanted.means_back, -rest)
    rounding = round_cash_back(rest, work.shop.settings.cash_step, wanted.means_back)
    kept = [Kept(Means.EXCHANGE, -covered, -covered)] if covered else []
    if rest:
        kept.append(Kept(wanted.means_back, rest + rounding, rest + rounding))
    composed = replace(composed, rounding=rounding)
    ticket = _ticket_back(composed, session_id, staff, wanted.reason, wanted.refund_id, tuple(kept))
    # Where no money goes back, the ticket of what was taken instead says it all.
    ticket = replace(ticket, receipt_required=bool(rest))
    _enter_refund(work, ticket, composed)
    if rest and wanted.means_back is Means.CASH:
        open_drawer(work)
    return covered, -(rest + rounding)


def check_right(shop: Shop, staff: str, act: Act, amount: Money, approved_by: str = "") -> str:
    """Return `approved_by` where somebody may give so much back: asked before a terminal does.

    Raises:
        RefusedError: needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, act, amount=amount, approved_by=approved_by)
    return approved_by


def credit_of(
    shop: Shop, sale_id: str, lines: tuple[RefundLine, ...], means: Means = Means.EXCHANGE
) -> Money:
    """Return what goods of a ticket are worth when they come back now, by these means.

    Raises:
        RefusedError: as `refund`.
    """
    with shop.begin() as work:
        credit = -compose_refund(work, sale_id, lines, Means.EXCHANGE).paid_back
        _must_be_owed(work, sale_id, means, credit)
    return credit


def find_original(shop: Shop, variant_id: str) -> SaleView | None:
    """Return the latest ticket of which this article can still come back, None when there is none.

    So that a return without the paper is nearly always one with its ticket.
    """
    with shop.look() as look:
        # Lines lie in the order they were written, so the index of an article ends with its latest.
        candidates = look.connection.scalars(
            select(_lines.c.sale_id)
            .where(_lines.c.variant_id == variant_id, _is_sale)
            .order_by(literal_column("sale_line.rowid").desc())
            .limit(20)
        ).all()
        for sale_id in dict.fromkeys(candidates):
            found = read_sale(look.connection, sale_id)
            if any(line.variant_id == variant_id and line.refundable for line in found.lines):
                return found
    return None


def refund_without_receipt(
    shop: Shop,
    goods: GoodsBack,
    means: Means,
    staff: str,
    reason: str,
    *,
    refund_id: str,
    approved_by: str = "",
    token: str = "",
) -> SaleDone:
    """Take goods back for which no ticket is found, at a price given by hand or the catalogue's.

    It stands in the journal as a REFUND that says so. No VAT is taken back with it: without its
    ticket nothing shows that any was paid (DECISIONS 15).

    Args:
        shop: the open shop.
        goods: what comes back.
        means: how the money is given.
        staff: code of who does it.
        reason: in the cashier's words.
        refund_id: made by the caller, so that a second press is the same refund.
        approved_by: who stands for it, where `staff` may not.
        token: the terminal's payment, when a connected terminal gave the money back.

    Raises:
        RefusedError: till_closed, needs_approval, amount_out_of_range, quantity_out_of_range,
            reason_missing, means_not_taken.
    """
    _must_go_back(means)
    line = _line_without_ticket(goods)
    if not reason.strip():
        raise RefusedError("reason_missing")
    with recording(shop, Kind.REFUND, (goods, means), staff) as work:
        before = done_before(work, refund_id)
        if before is not None:
            return before
        session = till_sessions.open_session(work)
        people.require(
            work, staff, Act.REFUND_WITHOUT_RECEIPT, amount=line.gross, approved_by=approved_by
        )
        rounding = round_cash_back(line.gross, shop.settings.cash_step, means)
        paid = line.gross + rounding
        ticket = Ticket(
            id=refund_id,
            kind=TicketKind.REFUND,
            session_id=session.id,
            staff=staff,
            lines=(line,),
            vat=(take_vat_out(line.gross, NO_VAT),),
            tenders=(Kept(means, paid, paid, token=token),),
            rounding=rounding,
            change=Money(0),
            note=one_line(reason, WORDS),
            receipt_required=True,
        )
        entered = enter(work, ticket)
        settle(work, ticket)
        if means is Means.CASH:
            open_drawer(work)
        work.commit()
    return done(ticket, entered)


def _must_be_owed(work: UnitOfWork, sale_id: str, means: Means, amount: Money) -> None:
    """Refuse money for what no money paid: vouchers, and an account nobody has settled.

    Goods that were exchanged keep what paid the first of them. What money paid goes back as money,
    the rest as a credit note.

    Raises:
        RefusedError: not_paid_in_money, with what may still go back by these means.
    """
    if means not in MONEY:
        return
    allowed = may_go_back(work, sale_id, means)
    if amount > allowed:
        raise RefusedError("not_paid_in_money", allowed=allowed)


def _ticket_back(
    composed: ComposedRefund,
    session_id: str,
    staff: str,
    reason: str,
    refund_id: str,
    kept: tuple[Kept, ...],
) -> Ticket:
    return Ticket(
        id=refund_id,
        kind=TicketKind.REFUND,
        session_id=session_id,
        staff=staff,
        lines=composed.lines,
        vat=composed.vat,
        tenders=kept,
        rounding=composed.rounding,
        change=Money(0),
        original=composed.original,
        order_id=composed.order_id,
        customer_id=composed.customer_id,
        note=one_line(reason, WORDS),
        receipt_required=True,
    )


def _enter_refund(work: UnitOfWork, ticket: Ticket, composed: ComposedRefund) -> Entered:
    entered = enter(work, ticket)
    for line in ticket.lines:
        if line.kind is LineKind.VOUCHER:
            count = -line.quantity.thousandths // 1000
            vouchers.take_out(work, composed.original.sale_id, count, line.unit_price, ticket.id)
    settle(work, ticket)
    if composed.order_id:
        sold = composed.original.sale_id
        coming_back.note_refund(work, composed.order_id, sold, ticket.id, ticket.staff)
    return entered


def _line_without_ticket(goods: GoodsBack) -> TicketLine:
    if goods.quantity.thousandths <= 0 or goods.quantity.unit is not goods.item.unit:
        raise RefusedError("quantity_out_of_range", quantity=goods.quantity.thousandths)
    gross = goods.quantity.price(goods.price)
    if not Money(0) < gross <= till_sessions.MAX_CASH:
        raise RefusedError("amount_out_of_range", amount=gross)
    if not goods.item.is_turnover:
        raise RefusedError("means_not_taken", means=goods.item.kind.value)
    return TicketLine(
        variant_id=goods.item.variant_id,
        label=goods.item.full_label,
        sku=goods.item.sku,
        kind=goods.item.kind,
        quantity=-goods.quantity,
        unit_price=goods.price,
        discount=Money(0),
        gross=-gross,
        vat=NO_VAT,
    )


_GOES_BACK = frozenset(
    {Means.CASH, Means.CARD, Means.CHEQUE, Means.TRANSFER, Means.CREDIT_NOTE, Means.ON_ACCOUNT}
)


def _must_go_back(means: Means) -> None:
    """Refuse means by which nothing can be given back: a meal voucher, a gift card, an exchange."""
    if means not in _GOES_BACK:
        raise RefusedError("means_not_taken", means=means.value)
