"""The board: three columns of cards, and those handed over today folded away."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.search_text import fold, words
from desktop.ui.desk import Desk
from desktop.ui.orders.columns import OrderColumn
from desktop.ui.orders.pace_bar import PaceBar
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.order_card import OrderCard
from desktop.ui.widgets.rows import RowButton

if TYPE_CHECKING:
    from desktop.services.online.order_board import Board, BoardCard

_COLUMNS = ("to_prepare", "preparing", "ready")
_MODES = ("collect", "express", "merchant", "parcel", "relay", "locker")
_ALL = ""
_MOST_DONE = 60
_SEARCH_PX, _NARROW_PX = 170, 1200


class BoardView(QWidget):
    """Shows the orders where they stand; a card keeps the focus over a refresh."""

    opened = Signal(str)
    stepped = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._board: Board | None = None
        self._now = desk.shop.clock.now()
        self._folded: dict[str, tuple[BoardCard, str]] = {}
        self._done_shown: tuple[BoardCard, ...] = ()
        say = desk.say
        self.setObjectName("orders-board")
        self._columns = {
            name: OrderColumn(
                desk, f"orders-{name}", say(f"orders.{name}"), say(f"orders.none_{name}")
            )
            for name in _COLUMNS
        }
        for each in self._columns.values():
            each.opened.connect(self.opened)
            each.stepped.connect(self.stepped)
            each.walked.connect(self._walk)
        self._table = QWidget()
        columns = row(*self._columns.values(), gap=16)
        for place in range(len(_COLUMNS)):
            columns.setStretch(place, 1)
        self._table.setLayout(columns)
        self._empty: QWidget | None = None
        self.search = self._build_search()
        self._modes = Chips("orders-mode", say("orders.mode"))
        self._modes.chosen.connect(lambda _mode: self._filter())
        self._modes_shown: tuple[str, ...] = ()
        self._modes.hide()
        self._none_found = label(say("orders.none_found"), "note", "look", wraps=True)
        self._none_found.hide()
        self.pace = PaceBar(desk)
        self._beside = row(gap=8)
        self._top = row(self.search, self._modes, None, self._beside, gap=12)
        self._top.setStretch(0, 1)
        self._fold = Button(
            "orders-handed-over", role="quiet", picture="down", clicked=self._toggle_done
        )
        self._foot = row(self._fold, None)
        self._done = QVBoxLayout()
        self._done_box = QScrollArea()
        inside = QWidget()
        inside.setLayout(self._done)
        self._done_box.setWidget(inside)
        self._done_box.setWidgetResizable(True)
        self._done_box.setMaximumHeight(220)
        self._done_box.hide()
        whole = column(
            self._top,
            self.pace,
            self._none_found,
            self._table,
            self._foot,
            self._done_box,
            gap=8,
        )
        whole.setStretch(3, 1)
        self._whole = whole
        self.setLayout(whole)

    def _build_search(self) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName("orders-search")
        made.setPlaceholderText(self._desk.say("orders.search_short"))
        made.setAccessibleName(self._desk.say("orders.search"))
        made.setClearButtonEnabled(True)
        made.setMaxLength(60)
        made.setMinimumWidth(_SEARCH_PX)
        made.setMaximumWidth(_SEARCH_PX * 2)
        made.textChanged.connect(lambda _text: self._filter())
        made.installEventFilter(self)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the modes stand where there is room for them."""
        super().resizeEvent(event)
        to, off = self._top, self._foot
        if event.size().width() < _NARROW_PX:
            to, off = off, to
        if to.indexOf(self._modes) < 0:
            off.removeWidget(self._modes)
            to.insertWidget(1, self._modes)

    def add_act(self, button: Button) -> None:
        """Put a button at the right of the top line."""
        self._beside.addWidget(button)

    def stand_in(self, empty: QWidget) -> None:
        """Have something else in the columns' place while there is no order at all."""
        self._empty = empty
        self._whole.insertWidget(self._whole.indexOf(self._table), empty, 1)
        empty.hide()

    # What is shown

    def show_board(self, board: "Board", now: datetime) -> None:
        """Show all orders; what did not change since is not touched."""
        focused, place = self.focused, self._place_of_focus()
        self._board, self._now = board, now
        self._show_modes(board)
        has_any = any((board.to_prepare, board.preparing, board.ready, board.handed_over_today))
        if self._empty is not None:
            self._empty.setVisible(not has_any)
            self._table.setVisible(has_any)
        self.search.setVisible(has_any)
        is_filtered = bool(self._wanted_words() or self._mode)
        found = 0
        for name in _COLUMNS:
            shown: Sequence[BoardCard] = getattr(board, name)
            if is_filtered:
                shown = [order for order in shown if self._is_wanted(order)]
            found += len(shown)
            self._columns[name].show_orders(shown, now)
        done = [o for o in board.handed_over_today if not is_filtered or self._is_wanted(o)]
        self._fold.say(self._desk.say("orders.handed_over", n=len(done)))
        self._fold.setVisible(bool(done))
        self._show_done(tuple(done[:_MOST_DONE]), now)
        self._none_found.setVisible(is_filtered and not found and not done)
        if focused:
            self._keep_focus(focused, place)

    def _filter(self) -> None:
        if self._board is not None:
            self.show_board(self._board, self._now)

    def _show_modes(self, board: "Board") -> None:
        there = {order.mode for name in _COLUMNS for order in getattr(board, name)}
        modes = tuple(mode for mode in _MODES if mode in there)
        if modes == self._modes_shown:
            return
        chosen = self._mode if self._mode in modes else _ALL
        self._modes_shown = modes
        choices: list[tuple[object, str]] = [(_ALL, self._desk.say("orders.mode_all"))]
        choices += [(mode, self._desk.say(f"orders.mode_{mode}")) for mode in modes]
        self._modes.show_choices(choices, chosen)
        self._modes.setVisible(len(modes) > 1)

    @property
    def _mode(self) -> str:
        return str(self._modes.value or _ALL)

    def _wanted_words(self) -> Sequence[str]:
        return words(self.search.text())

    def _is_wanted(self, order: "BoardCard") -> bool:
        if self._mode not in (_ALL, order.mode):
            return False
        wanted = self._wanted_words()
        if not wanted:
            return True
        parts = self._text_of(order).split()
        return all(any(part.startswith(word) for part in parts) for word in wanted)

    def _text_of(self, order: "BoardCard") -> str:
        kept = self._folded.get(order.id)
        if kept is None or kept[0] is not order:
            labels = " ".join(line.label for line in order.lines)
            told = f"{order.number} {order.short_number} {order.customer_name} {labels}"
            kept = self._folded[order.id] = (order, fold(told))
        return kept[1]

    def clear_search(self) -> bool:
        """Show all orders again and tell whether some were away."""
        was_filtered = bool(self.search.text() or self._mode)
        self.search.clear()
        self._modes.choose(_ALL)
        return was_filtered

    # The focus

    @property
    def focused(self) -> str:
        """Return the id of the order whose card has the focus, or nothing."""
        card = self._card_at_focus()
        return "" if card is None or card.order is None else card.order.id

    def focus_on(self, order_id: str) -> None:
        """Give a card the focus again, if it is still there."""
        for card in self._cards():
            if card.order is not None and card.order.id == order_id:
                card.setFocus()

    def focus_first(self) -> None:
        """Give the most urgent card the focus."""
        card = next(iter(self._cards()), None)
        if card is None:
            self.setFocus()
        else:
            card.setFocus()

    def order_at_focus(self) -> "BoardCard | None":
        """Return the order whose card has the focus."""
        card = self._card_at_focus()
        return None if card is None else card.order

    def _cards(self) -> list[OrderCard]:
        return [card for each in self._columns.values() for card in each.cards]

    def _card_at_focus(self) -> OrderCard | None:
        at: QWidget | None = QApplication.focusWidget()
        while at is not None and not isinstance(at, OrderCard):
            at = at.parentWidget()
        return at if at is not None and self.isAncestorOf(at) else None

    def _place_of_focus(self) -> tuple[str, int]:
        card = self._card_at_focus()
        for name, each in self._columns.items():
            if card is not None and card in each.cards:
                return name, each.cards.index(card)
        return _COLUMNS[0], 0

    def _keep_focus(self, order_id: str, place: tuple[str, int]) -> None:
        """Go with the order; where it is off the board, stay where it was."""
        if self.focused == order_id:
            return
        self.focus_on(order_id)
        if self.focused != order_id:
            card = self._columns[place[0]].card_at(place[1])
            if card is None:
                self.focus_first()
            else:
                card.setFocus()

    def _walk(self, across: int, down: int) -> None:
        name, place = self._place_of_focus()
        if down:
            if place + down < 0:
                self.search.setFocus()
                return
            card = self._columns[name].card_at(place + down)
        else:
            card = self._beside_of(name, across)
        if card is not None:
            card.setFocus()

    def _beside_of(self, name: str, across: int) -> OrderCard | None:
        """Return the nearest card in the next column that has one."""
        at = self._card_at_focus()
        middle = QPoint() if at is None else at.mapToGlobal(at.rect().center())
        place = _COLUMNS.index(name) + across
        while 0 <= place < len(_COLUMNS):
            beside = self._columns[_COLUMNS[place]]
            if beside.cards:
                return beside.card_at(beside.place_near(middle))
            place += across
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the down arrow lead from the search to the cards."""
        is_down = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if watched is self.search and is_down and event.type() is QEvent.Type.KeyPress:
            self.focus_first()
            return True
        return False

    # What is done

    def _show_done(self, done: "tuple[BoardCard, ...]", now: datetime) -> None:
        if done == self._done_shown:
            return
        self._done_shown = done
        clear(self._done)
        say = self._desk.say
        for order in done:
            at = order.handed_over_at or now
            giver = "" if order.giver is None else name_of(say, order.giver)
            self._done.addWidget(
                RowButton(
                    f"order-done-{order.short_number}",
                    f"{order.short_number} · {order.customer_name}",
                    say("order.gone_by", at=at, who=giver),
                    say.money(order.total),
                    picture_name="done",
                    clicked=_opener(self.opened.emit, order.id),
                )
            )
        self._done.addStretch(1)
        if not done:
            self._done_box.hide()

    def _toggle_done(self) -> None:
        self._done_box.setVisible(self._done_box.isHidden())


def _opener(open_order: Callable[[str], object], order_id: str) -> Callable[[], object]:
    return lambda: open_order(order_id)
