"""The talk with the card terminal: noted on the ledger, spoken on its own thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.errors import ShopError
from desktop.services.money import card_payments
from desktop.services.team import staff
from desktop.ui.desk import Desk
from sync.kernel.ids import new_id
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.card_payments import CardAnswer, CardPayment, Line
    from desktop.ui.screen import Screen


class CardTalk(QObject):
    """One amount at a time. Whatever happens to the window, the row on the disk tells the truth.

    idle -> noted (ledger) -> asked (terminal's thread) -> answered (ledger) -> idle
    """

    #: The terminal is being asked; the CardPayment.
    asking = Signal(object)
    #: A CardPayment, with the terminal's answer or the operator's.
    answered = Signal(object)
    #: A ShopError: nothing was asked.
    refused = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line: Line | None = None
        self._is_busy = False
        desk.tasks.closing.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        """Tell whether an amount is under way."""
        return self._is_busy

    def ask(self, amount: Money, sale_id: str, first: Callable[[], object] | None = None) -> None:
        """Have the terminal take an amount, or give a negative one back.

        Args:
            amount: how much.
            sale_id: what it pays.
            first: read on the ledger before anything is asked; raises what stands in the way.
        """
        if self._is_busy:
            return
        self._is_busy = True
        shop = self._desk.shop

        def job() -> tuple["CardPayment", "Line"]:
            if first is not None:
                first()
            line = card_payments.line_to_terminal(shop)
            seller = staff.current(shop).code
            return card_payments.ask(shop, new_id(), sale_id, amount, seller), line

        self._desk.tasks.ledger(self, job, self._send, self._not_asked)

    def cancel(self) -> None:
        """Stop waiting for the answer."""
        if self._line is not None:
            self._line.cancel()

    def resolve(self, payment: "CardPayment", *, is_paid: bool, room: "Screen") -> None:
        """Write down what the operator reads on the terminal, with an approval where it takes one.

        Args:
            payment: which.
            is_paid: what the terminal shows.
            room: where an approval is asked for.
        """
        shop = self._desk.shop
        room.attempt(
            lambda approved_by: card_payments.resolve(
                shop,
                payment.id,
                staff.current(shop).code,
                is_paid=is_paid,
                approved_by=approved_by,
            ),
            self.answered.emit,
            self.refused.emit,
        )

    def _not_asked(self, error: ShopError) -> None:
        self._is_busy = False
        self.refused.emit(error)

    def _send(self, noted: tuple["CardPayment", "Line"]) -> None:
        payment, self._line = noted
        line = self._line
        self.asking.emit(payment)
        self._desk.tasks.device(
            self,
            lambda: line.send(payment),
            lambda answer: self._note(payment, answer),
            lambda _bug: self._note(payment, card_payments.NO_ANSWER),
        )

    def _note(self, payment: "CardPayment", answer: "CardAnswer") -> None:
        self._line = None
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: card_payments.note_answer(shop, payment.id, answer),
            self._on_noted,
            self._not_asked,
        )

    def _on_noted(self, payment: "CardPayment") -> None:
        self._is_busy = False
        self.answered.emit(payment)
