"""Counting by scanning: the sheets, and the scan line that counts."""

import re
from functools import partial

from PySide6.QtWidgets import QComboBox, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.counter import shelf
from desktop.services.stockroom import count_sheets, stocktakes
from desktop.services.stockroom.articles import ArticleView, find_articles
from desktop.services.stockroom.count_sheets import LineView, SheetView
from desktop.ui.screen import Screen
from desktop.ui.stock.count_report import CountReport, signed
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
        self._sheet: SheetView | None = None
        self._lines: tuple[LineView, ...] = ()
        self._current: ArticleView | None = None
        self._found: tuple[ArticleView, ...] = ()
        self._pages = QStackedWidget()
        self._confirm = ConfirmBar("count-confirm", self.desk.say("stock.no"))
        self._report = CountReport(self, self._confirm)
        self._report.came.connect(self._show_report)
        self._report.left.connect(self._leave)
        for page in (self._build_sheets(), self._build_sheet(), self._report):
            self._pages.addWidget(page)
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
            told = say("stock.unsure") if not line.difference.is_sure else signed(say, gap)
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
        if self._sheet is not None:
            self._report.look(self._sheet)

    def _show_report(self, sheet: SheetView) -> None:
        self._sheet = sheet
        self._pages.setCurrentIndex(2)

    def _leave_report(self) -> None:
        if self._sheet is not None and self._sheet.is_open:
            self._open(self._sheet)
        else:
            self._leave()
