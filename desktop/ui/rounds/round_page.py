"""One round: its stops in order, and what is done with all of it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.carriage.rounds import RoundView, StopState, StopView
from desktop.services.online.orders import OrderView
from desktop.services.team.crew import StaffView
from desktop.ui.desk import Desk
from desktop.ui.rounds.round_list import round_state, where_to
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar

_PICTURES = {
    StopState.PLANNED: "van",
    StopState.DELIVERED: "done",
    StopState.FAILED: "stop",
    StopState.BACK: "undo",
}


class RoundPage(QWidget):
    """A touch on a stop opens it; the arrows move it; what is ready later may still come along."""

    #: Id of an order.
    opened = Signal(str)
    #: Id of an order, and how many places.
    moved = Signal(str, int)
    #: Id of an order.
    removed = Signal(str)
    #: Id of an order that is on no round.
    added = Signal(str)
    #: The code of who drives.
    driven_by = Signal(str)
    proposes = Signal()
    begins = Signal()
    ends = Signal()
    drops = Signal()
    prints = Signal()
    makes_pdf = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.round: RoundView | None = None
        say = desk.say
        self._title = label("", "title")
        self._title.setObjectName("round-title")
        self._state = label("", "note")
        self._due = label("", "figure", "accent")
        self._due.setObjectName("round-due")
        self._confirm = ConfirmBar("round-confirm", say("round.not_yet"))
        self._rows, self._others = column(gap=8), column(gap=8)
        self._waiting: tuple[OrderView, ...] = ()
        self._crew: tuple[StaffView, ...] = ()
        self._others_words = label(say("round.may_come_along"), "heading")
        self._driver_words = label(say("round.driver"), "field")
        self._driver = Chips("round-driver", say("round.driver"))
        self._driver.chosen.connect(lambda code: self.driven_by.emit(str(code)))
        self._back = Button("round-back", say("round.back"), picture="back", clicked=self.left.emit)
        self._propose = Button(
            "round-propose", say("round.propose"), picture="swap", clicked=self.proposes.emit
        )
        self._print = Button(
            "round-print", say("round.print"), picture="print", clicked=self.prints.emit
        )
        self._pdf = Button(
            "round-pdf", say("round.pdf"), picture="note", clicked=self.makes_pdf.emit
        )
        self._drop = Button("round-drop", say("round.drop"), role="stop", clicked=self._ask_drop)
        self.main = Button("round-main", role="go", is_large=True, clicked=self.go_on)
        box = QFrame()
        box.setProperty("role", "sunken")
        stops = column(self._rows, self._others_words, self._others, None, gap=12)
        box.setLayout(column(scrolling(stops), gap=0, margins=12))
        named = column(self._title, self._state, gap=0)
        head = row(named, None, self._driver_words, self._driver, self._due, gap=16)
        acts = row(self._back, self._drop, None, self._propose, self._print, self._pdf, self.main)
        whole = column(head, self._confirm, box, acts, gap=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_round(self, standing: RoundView) -> None:
        """Show a round as it stands; the keyboard stays on the key that was pressed."""
        if standing == self.round:
            return
        focused = self.focusWidget()
        at_key = focused.objectName() if focused is not None and focused.hasFocus() else ""
        if self.round is None or self.round.begun_at != standing.begun_at:
            self._confirm.hide()
        self.round = standing
        say, now = self._desk.say, self._desk.shop.clock.now()
        is_planned, is_over = standing.begun_at is None, standing.ended_at is not None
        at = say.moment(standing.begun_at or standing.planned_at, now)
        self._title.setText(standing.name or say("round.of", moment=at))
        told = [say(round_state(standing)), say("round.stops", n=len(standing.stops))]
        if is_over and standing.driver is not None:
            told.append(name_of(say, standing.driver))
        self._state.setText(" · ".join(told))
        due = standing.to_collect
        self._due.setText(say("round.to_collect", amount=due) if due else "")
        self._due.setVisible(bool(due))
        clear(self._rows)
        for stop in standing.stops:
            line = self._row(stop, standing)
            self._rows.addWidget(line)
            key = line.findChild(QWidget, at_key) if at_key else None
            if key is not None:
                key.setFocus()
        left = len(standing.unsettled)
        self.main.setVisible(not is_over)
        self.main.setEnabled(is_planned or not left)
        if is_planned:
            self.main.say(say("round.begin"))
        else:
            self.main.say(say("round.end") if not left else say("round.left", n=left))
        self._drop.setVisible(is_planned)
        self._propose.setVisible(not is_over and len(standing.stops) > 1)
        self._show_around()

    def show_around(self, waiting: tuple[OrderView, ...], crew: tuple[StaffView, ...]) -> None:
        """Show who may drive, and what is ready and on no round."""
        if (waiting, crew) != (self._waiting, self._crew):
            self._waiting, self._crew = waiting, crew
            self._show_around()

    def take_code(self, number: str) -> bool:
        """Have a bag that waits come along; False when it cannot, or none here has this number."""
        waits = [order for order in self._waiting if order.number == number]
        if not waits or self.round is None or self.round.begun_at is not None:
            return False
        self.added.emit(waits[0].id)
        return True

    def take_focus(self) -> None:
        """Put the next act under the hand."""
        can_go_on = self.main.isEnabled() and not self.main.isHidden()
        (self.main if can_go_on else self._back).setFocus()

    def go_on(self) -> None:
        """Have it leave, after a question; or close it."""
        if self.round is None or not self.main.isEnabled():
            return
        if self.round.begun_at is not None:
            self.ends.emit()
            return
        say = self._desk.say
        self._confirm.ask(
            say("round.begin_ask", n=len(self.round.stops)),
            say("round.begin"),
            self.begins.emit,
            role="go",
        )

    def _show_around(self) -> None:
        standing, say = self.round, self._desk.say
        if standing is None:
            return
        may_come = self._waiting if standing.begun_at is None else ()
        clear(self._others)
        for order in may_come:
            due = say.moment(order.promised_to, self._desk.shop.clock.now())
            self._others.addWidget(
                RowButton(
                    f"round-add-{order.number}",
                    f"{order.short_number} · {order.customer_name}",
                    " · ".join(part for part in (where_to(order), due) if part),
                    say("round.add"),
                    picture_name="plus",
                    clicked=partial(self.added.emit, order.id),
                )
            )
        self._others_words.setVisible(bool(may_come))
        driver = "" if standing.driver is None else standing.driver.code
        choices = {each.code: name_of(say, each) for each in self._crew}
        choices.setdefault(driver, driver or say("round.no_driver"))
        self._driver.show_choices(list(choices.items()), driver)
        for part in (self._driver_words, self._driver):
            part.setVisible(len(self._crew) > 1 and standing.ended_at is None)

    def _ask_drop(self) -> None:
        say = self._desk.say
        self._confirm.ask(say("round.drop_ask"), say("round.drop"), self.drops.emit)

    def _row(self, stop: StopView, standing: RoundView) -> QWidget:
        say, order = self._desk.say, stop.order
        now = self._desk.shop.clock.now()
        told = [where_to(order), say("order.bags", n=max(order.bags, 1))]
        is_gone = stop.state is StopState.PLANNED and not stop.may_be_given
        if is_gone:
            told.append(say(f"order.state_{order.state.value}"))
        elif stop.state is StopState.PLANNED:
            told.append(say.moment(order.promised_to, now))
        else:
            told.append(say(f"round.stop_{stop.state.value}"))
            told += [say(f"round.failure_{stop.failure}")] if stop.failure else []
            told += [stop.received_by] if stop.received_by else []
        open_row = RowButton(
            f"round-stop-{order.number}",
            f"{stop.position}. {order.short_number} · {order.customer_name}",
            " · ".join(part for part in told if part),
            say.money(stop.to_collect) if stop.to_collect else "",
            picture_name="stop" if is_gone else _PICTURES[stop.state],
            clicked=partial(self.opened.emit, order.id),
        )
        line = row(open_row, gap=4)
        line.setStretch(0, 1)
        if standing.ended_at is None and len(standing.stops) > 1:
            for name, places in (("up", -1), ("down", 1)):
                line.addWidget(
                    Button(
                        f"round-{name}-{order.number}",
                        role="square",
                        picture=name,
                        spoken=say(f"round.{name}", number=order.short_number),
                        clicked=partial(self.moved.emit, order.id, places),
                    )
                )
        if standing.begun_at is None and len(standing.stops) > 1:
            line.addWidget(
                Button(
                    f"round-remove-{order.number}",
                    role="square",
                    picture="remove",
                    spoken=say("round.remove", number=order.short_number),
                    clicked=partial(self.removed.emit, order.id),
                )
            )
        made = QWidget()
        made.setLayout(line)
        return made
