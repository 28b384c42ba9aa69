"""The pickup screen: a code comes in, a verdict stands there, the bag goes out."""

from functools import partial

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.cart import Cart
from desktop.domain.preparation import LineState
from desktop.domain.scan import Kind
from desktop.domain.sellable import MEAL_VOUCHER
from desktop.domain.tender import Tenders
from desktop.errors import ShopError
from desktop.services import orders, pickup, receipts, staff
from desktop.services.orders import OrderView
from desktop.services.pickup import HandedOver, Verdict, VerdictKind
from desktop.services.selling import Checkout
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import Bill
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.camera_view import CameraView
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.ticket import TicketList, TicketRow
from desktop.ui.widgets.verdict import VerdictPanel
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.pickup_code import NUMBER_DIGITS

#: What each verdict looks like: icon and tone. Its words are `pickup.<kind>`.
_LOOKS = {
    VerdictKind.HAND_OVER: ("done", "go"),
    VerdictKind.NOT_READY: ("clock", "look"),
    VerdictKind.ALREADY: ("stop", "stop"),
    VerdictKind.OTHER_SHOP: ("shop", "look"),
    VerdictKind.CANCELLED: ("stop", "stop"),
    VerdictKind.EXPIRED: ("clock", "stop"),
    VerdictKind.REFUSED: ("stop", "stop"),
    VerdictKind.FORGED: ("forged", "stop"),
    VerdictKind.UNKNOWN: ("scan", ""),
}
_HELD_UP = (Kind.PICKUP, Kind.FOREIGN, Kind.PARCEL)
SAID_DIGITS = 4
"""The end of an order's number, as people say it."""
_REASONS = ("id", "known", "phone")


class PickupScreen(Screen):
    """Three steps: wait for a code, show its verdict and the bag, take the money if any is due.

    Without a code a reason is asked, which goes with the hand-over to the marketplace.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "pickup", desk.say("pickup.title"))
        self._verdict: Verdict | None = None
        self._cart = Cart()
        self._sale_id = ""
        self._last_sale = ""
        self._build()
        desk.changes.on(self, ("orders",), self._refresh)
        bind(self, "hand-over", self._give)
        bind(self, "search", self.reset)

    def _build(self) -> None:
        desk = self.desk
        self.line = ScanLine("pickup-scan", desk.say("pickup.scan"), "scan")
        self.line.entered.connect(self._on_entered)
        self.payment = PaymentPanel(desk)
        self.payment.settled.connect(self._on_settled)
        self.payment.left.connect(self._show_verdict_page)
        self.payment.says.connect(partial(self.payment.resolve, self))
        self._pages = QStackedWidget()
        self._waiting = self._build_waiting()
        self._answer = self._build_answer()
        for page in (self._waiting, self._answer, self.payment):
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
        self._ready = QVBoxLayout()
        self._ready.setContentsMargins(0, 0, 0, 0)
        inside, scroll, box = QWidget(), QScrollArea(), QFrame()
        inside.setLayout(self._ready)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        box.setProperty("role", "sunken")
        box.setLayout(
            column(label(say("pickup.waiting_here"), "heading"), scroll, gap=8, margins=12)
        )
        page = QWidget()
        line = row(prompt, box, gap=16)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        page.setLayout(line)
        return page

    def _build_answer(self) -> QWidget:
        say, tokens = self.desk.say, self.desk.tokens
        self.verdict = VerdictPanel("pickup-verdict")
        self._bag = TicketList("pickup-lines", say("pickup.bag"), tokens, is_choosable=False)
        self._customer = label("", "title", wraps=True)
        self._place = label("", "heading", "accent", wraps=True)
        self._place.setObjectName("pickup-place")
        self._note = label("", "", "look", wraps=True)
        self._total = label("", "total")
        self._total.setObjectName("pickup-to-pay")
        self._total_words = label("", "note")
        self._why = label(say("pickup.no_code"), "field")
        self._reason = Chips("pickup-reason", say("pickup.no_code"))
        self._reason.show_choices([(r, say(f"pickup.reason_{r}")) for r in _REASONS], "id")
        self._give_button = Button("pickup-give", role="go", is_large=True, clicked=self._give)
        self._see = Button(
            "pickup-see-order",
            say("pickup.see_order"),
            picture="orders",
            clicked=self._see_order,
        )
        self._print = Button(
            "pickup-print", say("done.print"), picture="print", clicked=self._print_receipt
        )
        self._again = Button(
            "pickup-another", say("pickup.another"), picture="scan", clicked=self.reset
        )
        self._bag_box = QFrame()
        self._bag_box.setProperty("role", "pane")
        bag = column(label(say("pickup.bag"), "heading"), self._bag, gap=8, margins=16)
        self._bag_box.setLayout(bag)
        self._side = QFrame()
        self._side.setProperty("role", "pane")
        self._side.setLayout(
            column(
                self._customer,
                self._place,
                self._note,
                None,
                self._total_words,
                self._total,
                self._why,
                self._reason,
                self._give_button,
                gap=8,
                margins=16,
            )
        )
        body = row(self._bag_box, self._side, gap=16)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        whole = column(self.verdict, body, row(self._again, self._see, self._print, None), gap=16)
        whole.setStretchFactor(body, 1)
        return scrolling(whole)

    # What the window asks

    def arrive(self) -> None:
        """Listen for the next code."""
        self.line.listen()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the camera while somebody may hold a phone before it."""
        super().showEvent(event)
        self.camera.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the camera go."""
        super().hideEvent(event)
        self.camera.rest()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep customers' codes, the number on a bag's label, and what may be a misread code."""
        return kind in (Kind.PICKUP, Kind.UNKNOWN) or _is_label(text)

    def sees(self, kind: Kind, text: str) -> bool:
        """Judge what the camera reads while nobody is being served.

        It sees more than it is shown: goods are passed over, and so is the phone that is still
        held there when the bag has gone out. What is meant for a telephone is told.
        """
        is_meant = kind in _HELD_UP or _is_label(text)
        return is_meant and self._pages.currentWidget() is self._waiting

    def scanned(self, text: str) -> None:
        """Judge what was scanned: a customer's code, or the number on a bag's label."""
        self._on_entered(text)

    def run(self, errand: Errand) -> None:
        """Judge a code that was scanned in another room, or open a ready order without one."""
        if errand.what == "check":
            self._on_entered(str(errand.thing))
        elif errand.what == "order":
            self._open_order(str(errand.thing))

    def unsaved(self) -> Unsaved | None:
        """Return that somebody is paying for an order."""
        is_paying = self._pages.currentWidget() is self.payment and self.payment.is_begun
        return Unsaved(self.desk.say("leaving.payment")) if is_paying else None

    def step_back(self) -> bool:
        """Go back from the payment to the verdict, from there to the next code."""
        if self._pages.currentWidget() is self._waiting:
            return False
        if self._pages.currentWidget() is self.payment:
            self._show_verdict_page()
        else:
            self.reset()
        return True

    def check(self, text: str) -> None:
        """Ask what a presented code is worth."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: pickup.check(shop, text), self._show_verdict, self.refuse
        )

    def reset(self) -> None:
        """Be ready for the next code."""
        self._verdict = None
        self.desk.facing.ask_for_code()
        self._pages.setCurrentWidget(self._waiting)
        self.line.listen()
        self._refresh()

    # The verdict

    def _on_entered(self, text: str) -> None:
        digits = "".join(text.split())
        shop = self.desk.shop
        if digits.isdecimal() and len(digits) in (SAID_DIGITS, NUMBER_DIGITS):
            self.desk.tasks.ledger(
                self, lambda: pickup.find_by_number(shop, digits), self._show_verdict, self.refuse
            )
            return
        self.check(text)

    def _open_order(self, order_id: str) -> None:
        shop = self.desk.shop

        def find() -> Verdict:
            return pickup.find_by_number(shop, orders.order(shop, order_id).number)

        self.desk.tasks.ledger(self, find, self._show_verdict, self.refuse)

    def _show_verdict(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._sale_id = new_id()
        self.line.empty()
        kind = verdict.kind
        icon, tone = _LOOKS[kind]
        say = self.desk.say
        self.verdict.say(icon, say(f"pickup.{kind.value}"), self._sentence(verdict), tone)
        can_give = kind is VerdictKind.HAND_OVER and verdict.order is not None
        self._side.setVisible(can_give)
        self._bag_box.setVisible(verdict.order is not None)
        self._see.setVisible(verdict.order is not None and not can_give)
        self._print.hide()
        self._again.say(say("pickup.another"))
        if verdict.order is not None:
            self._show_bag(verdict.order)
        if can_give and verdict.order is not None:
            self._show_side(verdict.order, needs_reason=not verdict.secret)
        self._show_verdict_page()

    def _sentence(self, verdict: Verdict) -> str:
        say, order = self.desk.say, verdict.order
        name = f"pickup.{verdict.kind.value}_how"
        if order is None:
            return say(name)
        now = self.desk.shop.clock.now()
        moment = say.moment(verdict.at or order.promised_to, now)
        facts = {
            "number": order.short_number,
            "customer": order.customer_name,
            "moment": moment,
            "who": "" if order.giver is None else name_of(say, order.giver),
        }
        wanted = {
            VerdictKind.NOT_READY: ("moment",),
            VerdictKind.ALREADY: ("moment", "who"),
            VerdictKind.HAND_OVER: ("number", "customer"),
        }.get(verdict.kind, ("number",))
        return say(name, **{fact: facts[fact] for fact in wanted})

    def _show_bag(self, order: OrderView) -> None:
        say = self.desk.say
        self._bag.show_rows(
            [
                TicketRow(
                    quantity=say.quantity(line.delivered_quantity),
                    name=line.delivered_label,
                    detail=say("order.line_missing") if line.state is LineState.MISSING else "",
                    amount=say.money(line.gross),
                    is_marked=line.state is LineState.MISSING,
                )
                for line in order.lines
            ],
            0,
        )

    def _show_side(self, order: OrderView, *, needs_reason: bool) -> None:
        say = self.desk.say
        self._customer.setText(order.customer_name)
        parts = [say("order.bags", n=order.bags)]
        parts += [say("order.shelf", shelf=order.shelf)] if order.shelf else []
        self._place.setText(" · ".join(parts))
        self._note.setText(order.note)
        self._note.setVisible(bool(order.note))
        self._total_words.setText(say("pay.due") if order.to_pay else say("order.paid"))
        self._total.setText(say.money(order.to_pay or order.total))
        for part in (self._why, self._reason):
            part.setVisible(needs_reason)
        if order.to_pay:
            self._give_button.say(say("pickup.pay", total=order.to_pay))
        else:
            self._give_button.say(say("pickup.give"))

    def _show_verdict_page(self) -> None:
        self.desk.facing.leave_payment()
        self._pages.setCurrentWidget(self._answer)
        if self._side.isVisible():
            self._give_button.setFocus()
        else:
            self._again.setFocus()

    # The bag goes out

    def _give(self) -> None:
        verdict = self._verdict
        if (
            verdict is None
            or verdict.order is None
            or verdict.kind is not VerdictKind.HAND_OVER
            or self._pages.currentWidget() is not self._answer
        ):
            return
        if not verdict.order.to_pay:
            self._hand_over(None)
            return
        shop, order_id = self.desk.shop, verdict.order.id
        self.desk.tasks.ledger(
            self, lambda: pickup.cart_for(shop, order_id), self._ask_payment, self.refuse
        )

    def _ask_payment(self, cart: Cart) -> None:
        self._cart = cart
        self._pages.setCurrentWidget(self.payment)
        food = cart.eligible(MEAL_VOUCHER)
        self.payment.begin(Bill(due=cart.total, sale_id=self._sale_id, food=food))

    def _on_settled(self, tenders: Tenders) -> None:
        self._hand_over(tenders)

    def _hand_over(self, tenders: Tenders | None) -> None:
        verdict = self._verdict
        if verdict is None or verdict.order is None:
            return
        order, secret, cart, sale_id = verdict.order, verdict.secret, self._cart, self._sale_id
        reason = "" if secret else self.desk.say(f"pickup.reason_{self._reason.value}")
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
            return pickup.hand_over(
                shop, order.id, seller, secret=secret, reason=reason, checkout=paid
            )

        self.desk.tasks.ledger(self, job, self._on_given, partial(self._not_given, verdict))

    def _not_given(self, verdict: Verdict, error: ShopError) -> None:
        self._verdict = verdict
        self.desk.facing.ask_for_code()
        self.refuse(error)

    def _on_given(self, done: HandedOver) -> None:
        say, order, sale = self.desk.say, done.order, done.sale
        words = say("pickup.given", number=order.short_number, customer=order.customer_name)
        self._last_sale = "" if sale is None else sale.sale_id
        paid, change = (Money(0), Money(0)) if sale is None else (sale.total, sale.change_due)
        self.desk.facing.hand_out(paid, change)
        if sale is not None and sale.change_due:
            self.verdict.say(
                "done", f"{say('done.change')} {say.money(sale.change_due)}", words, "go"
            )
        else:
            self.verdict.say("done", say("order.state_handed_over"), words, "go")
        self._side.hide()
        self._print.setVisible(sale is not None)
        self._see.hide()
        self._again.say(say("pickup.next"))
        self._pages.setCurrentWidget(self._answer)
        self.line.listen()
        if sale is not None and sale.receipt_required:
            self._print_receipt()

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

    # Orders that wait to be collected

    def _refresh(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: orders.board(shop).ready, self._show_ready)

    def _show_ready(self, ready: tuple[OrderView, ...]) -> None:
        clear(self._ready)
        say = self.desk.say
        for order in ready:
            where = say("order.shelf", shelf=order.shelf) if order.shelf else ""
            pay = say("order.to_pay", amount=order.to_pay) if order.to_pay else say("order.paid")
            self._ready.addWidget(
                RowButton(
                    f"pickup-ready-{order.short_number}",
                    f"{order.short_number} · {order.customer_name}",
                    " · ".join(part for part in (where, pay) if part),
                    say.money(order.total),
                    picture_name="pickup",
                    clicked=partial(self._open_order, order.id),
                )
            )
        if not ready:
            self._ready.addWidget(label(say("pickup.none_ready"), "note", wraps=True))
        self._ready.addStretch(1)


def _is_label(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == NUMBER_DIGITS
