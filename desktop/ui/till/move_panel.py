"""Cash that goes in or out beside sales, with its reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from sync.kernel.ids import new_id

_REASONS = ("bank", "change", "purchase")


class MovePanel(Panel):
    """Asks direction, reason and amount."""

    #: (Money, reason, id of the movement): positive goes in.
    moves = Signal(object, str, str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("move", say("till.move_title"), say("till.back"))
        self._desk = desk
        self._id = ""
        self._direction = Chips("move-direction", say("till.direction"))
        self._direction.show_choices([(-1, say("till.out")), (1, say("till.in"))], -1)
        self._reason = Chips("move-reason", say("till.reason"))
        self._reason.show_choices([(r, say(f"till.reason_{r}")) for r in _REASONS], "bank")
        self._reason.chosen.connect(self._on_reason)
        self._more = QLineEdit()
        self._more.setObjectName("move-details")
        self._more.setAccessibleName(say("till.reason_other"))
        self._more.setPlaceholderText(say("till.reason_other"))
        self._more.setMaxLength(80)
        self._amount = MoneyField("move-amount", say("till.amount"), say, is_large=True)
        self._amount.textChanged.connect(lambda _text: self._show())
        self._amount.returnPressed.connect(self._move)
        self._reason.follow(self._amount)
        self._confirm = Button(
            "move-confirm", say("till.move_do"), role="primary", is_large=True, clicked=self._move
        )
        asked = column(
            column(label(say("till.direction"), "field"), self._direction, gap=4),
            column(label(say("till.reason"), "field"), self._reason, self._more, gap=4),
            None,
            gap=16,
        )
        figure = column(
            column(label(say("till.amount"), "field"), self._amount, gap=4),
            Keypad("move-key", self._amount, say),
            self._confirm,
            None,
            gap=12,
        )
        body = row(asked, figure, gap=24)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        self.fill(body)

    def begin(self) -> None:
        """Ask anew."""
        self._id = new_id()
        self._amount.clear()
        self._more.clear()
        self._amount.setFocus()
        self._show()

    def _on_reason(self, reason: object) -> None:
        self._direction.choose(1 if reason == "change" else -1)

    def _show(self) -> None:
        self._confirm.setEnabled(bool(self._amount.money()))

    def _move(self) -> None:
        amount = self._amount.money()
        if not amount:
            return
        words = self._desk.say(f"till.reason_{self._reason.value}")
        details = self._more.text().strip()
        signed = amount if self._direction.value == 1 else -amount
        self.moves.emit(signed, f"{words} : {details}" if details else words, self._id)
