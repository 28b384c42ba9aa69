"""A means of payment that was keyed wrong: from which to which."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.tender import COUNTED, Means
from desktop.services.views import SaleView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money

_OFFERED = (Means.CASH, Means.CARD, Means.CHEQUE, Means.MEAL_VOUCHER, Means.TRANSFER)


class CorrectionPage(QWidget):
    """Moves what a ticket has by one means to another; turnover and goods stay."""

    #: (wrong Means, right Means, Money)
    corrects = Signal(object, object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._paid: dict[Means, Money] = {}
        say = desk.say
        self._which = label("", "heading", wraps=True)
        self._wrong = Chips("correct-wrong", say("refund.correct_from"))
        self._right = Chips("correct-right", say("refund.correct_to"))
        self._do = Button("correct-do", role="primary", is_large=True, clicked=self.correct)
        for chips in (self._wrong, self._right):
            chips.chosen.connect(lambda _means: self._show())
        self.setLayout(
            column(
                self._which,
                column(label(say("refund.correct_from"), "field"), self._wrong, gap=4),
                column(label(say("refund.correct_to"), "field"), self._right, gap=4),
                self._do,
                None,
                gap=12,
            )
        )

    def begin(self, sale: SaleView) -> None:
        """Ask for a ticket's means."""
        say = self._desk.say
        self._which.setText(say("refund.correct_title", number=sale.number))
        self._paid = {}
        for tender in sale.tenders:
            if tender.means in COUNTED:
                before = self._paid.get(tender.means, Money(0))
                self._paid[tender.means] = before + tender.amount
        keyed = list(self._paid)
        self._wrong.show_choices(
            [
                (means, f"{say(f'means.{means.value}')} {say.money(self._paid[means])}")
                for means in keyed
            ],
            keyed[0] if keyed else None,
        )
        other = Means.CARD if keyed[:1] == [Means.CASH] else Means.CASH
        self._right.show_choices(
            [(means, say(f"means.{means.value}")) for means in _OFFERED], other
        )
        self._show()
        self._do.setFocus()

    def _show(self) -> None:
        wrong = self._wrong.value
        amount = self._paid.get(wrong) if isinstance(wrong, Means) else None
        self._do.say(self._desk.say("refund.correct_do", amount=amount or Money(0)))
        self._do.setEnabled(amount is not None and wrong is not self._right.value)

    def correct(self) -> None:
        """Ask for the correction that is chosen."""
        wrong, right = self._wrong.value, self._right.value
        if isinstance(wrong, Means) and isinstance(right, Means):
            self.corrects.emit(wrong, right, self._paid[wrong])
