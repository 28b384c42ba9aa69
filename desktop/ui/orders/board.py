"""The board: three columns of cards, and those handed over today folded away."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.services.orders import Board, OrderView
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.order_card import OrderCard
from desktop.ui.widgets.rows import RowButton

_MOST_CARDS = 60


class BoardView(QWidget):
    """Shows the orders where they stand; a card keeps the focus over a refresh."""

    opened = Signal(str)
    stepped = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName("orders-board")
        self._columns = {
            name: _Column(f"orders-{name}", say(f"orders.{name}"), say(f"orders.none_{name}"))
            for name in ("to_prepare", "preparing", "ready")
        }
        columns = row(*self._columns.values(), gap=16)
        for place in range(3):
            columns.setStretch(place, 1)
        self._fold = Button(
            "orders-handed-over", role="quiet", picture="down", clicked=self._toggle_done
        )
        self._done = QVBoxLayout()
        self._done_box = QScrollArea()
        inside = QWidget()
        inside.setLayout(self._done)
        self._done_box.setWidget(inside)
        self._done_box.setWidgetResizable(True)
        self._done_box.setMaximumHeight(220)
        self._done_box.hide()
        whole = column(columns, row(self._fold, None), self._done_box, gap=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_board(self, board: Board, now: datetime) -> None:
        """Show all orders."""
        focused = self.focused
        say = self._desk.say
        for name, shown in (
            ("to_prepare", board.to_prepare),
            ("preparing", board.preparing),
            ("ready", board.ready),
        ):
            self._columns[name].show_cards(
                [self._card(order, now) for order in shown[:_MOST_CARDS]], len(shown)
            )
        self._fold.say(say("orders.handed_over", n=len(board.handed_over_today)))
        self._fold.setVisible(bool(board.handed_over_today))
        self._show_done(board.handed_over_today, now)
        self.focus_on(focused)

    @property
    def focused(self) -> str:
        """Return the id of the order whose card has the focus, or nothing."""
        for card in self.findChildren(OrderCard):
            if card.hasFocus():
                return card.order.id
        return ""

    def focus_on(self, order_id: str) -> None:
        """Give a card the focus again, if it is still there."""
        for card in self.findChildren(OrderCard):
            if card.order.id == order_id and not card.isHidden():
                card.setFocus()

    def focus_first(self) -> None:
        """Give the most urgent card the focus."""
        for name in ("to_prepare", "preparing", "ready"):
            if self._columns[name].focus_first():
                return
        self.setFocus()

    def order_at_focus(self) -> OrderView | None:
        """Return the order whose card has the focus."""
        for card in self.findChildren(OrderCard):
            if card.hasFocus():
                return card.order
        return None

    def _card(self, order: OrderView, now: datetime) -> OrderCard:
        card = OrderCard(order, now, self._desk.say)
        card.opened.connect(self.opened)
        card.stepped.connect(self.stepped)
        return card

    def _show_done(self, done: tuple[OrderView, ...], now: datetime) -> None:
        clear(self._done)
        say = self._desk.say
        for order in done:
            at = order.handed_over_at or now
            giver = "" if order.giver is None else name_of(say, order.giver)
            words = say("order.gone_by", at=at, who=giver)
            self._done.addWidget(
                RowButton(
                    f"order-done-{order.short_number}",
                    f"{order.short_number} · {order.customer_name}",
                    words,
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


class _Column(QFrame):
    """A head with its count, and cards below that scroll."""

    def __init__(self, name: str, title: str, nothing: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "sunken")
        self.setMinimumWidth(260)
        self._count = label("", "heading", "muted")
        self._nothing = label(nothing, "note", wraps=True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._cards.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._cards)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        head = row(label(title, "heading"), self._count, None)
        whole = column(head, self._nothing, scroll, gap=8, margins=12)
        whole.setStretchFactor(scroll, 1)
        self.setLayout(whole)

    def show_cards(self, cards: list[OrderCard], count: int) -> None:
        """Replace the cards."""
        clear(self._cards)
        for card in cards:
            self._cards.addWidget(card)
            # Now, not when Qt is next idle: a hidden card cannot take the focus back.
            card.show()
        self._cards.addStretch(1)
        self._count.setText(str(count) if count else "")
        self._nothing.setVisible(not cards)

    def focus_first(self) -> bool:
        """Give the first card the focus and tell whether there was one."""
        item = self._cards.itemAt(0)
        card = None if item is None else item.widget()
        if card is None:
            return False
        card.setFocus()
        return True


def _opener(open_order: Callable[[str], object], order_id: str) -> Callable[[], object]:
    return lambda: open_order(order_id)
