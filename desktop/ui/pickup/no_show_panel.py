"""Bags that wait: since when, and one tap to remind, or to give them up."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.online.no_shows import Waiting
from desktop.ui.desk import Desk
from desktop.ui.pickup.waiting_here import MOST_ROWS
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import ConfirmBar, EmptyState

_REMIND_AFTER, _END_AFTER = (0, 1, 2, 3, 5), (0, 3, 5, 7, 10)


class NoShowPanel(Panel):
    """The ready orders nobody has come for, the longest wait first."""

    #: Id of the order.
    reminds = Signal(str)
    ends = Signal(str)
    applies = Signal()
    #: Days until the reminder and until the end; 0 is never.
    rules = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("wait", say("wait.title"), say("pickup.back"))
        self._desk = desk
        self._waiting: tuple[Waiting, ...] = ()
        self._rows = column(gap=8)
        self.more = Button("wait-more", clicked=self._on_more)
        self.more.hide()
        self._remind = Chips("wait-remind-after", say("wait.remind_after"))
        self._end = Chips("wait-end-after", say("wait.end_after"))
        for chips in (self._remind, self._end):
            chips.chosen.connect(self._on_rule)
        self._apply = Button("wait-apply", say("wait.apply"), clicked=self.applies.emit)
        self._confirm = ConfirmBar("wait-confirm", say("order.keep"))
        self._none = EmptyState("wait-none", "clock", say("wait.none"), say("wait.none_how"))
        foot = QWidget()
        foot.setLayout(
            row(
                column(label(say("wait.remind_after"), "field"), self._remind, gap=2),
                column(label(say("wait.end_after"), "field"), self._end, gap=2),
                None,
                self._apply,
                gap=16,
            )
        )
        self.fill(column(self._none, self._rows, self.more, None), self._confirm, foot)

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        """Show who has not come."""
        clear(self._rows)
        self._confirm.hide()
        self._none.setVisible(not waiting)
        self._waiting = waiting
        self._on_more()
        settings = self._desk.shop.settings
        self._remind.show_choices(
            self._days(_REMIND_AFTER, settings.remind_after_days), settings.remind_after_days
        )
        self._end.show_choices(
            self._days(_END_AFTER, settings.give_up_after_days), settings.give_up_after_days
        )
        self._apply.setEnabled(any(each.is_reminder_due or each.is_end_due for each in waiting))

    def _on_more(self) -> None:
        """Lay out as many rows more as are laid out at once."""
        shown = self._rows.count() + MOST_ROWS
        for each in self._waiting[self._rows.count() : shown]:
            self._rows.addWidget(self._row(each))
        rest = len(self._waiting[shown:])
        self.more.say(self._desk.say("pickup.more", n=rest))
        self.more.setVisible(rest > 0)

    def _days(self, offered: tuple[int, ...], standing: int) -> list[tuple[int, str]]:
        never = self._desk.say("wait.never")
        return [(each, str(each) if each else never) for each in sorted({*offered, standing})]

    def _on_rule(self, _chosen: object) -> None:
        remind, end = self._remind.value, self._end.value
        if isinstance(remind, int) and isinstance(end, int):
            self.rules.emit(remind, end)

    def _row(self, each: Waiting) -> QWidget:
        say, order = self._desk.say, each.order
        now = self._desk.shop.clock.now()
        since = say("wait.since", n=each.days) if each.days else say("wait.today")
        told = [say("wait.at_relay", shop=each.relay), since] if each.relay else [since]
        told += [say("wait.recall")] if each.is_recall_due else []
        told += [say("order.shelf", shelf=order.shelf)] if order.shelf else []
        if order.reminded_at is not None:
            told.append(say("wait.reminded", moment=say.moment(order.reminded_at, now)))
        words = ElidedLabel(f"{order.short_number} · {order.customer_name}", "heading")
        detail = ElidedLabel(" · ".join(told), "note")
        if each.is_reminder_due or each.is_end_due or each.is_recall_due:
            set_tone(detail, "stop" if each.is_end_due else "look")
        remind = Button(
            f"wait-remind-{order.short_number}",
            say("wait.remind"),
            spoken=say("wait.remind_spoken", customer=order.customer_name),
            clicked=partial(self.reminds.emit, order.id),
        )
        end = Button(
            f"wait-end-{order.short_number}",
            say("wait.end"),
            role="stop",
            spoken=say("wait.end_spoken", customer=order.customer_name),
            clicked=partial(self._ask_end, each),
        )
        if each.relay:
            # What another shop has is ended when it came back.
            end.hide()
        line = row(column(words, detail, gap=0), remind, end, gap=12, margins=(14, 8, 14, 8))
        line.setStretch(0, 1)
        made = QFrame()
        made.setProperty("role", "sunken")
        made.setLayout(line)
        return made

    def _ask_end(self, each: Waiting) -> None:
        say = self._desk.say
        question = say("wait.end_ask", n=len(each.to_reshelve), number=each.order.short_number)
        if each.refund:
            question = f"{question} {say('wait.end_refund', refund=each.refund)}"
        self._confirm.ask(question, say("wait.end"), partial(self.ends.emit, each.order.id))
