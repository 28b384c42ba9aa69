"""The sale screen: goods on the left, the ticket on the right, one way to the money."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QStackedWidget

from desktop.domain.cart import Cart
from desktop.domain.sellable import Sellable
from desktop.domain.tender import Means, Tenders
from desktop.errors import ShopError
from desktop.services import receipts, selling, staff, till_sessions
from desktop.services.selling import (
    Checkout,
    NotFound,
    PickupPresented,
    ProductFound,
    ReceiptPresented,
    RefundLine,
    SaleDone,
    Scanned,
)
from desktop.services.shop import Shop
from desktop.services.views import ParkedView, SaleView, TillState
from desktop.ui.desk import Desk
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.sale.basket import Basket
from desktop.ui.sale.figure_panels import DiscountPanel, FreeAmountPanel, QuantityPanel
from desktop.ui.sale.parked_panel import ParkedPanel
from desktop.ui.sale.refund_panel import RefundPanel
from desktop.ui.sale.shelf import Shelf
from desktop.ui.sale.ticket_pane import TicketPane
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.layouts import row
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the screen must know beside the basket."""

    till: TillState
    parked: tuple[ParkedView, ...]
    seller: str


class SaleScreen(Screen):
    """Keeps the basket of the customer at the counter and the baskets before it, for undo.

    | left side | shown while |
    |---|---|
    | shelf | goods are being found |
    | quantity, discount, free, parked, refund | that is being asked |
    | payment | the customer pays; scanning goes on adding |
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "sale", desk.say("sale.title"))
        self._basket = Basket()
        self._parked: tuple[ParkedView, ...] = ()
        self._seller = ""
        self._sale_id = ""
        self._last_sale = ""
        self._weighs: Sellable | None = None
        self._build()
        self._listen()
        self.shelf.refresh()
        self._look()

    def _build(self) -> None:
        desk = self.desk
        self.shelf = Shelf(desk)
        self.quantity = QuantityPanel(desk)
        self.discount = DiscountPanel(desk)
        self.free = FreeAmountPanel(desk)
        self.parked = ParkedPanel(desk)
        self.refund = RefundPanel(desk)
        self.payment = PaymentPanel(desk)
        self.ticket = TicketPane(desk)
        self.left = QStackedWidget()
        for page in (
            self.shelf,
            self.quantity,
            self.discount,
            self.free,
            self.parked,
            self.refund,
            self.payment,
        ):
            self.left.addWidget(page)
        whole = row(self.left, self.ticket, gap=16, margins=16)
        whole.setStretch(0, 62)
        whole.setStretch(1, 38)
        self.setLayout(whole)

    def _listen(self) -> None:
        shelf, ticket = self.shelf, self.ticket
        shelf.touched.connect(self._on_touched)
        shelf.entered.connect(self.entered)
        shelf.wants_free_amount.connect(self._ask_free_amount)
        shelf.wants_first_product.connect(lambda: self.asks.emit(Errand("studio")))
        shelf.line.on_arrow = ticket.lines.step
        ticket.fewer.connect(partial(self._count, -1))
        ticket.more.connect(partial(self._count, 1))
        ticket.asks_quantity.connect(self._ask_quantity)
        ticket.asks_discount.connect(self._ask_discount)
        ticket.removes.connect(self._remove)
        ticket.clears.connect(self._clear)
        ticket.parks.connect(self._park_or_resume)
        ticket.pays.connect(self._pay)
        ticket.opens_till.connect(lambda: self.asks.emit(Errand("till")))
        ticket.returns.connect(self._ask_refund)
        ticket.opens_drawer.connect(self._open_drawer)
        ticket.prints.connect(self._print_receipt)
        self.quantity.given.connect(self._on_quantity)
        self.discount.given.connect(self._on_discounted)
        self.free.given.connect(self._on_free_amount)
        self.free.catalogues.connect(
            lambda code: self.asks.emit(Errand("studio", "catalogue", code))
        )
        self.parked.chosen.connect(self._resume)
        self.refund.gives.connect(self._refund)
        self.payment.settled.connect(self._on_settled)
        self.payment.left.connect(self._back_to_shelf)
        for panel in (self.quantity, self.discount, self.free, self.parked, self.refund):
            panel.left.connect(self._back_to_shelf)
        for name, act in (
            ("search", self._back_to_shelf),
            ("more", partial(self._count, 1)),
            ("fewer", partial(self._count, -1)),
            ("remove", self._remove),
            ("undo", self._undo),
            ("park", self._park_or_resume),
            ("drawer", self._open_drawer),
            ("pay", self._pay),
            ("discount", self._ask_discount),
            ("free-amount", self._ask_free_amount),
            ("refund", self._ask_refund),
        ):
            bind(self, name, act)
        changes = self.desk.changes
        changes.on(self, ("catalogue",), shelf.refresh)
        changes.on(self, ("till", "sales", "staff"), self._look)

    # What the window asks

    def arrive(self) -> None:
        """Listen for the next scan."""
        if self.left.currentWidget() is self.shelf:
            self.shelf.line.setFocus()
        self._look()

    def scanned(self, text: str) -> None:
        """Put what was scanned into the basket, or take it where it belongs."""
        if self.left.currentWidget() is self.refund:
            self.refund.look_up(text)
            return
        self.entered(text)

    def run(self, errand: Errand) -> None:
        """Take a code from another room, or open a ticket's return."""
        if errand.what == "scan":
            self.scanned(str(errand.thing))
        elif errand.what == "refund":
            self._ask_refund()
            self.refund.open_sale(str(errand.thing))

    def step_back(self) -> bool:
        """Go back to the goods; then let go of the search."""
        if self.left.currentWidget() is not self.shelf:
            self._back_to_shelf()
            return True
        self.shelf.reset()
        return True

    def entered(self, text: str) -> None:
        """Find out what a scanned or typed text means."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: selling.understand(shop, text), self._on_understood, self.refuse
        )

    # Finding goods

    def _on_understood(self, scanned: Scanned) -> None:
        match scanned:
            case ProductFound(item=item, quantity=quantity, priced_at=priced_at):
                self._add(item, quantity, priced_at=priced_at)
            case PickupPresented(text=text):
                self.asks.emit(Errand("pickup", "check", text))
            case ReceiptPresented(sale_id=sale_id):
                self._ask_refund()
                self.refund.open_sale(sale_id)
            case NotFound(text=text):
                self._on_not_found(text)

    def _on_not_found(self, text: str) -> None:
        if text.isdigit() and len(text) >= 6:
            self._ask_free_amount(text)
            return
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: selling.search(shop, text),
            partial(self._on_searched, text),
            self.refuse,
        )

    def _on_searched(self, text: str, found: tuple[Sellable, ...]) -> None:
        if len(found) == 1:
            self._on_touched(found[0])
            return
        self._back_to_shelf()
        self.shelf.line.setText(text)
        self.shelf.search(text)

    def _on_touched(self, item: Sellable) -> None:
        if item.unit is Unit.PIECE:
            self._add(item, Quantity.pieces(1))
            return
        self._weighs = item
        self.quantity.begin(item)
        self.left.setCurrentWidget(self.quantity)

    def _add(self, item: Sellable, quantity: Quantity, *, priced_at: Money | None = None) -> None:
        if not self._try(lambda cart: cart.add(item, quantity, priced_at=priced_at)):
            return
        say = self.desk.say
        amount = quantity.price(item.price) if priced_at is None else priced_at
        announce(self.ticket, say("sale.added", name=item.full_label, amount=amount))
        if self._is_paying:
            self.payment.show_due(self._cart.total)
        else:
            self._back_to_shelf()

    # Changing the basket

    def _try(self, act: Callable[[Cart], Cart]) -> bool:
        try:
            cart = act(self._cart)
        except ShopError as error:
            self.refuse(error)
            return False
        self._become(cart)
        return True

    def _become(self, cart: Cart) -> None:
        """Have another basket; one thrown away before it will not be taken back."""
        if not cart.is_empty:
            self._tell_thrown()
        self._basket.become(cart)
        self._show()

    def _show(self) -> None:
        self.ticket.show_cart(self._cart)
        self.ticket.show_parked(len(self._parked))
        self.ticket.show_paying(is_paying=self._is_paying)

    @property
    def _cart(self) -> Cart:
        return self._basket.cart

    def _next_customer(self) -> Cart:
        cart = self._basket.hand_out()
        self._show()
        return cart

    @property
    def _is_paying(self) -> bool:
        return self.left.currentWidget() is self.payment

    @property
    def _place(self) -> int:
        return self.ticket.lines.current if not self._cart.is_empty else -1

    def _count(self, direction: int) -> None:
        place = self._place
        if place < 0 or self._is_paying:
            return
        line = self._cart.lines[place]
        if line.item.unit is not Unit.PIECE:
            self._ask_quantity()
            return
        wanted = line.quantity.thousandths + 1000 * direction
        if wanted <= 0:
            self._remove()
            return
        self._try(lambda cart: cart.set_quantity(place, Quantity(wanted, Unit.PIECE)))
        self._listen_again()

    def _remove(self) -> None:
        place = self._place
        if place < 0 or self._is_paying:
            return
        self._try(lambda cart: cart.void(place))
        self._listen_again()

    def _undo(self) -> None:
        if not self._is_paying and self._basket.undo():
            self._show()
            self._listen_again()

    def _clear(self) -> None:
        if self._cart.is_empty:
            return
        say = self.desk.say
        words = say("sale.cleared", total=self._basket.throw_away().total)
        self.tells.emit(Notice(words, "look", act=say("sale.undo"), then=self._undo))
        self._back_to_shelf()

    def _tell_thrown(self) -> None:
        """Have the journal note a basket thrown away, once it will not be taken back."""
        thrown = self._basket.forget_thrown()
        shop, seller = self.desk.shop, self._seller
        if thrown is not None:
            self.desk.tasks.ledger(self, lambda: selling.abandon(shop, thrown, seller))

    def _ask_quantity(self) -> None:
        if self._place < 0:
            return
        line = self._cart.lines[self._place]
        self._weighs = None
        self.quantity.begin(line.item, line.quantity)
        self.left.setCurrentWidget(self.quantity)

    def _on_quantity(self, quantity: Quantity) -> None:
        if self._weighs is not None:
            item, self._weighs = self._weighs, None
            self._add(item, quantity)
            return
        place = self._place
        if self._try(lambda cart: cart.set_quantity(place, quantity)):
            self._back_to_shelf()

    def _ask_discount(self) -> None:
        if self._cart.is_empty or self._is_paying:
            return
        self.discount.begin(self._cart, self._place)
        self.left.setCurrentWidget(self.discount)

    def _on_discounted(self, cart: Cart) -> None:
        self._become(cart)
        self._back_to_shelf()

    def _ask_free_amount(self, code: str = "") -> None:
        self.free.begin(code)
        self.left.setCurrentWidget(self.free)

    def _on_free_amount(self, item: Sellable) -> None:
        self._add(item, Quantity.pieces(1))

    # Putting aside

    def _park_or_resume(self) -> None:
        if self._is_paying:
            return
        if not self._cart.is_empty:
            self._park()
        elif len(self._parked) == 1:
            self._resume(self._parked[0].id)
        elif self._parked:
            self.parked.show_parked(self._parked)
            self.left.setCurrentWidget(self.parked)

    def _park(self) -> None:
        cart, seller, shop = self._next_customer(), self._seller, self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: selling.park(shop, cart, seller),
            self._on_parked,
            partial(self._put_back, cart),
        )

    def _on_parked(self, _basket: ParkedView) -> None:
        self.tells.emit(Notice(self.desk.say("sale.parked"), "go"))
        self._look()

    def _resume(self, basket_id: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: selling.resume(shop, basket_id), self._on_resumed, self.refuse
        )

    def _on_resumed(self, cart: Cart) -> None:
        self._become(cart)
        self._back_to_shelf()
        self._look()

    def _put_back(self, cart: Cart, error: ShopError) -> None:
        """Have the basket again as it was: what was asked did not go.

        What the next customer has already put down meanwhile is parked, never mixed in or lost.
        """
        if not self._cart.is_empty:
            self._park()
        self._basket.put_back(cart)
        self._show()
        self.refuse(error)

    # Money

    def _pay(self) -> None:
        if self._cart.is_empty or self._is_paying:
            return
        if not self.ticket.takes_money:
            self.asks.emit(Errand("till"))
            return
        self._sale_id = new_id()
        self.left.setCurrentWidget(self.payment)
        self.payment.begin(self._cart.total)
        self._show()

    def _on_settled(self, tenders: Tenders) -> None:
        shop = self.desk.shop
        # A second press, or a scan from here on, is the next customer's.
        cart = self._next_customer()
        paid = Checkout(cart=cart, tenders=tenders, staff=self._seller, sale_id=self._sale_id)
        self._back_to_shelf()
        self.desk.tasks.ledger(
            self,
            lambda: selling.take_payment(shop, paid),
            self._on_sold,
            partial(self._put_back, paid.cart),
        )

    def _on_sold(self, done: SaleDone) -> None:
        self._last_sale = done.sale_id
        if self._cart.is_empty:
            self.ticket.show_done(done)
        if done.receipt_required:
            self._print(done.sale_id, "done.required")

    def _print_receipt(self) -> None:
        self._print(self._last_sale, "done.printed")

    def _print(self, sale_id: str, words: str) -> None:
        shop = self.desk.shop
        told = Notice(self.desk.say(words), "go")
        self.desk.tasks.ledger(
            self,
            lambda: receipts.print_receipt(shop, sale_id),
            lambda _job: self.tells.emit(told),
            self.refuse,
        )

    def _open_drawer(self) -> None:
        shop, seller, say = self.desk.shop, self._seller, self.desk.say
        reason = say("drawer.reason")
        self.desk.tasks.ledger(
            self,
            lambda: till_sessions.kick_drawer(shop, seller, reason),
            lambda _done: self.tells.emit(Notice(say("drawer.opened"), "go")),
            self.refuse,
        )

    # Goods that come back

    def _ask_refund(self) -> None:
        if self._is_paying:
            return
        self.left.setCurrentWidget(self.refund)
        self.refund.begin()

    def _refund(
        self, sale: SaleView, lines: tuple[RefundLine, ...], means: Means, reason: str, ident: str
    ) -> None:
        shop, seller = self.desk.shop, self._seller
        self._back_to_shelf()
        self.desk.tasks.ledger(
            self,
            lambda: selling.refund(shop, sale.id, lines, means, seller, reason, refund_id=ident),
            self._on_sold,
            self.refuse,
        )

    # Focus and freshness

    def _back_to_shelf(self) -> None:
        self._weighs = None
        self.left.setCurrentWidget(self.shelf)
        self._show()
        self.shelf.reset()

    def _listen_again(self) -> None:
        if self.left.currentWidget() is self.shelf:
            self.shelf.line.setFocus()

    def _look(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: _standing(shop), self._on_looked)

    def _on_looked(self, now: _Standing) -> None:
        self._parked, self._seller = now.parked, now.seller
        self.ticket.show_till(is_open=now.till.is_open)
        self.ticket.show_parked(len(now.parked))


def _standing(shop: Shop) -> _Standing:
    """Return what the screen must know. Runs on the ledger thread."""
    return _Standing(till_sessions.till_state(shop), selling.parked(shop), staff.current(shop).code)
