"""Old tickets, found by what is remembered of them."""

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.services.counter.ticket_search import FOUND_AT_MOST
from desktop.services.views import SaleSummary
from desktop.ui.desk import Desk
from desktop.ui.till.period import Period
from desktop.ui.till.tickets_pane import TicketsPane
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel

_PAUSE_MS = 120
"""How long the hand rests before old tickets are looked through."""


class TicketsPanel(Panel):
    """Searches as one types; the acts of the list are signals of its `pane`."""

    #: (text, first day or None, last day or None)
    seeks = Signal(str, object, object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("tickets", say("tickets.title"), say("till.back"))
        self._desk = desk
        self._text = QLineEdit()
        self._text.setObjectName("tickets-text")
        self._text.setAccessibleName(say("tickets.hint"))
        self._text.setPlaceholderText(say("tickets.hint"))
        self._text.setMaxLength(80)
        self._clear = Button(
            "tickets-clear",
            role="icon",
            picture="close",
            spoken=say("tickets.clear"),
            clicked=self._begin_again,
        )
        self._clear.hide()
        self._period = Period(desk, "tickets-period", whole=True)
        self._found = label("", "note")
        self._found.setObjectName("tickets-found")
        self.pane = TicketsPane(
            desk, "tickets", empty="tickets.none", empty_how="tickets.none_how", is_dated=True
        )
        self._rest = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._rest.timeout.connect(self._seek)
        self._text.textChanged.connect(self._on_text)
        self._text.returnPressed.connect(self._seek)
        self._period.chosen.connect(self._seek)
        body = column(
            row(row(self._text, self._clear, gap=0), self._period, gap=12),
            self._found,
            self.pane,
            gap=8,
        )
        body.setStretch(2, 1)
        self.fill(body)

    def begin(self) -> None:
        """Ask anew, with the latest tickets in sight."""
        self._text.clear()
        self._text.setFocus()
        self._seek()

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._rest.start()

    def _begin_again(self) -> None:
        self._text.clear()
        self._text.setFocus()

    def look_up(self, text: str) -> None:
        """Look for what a scanner read."""
        self._text.setText(text)
        self._seek()

    def again(self) -> None:
        """Ask once more what was asked: something was done to a ticket."""
        self._seek()

    def show_found(self, sales: tuple[SaleSummary, ...]) -> None:
        """Show what was found."""
        say, count = self._desk.say, len(sales)
        name = "tickets.more" if count >= FOUND_AT_MOST else "tickets.found"
        self._found.setText(say(name, n=count) if count else "")
        self.pane.show_sales(sales)

    def _seek(self) -> None:
        self._rest.stop()
        first, last = self._days()
        self.seeks.emit(self._text.text(), first, last)

    def _days(self) -> tuple[date | None, date | None]:
        return self._period.days
