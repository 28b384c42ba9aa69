"""The rounds of the day, and the orders that wait for one."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.carriage.rounds import RoundView
from desktop.services.online.orders import OrderView
from desktop.services.team.crew import StaffView
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import EmptyState, Pill
from desktop.ui.widgets.tick import Tick


def round_state(standing: RoundView) -> str:
    """Return the name of the words for how far a round is."""
    if standing.ended_at is not None:
        return "round.ended"
    return "round.planned" if standing.begun_at is None else "round.on_the_road"


def where_to(order: OrderView) -> str:
    """Return street and town of an order, in one line."""
    to = order.destination
    if to is None:
        return ""
    name = to.name if to.kind != "home" else ""
    return ", ".join(part for part in (name, to.street, to.city) if part)


class RoundList(QWidget):
    """Left what waits, ticked; right the rounds."""

    #: Ids of orders, and the code of who drives.
    plans = Signal(object, str)
    #: Id of a round.
    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: object = None
        say = desk.say
        self._ticks: dict[str, Tick] = {}
        self._none = EmptyState("rounds-none", "van", say("round.none"), say("round.none_how"))
        self._waiting, self._rounds = column(gap=4), column(gap=8)
        self._driver_words = label(say("round.driver"), "field")
        self._driver = Chips("rounds-driver", say("round.driver"))
        self.plan = Button("rounds-plan", role="primary", is_large=True, clicked=self._plan)
        left, right = QFrame(), QFrame()
        for box in (left, right):
            box.setProperty("role", "sunken")
        left.setLayout(
            column(
                label(say("round.waiting"), "heading"),
                scrolling(column(self._waiting, None, gap=0)),
                self._driver_words,
                self._driver,
                self.plan,
                gap=8,
                margins=12,
            )
        )
        right.setLayout(
            column(
                label(say("round.rounds"), "heading"),
                scrolling(column(self._rounds, None, gap=0)),
                gap=8,
                margins=12,
            )
        )
        self._both = QWidget()
        both = row(left, right, gap=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self._both.setLayout(both)
        whole = column(self._none, self._both, gap=0)
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_rounds(
        self,
        waiting: tuple[OrderView, ...],
        rounds: tuple[RoundView, ...],
        crew: tuple[StaffView, ...],
        me: str,
    ) -> None:
        """Show what there is; what was unticked stays so, and the keyboard where it was."""
        say, now = self._desk.say, self._desk.shop.clock.now()
        late = {order.id for order in waiting if order.promised_to < now}
        if (waiting, rounds, crew, late) == self._shown:
            return
        self._shown = (waiting, rounds, crew, late)
        off = {each for each, tick in self._ticks.items() if not tick.isChecked()}
        self._none.setVisible(not waiting and not rounds)
        self._both.setVisible(bool(waiting or rounds))
        clear(self._waiting)
        self._ticks = {}
        for order in waiting:
            due = say.moment(order.promised_to, now)
            tick = Tick(f"{order.short_number} · {due}")
            tick.setObjectName(f"rounds-order-{order.number}")
            tick.setChecked(order.id not in off)
            tick.toggled.connect(self._count)
            self._ticks[order.id] = tick
            where = where_to(order)
            words = f"{order.short_number} {order.customer_name} {where} {due}"
            tick.setAccessibleName(words)
            beside = column(
                ElidedLabel(order.customer_name, "heading"), ElidedLabel(where, "note"), gap=0
            )
            line = row(tick, beside, gap=12)
            line.setStretch(1, 1)
            if order.id in late:
                tick.setAccessibleName(f"{words} {say('round.late')}")
                pill = Pill(f"rounds-late-{order.number}")
                pill.say("look", say("round.late"), "stop")
                line.addWidget(pill)
            both = QWidget()
            both.setLayout(line)
            self._waiting.addWidget(both)
        if not waiting:
            self._waiting.addWidget(label(say("round.none_waiting"), "note", wraps=True))
        chosen = self._driver.value or me
        self._driver.show_choices([(each.code, name_of(say, each)) for each in crew], chosen)
        for part in (self._driver, self._driver_words):
            part.setVisible(len(crew) > 1)
        self._count()
        clear(self._rounds)
        for standing in rounds:
            self._rounds.addWidget(self._row(standing))
        if not rounds:
            self._rounds.addWidget(label(say("round.none_made"), "note", wraps=True))

    def _row(self, standing: RoundView) -> RowButton:
        say = self._desk.say
        told = [say(round_state(standing)), say("round.stops", n=len(standing.stops))]
        if standing.driver is not None:
            told.append(name_of(say, standing.driver))
        left = len(standing.unsettled)
        amount = say("round.left", n=left) if standing.begun_at and left else ""
        at = say.moment(standing.begun_at or standing.planned_at, self._desk.shop.clock.now())
        return RowButton(
            f"rounds-round-{standing.id}",
            standing.name or say("round.of", moment=at),
            " · ".join(told),
            amount,
            picture_name="van",
            clicked=partial(self.opened.emit, standing.id),
        )

    def _count(self) -> None:
        n = sum(tick.isChecked() for tick in self._ticks.values())
        self.plan.say(self._desk.say("round.plan", n=n))
        self.plan.setEnabled(bool(n))

    def _plan(self) -> None:
        wanted = [each for each, tick in self._ticks.items() if tick.isChecked()]
        if wanted:
            self.plans.emit(wanted, str(self._driver.value or ""))
