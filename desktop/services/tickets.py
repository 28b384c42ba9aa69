"""A ticket into the books: the signed record, its rows, the stock and the word to the hub.

All of it is one transaction of the caller's. The rows are written by Core, because the unit of
work of the ORM costs five to eight times as much (peers study § 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Insert, insert

from desktop.domain.sellable import LineKind
from desktop.domain.tender import Kept, Means
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine, SaleTender, SaleVat
from desktop.services import hub_mail, outbox
from desktop.services.journal import journal_of, seller_of
from desktop.services.shop import Topic
from desktop.services.stock import Move, move
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

_insert_sale = insert(table_of(Sale))
_insert_line = insert(table_of(SaleLine))
_insert_vat = insert(table_of(SaleVat))
_insert_tender = insert(table_of(SaleTender))

_LINE_TYPES = {
    LineKind.GOODS: LineType.GOODS,
    LineKind.SERVICE: LineType.SERVICE,
    LineKind.DEPOSIT: LineType.DEPOSIT,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The ticket that a refund takes back."""

    sale_id: str
    journal_seq: int
    journal_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A sale or refund with its final figures, not yet in the books."""

    id: str
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
        """Return the deposits: owed, no turnover."""
        return total_of([line.gross for line in self.lines if line.kind is LineKind.DEPOSIT])

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


def enter(work: UnitOfWork, ticket: Ticket) -> Entered:
    """Write a ticket into the books; the caller commits."""
    journal = journal_of(work)
    _note_what_led_to_it(journal, ticket)
    sealed = _seal(work, journal, ticket)
    record = sealed.record()
    entered = Entered(record.b["no"], sealed.seq, sealed.h.hex(), date.fromisoformat(record.bd))
    _write_rows(work, ticket, entered)
    op_id = outbox.append(work, "sale.closed", hub_mail.sale_closed(work, ticket, entered))
    moves = [
        Move(line.variant_id, -line.quantity.thousandths)
        for line in ticket.lines
        if line.variant_id and line.kind is LineKind.GOODS
    ]
    why = "sale" if ticket.original is None else "refund"
    move(work, moves, why=why, ref=ticket.id, op_id=op_id)
    work.changed(Topic.SALES, Topic.TILL)
    return entered


def _note_what_led_to_it(journal: Journal, ticket: Ticket) -> None:
    for amount in ticket.voided:
        details = {"what": "line", "amount": amount.cents}
        event = EventBody(code=EventCode.VOIDED, details=details)
        journal.record_event(event, operator=ticket.staff)
    discount = total_of([line.discount for line in ticket.lines])
    if ticket.original is None and discount:
        event = EventBody(code=EventCode.PRICE_CHANGED, details={"discount": discount.cents})
        journal.record_event(event, operator=ticket.staff)


def _seal(work: UnitOfWork, journal: Journal, ticket: Ticket) -> Sealed:
    seller = seller_of(work.shop.profile)
    lines = tuple(_fiscal_line(line) for line in ticket.lines)
    vat = tuple(
        VatLine(share.rate.basis_points, share.gross.cents, share.net.cents, share.vat.cents)
        for share in ticket.vat
    )
    payments = tuple(_payment(tender) for tender in ticket.tenders)
    channel = Channel.PICKUP if ticket.order_id else Channel.SHOP
    if ticket.original is None:
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
        original=Reference(
            ticket.original.journal_seq, bytes.fromhex(ticket.original.journal_hash)
        ),
        reason=RefundReason.RETURN,
        channel=channel,
        order=ticket.order_id,
        rounding=ticket.rounding.cents,
    )
    return journal.record_refund(refund, operator=ticket.staff)


def _fiscal_line(line: TicketLine) -> Line:
    return Line(
        label=line.label,
        quantity=line.quantity.thousandths,
        unit_price=line.unit_price.cents,
        ttc=line.gross.cents,
        rate=0 if line.kind is LineKind.DEPOSIT else line.vat.basis_points,
        discount=line.discount.cents,
        type=_LINE_TYPES[line.kind],
        sku=line.sku,
        unit=_FISCAL_UNITS[line.quantity.unit],
    )


def _payment(tender: Kept) -> Payment:
    means = _FISCAL_MEANS[tender.means]
    if means is None:
        raise LookupError(f"the journal has no word for {tender.means}")
    given = tender.given.cents if tender.given != tender.amount else 0
    return Payment(
        means=means, amount=tender.amount.cents, authorisation=tender.reference, given=given
    )


def _write_rows(work: UnitOfWork, ticket: Ticket, entered: Entered) -> None:
    original = ticket.original
    work.connection.execute(
        _insert_sale,
        {
            "id": ticket.id,
            "kind": "sale" if original is None else "refund",
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
        },
    )
    _write_all(work, _insert_line, _line_rows(ticket))
    _write_all(
        work,
        _insert_vat,
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
    _write_all(
        work,
        _insert_tender,
        [
            {
                "sale_id": ticket.id,
                "position": position,
                "means": tender.means.value,
                "cents": tender.amount.cents,
                "given_cents": tender.given.cents,
                "reference": tender.reference,
            }
            for position, tender in enumerate(ticket.tenders)
        ],
    )


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
        }
        for position, line in enumerate(ticket.lines)
    ]


def _write_all(work: UnitOfWork, statement: Insert, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        work.connection.execute(statement, rows)
