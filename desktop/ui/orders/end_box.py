"""Why an order comes to nothing, asked before it does: turned down, or given up after it was promised."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row

_REFUSING = ("sold_out", "too_busy", "closing")
_CANCELLING = ("sold_out", "customer_asked")
"""Two, which stand side by side on a small screen; anything else is a word more."""
_MOST_WORDS = 120


class EndBox(QWidget):
    """Asks for a reason, which the customer reads; nothing happens before the red button."""

    #: What the customer reads.
    refuses = Signal(str)
    cancels = Signal(str)
    #: The order is kept.
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._say = say = desk.say
        self._is_cancelling = False
        self._reason = Chips("order-refuse-reason", say("order.refuse_why"))
        self._own_words = QLineEdit()
        self._own_words.setObjectName("order-refuse-words")
        self._own_words.setPlaceholderText(say("order.refuse_words"))
        self._own_words.setAccessibleName(say("order.refuse_words"))
        self._own_words.setMaxLength(_MOST_WORDS)
        self._reason.follow(self._own_words)
        self._yes = Button("order-refuse-yes", role="stop-fill", clicked=self._on_yes)
        no = Button("order-refuse-no", say("order.keep"), clicked=self.left.emit)
        self.setLayout(
            column(
                label(say("order.refuse_why"), "note"),
                self._reason,
                self._own_words,
                row(no, None, self._yes),
                gap=8,
            )
        )
        self.hide()

    def begin(self, *, is_cancelling: bool) -> None:
        """Ask why an order is turned down, or cancelled though it was promised."""
        self._is_cancelling = is_cancelling
        reasons = _CANCELLING if is_cancelling else _REFUSING
        choices = [(each, self._say(f"order.reason_{each}")) for each in reasons]
        self._reason.show_choices(choices, reasons[0])
        self._yes.say(self._say("order.cancel_yes" if is_cancelling else "order.refuse_yes"))
        self.show()
        self._reason.setFocus()

    def end(self) -> bool:
        """Put the question away; tell whether it stood there."""
        was_there = not self.isHidden()
        self.hide()
        self._own_words.clear()
        return was_there

    def _on_yes(self) -> None:
        reason = self._say(f"order.reason_{self._reason.value}")
        own = " ".join(self._own_words.text().split())
        told = f"{reason} : {own}" if own else reason
        is_cancelling = self._is_cancelling
        self.end()
        (self.cancels if is_cancelling else self.refuses).emit(told)
