"""A payment keyed under the wrong means is moved to the right one."""

from PySide6.QtCore import Signal

from desktop.domain.tender import COUNTED, Means
from desktop.services.views import SaleView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of

_MEANS = tuple(means for means in Means if means in COUNTED)


class CorrectPanel(Panel):
    """Opens on the likeliest slip: the whole of the first means was the other of cash and card."""

    #: (sale id, wrong, right, Money, correction id)
    corrects = Signal(str, object, object, object, str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("correct", "", say("till.back"))
        self._desk = desk
        self._sale: SaleView | None = None
        self._id = ""
        self._wrong = Chips("correct-wrong", say("correct.wrong"))
        self._right = Chips("correct-right", say("correct.right"))
        self._wrong.chosen.connect(self._on_wrong)
        self._amount = MoneyField("correct-amount", say("correct.amount"), say, is_large=True)
        self._amount.textChanged.connect(lambda _text: self._show())
        self._amount.returnPressed.connect(self._correct)
        self._right.follow(self._amount)
        self._confirm = Button(
            "correct-do", say("correct.do"), role="primary", is_large=True, clicked=self._correct
        )
        asked = column(
            label(say("correct.how"), "note", wraps=True),
            column(label(say("correct.wrong"), "field"), self._wrong, gap=4),
            column(label(say("correct.right"), "field"), self._right, gap=4),
            None,
            gap=16,
        )
        figure = column(
            column(label(say("correct.amount"), "field"), self._amount, gap=4),
            Keypad("correct-key", self._amount, say),
            self._confirm,
            None,
            gap=12,
        )
        body = row(asked, figure, gap=24)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        self.fill(body)

    def begin(self, sale: SaleView) -> None:
        """Ask what was keyed wrongly on a ticket."""
        say = self._desk.say
        self._sale, self._id = sale, new_id()
        self.show_title(say("correct.title", number=sale.number))
        paid = list(dict.fromkeys(t.means for t in sale.tenders if t.means in COUNTED))
        self._wrong.show_choices([(each, say(f"means.{each.value}")) for each in paid], paid[0])
        self._on_wrong(paid[0])
        self._amount.setFocus()
        self._amount.selectAll()

    def _on_wrong(self, wrong: object) -> None:
        if self._sale is None:
            return
        say = self._desk.say
        others = [each for each in _MEANS if each is not wrong]
        likeliest = Means.CASH if wrong is Means.CARD else Means.CARD
        self._right.show_choices([(each, say(f"means.{each.value}")) for each in others], likeliest)
        self._amount.set_money(self._paid_by(wrong))
        self._show()

    def _paid_by(self, means: object) -> Money:
        if self._sale is None:
            return Money(0)
        return total_of([each.amount for each in self._sale.tenders if each.means is means])

    def _show(self) -> None:
        amount = self._amount.money()
        most = self._paid_by(self._wrong.value)
        self._confirm.setEnabled(amount is not None and Money(0) < amount <= most)

    def _correct(self) -> None:
        if self._sale is not None and self._confirm.isEnabled():
            self.corrects.emit(
                self._sale.id,
                self._wrong.value,
                self._right.value,
                self._amount.money(),
                self._id,
            )
