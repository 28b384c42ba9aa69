"""Baskets put aside and taken up again."""

from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.cart import Cart
from desktop.services.counter import selling
from desktop.ui.sale.counter import Counter
from desktop.ui.screen import Notice

if TYPE_CHECKING:
    from desktop.services.views import ParkedView


class PuttingAside:
    """One key for both: with goods on the ticket it parks, without it resumes."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.parked: tuple[ParkedView, ...] = ()
        counter.panels.when("parked", lambda panel: panel.chosen.connect(self._resume))

    def park_or_resume(self) -> None:
        """Put the basket aside, or offer those that are."""
        panels = self._counter.panels
        if panels.is_paying:
            return
        if not self._counter.cart.is_empty:
            self.park()
        elif len(self.parked) == 1:
            self._resume(self.parked[0].id)
        elif self.parked:
            panels.setCurrentWidget(panels.parked)
            panels.parked.show_parked(self.parked)

    def park(self) -> None:
        """Put the basket aside under its note."""
        counter = self._counter
        was_exchanging = counter.forget_exchange()
        cart, seller, shop = counter.next_customer(), counter.seller, counter.desk.shop
        counter.desk.tasks.ledger(
            counter.room,
            lambda: selling.park(shop, cart, seller, cart.note),
            partial(self._on_parked, was_exchanging),
            partial(counter.put_back, cart),
        )

    def _on_parked(self, was_exchanging: bool, _basket: "ParkedView") -> None:
        counter, say = self._counter, self._counter.desk.say
        words = say("sale.parked")
        if was_exchanging:
            words = f"{words} {say('exchange.off')}"
        tone = "look" if was_exchanging else "go"
        counter.room.tells.emit(Notice(words, tone))
        counter.look()

    def _resume(self, basket_id: str) -> None:
        counter = self._counter
        shop = counter.desk.shop
        counter.desk.tasks.ledger(
            counter.room,
            lambda: selling.resume(shop, basket_id),
            self._on_resumed,
            counter.room.refuse,
        )

    def _on_resumed(self, cart: Cart) -> None:
        self._counter.take_up(cart)
        self._counter.back_to_shelf()
        self._counter.look()
