"""A ticket into the books: the signed record, its rows, the stock and the word to the hub.

All of it is one transaction of the caller's. The rows are written by Core, because the unit of
work of the ORM costs five to eight times as much (peers study § 3).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, select

from desktop.domain.sellable import OUTSIDE, LineKind
from desktop.domain.tender import Kept, Means
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine, SaleTender, SaleVat
from desktop.services.books.journal import journal_of, seller_of
from desktop.services.goods import bundles
from desktop.services.papers import print_queue
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Topic
from desktop.services.stockroom.stock import Move, move
from desktop.services.town import hub_mail, outbox
from desktop.services.unit_of_work import UnitOfWork
from fiscal import (
    Channel,
    EventBody,
    EventCode,
    Journal,
    Line,
    LineType,
    Payment,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    Sealed,
    VatLine,
)
from fiscal import Means as FiscalMeans
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import RULE_VERSION
from sync.kernel.vat import VatRate, VatShare

NOTHING = Money(0)
_ONE = 1000

_insert_sale = PreparedInsert(table_of(Sale))
_insert_line = PreparedInsert(table_of(SaleLine))
_insert_vat = PreparedInsert(table_of(SaleVat))
_insert_tender = PreparedInsert(table_of(SaleTender))
_sales = table_of(Sale)
_answered = Prepared(
    select(
        _sales.c.number, _sales.c.due_cents, _sales.c.change_cents, _sales.c.receipt_required
    ).where(_sales.c.id == bindparam("sale"))
)

_LINE_TYPES = {
    LineKind.GOODS: LineType.GOODS,
    LineKind.SERVICE: LineType.SERVICE,
    LineKind.DEPOSIT: LineType.DEPOSIT,
    LineKind.VOUCHER: LineType.VOUCHER,
}
_FISCAL_MEANS = {means: FiscalMeans.__members__.get(means.name) for means in Means} | {
    Means.ON_ACCOUNT: FiscalMeans.ACCOUNT
}
_FISCAL_UNITS = {Unit.PIECE: "pc", Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A line as it goes into the books; of a refund, quantity and amounts are negative."""

    #: Empty for a free-amount line.
    variant_id: str
    label: str
    sku: str
    kind: LineKind
    quantity: Quantity
    unit_price: Money
    discount: Money
    gross: Money
    vat: VatRate
    refund_of_position: int | None = None
    order_line_id: str = ""
    #: The catalogue's price, where another was given by hand.
    list_price: Money | None = None
    #: Part of the discount that promotions gave, and their names.
    promotion: Money = NOTHING
    promotion_name: str = ""
    #: Why something was given by hand, and what the customer wants said about the goods.
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The ticket that a refund takes back."""

    sale_id: str
    reference: Reference


class TicketKind(StrEnum):
    """What a ticket does to the books."""

    SALE = "sale"
    REFUND = "refund"
    #: A refund of nothing that moves an amount from one means to another.
    CORRECTION = "correction"
    #: A sale of nothing by which a customer pays what was owed.
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A sale or refund with its final figures, not yet in the books."""

    id: str
    kind: TicketKind = TicketKind.SALE
    session_id: str
    staff: str
    lines: tuple[TicketLine, ...]
    vat: tuple[VatShare, ...]
    tenders: tuple[Kept, ...]
    rounding: Money
    change: Money
    original: Original | None = None
    order_id: str = ""
    note: str = ""
    receipt_required: bool = False
    #: Amounts of the lines taken out of the basket before it was paid.
    voided: tuple[Money, ...] = ()
    #: What was given by hand in all, by what it was: discount, price or gift.
    bargains: tuple[tuple[str, Money], ...] = ()
    #: Somebody the shop knows; never in the journal.
    customer_id: str = ""

    @property
    def is_refund(self) -> bool:
        """Tell whether the journal knows it as a REFUND."""
        return self.kind in {TicketKind.REFUND, TicketKind.CORRECTION}

    @property
    def gross(self) -> Money:
        """Return the turnover, VAT included."""
        return total_of([share.gross for share in self.vat])

    @property
    def net(self) -> Money:
        """Return the turnover without VAT."""
        return total_of([share.net for share in self.vat])

    @property
    def outside(self) -> Money:
        """Return deposits and vouchers: owed, no turnover."""
        return total_of([line.gross for line in self.lines if line.kind in OUTSIDE])

    @property
    def due(self) -> Money:
        """Return what is to be paid, cash rounding included."""
        return self.gross + self.outside + self.rounding


@dataclass(frozen=True, slots=True)
class Entered:
    """A ticket that is in the books of the running transaction."""

    number: str
    journal_seq: int
    journal_hash: str
    business_day: date


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


def done_before(work: UnitOfWork, ticket_id: str) -> SaleDone | None:
    """Return what was answered when this ticket was made, None when it was not."""
    row = _answered.first(work.connection, {"sale": ticket_id})
    if row is None:
        return None
    return SaleDone(
        sale_id=ticket_id,
        number=row.number,
        total=Money(row.due_cents),
        change_due=Money(row.change_cents),
        receipt_required=row.receipt_required,
    )


def done(ticket: Ticket, entered: Entered) -> SaleDone:
    """Return the answer to who asked for a ticket."""
    return SaleDone(
        sale_id=ticket.id,
        number=entered.number,
        total=ticket.due,
        change_due=ticket.change,
        receipt_required=ticket.receipt_required,
    )


def open_drawer(work: UnitOfWork) -> None:
    """Have the drawer opened after the commit, where there is one; a sale never waits for it."""
    settings = work.shop.settings
    if settings.opens_drawer and settings.printer(settings.receipt_printer) is not None:
        print_queue.open_drawer(work)


def enter(work: UnitOfWork, ticket: Ticket) -> Entered:
    """Write a ticket into the books; the caller commits."""
    journal = journal_of(work)
    _note_what_led_to_it(journal, ticket)
    sealed = _seal(work, journal, ticket)
    told = sealed.fields()
    entered = Entered(told["b"]["no"], sealed.seq, sealed.h.hex(), date.fromisoformat(told["bd"]))
    _write_rows(work, ticket, entered)
    op_id = outbox.append(work, "sale.closed", hub_mail.sale_closed(work, ticket, entered))
    moves = _moves(work, ticket)
    why = "refund" if ticket.is_refund else "sale"
    move(work, moves, why=why, ref=ticket.id, op_id=op_id)
    work.changed(Topic.SALES, Topic.TILL)
    return entered


def _moves(work: UnitOfWork, ticket: Ticket) -> list[Move]:
    """Return what leaves or comes back: of a bundle ordered online, its pieces."""
    goods = [line for line in ticket.lines if line.variant_id and line.kind is LineKind.GOODS]
    pieces = bundles.pieces_of(work.connection, {line.variant_id for line in goods})
    moves: list[Move] = []
    for line in goods:
        parts = pieces.get(line.variant_id, ((line.variant_id, _ONE),))
        moves += [
            Move(variant_id, -line.quantity.thousandths * count // _ONE)
            for variant_id, count in parts
        ]
    return moves


def _note_what_led_to_it(journal: Journal, ticket: Ticket) -> None:
    for amount in ticket.voided:
        details = {"what": "line", "amount": amount.cents}
        event = EventBody(code=EventCode.VOIDED, details=details)
        journal.record_event(event, operator=ticket.staff)
    for what, amount in ticket.bargains:
        details = {"what": what, "amount": amount.cents}
        event = EventBody(code=EventCode.PRICE_CHANGED, details=details)
        journal.record_event(event, operator=ticket.staff)


def _seal(work: UnitOfWork, journal: Journal, ticket: Ticket) -> Sealed:
    seller = seller_of(work.shop.profile)
    lines = tuple(_fiscal_line(line) for line in ticket.lines)
    vat = tuple(
        VatLine(share.rate.basis_points, share.gross.cents, share.net.cents, share.vat.cents)
        for share in ticket.vat
    )
    payments = tuple(payment_of(tender) for tender in ticket.tenders)
    channel = Channel.PICKUP if ticket.order_id else Channel.SHOP
    if not ticket.is_refund:
        sale = SaleBody(
            seller=seller,
            lines=lines,
            vat=vat,
            payments=payments,
            channel=channel,
            order=ticket.order_id,
            rounding=ticket.rounding.cents,
        )
        return journal.record_sale(sale, operator=ticket.staff)
    refund = RefundBody(
        seller=seller,
        lines=lines,
        vat=vat,
        payments=payments,
        original=None if ticket.original is None else ticket.original.reference,
        reason=_reason(ticket),
        channel=channel,
        order=ticket.order_id,
        rounding=ticket.rounding.cents,
    )
    return journal.record_refund(refund, operator=ticket.staff)


def _reason(ticket: Ticket) -> RefundReason:
    if ticket.kind is TicketKind.CORRECTION:
        return RefundReason.PAYMENT
    return RefundReason.NO_RECEIPT if ticket.original is None else RefundReason.RETURN


def _fiscal_line(line: TicketLine) -> Line:
    return Line(
        label=line.label,
        quantity=line.quantity.thousandths,
        unit_price=line.unit_price.cents,
        ttc=line.gross.cents,
        rate=0 if line.kind in OUTSIDE else line.vat.basis_points,
        discount=line.discount.cents,
        type=_LINE_TYPES[line.kind],
        sku=line.sku,
        unit=_FISCAL_UNITS[line.quantity.unit],
    )


def payment_of(tender: Kept) -> Payment:
    """Return a tender as the journal has it: never the code of a voucher, never a card's number."""
    means = _FISCAL_MEANS[tender.means]
    if means is None:
        raise LookupError(f"the journal has no word for {tender.means}")
    given = tender.given.cents if tender.given != tender.amount else 0
    return Payment(
        means=means,
        amount=tender.amount.cents,
        label=tender.label,
        authorisation=tender.reference,
        last4=tender.last4,
        given=given,
    )


def _write_rows(work: UnitOfWork, ticket: Ticket, entered: Entered) -> None:
    original = ticket.original
    _insert_sale.run(
        work.connection,
        {
            "id": ticket.id,
            "kind": ticket.kind.value,
            "till": work.shop.settings.till,
            "number": entered.number,
            "journal_seq": entered.journal_seq,
            "journal_hash": entered.journal_hash,
            "session_id": ticket.session_id,
            "business_day": entered.business_day,
            "at": work.at,
            "staff_code": ticket.staff,
            "refund_of": None if original is None else original.sale_id,
            "order_id": ticket.order_id or None,
            "customer_id": ticket.customer_id or None,
            "gross_cents": ticket.gross.cents,
            "net_cents": ticket.net.cents,
            "outside_cents": ticket.outside.cents,
            "rounding_cents": ticket.rounding.cents,
            "due_cents": ticket.due.cents,
            "change_cents": ticket.change.cents,
            "rule_version": RULE_VERSION,
            "note": ticket.note,
            "receipt_required": ticket.receipt_required,
            "copies": 0,
            "paper_owed": ticket.receipt_required and _prints(work),
        },
    )
    _insert_line.run_many(work.connection, _line_rows(ticket))
    _insert_vat.run_many(
        work.connection,
        [
            {
                "sale_id": ticket.id,
                "vat_bp": share.rate.basis_points,
                "gross_cents": share.gross.cents,
                "net_cents": share.net.cents,
                "vat_cents": share.vat.cents,
            }
            for share in ticket.vat
        ],
    )
    _insert_tender.run_many(
        work.connection,
        [
            {
                "sale_id": ticket.id,
                "position": position,
                "means": tender.means.value,
                "cents": tender.amount.cents,
                "given_cents": tender.given.cents,
                "reference": shown_reference(tender),
                "label": tender.label,
            }
            for position, tender in enumerate(ticket.tenders)
        ],
    )


def _prints(work: UnitOfWork) -> bool:
    """Tell whether a paper can come out: where there is no printer, nobody waits for one."""
    settings = work.shop.settings
    return settings.printer(settings.receipt_printer) is not None


def shown_reference(tender: Kept) -> str:
    """Return what papers and screens say of a tender beside its means."""
    card = f"•••• {tender.last4}" if tender.last4 else ""
    return " ".join(part for part in (tender.reference, card) if part)


def _line_rows(ticket: Ticket) -> list[dict[str, object]]:
    return [
        {
            "sale_id": ticket.id,
            "position": position,
            "variant_id": line.variant_id or None,
            "label": line.label,
            "sku": line.sku,
            "kind": line.kind.value,
            "quantity": line.quantity.thousandths,
            "unit": line.quantity.unit.value,
            "unit_price_cents": line.unit_price.cents,
            "discount_cents": line.discount.cents,
            "gross_cents": line.gross.cents,
            "vat_bp": line.vat.basis_points,
            "refund_of_position": line.refund_of_position,
            "order_line_id": line.order_line_id or None,
            "list_price_cents": None if line.list_price is None else line.list_price.cents,
            "promotion_cents": line.promotion.cents,
            "promotion": line.promotion_name,
            "reason": line.reason,
            "note": line.note,
        }
        for position, line in enumerate(ticket.lines)
    ]
