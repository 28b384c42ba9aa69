"""The left side of the payment: what is due, what was put down, and a sum to be typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.tender import Tenders
from desktop.errors import RefusedError, ShopError
from desktop.ui.payment.put_down import PutDown
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from desktop.ui.wording import Wording
from sync.kernel.money import Money


class AmountSide(QWidget):
    """Shows what is left of a bill, and says what stands in the way of a means."""

    #: Position of a tender that is to go back.
    takes_back = Signal(int)

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._due_words = label(say("pay.due"), "note")
        self._due_figure = label("", "total")
        self._due_figure.setObjectName("pay-due")
        self._given = PutDown(say)
        self._given.takes_back.connect(self.takes_back)
        self.field = MoneyField("pay-amount", say("pay.field"), say, is_large=True)
        self._problem = label("", "note", "stop", wraps=True)
        self._problem.setObjectName("pay-problem")
        self._problem.hide()
        keypad = Keypad("pay-key", self.field, say)
        figures = column(self._due_words, self._due_figure, gap=0)
        asked = column(label(say("pay.field"), "field"), self.field, gap=4)
        self.setLayout(column(figures, self._given, asked, self._problem, keypad, None, gap=12))

    def typed(self) -> Money | None:
        """Return the sum that was typed, None when there is none.

        Raises:
            RefusedError: tender_out_of_range, when it is no sum to be paid.
        """
        typed = self.field.money()
        if self.field.text() and not typed:
            raise RefusedError("tender_out_of_range", amount=Money(0))
        return typed

    def show_left(self, left: Money, tenders: Tenders) -> None:
        """Show what is left to be paid and what was put down."""
        self._due_words.setText(self._say("pay.left") if tenders.given else self._say("pay.due"))
        self._due_figure.setText(self._say.money(left))
        self._given.show_tenders(tenders.given)

    def refuse(self, error: ShopError) -> None:
        """Say what did not go, with the sum under the hand."""
        told = self._say.refusal(error)
        self.tell(f"{told.message} {told.next_step}")
        self.field.selectAll()

    def tell(self, words: str) -> None:
        """Say what stands in the way."""
        self._problem.setText(words)
        self._problem.show()

    def be_quiet(self) -> None:
        """Say no longer what stood in the way."""
        self._problem.hide()
