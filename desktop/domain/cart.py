"""The basket on the counter: lines, discounts and the figures they make (fiscal study § 2.13)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import share_by_largest_remainder
from sync.kernel.vat import VatShare, vat_breakdown

MAX_LINES = 500
MAX_QUANTITY = 1_000_000_000
"""A million units; what lies beyond is a barcode typed into the quantity."""
MAX_CENTS = 10**11
NOTHING = Money(0)


class DiscountKind(StrEnum):
    """How a reduction is expressed."""

    AMOUNT = "amount"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Discount:
    """A reduction given at the counter: cents, or basis points of the price."""

    kind: DiscountKind
    value: int

    def __post_init__(self) -> None:
        if self.value <= 0 or (self.kind is DiscountKind.SHARE and self.value > 10_000):
            raise RefusedError("discount_out_of_range", value=self.value)

    @classmethod
    def cents(cls, cents: int) -> "Discount":
        """Return a reduction by an amount."""
        return cls(DiscountKind.AMOUNT, cents)

    @classmethod
    def basis_points(cls, basis_points: int) -> "Discount":
        """Return a reduction by a share: 1000 is 10 %."""
        return cls(DiscountKind.SHARE, basis_points)

    def on(self, amount: Money) -> Money:
        """Return what it takes off an amount, never more than the amount."""
        if self.kind is DiscountKind.SHARE:
            return amount.share(self.value)
        return min(Money(self.value, amount.currency), amount)


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line before the basket's discount."""

    item: Sellable
    quantity: Quantity
    discount: Discount | None = None
    #: The amount a scale printed; it stands, whatever weight × price would round to.
    priced_at: Money | None = None
    #: Line of an online order that is paid here.
    order_line_id: str = ""

    @property
    def amount(self) -> Money:
        """Return quantity × price, rounded half up, before any discount."""
        return self.quantity.price(self.item.price) if self.priced_at is None else self.priced_at

    @property
    def own_discount(self) -> Money:
        """Return what the line's own discount takes off."""
        return NOTHING if self.discount is None else self.discount.on(self.amount)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its final figures: what the customer reads and the journal signs."""

    line: CartLine
    #: Quantity × price.
    amount: Money
    #: Own discount and the share of the basket's, as a positive amount.
    discount: Money
    #: What is charged: amount − discount.
    gross: Money


@dataclass(frozen=True)
class Cart:
    """A basket. It never changes: each act returns the next one, so undo is keeping the last.

    Positions count from 0 in `lines`. Its figures are worked out once (hence no slots).
    """

    lines: tuple[CartLine, ...] = ()
    discount: Discount | None = None
    #: Amounts of the lines taken out again since the basket was begun: the journal counts them.
    voided: tuple[Money, ...] = ()
    #: Position of the line that the last act touched.
    touched: int = -1

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing in it."""
        return not self.lines

    def add(
        self,
        item: Sellable,
        quantity: Quantity,
        *,
        priced_at: Money | None = None,
        order_line_id: str = "",
    ) -> "Cart":
        """Return the basket with the goods in it; the same piece again raises its line's quantity.

        Raises:
            RefusedError: quantity_out_of_range, wrong_unit, too_many_lines.
        """
        if quantity.unit is not item.unit:
            raise RefusedError("wrong_unit", unit=item.unit.value)
        _check_quantity(item, quantity)
        if priced_at is None and not order_line_id:
            for place, line in enumerate(self.lines):
                if _is_same(line, item):
                    return self.set_quantity(place, line.quantity + quantity)
        if len(self.lines) >= MAX_LINES:
            raise RefusedError("too_many_lines", limit=MAX_LINES)
        line = CartLine(item, quantity, None, priced_at, order_line_id)
        return replace(self, lines=(*self.lines, line), touched=len(self.lines))

    def set_quantity(self, position: int, quantity: Quantity) -> "Cart":
        """Return the basket with another quantity on a line.

        Raises:
            RefusedError: quantity_out_of_range, wrong_unit, no_such_line.
        """
        line = self._line(position)
        if quantity.unit is not line.item.unit:
            raise RefusedError("wrong_unit", unit=line.item.unit.value)
        _check_quantity(line.item, quantity)
        return self._with(position, replace(line, quantity=quantity, priced_at=None))

    def void(self, position: int) -> "Cart":
        """Return the basket without a line; that it was there stays counted.

        Raises:
            RefusedError: no_such_line.
        """
        gone = self._line(position)
        return replace(
            self,
            lines=self.lines[:position] + self.lines[position + 1 :],
            voided=(*self.voided, gone.amount),
            touched=min(position, len(self.lines) - 2),
        )

    def discount_line(self, position: int, discount: Discount | None) -> "Cart":
        """Return the basket with a reduction on one line, or without it.

        Raises:
            RefusedError: discount_not_allowed on books, press and deposits; no_such_line.
        """
        line = self._line(position)
        if discount is not None and not line.item.takes_discount:
            raise RefusedError("discount_not_allowed", label=line.item.full_label)
        return self._with(position, replace(line, discount=discount))

    def discount_basket(self, discount: Discount | None) -> "Cart":
        """Return the basket with a reduction spread over all lines that may have one.

        Raises:
            RefusedError: discount_not_allowed, when there is no such line.
        """
        if discount is not None and not any(line.item.takes_discount for line in self.lines):
            raise RefusedError("discount_not_allowed", label="")
        return replace(self, discount=discount)

    def priced(self) -> tuple[PricedLine, ...]:
        """Return the lines with their final figures; they add up to `total` exactly."""
        return self._priced

    @cached_property
    def _priced(self) -> tuple[PricedLine, ...]:
        """The basket's discount is spread over the lines that may have one by largest remainder.

        On a tie the larger, then the earlier line takes it.
        """
        weights = [self._discountable(line) for line in self.lines]
        shares = share_by_largest_remainder(self._basket_discount(weights), weights)
        return tuple(
            PricedLine(line, line.amount, taken, line.amount - taken)
            for line, share in zip(self.lines, shares, strict=True)
            for taken in (line.own_discount + Money(share),)
        )

    @property
    def total(self) -> Money:
        """Return what the customer owes: turnover and deposits."""
        return total_of([line.gross for line in self.priced()])

    @property
    def turnover(self) -> Money:
        """Return what is sold, VAT included, deposits left out."""
        return total_of([line.gross for line in self.priced() if line.line.item.is_turnover])

    @property
    def vat(self) -> tuple[VatShare, ...]:
        """Return the VAT table: once per rate on the ticket's total, highest rate first."""
        return vat_breakdown(
            (line.line.item.vat, line.gross) for line in self.priced() if line.line.item.is_turnover
        )

    @property
    def basket_discount(self) -> Money:
        """Return what the basket's discount takes off in all."""
        return Money(self._basket_discount([self._discountable(line) for line in self.lines]))

    @property
    def articles(self) -> int:
        """Return the number of articles as people count them: a weighed line is one."""
        return sum(
            line.quantity.thousandths // 1000 if line.item.unit is Unit.PIECE else 1
            for line in self.lines
        )

    def eligible(self, flag: str) -> Money:
        """Return what the lines with this flag come to."""
        return total_of([line.gross for line in self.priced() if flag in line.line.item.flags])

    def __iter__(self) -> Iterator[CartLine]:
        return iter(self.lines)

    def _line(self, position: int) -> CartLine:
        if not 0 <= position < len(self.lines):
            raise RefusedError("no_such_line", position=position)
        return self.lines[position]

    def _with(self, position: int, line: CartLine) -> "Cart":
        lines = (*self.lines[:position], line, *self.lines[position + 1 :])
        return replace(self, lines=lines, touched=position)

    @staticmethod
    def _discountable(line: CartLine) -> int:
        return (line.amount - line.own_discount).cents if line.item.takes_discount else 0

    def _basket_discount(self, weights: list[int]) -> int:
        whole = Money(sum(weights))
        return 0 if self.discount is None else self.discount.on(whole).cents


def _check_quantity(item: Sellable, quantity: Quantity) -> None:
    if not 0 < quantity.thousandths <= MAX_QUANTITY:
        raise RefusedError("quantity_out_of_range", quantity=quantity.thousandths)
    if item.unit is Unit.PIECE and not quantity.is_whole:
        raise RefusedError("wrong_unit", unit=item.unit.value)
    if quantity.price(item.price).cents > MAX_CENTS:
        raise RefusedError("quantity_out_of_range", quantity=quantity.thousandths)


def _is_same(line: CartLine, item: Sellable) -> bool:
    """Tell whether another piece of `item` belongs on the line; each weighing is its own line."""
    return (
        item.variant_id != ""
        and line.item.variant_id == item.variant_id
        and line.item.price == item.price
        and item.unit is Unit.PIECE
        and line.priced_at is None
        and not line.order_line_id
    )
