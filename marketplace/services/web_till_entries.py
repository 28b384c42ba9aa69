"""What of an order paid online belongs into its shop's journal, and what of it is there."""

from dataclasses import dataclass, replace

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
from marketplace.services import leaving
from marketplace.services.web_till_rows import Rows
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import worth_of_part

OPERATOR = "hub"
_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})
PAID, ENDED, SOLD = "paid", "ended", "sold"
GIVEN_BACK = "back:"
"""Before the number of a refund that came back from a counter."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A line as it left, or what of it came back at once."""

    row: OrderLine
    line: Line

    def cut(self, before: int, upto: int) -> "_Part":
        """Return what of it came back after some of it had."""
        line, now = self.line, upto - before
        cents = worth_of_part(line.ttc, line.quantity, before, now)
        full = Quantity(now, Unit(line.unit)).price(Money(line.unit_price)).cents
        cut = replace(line, quantity=now, ttc=cents, discount=max(0, full - cents))
        return _Part(self.row, cut)


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
        self._upto = {
            row.id: max(map(int, told), default=0)
            for row in self._lines
            if (told := self._told_of(row))
        }
        """How much of each line has come back by the journal."""
        self._know_given_back()

    def _told_of(self, row: OrderLine) -> list[str]:
        """Return how much of a line had come back by each of its refunds."""
        if row.id in self._entered:
            return [str(leaving.delivered_of(row))]
        head = f"{row.id}:"
        return [what.removeprefix(head) for what in self._entered if what.startswith(head)]

    def _know_given_back(self) -> None:
        """Have the lines of refunds that counters gave back count as entered: they are alike."""
        given = sorted(
            (seq, what) for what, seq in self._entered.items() if what.startswith(GIVEN_BACK)
        )
        for seq, _what in given:
            body = Rows(self._session, self._order.shop_id).get(seq).record().b
            for line in body["lines"]:
                self._know_line(line.get("sku", ""), -line["q"], -line["ttc"])

    def _know_line(self, sku: str, quantity: int, cents: int) -> None:
        for part in self._parts():
            before = self._upto.get(part.row.id, 0)
            upto = before + quantity
            is_back = part.line.sku == sku and upto <= leaving.back_of(part.row)
            if is_back and part.cut(before, upto).line.ttc == cents:
                self._upto[part.row.id] = upto
                return

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
        left: dict[int, int] = {}
        for part in self._parts():
            before = self._upto.get(part.row.id, 0)
            stays = part.cut(before, part.line.quantity).line.ttc
            left[part.line.rate] = left.get(part.line.rate, 0) + stays
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
            upto = leaving.back_of(part.row)
            is_whole = part.line.quantity == leaving.delivered_of(part.row)
            self._enter(part.row.id if is_whole else f"{part.row.id}:{upto}", sealed)
            self._upto[part.row.id] = upto

    def _back(self) -> list[_Part]:
        """Return what of lines came back after they were sold and is not entered yet."""
        if not (SOLD in self._entered or (self._has_ended and ENDED not in self._entered)):
            return []
        return [
            part.cut(before, upto)
            for part in self._parts()
            for before, upto in [(self._upto.get(part.row.id, 0), leaving.back_of(part.row))]
            if upto > before
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
        "quantity": leaving.delivered_of(row),
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
