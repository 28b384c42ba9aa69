"""What waits to be collected, and the doors to what lies beside it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.services.carriage import relay
from desktop.services.online import no_shows, order_board, order_conflicts
from desktop.services.online.order_board import BoardCard
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.order_card import MODE_ICONS
from desktop.ui.widgets.rows import RowButton

_COLLECT = "collect"
MOST_ROWS = 40
"""Rows that are laid out at once: hundreds would hold up the window, and nobody reads them."""


class WaitingHere(QFrame):
    """The orders that stand ready, with their shelf and what is to be paid.

    They are read whenever the list comes into sight, and while it is.
    """

    #: The id of the order that was touched.
    chosen = Signal(str)
    #: What lies beside: odd, wait or later.
    opens = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ready = QVBoxLayout()
        self._ready.setContentsMargins(0, 0, 0, 0)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(self._ready)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "sunken")
        title = label(desk.say("pickup.waiting_here"), "heading")
        self.setLayout(column(title, scroll, self._doors(), gap=8, margins=12))

    def _doors(self) -> QWidget:
        say = self._desk.say
        self._odd = Button(
            "pickup-odd", role="stop", picture="look", clicked=partial(self.opens.emit, "odd")
        )
        self._wait = Button(
            "pickup-wait-list",
            say("pickup.door_wait"),
            picture="clock",
            clicked=partial(self.opens.emit, "wait"),
        )
        later = Button(
            "pickup-later",
            say("pickup.door_later"),
            picture="pencil",
            clicked=partial(self.opens.emit, "later"),
        )
        doors = QWidget()
        doors.setLayout(column(self._odd, row(self._wait, later)))
        self._odd.hide()
        return doors

    def showEvent(self, event: QShowEvent) -> None:
        """Show how things stand by now."""
        super().showEvent(event)
        self._read()

    def refresh(self) -> None:
        """Read anew what stands ready, what is odd and what waits too long, if anybody sees it."""
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        shop, tasks = self._desk.shop, self._desk.tasks
        tasks.ledger(self, lambda: order_board.board(shop).ready, self._show_ready)
        tasks.ledger(
            self,
            lambda: len(order_conflicts.open_conflicts(shop)) + len(relay.odd_parcels(shop)),
            self._show_odd,
        )
        tasks.ledger(self, lambda: no_shows.count_to_end(shop), self._show_wait)

    def _show_odd(self, odd: int) -> None:
        self._odd.setVisible(odd > 0)
        self._odd.say(self._desk.say("pickup.door_odd", n=odd))

    def _show_wait(self, due: int) -> None:
        say = self._desk.say
        self._wait.say(say("pickup.door_due", n=due) if due else say("pickup.door_wait"))

    def _show_ready(self, ready: tuple[BoardCard, ...]) -> None:
        clear(self._ready)
        say = self._desk.say
        for order in ready[:MOST_ROWS]:
            where = say("order.shelf", shelf=order.shelf) if order.shelf else ""
            # Who stands at the counter collects; the others' bags go another way.
            way = "" if order.mode == _COLLECT else say(f"orders.mode_{order.mode}")
            pay = say("order.to_pay", amount=order.to_pay) if order.to_pay else say("order.paid")
            self._ready.addWidget(
                RowButton(
                    f"pickup-ready-{order.short_number}",
                    f"{order.short_number} · {order.customer_name}",
                    " · ".join(part for part in (way, where, pay) if part),
                    say.money(order.total),
                    picture_name=MODE_ICONS.get(order.mode, "box"),
                    clicked=partial(self.chosen.emit, order.id),
                )
            )
        if rest := len(ready[MOST_ROWS:]):
            words = label(say("pickup.more_ready", n=rest), "note", wraps=True)
            words.setObjectName("pickup-more-ready")
            self._ready.addWidget(words)
        if not ready:
            self._ready.addWidget(label(say("pickup.none_ready"), "note", wraps=True))
        self._ready.addStretch(1)
