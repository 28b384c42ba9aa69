"""The basket at the counter and the baskets before it: undo is keeping the old ones."""

from collections import Counter
from dataclasses import replace

from desktop.domain.cart import Cart
from sync.kernel.money import Money

_UNDO_STEPS = 100


class Basket:
    """Holds one customer's cart; each act hands in the next one.

    A line that undo takes out was taken out all the same: it counts as voided.
    """

    def __init__(self) -> None:
        self.cart = Cart()
        self._past: list[Cart] = []
        self._thrown: Cart | None = None
        self._undone: tuple[Money, ...] = ()

    def become(self, cart: Cart) -> None:
        """Go on with another cart; the one before it can be had again."""
        if cart != self.cart:
            self._past = [*self._past, self.cart][-_UNDO_STEPS:]
            self.cart = cart

    @property
    def has_past(self) -> bool:
        """Tell whether there is an act to be taken back."""
        return bool(self._past)

    def undo(self) -> bool:
        """Have the cart before the last act again, and tell whether there was one."""
        if not self._past:
            return False
        before, self.cart = self.cart, self._past.pop()
        self._undone = (*self._undone, *_gone(before, self.cart))
        self._thrown = None
        return True

    def throw_away(self) -> Cart:
        """Empty the basket and return what was in it; undo still brings it back."""
        thrown = self.cart
        self.become(Cart())
        self._thrown = thrown
        return thrown

    def forget_thrown(self) -> Cart | None:
        """Return a basket that was thrown away and will not be taken back, once."""
        thrown, self._thrown = self._thrown, None
        return thrown

    def hand_out(self) -> Cart:
        """Return the cart and be empty for the next customer, with nothing to undo."""
        cart, self.cart, self._past = self.cart, Cart(), []
        undone, self._undone = self._undone, ()
        return replace(cart, voided=(*cart.voided, *undone)) if undone else cart

    def take_up(self, cart: Cart) -> None:
        """Have a cart that was put aside: undo goes back to it, and never to nothing."""
        emptied = self.hand_out()
        self.cart = replace(
            cart,
            voided=(*cart.voided, *emptied.voided),
            put_aside_as=(*cart.put_aside_as, *emptied.put_aside_as),
        )

    def put_back(self, cart: Cart) -> None:
        """Have a cart again as it was handed out: what was asked did not go."""
        self.cart = cart


def _gone(before: Cart, after: Cart) -> tuple[Money, ...]:
    """Return what the lines were worth that are there no more, whatever changed on the others."""
    left = Counter(line.item for line in after.lines)
    gone = []
    for line in before.lines:
        left[line.item] -= 1
        if left[line.item] < 0:
            gone.append(line.amount)
    return tuple(gone)
