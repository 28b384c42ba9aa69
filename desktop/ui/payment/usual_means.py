"""The three ways nearly everybody pays, large; the rest behind one key."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money

_NOTES = 4


class UsualMeans(QWidget):
    """Cash with its notes, card, meal voucher."""

    exact = Signal()
    #: Place of the banknote.
    note = Signal(int)
    card = Signal()
    #: Issuer of the meal vouchers.
    meal = Signal(str)
    others = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self._exact = self._means("pay-cash-exact", "pay-exact", "cash", self.exact.emit)
        self._notes = [
            Button(f"pay-cash-note-{place}", role="go-soft", clicked=partial(self.note.emit, place))
            for place in range(_NOTES)
        ]
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate(self._notes):
            grid.addWidget(button, place // 2, place % 2)
        self._card = self._means("pay-card", "pay-card", "card", self.card.emit)
        self._meal = self._means(
            "pay-meal-voucher",
            "pay-meal-voucher",
            "tag",
            lambda: self.meal.emit(str(self._issuer.value or "")),
        )
        self._issuer = Chips("pay-issuer", say("pay.issuer"))
        issuers = desk.shop.settings.meal_voucher_issuers
        self._issuer.show_choices(
            [(name, name) for name in issuers], issuers[:1][0] if issuers else None
        )
        self._others = Button(
            "pay-others",
            say("pay.others", key=say.keys(key_of("pay-others"))),
            clicked=self.others.emit,
        )
        self._split = label(say("pay.split"), "note", wraps=True)
        self.setLayout(
            column(
                self._exact,
                grid,
                4,
                self._card,
                4,
                self._meal,
                self._issuer,
                4,
                self._others,
                None,
                self._split,
                gap=8,
            )
        )

    def _means(
        self, name: str, key: str, picture: str, clicked: Callable[[], object]
    ) -> KeyedButton:
        shown = self._desk.say.keys(key_of(key))
        return KeyedButton(
            name, "", shown, role="go", picture=picture, is_large=True, clicked=clicked
        )

    def write(
        self,
        *,
        cash: Money,
        is_typed: bool,
        other: Money,
        is_too_much: bool,
        meal: Money,
        notes: tuple[Money, ...],
    ) -> None:
        """Say on every key what it would take; what gives no change is off when it is too much."""
        for changeless in (self._card, self._meal):
            changeless.setEnabled(not is_too_much)
        say = self._desk.say
        self._exact.say(say("pay.cash_of" if is_typed else "pay.cash_exact", amount=cash))
        self._card.say(say("pay.card_of", amount=other))
        self._meal.say(say("pay.meal_voucher_of", amount=meal))
        self._meal.setVisible(bool(meal))
        self._issuer.setVisible(bool(meal))
        for place, button in enumerate(self._notes):
            button.setVisible(place < len(notes))
            if place < len(notes):
                button.say(say.round_money(notes[place]))

    def show_waiting(self, count: int) -> None:
        """Say that a card was charged for a basket that no ticket has."""
        say = self._desk.say
        name = "pay.others_waiting" if count else "pay.others"
        self._others.say(say(name, key=say.keys(key_of("pay-others"))))
