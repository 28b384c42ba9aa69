"""The catalogue as one table: filtered, sorted, typed into, and changed by the hundred."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QStackedWidget

from desktop.domain.scan import GOODS, Kind
from desktop.services.counter import selling
from desktop.services.goods import catalogue, catalogue_table, cataloguing, mass_edit
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.goods.catalogue_table import Gap, SortBy, TableQuery, TableRow
from desktop.services.goods.cataloguing import draft_of
from desktop.services.lists import exports
from desktop.services.shop import Shop
from desktop.services.stockroom import stocktaking
from desktop.services.team import staff
from desktop.services.views import CategoryView
from desktop.ui.catalogue.mass_panel import MassPanel
from desktop.ui.catalogue.mass_runs import MassRuns
from desktop.ui.catalogue.table import PAGE, Line, ProductTable, line_of
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.work_bar import WorkBar
from desktop.ui.wording import Wording
from desktop.ui.wording.figures import read_money, read_thousandths
from sync.kernel.quantity import Quantity

_SHOWN: dict[str, tuple[dict[str, bool], Gap | None]] = {
    "all": ({}, None),
    "online": ({"is_online": True}, None),
    "offline": ({"is_online": False}, None),
    "photo": ({}, "photo"),
    "category": ({}, "category"),
    "price": ({}, "price"),
    "stock": ({}, "stock"),
    "archived": ({"is_archived": True}, None),
}
_SETTLE_MS = 800
"""After a change elsewhere: changes come in bursts, and an order takes some 0.3 s to read."""
_PAUSE_MS = 150
"""After a typed letter."""

_Undo = Callable[[str], object]
"""Takes something back, told who stands for it."""


class TableScreen(Screen):
    """Reads beside the window; only what is written goes through the ledger."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "table", desk.say("table.title"))
        self._query = TableQuery()
        self._asked = 0
        self._is_stale = True
        self._wanted_id = ""
        self._sections: tuple[str, ...] = ()
        # Read while the widgets are being made.
        self._read_start()
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        self.bar = CatalogueBar("table", desk)
        self.line = ScanLine("table-search", say("table.search"))
        self._category = QComboBox()
        self._category.setObjectName("table-category")
        self._category.setAccessibleName(say("table.category"))
        self._category.addItem(say("table.any_category"), None)
        self._shown = QComboBox()
        self._shown.setObjectName("table-show")
        self._shown.setAccessibleName(say("table.show"))
        for name in _SHOWN:
            self._shown.addItem(say(f"table.show_{name}"), name)
        for box in (self._category, self._shown):
            box.setFixedWidth(188)
        self.table = ProductTable(desk)
        self._pages = QStackedWidget()
        self._none = EmptyState(
            "table-none", "search", say("table.none_found"), say("table.none_found_how")
        )
        self._empty = EmptyState(
            "table-empty", "catalogue", say("table.empty"), say("table.empty_how")
        )
        for page in (self.table, self._none, self._empty):
            self._pages.addWidget(page)
        pane = QFrame()
        pane.setProperty("role", "pane")
        pane.setLayout(column(self._pages, margins=1))
        self.panel: MassPanel | None = None
        self.work = WorkBar("table-work", say)
        self.runs = MassRuns(self, self.work)
        self._count = ElidedLabel("", "note")
        self._count.setObjectName("table-count")
        self._all = KeyedButton(
            "table-all", say("table.all"), say.keys("Ctrl+A"), clicked=self._choose_all
        )
        self._open = Button("table-open", say("table.open"), clicked=self._open_record)
        export = Button("table-export", say("table.export"), clicked=self._export)
        self._change = KeyedButton(
            "table-edit",
            say("table.edit"),
            say.keys("Ctrl+E"),
            role="primary",
            clicked=self._edit,
        )
        top = row(self.line, self._category, self._shown)
        top.setStretch(0, 1)
        foot = row(self._count, self._all, self._open, export, self._change)
        foot.setStretch(0, 1)
        self._middle = row(pane, gap=12)
        self._middle.setStretch(0, 1)
        body = column(top, self._middle, self.work, foot, gap=8, margins=(16, 8, 16, 16))
        body.setStretch(1, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._show_count()

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.line.searched.connect(lambda _text: self._pause.start())
        self.line.entered.connect(self.scanned)
        self._category.activated.connect(lambda _place: self.refresh())
        self._shown.activated.connect(lambda _place: self.refresh())
        self.runs.working.connect(self._on_working)
        self.runs.rested.connect(self._on_rest)
        lines = self.table.lines
        lines.wanted.connect(self._read_page)
        lines.typed.connect(self._take_typed)
        lines.sorted_by.connect(self._sort)
        self.table.selectionModel().selectionChanged.connect(lambda *_what: self._show_count())
        bind(self, "search", self.line.setFocus)
        bind(self, "table-all", self._choose_all)
        bind(self, "table-edit", self._edit)
        bind(self, "table-open", self._open_record)
        bind(self, "table-export", self._export)
        self.desk.changes.on(self, ("catalogue", "sales"), self._on_change)

    # What the window asks

    def arrive(self) -> None:
        """Show what is stale anew, and stand in the table."""
        if self._is_stale:
            self.refresh()
        self.table.setFocus()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep codes of goods and words."""
        del text
        return kind in GOODS

    def scanned(self, text: str) -> None:
        """Search for what was scanned."""
        self.line.setText(text)
        self._pause.stop()
        self.refresh()

    def step_back(self) -> bool:
        """Leave the panel; then the search; then what is chosen."""
        if self.panel is not None and self.panel.isVisible():
            self._close_panel()
            return True
        if self.line.text():
            self.line.empty()
            self.refresh()
            return True
        if self.table.chosen_count() > 1:
            self.table.clearSelection()
            return True
        return False

    # Reading

    def refresh(self) -> None:
        """Read the order anew, the first rows before it where an index has them."""
        self._is_stale = False
        self._settle.stop()
        # "Ctrl+A" means what is in sight now: a selection does not outlive its list.
        self._wanted_id = line.row.id if (line := self.table.current_line()) else ""
        shown, gap = _SHOWN[str(self._shown.currentData())]
        self._query = replace(
            self._query,
            asked=ProductQuery(
                text=self.line.text().strip(),
                category_id=self._category.currentData(),
                **shown,
            ),
            gap=gap,
        )
        self._asked += 1
        shop, query, tasks = self.desk.shop, self._query, self.desk.tasks
        tasks.outside(
            self,
            lambda: catalogue_table.order(shop, query),
            partial(self._show_order, self._asked),
            self.refuse,
        )
        tasks.outside(self, lambda: selling.categories(shop), self._show_categories)
        self._show_suppliers()

    def _read_start(self) -> None:
        shop, say, query = self.desk.shop, self.desk.say, self._query
        self.desk.tasks.outside(self, lambda: _start(shop, query, say), self._show_start)

    def _show_start(self, found: tuple[tuple[Line, ...], int]) -> None:
        lines, total = found
        if lines and self._query == TableQuery() and not self.table.lines.ids:
            self.table.lines.show_start(lines, total)
            self._pages.setCurrentWidget(self.table)
            self._show_count()

    def _show_order(self, asked: int, ids: tuple[str, ...]) -> None:
        if asked != self._asked:
            return
        lines = self.table.lines
        if ids == lines.ids:
            lines.forget()
        else:
            lines.show_order(ids)
            self._stand_where_it_was(ids)
        is_filtered = replace(self._query, sort="name", is_descending=False) != TableQuery()
        if ids:
            self._pages.setCurrentWidget(self.table)
        else:
            self._pages.setCurrentWidget(self._none if is_filtered else self._empty)
        self._show_count()

    def _stand_where_it_was(self, ids: tuple[str, ...]) -> None:
        if not ids or self.table.currentIndex().isValid():
            return
        place = ids.index(self._wanted_id) if self._wanted_id in ids else 0
        self.table.setCurrentIndex(self.table.lines.index(place, 0))

    def _show_categories(self, categories: Sequence[CategoryView]) -> None:
        chosen = self._category.currentData()
        while self._category.count() > 1:
            self._category.removeItem(1)
        for each in categories:
            self._category.addItem(each.name, each.id)
        self._category.setCurrentIndex(max(self._category.findData(chosen), 0) if chosen else 0)
        self._sections = tuple(each.name for each in categories)
        if self.panel is not None:
            self.panel.show_categories(self._sections)

    def _show_suppliers(self) -> None:
        shop, panel = self.desk.shop, self.panel
        if panel is not None:
            self.desk.tasks.outside(
                self, lambda: mass_edit.suppliers(shop), panel.show_suppliers, self.refuse
            )

    def _read_page(self, page: int) -> None:
        shop, say, ids = self.desk.shop, self.desk.say, self.table.lines.ids_of(page)
        self.desk.tasks.outside(
            self,
            lambda: tuple(line_of(each, say) for each in catalogue_table.rows(shop, ids)),
            partial(self.table.lines.show_page, page),
            self.refuse,
        )

    def _sort(self, column: SortBy, is_descending: bool) -> None:
        if (column, is_descending) == (self._query.sort, self._query.is_descending):
            return
        self._query = replace(self._query, sort=column, is_descending=is_descending)
        self.refresh()

    def _on_change(self) -> None:
        """Read anew what is in sight, in a moment; out of sight, on the way back."""
        if self.runs.is_working or not self.isVisible():
            self._is_stale = True
        else:
            self._settle.start()

    def _show_count(self) -> None:
        say, total = self.desk.say, self.table.lines.rowCount()
        chosen = self.table.chosen_count()
        if chosen > 1:
            self._count.setText(say("table.chosen", n=chosen, total=total))
        else:
            self._count.setText(say("table.count", n=total))
        self._all.setEnabled(bool(total))
        self._open.setEnabled(chosen == 1)
        self._change.setEnabled(bool(chosen) and not self.runs.is_working)

    # One cell

    def _take_typed(self, row_: TableRow, column: str, text: str) -> None:
        shop, say = self.desk.shop, self.desk.say
        figure = {"price": read_money, "stock": read_thousandths}.get(column, str)(text)
        if figure is None or text == "":
            self.tells.emit(Notice(say("table.not_understood", text=text), "look"))
            return
        self.attempt(
            lambda by: _write_cell(shop, row_, column, text, by),
            partial(self._on_typed, row_.name),
        )

    def _on_typed(self, name: str, undoing: _Undo | None) -> None:
        say = self.desk.say
        undo = partial(self._take_back, undoing) if undoing else None
        self.tells.emit(
            Notice(
                say("table.typed", name=name),
                "go",
                act=say("catalogue.undo") if undo else "",
                then=undo,
            )
        )

    def _take_back(self, undoing: _Undo) -> None:
        self.attempt(
            undoing,
            lambda _done: self.tells.emit(Notice(self.desk.say("catalogue.undone"), "go")),
        )

    def _open_record(self) -> None:
        line = self.table.current_line()
        if line is not None:
            self.asks.emit(Errand("catalogue", "open", line.row.id))

    # Many

    def _choose_all(self) -> None:
        self.table.setFocus()
        self.table.selectAll()

    def _edit(self) -> None:
        count = self.table.chosen_count()
        if count and not self.runs.is_working:
            panel = self._edit_panel()
            panel.show()
            panel.begin(count)

    def _edit_panel(self) -> MassPanel:
        """Return the panel, made when it is first wanted: a table is more often looked at."""
        if self.panel is None:
            self.panel = MassPanel(self.desk)
            self.panel.left.connect(self._close_panel)
            self.panel.looks.connect(lambda edit: self.runs.forecast(edit, self.table.chosen_ids()))
            self.panel.does.connect(lambda edit: self.runs.begin(edit, self.table.chosen_ids()))
            self.runs.foretold.connect(self.panel.show_forecast)
            self._middle.addWidget(self.panel)
            self.panel.show_categories(self._sections)
            self._show_suppliers()
        return self.panel

    def _close_panel(self) -> None:
        if self.runs.is_working:
            self.work.stop()
            return
        self._edit_panel().hide()
        self.table.setFocus()

    def _on_working(self) -> None:
        self._edit_panel().setEnabled(not self.runs.is_working)
        self._show_count()

    def _on_rest(self) -> None:
        """Be ready for the next: it is over, one way or the other."""
        panel = self._edit_panel()
        panel.setEnabled(True)
        panel.hide()
        self.table.setFocus()
        self.refresh()

    def _export(self) -> None:
        say = self.desk.say
        name, _kind = QFileDialog.getSaveFileName(
            self, say("table.export_title"), say("table.export_file"), "CSV (*.csv)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, target: Path) -> None:
        """Write what is chosen, or the whole list where nothing much is, to a file."""
        shop, say, lines = self.desk.shop, self.desk.say, self.table.lines
        chosen = self.table.chosen_ids()
        ids = chosen if len(chosen) > 1 else lines.ids
        self.desk.tasks.outside(
            self,
            lambda: exports.export_chosen(shop, ids, target),
            lambda n: self.tells.emit(Notice(say("table.exported", n=n, file=target.name), "go")),
            self.refuse,
        )


def _start(shop: Shop, query: TableQuery, say: Wording) -> tuple[tuple[Line, ...], int]:
    """Return the first rows, written. Runs beside the window."""
    found, total = catalogue_table.start(shop, query, PAGE)
    return tuple(line_of(each, say) for each in found), total


def _write_cell(
    shop: Shop, row_: TableRow, column: str, text: str, approved_by: str
) -> _Undo | None:
    """Write what was typed, and return what takes it back; None where nothing was changed.

    Runs on the ledger thread.
    """
    if column == "stock":
        counted = Quantity(read_thousandths(text) or 0, row_.unit)
        count_id = stocktaking.count_stock(shop, row_.variant_id, counted).count_id
        return (lambda _by: stocktaking.undo_counts(shop, [count_id])) if count_id else None
    draft = draft_of(catalogue.product(shop, row_.id))
    if column == "name":
        draft = replace(draft, name=text)
    else:
        price = read_money(text)
        if price is None:
            raise ValueError(text)
        draft = replace(draft, variants=(replace(draft.variants[0], price=price),))
    saved = cataloguing.save_product(shop, draft, staff.current(shop).code, approved_by)
    return lambda by: cataloguing.undo(shop, saved.change_id, staff.current(shop).code, by)
