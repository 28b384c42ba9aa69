"""The advances the shop holds, and giving one back: the order is off."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.tender import Means
from desktop.services.money.advances import AdvanceView
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import AdvanceBack
from desktop.ui.shortcuts import bind, key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton

_WAYS = (Means.CASH, Means.CARD, Means.CHEQUE, Means.TRANSFER)


class AdvancesPanel(Panel):
    """One row an advance, newest first; the one that is chosen goes back by one touch or key."""

    #: An AdvanceBack: give it back.
    gives = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("advances", say("advance.title"), say("customer.back"))
        self._desk = desk
        self._chosen: AdvanceView | None = None
        self._none = label(say("advance.none"), "note", wraps=True)
        self._none.setObjectName("advances-none")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._which = label("", "heading", wraps=True)
        self._which.setObjectName("advances-which")
        ways = QGridLayout()
        ways.setSpacing(8)
        for place, means in enumerate(_WAYS):
            name = f"advance-back-{means.value}"
            words = f"{say(f'means.{means.value}')}   {say.keys(key_of(name))}"
            act = partial(self._give, means)
            ways.addWidget(
                Button(name, words, role="stop", is_large=True, clicked=act), place // 2, place % 2
            )
            bind(self, name, act)
        self._foot = QWidget()
        self._foot.setLayout(
            column(self._which, label(say("advance.back_how"), "note", wraps=True), ways, gap=8)
        )
        self.fill(column(self._none, self._rows, None), self._foot)

    def show_held(self, held: tuple[AdvanceView, ...]) -> None:
        """Show the advances that may be given back; a lone one is chosen already."""
        say = self._desk.say
        self._choose(held[0] if len(held) == 1 else None)
        clear(self._rows)
        self._none.setVisible(not held)
        for place, each in enumerate(held):
            words = " · ".join(part for part in (each.customer, each.note) if part)
            button = RowButton(
                f"advance-{place}",
                words or say("means.advance"),
                say.day(each.at),
                say.money(each.amount),
                picture_name="cash",
                clicked=partial(self._choose, each),
            )
            self._rows.addWidget(button)
            if place == 0:
                button.setFocus()

    def _choose(self, chosen: AdvanceView | None) -> None:
        self._chosen = chosen
        self._foot.setVisible(chosen is not None)
        if chosen is not None:
            self._which.setText(self._desk.say("advance.back", amount=chosen.amount))

    def _give(self, means: Means) -> None:
        chosen, self._chosen = self._chosen, None
        if chosen is not None:
            self.gives.emit(AdvanceBack(chosen, means))
