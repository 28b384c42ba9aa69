"""The payment panel: what is due, what was put down, and one touch for the usual ways to pay."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from desktop.domain.tender import Means, Tender
from desktop.errors import RefusedError, ShopError
from desktop.services.money import card_payments, vouchers
from desktop.ui.desk import Desk
from desktop.ui.payment.amount_side import AmountSide
from desktop.ui.payment.bill import NOTHING, Bill
from desktop.ui.payment.card_talk import CardTalk
from desktop.ui.payment.giving_up import words_on_giving_up, words_on_quitting
from desktop.ui.payment.notes import likely_notes
from desktop.ui.payment.other_means import OtherMeans
from desktop.ui.payment.reckoning import Reckoning
from desktop.ui.payment.terminal_page import TerminalPage
from desktop.ui.payment.usual_means import UsualMeans
from desktop.ui.payment.waiting import Waiting, read_waiting
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row, scrolling
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.advances import AdvanceView
    from desktop.services.money.card_payments import CardPayment
    from desktop.services.money.vouchers import VoucherView
    from desktop.ui.screen import Screen


class PaymentPanel(QFrame):
    """Gathers tenders until they cover what is due, then says `settled` once.

    A touch on a way to pay takes the amount typed, or all that is left when none was. No sale is
    recorded here: leaving the panel leaves the basket as it was. What a connected terminal takes
    is on the disk by itself, and is offered again until a ticket has it.

    | right side | shown while |
    |---|---|
    | usual | cash, card, meal voucher |
    | others | everything else |
    | terminal | it is asked, or nobody knows what it did: nothing else is taken then |
    """

    settled = Signal(object)
    left = Signal()
    refused = Signal(object)
    #: A payment nobody knows the outcome of is to be asked about, whatever is on the screen.
    wants_front = Signal()
    #: A CardPayment given back that no ticket tells: write its refund, or note it as settled.
    records = Signal(object)
    settles_by_hand = Signal(object)
    #: (CardPayment, bool): what the operator reads on the terminal; `resolve` in a room writes it.
    says = Signal(object, bool)
    #: A CardPayment somebody was asked about and went on without an answer.
    left_unanswered = Signal(object)
    #: The amount typed is to be taken in advance; nothing was typed is no money.
    takes_advance = Signal(object)
    #: The customer wants the note before paying it.
    asks_note = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sum = Reckoning()
        self._is_open = False
        #: Called with a payment given back to a card, instead of putting it down.
        self._then: Callable[[CardPayment], object] | None = None
        #: Read before the terminal is asked; why nothing more is taken.
        self._first: Callable[[], object] | None = None
        self._stopped: ShopError | None = None
        self._talk = CardTalk(desk)
        self.setObjectName("payment")
        self.setAccessibleName(desk.say("pay.title"))
        self.setProperty("role", "pane")
        self._build()
        self._listen()

    def _build(self) -> None:
        say = self._desk.say
        back = Button(
            "pay-back", role="icon", picture="back", spoken=say("sale.back"), clicked=self.left.emit
        )
        self._title = ElidedLabel(say("pay.title"), "title")
        self._amounts = AmountSide(say)
        self._field = self._amounts.field
        self._note = Button(
            "pay-print-note",
            say("pay.print_note"),
            picture="print",
            spoken=say("pay.print_note"),
            clicked=self._ask_note,
        )
        head = row(back, self._title, self._note, gap=4)
        head.setStretch(1, 1)
        self._usual = UsualMeans(self._desk)
        self._others = OtherMeans(self._desk)
        self._terminal = TerminalPage(self._desk)
        self._ways = QStackedWidget()
        for page in (self._usual, self._others, self._terminal):
            self._ways.addWidget(page)
        body = row(self._amounts, self._ways, gap=24)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        inside = scrolling(body)
        whole = column(head, inside, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)

    def _listen(self) -> None:
        self._field.textChanged.connect(lambda _text: self._write_buttons())
        self._field.returnPressed.connect(self._on_enter)
        self._amounts.takes_back.connect(self._take_back)
        self._usual.exact.connect(partial(self._put_down, Means.CASH))
        self._usual.note.connect(self._pay_note)
        self._usual.card.connect(self._pay_card)
        self._usual.meal.connect(self._pay_meal)
        self._usual.others.connect(self._show_others)
        self._others.left.connect(self._show_usual)
        self._others.chosen.connect(self._put_down)
        self._others.voucher.connect(self.take_voucher)
        self._others.advance.connect(self._use_advance)
        self._others.paid_before.connect(self._put_down_card)
        self._others.takes_advance.connect(self._take_advance)
        self._terminal.cancels.connect(self._talk.cancel)
        self._terminal.says.connect(self.says.emit)
        self._terminal.records.connect(self.records.emit)
        self._terminal.settles.connect(self.settles_by_hand.emit)
        self._talk.asking.connect(self._on_asking)
        self._talk.answered.connect(self._on_answered)
        self._talk.refused.connect(self._on_not_asked)
        for name, act in (
            ("pay-exact", partial(self._put_down, Means.CASH)),
            ("pay-card", self._pay_card),
            ("pay-meal-voucher", partial(self._pay_meal, "")),
            ("pay-others", self._show_others),
            ("pay-cheque", partial(self._put_down, Means.CHEQUE)),
            ("pay-transfer", partial(self._put_down, Means.TRANSFER)),
            ("pay-account", partial(self._put_down, Means.ON_ACCOUNT)),
            ("pay-voucher", self._ask_voucher),
            ("pay-advance-take", self._take_advance),
            ("pay-print-note", self._ask_note),
            ("terminal-paid", partial(self._terminal.tell, is_paid=True)),
            ("terminal-unpaid", partial(self._terminal.tell, is_paid=False)),
        ):
            bind(self, name, act)

    def _ask_note(self) -> None:
        if self._note.isVisible():
            self.asks_note.emit()

    # What the screens ask

    @property
    def has_tenders(self) -> bool:
        """Tell whether something was put down already."""
        return self._sum.has_tenders

    @property
    def is_begun(self) -> bool:
        """Tell whether somebody put something down, or the terminal is being asked."""
        given = self._sum.tenders.given
        return self._is_held or any(each.means is not Means.EXCHANGE for each in given)

    @property
    def is_asking(self) -> bool:
        """Tell whether somebody is asked what the terminal shows."""
        is_in_front = self._ways.currentWidget() is self._terminal
        return is_in_front and self._terminal.unanswered is not None

    def unsaved(self) -> str:
        """Return what would be lost if the program ended now; empty where nothing was begun."""
        return words_on_quitting(self._desk.say, self._sum.tenders) if self.is_begun else ""

    def giving_up(self) -> str:
        """Return what to say when the page is left now; empty where nothing was put down."""
        if not self._is_open:
            return ""
        is_asked = self._ways.currentWidget() is self._terminal
        asked = self._terminal.amount if is_asked else None
        return words_on_giving_up(self._desk.say, self._sum.tenders, asked)

    def begin(self, bill: Bill, first: Callable[[], object] | None = None) -> None:
        """Open for an amount, with nothing put down yet but what goods brought back pay.

        Args:
            bill: what is to be paid.
            first: run on the ledger before the terminal is asked; raises what stands in the way.
        """
        self._sum, self._then, self._is_open = Reckoning.of(self._desk.shop, bill), None, True
        self._first, self._stopped = first, None
        self._let_pay()
        self._title.setText(self._desk.say(bill.title))
        self._note.setVisible(bill.is_basket)
        self._field.clear()
        self._show_usual()
        self._show()
        self.look_for_open()

    def stop(self, error: ShopError) -> None:
        """Take nothing more and say why; the page is left when all that was put down went back."""
        self._stopped = error
        self._let_pay()
        self._amounts.refuse(error)

    def show_due(self, due: Money, food: Money = NOTHING) -> None:
        """Change what is due: an article came to the basket while the customer was paying."""
        self._sum = self._sum.with_due(due, food)
        self._show()

    def take_voucher(self, text: str) -> None:
        """Put down a gift card or credit note by its code: what is left of it, or what is due."""
        if self._is_held or self._sum.bill.is_money_only:
            return
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: vouchers.find(shop, text), self._put_down_voucher, self._amounts.refuse
        )

    def give_back(self, amount: Money, ident: str, then: Callable[["CardPayment"], object]) -> None:
        """Have the terminal give an amount back to a card; `then` is called when it has."""
        self._sum, self._then, self._is_open = Reckoning(), then, True
        self._first = self._stopped = None
        self._let_pay()
        self._show()
        self._talk.ask(-amount, ident)

    def look_for_open(self) -> None:
        """Ask about payments nobody knows the outcome of, and offer what waits to be used."""
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: read_waiting(shop), self._on_looked)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell what nobody answered, when the goods come back before the question."""
        super().hideEvent(event)
        # Hidden itself, that is: a lock, or another room, comes back to the question.
        if self.isHidden() and self.is_asking:
            self.left_unanswered.emit(self._terminal.unanswered)

    # Putting down

    @property
    def _is_held(self) -> bool:
        """Tell whether the terminal must be heard before anything else is taken."""
        return not self._is_open or self._ways.currentWidget() is self._terminal

    def _pay_note(self, place: int) -> None:
        notes = likely_notes(self._sum.left)
        if place < len(notes):
            self._add(Tender(Means.CASH, notes[place]))

    def _on_enter(self) -> None:
        if self._field.text():
            self._put_down(Means.CASH)

    def _put_down(self, means: Means) -> None:
        amount = self._amount(means)
        if amount is not None:
            self._add(Tender(means, amount))

    def _let_pay(self) -> None:
        for page in (self._usual, self._others):
            page.setEnabled(self._stopped is None)

    def _is_stopped(self) -> bool:
        """Tell whether nothing more may be taken, and say why."""
        if self._stopped is not None:
            self._amounts.refuse(self._stopped)
        return self._stopped is not None

    def _amount(self, means: Means) -> Money | None:
        """Return what was typed, else all that is left; None when nothing is to be taken."""
        if self._is_stopped():
            return None
        try:
            typed = self._amounts.typed()
        except ShopError:
            self._field.selectAll()
            return None
        return self._sum.asked(means) if typed is None else typed

    def _pay_card(self) -> None:
        if not card_payments.is_connected(self._desk.shop):
            self._put_down(Means.CARD)
            return
        amount = self._amount(Means.CARD)
        if amount is None or self._is_held or self._talk.is_busy:
            return
        if amount > self._sum.left or not amount:
            self._amounts.refuse(RefusedError("no_change_possible", over=amount - self._sum.left))
            return
        self._then = None
        self._talk.ask(amount, self._sum.bill.sale_id, self._first)

    def _pay_meal(self, issuer: str = "") -> None:
        amount = self._amount(Means.MEAL_VOUCHER)
        if amount is None:
            return
        room = self._sum.meal_room
        if not self._field.text():
            amount = min(amount, room)
        if amount > room or not amount:
            self._amounts.refuse(RefusedError("meal_voucher_too_high", allowed=room))
            return
        issuers = self._desk.shop.settings.meal_voucher_issuers
        first = issuers[0] if issuers else ""
        self._add(Tender(Means.MEAL_VOUCHER, amount, label=issuer or first))

    def _put_down_voucher(self, view: "VoucherView") -> None:
        amount = self._amount(Means(view.kind.value))
        if amount is None:
            return
        wanted = amount if self._field.text() else min(amount, view.balance)
        try:
            vouchers.check_spendable(view, wanted)
        except ShopError as error:
            self._amounts.refuse(error)
            return
        means = Means(view.kind.value)
        self._add(Tender(means, wanted, view.short_code, token=view.code))

    def _use_advance(self, held: "AdvanceView") -> None:
        self._add(Tender(Means.ADVANCE, held.amount, token=held.id))

    def _put_down_card(self, payment: "CardPayment") -> None:
        # Charged already: it is put down to be given back, also where nothing more is taken.
        self._lay(
            Tender(
                Means.CARD,
                payment.amount,
                payment.authorisation,
                last4=payment.last4,
                token=payment.id,
            )
        )

    def _take_advance(self) -> None:
        if not self._is_held and not self.has_tenders and not self._sum.bill.is_money_only:
            self.takes_advance.emit(self._field.money() or Money(0))

    def _add(self, wanted: Tender) -> None:
        if not self._is_stopped():
            self._lay(wanted)

    def _lay(self, wanted: Tender) -> None:
        if self._is_held:
            return
        try:
            self._sum = self._sum.put_down(self._desk.shop, wanted)
        except ShopError as error:
            self._amounts.refuse(error)
            return
        self._field.clear()
        self._show_usual()
        self._show()
        if self._sum.is_settled:
            tenders = self._sum.tenders
            self._is_open, self._sum = False, Reckoning(tenders=tenders)
            self.settled.emit(tenders)

    def _take_back(self, position: int) -> None:
        if self._is_held:
            return
        tender = self._sum.tenders.given[position]
        if tender.means is Means.CARD and tender.token:
            # The card was charged: the tender goes when the terminal has given the money back.
            self._then = lambda _payment: self._drop(position)
            self._talk.ask(-tender.amount, tender.token)
            return
        self._drop(position)

    def _drop(self, position: int) -> None:
        self._sum = self._sum.take_back(position)
        self._show_usual()
        self._show()
        if self._stopped is not None and not self.has_tenders:
            self.left.emit()

    # The terminal

    def _on_asking(self, payment: "CardPayment") -> None:
        self._amounts.be_quiet()
        self._terminal.show_waiting(payment)
        self._ways.setCurrentWidget(self._terminal)
        self._write_buttons()

    def _on_answered(self, payment: "CardPayment") -> None:
        if payment.is_open:
            self._ask_operator(payment)
            return
        self._show_usual()
        if payment.state == card_payments.REFUSED:
            self._on_refused(payment)
        elif self._then is not None:
            then, self._then = self._then, None
            then(payment)
        elif self._is_open and self.isVisible() and payment.sale_id == self._sum.bill.sale_id:
            self._put_down_card(payment)
        else:
            # Another basket's, or nobody looks: it is offered again at the next payment.
            self._leave_if_nothing_is_due()
        self.look_for_open()

    def _on_refused(self, payment: "CardPayment") -> None:
        say = self._desk.say
        self._then = None
        self._amounts.tell(
            say(f"terminal.no_{payment.reason}" if payment.reason else "terminal.no")
        )
        if not self._sum.bill.due:
            self.refused.emit(RefusedError("card_refused", amount=payment.amount))
            self._leave_if_nothing_is_due()

    def _on_not_asked(self, error: ShopError) -> None:
        self._show_usual()
        self._amounts.refuse(error)
        if error.code == "card_payment_open":
            self.look_for_open()

    def resolve(self, room: "Screen", payment: "CardPayment", is_paid: bool) -> None:
        """Write the operator's word down; the room asks for an approval where it takes one."""
        self._talk.resolve(payment, is_paid=is_paid, room=room)

    def _ask_operator(self, payment: "CardPayment") -> None:
        self._terminal.show_question(payment)
        self._come_forward()

    def _come_forward(self) -> None:
        self._ways.setCurrentWidget(self._terminal)
        self.wants_front.emit()
        self._field.setFocus()

    def _on_looked(self, waiting: Waiting) -> None:
        held, unspent = waiting.without({tender.token for tender in self._sum.tenders.given})
        self._others.show_waiting(held, unspent)
        self._usual.show_waiting(len(unspent))
        if self._talk.is_busy:
            return
        if waiting.unknown:
            self._ask_operator(waiting.unknown[0])
        elif waiting.unwritten and not self._sum.bill.due:
            # A customer who pays is not kept waiting for another one's refund.
            self._terminal.show_given(waiting.unwritten[0])
            self._come_forward()

    def _leave_if_nothing_is_due(self) -> None:
        if not self._sum.bill.due:
            self.left.emit()

    # Showing

    def _show_usual(self) -> None:
        self._ways.setCurrentWidget(self._usual)
        self._field.setFocus()

    def _show_others(self) -> None:
        if self._is_held:
            return
        self._others.open_for(
            is_money_only=self._sum.bill.is_money_only, has_tenders=self.has_tenders
        )
        self._ways.setCurrentWidget(self._others)
        self._write_buttons()

    def _ask_voucher(self) -> None:
        if not self._is_held and not self._sum.bill.is_money_only:
            self._show_others()
            self._others.listen_for_code()

    def _show(self) -> None:
        self._desk.facing.show_payment(self._sum.bill.due, self._sum.tenders)
        self._amounts.be_quiet()
        self._amounts.show_left(self._sum.left, self._sum.tenders)
        self._write_buttons()
        self._is_stopped()

    def _write_buttons(self) -> None:
        typed = self._field.money()
        other = self._sum.left if typed is None else typed
        self._usual.write(
            cash=self._sum.asked(Means.CASH) if typed is None else typed,
            is_typed=typed is not None,
            other=other,
            is_too_much=self._sum.is_too_much(other),
            meal=self._sum.meal_offer(typed),
            notes=likely_notes(self._sum.left),
        )
        self._others.write(other)
