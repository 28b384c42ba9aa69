"""Orders and parcels with something odd about them: what was done, and a person's word on it."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.domain.lockers import BY_THE_BANK
from desktop.services.carriage.relay import ParcelView
from desktop.services.online.order_conflicts import WORDS, Attempt, Conflict, LateChange, Word
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
    "handed_over_otherwise",
    "changed_while_away",
    "returned_twice",
    "packed_twice",
)
_CHECKED = {
    "changed_while_away": "odd.ask_bag",
    "returned_twice": "odd.ask_money",
    "packed_twice": "odd.ask_second_bag",
}
"""What is asked where nobody doubts how often the goods went: only whether all is right now."""
_LATE = {
    *("open", "picked", "missing", "substituted"),
    *("left", "left_out", "cancelled", "expired", "packed"),
}
_WORDS: Mapping[Word, str] = {word: word for word in WORDS}


class OddPanel(Panel):
    """Each conflict whole; three words settle it, and none of them moves money."""

    #: Id of the order, and the word.
    settles = Signal(str, str)
    #: Id of another shop's parcel, and the word.
    settles_parcel = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("odd", say("odd.title"), say("pickup.back"))
        self._desk = desk
        self._rows = column(gap=12)
        self._none = EmptyState("odd-none", "done", say("odd.none"), say("odd.none_how"))
        self.fill(column(self._none, self._rows, None))

    def show_odd(self, conflicts: tuple[Conflict, ...], parcels: tuple[ParcelView, ...]) -> None:
        """Show what wants a look, the shop's own orders first."""
        clear(self._rows)
        self._none.setVisible(not conflicts and not parcels)
        for conflict in conflicts:
            self._rows.addWidget(self._conflict(conflict))
        for parcel in parcels:
            self._rows.addWidget(self._parcel(parcel))

    def _conflict(self, conflict: Conflict) -> QWidget:
        order = conflict.order
        head = f"{order.short_number} · {order.customer_name} · {self._kind(conflict.kind)}"
        told = [self._change(each) for each in conflict.changes]
        told += [self._attempt(each, conflict.kind) for each in conflict.attempts]
        settle = partial(self.settles.emit, order.id)
        question = _CHECKED.get(conflict.kind)
        if question is not None:
            words: Mapping[Word, str] = {"explained": "checked"}
            return self._asked(order.short_number, head, told, settle, words, question)
        return self._asked(order.short_number, head, told, settle)

    def _parcel(self, parcel: ParcelView) -> QWidget:
        say, now = self._desk.say, self._desk.shop.clock.now()
        sender = say("odd.parcel", shop=parcel.from_shop)
        head = f"{parcel.short_number} · {parcel.customer_name} · {sender}"
        who = "" if parcel.giver is None else f" · {name_of(say, parcel.giver)}"
        given = parcel.handed_over_at
        lines = [self._kind(parcel.anomaly)]
        lines += [] if given is None else [f"{say.moment(given, now)}{who}"]
        return self._asked(
            f"parcel-{parcel.short_number}",
            head,
            lines,
            partial(self.settles_parcel.emit, parcel.id),
        )

    def _kind(self, anomaly: str) -> str:
        return self._desk.say(f"odd.{anomaly if anomaly in _NAMED else 'other'}")

    def _asked(
        self,
        name: str,
        head: str,
        told: list[str],
        settle: Callable[[str], object],
        words: Mapping[Word, str] = _WORDS,
        question: str = "odd.ask",
    ) -> QWidget:
        """Return what was done, and the words that settle it, with how each is called."""
        say = self._desk.say
        lines = [label(head, "heading", "stop", wraps=True)]
        lines += [label(each, "", wraps=True) for each in told]
        answers = [
            Button(
                f"odd-{word.replace('_', '-')}-{name}",
                say(f"odd.{called}"),
                clicked=partial(settle, word),
            )
            for word, called in words.items()
        ]
        made = QFrame()
        made.setObjectName(f"odd-order-{name}")
        made.setProperty("role", "sunken")
        made.setLayout(
            column(
                *lines,
                label(say(question), "field"),
                row(*answers, None),
                gap=6,
                margins=(14, 10, 14, 10),
            )
        )
        return made

    def _change(self, each: LateChange) -> str:
        say = self._desk.say
        words = say(
            f"odd.late_{each.said if each.said in _LATE else 'sent'}",
            article=each.article,
            quantity=each.quantity,
            instead=each.instead,
        )
        return f"{say.moment(each.at, self._desk.shop.clock.now())} · {words}"

    def _attempt(self, each: Attempt, kind: str) -> str:
        say, now = self._desk.say, self._desk.shop.clock.now()
        who = each.by if each.person is None else name_of(say, each.person)
        if each.by == BY_THE_BANK:
            who = say("odd.by_locker")
        head = say("odd.attempt", moment=say.moment(each.at, now), till=each.till or "?", who=who)
        if each.paid is not None:
            paid = say("odd.ticket", number=each.ticket, amount=each.paid)
        elif each.sale_id:
            paid = say("odd.ticket_elsewhere")
        else:
            paid = say("odd.by_hub" if kind == "returned_twice" else "odd.no_ticket")
        what = ", ".join(each.lines) or say("odd.all_of_it")
        if each.quantity is not None:
            what = f"{say.quantity(each.quantity)} × {what}"
        return f"{head} · {paid} · {what}"
