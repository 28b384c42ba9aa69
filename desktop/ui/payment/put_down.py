"""What was put down already, one line a tender, each to be taken back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.tender import Means, Tender
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.wording import Wording


class PutDown(QWidget):
    """The tenders, as the customer gave them."""

    #: The position of the tender that goes back.
    takes_back = Signal(int)

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._rows = column(gap=0)
        self.setLayout(self._rows)

    def show_tenders(self, given: Sequence[Tender]) -> None:
        """Show what was put down; goods that were brought back cannot be taken back again."""
        clear(self._rows)
        for position, tender in enumerate(given):
            self._rows.addWidget(self._line(position, tender))

    def _line(self, position: int, tender: Tender) -> QWidget:
        say = self._say
        named = tender.label or say(f"means.{tender.means.value}")
        line = QWidget()
        box = row(ElidedLabel(named), label(say.money(tender.amount), "heading"))
        box.setStretch(0, 1)
        if tender.means is not Means.EXCHANGE:
            box.addWidget(
                Button(
                    f"pay-take-back-{position}",
                    role="icon",
                    picture="close",
                    spoken=say("pay.take_back"),
                    clicked=partial(self.takes_back.emit, position),
                )
            )
        line.setLayout(box)
        return line
