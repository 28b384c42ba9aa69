"""The basket at the counter and the baskets before it: undo is keeping the old ones."""

from desktop.domain.cart import Cart

_UNDO_STEPS = 100


class Basket:
    """Holds one customer's cart; each act hands in the next one."""

    def __init__(self) -> None:
        self.cart = Cart()
        self._past: list[Cart] = []
        self._thrown: Cart | None = None

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
        self.cart = self._past.pop()
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
        return cart

    def put_back(self, cart: Cart) -> None:
        """Have a cart again as it was handed out: what was asked did not go."""
        self.cart = cart
