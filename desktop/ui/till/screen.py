"""The till screen: open, move cash, read, count, close."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.scan import Kind
from desktop.domain.tender import Means
from desktop.errors import ShopError
from desktop.services.counter import corrections, selling, ticket_search
from desktop.services.counter.selling import SaleDone
from desktop.services.papers import receipts
from desktop.services.team import staff
from desktop.services.till import till_sessions
from desktop.services.views import SaleSummary, SaleView, StaffView, TillReportView, TillState
from desktop.ui.desk import Desk
from desktop.ui.invoice.panel import InvoicePanel
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.till.close_panel import ClosePanel
from desktop.ui.till.correct_panel import CorrectPanel
from desktop.ui.till.day_panel import DayPanel
from desktop.ui.till.hand_over_panel import HandOverPanel
from desktop.ui.till.move_panel import MovePanel
from desktop.ui.till.open_panel import OpenPanel
from desktop.ui.till.report_panel import ReportPanel
from desktop.ui.till.reports_panel import ReportsPanel
from desktop.ui.till.sold_panel import SoldPanel
from desktop.ui.till.tickets_pane import TicketsPane
from desktop.ui.till.tickets_panel import TicketsPanel
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money

T = TypeVar("T")


_LOOKED_UP = frozenset({Kind.RECEIPT, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class _Standing:
    state: TillState
    sales: tuple[SaleSummary, ...]
    #: Who could take the till over.
    takers: tuple[StaffView, ...]


class TillScreen(Screen):
    """Shows the closed till, or the day, or one of the panels in front of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "till", desk.say("till.title"))
        self._state: TillState | None = None
        self._takers: tuple[StaffView, ...] = ()
        self.opening = OpenPanel(desk)
        self.day = DayPanel(desk)
        self.move_panel = MovePanel(desk)
        self.relief = HandOverPanel(desk)
        self.counting = ClosePanel(desk)
        self.report = ReportPanel(desk)
        self.past = ReportsPanel(desk)
        self.invoice = InvoicePanel(desk)
        self.tickets = TicketsPanel(desk)
        self.sold = SoldPanel(desk)
        self.correct = CorrectPanel(desk)
        self._panels = (
            self.move_panel,
            self.relief,
            self.counting,
            self.report,
            self.past,
            self.invoice,
            self.tickets,
            self.sold,
            self.correct,
        )
        #: Where a panel about one ticket goes back to.
        self._list: QWidget = self.day
        self._pages = QStackedWidget()
        for page in (self.day, self.opening, *self._panels):
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
        day.hands_over.connect(self._ask_hand_over)
        day.closes.connect(self._ask_count)
        day.seeks.connect(self._ask_tickets)
        day.asks_sold.connect(self._ask_sold)
        self.move_panel.moves.connect(self._move)
        self.relief.hands_over.connect(self._give_over)
        self.counting.closes.connect(self._close)
        self._listen_to(day.tickets)
        self._listen_to(self.tickets.pane)
        self.tickets.seeks.connect(self._seek)
        self.sold.seeks.connect(self._seek_sold)
        self.correct.corrects.connect(self._correct)
        self.invoice.tells.connect(self.tells.emit)
        self.invoice.refuses.connect(self.refuse)
        self.report.prints.connect(self._print_report)
        for panel in self._panels:
            about_one = panel in (self.invoice, self.correct)
            panel.left.connect(self._show_list if about_one else self._show_day)
        self._bind_keys()
        self.desk.changes.on(self, ("till", "sales", "staff"), self.refresh)

    def _bind_keys(self) -> None:
        day = self.day
        bind(self, "search", self._ask_tickets)
        bind(self, "till-close", self._on_close_key)
        for name, act in (
            ("till-move", self._ask_move),
            ("till-read-x", self._read_x),
            ("till-sold", self._ask_sold),
            ("till-drawer", self._open_drawer),
            ("till-hand-over", self._ask_hand_over),
        ):
            bind(day, name, act)
        bind(self, "till-past", self._look_back)
        day.tickets.bind_keys(day)
        self.tickets.pane.bind_keys(self.tickets)

    def _on_close_key(self) -> None:
        """Begin the count, or go on to the question when it stands there."""
        front = self._pages.currentWidget()
        if front is self.day:
            self._ask_count()
        elif front is self.counting:
            self.counting.ask()

    def _listen_to(self, pane: TicketsPane) -> None:
        pane.prints.connect(lambda sale: self._print_receipt(sale.id))
        pane.refunds.connect(lambda sale: self.asks.emit(Errand("sale", "refund", sale.id)))
        pane.invoices.connect(lambda sale: self._ask_invoice(sale.id, sale.number))
        pane.corrects.connect(lambda sale: self._ask_correction(sale.id))

    def arrive(self) -> None:
        """Show the day as it is now."""
        self.refresh()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep a ticket's code where tickets are looked for, and what else may be in one."""
        del text
        return self._pages.currentWidget() is self.tickets and kind in _LOOKED_UP

    def sees(self, kind: Kind, text: str) -> bool:
        """Look a ticket up that is held before the camera."""
        return kind is Kind.RECEIPT and self.takes(kind, text)

    def scanned(self, text: str) -> None:
        """Look what was scanned up among the tickets."""
        self.tickets.look_up(text)

    def step_back(self) -> bool:
        """Leave a panel for what it was opened from."""
        front = self._pages.currentWidget()
        if front in (self.day, self.opening):
            return False
        if front in (self.invoice, self.correct):
            self._show_list()
        else:
            self._show_day()
        return True

    def unsaved(self) -> Unsaved | None:
        """Return that the drawer is being counted."""
        front = self._pages.currentWidget()
        is_counted = front is self.counting and self.counting.counted is not None
        return Unsaved(self.desk.say("leaving.count")) if is_counted else None

    def refresh(self) -> None:
        """Read where the day stands."""
        shop = self.desk.shop

        def look() -> _Standing:
            return _Standing(
                till_sessions.till_state(shop), selling.sales_today(shop), staff.takers(shop)
            )

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Standing) -> None:
        was_open = self._state is not None and self._state.is_open
        self._state = now.state
        self.day.show_state(now.state)
        self.day.show_sales(now.sales)
        self._takers = now.takers
        self.day.show_takers(are_there=bool(now.takers))
        front = self._pages.currentWidget()
        is_settled = front in (self.day, self.opening)
        outlives_a_closing = (self.report, self.past, self.invoice, self.tickets, self.sold)
        if front is self.tickets:
            self.tickets.again()
        elif front not in outlives_a_closing and (is_settled or was_open != now.state.is_open):
            self._show_day()

    def _show_list(self) -> None:
        if self._list is self.tickets:
            self._pages.setCurrentWidget(self.tickets)
            self.tickets.again()
        else:
            self._show_day()

    def _show_day(self) -> None:
        self._list = self.day
        if self._state is not None and not self._state.is_open:
            self._pages.setCurrentWidget(self.opening)
            listen = self.opening.begin
        else:
            self._pages.setCurrentWidget(self.day)
            listen = self.day.listen
        if self.isVisible():
            # What is out of sight takes no keys from the room in front.
            listen()

    def _do(self, job: Callable[[str, str], T], then: Callable[[T], object]) -> None:
        """Run a job in the name of whoever stands at the counter, approved where it must be."""
        shop = self.desk.shop
        self.attempt(lambda by: job(staff.current(shop).code, by), then)

    def _tell(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say(name), "go"))

    def _open(self, opening_float: Money) -> None:
        shop = self.desk.shop
        self._do(
            lambda who, _by: till_sessions.open_till(shop, opening_float, who), self._on_opened
        )

    def _on_opened(self, state: TillState) -> None:
        self._state = state
        self._tell("till.opened")
        self._show_day()
        self.refresh()
        self.asks.emit(Errand("sale"))

    def _ask_move(self) -> None:
        self._pages.setCurrentWidget(self.move_panel)
        self.move_panel.begin()

    def _move(self, amount: Money, reason: str, ident: str) -> None:
        shop = self.desk.shop
        self._do(
            lambda who, by: till_sessions.move_cash(
                shop, amount, reason, who, by, movement_id=ident
            ),
            self._on_moved,
        )

    def _on_moved(self, state: TillState) -> None:
        self._state = state
        self._tell("till.moved")
        self._show_day()
        self.refresh()

    def _ask_invoice(self, sale_id: str, number: str) -> None:
        self._pages.setCurrentWidget(self.invoice)
        self.invoice.begin(sale_id, number)

    def _ask_tickets(self) -> None:
        self._list = self.tickets
        self._pages.setCurrentWidget(self.tickets)
        self.tickets.begin()

    def _seek(self, text: str, first: date | None, last: date | None) -> None:
        shop = self.desk.shop
        self._do(
            lambda _who, _by: ticket_search.search_tickets(shop, text, first, last),
            self.tickets.show_found,
        )

    def _ask_sold(self) -> None:
        self._pages.setCurrentWidget(self.sold)
        self.sold.begin()

    def _seek_sold(self, first: date, last: date) -> None:
        shop = self.desk.shop
        self._do(lambda _who, _by: ticket_search.sold(shop, first, last), self.sold.show_sold)

    def _ask_correction(self, sale_id: str) -> None:
        shop = self.desk.shop
        self._do(lambda _who, _by: selling.sale(shop, sale_id), self._show_correction)

    def _show_correction(self, sale: SaleView) -> None:
        self._pages.setCurrentWidget(self.correct)
        self.correct.begin(sale)

    def _correct(
        self, sale_id: str, wrong: Means, right: Means, amount: Money, correction_id: str
    ) -> None:
        shop = self.desk.shop
        self._do(
            lambda who, by: corrections.correct_tender(
                shop,
                sale_id,
                wrong,
                right,
                amount,
                who,
                correction_id=correction_id,
                approved_by=by,
            ),
            self._on_corrected,
        )

    def _on_corrected(self, done: SaleDone) -> None:
        self.tells.emit(Notice(self.desk.say("correct.done", number=done.number), "go"))
        self._show_list()

    def _open_drawer(self) -> None:
        shop, reason = self.desk.shop, self.desk.say("drawer.reason")
        self._do(
            lambda who, by: till_sessions.kick_drawer(shop, who, reason, by),
            lambda _done: self._tell("drawer.opened"),
        )

    def _read_x(self) -> None:
        shop = self.desk.shop
        self._do(lambda _who, _by: till_sessions.read_x(shop), self._show_report)

    def _look_back(self) -> None:
        shop = self.desk.shop
        self._pages.setCurrentWidget(self.past)
        self._do(lambda _who, _by: till_sessions.reports(shop), self.past.show_reports)

    def _show_report(self, report: TillReportView) -> None:
        self.report.show_report(report)
        self._pages.setCurrentWidget(self.report)

    def _ask_hand_over(self) -> None:
        if self._state is not None:
            self._pages.setCurrentWidget(self.relief)
            is_blind = self.desk.shop.settings.counts_blind
            self.relief.begin(self._takers, None if is_blind else self._state.expected_cash)

    def _give_over(self, taker: str, counted: Money | None) -> None:
        shop = self.desk.shop

        def refused(error: ShopError) -> None:
            self.awaits.emit("")
            self.refuse(error)

        self.awaits.emit(taker)
        self.attempt(
            lambda _by: till_sessions.hand_over(shop, staff.current(shop).code, taker, counted),
            lambda _state: self._show_day(),
            refused,
        )

    def _ask_count(self) -> None:
        if self._state is not None:
            self._pages.setCurrentWidget(self.counting)
            is_blind = self.desk.shop.settings.counts_blind
            self.counting.begin(self._state.expected_cash, is_blind=is_blind)

    def _close(self, counted: Money | None, by_value: dict[int, int]) -> None:
        shop = self.desk.shop
        self._do(
            lambda who, by: till_sessions.close_till(
                shop, counted, who, by_value or None, approved_by=by
            ),
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
