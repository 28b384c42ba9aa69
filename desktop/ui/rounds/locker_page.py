"""What lies in which compartment, and what is to be done about it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.domain.order_codes import read_order_code
from desktop.services.carriage.locker_emptying import Lockers
from desktop.services.carriage.locker_rows import DepositView
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import EmptyState


class LockerPage(QWidget):
    """Left what somebody has to do, right what waits for its customer."""

    #: Id of an order that is to be put in.
    puts_in = Signal(str)
    #: Id of a deposit.
    opened = Signal(str)
    hears = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Lockers | None = None
        say = desk.say
        self._none = EmptyState("locker-none", "locked", say("locker.none"), say("locker.none_how"))
        self._to_do, left = self._list("locker.to_do")
        self._inside, right = self._list("locker.inside")
        self._lists = QWidget()
        lists = row(left, right, gap=16)
        lists.setStretch(0, 1)
        lists.setStretch(1, 1)
        self._lists.setLayout(lists)
        self.ask = Button(
            "locker-hear", say("locker.hears"), picture="locked", clicked=self.hears.emit
        )
        whole = column(self._none, self._lists, row(None, self.ask), gap=8)
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _list(self, title: str) -> tuple[QVBoxLayout, QFrame]:
        rows = column(gap=8)
        box = QFrame()
        box.setProperty("role", "sunken")
        body = scrolling(column(rows, None, gap=0))
        box.setLayout(column(label(self._desk.say(title), "heading"), body, gap=8, margins=12))
        return rows, box

    def show_lockers(self, found: Lockers) -> None:
        """Show what there is; what did not change keeps the keyboard."""
        if found == self._shown:
            return
        self._shown = found
        self._none.setVisible(found.is_empty)
        self._lists.setVisible(not found.is_empty)
        self.ask.setVisible(any(bank.has_feedback for bank in found.banks))
        clear(self._to_do)
        clear(self._inside)
        for deposit in found.due:
            self._to_do.addWidget(self._row(deposit, f"locker.row_{deposit.must_leave}", "stop"))
        for deposit in found.unfinished:
            self._to_do.addWidget(self._row(deposit, "locker.row_opening", "open"))
        for order in found.waiting:
            self._to_do.addWidget(self._order_row(order))
        if not (found.due or found.unfinished or found.waiting):
            self._say_none(self._to_do, "locker.nothing_to_do")
        for deposit in found.kept:
            self._inside.addWidget(self._row(deposit, "", "locked"))
        if not found.kept:
            self._say_none(self._inside, "locker.nothing_inside")

    def led_to(self, text: str) -> tuple[str, str]:
        """Return what the label of a bag leads to: `order` or `deposit` and its id; else nothing."""
        told = read_order_code(text)
        if told is None or self._shown is None:
            return "", ""
        for order in self._shown.waiting:
            if order.number == told.number:
                return "order", order.id
        for deposit in (*self._shown.due, *self._shown.unfinished, *self._shown.kept):
            if deposit.order is not None and deposit.order.number == told.number:
                return "deposit", deposit.id
        return "", ""

    def _say_none(self, box: QVBoxLayout, name: str) -> None:
        box.addWidget(label(self._desk.say(name), "note", wraps=True))

    def _row(self, found: DepositView, state: str, picture: str) -> RowButton:
        say, order = self._desk.say, found.order
        told = [found.locker_name]
        if state:
            told.append(say(state))
        elif found.keep_until is not None:
            moment = say.moment(found.keep_until, self._desk.shop.clock.now())
            told.append(say("locker.row_until", moment=moment))
        whose = "" if order is None else f"{order.short_number} · {order.customer_name}"
        return RowButton(
            f"locker-deposit-{'' if order is None else order.number}",
            whose or say("locker.row_ended"),
            " · ".join(part for part in told if part),
            say("locker.door", box=found.box),
            picture_name=picture,
            clicked=partial(self.opened.emit, found.id),
        )

    def _order_row(self, order: OrderView) -> RowButton:
        say, to = self._desk.say, order.destination
        shelf = say("order.shelf", shelf=order.shelf) if order.shelf else ""
        told = [say("locker.row_waiting"), "" if to is None else to.name, shelf]
        return RowButton(
            f"locker-order-{order.number}",
            f"{order.short_number} · {order.customer_name}",
            " · ".join(part for part in told if part),
            say("order.bags", n=max(order.bags, 1)),
            picture_name="box",
            clicked=partial(self.puts_in.emit, order.id),
        )
