"""What is seen while a terminal is asked, and the questions when the till does not know the rest."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.card_payments import CardPayment


class TerminalPage(QStackedWidget):
    """Three faces: waiting, 'what does the terminal say?', and 'it gave back: where is the refund?'."""

    cancels = Signal()
    #: (CardPayment, whether it was paid)
    says = Signal(object, bool)
    #: A CardPayment whose refund is to be written now.
    records = Signal(object)
    #: A CardPayment that somebody settled outside the till.
    settles = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._payment: CardPayment | None = None
        self._amount = Money(0)
        self._waiting = self._build_waiting()
        self._question = self._build_question()
        self._given = self._build_given()
        self.addWidget(self._waiting)
        self.addWidget(self._given)
        self.addWidget(self._question)

    def _build_waiting(self) -> QWidget:
        say = self._desk.say
        self._asked = label("", "total")
        self._asked.setObjectName("terminal-asked")
        self._how = label("", "heading", wraps=True)
        self._how.setObjectName("terminal-how")
        stop = Button(
            "terminal-stop", say("terminal.stop"), picture="close", clicked=self.cancels.emit
        )
        page = QWidget()
        page.setLayout(
            column(
                self._how,
                self._asked,
                label(say("terminal.wait"), "note", wraps=True),
                8,
                stop,
                None,
            )
        )
        return page

    def _build_question(self) -> QWidget:
        self._which = label("", "heading", "look", wraps=True)
        self._which.setObjectName("terminal-which")
        unpaid = self._answer("terminal-unpaid", "terminal.unpaid", "terminal-unpaid", role="stop")
        return self._asking(
            "terminal.question",
            self._which,
            "terminal.look",
            self._yes("terminal-paid", "terminal.paid"),
            unpaid,
        )

    def _build_given(self) -> QWidget:
        self._gave = label("", "heading", "look", wraps=True)
        self._gave.setObjectName("terminal-gave")
        return self._asking(
            "terminal.gave_title",
            self._gave,
            "terminal.gave_how",
            self._yes("terminal-record", "terminal.record"),
            self._answer("terminal-by-hand", "terminal.by_hand", "terminal-unpaid"),
        )

    def _yes(self, name: str, words: str) -> Button:
        made = self._answer(name, words, "terminal-paid", role="go", is_yes=True)
        made.show_picture("check-on-fill")
        return made

    def _answer(
        self, name: str, words: str, key: str, *, role: str = "", is_yes: bool = False
    ) -> Button:
        say = self._desk.say
        return Button(
            name,
            say(words, key=say.keys(key_of(key))),
            role=role,
            is_large=True,
            clicked=partial(self.tell, is_paid=is_yes),
        )

    def _asking(self, title: str, which: QWidget, how: str, yes: Button, no: Button) -> QWidget:
        """Return a page that asks about one amount and takes one of two answers."""
        say, page = self._desk.say, QWidget()
        page.setLayout(
            column(
                label(say(title), "title", wraps=True),
                which,
                label(say(how), "note", wraps=True),
                8,
                yes,
                no,
                None,
            )
        )
        return page

    @property
    def is_question(self) -> bool:
        """Tell whether the operator is being asked."""
        return self.currentWidget() is self._question

    @property
    def unanswered(self) -> "CardPayment | None":
        """Return the payment somebody is asked about, None while there is none."""
        return None if self.currentWidget() is self._waiting else self._payment

    @property
    def amount(self) -> Money:
        """Return what the terminal is asked for, or was: never less than nothing."""
        return self._amount

    def show_waiting(self, payment: "CardPayment") -> None:
        """Say that the customer is paying on the terminal, or is given money back."""
        say, back = self._desk.say, payment.amount < Money(0)
        self._how.setText(say("terminal.gives" if back else "terminal.takes"))
        self._amount = -payment.amount if back else payment.amount
        self._asked.setText(say.money(self._amount))
        self.setCurrentWidget(self._waiting)

    def show_question(self, payment: "CardPayment") -> None:
        """Ask what the terminal shows for this amount."""
        say, back = self._desk.say, payment.amount < Money(0)
        self._payment = payment
        self._amount = -payment.amount if back else payment.amount
        self._which.setText(
            say(
                "terminal.which_back" if back else "terminal.which",
                amount=self._amount,
                at=payment.at,
            )
        )
        self.setCurrentWidget(self._question)

    def show_given(self, payment: "CardPayment") -> None:
        """Ask what becomes of an amount given back that no ticket tells."""
        self._payment, self._amount = payment, -payment.amount
        self._gave.setText(self._desk.say("terminal.gave", amount=self._amount, at=payment.at))
        self.setCurrentWidget(self._given)

    def tell(self, *, is_paid: bool) -> None:
        """Take the operator's word, once: yes to the question, or the other answer."""
        payment, self._payment = self._payment, None
        if payment is None:
            return
        if self.is_question:
            self.says.emit(payment, is_paid)
        elif self.currentWidget() is self._given:
            (self.records if is_paid else self.settles).emit(payment)
