"""One price to come, told in full: what it becomes, when, how long, and what follows from it."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.goods.coming_prices import ComingPrice
from desktop.ui.desk import Desk
from desktop.ui.prices.coming_list import day_words, step_words
from desktop.ui.widgets.buttons import KeyedButton
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row


class ChangePane(QWidget):
    """Shows; what is done to it is done by the list's ticks or in the product's record."""

    #: Id of the product whose record is wanted.
    opens = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self.setObjectName("prices-change")
        self._desk = desk
        self._product_id = ""
        self._name = label("", "title", wraps=True)
        self._step = label("", "figure", wraps=True)
        self._step.setObjectName("prices-step")
        self._when = label("", wraps=True)
        self._when.setObjectName("prices-when")
        self._after = label("", wraps=True)
        self._tag = label(say("prices.tag"), "note", wraps=True)
        self._made = label("", "note", wraps=True)
        self._open = KeyedButton(
            "prices-open", say("prices.open"), say.keys("Ctrl+O"), clicked=self.open_record
        )
        sentences = column(self._when, self._after, self._tag, self._made, gap=8)
        self.setLayout(
            column(self._name, self._step, sentences, None, row(None, self._open), gap=16)
        )

    def show_change(self, change: ComingPrice, today: date) -> None:
        """Tell of another one."""
        say = self._desk.say
        self._product_id = change.product_id
        self._name.setText(change.label)
        self._step.setText(step_words(say, change))
        is_same = change.before == change.after
        day = day_words(say, change.day, today)
        if change.runs and change.last_day is not None:
            first, last = (
                day_words(say, each, today) for each in (change.first_day, change.last_day)
            )
            self._when.setText(say("prices.ends_on", first=first, last=last))
            then = say("prices.by_hand") if is_same else say("prices.returns_on", day=day)
        else:
            self._when.setText(say("prices.begins_on", day=day))
            then = say("prices.lasts_for_good")
            if change.last_day is not None:
                then = say("prices.lasts", last=day_words(say, change.last_day, today))
        self._after.setText(then)
        self._tag.setVisible(not is_same)
        self._made.setText(say("prices.made", day=say.day(change.made_at)))

    def open_record(self) -> None:
        """Ask for the product's record."""
        if self._product_id:
            self.opens.emit(self._product_id)
