"""Products as tiles: photograph, name, price; as many to a row as the width holds."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.theme.dress import type_of
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.photos import Photos
from desktop.ui.widgets.touch import scroll_by_finger
from desktop.ui.widgets.typeset import Typeset

NARROWEST_PX = 148
GAP_PX = 8
_EDGE_PX = 5
_BETWEEN_PX = 6
"""Between a price and the one per measure."""
_FOCUS, _HOVER, _PLAIN = "focus", "hover", "plain"
_NO_CARD = -1
"""Colour of a rim alone."""
_FRAMES = 64
"""Cards and rims held ready: every section's colour in each state, about 6 MB."""

_Index = QModelIndex | QPersistentModelIndex


class Tile(Struct, frozen=True):
    """What a tile shows. `thing` is what it stands for and comes back when it is chosen."""

    thing: object
    name: str
    price: str
    #: The price by the kilo or litre, beside the price; empty for none.
    measured: str = ""
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
            return tile.spoken or ", ".join(filter(None, (tile.name, tile.price, tile.measured)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tile.name
        return None


class TilePainter(QStyledItemDelegate):
    """Paints a tile from the tokens.

    What tiles have in common (card, tint, outline) is drawn once for each colour and state, on the
    ground the grid stands on, and then only copied: after a key twenty of them are painted.
    """

    def __init__(self, tokens: Tokens, photos: Photos, grid: "TileGrid") -> None:
        super().__init__(grid)
        self._grid = grid
        self._tokens = tokens
        self._photos = photos
        sizes, colours = tokens.sizes, tokens.colours
        self._name = Typeset(type_of(sizes.note + 1, QFont.Weight.Medium))
        self._price = Typeset(type_of(sizes.body, QFont.Weight.Bold))
        self._measured = Typeset(type_of(sizes.small))
        self._badge = Typeset(type_of(sizes.small, QFont.Weight.DemiBold))
        self._initial = Typeset(type_of(sizes.figure, QFont.Weight.Bold))
        self._text, self._muted = QColor(colours.text), QColor(colours.muted)
        self._edges = [QColor(edge) for edge in colours.edges]
        self._look_soft, self._look_text = QColor(colours.look_soft), QColor(colours.look_text)
        self._drawn: dict[_Frame, QPixmap] = {}
        self.cell = QSize(NARROWEST_PX, NARROWEST_PX)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the cell, the same for all."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw card, photograph, name and price."""
        tile: Tile = index.data(TileModel.TILE)
        card = option.rect.adjusted(0, 0, -GAP_PX, -GAP_PX)
        picture = QRect(card.left(), card.top(), card.width(), self.picture_height(card.width()))
        sharpness = painter.device().devicePixelRatioF()
        colour = tile.colour % len(self._edges)
        rim, is_pressed = self._grid.rim_of(index), self._grid.is_pressed(index)
        frame = _Frame(card.width(), card.height(), sharpness, rim, colour, is_pressed)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(card.topLeft(), self._frame(frame))
        self._paint_picture(painter, card, picture, tile, frame)
        self._paint_words(painter, card, picture, tile)
        painter.restore()

    @staticmethod
    def picture_height(width: int) -> int:
        """Return the height of the photograph on a tile of that width."""
        return width * 62 // 100

    def height_for(self, width: int) -> int:
        """Return the height of a tile of that width: picture, two lines of name, price."""
        words = 2 * self._name.height + self._price.height
        return self.picture_height(width - GAP_PX) + words + 22 + GAP_PX

    def _paint_picture(
        self, painter: QPainter, card: QRect, place: QRect, tile: Tile, frame: "_Frame"
    ) -> None:
        edge, sharpness = self._edges[frame.colour], frame.sharpness
        photo = self._photos.get(tile.photo, place.size(), sharpness) if tile.photo else None
        if photo is not None:
            painter.setClipPath(self._outline(card))
            painter.drawPixmap(place.topLeft(), photo)
            painter.setClipping(False)
            painter.fillRect(_foot(place), edge)
            # It lies on the rim, which is drawn again as far as it reaches.
            rim = self._frame(replace(frame, colour=_NO_CARD, is_pressed=False))
            whole = QRect(0, 0, rim.width(), round(place.height() * sharpness))
            painter.drawPixmap(place.topLeft(), rim, whole)
        elif tile.photo is None:
            letter, initial = self._initial, tile.name[:1].upper()
            painter.setPen(edge)
            left = place.left() + (place.width() - letter.width(initial)) // 2
            letter.draw(painter, left, place.top() + (place.height() - letter.height) // 2, initial)
        if tile.badge:
            self._paint_badge(painter, place, tile.badge)

    def _paint_badge(self, painter: QPainter, place: QRect, text: str) -> None:
        words = self._badge
        badge = QRect(0, 0, words.width(text) + 14, words.height + 6)
        badge.moveTopRight(QPoint(place.right() - 6, place.top() + 6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look_soft)
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(self._look_text)
        words.draw(painter, badge.left() + 7, badge.top() + 3, text)

    def _paint_words(self, painter: QPainter, card: QRect, picture: QRect, tile: Tile) -> None:
        left, top, room = card.left() + 10, picture.bottom() + 8, card.width() - 20
        bottom = card.bottom() - self._price.height - 8
        lines = self._name.two_lines(tile.name, room)
        if tile.measured:
            is_above = self._paint_measured(painter, QPoint(left, bottom), room, tile)
            lines = (self._name.cut(tile.name, room),) if is_above else lines
        painter.setPen(self._text)
        for place, line in enumerate(lines):
            self._name.draw(painter, left, top + place * self._name.height, line)
        self._price.draw(painter, left, bottom, self._price.cut(tile.price, room))

    def _paint_measured(self, painter: QPainter, at: QPoint, room: int, tile: Tile) -> bool:
        """Draw the price per measure at the end of the price's line, above it where both are wide.

        Return whether it took the line above.
        """
        words = self._measured
        free = room - self._price.width(tile.price) - _BETWEEN_PX
        wide = words.width(tile.measured)
        is_above = wide > free
        painter.setPen(self._muted)
        if is_above:
            words.draw(painter, at.x(), at.y() - words.height, words.cut(tile.measured, room))
        else:
            drop = self._price.metrics.ascent() - words.metrics.ascent()
            words.draw(painter, at.x() + room - wide, at.y() + drop, tile.measured)
        return is_above

    def _frame(self, wanted: "_Frame") -> QPixmap:
        """Return a card or a rim, drawn now if it never was."""
        found = self._drawn.get(wanted)
        if found is None:
            if len(self._drawn) >= _FRAMES:
                self._drawn.clear()
            found = self._drawn[wanted] = self._draw(wanted)
        return found

    def _draw(self, frame: "_Frame") -> QPixmap:
        colours = self._tokens.colours
        card = QRect(0, 0, frame.width, frame.height)
        drawn = QPixmap(card.size() * frame.sharpness)
        drawn.setDevicePixelRatio(frame.sharpness)
        is_card = frame.colour != _NO_CARD
        drawn.fill(QColor(colours.canvas) if is_card else Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = self._outline(card)
        if is_card:
            ground = colours.sunken if frame.is_pressed else colours.surface
            painter.fillPath(outline, QColor(ground))
            picture = QRect(0, 0, card.width(), self.picture_height(card.width()))
            edge = self._edges[frame.colour]
            tint = QColor(edge)
            tint.setAlphaF(0.14)
            painter.setClipPath(outline)
            painter.fillRect(picture, tint)
            painter.fillRect(_foot(picture), edge)
            painter.setClipping(False)
        pens = {
            _FOCUS: QPen(QColor(colours.accent), 3),
            _HOVER: QPen(QColor(colours.accent), 1.5),
            _PLAIN: QPen(QColor(colours.line), 1),
        }
        painter.strokePath(outline, pens[frame.rim])
        painter.end()
        return drawn

    def _outline(self, card: QRect) -> QPainterPath:
        outline = QPainterPath()
        radius = self._tokens.sizes.radius
        outline.addRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return outline


class _Frame(Struct, frozen=True):
    """A card with its rim, or the rim alone, as one is like another."""

    width: int
    height: int
    sharpness: float
    rim: str
    colour: int
    is_pressed: bool


def _foot(picture: QRect) -> QRect:
    """Return the bar in the section's colour under a picture."""
    return QRect(picture.left(), picture.bottom() - _EDGE_PX + 1, picture.width(), _EDGE_PX)


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
        scroll_by_finger(self)
        #: The places under the pointer and under the finger, −1 for none.
        self._hovered = self._pressed_at = -1
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))
        self.pressed.connect(lambda index: self._press(index.row()))
        self.clicked.connect(self._choose)
        photos.arrived.connect(self._paint_again)

    def rim_of(self, index: _Index) -> str:
        """Return how a tile's rim is drawn: for the keyboard's cursor, for the pointer, or plainly."""
        if self.hasFocus() and index.row() == self.currentIndex().row():
            return _FOCUS
        return _HOVER if index.row() == self._hovered else _PLAIN

    def is_pressed(self, index: _Index) -> bool:
        """Tell whether a finger lies on a tile."""
        return index.row() == self._pressed_at

    def _hover(self, place: int) -> None:
        self._hovered = place

    def _press(self, place: int) -> None:
        was, self._pressed_at = self._pressed_at, place
        for each in (was, place):
            self.update(self._tiles.index(each, 0))

    def leaveEvent(self, event: QEvent) -> None:
        """Have no tile under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the tile that was pressed, whether it is chosen or the finger slid away."""
        self._press(-1)
        super().mouseReleaseEvent(event)

    def _paint_again(self) -> None:
        self.viewport().update()

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
