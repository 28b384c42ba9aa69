"""A hundred thousand products in one table: only the pages that are looked at are read."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.services.goods.catalogue_table import SortBy, TableRow
from desktop.ui.desk import Desk
from desktop.ui.theme.dress import type_of
from desktop.ui.widgets.touch import scroll_by_finger
from desktop.ui.wording import Wording

_Index = QModelIndex | QPersistentModelIndex
COLUMNS: tuple[SortBy, ...] = (
    "name",
    "category",
    "price",
    "vat",
    "stock",
    "online",
    "photos",
    "supplier",
)
EDITABLE = ("name", "price", "stock")
_WIDTHS = {
    "name": 260,
    "category": 140,
    "price": 116,
    "vat": 76,
    "stock": 92,
    "online": 108,
    "photos": 84,
    "supplier": 130,
}
_FIGURES = ("price", "vat", "stock", "photos")
PAGE = 100
_KEPT_PAGES = 60
"""Six thousand rows: what a hand scrolls back and forth through."""
_PAD_PX = 10
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its words: written beside the window, not while it paints."""

    row: TableRow
    cells: tuple[str, ...]
    #: What is typed over in an editable column.
    typed: dict[str, str]


def line_of(row: TableRow, say: Wording) -> Line:
    """Return a row as it is written in the table."""
    price = say.amount(row.low)
    if row.low != row.high:
        price = f"{price} – {say.amount(row.high)}"
    stock = say.count(row.on_hand) if row.is_counted else "—"
    return Line(
        row,
        (
            row.name,
            row.category or "—",
            price,
            say.rate(row.vat),
            stock,
            say("table.yes") if row.is_online else say("table.no"),
            str(row.photos) if row.photos else say("table.none"),
            row.supplier or "—",
        ),
        {"name": row.name, "price": say.edit(row.low), "stock": stock},
    )


class TableModel(QAbstractTableModel):
    """The ids in their order, and the pages that were looked at last."""

    LINE = Qt.ItemDataRole.UserRole

    #: Number of a page that is looked at and not there; one at a time.
    wanted = Signal(int)
    #: Somebody typed into a cell: the row, the column's name, the text.
    typed = Signal(object, str, str)
    #: Somebody wants another order: the column's name, and whether downwards.
    sorted_by = Signal(str, bool)

    def __init__(self, say: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._ids: tuple[str, ...] = ()
        self._total = 0
        self._pages: OrderedDict[int, tuple[Line, ...]] = OrderedDict()
        self._asked: int | None = None
        self._looked_at: list[int] = []
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_next)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all rows in their order; empty until the order was read."""
        return self._ids

    def show_start(self, lines: tuple[Line, ...], total: int) -> None:
        """Show the first rows of so many while the order of all is being read."""
        self.beginResetModel()
        self._ids, self._total = (), total
        self._pages.clear()
        self._pages[0] = lines
        self._asked = None
        self.endResetModel()

    def show_order(self, ids: tuple[str, ...]) -> None:
        """Show all rows in this order; what was read of the same rows is kept."""
        if not self._ids and len(ids) == self._total and self._is_start_of(ids):
            self._ids = ids
            return
        self.beginResetModel()
        self._ids, self._total = ids, len(ids)
        self._pages.clear()
        self._asked = None
        self.endResetModel()

    def _is_start_of(self, ids: tuple[str, ...]) -> bool:
        known = [line.row.id for line in self._pages.get(0, ())]
        return bool(known) and list(ids[: len(known)]) == known

    def ids_of(self, page: int) -> tuple[str, ...]:
        """Return the ids of a page's rows."""
        return self._ids[page * PAGE : (page + 1) * PAGE]

    def show_page(self, page: int, lines: tuple[Line, ...]) -> None:
        """Fill in a page that was asked for; an answer to an order that is gone is dropped."""
        if page == self._asked:
            self._asked = None
        if tuple(line.row.id for line in lines) != self.ids_of(page):
            return
        self._pages[page] = lines
        self._pages.move_to_end(page)
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE
        last = self.index(first + len(lines) - 1, len(COLUMNS) - 1)
        self.dataChanged.emit(self.index(first, 0), last)

    def forget(self) -> None:
        """Read anew what is looked at: something has changed; the order stays."""
        self._pages.clear()
        self._asked = None
        if self._total:
            last = self.index(self._total - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def line(self, place: int) -> Line | None:
        """Return a row, None while its page is on the way."""
        page, within = divmod(place, PAGE)
        lines = self._pages.get(page)
        if lines is None or within >= len(lines):
            self._look_at(page)
            return None
        return lines[within]

    def _look_at(self, page: int) -> None:
        if page not in self._looked_at:
            self._looked_at.append(page)
        if self._asked is None and not self._ask.isActive():
            self._ask.start()

    def _ask_next(self) -> None:
        """Ask for what was looked at last: a hand that scrolls on needs no page in between."""
        while self._looked_at:
            page = self._looked_at.pop()
            if page not in self._pages and self.ids_of(page):
                self._looked_at.clear()
                self._asked = page
                self.wanted.emit(page)
                return

    # What Qt asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many products there are."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's words, or what may be typed over."""
        line = self.line(index.row())
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return line.typed.get(COLUMNS[index.column()], "")
        return line if role == self.LINE else None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's head."""
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._say(f"table.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section] in _FIGURES:
            return _RIGHT
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return which cells take what is typed: of a product with several forms only its name."""
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if self.may_type(index) else base

    def may_type(self, index: _Index) -> bool:
        """Tell whether a cell takes what is typed."""
        column, line = COLUMNS[index.column()], self.line(index.row())
        if line is None or column not in EDITABLE:
            return False
        row = line.row
        return column == "name" or (bool(row.variant_id) and (column == "price" or row.is_counted))

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; it is shown once it is written."""
        line, column = self.line(index.row()), COLUMNS[index.column()]
        if role != Qt.ItemDataRole.EditRole or line is None:
            return False
        text = str(value).strip()
        if text == line.typed.get(column):
            return False
        self.typed.emit(line.row, column, text)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have the database sort."""
        self.sorted_by.emit(COLUMNS[column], order is Qt.SortOrder.DescendingOrder)


class _Painter(QStyledItemDelegate):
    """Paints a cell from the tokens: a style sheet would cost a frame."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        colours, sizes = desk.tokens.colours, desk.tokens.sizes
        self._plain, self._bold = type_of(sizes.body), type_of(sizes.body, QFont.Weight.Medium)
        self._metrics = QFontMetrics(self._bold)
        self._text, self._muted = QColor(colours.text), QColor(colours.muted)
        self._look, self._go = QColor(colours.look_text), QColor(colours.go_text)
        self._rule, self._chosen = QColor(colours.line), QColor(colours.accent_soft)
        self._ring = QColor(colours.accent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the words, what is missing in the colour that says look here."""
        place = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, self._chosen)
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), self._rule)
        line: Line | None = index.data(TableModel.LINE)
        if line is not None:
            column = COLUMNS[index.column()]
            painter.setFont(self._bold if column in ("name", "price") else self._plain)
            painter.setPen(self._ink(line.row, column))
            inner = place.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
            words = self._metrics.elidedText(
                line.cells[index.column()], Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(inner, _RIGHT if column in _FIGURES else _LEFT, words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._ring)
            painter.drawRect(place.adjusted(1, 1, -2, -3))
            painter.drawRect(place.adjusted(2, 2, -3, -4))

    def _ink(self, row: TableRow, column: SortBy) -> QColor:
        lacks = {
            "category": not row.category,
            "price": not row.low,
            "stock": row.is_counted and row.on_hand.thousandths <= 0,
            "photos": not row.photos,
        }
        if lacks.get(column):
            return self._look
        if column == "online":
            return self._go if row.is_online else self._muted
        return self._text if column in ("name", "price", "stock") else self._muted

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return a line over the cell."""
        del option
        made = QLineEdit(parent)
        made.setObjectName("table-cell")
        made.setAccessibleName(
            str(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        )
        if COLUMNS[index.column()] in _FIGURES:
            made.setAlignment(Qt.AlignmentFlag.AlignRight)
        return made

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Put what stands there into the line, all of it to be typed over."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand what was typed to the model."""
        if isinstance(editor, QLineEdit):
            model.setData(model.index(index.row(), index.column()), editor.text())

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the same height for all."""
        return QSize(60, 48)


class ProductTable(QTableView):
    """The table: arrows walk, Shift chooses more, Enter types into a cell, Tab goes to the next."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self.setObjectName("table")
        self.setAccessibleName(say("table.title"))
        self.lines = TableModel(say, self)
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(desk, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(desk.tokens.sizes.touch)
        down.hide()
        self._lay_out_columns(desk)
        scroll_by_finger(self)

    def _lay_out_columns(self, desk: Desk) -> None:
        across = self.horizontalHeader()
        across.setObjectName("table-columns")
        across.setAccessibleName(desk.say("table.columns"))
        across.setMinimumHeight(desk.tokens.sizes.touch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setHighlightSections(False)
        for place, name in enumerate(COLUMNS):
            self.setColumnWidth(place, _WIDTHS[name])
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(72)
        across.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def chosen_ids(self) -> Sequence[str]:
        """Return the products that are chosen, in the table's order."""
        ids = self.lines.ids
        found: dict[str, None] = {}
        for top, bottom in self._stretches():
            found.update(dict.fromkeys(ids[top : bottom + 1]))
        return tuple(found)

    def chosen_count(self) -> int:
        """Return how many rows are chosen."""
        return sum(bottom - top + 1 for top, bottom in self._stretches())

    def _stretches(self) -> list[tuple[int, int]]:
        """Return the first and last row of each stretch of rows that is chosen."""
        chosen = self.selectionModel().selection()
        every = (chosen.at(place) for place in range(chosen.count()))
        return sorted({(each.top(), each.bottom()) for each in every})

    def current_line(self) -> Line | None:
        """Return the row the keyboard stands on."""
        place = self.currentIndex()
        return self.lines.line(place.row()) if place.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type into the cell with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            here, editing = self.currentIndex(), QAbstractItemView.State.EditingState
            # The key that closes a cell comes by here as well.
            if here.isValid() and self.state() != editing and self.lines.may_type(here):
                self.edit(here)
            return
        super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on after what was typed: Tab to the next cell that takes some, Enter a row down."""
        here = self.currentIndex()
        steps = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: 1,
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1,
        }
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if hint in steps:
            beyond = self._next_cell(here, steps[hint])
            if beyond.isValid():
                self._stand_on(beyond)
                self.edit(beyond)
        elif hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self.lines.index(here.row() + 1, here.column())
            if below.isValid():
                self._stand_on(below)

    def _next_cell(self, here: _Index, step: int) -> QModelIndex:
        """Return the next cell that can be typed into, on the next row after the last of one."""
        row, column = here.row(), here.column()
        for _ in range(len(COLUMNS) * 2):
            column += step
            if not 0 <= column < len(COLUMNS):
                row, column = row + step, 0 if step > 0 else len(COLUMNS) - 1
            cell = self.lines.index(row, column)
            if cell.isValid() and self.lines.may_type(cell):
                return cell
        return QModelIndex()

    def _stand_on(self, cell: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(
            cell,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
