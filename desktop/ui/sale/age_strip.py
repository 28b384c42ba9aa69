"""Goods for adults are on the ticket: one key says that the age was seen, one refuses them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.cart import Cart
from desktop.services.counter import age_check
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row


class AgeStrip(QWidget):
    """Stands above the pay button while there are such goods; scanning goes on beside it."""

    seen = Signal()
    refused = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName("sale-age")
        self._words = label("", "", "look", wraps=True)
        self._words.setObjectName("sale-age-words")
        self._seen = Button(
            "sale-age-seen",
            say("age.seen", key=key_of("age-seen")),
            role="primary",
            clicked=self.seen.emit,
        )
        self._refuse = Button(
            "sale-age-refuse", say("age.refuse"), role="stop", clicked=self.refused.emit
        )
        self._acts = QWidget()
        acts = row(self._seen, self._refuse)
        acts.setStretch(0, 2)
        acts.setStretch(1, 1)
        self._acts.setLayout(acts)
        self.setLayout(column(self._words, self._acts, gap=4))
        self.hide()

    def show_cart(self, cart: Cart) -> None:
        """Ask for the age where the basket holds such goods, and say so where it was seen."""
        is_there = bool(cart.for_adults)
        if is_there:
            say, shop = self._desk.say, self._desk.shop
            if cart.asks_age:
                years, born = age_check.years(shop), age_check.born_by(shop)
                self._words.setText(say("age.ask", years=years, born=born))
            else:
                self._words.setText(say("age.was_seen"))
            set_tone(self._words, "look" if cart.asks_age else "go")
            self._acts.setVisible(cart.asks_age)
        self.setVisible(is_there)

    def show_paying(self, *, is_paying: bool) -> None:
        """Hold its keys back while the customer pays."""
        self._acts.setEnabled(not is_paying)

    def ask(self) -> None:
        """Lead to the key: Enter says that it was seen."""
        self._seen.setFocus(Qt.FocusReason.OtherFocusReason)
