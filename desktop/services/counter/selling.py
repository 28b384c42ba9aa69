"""Selling at the counter: from the paid basket to the sealed sale, and back again."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from desktop.domain.cart import Cart
from desktop.domain.papers import wants_paper
from desktop.domain.roles import Act
from desktop.domain.sellable import LineKind, Sellable
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import journal_of
from desktop.services.books.refusals import recording
from desktop.services.counter import age_check, bargains
from desktop.services.counter.parking import let_go, park, parked, resume
from desktop.services.counter.refunds import RefundLine
from desktop.services.counter.returns import Exchange, enter_exchange, refund
from desktop.services.counter.sales import find_sale, sale, sales_of, sales_today
from desktop.services.counter.shelf import (
    NotFound,
    PickupPresented,
    ProductFound,
    ReceiptPresented,
    Scanned,
    VoucherPresented,
    categories,
    quick_item,
    search,
    tiles,
    understand,
    variants,
)
from desktop.services.counter.tickets import (
    SaleDone,
    Ticket,
    TicketLine,
    done,
    done_before,
    enter,
    open_drawer,
)
from desktop.services.money import cash_ceiling, meal_vouchers, vouchers
from desktop.services.money.settling import settle
from desktop.services.money.vouchers import VoucherKind
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode, Journal, Kind
from sync.kernel.ids import new_id
from sync.kernel.money import Money

__all__ = [
    "Checkout",
    "Exchange",
    "NotFound",
    "PickupPresented",
    "ProductFound",
    "ReceiptPresented",
    "RefundLine",
    "SaleDone",
    "Scanned",
    "Sellable",
    "VoucherPresented",
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
    #: Goods that come back in the same breath; what they pay is among the tenders.
    exchange: Exchange | None = None
    #: Who stands for it, where `staff` may not.
    approved_by: str = ""


def take_payment(shop: Shop, checkout: Checkout) -> SaleDone:
    """Turn a paid basket into a sealed sale.

    Journal, sale, stock and the message to the marketplace are on the disk together when this
    returns, or none of them is. Asked again with the same `sale_id` it answers the same.

    Raises:
        RefusedError: till_closed, cart_empty, age_not_seen, not_enough_tendered, no_change_possible,
            meal_voucher_too_high, exchange_changed; cash_above_law; needs_approval, when more is
            given than the seller may, or empties pay out more than goes back by him; what `settling.settle` and, of an exchange, `returns.refund`
            raise.
        WorldError: the disk did not take it; nothing was sold.
    """
    with recording(shop, Kind.SALE, checkout.cart.priced(), checkout.staff) as work:
        done = record_sale(work, checkout)
        work.commit()
    return done


def record_sale(work: UnitOfWork, checkout: Checkout) -> SaleDone:
    """Write a sale inside a transaction of the caller, who commits (a hand-over and its payment).

    Raises:
        RefusedError: as `take_payment`.
    """
    before = done_before(work, checkout.sale_id)
    if before is not None:
        return before
    cart = checkout.cart
    if cart.is_empty:
        raise RefusedError("cart_empty")
    age_check.must_be_seen(cart)
    bargains.check(work, cart, checkout.staff, checkout.approved_by)
    session = till_sessions.open_session(work)
    tenders = replace(checkout.tenders, cash_step=work.shop.settings.cash_step)
    meal_vouchers.check(work.shop, cart, tenders)
    total = cart.total
    covered = Money(0)
    if checkout.exchange is not None:
        covered, _given = enter_exchange(
            work, checkout.exchange, total, session.id, checkout.staff, checkout.approved_by
        )
    _check_exchange(checkout, covered)
    kept = tenders.kept_for(total)
    cash_ceiling.check_kept(work, kept)
    ticket = Ticket(
        id=checkout.sale_id,
        session_id=session.id,
        staff=checkout.staff,
        lines=_lines(cart),
        vat=cart.vat,
        tenders=kept,
        rounding=tenders.rounding(total),
        change=tenders.change_for(total),
        order_id=checkout.order_id or "",
        receipt_required=wants_paper(cart, work.shop.profile.country, work.at.date()),
        voided=cart.voided,
        bargains=cart.bargains,
        customer_id="" if cart.buyer is None else cart.buyer.id,
        note=cart.note,
    )
    if ticket.due.cents < 0:
        # Empties nobody sees again pay out cash like a refund does.
        people.require(
            work,
            ticket.staff,
            Act.REFUND,
            amount=ticket.due,
            approved_by=checkout.approved_by,
        )
    entered = enter(work, ticket)
    settle(work, ticket, checkout.approved_by)
    _issue_gift_cards(work, ticket)
    age_check.note_seen(work, cart, entered.number, checkout.staff)
    let_go(work, cart)
    if tenders.has_cash or ticket.due.cents < 0:
        open_drawer(work)
    return done(ticket, entered)


def abandon(shop: Shop, cart: Cart, staff: str) -> None:
    """Note in the journal a basket thrown away before it was paid, and lines taken out before."""
    if cart.is_empty and not cart.voided and not cart.put_aside_as:
        return
    with shop.begin() as work:
        let_go(work, cart)
        journal = journal_of(work)
        if journal.head().seq:
            _tell_voided(journal, cart, staff)
        work.commit()


def _tell_voided(journal: Journal, cart: Cart, staff: str) -> None:
    told = [{"what": "line", "amount": amount.cents} for amount in cart.voided]
    if not cart.is_empty:
        told.append({"what": "basket", "lines": len(cart.lines), "amount": cart.total.cents})
    for details in told:
        event = EventBody(code=EventCode.VOIDED, details=details)
        journal.record_event(event, operator=staff)


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


def _check_exchange(checkout: Checkout, covered: Money) -> None:
    """Refuse an exchange that pays something else than the goods brought back are worth."""
    if checkout.tenders.by(Means.EXCHANGE) != covered:
        raise RefusedError("exchange_changed", amount=covered)


def _issue_gift_cards(work: UnitOfWork, ticket: Ticket) -> None:
    for line in ticket.lines:
        if line.kind is LineKind.VOUCHER:
            for _card in range(line.quantity.thousandths // 1000):
                vouchers.issue(work, VoucherKind.GIFT_CARD, ticket.id, line.unit_price)
