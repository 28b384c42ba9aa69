"""The till screen: open, move cash, read, count, close."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget

from desktop.services import receipts, selling, staff, till_sessions
from desktop.services.views import SaleSummary, TillReportView, TillState
from desktop.ui.desk import Desk
from desktop.ui.invoice.panel import InvoicePanel
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.till.close_panel import ClosePanel
from desktop.ui.till.day_panel import DayPanel
from desktop.ui.till.move_panel import MovePanel
from desktop.ui.till.open_panel import OpenPanel
from desktop.ui.till.report_panel import ReportPanel
from desktop.ui.till.reports_panel import ReportsPanel
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True)
class _Standing:
    state: TillState
    sales: tuple[SaleSummary, ...]


class TillScreen(Screen):
    """Shows the closed till, or the day, or one of the panels in front of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "till", desk.say("till.title"))
        self._state: TillState | None = None
        self.opening = OpenPanel(desk)
        self.day = DayPanel(desk)
        self.move_panel = MovePanel(desk)
        self.counting = ClosePanel(desk)
        self.report = ReportPanel(desk)
        self.past = ReportsPanel(desk)
        self.invoice = InvoicePanel(desk)
        self._pages = QStackedWidget()
        for page in (
            self.day,
            self.opening,
            self.move_panel,
            self.counting,
            self.report,
            self.past,
            self.invoice,
        ):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages, margins=16))
        self._listen()
        self.refresh()

    def _listen(self) -> None:
        day = self.day
        self.opening.opens.connect(self._open)
        self.opening.looks_back.connect(self._look_back)
        day.looks_back.connect(self._look_back)
        self.past.chosen.connect(self._show_report)
        day.moves.connect(self._ask_move)
        day.reads_x.connect(self._read_x)
        day.opens_drawer.connect(self._open_drawer)
        day.closes.connect(self._ask_count)
        day.prints.connect(self._print_receipt)
        day.refunds.connect(lambda sale_id: self.asks.emit(Errand("sale", "refund", sale_id)))
        self.move_panel.moves.connect(self._move)
        self.counting.closes.connect(self._close)
        day.invoices.connect(self._ask_invoice)
        self.invoice.tells.connect(self.tells.emit)
        self.invoice.refuses.connect(self.refuse)
        self.report.prints.connect(self._print_report)
        for panel in (self.move_panel, self.counting, self.report, self.past, self.invoice):
            panel.left.connect(self._show_day)
        self.desk.changes.on(self, ("till", "sales"), self.refresh)

    def arrive(self) -> None:
        """Show the day as it is now."""
        self.refresh()

    def step_back(self) -> bool:
        """Leave a panel for the day."""
        if self._pages.currentWidget() in (self.day, self.opening):
            return False
        self._show_day()
        return True

    def refresh(self) -> None:
        """Read where the day stands."""
        shop = self.desk.shop

        def look() -> _Standing:
            return _Standing(till_sessions.till_state(shop), selling.sales_today(shop))

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Standing) -> None:
        was_open = self._state is not None and self._state.is_open
        self._state = now.state
        self.day.show_state(now.state)
        self.day.show_sales(now.sales)
        front = self._pages.currentWidget()
        is_settled = front in (self.day, self.opening)
        if front not in (self.report, self.past, self.invoice) and (
            is_settled or was_open != now.state.is_open
        ):
            self._show_day()

    def _show_day(self) -> None:
        if self._state is not None and not self._state.is_open:
            self._pages.setCurrentWidget(self.opening)
            self.opening.begin()
        else:
            self._pages.setCurrentWidget(self.day)
            self.day.setFocus()

    def _do(self, job: Callable[[str], object], then: Callable[..., object]) -> None:
        """Run a job on the ledger in the name of whoever stands at the counter."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: job(staff.current(shop).code), then, self.refuse)

    def _tell(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say(name), "go"))

    def _open(self, opening_float: Money) -> None:
        shop = self.desk.shop
        self._do(lambda who: till_sessions.open_till(shop, opening_float, who), self._on_opened)

    def _on_opened(self, state: TillState) -> None:
        self._state = state
        self._tell("till.opened")
        self._show_day()
        self.refresh()
        self.asks.emit(Errand("sale"))

    def _ask_move(self) -> None:
        self._pages.setCurrentWidget(self.move_panel)
        self.move_panel.begin()

    def _move(self, amount: Money, reason: str) -> None:
        shop = self.desk.shop
        self._do(lambda who: till_sessions.move_cash(shop, amount, reason, who), self._on_moved)

    def _on_moved(self, state: TillState) -> None:
        self._state = state
        self._tell("till.moved")
        self._show_day()
        self.refresh()

    def _ask_invoice(self, sale_id: str, number: str) -> None:
        self._pages.setCurrentWidget(self.invoice)
        self.invoice.begin(sale_id, number)

    def _open_drawer(self) -> None:
        shop, reason = self.desk.shop, self.desk.say("drawer.reason")
        self._do(
            lambda who: till_sessions.kick_drawer(shop, who, reason),
            lambda _done: self._tell("drawer.opened"),
        )

    def _read_x(self) -> None:
        shop = self.desk.shop
        self._do(lambda _who: till_sessions.read_x(shop), self._show_report)

    def _look_back(self) -> None:
        shop = self.desk.shop
        self._pages.setCurrentWidget(self.past)
        self._do(lambda _who: till_sessions.reports(shop), self.past.show_reports)

    def _show_report(self, report: TillReportView) -> None:
        self.report.show_report(report)
        self._pages.setCurrentWidget(self.report)

    def _ask_count(self) -> None:
        if self._state is not None:
            self._pages.setCurrentWidget(self.counting)
            self.counting.begin(self._state.expected_cash)

    def _close(self, counted: Money | None, by_value: dict[int, int]) -> None:
        shop = self.desk.shop
        self._do(
            lambda who: till_sessions.close_till(shop, counted, who, by_value or None),
            self._on_closed,
        )

    def _on_closed(self, report: TillReportView) -> None:
        self._show_report(report)
        self.refresh()
        self._print_report(report)

    def _print_report(self, report: TillReportView) -> None:
        shop = self.desk.shop
        self._print(lambda: receipts.print_report(shop, report))

    def _print_receipt(self, sale_id: str) -> None:
        shop = self.desk.shop
        self._print(lambda: receipts.print_receipt(shop, sale_id))

    def _print(self, job: Callable[[], object]) -> None:
        self.desk.tasks.ledger(self, job, lambda _job: self._tell("till.printed"), self.refuse)
