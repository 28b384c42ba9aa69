"""Products as tiles: photograph, name, price; as many to a row as the width holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
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
from desktop.ui.widgets.photos import Photos

NARROWEST_PX = 148
GAP_PX = 8
_EDGE_PX = 5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Tile:
    """What a tile shows. `thing` is what it stands for and comes back when it is chosen."""

    thing: object
    name: str
    price: str
    photo: Path | None = None
    colour: int = 0
    #: A word in the photograph's corner: "reste 2"; empty for none.
    badge: str = ""
    #: What a screen reader says; name and price when empty.
    spoken: str = ""


class TileModel(QAbstractListModel):
    """The tiles in order."""

    TILE = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tiles: tuple[Tile, ...] = ()

    def show(self, tiles: Sequence[Tile]) -> None:
        """Replace all tiles."""
        self.beginResetModel()
        self._tiles = tuple(tiles)
        self.endResetModel()

    def at(self, row: int) -> Tile:
        """Return the tile at a place counted from 0."""
        return self._tiles[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many tiles there are."""
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the tile for its painter, its words for a screen reader."""
        tile = self._tiles[index.row()]
        if role == self.TILE:
            return tile
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tile.spoken or f"{tile.name}, {tile.price}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tile.name
        return None


class TilePainter(QStyledItemDelegate):
    """Paints a tile from the tokens."""

    def __init__(self, tokens: Tokens, photos: Photos, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._photos = photos
        sizes = tokens.sizes
        self._name_type = type_of(sizes.note + 1, QFont.Weight.Medium)
        self._price_type = type_of(sizes.body, QFont.Weight.Bold)
        self._badge_type = type_of(sizes.small, QFont.Weight.DemiBold)
        self._initial_type = type_of(sizes.figure, QFont.Weight.Bold)
        self.cell = QSize(NARROWEST_PX, NARROWEST_PX)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the cell, the same for all."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw card, photograph, name and price."""
        tile: Tile = index.data(TileModel.TILE)
        colours = self._tokens.colours
        card = option.rect.adjusted(0, 0, -GAP_PX, -GAP_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        radius = self._tokens.sizes.radius
        outline.addRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        is_pressed = bool(option.state & QStyle.StateFlag.State_Sunken)
        painter.fillPath(outline, QColor(colours.sunken if is_pressed else colours.surface))
        picture = QRect(card.left(), card.top(), card.width(), self.picture_height(card.width()))
        painter.setClipPath(outline)
        self._paint_picture(painter, picture, tile)
        painter.setClipping(False)
        self._paint_words(painter, card, picture, tile)
        self._paint_outline(painter, outline, option)
        painter.restore()

    @staticmethod
    def picture_height(width: int) -> int:
        """Return the height of the photograph on a tile of that width."""
        return width * 62 // 100

    def height_for(self, width: int) -> int:
        """Return the height of a tile of that width: picture, two lines of name, price."""
        name, price = (QFontMetrics(t).height() for t in (self._name_type, self._price_type))
        return self.picture_height(width - GAP_PX) + 2 * name + price + 22 + GAP_PX

    def _paint_picture(self, painter: QPainter, place: QRect, tile: Tile) -> None:
        colours = self._tokens.colours
        edge = QColor(colours.edges[tile.colour % len(colours.edges)])
        sharpness = painter.device().devicePixelRatioF()
        photo = self._photos.get(tile.photo, place.size(), sharpness) if tile.photo else None
        if photo is not None:
            painter.drawPixmap(place.topLeft(), photo)
        else:
            tint = QColor(edge)
            tint.setAlphaF(0.14)
            painter.fillRect(place, tint)
            if tile.photo is None:
                painter.setPen(edge)
                painter.setFont(self._initial_type)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tile.name[:1].upper())
        painter.fillRect(
            QRect(place.left(), place.bottom() - _EDGE_PX + 1, place.width(), _EDGE_PX), edge
        )
        if tile.badge:
            self._paint_badge(painter, place, tile.badge)

    def _paint_badge(self, painter: QPainter, place: QRect, text: str) -> None:
        colours = self._tokens.colours
        painter.setFont(self._badge_type)
        words = painter.fontMetrics().boundingRect(text)
        badge = QRectF(0, 0, words.width() + 14, words.height() + 6)
        badge.moveTopRight(QPointF(place.right() - 6, place.top() + 6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.look_soft))
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(QColor(colours.look_text))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_words(self, painter: QPainter, card: QRect, picture: QRect, tile: Tile) -> None:
        colours = self._tokens.colours
        inner = QRect(card.left() + 10, picture.bottom() + 8, card.width() - 20, 0)
        painter.setFont(self._name_type)
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        for place, line in enumerate(two_lines(tile.name, inner.width(), metrics)):
            line_box = QRect(0, 0, inner.width(), metrics.height())
            line_box.moveTo(inner.left(), inner.top() + place * metrics.height())
            painter.drawText(line_box, int(_LEFT), line)
        painter.setFont(self._price_type)
        height = painter.fontMetrics().height()
        painter.drawText(
            QRect(inner.left(), card.bottom() - height - 8, inner.width(), height),
            int(_LEFT),
            tile.price,
        )

    def _paint_outline(
        self, painter: QPainter, outline: QPainterPath, option: QStyleOptionViewItem
    ) -> None:
        colours = self._tokens.colours
        state = option.state
        has_focus = state & QStyle.StateFlag.State_HasFocus
        is_hovered = state & QStyle.StateFlag.State_MouseOver
        if has_focus:
            pen = QPen(QColor(colours.accent), 3)
        elif is_hovered:
            pen = QPen(QColor(colours.accent), 1.5)
        else:
            pen = QPen(QColor(colours.line), 1)
        painter.strokePath(outline, pen)


class TileGrid(QListView):
    """The tiles of a category or a search, filling the width. Touch, click, or arrows and Enter."""

    chosen = Signal(object)

    def __init__(self, name: str, spoken: str, tokens: Tokens, photos: Photos) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._tiles = TileModel(self)
        self._painter = TilePainter(tokens, photos, self)
        self.setModel(self._tiles)
        self.setItemDelegate(self._painter)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(NARROWEST_PX * 2)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._choose)
        photos.arrived.connect(self.viewport().update)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Replace the tiles and begin at the top."""
        self._tiles.show(tiles)
        self.scrollToTop()

    def begin_at_first(self) -> None:
        """Take the focus, with the first tile under the cursor."""
        if self._tiles.rowCount():
            self.setCurrentIndex(self._tiles.index(0, 0))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def tile_at(self, row: int) -> Tile:
        """Return the tile at a place counted from 0."""
        return self._tiles.at(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width with as many tiles as fit."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        # The scroll bar's room is always kept, else a row more or less would change the columns.
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        columns = max(2, width // NARROWEST_PX)
        cell = QSize(width // columns, self._painter.height_for(width // columns))
        if cell != self._painter.cell:
            self._painter.cell = cell
            self.setGridSize(cell)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._tiles.at(index.row()).thing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the tile under the cursor with Enter or the space bar."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)


def two_lines(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """Return the text broken into at most two lines, the second ending in an ellipsis if need be."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split(" ")
    first = ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
    return [first, metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)]
