"""At the customer's door: the proof, the money where some is owed, and the stop that ends with both."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.domain.cart import Cart
from desktop.domain.sellable import MEAL_VOUCHER
from desktop.domain.tender import Tenders
from desktop.errors import RefusedError, ShopError
from desktop.services.carriage import on_the_road, proofs, rounds
from desktop.services.carriage.rounds import RoundView, StopView
from desktop.services.counter.selling import Checkout
from desktop.services.online import order_carts
from desktop.services.online.pickup import HandedOver
from desktop.services.papers import receipts
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import Bill
from desktop.ui.payment.giving_up import sums_to_give_back
from desktop.ui.payment.owing import change_in_payment
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.rounds.stop_page import Given, StopPage
from desktop.ui.screen import Notice
from sync.kernel.ids import new_id

_KINDS = "*.jpg *.jpeg *.png *.webp *.heic"


class Delivering(QObject):
    """Stands between the stop's page, the payment and the shop."""

    #: The payment is to come to the front; the stop again.
    asks_money = Signal()
    leaves_money = Signal()
    #: The order was given: back to the round.
    finished = Signal()
    #: A Notice.
    tells = Signal(object)
    #: A ShopError.
    refuses = Signal(object)

    def __init__(self, desk: Desk, stop: StopPage, payment: PaymentPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._stop, self._payment = desk, stop, payment
        self._round_id = self._order_id = self._sale_id = ""
        self._photo: tuple[str, bytes] = ("", b"")
        self._given: Given | None = None
        self._cart = Cart()
        stop.delivers.connect(self._deliver)
        stop.picks_photo.connect(self._choose_photo)
        stop.shot.took.connect(self._take_picture)
        payment.settled.connect(self._settle)
        payment.left.connect(self.leave_payment)

    def begin(self, round_id: str, order_id: str) -> None:
        """Stand before a stop; of another one nothing that was made ready stays."""
        self._round_id = round_id
        if order_id != self._order_id:
            self._order_id = order_id
            self._photo, self._given, self._sale_id = ("", b""), None, new_id()

    def _choose_photo(self) -> None:
        say = self._desk.say
        chosen, _kind = QFileDialog.getOpenFileName(
            self._stop, say("round.choose_photo"), "", f"{say('round.photo_files')} ({_KINDS})"
        )
        if chosen:
            self.take_photo(Path(chosen))

    def take_photo(self, file: Path) -> None:
        """Make a photograph the proof of the stop in front."""
        self._take_picture(file, file.name)

    def _take_picture(self, source: Path | bytes, name: str) -> None:
        before = self._stop.stop

        def made(picture: tuple[str, bytes]) -> None:
            now = self._stop.stop
            if now is not None and before is not None and now.order.id == before.order.id:
                self._photo = picture
                self._stop.hold_photo(name)

        self._desk.tasks.outside(self, lambda: proofs.make(source, name), made, self.refuses.emit)

    def _deliver(self, given: Given) -> None:
        stop = self._stop.stop
        if stop is None:
            return
        self._given = given
        if given.png:
            self._desk.tasks.outside(
                self,
                lambda: proofs.make(given.png, "signature.png"),
                self._on_signature,
                self.refuses.emit,
            )
            return
        if given.proof == "signature":
            self._photo = ("", b"")
        self._go_to_pay(stop)

    def _on_signature(self, picture: tuple[str, bytes]) -> None:
        self._photo = picture
        if self._stop.stop is not None:
            self._go_to_pay(self._stop.stop)

    def _go_to_pay(self, stop: StopView) -> None:
        if not (stop.is_at_door and stop.order.to_pay):
            self._record(None)
            return
        shop, order_id = self._desk.shop, stop.order.id
        self._desk.tasks.ledger(
            self,
            lambda: order_carts.cart_to_pay(shop, order_id),
            self._ask_payment,
            self.refuses.emit,
        )

    def _ask_payment(self, cart: Cart) -> None:
        stop = self._stop.stop
        if stop is None or stop.order.id != self._order_id:
            return
        self._cart = cart
        self.asks_money.emit()
        food = cart.eligible(MEAL_VOUCHER)
        bill = Bill(due=cart.total, sale_id=self._sale_id, food=food)
        shop, order = self._desk.shop, stop.order

        def is_owed() -> None:
            if order_carts.cart_to_pay(shop, order.id).total != bill.due:
                raise RefusedError("changed_while_paying", number=order.short_number)

        self._payment.begin(bill, first=is_owed)

    def look_again(self) -> None:
        """Read anew where the order stands that is being paid: another till may have changed it."""
        shop, which, paying = self._desk.shop, self._round_id, self._stop.stop
        if paying is not None and self._payment.isVisible():
            self._desk.tasks.ledger(
                self,
                lambda: rounds.round_of(shop, which),
                partial(self._judge_anew, paying),
                self.refuses.emit,
            )

    def _judge_anew(self, paying: StopView, standing: RoundView) -> None:
        if self._stop.stop is not paying or not self._payment.isVisible():
            return
        now = rounds.stop_of(standing, paying.order.id)
        changed = change_in_payment(paying.order, now.order)
        if changed is None:
            return
        if self._payment.is_begun:
            self._payment.stop(changed)
        else:
            words = self._desk.say("round.changed", number=now.order.short_number)
            self.tells.emit(Notice(words, "look", stays=True))
            self._show_stop()

    def leave_payment(self) -> None:
        """Go back from the money to the stop, and say what the customer gets back."""
        words = self._payment.giving_up()
        if words:
            self.tells.emit(Notice(words, "stop", stays=True))
        self._show_stop()

    def _show_stop(self) -> None:
        self._desk.facing.leave_payment()
        self.leaves_money.emit()

    def _settle(self, tenders: Tenders) -> None:
        self._record(tenders)

    def _record(self, tenders: Tenders | None) -> None:
        given, which, order_id = self._given, self._round_id, self._order_id
        if given is None:
            return
        # Once: the press is used up.
        self._given = None
        shop, cart, sale_id, photo = self._desk.shop, self._cart, self._sale_id, self._photo
        self._show_stop()
        receipt = given.receipt(photo)

        def job() -> HandedOver:
            who = staff.current(shop).code
            paid = None
            if tenders is not None:
                paid = Checkout(
                    cart=cart, tenders=tenders, staff=who, order_id=order_id, sale_id=sale_id
                )
            return on_the_road.deliver(shop, which, order_id, who, receipt, paid)

        self._desk.tasks.ledger(
            self, job, self._on_delivered, partial(self._not_delivered, tenders)
        )

    def _not_delivered(self, tenders: Tenders | None, error: ShopError) -> None:
        say = self._desk.say
        self.refuses.emit(error)
        sums = "" if tenders is None else sums_to_give_back(say, tenders)
        if sums:
            back = say("pay.to_give_back", sums=sums)
            words = f"{say.refusal(error).message} {back}"
            self.tells.emit(Notice(words, "stop", stays=True))

    def _on_delivered(self, done: HandedOver) -> None:
        say, shop, sale = self._desk.say, self._desk.shop, done.sale
        words = say("round.is_given", number=done.order.short_number)
        if sale is not None:
            if sale.change_due:
                words = say(
                    "round.is_given_change",
                    number=done.order.short_number,
                    change=sale.change_due,
                )
            if sale.receipt_required:
                sale_id = sale.sale_id
                self._desk.tasks.ledger(
                    self, lambda: receipts.print_receipt(shop, sale_id), None, self.refuses.emit
                )
        self.tells.emit(Notice(words, "go"))
        self.finished.emit()
