"""What a day, a week or a month sold, article by article."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.services.counter.ticket_search import SoldView
from desktop.ui.desk import Desk
from desktop.ui.till.period import Period
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.ticket import TicketList, TicketRow
from sync.kernel.money import total_of


class SoldPanel(Panel):
    """One row an article, most money first."""

    #: (first day, last day)
    seeks = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("sold", say("till.sold"), say("till.back"))
        self._desk = desk
        self._period = Period(desk, "sold-period")
        self._period.chosen.connect(self.begin)
        self._total = label("", "total")
        self._total.setObjectName("sold-total")
        self._list = TicketList("sold-articles", say("till.sold"), desk.tokens, is_choosable=False)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(
            EmptyState("sold-nothing", "receipt", say("sold.none"), say("sold.none_how"))
        )
        total = column(label(say("sold.total"), "field"), self._total, gap=0)
        body = column(row(self._period, None, total, gap=12), self._pages, gap=12)
        body.setStretch(1, 1)
        self.fill(body)

    def begin(self) -> None:
        """Ask what the chosen days sold."""
        self.seeks.emit(*self._period.days)

    def show_sold(self, sold: tuple[SoldView, ...]) -> None:
        """Show the articles."""
        say = self._desk.say
        rows = [
            TicketRow(
                say.quantity(each.quantity),
                each.label,
                say("sold.row", n=each.tickets),
                say.money(each.gross),
            )
            for each in sold
        ]
        self._list.show_rows(rows, 0)
        self._pages.setCurrentIndex(0 if rows else 1)
        self._total.setText(say.money(total_of([each.gross for each in sold])))
