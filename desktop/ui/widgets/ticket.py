"""The lines of a ticket, each with what it is made of and what it comes to."""

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.theme.dress import type_of
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.touch import scroll_by_finger
from desktop.ui.widgets.typeset import Typeset, make_room

_Index = QModelIndex | QPersistentModelIndex
_HELD = 48
"""Rows held ready: some screens full, about 4 MB."""


class TicketRow(Struct, frozen=True):
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
        """Show these rows, and tell the view of those alone that are not what they were."""
        was, now = self._rows, tuple(rows)
        widest = max(("00", *(row.quantity for row in now)), key=len)
        if len(widest) != len(self._widest):
            # Every name moves.
            self.beginResetModel()
            self._rows, self._widest = now, widest
            self.endResetModel()
            return
        self._widest = widest
        same = _alike(was, now)
        kept = min(len(was), len(now)) - same
        after = min(_alike(was[::-1], now[::-1]), kept)
        gone, come = len(was) - same - after, len(now) - same - after
        if gone > come:
            self.beginRemoveRows(QModelIndex(), same + come, same + gone - 1)
            self._rows = now
            self.endRemoveRows()
        elif come > gone:
            self.beginInsertRows(QModelIndex(), same + gone, same + come - 1)
            self._rows = now
            self.endInsertRows()
        else:
            self._rows = now
        changed = min(gone, come)
        if changed:
            self.dataChanged.emit(self.index(same, 0), self.index(same + changed - 1, 0))

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


def _alike(one: Sequence[TicketRow], other: Sequence[TicketRow]) -> int:
    """Return how many rows at the beginning are the same."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class TicketPainter(QStyledItemDelegate):
    """Paints a row from the tokens.

    The line at hand is drawn; the others, which are what they were before the scan, are drawn once
    and then only copied.
    """

    def __init__(self, tokens: Tokens, lines: "TicketList") -> None:
        super().__init__(lines)
        self._tokens = tokens
        # Asked for what is at hand: an option's state would have PySide make all names of QStyle.
        self._chosen = lines.selectionModel()
        sizes = tokens.sizes
        self._name = Typeset(type_of(sizes.body, QFont.Weight.Medium))
        self._figure = Typeset(type_of(sizes.body, QFont.Weight.DemiBold))
        self._detail = Typeset(type_of(sizes.small))
        colours = tokens.colours
        self._text, self._line = QColor(colours.text), QColor(colours.line)
        self._muted, self._look = QColor(colours.muted), QColor(colours.look)
        self._accent, self._accent_soft = QColor(colours.accent), QColor(colours.accent_soft)
        self._surface = QColor(colours.surface)
        self._held: dict[tuple[TicketRow, str, int, int, float], QPixmap] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return a finger's height, more when the text is scaled up."""
        lines = self._name.height + self._detail.height
        return QSize(100, max(self._tokens.sizes.touch, lines + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw quantity, name over detail, amount."""
        row: TicketRow = index.data(TicketModel.ROW)
        widest = str(index.data(TicketModel.WIDEST))
        place: QRect = option.rect
        if self._chosen.isSelected(index):
            painter.save()
            painter.fillRect(place, self._accent_soft)
            painter.fillRect(QRect(place.left(), place.top(), 4, place.height()), self._accent)
            self._paint_row(painter, place, row, widest)
            painter.restore()
        else:
            scale = painter.device().devicePixelRatioF()
            painter.drawPixmap(place.topLeft(), self.plain(row, widest, place.size(), scale))

    def plain(self, row: TicketRow, widest: str, size: QSize, scale: float) -> QPixmap:
        """Return a row that is not at hand, on the pane's own colour; drawn if it is not held."""
        key = (row, widest, size.width(), size.height(), scale)
        found = self._held.get(key)
        if found is None:
            make_room(self._held, _HELD)
            found = self._held[key] = QPixmap(size * scale)
            found.setDevicePixelRatio(scale)
            found.fill(self._surface)
            painter = QPainter(found)
            self._paint_row(painter, QRect(0, 0, size.width(), size.height()), row, widest)
            painter.end()
        return found

    def _paint_row(self, painter: QPainter, place: QRect, row: TicketRow, widest: str) -> None:
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), self._line)
        figure, left, right = self._figure, place.left() + 12, place.right() - 11
        middle = place.top() + (place.height() - figure.height) // 2
        amount_left = right - figure.width(row.amount)
        painter.setPen(self._text)
        figure.draw(painter, amount_left, middle, row.amount)
        figure.draw(painter, left, middle, row.quantity)
        left += figure.width(widest) + 12
        self._paint_words(
            painter, QRect(left, place.top(), amount_left - 12 - left, place.height()), row
        )

    def _paint_words(self, painter: QPainter, words: QRect, row: TicketRow) -> None:
        name, detail = self._name, self._detail
        height = name.height + (detail.height if row.detail else 0)
        top = words.top() + (words.height() - height) // 2
        name.draw(painter, words.left(), top, name.cut(row.name, words.width()))
        if row.detail:
            painter.setPen(self._look if row.is_marked else self._muted)
            shown = detail.cut(row.detail, words.width())
            detail.draw(painter, words.left(), top + name.height, shown)


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
        self._painter = TicketPainter(tokens, self)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(240)
        scroll_by_finger(self)
        self._is_showing = False
        # Qt comes to it when it has painted and nothing else is to do.
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._draw_ahead)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def rows(self) -> tuple[TicketRow, ...]:
        """Return what is shown."""
        return self._lines.rows

    @property
    def current(self) -> int:
        """Return the position of the current line, −1 when there is none."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[TicketRow], current: int = -1) -> None:
        """Show these lines and make one of them current, which is picked even where it was before."""
        self._is_showing = True
        self._lines.show(rows)
        if rows:
            self.make_current(current if 0 <= current < len(rows) else len(rows) - 1)
        self._is_showing = False
        if rows:
            self.picked.emit(self.current)
            self._idle.start()

    def make_current(self, position: int) -> None:
        """Make a line current and bring it into sight."""
        index = self._lines.index(max(0, min(position, len(self.rows) - 1)), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def step(self, direction: int) -> None:
        """Make the line above (−1) or below (1) current."""
        if self.rows:
            self.make_current(self.current + direction)

    def _draw_ahead(self) -> None:
        """Draw the rows in sight as they will be under the next scan, which then only copies them.

        A row or two more may bring the scroll bar, beside which every row is narrower.
        """
        place = self.visualRect(self.currentIndex())
        if place.isEmpty():
            return
        room, bar = self.maximumViewportSize().height(), self.verticalScrollBar()
        in_sight = room // place.height() + 1
        sizes = [place.size()]
        if not bar.maximum() and len(self.rows) + 2 >= in_sight:
            sizes.append(place.size() - QSize(bar.sizeHint().width(), 0))
        widest = str(self.currentIndex().data(TicketModel.WIDEST))
        for size in sizes:
            for row in self.rows[-in_sight:]:
                self._painter.plain(row, widest, size, self.devicePixelRatioF())

    def _on_current(self, now: QModelIndex, _was: QModelIndex) -> None:
        if not self._is_showing:
            self.picked.emit(now.row())
