"""The pickup screen: a code comes in, a verdict stands there, the bag goes out."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.domain.cart import Cart
from desktop.domain.scan import GOODS, Kind
from desktop.domain.sellable import MEAL_VOUCHER
from desktop.domain.tender import Tenders
from desktop.errors import RefusedError, ShopError
from desktop.services.carriage import on_the_road
from desktop.services.counter.selling import Checkout
from desktop.services.online import leaving_out, order_carts, pickup
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import HandedOver, HandOver, Verdict, VerdictKind
from desktop.services.papers import receipts
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import Bill
from desktop.ui.payment.giving_up import sums_to_give_back
from desktop.ui.payment.owing import change_in_payment
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.pickup.answer import AnswerPage
from desktop.ui.pickup.around import Around
from desktop.ui.pickup.judging import Judging, is_label
from desktop.ui.pickup.waiting_here import WaitingHere
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.camera_view import CameraView
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.verdict import LOOKS, SOUNDS
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState

_HELD_UP = (Kind.PICKUP, Kind.FOREIGN, Kind.PARCEL)
_BACK_TO_SCANNING_MS = 30_000
"""A verdict nobody answers makes room for the next customer."""


class PickupScreen(Screen):
    """Three steps: wait for a code, show its verdict and the bag, take the money if any is due.

    Beside them: bags that wait too long, what is odd, what was done by hand, what comes back.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "pickup", desk.say("pickup.title"))
        self._verdict: Verdict | None = None
        self._cart = Cart()
        self._sale_id = ""
        self._last_sale = ""
        self._how = HandOver()
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_BACK_TO_SCANNING_MS)
        self._back.timeout.connect(self._come_back)
        self._build()
        desk.changes.on(self, ("orders",), self._on_orders)
        bind(self, "hand-over", self._give)
        bind(self, "search", self._search)

    def _build(self) -> None:
        desk = self.desk
        self._judging = Judging(desk, self)
        self._judging.shows.connect(self._show_verdict)
        self._judging.leads.connect(self._lead)
        self._judging.asks.connect(self.asks)
        self._judging.tells.connect(self.tells)
        self._judging.refuses.connect(self.refuse)
        self.line = ScanLine("pickup-scan", desk.say("pickup.scan"), "scan")
        self.line.entered.connect(self._on_typed)
        self.payment = PaymentPanel(desk)
        self.payment.settled.connect(self._on_settled)
        self.payment.left.connect(self._leave_payment)
        self.payment.says.connect(partial(self.payment.resolve, self))
        self._pages = QStackedWidget()
        self._waiting = self._build_waiting()
        self._answer = self._build_answer()
        self.verdict = self._answer.verdict
        self._around = Around(desk, self)
        self._around.left.connect(self.reset)
        for page in (self._waiting, self._answer, self.payment, self._around):
            self._pages.addWidget(page)
        whole = column(self.line, self._pages, gap=16, margins=16)
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)

    def _build_waiting(self) -> QWidget:
        say = self.desk.say
        prompt = QFrame()
        prompt.setProperty("role", "pane")
        self.camera = CameraView(self.desk, "pickup-camera", aims=True)
        self.camera.lost.connect(self.refuse)
        prompt.setLayout(
            column(
                EmptyState("pickup-wait", "scan", say("pickup.wait"), say("pickup.wait_how")),
                self.camera,
                gap=8,
                margins=(0, 0, 0, 16),
            )
        )
        self._here = WaitingHere(self.desk)
        self._here.chosen.connect(self._judging.chosen)
        self._here.opens.connect(self._open_around)
        page = QWidget()
        line = row(prompt, self._here, gap=16)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        page.setLayout(line)
        return page

    def _build_answer(self) -> AnswerPage:
        answer = AnswerPage(self.desk)
        answer.gives.connect(self._on_gives)
        answer.chosen.connect(self._judging.chosen)
        answer.parcel_chosen.connect(self._judging.lead_to_relay)
        answer.leaves_out.connect(self._leave_out)
        answer.sees_order.connect(self._see_order)
        answer.takes_back.connect(self._open_return)
        answer.comes_back.connect(self._come_back_here)
        answer.prints.connect(self._print_receipt)
        answer.goes_on.connect(self.reset)
        return answer

    # What the window asks

    def arrive(self) -> None:
        """Listen for the next code."""
        self.line.listen()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the camera while somebody may hold a phone before it."""
        super().showEvent(event)
        self.camera.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the camera go."""
        super().hideEvent(event)
        self.camera.rest()
        self._back.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Have digits typed before a verdict begin the next customer's number.

        The hand is on the key that gives the bag out: the Enter after them must not press it.
        """
        sign = event.text()
        is_digit = sign.isascii() and sign.isdecimal()
        if is_digit and self._pages.currentWidget() is self._answer:
            self.line.setFocus()
            self.line.insert(sign)
            return
        super().keyPressEvent(event)

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep customers' codes, the number on a bag's label, what may be a misread code, and goods.

        Goods go on to the till if the shop has them.
        """
        return kind is Kind.PICKUP or kind in GOODS or is_label(text)

    def sees(self, kind: Kind, text: str) -> bool:
        """Judge what the camera reads while nobody is being served.

        It sees more than it is shown: goods are passed over, and so is the phone that is still
        held there when the bag has gone out. What is meant for a telephone is told.
        """
        is_meant = kind in _HELD_UP or (kind is Kind.UNKNOWN and is_label(text))
        return is_meant and self._pages.currentWidget() is self._waiting

    def scanned(self, text: str) -> None:
        """Judge what was scanned: a customer's code, the number on a bag's label, or goods."""
        if not self.is_held_up():
            self._judging.scanned(text)

    def run(self, errand: Errand) -> None:
        """Judge a code that was scanned in another room, or open a ready order without one."""
        if self.is_held_up():
            return
        if errand.what == "check":
            self._judging.entered(str(errand.thing))
        elif errand.what == "order":
            self._judging.chosen(str(errand.thing))
        elif errand.what in {"odd", "wait", "later"}:
            self._open_around(errand.what)
        elif errand.what == "return":
            self._open_around("return", str(errand.thing))

    def unsaved(self) -> Unsaved | None:
        """Return that somebody is paying for an order."""
        return Unsaved(self.payment.unsaved()) if self._is_paying() else None

    def step_back(self) -> bool:
        """Go back from the payment to the verdict, from there to the next code."""
        if self._pages.currentWidget() is self._waiting:
            return False
        if self._pages.currentWidget() is self.payment:
            self._leave_payment()
        else:
            self.reset()
        return True

    def _search(self) -> None:
        if not self.is_held_up():
            self.reset()

    def reset(self) -> None:
        """Be ready for the next code."""
        self._verdict = None
        self._back.stop()
        self.desk.facing.ask_for_code()
        self._pages.setCurrentWidget(self._waiting)
        self.line.listen()

    # The verdict

    def _on_typed(self, text: str) -> None:
        if not self.is_held_up():
            self._judging.entered(text)

    def _lead(self, errand: Errand) -> None:
        """Be free for the next customer: this one is served elsewhere."""
        self.reset()
        self.asks.emit(errand)

    def _show_verdict(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._sale_id = new_id()
        self.line.empty()
        self._answer.show_verdict(verdict)
        self._sound(SOUNDS[LOOKS[verdict.kind][1]])
        self._show_verdict_page()
        if verdict.kind is VerdictKind.HAND_OVER:
            self._back.stop()
        else:
            self._back.start()

    def _show_verdict_page(self) -> None:
        self.desk.facing.leave_payment()
        self._pages.setCurrentWidget(self._answer)
        self._answer.take_focus()

    def _sound(self, kind: str) -> None:
        percent, sound = self.desk.shop.settings.order_volume, self.desk.sound
        if percent:
            self.desk.tasks.aside(self, lambda: sound.ring(kind, percent))

    def _come_back(self) -> None:
        if self._pages.currentWidget() is self._answer:
            self.reset()

    # The bag goes out

    def _give(self) -> None:
        if self._pages.currentWidget() is not self._answer:
            return
        if self.line.text().strip():
            # Somebody else's number was begun: what stands here is not theirs.
            self.line.returnPressed.emit()
        else:
            self._answer.give()

    def _on_gives(self, how: HandOver) -> None:
        verdict = self._verdict
        if verdict is None or verdict.order is None:
            return
        self._how = how
        order, shop = verdict.order, self.desk.shop
        if not order.to_pay:
            self._hand_over(None)
            return
        self.desk.tasks.ledger(
            self,
            lambda: order_carts.cart_to_pay(shop, order.id, how.lines),
            self._ask_payment,
            self.refuse,
        )

    def _ask_payment(self, cart: Cart) -> None:
        verdict = self._verdict
        if verdict is None or verdict.order is None:
            return
        self._cart = cart
        self._pages.setCurrentWidget(self.payment)
        food = cart.eligible(MEAL_VOUCHER)
        bill = Bill(due=cart.total, sale_id=self._sale_id, food=food)
        shop, order, lines = self.desk.shop, verdict.order, self._how.lines

        def is_owed() -> None:
            if order_carts.cart_to_pay(shop, order.id, lines).total != bill.due:
                raise RefusedError("changed_while_paying", number=order.short_number)

        self.payment.begin(bill, first=is_owed)

    def _leave_payment(self) -> None:
        """Go back to the verdict, as it is by now, and say what the customer gets back."""
        if self._pages.currentWidget() is not self.payment:
            return
        words = self.payment.giving_up()
        self._show_verdict_page()
        if words:
            self.tells.emit(Notice(words, "stop", stays=True))
        self._look_again()

    def _on_settled(self, tenders: Tenders) -> None:
        self._hand_over(tenders)

    def _hand_over(self, tenders: Tenders | None) -> None:
        verdict = self._verdict
        if verdict is None or verdict.order is None:
            return
        order, how, cart, sale_id = verdict.order, self._how, self._cart, self._sale_id
        shop = self.desk.shop
        # The bag may leave once: the verdict is used up by the first press.
        self._verdict = None
        self._show_verdict_page()

        def job() -> HandedOver:
            seller = staff.current(shop).code
            paid = None
            if tenders is not None:
                paid = Checkout(
                    cart=cart, tenders=tenders, staff=seller, order_id=order.id, sale_id=sale_id
                )
            return pickup.hand_over(shop, order.id, seller, checkout=paid, how=how)

        self.desk.tasks.ledger(
            self, job, self._on_given, partial(self._not_given, verdict, tenders)
        )

    def _not_given(self, verdict: Verdict, tenders: Tenders | None, error: ShopError) -> None:
        self._verdict = verdict
        self.desk.facing.ask_for_code()
        say = self.desk.say
        sums = "" if tenders is None else sums_to_give_back(say, tenders)
        if sums:
            back = say("pay.to_give_back", sums=sums)
            self.tells.emit(Notice(f"{say.refusal(error).message} {back}", "stop", stays=True))
        else:
            self.refuse(error)
        self._look_again()

    def _on_given(self, done: HandedOver) -> None:
        say, order, sale = self.desk.say, done.order, done.sale
        is_whole = order.state is OrderState.HANDED_OVER
        name = "pickup.given" if is_whole else "pickup.given_part"
        words = say(name, number=order.short_number, customer=order.customer_name)
        if not is_whole:
            where = ", ".join(self._answer.places(order))
            words = f"{words} {say('pickup.rest_stands', where=where)}"
        self._last_sale = "" if sale is None else sale.sale_id
        paid, change = (Money(0), Money(0)) if sale is None else (sale.total, sale.change_due)
        self.desk.facing.hand_out(paid, change)
        head = say("order.state_handed_over" if is_whole else "pickup.given_part_word")
        if sale is not None and sale.change_due:
            head = f"{say('done.change')} {say.money(sale.change_due)}"
        self._answer.show_done("done", head, words, has_ticket=sale is not None)
        self._pages.setCurrentWidget(self._answer)
        self.line.listen()
        self._back.start()
        if sale is not None and sale.receipt_required:
            self._print_receipt()

    def _leave_out(self, lines: tuple[str, ...]) -> None:
        verdict, shop = self._verdict, self.desk.shop
        if verdict is None or verdict.order is None:
            return
        order_id = verdict.order.id

        def job() -> Verdict:
            leaving_out.leave_out(shop, order_id, lines, staff.current(shop).code)
            left = pickup.verdict_on(shop, order_id)
            return Verdict(
                kind=left.kind,
                order=left.order,
                secret=verdict.secret,
                at=left.at,
                checks=left.checks,
            )

        self.desk.tasks.ledger(self, job, self._show_verdict, self.refuse)

    def _print_receipt(self) -> None:
        shop, sale_id = self.desk.shop, self._last_sale
        told = Notice(self.desk.say("done.printed"), "go")
        self.desk.tasks.ledger(
            self,
            lambda: receipts.print_receipt(shop, sale_id),
            lambda _job: self.tells.emit(told),
            self.refuse,
        )

    def _see_order(self) -> None:
        if self._verdict is not None and self._verdict.order is not None:
            self.asks.emit(Errand("orders", "open", self._verdict.order.id))

    def _come_back_here(self) -> None:
        """Note that the bags of the order in front, which were not given, are in the shop again."""
        if self._verdict is None or self._verdict.order is None:
            return
        shop, order_id = self.desk.shop, self._verdict.order.id

        def then(order: OrderView) -> None:
            words = self.desk.say("pickup.is_back", number=order.short_number)
            self.tells.emit(Notice(words, "go"))
            self._judging.chosen(order.id)

        self.desk.tasks.ledger(
            self,
            lambda: on_the_road.come_back(shop, order_id, staff.current(shop).code),
            then,
            self.refuse,
        )

    def _open_return(self) -> None:
        if self._verdict is not None and self._verdict.order is not None:
            self._open_around("return", self._verdict.order.id)

    def _open_around(self, which: str, order_id: str = "") -> None:
        self._back.stop()
        self._verdict = None
        self._pages.setCurrentWidget(self._around)
        self._around.open(which, order_id)

    def _on_orders(self) -> None:
        self._here.refresh()
        self._look_again()

    def _look_again(self) -> None:
        """Read anew where the order stands that is in front, or is being paid."""
        shown = self._verdict
        if shown is None or shown.order is None or not self._is_serving:
            return
        shop, order_id = self.desk.shop, shown.order.id
        self.desk.tasks.ledger(
            self,
            lambda: replace(pickup.verdict_on(shop, order_id), secret=shown.secret),
            partial(self._judge_anew, shown),
            self.refuse,
        )

    def _judge_anew(self, shown: Verdict, now: Verdict) -> None:
        """Show what has become of an order that stands here: another till may have given it out.

        Where money was put down for it, that is given back first.
        """
        if self._verdict is not shown or not self._is_serving:
            return
        if not self._is_paying():
            if _at_stake(now) != _at_stake(shown):
                self._show_verdict(now)
        elif shown.order is not None and now.order is not None:
            changed = change_in_payment(shown.order, now.order)
            if changed is not None:
                self.payment.stop(changed)
                self._sound("stop")

    @property
    def _is_serving(self) -> bool:
        return self._pages.currentWidget() in (self._answer, self.payment)

    def _is_paying(self) -> bool:
        return self._pages.currentWidget() is self.payment and self.payment.is_begun


def _at_stake(verdict: Verdict) -> tuple[object, ...]:
    """Return what whoever stands at the desk goes by."""
    order = verdict.order
    told = () if order is None else (order.lines, order.to_pay, order.bags, order.shelf)
    return (verdict.kind, verdict.checks, *told)
