"""Selling at the counter: from the paid basket to the sealed sale, and back again."""

from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, select

from desktop.domain.cart import Cart
from desktop.domain.papers import wants_paper
from desktop.domain.sellable import MEAL_VOUCHER, Sellable
from desktop.domain.tender import Kept, Means, Tenders
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale
from desktop.services import print_queue, till_sessions
from desktop.services.journal import journal_of
from desktop.services.parking import park, parked, resume
from desktop.services.refunds import RefundLine, compose_refund
from desktop.services.sales import find_sale, sale, sales_of, sales_today
from desktop.services.shelf import (
    NotFound,
    PickupPresented,
    ProductFound,
    ReceiptPresented,
    Scanned,
    categories,
    quick_item,
    search,
    tiles,
    understand,
    variants,
)
from desktop.services.shop import Shop
from desktop.services.tickets import Ticket, TicketLine, enter
from desktop.services.unit_of_work import UnitOfWork
from fiscal import BodyRefusedError, EventBody, EventCode, Kind
from sync.kernel.ids import new_id
from sync.kernel.money import Money

__all__ = [
    "Checkout",
    "NotFound",
    "PickupPresented",
    "ProductFound",
    "ReceiptPresented",
    "RefundLine",
    "SaleDone",
    "Scanned",
    "Sellable",
    "abandon",
    "categories",
    "find_sale",
    "park",
    "parked",
    "quick_item",
    "record_sale",
    "refund",
    "resume",
    "sale",
    "sales_of",
    "sales_today",
    "search",
    "take_payment",
    "tiles",
    "understand",
    "variants",
]

_sales = table_of(Sale)

_answered = select(
    _sales.c.number, _sales.c.due_cents, _sales.c.change_cents, _sales.c.receipt_required
).where(_sales.c.id == bindparam("sale"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A basket and how it is paid.

    `sale_id` is made when the customer goes to pay, so that a second press of the same key is the
    same sale.
    """

    cart: Cart
    tenders: Tenders
    #: Code of who sells.
    staff: str
    order_id: str | None = None
    sale_id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDone:
    """A ticket that is on the disk."""

    sale_id: str
    number: str
    #: What was to be paid; negative for a refund.
    total: Money
    change_due: Money
    #: The law wants paper without anybody asking (guarantee, service from 25 euros, refund).
    receipt_required: bool


def take_payment(shop: Shop, checkout: Checkout) -> SaleDone:
    """Turn a paid basket into a sealed sale.

    Journal, sale, stock and the message to the marketplace are on the disk together when this
    returns, or none of them is. Asked again with the same `sale_id` it answers the same.

    Raises:
        RefusedError: till_closed, cart_empty, not_enough_tendered, no_change_possible,
            meal_voucher_too_high.
        WorldError: the disk did not take it; nothing was sold.
    """
    try:
        with till_sessions.operating(shop) as work:
            done = record_sale(work, checkout)
            work.commit()
    except BodyRefusedError as error:
        _keep_trace(shop, Kind.SALE, checkout, str(error))
        raise
    return done


def record_sale(work: UnitOfWork, checkout: Checkout) -> SaleDone:
    """Write a sale inside a transaction of the caller, who commits (a hand-over and its payment).

    Raises:
        RefusedError: as `take_payment`.
    """
    before = _done_before(work, checkout.sale_id)
    if before is not None:
        return before
    cart = checkout.cart
    if cart.is_empty:
        raise RefusedError("cart_empty")
    session = till_sessions.open_session(work)
    tenders = replace(checkout.tenders, cash_step=work.shop.settings.cash_step)
    _check_meal_vouchers(cart, tenders)
    total = cart.total
    ticket = Ticket(
        id=checkout.sale_id,
        session_id=session.id,
        staff=checkout.staff,
        lines=_lines(cart),
        vat=cart.vat,
        tenders=tenders.kept_for(total),
        rounding=tenders.rounding(total),
        change=tenders.change_for(total),
        order_id=checkout.order_id or "",
        receipt_required=wants_paper(cart, work.shop.profile.country, work.at.date()),
        voided=cart.voided,
        bargains=cart.bargains,
        customer_id="" if cart.buyer is None else cart.buyer.id,
        note=cart.note,
    )
    entered = enter(work, ticket)
    if tenders.has_cash or ticket.due.cents < 0:
        _open_drawer(work)
    return SaleDone(
        sale_id=ticket.id,
        number=entered.number,
        total=ticket.due,
        change_due=ticket.change,
        receipt_required=ticket.receipt_required,
    )


def refund(
    shop: Shop,
    sale_id: str,
    lines: tuple[RefundLine, ...],
    means: Means,
    staff: str,
    reason: str,
    *,
    refund_id: str = "",
) -> SaleDone:
    """Give money back for goods of a ticket: never more than was bought less what came back before.

    Args:
        shop: the open shop.
        sale_id: the original ticket.
        lines: what comes back; an empty tuple is everything that is left.
        means: how the money is given.
        staff: code of who does it.
        reason: in the cashier's words.
        refund_id: made by the caller, so that a second press is the same refund.

    Raises:
        RefusedError: till_closed, unknown_sale, refund_of_refund, more_than_bought,
            line_named_twice, nothing_to_refund.
    """
    with till_sessions.operating(shop) as work:
        before = _done_before(work, refund_id)
        if before is not None:
            return before
        session = till_sessions.open_session(work)
        composed = compose_refund(work, sale_id, lines, means)
        ticket = Ticket(
            id=refund_id or new_id(),
            session_id=session.id,
            staff=staff,
            lines=composed.lines,
            vat=composed.vat,
            tenders=(Kept(means, composed.paid_back, composed.paid_back),),
            rounding=composed.rounding,
            change=Money(0),
            original=composed.original,
            order_id=composed.order_id,
            note=reason,
            receipt_required=True,
        )
        entered = enter(work, ticket)
        if means is Means.CASH:
            _open_drawer(work)
        work.commit()
    return SaleDone(
        sale_id=ticket.id,
        number=entered.number,
        total=ticket.due,
        change_due=Money(0),
        receipt_required=True,
    )


def abandon(shop: Shop, cart: Cart, staff: str) -> None:
    """Note in the journal that a basket was thrown away before it was paid; nothing if empty."""
    if cart.is_empty and not cart.voided:
        return
    with shop.begin() as work:
        journal = journal_of(work)
        if not journal.head().seq:
            return
        details = {"what": "basket", "lines": len(cart.lines), "amount": cart.total.cents}
        journal.record_event(EventBody(code=EventCode.VOIDED, details=details), operator=staff)
        work.commit()


def _done_before(work: UnitOfWork, sale_id: str) -> SaleDone | None:
    """Return what was answered when this sale was made, None when it was not."""
    row = work.connection.execute(_answered, {"sale": sale_id}).first()
    if row is None:
        return None
    return SaleDone(
        sale_id=sale_id,
        number=row.number,
        total=Money(row.due_cents),
        change_due=Money(row.change_cents),
        receipt_required=row.receipt_required,
    )


def _lines(cart: Cart) -> tuple[TicketLine, ...]:
    return tuple(
        TicketLine(
            variant_id=priced.line.item.variant_id,
            label=priced.line.item.full_label,
            sku=priced.line.item.sku,
            kind=priced.line.item.kind,
            quantity=priced.line.quantity,
            unit_price=priced.line.unit_price,
            discount=priced.discount,
            gross=priced.gross,
            vat=priced.line.item.vat,
            order_line_id=priced.line.order_line_id,
            list_price=None if priced.line.own_price is None else priced.line.item.price,
            promotion=priced.promotion,
            promotion_name=priced.promotion_name,
            reason=priced.line.reason or (cart.reason if priced.line.takes_discount else ""),
            note=priced.line.note,
        )
        for priced in cart.priced()
    )


def _check_meal_vouchers(cart: Cart, tenders: Tenders) -> None:
    vouchers, food = tenders.by(Means.MEAL_VOUCHER), cart.eligible(MEAL_VOUCHER)
    if vouchers > food:
        raise RefusedError("meal_voucher_too_high", allowed=food)


def _open_drawer(work: UnitOfWork) -> None:
    """Have the drawer opened after the commit, where there is one; a sale never waits for it."""
    settings = work.shop.settings
    if settings.opens_drawer and settings.printer(settings.receipt_printer) is not None:
        print_queue.open_drawer(work)


def _keep_trace(shop: Shop, kind: Kind, checkout: Checkout, reason: str) -> None:
    """Keep that a record could not be made: it is our bug, and the journal must not hide it."""
    with shop.begin() as work:
        faulty = repr(checkout.cart.priced()).encode()
        journal_of(work).record_refused(kind, faulty, reason, operator=checkout.staff)
        work.commit()
