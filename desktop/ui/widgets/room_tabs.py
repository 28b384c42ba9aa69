"""The rooms of the window, each with its key and what waits in it."""

from msgspec import Struct
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from desktop.ui.theme.dress import type_of
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.typeset import Typeset

_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_ICON_PX = 22
_PAD_PX = 12
_KEYS_FROM_PX = 1200


class Room(Struct, frozen=True):
    """A tab: the screen's name, its words, its key, its icon."""

    name: str
    words: str
    key: str
    icon: str


class RoomTabs(QTabBar):
    """Tabs drawn with icon, word, key and a count; a screen reader hears ordinary tabs."""

    def __init__(self, name: str, spoken: str, rooms: tuple[Room, ...], tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tokens = tokens
        self._rooms = rooms
        self._shows_keys = True
        # Qt always has a current tab; none is in front while settings or help are.
        self._front = 0
        self._counts = [0] * len(rooms)
        sizes = tokens.sizes
        self._word = Typeset(type_of(sizes.body, QFont.Weight.DemiBold))
        self._key = Typeset(type_of(sizes.small))
        self._count = Typeset(type_of(sizes.small, QFont.Weight.Bold))
        for place, room in enumerate(rooms):
            self.addTab(room.words)
            self.setAccessibleTabName(place, f"{room.words} {room.key}")

    def show_room(self, name: str) -> None:
        """Mark a room as the one in front; a screen that has no tab leaves none marked."""
        names = [room.name for room in self._rooms]
        self._front = names.index(name) if name in names else -1
        if self._front >= 0:
            self.setCurrentIndex(self._front)
        self.update()

    def room_at(self, place: int) -> str:
        """Return the name of the room behind a tab."""
        return self._rooms[place].name

    def show_count(self, name: str, count: int) -> None:
        """Write beside a room how much waits in it; nothing for nought."""
        for place, room in enumerate(self._rooms):
            if room.name == name and self._counts[place] != count:
                self._counts[place] = count
                self.setAccessibleTabName(place, f"{room.words} {room.key}, {count}")
                self._lay_out_again()

    def fit(self, window_width: int) -> None:
        """Show the keys' names if the window has room for them."""
        has_room = window_width >= _KEYS_FROM_PX
        if has_room != self._shows_keys:
            self._shows_keys = has_room
            self._lay_out_again()

    def _lay_out_again(self) -> None:
        for place, room in enumerate(self._rooms):
            self.setTabText(place, f"{room.words} ")
            self.setTabText(place, room.words)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return room without the keys' names: a wide window can be made a narrow one."""
        widths = (self._width_of(place, with_key=False) for place in range(len(self._rooms)))
        return QSize(sum(widths), self._tokens.sizes.touch + 8)

    def tabSizeHint(self, index: int) -> QSize:
        """Return room for all parts; the key's name gives way first when the window is narrow."""
        width = self._width_of(index, with_key=self._shows_keys)
        return QSize(width, self._tokens.sizes.touch + 8)

    def _width_of(self, index: int, *, with_key: bool) -> int:
        room = self._rooms[index]
        width = _PAD_PX * 2 + _ICON_PX + 6 + self._word.width(room.words)
        if with_key:
            width += 6 + self._key.width(room.key)
        if self._counts[index]:
            width += 6 + self._badge_width(index)
        return width

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the same: rooms are never squeezed."""
        return self.tabSizeHint(index)

    def _badge_width(self, index: int) -> int:
        return max(22, self._count.width(str(self._counts[index])) + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tabs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self.count()):
            self._paint_tab(painter, place)

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        colours = self._tokens.colours
        tab = self.tabRect(place)
        room = self._rooms[place]
        is_current = place == self._front
        ink = colours.accent if is_current else colours.muted
        inner = tab.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        icon_top = inner.center().y() - _ICON_PX // 2
        painter.drawPixmap(inner.left(), icon_top, picture(room.icon, ink, _ICON_PX))
        inner.setLeft(inner.left() + _ICON_PX + 6)
        painter.setPen(QColor(ink if is_current else colours.text))
        painter.setFont(self._word.font)
        painter.drawText(inner, int(_MIDDLE), room.words)
        inner.setLeft(inner.left() + self._word.width(room.words) + 6)
        if self._counts[place]:
            inner.setLeft(inner.left() + self._paint_count(painter, inner, place) + 6)
        if self._shows_keys:
            painter.setFont(self._key.font)
            painter.setPen(QColor(colours.muted))
            painter.drawText(inner, int(_MIDDLE), room.key)
        if is_current:
            painter.fillRect(
                QRect(tab.left(), tab.bottom() - 3, tab.width(), 4), QColor(colours.accent)
            )
        if place == self.currentIndex() and self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(tab).adjusted(2, 2, -2, -6), 6, 6)

    def _paint_count(self, painter: QPainter, inner: QRect, place: int) -> int:
        colours = self._tokens.colours
        width = self._badge_width(place)
        badge = QRect(inner.left(), inner.center().y() - 10, width, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.look))
        painter.drawRoundedRect(badge, 11, 11)
        painter.setPen(QColor(colours.on_fill))
        painter.setFont(self._count.font)
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), str(self._counts[place]))
        return width
