"""The basket on the counter: lines, discounts and the figures they make (fiscal study § 2.13)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from msgspec import structs

from desktop.domain.best_deal import Gain, Offered, best_deal
from desktop.domain.cart_line import (
    GIFT,
    NOTHING,
    Buyer,
    CartLine,
    Discount,
    DiscountKind,
    Grant,
    PricedLine,
)
from desktop.domain.cells import one_line
from desktop.domain.promotions import Promotion
from desktop.domain.sellable import AGE_18, LineKind, Sellable
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import share_by_largest_remainder
from sync.kernel.vat import VatShare, vat_breakdown

__all__ = [
    "GIFT",
    "MAX_LINES",
    "NOTHING",
    "Buyer",
    "Cart",
    "CartLine",
    "Discount",
    "DiscountKind",
    "Grant",
    "PricedLine",
]

MAX_LINES = 500
MAX_QUANTITY = 1_000_000_000
"""A million units; what lies beyond is a barcode typed into the quantity."""
MAX_CENTS = 10**11
MAX_CARDS = 100
"""Gift cards of one line: each is drawn and written down while the customer waits."""
WORDS = 120
"""Letters of a reason or a note that are kept."""
NAME_LETTERS = 80


@dataclass(frozen=True)
class Cart:
    """A basket. It never changes: each act returns the next one, so undo is keeping the last.

    Positions count from 0 in `lines`. Its figures are worked out once (hence no slots). Who may
    give what is for the caller to ask (`services.counter.bargains`).
    """

    lines: tuple[CartLine, ...] = ()
    discount: Discount | None = None
    #: Amounts of the lines taken out again since the basket was begun: the journal counts them.
    voided: tuple[Money, ...] = ()
    #: Position of the line that the last act touched.
    touched: int = -1
    #: Why the basket's discount was given.
    reason: str = ""
    note: str = ""
    buyer: Buyer | None = None
    #: Who gave what, or stood for it; asked again when it is paid.
    granted: tuple[Grant, ...] = ()
    #: What holds now, for this buyer.
    promotions: tuple[Promotion, ...] = ()
    #: Who sells has seen that the customer is of age: asked once a basket.
    age_seen: bool = False
    #: Ids it was put aside under before it was taken up again; they say nothing of what is in it.
    put_aside_as: tuple[str, ...] = field(default=(), compare=False)

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

        The deposit of their packaging comes with them. A bundle comes as its pieces, which the
        promotion it stands for makes as cheap; a line of an online order stays the bundle.

        Raises:
            RefusedError: quantity_out_of_range, amount_out_of_range, wrong_unit, too_many_lines.
        """
        if item.pieces and not order_line_id:
            return self._add_pieces(item, quantity)
        if quantity.unit is not item.unit:
            raise RefusedError("wrong_unit", unit=item.unit.value)
        _check_quantity(item, quantity, item.price)
        charged = item.price if priced_at is None else priced_at
        if not 0 <= charged.cents <= MAX_CENTS:
            raise RefusedError("amount_out_of_range", amount=charged)
        if priced_at is None and not order_line_id:
            for place, line in enumerate(self.lines):
                if _is_same(line, item):
                    return self.set_quantity(place, line.quantity + quantity)
        return self._append(CartLine(item, quantity, None, priced_at, order_line_id))

    def _add_pieces(self, bundle: Sellable, quantity: Quantity) -> "Cart":
        _check_quantity(bundle, quantity, bundle.price)
        cart = self
        for piece, count in bundle.pieces:
            cart = cart.add(piece, Quantity(quantity.thousandths * count, piece.unit))
        return cart

    def add_reduced(
        self, item: Sellable, quantity: Quantity, price: Money, sticker: str, reason: str
    ) -> "Cart":
        """Return the basket with goods at the price of their anti-waste sticker.

        The catalogue's price stays in the line, as with any other price given by hand.

        Raises:
            RefusedError: as `add`; discount_not_allowed on books and press.
        """
        for place, line in enumerate(self.lines):
            if line.sticker == sticker and line.own_price == price:
                return self.set_quantity(place, line.quantity + quantity)
        _check_quantity(item, quantity, price)
        if quantity.unit is not item.unit:
            raise RefusedError("wrong_unit", unit=item.unit.value)
        if not item.takes_discount:
            raise RefusedError("discount_not_allowed", label=item.full_label)
        return self._append(
            CartLine(
                item, quantity, own_price=price, reason=one_line(reason, WORDS), sticker=sticker
            )
        )

    def take_back(self, packaging: Sellable, quantity: Quantity) -> "Cart":
        """Return the basket with empties that came back: their deposit is owed to the customer.

        Raises:
            RefusedError: no_deposit, quantity_out_of_range, wrong_unit, too_many_lines.
        """
        if packaging.kind is not LineKind.DEPOSIT:
            raise RefusedError("no_deposit", label=packaging.full_label)
        if quantity.unit is not packaging.unit:
            raise RefusedError("wrong_unit", unit=packaging.unit.value)
        _check_quantity(packaging, quantity, packaging.price)
        for place, line in enumerate(self.lines):
            if line.is_empties and line.item.variant_id == packaging.variant_id != "":
                return self.set_quantity(place, line.quantity - quantity)
        return self._append(CartLine(packaging, -quantity))

    def set_quantity(self, position: int, quantity: Quantity) -> "Cart":
        """Return the basket with another quantity on a line; empties count below zero.

        Raises:
            RefusedError: quantity_out_of_range, wrong_unit, no_such_line, follows_its_line.
        """
        line = self._line(position)
        if line.follows:
            raise RefusedError("follows_its_line", label=line.item.full_label)
        if quantity.unit is not line.item.unit:
            raise RefusedError("wrong_unit", unit=line.item.unit.value)
        counted = -quantity if line.is_empties else quantity
        _check_quantity(line.item, counted, line.unit_price)
        return self._with(position, structs.replace(line, quantity=quantity, priced_at=None))

    def void(self, position: int) -> "Cart":
        """Return the basket without a line; that it was there stays counted.

        A deposit goes with its line; taken out by itself it leaves the goods: the customer brought
        the packaging.

        Raises:
            RefusedError: no_such_line.
        """
        gone = self._line(position)
        voided = (*self.voided, gone.amount)
        if gone.follows:
            parent = structs.replace(self.lines[position - 1], is_without_deposit=True)
            return replace(self._with(position - 1, parent), voided=voided)
        lines = _with_deposits((*self.lines[:position], *self.lines[position + 1 :]))
        if gone.deposit is not None:
            voided = (*voided, gone.deposit.amount)
        touched = min(position, len(lines) - 1)
        return replace(self, lines=lines, voided=voided, touched=touched)

    def discount_line(self, position: int, discount: Discount | None, reason: str = "") -> "Cart":
        """Return the basket with a reduction on one line, or without it.

        Raises:
            RefusedError: discount_not_allowed on books, press and deposits; no_such_line.
        """
        line = self._bargainable(position) if discount is not None else self._line(position)
        why = one_line(reason, WORDS) if discount is not None or line.own_price is not None else ""
        return self._with(
            position, structs.replace(line, discount=discount, reason=why, sticker="")
        )

    def price_line(self, position: int, price: Money | None, reason: str = "") -> "Cart":
        """Return the basket with another price of a line's unit, or its catalogue's again.

        Raises:
            RefusedError: discount_not_allowed on books, press and deposits; amount_out_of_range;
                no_such_line.
        """
        line = self._bargainable(position)
        if price is not None and (price.cents <= 0 or _is_too_dear(line.quantity, price)):
            raise RefusedError("amount_out_of_range", amount=price)
        own = None if price == line.item.price else price
        why = one_line(reason, WORDS) if own is not None or line.discount is not None else ""
        return self._with(
            position, structs.replace(line, own_price=own, priced_at=None, reason=why, sticker="")
        )

    def give_away(self, position: int, reason: str) -> "Cart":
        """Return the basket with a line given for nothing.

        Raises:
            RefusedError: reason_missing; as `discount_line`.
        """
        if not reason.strip():
            raise RefusedError("reason_missing")
        return self.discount_line(position, GIFT, reason)

    def note_line(self, position: int, note: str) -> "Cart":
        """Return the basket with something said about a line.

        Raises:
            RefusedError: no_such_line.
        """
        return self._with(
            position, structs.replace(self._line(position), note=one_line(note, WORDS))
        )

    def discount_basket(self, discount: Discount | None, reason: str = "") -> "Cart":
        """Return the basket with a reduction spread over all lines that may have one.

        Raises:
            RefusedError: discount_not_allowed, when there is no such line.
        """
        if discount is not None and not any(line.takes_discount for line in self.lines):
            raise RefusedError("discount_not_allowed", label="")
        return replace(self, discount=discount, reason=one_line(reason, WORDS) if discount else "")

    @property
    def for_adults(self) -> tuple[int, ...]:
        """Return the positions of the lines that are sold to adults only.

        What is handed over of an online order is asked for at its hand-over.
        """
        return tuple(
            place
            for place, line in enumerate(self.lines)
            if AGE_18 in line.item.flags and not line.is_empties and not line.order_line_id
        )

    @property
    def asks_age(self) -> bool:
        """Tell whether it holds goods for adults and nobody has seen the customer's age."""
        return not self.age_seen and bool(self.for_adults)

    def of_age(self) -> "Cart":
        """Return the basket of a customer who was seen to be of age."""
        return replace(self, age_seen=True)

    def without_adult_goods(self) -> "Cart":
        """Return the basket without what is sold to adults only; its lines count as voided."""
        cart = self
        for place in reversed(self.for_adults):
            cart = cart.void(place)
        return cart

    def for_buyer(self, buyer: Buyer | None) -> "Cart":
        """Return the basket of a customer the shop knows, or of somebody."""
        return replace(self, buyer=buyer)

    def noted(self, note: str) -> "Cart":
        """Return the basket with something said about the whole sale."""
        return replace(self, note=one_line(note, WORDS))

    def under(self, promotions: Iterable[Promotion]) -> "Cart":
        """Return the basket with these promotions in force; itself when nothing changes."""
        held = tuple(promotions)
        return self if held == self.promotions else replace(self, promotions=held)

    def priced(self) -> tuple[PricedLine, ...]:
        """Return the lines with their final figures; they add up to `total` exactly."""
        return self._priced

    @cached_property
    def _gains(self) -> tuple[Gain, ...]:
        """What promotions give on each line: nothing where something was given by hand."""
        none = Gain(NOTHING)
        if not self.promotions:
            return (none,) * len(self.lines)
        places = [place for place, line in enumerate(self.lines) if line.takes_promotion]
        offered = [_offered(self.lines[place]) for place in places]
        given = dict(zip(places, best_deal(offered, self.promotions), strict=True))
        return tuple(given.get(place, none) for place in range(len(self.lines)))

    @cached_property
    def _priced(self) -> tuple[PricedLine, ...]:
        return tuple(
            PricedLine(
                line,
                line.amount,
                taken,
                line.amount - taken,
                gain.amount,
                " + ".join(gain.names)[:NAME_LETTERS],
            )
            for line, gain, share in zip(self.lines, self._gains, self._shares, strict=True)
            for taken in (line.own_discount + gain.amount + Money(share),)
        )

    @property
    def _shares(self) -> list[int]:
        """The basket's discount, spread over the lines that may have one by largest remainder.

        On a tie the larger, then the earlier line takes it.
        """
        if self.discount is None:
            return [0] * len(self.lines)
        weights = self._weights
        return share_by_largest_remainder(self._basket_discount(weights), weights)

    @property
    def total(self) -> Money:
        """Return what the customer owes, turnover and deposits; below zero it is owed to them."""
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
        return NOTHING if self.discount is None else Money(self._basket_discount(self._weights))

    @property
    def promoted(self) -> Money:
        """Return what promotions take off in all."""
        return total_of([line.promotion for line in self.priced()])

    @property
    def bargains(self) -> tuple[tuple[str, Money], ...]:
        """Return what was given by hand in all: discount, price and gift, where there is any."""
        given = {
            "discount": self.basket_discount
            + total_of([line.own_discount for line in self.lines if not line.is_gift]),
            "price": total_of([line.given_up for line in self.lines]),
            "gift": total_of([line.own_discount for line in self.lines if line.is_gift]),
        }
        return tuple((what, amount) for what, amount in given.items() if amount)

    @property
    def articles(self) -> int:
        """Return the number of articles as people count them: a weighed line is one."""
        return sum(
            line.quantity.thousandths // 1000 if line.item.unit is Unit.PIECE else 1
            for line in self.lines
            if not line.follows and not line.is_empties
        )

    def eligible(self, flag: str) -> Money:
        """Return what the lines with this flag come to."""
        return total_of([line.gross for line in self.priced() if flag in line.line.item.flags])

    def __iter__(self) -> Iterator[CartLine]:
        return iter(self.lines)

    @property
    def _weights(self) -> list[int]:
        return [
            (line.amount - line.own_discount - gain.amount).cents if line.takes_discount else 0
            for line, gain in zip(self.lines, self._gains, strict=True)
        ]

    def _line(self, position: int) -> CartLine:
        if not 0 <= position < len(self.lines):
            raise RefusedError("no_such_line", position=position)
        return self.lines[position]

    def _bargainable(self, position: int) -> CartLine:
        line = self._line(position)
        if not line.takes_discount:
            raise RefusedError("discount_not_allowed", label=line.item.full_label)
        return line

    def _append(self, line: CartLine) -> "Cart":
        lines = _with_deposits((*self.lines, line))
        if len(lines) > MAX_LINES:
            raise RefusedError("too_many_lines", limit=MAX_LINES)
        return replace(self, lines=lines, touched=len(self.lines))

    def _with(self, position: int, line: CartLine) -> "Cart":
        lines = (*self.lines[:position], line, *self.lines[position + 1 :])
        return replace(self, lines=_with_deposits(lines), touched=position)

    def _basket_discount(self, weights: list[int]) -> int:
        whole = Money(sum(weights))
        return 0 if self.discount is None else self.discount.on(whole).cents


def _with_deposits(lines: Iterable[CartLine]) -> tuple[CartLine, ...]:
    """Return the lines, each followed by the deposit of its packaging as it now stands."""
    made: list[CartLine] = []
    for line in lines:
        if not line.follows:
            made.append(line)
            if line.deposit is not None:
                made.append(line.deposit)
    return tuple(made)


def _offered(line: CartLine) -> Offered:
    return Offered(line.item, line.quantity, line.amount, is_countable=line.priced_at is None)


def _check_quantity(item: Sellable, quantity: Quantity, price: Money) -> None:
    most = MAX_CARDS * 1000 if item.kind is LineKind.VOUCHER else MAX_QUANTITY
    if not 0 < quantity.thousandths <= most:
        raise RefusedError("quantity_out_of_range", quantity=quantity.thousandths)
    if item.unit is Unit.PIECE and not quantity.is_whole:
        raise RefusedError("wrong_unit", unit=item.unit.value)
    if _is_too_dear(quantity, price):
        raise RefusedError("quantity_out_of_range", quantity=quantity.thousandths)


def _is_too_dear(quantity: Quantity, price: Money) -> bool:
    return quantity.price(price).cents > MAX_CENTS


def _is_same(line: CartLine, item: Sellable) -> bool:
    """Tell whether another piece of `item` belongs on the line.

    Each weighing is its own line, and what was given by hand holds for the pieces it was given on.
    """
    return (
        item.variant_id != ""
        and line.item.variant_id == item.variant_id
        and line.item.price == item.price
        and item.unit is Unit.PIECE
        and line.priced_at is None
        and not line.order_line_id
        and not line.is_bargained
        and not line.is_empties
        and not line.follows
    )
