"""Orders and parcels with something odd about them: what was done, and a person's word on it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.domain.lockers import BY_THE_BANK
from desktop.services.carriage.relay import ParcelView
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
    "handed_over_otherwise",
    "changed_while_away",
)


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
        return self._asked(
            f"{order.short_number}",
            head,
            [self._attempt(each) for each in conflict.attempts],
            partial(self.settles.emit, order.id),
        )

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
        self, name: str, head: str, told: list[str], settle: Callable[[str], object]
    ) -> QWidget:
        """Return what was done, and the words that settle it."""
        say = self._desk.say
        lines = [label(head, "heading", "stop", wraps=True)]
        lines += [label(each, "", wraps=True) for each in told]
        answers = [
            Button(
                f"odd-{word.replace('_', '-')}-{name}",
                say(f"odd.{word}"),
                clicked=partial(settle, word),
            )
            for word in WORDS
        ]
        made = QFrame()
        made.setObjectName(f"odd-order-{name}")
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
