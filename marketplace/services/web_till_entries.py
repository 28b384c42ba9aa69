"""What of an order paid online belongs into its shop's journal, and what of it is there."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fiscal import (
    Channel,
    Journal,
    Line,
    Means,
    Payment,
    PrepayBody,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    Sealed,
    Seller,
    VatLine,
    refund_vat,
    vat_line,
    vat_lines,
)
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.models.web_till import WebTillEntry
from marketplace.services.web_till_rows import Rows
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity, Unit

OPERATOR = "hub"
_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})
PAID, ENDED, SOLD = "paid", "ended", "sold"
GIVEN_BACK = "back:"
"""Before the number of a refund that came back from a counter."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A line as it left."""

    row: OrderLine
    line: Line


class OrderEntries:
    """What of an order should be in the journal, and what is."""

    def __init__(self, session: Session, order: ShopOrder) -> None:
        self._session = session
        self._order = order
        self._lines = session.scalars(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
        ).all()
        self._entered = {
            entry.what: entry.seq
            for entry in session.scalars(
                select(WebTillEntry).where(WebTillEntry.order_id == order.id)
            )
        }
        self._know_given_back()

    def _know_given_back(self) -> None:
        """Have the lines of refunds that counters gave back count as entered: they are alike."""
        given: Counter[tuple[str, int]] = Counter()
        for what, seq in self._entered.items():
            if what.startswith(GIVEN_BACK):
                body = Rows(self._session, self._order.shop_id).get(seq).record().b
                given.update((line.get("sku", ""), -line["ttc"]) for line in body["lines"])
        if not given:
            return
        for part in self._parts():
            alike = (part.line.sku, part.line.ttc)
            if (
                part.row.returned_at is not None
                and given[alike]
                and part.row.id not in self._entered
            ):
                given[alike] -= 1
                self._entered[part.row.id] = 0

    @property
    def is_anything_missing(self) -> bool:
        """Tell whether there is something to enter."""
        return (
            PAID not in self._entered
            or (self._has_ended and ENDED not in self._entered)
            or bool(self._back())
        )

    @property
    def _has_ended(self) -> bool:
        return OrderState(self._order.state) not in OPEN

    def write(self, journal: Journal, seller: Seller) -> None:
        """Enter what is missing: the advance, its end with the sale, what came back."""
        if PAID not in self._entered:
            self._write_advance(journal, seller)
        if self._has_ended and ENDED not in self._entered:
            self._write_end(journal, seller)
        if self._back():
            self._write_refund(journal, seller)

    def _write_advance(self, journal: Journal, seller: Seller) -> None:
        paid = self._order.paid_cents
        advance = PrepayBody(
            seller=seller,
            vat=self._ordered_vat(),
            payments=(Payment(means=Means.ONLINE, amount=paid),),
            order=self._order.id,
        )
        self._enter(PAID, journal.record_prepayment(advance, operator=OPERATOR))

    def _write_end(self, journal: Journal, seller: Seller) -> None:
        """Take the advance back whole: what left is a sale paid by it, the rest is refunded."""
        order = self._order
        parts = self._parts()
        sold = sum(part.line.ttc for part in parts)
        payments = (
            Payment(means=Means.ADVANCE, amount=-sold),
            Payment(means=Means.ONLINE, amount=sold - order.paid_cents),
        )
        taken_back = PrepayBody(
            seller=seller,
            vat=tuple(
                VatLine(each.rate, -each.ttc, -each.ht, -each.vat) for each in self._ordered_vat()
            ),
            payments=tuple(payment for payment in payments if payment.amount),
            order=order.id,
            original=self._reference(self._entered[PAID]),
        )
        self._enter(ENDED, journal.record_prepayment(taken_back, operator=OPERATOR))
        if not sold:
            return
        lines = tuple(part.line for part in parts)
        sale = SaleBody(
            seller=seller,
            lines=lines,
            vat=vat_lines(lines),
            payments=(Payment(means=Means.ADVANCE, amount=sold),),
            channel=Channel.ONLINE,
            order=order.id,
        )
        self._enter(SOLD, journal.record_sale(sale, operator=OPERATOR))

    def _write_refund(self, journal: Journal, seller: Seller) -> None:
        back = self._back()
        gone = {part.row.id for part in back}
        left: dict[int, int] = {}
        for part in self._parts():
            if part.row.id in gone or part.row.id not in self._entered:
                left[part.line.rate] = left.get(part.line.rate, 0) + part.line.ttc
        given: dict[int, int] = {}
        for part in back:
            given[part.line.rate] = given.get(part.line.rate, 0) + part.line.ttc
        refund = RefundBody(
            seller=seller,
            lines=tuple(_mirrored(part.line) for part in back),
            vat=tuple(
                refund_vat(rate, left[rate], cents)
                for rate, cents in sorted(given.items(), reverse=True)
            ),
            payments=(Payment(means=Means.ONLINE, amount=-sum(given.values())),),
            original=self._reference(self._entered[SOLD]),
            reason=RefundReason.RETURN,
            channel=Channel.ONLINE,
            order=self._order.id,
        )
        sealed = journal.record_refund(refund, operator=OPERATOR)
        for part in back:
            self._enter(part.row.id, sealed)

    def _back(self) -> list[_Part]:
        """Return the lines that came back after they were sold and are not entered yet."""
        if not (SOLD in self._entered or (self._has_ended and ENDED not in self._entered)):
            return []
        return [
            part
            for part in self._parts()
            if part.row.returned_at is not None and part.row.id not in self._entered
        ]

    def _parts(self) -> list[_Part]:
        """Return what left: nothing of an order that was given up."""
        if OrderState(self._order.state) in _VOID:
            return []
        return [
            _Part(row, _line_of(row))
            for row in self._lines
            if row.state != v1.LineState.MISSING and row.gross_cents
        ]

    def _ordered_vat(self) -> tuple[VatLine, ...]:
        """Return the VAT of what was ordered and paid."""
        per_rate: dict[int, int] = {}
        for row in self._lines:
            per_rate[row.vat_bp] = per_rate.get(row.vat_bp, 0) + row.ordered_cents
        return tuple(
            vat_line(cents, rate) for rate, cents in sorted(per_rate.items(), reverse=True) if cents
        )

    def _enter(self, what: str, sealed: Sealed) -> None:
        self._entered[what] = sealed.seq
        self._session.add(WebTillEntry(order_id=self._order.id, what=what, seq=sealed.seq))

    def _reference(self, seq: int) -> Reference:
        return Reference(seq, Rows(self._session, self._order.shop_id).get(seq).h)


def _line_of(row: OrderLine) -> Line:
    """Return a line as the customer got it."""
    given = row.substitute or {
        "variant": row.variant,
        "label": row.label,
        "quantity": row.picked or row.quantity,
        "unit_price_cents": row.unit_price_cents,
        "vat_bp": row.vat_bp,
    }
    unit = Unit(given.get("unit", row.unit))
    quantity = Quantity(given["quantity"], unit)
    full = quantity.price(Money(given["unit_price_cents"])).cents
    return Line(
        label=given["label"],
        sku=given["variant"],
        quantity=quantity.thousandths,
        unit=unit.value,
        unit_price=given["unit_price_cents"],
        discount=max(0, full - row.gross_cents),
        ttc=row.gross_cents,
        rate=given["vat_bp"],
    )


def _mirrored(line: Line) -> Line:
    return Line(
        label=line.label,
        sku=line.sku,
        quantity=-line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount=-line.discount,
        ttc=-line.ttc,
        rate=line.rate,
    )
