"""An open till: where the day stands, what can be done, and its tickets."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.views import SaleSummary, TillState
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.till.tickets_pane import TicketsPane
from desktop.ui.widgets.buttons import KeyedButton
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row


class DayPanel(QWidget):
    """Every act is a signal; the screen does it."""

    moves = Signal()
    reads_x = Signal()
    opens_drawer = Signal()
    hands_over = Signal()
    closes = Signal()
    looks_back = Signal()
    seeks = Signal()
    asks_sold = Signal()
    #: Id and number of a ticket.
    invoices = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("till-day")
        body = row(self._build_state(), self._build_sales(), gap=16)
        body.setStretch(0, 1)
        body.setStretch(1, 2)
        self.setLayout(body)

    def _build_state(self) -> QWidget:
        say = self._desk.say
        self._since = label("", "note", wraps=True)
        self._gross = label("", "total")
        self._gross.setObjectName("till-gross")
        self._tickets = label("", "figure")
        self._tickets.setObjectName("till-tickets")
        self._expected = label("", "figure")
        self._expected.setObjectName("till-expected")
        self._warning = label("", "note", "look", wraps=True)
        self._hand_over = KeyedButton(
            "till-hand-over",
            say("relief.title"),
            say.keys(key_of("till-hand-over")),
            picture="person",
            clicked=self.hands_over.emit,
        )
        self._hand_over.hide()
        pane = QFrame()
        pane.setProperty("role", "pane")
        figures = row(
            column(label(say("till.tickets"), "field"), self._tickets, gap=0),
            column(label(say("till.expected"), "field"), self._expected, gap=0),
            gap=16,
        )
        figures.setStretch(0, 1)
        figures.setStretch(1, 2)
        pane.setLayout(
            column(
                self._since,
                column(label(say("till.gross"), "field"), self._gross, gap=0),
                figures,
                self._warning,
                None,
                KeyedButton(
                    "till-move",
                    say("till.move"),
                    say.keys(key_of("till-move")),
                    picture="cash",
                    clicked=self.moves.emit,
                ),
                KeyedButton(
                    "till-read-x",
                    say("till.read_x"),
                    say.keys(key_of("till-read-x")),
                    picture="receipt",
                    clicked=self.reads_x.emit,
                ),
                KeyedButton(
                    "till-drawer",
                    say("till.drawer"),
                    say.keys(key_of("till-drawer")),
                    picture="drawer",
                    clicked=self.opens_drawer.emit,
                ),
                self._hand_over,
                8,
                KeyedButton(
                    "till-close",
                    say("till.close"),
                    say.keys(key_of("till-close")),
                    role="primary",
                    is_large=True,
                    clicked=self.closes.emit,
                ),
                gap=12,
                margins=16,
            )
        )
        return pane

    def _build_sales(self) -> QWidget:
        say = self._desk.say
        self.tickets = TicketsPane(
            self._desk, "till", empty="till.no_sales", empty_how="till.no_sales_how"
        )
        asides = row(
            label(say("till.sales"), "heading"),
            None,
            KeyedButton(
                "till-search",
                say("till.search"),
                say.keys(key_of("search")),
                role="quiet",
                clicked=self.seeks.emit,
            ),
            KeyedButton(
                "till-sold",
                say("till.sold"),
                say.keys(key_of("till-sold")),
                role="quiet",
                clicked=self.asks_sold.emit,
            ),
            KeyedButton(
                "till-reports",
                say("till.last_z"),
                say.keys(key_of("till-past")),
                role="quiet",
                clicked=self.looks_back.emit,
            ),
        )
        pane = QFrame()
        pane.setProperty("role", "pane")
        whole = column(asides, self.tickets, gap=8, margins=16)
        whole.setStretchFactor(self.tickets, 1)
        pane.setLayout(whole)
        return pane

    def listen(self) -> None:
        """Have the arrows walk the day's tickets."""
        listens = self.tickets.list if self.tickets.list.rows else self
        listens.setFocus()

    def show_state(self, state: TillState) -> None:
        """Show where the day stands."""
        say = self._desk.say
        if state.opened_at is not None:
            who = state.opener
            name = "till.is_open" if who else "till.is_open_unnamed"
            facts = {"who": who} if who else {}
            self._since.setText(say(name, at=state.opened_at, **facts))
        self._gross.setText(say.money(state.gross))
        self._tickets.setText(str(state.sales_count))
        is_blind = self._desk.shop.settings.counts_blind
        self._expected.setText("–" if is_blind else say.money(state.expected_cash))
        words = say("till.unanchored", n=state.unanchored) if state.unanchored else ""
        if state.is_degraded:
            words = say("till.degraded")
        set_tone(self._warning, "look" if state.is_degraded else "muted")
        self._warning.setText(words)
        self._warning.setVisible(bool(words))

    def show_takers(self, *, are_there: bool) -> None:
        """Offer to hand the till over where somebody could take it."""
        self._hand_over.setVisible(are_there)

    def show_sales(self, sales: tuple[SaleSummary, ...]) -> None:
        """Show the day's tickets, latest first."""
        self.tickets.show_sales(sales)
