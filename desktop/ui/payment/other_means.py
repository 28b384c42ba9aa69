"""The means that are not asked for every minute: behind one key, each with a key of its own."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.domain.tender import Means
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.rows import RowButton
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.advances import AdvanceView
    from desktop.services.money.card_payments import CardPayment

_PLAIN = (
    (Means.CHEQUE, "pay-cheque", "cheque"),
    (Means.TRANSFER, "pay-transfer", "swap"),
    (Means.ON_ACCOUNT, "pay-account", "person"),
)


class OtherMeans(QWidget):
    """Cheque, transfer, account; a voucher by its code; advances and card payments that wait."""

    #: A Means with nothing more to say.
    chosen = Signal(object)
    #: The code of a voucher, as it was typed or scanned.
    voucher = Signal(str)
    #: An AdvanceView, or a CardPayment.
    advance = Signal(object)
    paid_before = Signal(object)
    takes_advance = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self._plain = {means: self._button(means, name, look) for means, name, look in _PLAIN}
        self._code = QLineEdit()
        self._code.setObjectName("pay-voucher-code")
        self._code.setAccessibleName(say("pay.voucher_code"))
        self._code.setPlaceholderText(say("pay.voucher_code"))
        self._code.setMaxLength(40)
        self._code.returnPressed.connect(self._enter_code)
        enter = Button(
            "pay-voucher", say("pay.voucher_use"), role="go-soft", clicked=self._enter_code
        )
        self._begin_advance = Button(
            "pay-advance-take",
            say("pay.advance_take", key=say.keys(key_of("pay-advance-take"))),
            picture="clock",
            clicked=self.takes_advance.emit,
        )
        self._waiting = QVBoxLayout()
        self._waiting.setSpacing(8)
        vouchers = row(self._code, enter)
        vouchers.setStretch(0, 1)
        back = Button(
            "pay-others-back",
            say("pay.usual"),
            role="quiet",
            picture="back",
            clicked=self.left.emit,
        )
        self._vouchers = QWidget()
        self._vouchers.setLayout(
            column(
                label(say("pay.voucher", key=say.keys(key_of("pay-voucher"))), "field"),
                vouchers,
                gap=4,
            )
        )
        self.setLayout(
            column(
                row(back, None),
                *self._plain.values(),
                self._vouchers,
                self._waiting,
                self._begin_advance,
                None,
                gap=8,
            )
        )

    def _button(self, means: Means, name: str, look: str) -> Button:
        return Button(name, role="go-soft", picture=look, clicked=partial(self.chosen.emit, means))

    def write(self, amount: Money) -> None:
        """Say on every key what it would take."""
        say = self._desk.say
        for means, name, _look in _PLAIN:
            words = say(f"pay.{means.value}_of", amount=amount)
            self._plain[means].say(f"{words}   {say.keys(key_of(name))}")

    def open_for(self, *, is_money_only: bool, has_tenders: bool) -> None:
        """Offer what can pay: vouchers, accounts and advances pay no advance."""
        self._plain[Means.ON_ACCOUNT].setVisible(not is_money_only)
        self._vouchers.setVisible(not is_money_only)
        self._begin_advance.setVisible(not is_money_only and not has_tenders)
        self._code.clear()

    def listen_for_code(self) -> None:
        """Be ready for a voucher's code."""
        self._code.setFocus()

    def show_waiting(
        self, advances: tuple["AdvanceView", ...], cards: tuple["CardPayment", ...]
    ) -> None:
        """Show the advances that are held, and what cards paid for a basket that was lost."""
        clear(self._waiting)
        say = self._desk.say
        rows: list[tuple[str, str, Money, Callable[[], object], str]] = [
            (
                say("pay.card_waiting"),
                say("pay.card_waiting_at", at=card.at, day=say.day(card.at)),
                card.amount,
                partial(self.paid_before.emit, card),
                f"pay-card-waiting-{place}",
            )
            for place, card in enumerate(cards)
        ]
        rows += [
            (
                " · ".join(
                    part for part in (say("means.advance"), held.customer, held.note) if part
                ),
                say.day(held.at),
                held.amount,
                partial(self.advance.emit, held),
                f"pay-advance-{place}",
            )
            for place, held in enumerate(advances)
        ]
        for words, detail, amount, act, name in rows:
            self._waiting.addWidget(RowButton(name, words, detail, say.money(amount), clicked=act))

    def _enter_code(self) -> None:
        text = self._code.text().strip()
        if text:
            self._code.clear()
            self.voucher.emit(text)
