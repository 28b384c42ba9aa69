"""One line of a basket, what may be given on it by hand, and its final figures."""

from enum import StrEnum

from msgspec import Struct

from desktop.domain.sellable import LineKind, Sellable
from desktop.errors import RefusedError
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

NOTHING = Money(0)
WHOLE = 10_000
"""All of it, in basis points: a gift."""


class DiscountKind(StrEnum):
    """How a reduction is expressed."""

    AMOUNT = "amount"
    SHARE = "share"


class Discount(Struct, frozen=True):
    """A reduction given at the counter: cents, or basis points of the price."""

    kind: DiscountKind
    value: int

    def __post_init__(self) -> None:
        if self.value <= 0 or (self.kind is DiscountKind.SHARE and self.value > WHOLE):
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


GIFT = Discount(DiscountKind.SHARE, WHOLE)


class CartLine(Struct, frozen=True):
    """One line before the basket's discount."""

    item: Sellable
    #: Below zero for empties that come back.
    quantity: Quantity
    discount: Discount | None = None
    #: The amount a scale printed; it stands, whatever weight × price would round to.
    priced_at: Money | None = None
    #: Line of an online order that is paid here.
    order_line_id: str = ""
    #: Price of one unit given by hand; the catalogue's stays in `item`.
    own_price: Money | None = None
    #: Why a discount, another price or a gift was given.
    reason: str = ""
    #: What the customer wants said about it: engraved, well ripe.
    note: str = ""
    #: Deposit of the line above: it comes, counts and goes with it.
    follows: bool = False
    #: Code of the anti-waste sticker that says `own_price`: whoever stuck it on had the right to.
    sticker: str = ""
    #: The customer brought the packaging: no deposit follows.
    is_without_deposit: bool = False

    @property
    def unit_price(self) -> Money:
        """Return the price of one unit that holds here."""
        return self.item.price if self.own_price is None else self.own_price

    @property
    def amount(self) -> Money:
        """Return quantity × price, rounded half up, before any discount."""
        return self.quantity.price(self.unit_price) if self.priced_at is None else self.priced_at

    @property
    def own_discount(self) -> Money:
        """Return what the line's own discount takes off."""
        return NOTHING if self.discount is None else self.discount.on(self.amount)

    @property
    def given_up(self) -> Money:
        """Return what another price takes off the catalogue's; below zero when it is dearer."""
        if self.own_price is None:
            return NOTHING
        return self.quantity.price(self.item.price) - self.quantity.price(self.own_price)

    @property
    def is_gift(self) -> bool:
        """Tell whether it is given away."""
        return self.discount == GIFT

    @property
    def is_empties(self) -> bool:
        """Tell whether it is packaging that came back."""
        return self.quantity.thousandths < 0

    @property
    def is_bargained(self) -> bool:
        """Tell whether somebody gave another price or a discount on it by hand."""
        return self.discount is not None or self.own_price is not None

    @property
    def takes_discount(self) -> bool:
        """Tell whether its price may be reduced."""
        return self.item.takes_discount and not self.is_empties

    @property
    def takes_promotion(self) -> bool:
        """Tell whether promotions look at it."""
        return (
            self.takes_discount
            and not self.is_bargained
            and not self.order_line_id
            and self.item.variant_id != ""
        )

    @property
    def deposit(self) -> "CartLine | None":
        """Return the line that comes with it, None when its packaging bears no deposit."""
        packaging = self.item.deposit
        is_due = packaging is not None and not self.is_without_deposit and not self.order_line_id
        if packaging is None or not is_due or self.item.kind is LineKind.DEPOSIT:
            return None
        pieces = self.quantity if self.quantity.unit is packaging.unit else Quantity(1000)
        return CartLine(packaging, pieces, follows=True)


class PricedLine(Struct, frozen=True):
    """A line with its final figures: what the customer reads and the journal signs."""

    line: CartLine
    #: Quantity × price.
    amount: Money
    #: Promotion or own discount, and the share of the basket's, as a positive amount.
    discount: Money
    #: What is charged: amount − discount.
    gross: Money
    #: Part of the discount that promotions gave, and their names.
    promotion: Money = NOTHING
    promotion_name: str = ""


class Grant(Struct, frozen=True):
    """What somebody gave on a basket or stood for: whoever is paid may not be who gave it."""

    #: Code of the act (`domain.roles.Act`).
    act: str
    #: Largest part of a price that was allowed.
    basis_points: int
    #: Code of who allowed it.
    by: str


class Buyer(Struct, frozen=True, kw_only=True):
    """The customer on the basket, if there is one."""

    id: str
    name: str
    #: Groups that a promotion may ask for.
    groups: tuple[str, ...] = ()
