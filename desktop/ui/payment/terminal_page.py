"""What is seen while a terminal is asked, and the question when nobody knows what it did."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.card_payments import CardPayment
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money


class TerminalPage(QStackedWidget):
    """Two faces: waiting for the terminal, and 'what does the terminal say?'."""

    cancels = Signal()
    #: (CardPayment, whether it was paid)
    says = Signal(object, bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._payment: CardPayment | None = None
        self._waiting = self._build_waiting()
        self._question = self._build_question()
        self.addWidget(self._waiting)
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
        say = self._desk.say
        self._which = label("", "heading", "look", wraps=True)
        self._which.setObjectName("terminal-which")
        paid = Button(
            "terminal-paid",
            say("terminal.paid", key=say.keys(key_of("terminal-paid"))),
            role="go",
            picture="check-on-fill",
            is_large=True,
            clicked=partial(self.tell, is_paid=True),
        )
        unpaid = Button(
            "terminal-unpaid",
            say("terminal.unpaid", key=say.keys(key_of("terminal-unpaid"))),
            role="stop",
            is_large=True,
            clicked=partial(self.tell, is_paid=False),
        )
        page = QWidget()
        page.setLayout(
            column(
                label(say("terminal.question"), "title", wraps=True),
                self._which,
                label(say("terminal.look"), "note", wraps=True),
                8,
                paid,
                unpaid,
                None,
            )
        )
        return page

    @property
    def is_question(self) -> bool:
        """Tell whether the operator is being asked."""
        return self.currentWidget() is self._question

    def show_waiting(self, payment: CardPayment) -> None:
        """Say that the customer is paying on the terminal, or is given money back."""
        say, back = self._desk.say, payment.amount < Money(0)
        self._how.setText(say("terminal.gives" if back else "terminal.takes"))
        self._asked.setText(say.money(-payment.amount if back else payment.amount))
        self.setCurrentWidget(self._waiting)

    def show_question(self, payment: CardPayment) -> None:
        """Ask what the terminal shows for this amount."""
        say, back = self._desk.say, payment.amount < Money(0)
        self._payment = payment
        self._which.setText(
            say(
                "terminal.which_back" if back else "terminal.which",
                amount=-payment.amount if back else payment.amount,
                at=payment.at,
            )
        )
        self.setCurrentWidget(self._question)

    def tell(self, *, is_paid: bool) -> None:
        """Take the operator's word, once."""
        payment, self._payment = self._payment, None
        if payment is not None and self.is_question:
            self.says.emit(payment, is_paid)
