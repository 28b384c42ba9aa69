"""An open till: where the day stands, what can be done, and its tickets."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.services.views import SaleSummary, TillState
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, rule, set_tone
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.ticket import TicketList, TicketRow


class DayPanel(QWidget):
    """Every act is a signal; the screen does it."""

    moves = Signal()
    reads_x = Signal()
    opens_drawer = Signal()
    closes = Signal()
    looks_back = Signal()
    #: Id of a ticket.
    prints = Signal(str)
    refunds = Signal(str)
    #: Id and number of a ticket.
    invoices = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sales: tuple[SaleSummary, ...] = ()
        self.setObjectName("till-day")
        body = row(self._build_state(), self._build_sales(), gap=16)
        body.setStretch(0, 2)
        body.setStretch(1, 3)
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
                Button("till-move", say("till.move"), picture="cash", clicked=self.moves.emit),
                Button(
                    "till-read-x", say("till.read_x"), picture="receipt", clicked=self.reads_x.emit
                ),
                Button(
                    "till-drawer",
                    say("till.drawer"),
                    picture="drawer",
                    clicked=self.opens_drawer.emit,
                ),
                8,
                Button(
                    "till-close",
                    say("till.close"),
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
        self._list = TicketList("till-sales", say("till.sales"), self._desk.tokens)
        self._list.picked.connect(lambda _place: self._show_acts())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(EmptyState("till-no-sales", "receipt", say("till.no_sales"), ""))
        self._print = Button(
            "till-reprint", say("till.reprint"), picture="print", clicked=self._on_print
        )
        self._refund = Button(
            "till-refund", say("till.refund"), picture="swap", clicked=self._on_refund
        )
        self._invoice = Button(
            "till-invoice", say("till.invoice"), picture="receipt", clicked=self._on_invoice
        )
        past = Button(
            "till-reports", say("till.last_z"), role="quiet", clicked=self.looks_back.emit
        )
        pane = QFrame()
        pane.setProperty("role", "pane")
        whole = column(
            row(label(say("till.sales"), "heading"), None, past),
            self._pages,
            rule(),
            row(self._print, self._invoice, None, self._refund),
            gap=8,
            margins=16,
        )
        whole.setStretchFactor(self._pages, 1)
        pane.setLayout(whole)
        return pane

    def show_state(self, state: TillState) -> None:
        """Show where the day stands."""
        say = self._desk.say
        if state.opened_at is not None:
            # A shop whose owner gave no name has the bare staff code, which tells nobody anything.
            who = "" if state.opened_by.isdigit() else state.opened_by
            name = "till.is_open" if who else "till.is_open_unnamed"
            facts = {"who": who} if who else {}
            self._since.setText(say(name, at=state.opened_at, **facts))
        self._gross.setText(say.money(state.gross))
        self._tickets.setText(str(state.sales_count))
        self._expected.setText(say.money(state.expected_cash))
        words = say("till.unanchored", n=state.unanchored) if state.unanchored else ""
        if state.is_degraded:
            words = say("till.degraded")
        set_tone(self._warning, "look" if state.is_degraded else "muted")
        self._warning.setText(words)
        self._warning.setVisible(bool(words))

    def show_sales(self, sales: tuple[SaleSummary, ...]) -> None:
        """Show the day's tickets, latest first."""
        say, self._sales = self._desk.say, sales
        rows = []
        for sale in sales:
            means = ", ".join(say(f"means.{each.value}") for each in sale.means)
            detail = say("till.sale_row", means=means, n=sale.lines)
            if sale.kind == "refund":
                detail = f"{say('till.refund_mark')} · {detail}"
            rows.append(
                TicketRow(
                    say.time(sale.at),
                    sale.number,
                    detail,
                    say.money(sale.due),
                    is_marked=sale.kind == "refund",
                )
            )
        self._list.show_rows(rows, max(0, min(self._list.current, len(rows) - 1)))
        self._pages.setCurrentIndex(0 if rows else 1)
        self._show_acts()

    @property
    def _chosen(self) -> SaleSummary | None:
        place = self._list.current
        return self._sales[place] if 0 <= place < len(self._sales) else None

    def _show_acts(self) -> None:
        chosen, say = self._chosen, self._desk.say
        self._print.setEnabled(chosen is not None)
        self._invoice.setEnabled(chosen is not None)
        self._refund.setEnabled(chosen is not None and chosen.kind == "sale")
        first = chosen is not None and not chosen.copies
        self._print.say(say("till.print") if first else say("till.reprint"))

    def _on_print(self) -> None:
        if self._chosen is not None:
            self.prints.emit(self._chosen.id)

    def _on_invoice(self) -> None:
        if self._chosen is not None:
            self.invoices.emit(self._chosen.id, self._chosen.number)

    def _on_refund(self) -> None:
        if self._chosen is not None:
            self.refunds.emit(self._chosen.id)
