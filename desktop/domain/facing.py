"""What the customer sees of the till: never more than what is theirs.

No name of a person, no other basket, no order's content, no stock, margin or reason ever gets in
here; the windows and the pole only ever read a `Scene`.
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from desktop.domain.cart import Cart, PricedLine
from desktop.domain.tender import Tenders
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit

NOTHING = Money(0)


class Moment(StrEnum):
    """Where the customer is in the sale.

    | moment | becomes |
    |---|---|
    | idle | basket, with the first line; pickup |
    | basket | paying; idle, when it is emptied or put aside |
    | paying | done; basket, when the payment is left |
    | done | basket, with the next customer's first line; idle after a while |
    | pickup | paying, then done, of an order |

    A payment of an order shows no lines: what was ordered is nobody else's business.
    """

    IDLE = "idle"
    BASKET = "basket"
    PAYING = "paying"
    DONE = "done"
    PICKUP = "pickup"


class SceneLine(Struct, frozen=True, kw_only=True):
    """A line as the customer may read it."""

    name: str
    quantity: Quantity
    #: Of one unit.
    price: Money
    #: Quantity × price, before what was taken off.
    amount: Money
    #: What promotions and discounts take off, above nothing; and the promotion's name.
    saved: Money = NOTHING
    promotion: str = ""
    gross: Money

    @property
    def tells_price(self) -> bool:
        """Tell whether the price of one unit says more than the amount does."""
        return self.quantity.unit is not Unit.PIECE or self.quantity.thousandths != 1000


class Scene(Struct, frozen=True, kw_only=True):
    """All that is shown at one moment; each act returns the next one."""

    moment: Moment = Moment.IDLE
    lines: tuple[SceneLine, ...] = ()
    #: Position of the line that was put down or changed last; -1 without one.
    touched: int = -1
    total: Money = NOTHING
    #: What was taken off in all, above nothing.
    saved: Money = NOTHING
    #: What was put down already.
    paid: Money = NOTHING
    #: What is still to be paid.
    due: Money = NOTHING
    #: What goes back to the customer.
    change: Money = NOTHING

    def with_basket(self, cart: Cart) -> "Scene":
        """Return the scene of a basket.

        An emptied one leaves the thanks of the sale before it standing, and what was just paid
        until its thanks come.
        """
        if cart.is_empty:
            if self.is_settled:
                return replace(self, lines=(), touched=-1)
            return self if self.moment is Moment.DONE else Scene()
        basket = _of_basket(cart)
        if self.moment is Moment.PAYING and self.lines:
            return replace(basket, moment=Moment.PAYING, paid=self.paid, due=self.due)
        return basket

    @property
    def is_settled(self) -> bool:
        """Tell whether all is paid and only the thanks are missing."""
        return self.moment is Moment.PAYING and not self.due

    @property
    def is_over(self) -> bool:
        """Tell whether the customer has no more to do: it may give way to the shop's name."""
        return self.moment is Moment.DONE or (self.is_settled and not self.lines)

    def with_payment(self, due: Money, tenders: Tenders) -> "Scene":
        """Return the scene with what is due and what was put down for it."""
        return replace(
            self,
            moment=Moment.PAYING,
            total=due,
            paid=tenders.total,
            due=tenders.remaining(due),
            change=_change(due, tenders),
        )

    def without_payment(self) -> "Scene":
        """Return the scene with the payment put away again: nothing was taken."""
        if self.moment is not Moment.PAYING or (self.is_settled and not self.lines):
            return self
        if not self.lines:
            return Scene()
        total = total_of([line.gross for line in self.lines])
        return replace(
            self,
            moment=Moment.BASKET,
            total=total,
            paid=NOTHING,
            due=max(total, NOTHING),
            change=NOTHING,
        )

    @staticmethod
    def thanks(total: Money, change: Money = NOTHING) -> "Scene":
        """Return the scene after a sale; a total below zero was given back."""
        return Scene(moment=Moment.DONE, total=total, paid=total, change=change)

    @staticmethod
    def pickup() -> "Scene":
        """Return the scene that asks for a pickup code."""
        return Scene(moment=Moment.PICKUP)


def _of_basket(cart: Cart) -> Scene:
    priced = cart.priced()
    return Scene(
        moment=Moment.BASKET,
        lines=tuple(map(_line, priced)),
        touched=min(cart.touched, len(priced) - 1),
        total=cart.total,
        saved=total_of([line.discount for line in priced]),
        due=max(cart.total, NOTHING),
    )


def _line(priced: PricedLine) -> SceneLine:
    line = priced.line
    return SceneLine(
        name=line.item.full_label,
        quantity=line.quantity,
        price=line.unit_price,
        amount=priced.amount,
        saved=priced.discount,
        promotion=priced.promotion_name,
        gross=priced.gross,
    )


def _change(due: Money, tenders: Tenders) -> Money:
    try:
        return tenders.change_for(due)
    except RefusedError:
        # Not everything is there yet, or nothing can go back.
        return NOTHING
