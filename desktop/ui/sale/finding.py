"""From a code, a word or a touched photograph to a line on the ticket."""

import re
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.cards import spaced
from desktop.domain.cart import Buyer
from desktop.domain.sellable import MEAL_VOUCHER, Sellable
from desktop.services.counter import shelf
from desktop.services.counter.shelf import (
    CardPresented,
    ElsewherePresented,
    NotFound,
    PickupPresented,
    ProductFound,
    ReceiptPresented,
    Scanned,
    VoucherPresented,
)
from desktop.ui.sale.counter import Counter
from desktop.ui.screen import Errand, Notice
from desktop.ui.widgets.banner import announce
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

if TYPE_CHECKING:
    from desktop.ui.sale.figure_panels import FreeAmountPanel

_TIMES = re.compile(r"([1-9]\d{0,3})\s*\*\s*(\w.*)")
_CODE_DIGITS = 6
"""So many digits that nobody knows are a code to be sold, fewer are a word to be searched."""


class Finding:
    """Finds the goods, asks what is missing (how much, which size), and puts them down."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._desk = counter.desk
        self._panels = counter.panels
        self._weighs: Sellable | None = None
        panels = self._panels
        panels.shelf.touched.connect(self.touched)
        panels.shelf.entered.connect(self.entered)
        panels.shelf.wants_free_amount.connect(self.ask_free_amount)
        panels.when("quantity", lambda panel: panel.given.connect(self._on_quantity))
        panels.when("free", self._meet_free)
        panels.when("variants", lambda panel: panel.chosen.connect(self._take))
        panels.when("empties", lambda panel: panel.returned.connect(self._take_back))

    def _meet_free(self, panel: "FreeAmountPanel") -> None:
        room = self._counter.room
        panel.given.connect(lambda item: self.add(item, Quantity.pieces(1)))
        panel.catalogues.connect(lambda code: room.asks.emit(Errand("studio", "catalogue", code)))

    def entered(self, text: str) -> None:
        """Find out what a scanned or typed text means; 6*4011 is six times that article."""
        shop, times = self._desk.shop, 1
        many = _TIMES.fullmatch(text)
        if many is not None:
            times, text = int(many[1]), many[2]
        self._desk.tasks.glance(
            self._counter.room,
            lambda: shelf.understand(shop, text),
            partial(self._on_understood, times),
            self._counter.room.refuse,
        )

    def touched(self, item: Sellable) -> None:
        """Sell what was touched; of a product with several forms ask which."""
        if not item.traits:
            self._take(item)
            return
        shop = self._desk.shop
        self._desk.tasks.glance(
            self._counter.room,
            lambda: shelf.variants(shop, item.product_id),
            self._choose_form,
            self._counter.room.refuse,
        )

    def forget(self) -> None:
        """Ask for no weight any more."""
        self._weighs = None

    def ask_quantity(self) -> None:
        """Ask how much of the current line."""
        place = self._counter.place
        if place < 0 or self._counter.room.is_held_up():
            return
        line = self._counter.cart.lines[place]
        self._weighs = None
        self._panels.quantity.begin(line.item, abs_of(line.quantity))
        self._panels.setCurrentWidget(self._panels.quantity)

    def ask_free_amount(self, code: str = "") -> None:
        """Ask what something without an article costs; `code` is what nobody knows."""
        if self._counter.room.is_held_up():
            return
        self._panels.free.begin(code)
        self._panels.setCurrentWidget(self._panels.free)

    def ask_empties(self) -> None:
        """Ask which empties came back."""
        if self._panels.is_paying:
            return
        shop = self._desk.shop
        self._desk.tasks.glance(
            self._counter.room, lambda: shelf.packaging(shop), self._show_packaging
        )

    def add(self, item: Sellable, quantity: Quantity, *, priced_at: Money | None = None) -> None:
        """Put goods on the ticket."""
        counter = self._counter
        if not counter.change(lambda cart: cart.add(item, quantity, priced_at=priced_at)):
            return
        self._after_adding(item, quantity.price(item.price) if priced_at is None else priced_at)

    def _after_adding(self, item: Sellable, amount: Money) -> None:
        counter = self._counter
        announce(counter.ticket, self._desk.say("sale.added", name=item.full_label, amount=amount))
        if self._panels.is_paying:
            cart = counter.cart
            self._panels.payment.show_due(cart.total, cart.eligible(MEAL_VOUCHER))
        else:
            counter.back_to_shelf()

    def _add_reduced(self, item: Sellable, pieces: Quantity, price: Money, sticker: str) -> None:
        """Put goods on the ticket at the price of their anti-waste sticker."""
        say = self._desk.say
        reason = say("sale.anti_waste")
        if self._counter.change(
            lambda cart: cart.add_reduced(item, pieces, price, sticker, reason)
        ):
            self._after_adding(item, pieces.price(price))

    def _on_understood(self, times: int, scanned: Scanned) -> None:
        match scanned:
            case ProductFound(item=item, reduced_to=Money() as price, sticker=sticker):
                self._add_reduced(item, Quantity.pieces(times), price, sticker)
            case ProductFound(item=item, asks_quantity=True):
                self._take(item)
            case ProductFound(item=item, quantity=quantity, priced_at=None):
                self.add(item, Quantity(quantity.thousandths * times, item.unit))
            case ProductFound(item=item, quantity=quantity, priced_at=priced_at):
                self.add(item, quantity, priced_at=priced_at)
            case NotFound(text=text):
                self._on_not_found(text)
            case _:
                self._on_presented(scanned)

    def _on_presented(self, scanned: Scanned) -> None:
        """Take what a customer shows, or send it where it belongs."""
        room = self._counter.room
        match scanned:
            case PickupPresented(text=text):
                room.asks.emit(Errand("pickup", "check", text))
            case ReceiptPresented(sale_id=sale_id):
                room.run(Errand("sale", "refund", sale_id))
            case VoucherPresented(code=code):
                room.run(Errand("sale", "voucher", code))
            case CardPresented(buyer=buyer, number=number):
                self._on_card(number, buyer)
            case ElsewherePresented(text=text):
                room.passes_on.emit(text)

    def _on_card(self, number: str, buyer: Buyer | None) -> None:
        """Put the customer of a card on the ticket."""
        room, say = self._counter.room, self._desk.say
        if room.is_held_up():
            return
        if buyer is None:
            told = say("reading.card_of_nobody", number=spaced(number))
            customers = Errand("customers", "card", number)
            room.tells.emit(
                Notice(
                    told,
                    "look",
                    act=say("customer.title"),
                    then=lambda: room.asks.emit(customers),
                )
            )
            return
        room.run(Errand("sale", "buyer", buyer))
        room.tells.emit(Notice(say("reading.buyer", name=buyer.name), "go"))

    def _on_not_found(self, text: str) -> None:
        if text.isdigit() and len(text) >= _CODE_DIGITS:
            self.ask_free_amount(text)
            return
        shop = self._desk.shop
        self._desk.tasks.glance(
            self._counter.room,
            lambda: shelf.search(shop, text),
            partial(self._on_searched, text),
            self._counter.room.refuse,
        )

    def _on_searched(self, text: str, found: tuple[Sellable, ...]) -> None:
        if len(found) == 1:
            self._take(found[0])
            return
        if found and len({item.product_id for item in found}) == 1:
            self.touched(found[0])
            return
        if self._counter.room.is_held_up():
            return
        self._counter.back_to_shelf()
        self._panels.shelf.line.setText(text)
        self._panels.shelf.search(text)

    def _choose_form(self, variants: tuple[Sellable, ...]) -> None:
        if len(variants) == 1:
            self._take(variants[0])
        elif variants and not self._counter.room.is_held_up():
            self._panels.setCurrentWidget(self._panels.variants)
            self._panels.variants.begin(variants)

    def _take(self, item: Sellable) -> None:
        if item.unit is Unit.PIECE:
            self.add(item, Quantity.pieces(1))
            return
        if self._counter.room.is_held_up():
            return
        self._weighs = item
        self._panels.quantity.begin(item)
        self._panels.setCurrentWidget(self._panels.quantity)

    def _on_quantity(self, quantity: Quantity) -> None:
        counter = self._counter
        if self._weighs is not None:
            item, self._weighs = self._weighs, None
            self.add(item, quantity)
            return
        place = counter.place
        if place < 0:
            return
        is_empties = counter.cart.lines[place].is_empties
        wanted = -quantity if is_empties else quantity
        if counter.change(lambda cart: cart.set_quantity(place, wanted)):
            counter.back_to_shelf()

    def _show_packaging(self, packaging: tuple[Sellable, ...]) -> None:
        self._panels.setCurrentWidget(self._panels.empties)
        self._panels.empties.begin(packaging)

    def _take_back(self, item: Sellable, quantity: Quantity) -> None:
        self._counter.change(lambda cart: cart.take_back(item, quantity))


def abs_of(quantity: Quantity) -> Quantity:
    """Return how much it is, whichever way it goes."""
    return -quantity if quantity.thousandths < 0 else quantity
