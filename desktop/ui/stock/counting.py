"""Counting by scanning: the sheets, the scan line that counts, and what a count comes to."""

import re
from functools import partial

from PySide6.QtWidgets import QComboBox, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.counter import shelf
from desktop.services.stockroom import count_sheets, stocktakes
from desktop.services.stockroom.articles import ArticleView, find_articles
from desktop.services.stockroom.count_sheets import LineView, Report, SheetView
from desktop.ui.screen import Screen
from desktop.ui.stock.page import Head, LineTable, Page, line_edit
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import FigureField
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import ConfirmBar, EmptyState
from sync.kernel.quantity import Quantity

_TIMES = re.compile(r"([1-9]\d{0,3})\s*\*\s*(\w.*)")
_SHOWN = 40


class CountingPage(Page):
    """Sheets, then one sheet with its scan line, then what it comes to."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-counting")
        say = self.desk.say
        self._sheet: SheetView | None = None
        self._lines: tuple[LineView, ...] = ()
        self._current: ArticleView | None = None
        self._found: tuple[ArticleView, ...] = ()
        self._pages = QStackedWidget()
        for page in (self._build_sheets(), self._build_sheet(), self._build_report()):
            self._pages.addWidget(page)
        self._confirm = ConfirmBar("count-confirm", say("stock.no"))
        self.setLayout(column(self._pages, self._confirm, margins=16))

    # --- building -------------------------------------------------------------------------------

    def _build_sheets(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._sheets = QVBoxLayout()
        self._sheets.setSpacing(8)
        self._name = line_edit("count-name", say("stock.count_name"), stocktakes.NAME_LETTERS)
        self._name.setPlaceholderText(say("stock.count_name_hint"))
        self._name.returnPressed.connect(self._begin)
        self._category = QComboBox()
        self._category.setObjectName("count-category")
        self._category.setAccessibleName(say("stock.count_what"))
        self._category.setMinimumWidth(220)
        begin = Button("count-begin", say("stock.count_begin"), role="primary", clicked=self._begin)
        form = row(
            asked(say("stock.count_name"), self._name),
            asked(say("stock.count_what"), self._category),
            gap=12,
        )
        form.setStretch(0, 1)
        inside = scrolling(column(self._sheets, None))
        whole = column(
            label(say("stock.counting"), "title"),
            label(say("stock.counting_how"), "note", wraps=True),
            form,
            row(None, begin),
            inside,
            gap=12,
        )
        whole.setStretchFactor(inside, 1)
        made.setLayout(whole)
        return made

    def _build_sheet(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._blind = Button("count-blind", say("stock.count_blind"))
        self._blind.setCheckable(True)
        self._blind.toggled.connect(lambda _on: self._show_lines())
        self._head = Head("count", self, self._blind)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("stock.count_progress"))
        self._progress = label("", "note")
        self._progress.setObjectName("count-progress")
        self._line = ScanLine("count-scan", say("stock.count_scan"), "scan")
        self._line.entered.connect(self.scanned)
        self._last = ElidedLabel("", "heading")
        self._last.setObjectName("count-last")
        self._said = ElidedLabel("", "note")
        self._said.setObjectName("count-said")
        self._figure = FigureField("count-figure", say("stock.count_in_all"))
        self._figure.returnPressed.connect(self._set_figure)
        self._figure.setFixedWidth(140)
        words = column(self._last, self._said, gap=0)
        now = row(words, asked(say("stock.count_in_all"), self._figure), gap=12)
        now.setStretch(0, 1)
        self._table = LineTable(
            "count-lines",
            say("stock.count_lines"),
            (say("stock.article"), say("stock.counted"), say("stock.book"), say("stock.gap")),
        )
        self._table.picked.connect(self._pick)
        self._rest = Button("count-rest", say("stock.count_rest"), clicked=self._show_rest)
        self._rest.setCheckable(True)
        remove = Button(
            "count-remove", say("stock.count_remove"), role="stop", clicked=self._remove
        )
        report = Button(
            "count-report", say("stock.count_report"), role="primary", clicked=self._ask_report
        )
        foot = row(self._rest, remove, None, report)
        whole = column(
            self._head,
            row(self._bar, self._progress, gap=12),
            self._line,
            now,
            self._table,
            foot,
            gap=10,
        )
        whole.setStretchFactor(self._table, 1)
        made.setLayout(whole)
        return made

    def _build_report(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._report_head = Head("report", self)
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
        whole = column(self._report_head, self._value, self._summary, self._differing, foot, gap=10)
        whole.setStretchFactor(self._differing, 1)
        made.setLayout(whole)
        return made

    # --- the page in the room -------------------------------------------------------------------

    def arrive(self) -> None:
        """Show the sheets, or go on with the one that is open."""
        self._look()
        if self._pages.currentIndex() == 1:
            self._line.listen()
        else:
            self._name.setFocus()

    def scanned(self, text: str) -> None:
        """Count what was scanned; 6*code counts six, words look for the article."""
        if self._sheet is None or self._pages.currentIndex() != 1:
            return
        many = _TIMES.fullmatch(text)
        times, typed = (int(many[1]), many[2]) if many else (1, text)
        shop, sheet_id = self.desk.shop, self._sheet.id

        def count() -> LineView | tuple[ArticleView, ...]:
            if isinstance(shelf.understand(shop, typed), shelf.ProductFound):
                return stocktakes.count_scanned(shop, sheet_id, typed, self.who, times)
            found = find_articles(shop, typed)
            if not found:
                return stocktakes.count_scanned(shop, sheet_id, typed, self.who, times)
            return found

        self.desk.tasks.ledger(self, count, self._on_counted, self.room.refuse)
        self._line.listen()

    def step_back(self) -> bool:
        """Go back to the sheet, then to the sheets."""
        if self._pages.currentIndex() == 2:
            self._leave_report()
        elif self._pages.currentIndex() == 1:
            self._leave()
        else:
            return False
        return True

    # --- sheets ---------------------------------------------------------------------------------

    def _look(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: (count_sheets.sheets(shop), shelf.categories(shop)), self._show_sheets
        )

    def _show_sheets(
        self, told: tuple[tuple[SheetView, ...], tuple[shelf.CategoryView, ...]]
    ) -> None:
        say = self.desk.say
        sheets, categories = told
        chosen = self._category.currentData()
        self._category.clear()
        self._category.addItem(say("stock.count_all"), None)
        for each in categories:
            self._category.addItem(each.name, each.id)
        self._category.setCurrentIndex(max(self._category.findData(chosen), 0))
        clear(self._sheets)
        if not sheets:
            self._sheets.addWidget(
                EmptyState(
                    "count-none", "check", say("stock.count_none"), say("stock.count_none_how")
                )
            )
        for place, sheet in enumerate(sheets[:_SHOWN]):
            self._sheets.addWidget(
                RowButton(
                    f"count-sheet-{place}",
                    sheet.name,
                    f"{say.day(sheet.begun_at)} · {sheet.category or say('stock.count_all')}",
                    self._standing(sheet),
                    picture_name="check" if sheet.is_booked else "note",
                    clicked=partial(self._open, sheet),
                )
            )

    def _standing(self, sheet: SheetView) -> str:
        say = self.desk.say
        if sheet.undone_at is not None:
            return say("stock.count_undone")
        if sheet.is_booked:
            return say("stock.count_booked")
        if not sheet.is_open:
            return say("stock.count_thrown")
        return f"{sheet.counted} / {sheet.expected}"

    def _begin(self) -> None:
        shop, name = self.desk.shop, self._name.text()
        category = self._category.currentData()
        self.room.attempt(
            lambda approved_by: stocktakes.begin(shop, name, self.who, category, approved_by),
            self._open,
        )

    def _open(self, sheet: SheetView) -> None:
        self._name.clear()
        self._sheet = sheet
        self._current = None
        self._found = ()
        self._rest.setChecked(False)
        if not sheet.is_open:
            self._ask_report()
            return
        self._head.show_title(sheet.name)
        self._last.setText(self.desk.say("stock.count_ready"))
        self._said.setText(self.desk.say("stock.count_ready_how"))
        self._figure.clear()
        self._pages.setCurrentIndex(1)
        self._read_lines()
        self._line.listen()

    # --- one sheet ------------------------------------------------------------------------------

    def _read_lines(self) -> None:
        if self._sheet is None:
            return
        shop, sheet_id = self.desk.shop, self._sheet.id
        self.desk.tasks.ledger(
            self,
            lambda: (
                count_sheets.lines(shop, sheet_id, _SHOWN),
                count_sheets.counted(shop, sheet_id),
            ),
            self._on_lines,
            self.room.refuse,
        )

    def _on_lines(self, told: tuple[tuple[LineView, ...], int]) -> None:
        self._lines, counted = told
        if self._sheet is None:
            return
        self._bar.setMaximum(max(self._sheet.expected, 1))
        self._bar.setValue(min(counted, self._sheet.expected))
        self._progress.setText(
            self.desk.say("stock.count_so_far", n=counted, all=self._sheet.expected)
        )
        self._show_lines()

    def _show_lines(self) -> None:
        if self._found or self._rest.isChecked():
            return
        say, is_blind = self.desk.say, self._blind.isChecked()
        lines, tones = [], []
        for line in self._lines:
            gap = Quantity(line.difference.booked, line.article.unit)
            told = say("stock.unsure") if not line.difference.is_sure else self._signed(gap)
            lines.append(
                (
                    line.article.label,
                    say.quantity(line.counted),
                    "" if is_blind else say.quantity(line.book),
                    "" if is_blind else told,
                )
            )
            tones.append("look" if gap or not line.difference.is_sure else "")
        self._table.show_lines(lines, tones)

    def _signed(self, quantity: Quantity) -> str:
        words = self.desk.say.quantity(quantity)
        return f"+{words}" if quantity.thousandths > 0 else words

    def _on_counted(self, told: "LineView | tuple[ArticleView, ...]") -> None:
        say = self.desk.say
        if isinstance(told, tuple):
            self._found = told
            self._table.show_lines([(each.label, "", "", each.sku) for each in told])
            self._table.setCurrentCell(0, 0)
            self._table.setFocus()
            return
        self._found = ()
        self._rest.setChecked(False)
        self._current = told.article
        self._last.setText(f"{told.article.label} : {say.quantity(told.counted)}")
        self._said.setText(self._remark(told))
        self._figure.setText("")
        self._read_lines()

    def _remark(self, line: LineView) -> str:
        say = self.desk.say
        if line.also_on:
            return say("stock.count_also_on", name=line.also_on[0])
        if line.is_elsewhere:
            return say("stock.count_elsewhere")
        if not line.difference.is_sure:
            return say("stock.count_doubt")
        if self._blind.isChecked():
            return ""
        return say("stock.count_book_says", quantity=line.book)

    def _pick(self, place: int) -> None:
        listed = self._found or [line.article for line in self._lines]
        if place >= len(listed):
            return
        self._current = listed[place]
        self._last.setText(self._current.label)
        self._said.setText(self.desk.say("stock.count_type"))
        self._figure.setFocus()
        self._figure.selectAll()

    def _set_figure(self) -> None:
        figure = self._figure.thousandths()
        if self._sheet is None or self._current is None or figure is None:
            return
        shop, sheet_id, article = self.desk.shop, self._sheet.id, self._current
        quantity = Quantity(figure, article.unit)
        self.desk.tasks.ledger(
            self,
            lambda: stocktakes.count(shop, sheet_id, article.id, quantity, self.who, anew=True),
            self._on_counted,
            self.room.refuse,
        )
        self._line.listen()

    def _remove(self) -> None:
        if self._sheet is None or self._current is None:
            return
        shop, sheet_id, article = self.desk.shop, self._sheet.id, self._current
        self.desk.tasks.ledger(
            self,
            lambda: stocktakes.forget(shop, sheet_id, article.id),
            lambda _done: self._read_lines(),
            self.room.refuse,
        )
        self._line.listen()

    def _show_rest(self) -> None:
        self._found = ()
        if not self._rest.isChecked() or self._sheet is None:
            self._show_lines()
            return
        shop, sheet_id = self.desk.shop, self._sheet.id
        self.desk.tasks.ledger(
            self, lambda: count_sheets.uncounted(shop, sheet_id, _SHOWN), self._on_rest
        )

    def _on_rest(self, rest: tuple[ArticleView, ...]) -> None:
        say, is_blind = self.desk.say, self._blind.isChecked()
        self._found = rest
        self._table.show_lines(
            [
                (each.label, "", "" if is_blind else say.quantity(each.on_hand), each.place)
                for each in rest
            ]
        )

    def _leave(self) -> None:
        self._pages.setCurrentIndex(0)
        self._sheet = None
        self._look()

    # --- what it comes to -----------------------------------------------------------------------

    def _ask_report(self) -> None:
        if self._sheet is None:
            return
        shop, sheet_id = self.desk.shop, self._sheet.id
        self.desk.tasks.ledger(
            self, lambda: count_sheets.report(shop, sheet_id), self._show_report, self.room.refuse
        )

    def _show_report(self, report: Report) -> None:
        say = self.desk.say
        self._sheet = report.sheet
        self._report_head.show_title(report.sheet.name)
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
                    self._signed(Quantity(line.difference.booked, line.article.unit))
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
        self._pages.setCurrentIndex(2)
        (self._book if sheet.is_open else self._differing).setFocus()

    def _leave_report(self) -> None:
        if self._sheet is not None and self._sheet.is_open:
            self._open(self._sheet)
        else:
            self._leave()

    def _ask_book(self) -> None:
        say, sheet, is_zero = self.desk.say, self._sheet, self._zero.isChecked()
        if sheet is None:
            return
        shop = self.desk.shop

        def book() -> None:
            self.room.attempt(
                lambda approved_by: stocktakes.book(
                    shop, sheet.id, self.who, approved_by, zero_uncounted=is_zero
                ),
                self._on_booked,
            )

        question = "stock.count_book_zero_sure" if is_zero else "stock.count_book_sure"
        self._confirm.ask(say(question), say("stock.count_book"), book)

    def _on_booked(self, report: Report) -> None:
        self.tell(self.desk.say("stock.count_done", name=report.sheet.name))
        self._show_report(report)

    def _ask_throw(self) -> None:
        say, sheet, shop = self.desk.say, self._sheet, self.desk.shop
        if sheet is None:
            return
        self._confirm.ask(
            say("stock.count_throw_sure"),
            say("stock.count_throw"),
            lambda: self.room.attempt(
                lambda approved_by: stocktakes.throw_away(shop, sheet.id, self.who, approved_by),
                lambda _done: self._leave(),
            ),
        )

    def _ask_undo(self) -> None:
        say, sheet, shop = self.desk.say, self._sheet, self.desk.shop
        if sheet is None:
            return
        self._confirm.ask(
            say("stock.count_undo_sure"),
            say("stock.count_undo"),
            lambda: self.room.attempt(
                lambda approved_by: stocktakes.undo(shop, sheet.id, self.who, approved_by),
                lambda _done: self._leave(),
            ),
        )
