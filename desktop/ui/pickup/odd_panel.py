"""Orders with something odd about them: what each till did, and a person's word on it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.domain.lockers import BY_THE_BANK
from desktop.services.online.order_conflicts import WORDS, Attempt, Conflict
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import EmptyState

_NAMED = (
    "handed_over_twice",
    "wrong_secret",
    "handed_over_though_cancelled",
    "handed_over_though_expired",
)


class OddPanel(Panel):
    """Each conflict whole; three words settle it, and none of them moves money."""

    #: Id of the order, and the word.
    settles = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("odd", say("odd.title"), say("pickup.back"))
        self._desk = desk
        self._rows = column(gap=12)
        self._none = EmptyState("odd-none", "done", say("odd.none"), say("odd.none_how"))
        self.fill(column(self._none, self._rows, None))

    def show_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        """Show what wants a look."""
        clear(self._rows)
        self._none.setVisible(not conflicts)
        for each in conflicts:
            self._rows.addWidget(self._conflict(each))

    def _conflict(self, conflict: Conflict) -> QWidget:
        say, order = self._desk.say, conflict.order
        kind = conflict.kind if conflict.kind in _NAMED else "other"
        head = f"{order.short_number} · {order.customer_name} · {say(f'odd.{kind}')}"
        lines = [label(head, "heading", "stop", wraps=True)]
        lines += [label(self._attempt(each), "", wraps=True) for each in conflict.attempts]
        answers = [
            Button(
                f"odd-{word.replace('_', '-')}-{order.short_number}",
                say(f"odd.{word}"),
                clicked=partial(self.settles.emit, order.id, word),
            )
            for word in WORDS
        ]
        made = QFrame()
        made.setObjectName(f"odd-order-{order.short_number}")
        made.setProperty("role", "sunken")
        made.setLayout(
            column(
                *lines,
                label(say("odd.ask"), "field"),
                row(*answers, None),
                gap=6,
                margins=(14, 10, 14, 10),
            )
        )
        return made

    def _attempt(self, each: Attempt) -> str:
        say, now = self._desk.say, self._desk.shop.clock.now()
        who = each.by if each.person is None else name_of(say, each.person)
        if each.by == BY_THE_BANK:
            who = say("odd.by_locker")
        head = say("odd.attempt", moment=say.moment(each.at, now), till=each.till or "?", who=who)
        if each.paid is not None:
            paid = say("odd.ticket", number=each.ticket, amount=each.paid)
        else:
            paid = say("odd.ticket_elsewhere" if each.sale_id else "odd.no_ticket")
        what = ", ".join(each.lines) or say("odd.all_of_it")
        return f"{head} · {paid} · {what}"
