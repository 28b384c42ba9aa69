"""What is given, said or known beside the goods: bargains, notes, the customer."""

from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.cart import Buyer, Cart
from desktop.services.counter import bargains
from desktop.ui.sale.counter import Counter
from desktop.ui.screen import Errand

if TYPE_CHECKING:
    from desktop.ui.sale.buyer_panel import BuyerPanel


class Bargaining:
    """Asks for it, has it approved where the role wants that, and puts it on the basket."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._panels = counter.panels
        panels = self._panels
        panels.when("bargain", lambda panel: panel.given.connect(self.have_allowed))
        panels.when("note", lambda panel: panel.given.connect(self._take))
        panels.when("buyer", self._meet_buyer)

    def _meet_buyer(self, panel: "BuyerPanel") -> None:
        room = self._counter.room
        panel.chosen.connect(self.sell_to)
        panel.refused.connect(room.refuse)
        panel.wants_file.connect(lambda: room.asks.emit(Errand("customers", "search")))

    def ask_bargain(self) -> None:
        """Ask for a discount, another price or a gift; asked again, on the whole ticket."""
        if self._counter.cart.is_empty or self._panels.is_paying:
            return
        if self._panels.currentWidget() is self._panels.bargain:
            self._panels.bargain.next_scope()
            return
        self._panels.setCurrentWidget(self._panels.bargain)
        self._panels.bargain.begin(self._counter.cart, self._counter.place)

    def ask_note(self) -> None:
        """Ask what is to be said about the ticket or its current line."""
        if self._panels.is_paying:
            return
        self._panels.setCurrentWidget(self._panels.note)
        self._panels.note.begin(self._counter.cart, self._counter.place)

    def ask_buyer(self) -> None:
        """Ask who buys."""
        if self._panels.is_paying:
            return
        self._panels.setCurrentWidget(self._panels.buyer)
        self._panels.buyer.begin()

    def have_allowed(self, after: Cart) -> None:
        """Have the basket if the seller may give what is in it, or once somebody stands for it."""
        counter = self._counter
        shop, seller, before = counter.desk.shop, counter.seller, counter.cart
        counter.room.attempt(
            lambda approved_by: bargains.allow(shop, before, after, seller, approved_by),
            partial(self._take_allowed, before),
        )

    def _take_allowed(self, before: Cart, after: Cart) -> None:
        """Have the bargain; a basket that has changed meanwhile is left as it is now."""
        if self._counter.cart is before:
            self._take(after)

    def _take(self, cart: Cart) -> None:
        self._counter.become(cart)
        self._counter.back_to_shelf()

    def sell_to(self, buyer: object) -> None:
        """Have a customer on the basket, or nobody."""
        if self._counter.room.is_held_up():
            return
        if buyer is None or isinstance(buyer, Buyer):
            self._take(self._counter.cart.for_buyer(buyer))
