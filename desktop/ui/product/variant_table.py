"""Price, code and stock of each variant, in a table one can type into."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.product.variant_rows import VariantRow
from desktop.ui.wording import Wording
from desktop.ui.wording.figures import read_money, read_thousandths
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_Index = QModelIndex | QPersistentModelIndex
PRICE, CODE, STOCK = 1, 2, 3
"""Columns of the list."""
_LONGEST_EAN = "0" * 13
_AIR_PX = 32
"""Beside the words of a cell, on both sides together."""
_MEASURED = 20
"""Lines whose figures are measured for the columns' widths."""
_FIGURE_PX = 72
"""Four figures, while they are typed."""


class VariantModel(QAbstractTableModel):
    """The rows; what is typed replaces them one by one."""

    edited = Signal()

    def __init__(self, say: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self._say = say
        self._rows: list[VariantRow] = []
        #: What stood before each typing, the last one last.
        self._stood: list[tuple[VariantRow, ...]] = []
        self._price = Money(0)
        self._unit = Unit.PIECE
        self._heads = [
            say(f"product.column_{name}") for name in ("variant", "price", "code", "stock")
        ]

    @property
    def rows(self) -> tuple[VariantRow, ...]:
        """Return the rows as edited."""
        return tuple(self._rows)

    def show(self, rows: tuple[VariantRow, ...], price: Money, unit: Unit) -> None:
        """Replace the rows; `price` is what a row without its own costs."""
        self.beginResetModel()
        self._rows, self._price, self._unit = list(rows), price, unit
        self._stood.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many variants there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return the four columns."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the columns' names."""
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return _side_of(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let everything but the name be typed into."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, or offers for editing."""
        row = self._rows[index.row()]
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)
        if role in (*shown, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(row, index.column())
        return _side_of(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; what is no figure is not taken."""
        return role == Qt.ItemDataRole.EditRole and self.take([index], value)

    def take(self, cells: Sequence[_Index], value: object) -> bool:
        """Write the same into several cells of a column; what is no figure is not taken."""
        text, stood = str(value).strip(), tuple(self._rows)
        for cell in cells:
            changed = self._typed(self._rows[cell.row()], cell.column(), text)
            if changed is None:
                return False
            self._rows[cell.row()] = changed
            self.dataChanged.emit(cell, cell)
        if stood != tuple(self._rows):
            self._stood.append(stood)
            self.edited.emit()
        return True

    def take_back(self) -> None:
        """Take the last typing back since the rows were shown."""
        if self._stood:
            self._rows = list(self._stood.pop())
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, STOCK))
            self.edited.emit()

    def _typed(self, row: VariantRow, column: int, text: str) -> VariantRow | None:
        """Return a row with what was typed in a column, None where that is no figure."""
        if column == PRICE:
            price = read_money(text)
            return None if price is None else replace(row, price=price)
        if column == CODE:
            return replace(row, code=text)
        count = read_thousandths(text)
        return None if count is None else replace(row, stock=Quantity(count, self._unit))

    def _cell(self, row: VariantRow, column: int) -> str:
        say = self._say
        if column == PRICE:
            return say.edit(row.price if row.price is not None else self._price)
        if column == CODE:
            return row.code
        if column == STOCK:
            return "" if row.stock is None else say.count(row.stock)
        return row.name


def _side_of(column: int) -> Qt.AlignmentFlag:
    """Return where a column's words stand: figures on the right, under each other."""
    is_figure = column in (PRICE, STOCK)
    side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class VariantTable(QTableView):
    """The table, one finger high a row."""

    def __init__(self, name: str, model: VariantModel, say: Wording, row_px: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(say("product.variant_table"))
        self.setModel(model)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_px)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        heads = self.horizontalHeader()
        heads.setMinimumSectionSize(_FIGURE_PX)
        mode = QHeaderView.ResizeMode
        for place, how in enumerate((mode.Stretch, mode.ResizeToContents, mode.Fixed)):
            heads.setSectionResizeMode(place, how)
        heads.setSectionResizeMode(STOCK, mode.ResizeToContents)
        heads.setResizeContentsPrecision(_MEASURED)
        heads.setHighlightSections(False)
        self._row_px = row_px
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        rows = self.model().rowCount()
        self.ensurePolished()
        code_px = self.fontMetrics().horizontalAdvance(_LONGEST_EAN) + _AIR_PX
        self.horizontalHeader().resizeSection(CODE, code_px)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + self._row_px * rows + 2)
