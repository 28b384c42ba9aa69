"""Goods of an online order come back over the counter: the money goes back the way it came.

Paid at this till: by a refund of its ticket. Paid online: the marketplace sends it back, and the
till pays nothing out; where customer and shop agree, a credit note stands for it instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from desktop.domain.cart import WORDS
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Kept, Means
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine
from desktop.services.books.journal import journal_of
from desktop.services.books.refusals import recording
from desktop.services.counter import returns
from desktop.services.counter.refunds import RefundLine
from desktop.services.counter.sales import gross_of_return, read_sale
from desktop.services.counter.tickets import (
    SaleDone,
    Ticket,
    TicketKind,
    TicketLine,
    done,
    done_before,
    enter,
)
from desktop.services.goods import bundles
from desktop.services.money import vouchers
from desktop.services.money.vouchers import VoucherKind
from desktop.services.online import coming_back
from desktop.services.online.orders import OrderLineView, OrderView, read_order
from desktop.services.shop import Shop
from desktop.services.stockroom.stock import move_and_tell
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import SaleLineView
from fiscal import EventBody, EventCode, Kind
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_sales, _lines = table_of(Sale), table_of(SaleLine)
_GONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})
_ONE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnableLine:
    """A line of an order that left, and what comes back for it."""

    line: OrderLineView
    #: The ticket it was paid on at this till, and its place there; empty when paid online.
    sale_id: str = ""
    position: int = 0
    #: What is left of it to come back.
    quantity: Quantity
    credit: Money
    #: Its line of that ticket.
    sold: SaleLineView | None = None

    @property
    def is_several(self) -> bool:
        """Tell whether it is pieces of which fewer may come back."""
        quantity = self.quantity
        is_counted = quantity.unit is Unit.PIECE and quantity.is_whole
        return is_counted and quantity.thousandths > _ONE

    def cut(self, quantity: Quantity) -> "ReturnableLine":
        """Return so much of it, and what that is worth."""
        if quantity == self.quantity:
            return self
        if self.sold is None:
            return replace(self, quantity=quantity, credit=self.line.worth_of(quantity))
        return replace(self, quantity=quantity, credit=gross_of_return(self.sold, quantity))


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the pieces of a line."""

    quantity: Quantity
    #: How many were left to come back when they were counted: a second press is no second return.
    left: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Returnable:
    """What of an order can come back, and who pays for it."""

    order: OrderView
    lines: tuple[ReturnableLine, ...]
    #: Paid online: the marketplace sends the money back.
    is_by_hub: bool
    #: What having it brought cost: it goes back with the last of the goods.
    delivery: tuple[ReturnableLine, ...] = ()

    def with_lines(self, chosen: Mapping[str, Quantity]) -> tuple[ReturnableLine, ...]:
        """Return what comes back for so much of these lines, the delivery with all of the goods.

        So the consumer code has it (art. L221-24); what comes back in parts ends with it too.
        """
        lines = tuple(
            each.cut(chosen[each.line.id]) for each in self.lines if each.line.id in chosen
        )
        whole = {each.line.id for each in self.lines if chosen.get(each.line.id) == each.quantity}
        stays = any(
            line.delivered_variant_id
            and line.delivered_quantity
            and line.returned_at is None
            and line.id not in whole
            for line in self.order.lines
        )
        return lines if stays or not lines else (*lines, *self.delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Goods that are in the shop again, and the way their money goes."""

    order: OrderView
    #: Tickets that gave money, or a credit note.
    tickets: tuple[SaleDone, ...]
    #: What the marketplace sends back.
    by_hub: Money


def look_up(shop: Shop, order_id: str) -> Returnable:
    """Return what of an order can still come back here.

    Raises:
        RefusedError: unknown_order; order_not_gone, when nothing of it has left; sold_elsewhere,
            when it was paid at another till: that one has its ticket.
    """
    with shop.look() as look:
        found = read_order(look.connection, order_id)
    with shop.begin() as work:
        return _returnable(work, found)


def take_back(
    shop: Shop,
    order_id: str,
    lines: Collection[str],
    staff: str,
    reason: str,
    *,
    means: Means | None = None,
    parts: Mapping[str, Part] | None = None,
    refund_id: str = "",
    approved_by: str = "",
) -> TakenBack:
    """Take goods of an order back; goods, money and word to the marketplace are one.

    Args:
        shop: the open shop.
        order_id: whose order.
        lines: what comes back; empty is all that can. Its delivery's cost goes with the last.
        staff: code of who does it.
        reason: in the cashier's words.
        means: how the money goes back. Of what was paid at the till as `returns.refund` takes it;
            of what was paid online None for the marketplace, or a credit note of the shop.
        parts: of which of these lines not all that is left comes back.
        refund_id: made by the caller, so that a second press is the same return.
        approved_by: who stands for it, where `staff` may not.

    Raises:
        RefusedError: as `look_up`; nothing_to_refund; unknown_line; means_not_taken;
            paid_online, for money out of the drawer that never was in it; needs_approval;
            till_closed; what `returns.refund` raises.
    """
    with recording(shop, Kind.REFUND, (order_id, tuple(lines), means), staff) as work:
        before = done_before(work, refund_id) if refund_id else None
        if before is not None:
            as_it_was = read_order(work.connection, order_id)
            return TakenBack(order=as_it_was, tickets=(before,), by_hub=Money(0))
        standing = _returnable(work, read_order(work.connection, order_id))
        chosen = _chosen(standing, lines, parts or {})
        if standing.is_by_hub:
            tickets, by_hub = _paid_online(
                work, standing.order, chosen, staff, reason, means, refund_id, approved_by
            )
        else:
            tickets, by_hub = (
                _by_tickets(work, chosen, staff, reason, means, refund_id, approved_by),
                Money(0),
            )
        view = read_order(work.connection, order_id)
        work.commit()
    return TakenBack(order=view, tickets=tickets, by_hub=by_hub)


def _returnable(work: UnitOfWork, found: OrderView) -> Returnable:
    if found.state not in _GONE and not any(line.handed_at for line in found.lines):
        raise RefusedError("order_not_gone", number=found.number)
    is_part = found.state not in _GONE
    left = [
        line
        for line in found.lines
        if line.delivered_quantity
        and line.returned_at is None
        and (line.handed_at is not None or not is_part)
    ]
    if found.is_paid:
        lines = tuple(
            ReturnableLine(line=line, quantity=line.with_customer, credit=line.kept)
            for line in left
        )
        return _parted(found, lines, is_by_hub=True)
    places = {
        row.order_line_id: row
        for row in work.connection.execute(
            select(_lines.c.order_line_id, _lines.c.sale_id, _lines.c.position)
            .join(_sales, _sales.c.id == _lines.c.sale_id)
            .where(_sales.c.order_id == found.id, _sales.c.kind == TicketKind.SALE.value)
        )
    }
    if left and not places:
        raise RefusedError("sold_elsewhere", number=found.number)
    sold = {
        (sale_id, line.position): line
        for sale_id in {row.sale_id for row in places.values()}
        for line in read_sale(work.connection, sale_id).lines
    }
    lines = tuple(
        ReturnableLine(
            line=line,
            sale_id=place.sale_id,
            position=place.position,
            quantity=ticket_line.refundable,
            credit=ticket_line.refundable_gross,
            sold=ticket_line,
        )
        for line in left
        if (place := places.get(line.id)) is not None
        and (ticket_line := sold[place.sale_id, place.position]).refundable
    )
    return _parted(found, lines, is_by_hub=False)


def _parted(found: OrderView, lines: tuple[ReturnableLine, ...], *, is_by_hub: bool) -> Returnable:
    goods = tuple(each for each in lines if each.line.delivered_variant_id)
    delivery = tuple(each for each in lines if not each.line.delivered_variant_id)
    if not goods and found.state is OrderState.RETURNED and not is_by_hub:
        # Its goods came back by their ticket, in the sales room, and the delivery did not.
        goods, delivery = delivery, ()
    return Returnable(order=found, lines=goods, is_by_hub=is_by_hub, delivery=delivery)


def _chosen(
    standing: Returnable, wanted: Collection[str], parts: Mapping[str, Part]
) -> list[ReturnableLine]:
    if {*wanted, *parts} - {line.id for line in standing.order.lines}:
        raise RefusedError("unknown_line")
    can_come = {each.line.id: each for each in standing.lines}
    if not can_come or {*wanted, *parts} - set(can_come):
        raise RefusedError("nothing_to_refund", number=standing.order.number)
    chosen = {each: can_come[each].quantity for each in wanted or can_come}
    for line_id, part in parts.items():
        line, pieces = can_come[line_id], part.quantity
        is_some = pieces.is_whole and 0 < pieces.thousandths <= line.quantity.thousandths
        if part.left != line.quantity or not line.is_several or not is_some:
            raise RefusedError("nothing_to_refund", number=standing.order.number)
        chosen[line_id] = pieces
    return [*standing.with_lines(chosen)]


def _by_tickets(
    work: UnitOfWork,
    chosen: Collection[ReturnableLine],
    staff: str,
    reason: str,
    means: Means | None,
    refund_id: str,
    approved_by: str,
) -> tuple[SaleDone, ...]:
    """Refund by each ticket the order was paid on; the lines are told with it."""
    if means is None:
        raise RefusedError("means_not_taken", means="online")
    given: list[SaleDone] = []
    for sale_id in dict.fromkeys(each.sale_id for each in chosen):
        lines = tuple(
            RefundLine(each.position, each.quantity) for each in chosen if each.sale_id == sale_id
        )
        given.append(
            returns.record_refund(
                work,
                sale_id,
                lines,
                means,
                staff,
                reason,
                refund_id=new_id() if given else refund_id,
                approved_by=approved_by,
            )
        )
    return tuple(given)


def _paid_online(
    work: UnitOfWork,
    found: OrderView,
    chosen: Collection[ReturnableLine],
    staff: str,
    reason: str,
    means: Means | None,
    refund_id: str,
    approved_by: str,
) -> tuple[tuple[SaleDone, ...], Money]:
    if means not in {None, Means.CREDIT_NOTE}:
        raise RefusedError("paid_online", number=found.number)
    credit = total_of([each.credit for each in chosen])
    if credit > found.paid:
        # The marketplace says that so much of it has gone back already.
        raise RefusedError("nothing_to_refund", number=found.number)
    people.require(work, staff, Act.REFUND, amount=credit, approved_by=approved_by)
    _bring_goods_back(work, found, chosen)
    back = {each.line.id: each.quantity for each in chosen}
    if means is None:
        journal = journal_of(work)
        if journal.head().seq:
            details = {"order": found.id, "amount": credit.cents, "reason": one_line(reason, WORDS)}
            event = EventBody(code=EventCode.TAKEN_BACK, details=details)
            journal.record_event(event, operator=staff)
        coming_back.note(work, found.id, back, "", staff)
        return (), credit
    ticket = _credit_ticket(work, found, credit, staff, reason, refund_id)
    entered = enter(work, ticket)
    vouchers.issue(work, VoucherKind.CREDIT_NOTE, ticket.id, credit)
    coming_back.note(work, found.id, back, ticket.id, staff)
    return (done(ticket, entered),), Money(0)


def _bring_goods_back(
    work: UnitOfWork, found: OrderView, chosen: Collection[ReturnableLine]
) -> None:
    """Put goods back that no ticket of a till took out."""
    goods = [each for each in chosen if each.line.delivered_variant_id]
    pieces = bundles.pieces_of(work.connection, {each.line.delivered_variant_id for each in goods})
    for each in goods:
        variant = each.line.delivered_variant_id
        for piece, count in pieces.get(variant, ((variant, _ONE),)):
            delta = each.quantity.thousandths * count // _ONE
            move_and_tell(work, piece, delta, "return", found.id)


def _credit_ticket(
    work: UnitOfWork, found: OrderView, credit: Money, staff: str, reason: str, refund_id: str
) -> Ticket:
    """Return the ticket of a credit note for money the marketplace holds.

    No turnover: that of the order was never this till's. What was paid online becomes what the
    shop owes.
    """
    session = till_sessions.open_session(work)
    line = TicketLine(
        variant_id="",
        label=found.number,
        sku="",
        kind=LineKind.VOUCHER,
        quantity=Quantity.pieces(1),
        unit_price=credit,
        discount=Money(0),
        gross=credit,
        vat=VatRate(0),
    )
    return Ticket(
        id=refund_id or new_id(),
        session_id=session.id,
        staff=staff,
        lines=(line,),
        vat=(),
        tenders=(Kept(Means.ONLINE, credit, credit),),
        rounding=Money(0),
        change=Money(0),
        order_id=found.id,
        note=one_line(reason, WORDS),
        receipt_required=True,
    )
