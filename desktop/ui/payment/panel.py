"""The payment panel: what is due, what was put down, and one touch for the usual ways to pay."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.domain.tender import Means, Tenders
from desktop.errors import ShopError
from desktop.ui.desk import Desk
from desktop.ui.payment.notes import likely_notes
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from sync.kernel.money import Money

_OTHERS = (Means.CHEQUE, Means.MEAL_VOUCHER)


class PaymentPanel(QFrame):
    """Gathers tenders until they cover what is due, then says `settled` once.

    A touch on a way to pay takes the amount typed, or all that is left when none was. Nothing is
    recorded here: leaving the panel leaves the basket as it was.
    """

    settled = Signal(object)
    left = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._due = Money(0)
        self._tenders = Tenders()
        self.setObjectName("payment")
        self.setAccessibleName(desk.say("pay.title"))
        self.setProperty("role", "pane")
        self._build()
        bind(self, "pay-exact", self._pay_exact)
        bind(self, "pay-card", partial(self._put_down, Means.CARD))

    def _build(self) -> None:
        say = self._desk.say
        back = Button(
            "pay-back", role="icon", picture="back", spoken=say("sale.back"), clicked=self.left.emit
        )
        self._due_words = label(say("pay.due"), "note")
        self._due_figure = label("", "total")
        self._due_figure.setObjectName("pay-due")
        self._put_down_rows = QVBoxLayout()
        self._put_down_rows.setSpacing(0)
        self._field = MoneyField("pay-amount", say("pay.field"), say, is_large=True)
        self._field.textChanged.connect(lambda _text: self._write_buttons())
        self._field.returnPressed.connect(self._on_enter)
        self._problem = label("", "note", "stop", wraps=True)
        self._problem.setObjectName("pay-problem")
        self._problem.hide()
        keypad = Keypad("pay-key", self._field, say)
        head = row(back, label(say("pay.title"), "title"), None, gap=4)
        figures = column(self._due_words, self._due_figure, gap=0)
        asked = column(label(say("pay.field"), "field"), self._field, gap=4)
        typing = column(figures, self._put_down_rows, asked, self._problem, keypad, None, gap=12)
        body = row(typing, self._ways(), gap=24)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        inside = scrolling(body)
        whole = column(head, inside, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)

    def _ways(self) -> QWidget:
        say = self._desk.say
        self._exact = Button(
            "pay-cash-exact", role="go", picture="cash", is_large=True, clicked=self._pay_exact
        )
        self._notes = [
            Button(f"pay-cash-note-{place}", role="go-soft", clicked=partial(self._pay_note, place))
            for place in range(4)
        ]
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, button in enumerate(self._notes):
            grid.addWidget(button, place // 2, place % 2)
        self._card = Button(
            "pay-card",
            role="go",
            picture="card",
            is_large=True,
            clicked=partial(self._put_down, Means.CARD),
        )
        self._others = {
            means: Button(
                f"pay-{means.value.replace('_', '-')}",
                role="go-soft",
                picture="cheque" if means is Means.CHEQUE else "tag",
                clicked=partial(self._put_down, means),
            )
            for means in _OTHERS
        }
        ways = QWidget()
        ways.setLayout(
            column(
                label(say("pay.cash"), "field"),
                self._exact,
                grid,
                8,
                label(say("means.card"), "field"),
                self._card,
                8,
                label(say("pay.other"), "field"),
                *self._others.values(),
                None,
                label(say("pay.split"), "note", wraps=True),
                gap=8,
            )
        )
        return ways

    @property
    def has_tenders(self) -> bool:
        """Tell whether something was put down already."""
        return bool(self._tenders.given)

    def begin(self, due: Money) -> None:
        """Open for an amount, with nothing put down yet."""
        self._tenders = Tenders(cash_step=self._desk.shop.settings.cash_step)
        self.show_due(due)
        self._field.clear()
        self._field.setFocus()

    def show_due(self, due: Money) -> None:
        """Change what is due: an article came to the basket while the customer was paying."""
        self._due = due
        self._show()

    @property
    def _left(self) -> Money:
        return self._tenders.remaining(self._due)

    def _pay_exact(self) -> None:
        """Take in cash what the button says: the sum that was typed, else all that is left."""
        self._put_down(Means.CASH)

    def _pay_note(self, place: int) -> None:
        notes = likely_notes(self._left)
        if place < len(notes):
            self._add(Means.CASH, notes[place])

    def _on_enter(self) -> None:
        if self._field.text():
            self._put_down(Means.CASH)

    def _put_down(self, means: Means) -> None:
        typed = self._field.money()
        if self._field.text() and (typed is None or not typed):
            self._field.selectAll()
            return
        self._add(means, self._asked(means) if typed is None else typed)

    def _asked(self, means: Means) -> Money:
        """Return all that is left, in coins that exist when it is paid in cash."""
        if means is not Means.CASH:
            return self._left
        one_cent = Tenders(self._tenders.given, self._tenders.cash_step).add(means, Money(1))
        return one_cent.remaining(self._due) + Money(1)

    def _add(self, means: Means, amount: Money) -> None:
        try:
            tenders = self._tenders.add(means, amount)
            if not tenders.remaining(self._due):
                tenders.change_for(self._due)
        except ShopError as error:
            told = self._desk.say.refusal(error)
            self._problem.setText(f"{told.message} {told.next_step}")
            self._problem.show()
            self._field.selectAll()
            return
        self._tenders = tenders
        self._field.clear()
        self._show()
        if not self._left:
            self.settled.emit(tenders)

    def _take_back(self, position: int) -> None:
        self._tenders = self._tenders.take_back(position)
        self._show()
        self._field.setFocus()

    def _show(self) -> None:
        say = self._desk.say
        self._desk.facing.show_payment(self._due, self._tenders)
        self._problem.hide()
        self._due_words.setText(say("pay.left") if self.has_tenders else say("pay.due"))
        self._due_figure.setText(say.money(self._left))
        clear(self._put_down_rows)
        for position, tender in enumerate(self._tenders.given):
            words = say(
                "pay.put_down", means=say(f"means.{tender.means.value}"), amount=tender.amount
            )
            back = Button(
                f"pay-take-back-{position}",
                role="icon",
                picture="close",
                spoken=say("pay.take_back"),
                clicked=partial(self._take_back, position),
            )
            line = QWidget()
            line.setLayout(row(label(words), None, back))
            self._put_down_rows.addWidget(line)
        self._write_buttons()

    def _write_buttons(self) -> None:
        say, typed = self._desk.say, self._field.money()
        cash = self._asked(Means.CASH) if typed is None else typed
        self._exact.say(say("pay.cash_exact" if typed is None else "pay.cash_of", amount=cash))
        other = self._left if typed is None else typed
        self._card.say(say("pay.card_of", amount=other))
        for means, button in self._others.items():
            button.say(say(f"pay.{means.value}_of", amount=other))
        notes = likely_notes(self._left)
        for place, button in enumerate(self._notes):
            button.setVisible(place < len(notes))
            if place < len(notes):
                button.say(say.round_money(notes[place]))
