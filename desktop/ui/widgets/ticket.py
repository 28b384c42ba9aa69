"""The lines of a ticket, each with what it is made of and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.theme.dress import type_of
from desktop.ui.theme.tokens import Tokens

_Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _MIDDLE)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _MIDDLE)


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A line as written: 2 · Baguette tradition · 1,30 € l'unité · 2,60 €."""

    quantity: str
    name: str
    #: Unit price, discount: what explains the amount; empty for nothing to explain.
    detail: str
    amount: str
    #: The detail is a reduction or a lack: amber rather than grey.
    is_marked: bool = False


class TicketModel(QAbstractListModel):
    """The rows in order."""

    ROW = Qt.ItemDataRole.UserRole
    #: The longest quantity of all rows, so that the names stand in one column.
    WIDEST = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[TicketRow, ...] = ()
        self._widest = "00"

    def show(self, rows: Sequence[TicketRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._widest = max(("00", *(row.quantity for row in rows)), key=len)
        self.endResetModel()

    @property
    def rows(self) -> tuple[TicketRow, ...]:
        """Return what is shown."""
        return self._rows

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row for its painter, its words for a screen reader."""
        row = self._rows[index.row()]
        if role == self.ROW:
            return row
        if role == self.WIDEST:
            return self._widest
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.quantity} × {row.name}, {row.detail}, {row.amount}"
        return None


class TicketPainter(QStyledItemDelegate):
    """Paints a row from the tokens."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        sizes = tokens.sizes
        self._name_type = type_of(sizes.body, QFont.Weight.Medium)
        self._figure_type = type_of(sizes.body, QFont.Weight.DemiBold)
        self._detail_type = type_of(sizes.small)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return a finger's height, more when the text is scaled up."""
        lines = QFontMetrics(self._name_type).height() + QFontMetrics(self._detail_type).height()
        return QSize(100, max(self._tokens.sizes.touch, lines + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw quantity, name over detail, amount."""
        row: TicketRow = index.data(TicketModel.ROW)
        colours = self._tokens.colours
        place: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.accent_soft))
            painter.fillRect(
                QRect(place.left(), place.top(), 4, place.height()), QColor(colours.accent)
            )
        painter.fillRect(
            QRect(place.left(), place.bottom(), place.width(), 1), QColor(colours.line)
        )
        inner = place.adjusted(12, 0, -12, 0)
        figure = QFontMetrics(self._figure_type)
        amount_width = figure.horizontalAdvance(row.amount)
        widest = index.data(TicketModel.WIDEST)
        quantity_width = figure.horizontalAdvance(str(widest))
        painter.setFont(self._figure_type)
        painter.setPen(QColor(colours.text))
        painter.drawText(inner, _RIGHT, row.amount)
        painter.drawText(inner, _LEFT, row.quantity)
        words = inner.adjusted(quantity_width + 12, 0, -amount_width - 12, 0)
        self._paint_words(painter, words, row)
        painter.restore()

    def _paint_words(self, painter: QPainter, words: QRect, row: TicketRow) -> None:
        colours = self._tokens.colours
        name, detail = QFontMetrics(self._name_type), QFontMetrics(self._detail_type)
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(self._name_type)
        shown = name.elidedText(row.name, elide, words.width())
        if not row.detail:
            painter.drawText(words, _LEFT, shown)
            return
        top = words.top() + (words.height() - name.height() - detail.height()) // 2
        painter.drawText(QRect(words.left(), top, words.width(), name.height()), _LEFT, shown)
        painter.setFont(self._detail_type)
        painter.setPen(QColor(colours.look if row.is_marked else colours.muted))
        below = QRect(words.left(), top + name.height(), words.width(), detail.height())
        painter.drawText(below, _LEFT, detail.elidedText(row.detail, elide, words.width()))


class TicketList(QListView):
    """The lines; one is current and the keys act on it."""

    picked = Signal(int)

    def __init__(
        self, name: str, spoken: str, tokens: Tokens, *, is_choosable: bool = True
    ) -> None:
        super().__init__()
        if not is_choosable:
            self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._lines = TicketModel(self)
        self.setModel(self._lines)
        self.setItemDelegate(TicketPainter(tokens, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(240)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _was: self.picked.emit(now.row())
        )

    @property
    def rows(self) -> tuple[TicketRow, ...]:
        """Return what is shown."""
        return self._lines.rows

    @property
    def current(self) -> int:
        """Return the position of the current line, −1 when there is none."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[TicketRow], current: int = -1) -> None:
        """Replace the lines and make one of them current."""
        self._lines.show(rows)
        if rows:
            self.make_current(current if 0 <= current < len(rows) else len(rows) - 1)

    def make_current(self, position: int) -> None:
        """Make a line current and bring it into sight."""
        index = self._lines.index(max(0, min(position, len(self.rows) - 1)), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def step(self, direction: int) -> None:
        """Make the line above (−1) or below (1) current."""
        if self.rows:
            self.make_current(self.current + direction)
