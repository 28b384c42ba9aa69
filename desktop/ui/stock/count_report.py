"""What a count comes to, to be booked, thrown away or undone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.stockroom import count_sheets, stocktakes
from desktop.services.stockroom.count_sheets import Report, SheetView
from desktop.ui.stock.page import Head, LineTable, Page
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import ConfirmBar
from desktop.ui.wording import Wording
from sync.kernel.quantity import Quantity


def signed(say: Wording, quantity: Quantity) -> str:
    """Return a difference with its sign."""
    words = say.quantity(quantity)
    return f"+{words}" if quantity.thousandths > 0 else words


class CountReport(QWidget):
    """The lines that differ, and what is done about them."""

    #: What a sheet comes to is there, to be brought to the front.
    came = Signal(SheetView)
    #: The sheet was thrown away, or its count undone.
    left = Signal()

    def __init__(self, page: Page, confirm: ConfirmBar) -> None:
        super().__init__()
        self._page, self._confirm, self.desk = page, confirm, page.desk
        self._sheet: SheetView | None = None
        say = self.desk.say
        self._head = Head("report", page)
        self._value = label("", "total")
        self._value.setObjectName("report-value")
        self._summary = label("", "note", wraps=True)
        self._summary.setObjectName("report-summary")
        self._differing = LineTable(
            "report-lines",
            say("stock.count_report"),
            (
                say("stock.article"),
                say("stock.book"),
                say("stock.counted"),
                say("stock.gap"),
                say("stock.value"),
            ),
        )
        self._zero = Button("report-zero", say("stock.count_zero"))
        self._zero.setCheckable(True)
        self._throw = Button(
            "report-throw", say("stock.count_throw"), role="stop", clicked=self._ask_throw
        )
        self._undo = Button(
            "report-undo", say("stock.count_undo"), picture="undo", clicked=self._ask_undo
        )
        self._book = Button(
            "report-book", say("stock.count_book"), role="primary", clicked=self._ask_book
        )
        foot = row(self._throw, self._undo, None, self._zero, self._book)
        whole = column(self._head, self._value, self._summary, self._differing, foot, gap=10)
        whole.setStretchFactor(self._differing, 1)
        self.setLayout(whole)

    def look(self, sheet: SheetView) -> None:
        """Work out what a sheet comes to."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: count_sheets.report(shop, sheet.id), self._show, self._page.room.refuse
        )

    def _show(self, report: Report) -> None:
        say = self.desk.say
        self._sheet = report.sheet
        self._head.show_title(report.sheet.name)
        self._value.setText(say("stock.report_value", amount=report.value))
        self._summary.setText(
            say(
                "stock.report_summary",
                differing=report.differing,
                missing=report.missing,
                surplus=report.surplus,
                doubtful=report.doubtful,
                rest=max(report.sheet.expected - report.sheet.counted, 0),
            )
        )
        self._differing.show_lines(
            [
                (
                    line.article.label,
                    say.quantity(line.book),
                    say.quantity(line.counted),
                    signed(say, Quantity(line.difference.booked, line.article.unit))
                    if line.difference.is_sure
                    else say("stock.unsure"),
                    say.money(line.value),
                )
                for line in report.lines
            ]
        )
        sheet = report.sheet
        for button in (self._throw, self._zero, self._book):
            button.setVisible(sheet.is_open)
        self._undo.setVisible(sheet.is_booked and sheet.undone_at is None)
        self.came.emit(sheet)
        (self._book if sheet.is_open else self._differing).setFocus()

    def _ask_book(self) -> None:
        say, sheet, is_zero = self.desk.say, self._sheet, self._zero.isChecked()
        if sheet is None:
            return
        shop = self.desk.shop

        def book() -> None:
            self._page.room.attempt(
                lambda approved_by: stocktakes.book(
                    shop, sheet.id, self._page.who, approved_by, zero_uncounted=is_zero
                ),
                self._on_booked,
            )

        question = "stock.count_book_zero_sure" if is_zero else "stock.count_book_sure"
        self._confirm.ask(say(question), say("stock.count_book"), book)

    def _on_booked(self, report: Report) -> None:
        self._page.tell(self.desk.say("stock.count_done", name=report.sheet.name))
        self._show(report)

    def _ask_throw(self) -> None:
        say, sheet, shop = self.desk.say, self._sheet, self.desk.shop
        if sheet is None:
            return
        self._confirm.ask(
            say("stock.count_throw_sure"),
            say("stock.count_throw"),
            lambda: self._page.room.attempt(
                lambda approved_by: stocktakes.throw_away(
                    shop, sheet.id, self._page.who, approved_by
                ),
                lambda _done: self.left.emit(),
            ),
        )

    def _ask_undo(self) -> None:
        say, sheet, shop = self.desk.say, self._sheet, self.desk.shop
        if sheet is None:
            return
        self._confirm.ask(
            say("stock.count_undo_sure"),
            say("stock.count_undo"),
            lambda: self._page.room.attempt(
                lambda approved_by: stocktakes.undo(shop, sheet.id, self._page.who, approved_by),
                lambda _done: self.left.emit(),
            ),
        )
