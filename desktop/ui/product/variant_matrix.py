"""The forms of a product laid out as one looks for them: sizes across, colours down."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from desktop.domain.variant_axes import Options
from desktop.ui.product.variant_table import PRICE, STOCK, VariantModel
from desktop.ui.wording import Wording

_Index = QModelIndex | QPersistentModelIndex
_FIGURES = {"price": PRICE, "stock": STOCK}
_CELL_PX = {"stock": 52, "price": 76}
_NAME_PX = 96
_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MatrixModel(QAbstractTableModel):
    """One figure of each form; the list of forms beneath it keeps what is typed."""

    def __init__(self, forms: VariantModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._forms = forms
        #: `price` or `stock`.
        self.figure = "stock"
        self._across: list[str] = []
        self._down: list[str] = []
        #: Row of each form in the list, by its place here.
        self._places: dict[tuple[int, int], int] = {}
        forms.modelReset.connect(self._lay_out)
        forms.dataChanged.connect(self._on_typed)

    def show_figure(self, figure: str) -> None:
        """Show `price` or `stock`."""
        self.beginResetModel()
        self.figure = figure
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many colours there are."""
        return 0 if parent.isValid() else len(self._down)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many sizes there are."""
        return 0 if parent.isValid() else len(self._across)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return sizes over the columns, colours beside the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            is_across = way is Qt.Orientation.Horizontal
            return _MIDDLE if role == Qt.ItemDataRole.TextAlignmentRole and is_across else None
        return (self._across if way is Qt.Orientation.Horizontal else self._down)[section]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let every form be typed into; where there is none there is nothing."""
        if (index.row(), index.column()) not in self._places:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the figure, and for a screen reader what it is of."""
        place = self._places.get((index.row(), index.column()))
        if place is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self._forms.rows[place].name
            return f"{words}: {self._forms.data(self._beneath(place))}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _MIDDLE
        return self._forms.data(self._beneath(place), role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into one cell."""
        return self.take([index], value) if role == Qt.ItemDataRole.EditRole else False

    def take(self, cells: list[_Index], value: object) -> bool:
        """Write a figure into cells, which is taken back as one."""
        places = [self._places.get((cell.row(), cell.column())) for cell in cells]
        beneath = [self._beneath(place) for place in places if place is not None]
        return self._forms.take(beneath, value)

    def take_back(self) -> None:
        """Take the last figure back that was typed since the product was opened."""
        self._forms.take_back()

    def _beneath(self, place: int) -> QModelIndex:
        return self._forms.index(place, _FIGURES[self.figure])

    def _lay_out(self) -> None:
        self.beginResetModel()
        forms = [each.options for each in self._forms.rows if each.options]
        self._across = list(dict.fromkeys(_across(each) for each in forms))
        self._down = list(dict.fromkeys(_down(each) for each in forms))
        self._places = {
            (self._down.index(_down(each)), self._across.index(_across(each))): place
            for place, each in enumerate(forms)
        }
        self.endResetModel()

    def _on_typed(self, *_where: object) -> None:
        if self._places:
            last = self.index(len(self._down) - 1, len(self._across) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class _IntoAll(QStyledItemDelegate):
    """Writes what was typed into every cell that is chosen."""

    def __init__(self, view: "VariantMatrix") -> None:
        super().__init__(view)
        self._view = view

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Write into the cell, and into all that were chosen with it."""
        typed = editor.property("text")
        chosen: list[_Index] = list(self._view.selectedIndexes())
        here = [(each.row(), each.column()) for each in chosen]
        cells = chosen if (index.row(), index.column()) in here else [index]
        if isinstance(model, MatrixModel):
            model.take(cells, typed)


class VariantMatrix(QTableView):
    """A grid one walks with the arrows, chooses in with Shift or a finger, and types into.

    Enter goes on to the next colour; Ctrl+Z takes the last figure back.
    """

    def __init__(self, name: str, forms: VariantModel, say: Wording, row_px: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(say("product.matrix"))
        self.grid = MatrixModel(forms, self)
        self.setModel(self.grid)
        self.setItemDelegate(_IntoAll(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )
        across, down = self.horizontalHeader(), self.verticalHeader()
        self.setCornerButtonEnabled(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionsClickable(True)
        down.setDefaultSectionSize(row_px)
        down.setMinimumWidth(_NAME_PX)
        down.setSectionsClickable(True)
        self._row_px = row_px
        self.grid.modelReset.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the cell with Enter; take the last figure back with Ctrl+Z."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.grid.take_back()
            return
        # Enter that closes an open cell comes here as well.
        is_open = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_open:
            self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on to the cell below when a figure was taken with Enter."""
        here = self.currentIndex()
        super().closeEditor(editor, hint)
        is_taken = hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache
        if is_taken and len(self.selectedIndexes()) < 2 and here.row() + 1 < self.grid.rowCount():
            self.setCurrentIndex(self.grid.index(here.row() + 1, here.column()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the sizes; more of them than fit are scrolled to."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows, columns = self.grid.rowCount(), self.grid.columnCount()
        cell_px = _CELL_PX[self.grid.figure]
        self.horizontalHeader().setDefaultSectionSize(cell_px)
        has_room = columns * cell_px + _NAME_PX <= self.width()
        mode = QHeaderView.ResizeMode
        self.horizontalHeader().setSectionResizeMode(mode.Stretch if has_room else mode.Fixed)
        bar = 0 if has_room else self.horizontalScrollBar().sizeHint().height()
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(head + self._row_px * rows + bar + 2)


def _across(options: Options) -> str:
    return options[0][1]


def _down(options: Options) -> str:
    return " · ".join(value for _axis, value in options[1:])
