"""The money of a sale: paid, given back, and the paper that goes with it."""

from functools import partial

from desktop.domain.tender import Means, Tenders
from desktop.services import receipts, selling, till_sessions
from desktop.services.selling import Checkout, RefundLine, SaleDone
from desktop.services.views import SaleView
from desktop.ui.sale.counter import Counter
from desktop.ui.screen import Errand, Notice
from sync.kernel.ids import new_id


class Settling:
    """Takes what the payment panel gathered to the ledger; the next customer may begin at once."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._desk = counter.desk
        self._panels = counter.panels
        self._sale_id = ""
        self._last_sale = ""
        self._panels.payment.settled.connect(self._on_settled)
        self._panels.payment.left.connect(counter.back_to_shelf)
        self._panels.refund.gives.connect(self._refund)

    def pay(self) -> None:
        """Ask for the money; a basket that costs nothing, or less, is settled at once."""
        counter = self._counter
        if counter.cart.is_empty or self._panels.is_paying:
            return
        if not counter.ticket.takes_money:
            counter.room.asks.emit(Errand("till"))
            return
        counter.become(counter.cart)
        self._sale_id = new_id()
        if counter.cart.total.cents <= 0:
            self._on_settled(Tenders())
            return
        self._panels.setCurrentWidget(self._panels.payment)
        self._panels.payment.begin(counter.cart.total)
        counter.show_cart()

    def take_voucher(self, _code: str) -> None:
        """Go to the payment with a voucher that was scanned."""
        self.pay()

    def print_receipt(self) -> None:
        """Print the last sale's receipt for whoever asks for it."""
        self._print(self._last_sale, "done.printed")

    def open_drawer(self) -> None:
        """Open the drawer without a sale; the journal notes it."""
        counter, say = self._counter, self._desk.say
        shop, seller, reason = self._desk.shop, counter.seller, say("drawer.reason")
        counter.room.attempt(
            lambda approved_by: till_sessions.kick_drawer(shop, seller, reason, approved_by),
            lambda _done: counter.room.tells.emit(Notice(say("drawer.opened"), "go")),
        )

    def ask_refund(self, sale_id: str = "") -> None:
        """Ask what comes back, of this ticket if it is known."""
        if self._panels.is_paying:
            return
        self._panels.setCurrentWidget(self._panels.refund)
        self._panels.refund.begin()
        if sale_id:
            self._panels.refund.open_sale(sale_id)

    def _on_settled(self, tenders: Tenders) -> None:
        counter, shop = self._counter, self._desk.shop
        # A second press, or a scan from here on, is the next customer's.
        cart = counter.next_customer()
        paid = Checkout(cart=cart, tenders=tenders, staff=counter.seller, sale_id=self._sale_id)
        counter.back_to_shelf()
        self._desk.tasks.ledger(
            counter.room,
            lambda: selling.take_payment(shop, paid),
            self._on_sold,
            partial(counter.put_back, paid.cart),
        )

    def _on_sold(self, done: SaleDone) -> None:
        self._last_sale = done.sale_id
        if self._counter.cart.is_empty:
            self._counter.ticket.show_done(done)
        if done.receipt_required:
            self._print(done.sale_id, "done.required")

    def _print(self, sale_id: str, words: str) -> None:
        shop, screen = self._desk.shop, self._counter.room
        told = Notice(self._desk.say(words), "go")
        self._desk.tasks.ledger(
            screen,
            lambda: receipts.print_receipt(shop, sale_id),
            lambda _job: screen.tells.emit(told),
            screen.refuse,
        )

    def _refund(
        self, sale: SaleView, lines: tuple[RefundLine, ...], means: Means, reason: str, ident: str
    ) -> None:
        shop, counter = self._desk.shop, self._counter
        seller = counter.seller
        counter.back_to_shelf()
        self._desk.tasks.ledger(
            counter.room,
            lambda: selling.refund(shop, sale.id, lines, means, seller, reason, refund_id=ident),
            self._on_sold,
            counter.room.refuse,
        )
