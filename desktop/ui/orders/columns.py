"""A column of the board: cards that are kept and shown anew, never thrown away."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.order_card import OrderCard

if TYPE_CHECKING:
    from desktop.services.online.order_board import BoardCard

_AT_ONCE = 5
"""Orders shown anew while somebody waits, beside those in sight; the others after that."""
_MOST_CARDS = 40
_FINGER_LATER_MS = 1_000


class OrderColumn(QFrame):
    """A head with its count, and cards below that scroll.

    What a refresh costs grows with what has changed: a card is touched when its order is another,
    or its countdown. It has the forty most urgent orders, and more on request.
    """

    opened = Signal(str)
    stepped = Signal(str, str)
    walked = Signal(int, int)

    def __init__(self, desk: Desk, name: str, title: str, nothing: str) -> None:
        super().__init__()
        self._desk = desk
        self._orders: Sequence[BoardCard] = ()
        self._now = desk.shop.clock.now()
        self._cards: list[OrderCard] = []
        self._spare: list[OrderCard] = []
        self._most = _MOST_CARDS
        self.setObjectName(name)
        self.setProperty("role", "sunken")
        self.setMinimumWidth(260)
        self._count = label("", "heading", "muted")
        self._nothing = label(nothing, "note", wraps=True)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._others = Button(f"{name}-more", role="quiet", picture="down", clicked=self._show_more)
        self._others.hide()
        self._inside = QWidget()
        self._inside.setLayout(column(self._body, self._others, None, gap=8))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        head = row(label(title, "heading"), self._count, None)
        whole = column(head, self._nothing, self._scroll, gap=8, margins=12)
        whole.setStretchFactor(self._scroll, 1)
        self.setLayout(whole)
        self._rest = QTimer(self, interval=0)
        self._rest.timeout.connect(self._arrange)
        QTimer.singleShot(_FINGER_LATER_MS, self, self._follow_finger)

    @property
    def cards(self) -> Sequence[OrderCard]:
        """Return the cards in sight or to be scrolled to, from the top."""
        return self._cards

    def show_orders(self, orders: "Sequence[BoardCard]", now: datetime) -> None:
        """Show these orders, the first at the top."""
        if len(orders) != len(self._orders) or not self._orders:
            self._count.setText(str(len(orders)) if orders else "")
            self._nothing.setVisible(not orders)
        self._orders, self._now = orders, now
        self._arrange()

    def _arrange(self) -> None:
        shown = self._orders[: self._most]
        hours = self._desk.shop.settings.hours
        by_id = {card.order.id: card for card in self._cards if card.order is not None}
        keep = {order.id for order in shown}
        self._spare += [card for order_id, card in by_id.items() if order_id not in keep]
        for card in self._spare:
            card.hide()
        cards: list[OrderCard] = []
        fresh = 0
        for order in shown:
            standing = by_id.get(order.id)
            is_fresh = standing is None or standing.order is not order
            fresh += is_fresh
            is_late = is_fresh and fresh > _AT_ONCE
            if is_late and standing is None:
                continue
            card = standing or (self._spare.pop() if self._spare else self._made())
            item = self._body.itemAt(len(cards))
            if item is None or item.widget() is not card:
                self._body.insertWidget(len(cards), card)
            if not is_late or self._is_in_sight(card):
                card.show_order(order, self._now, hours)
            if card.isHidden():
                # Now, not when Qt is next idle: a hidden card cannot take the focus.
                card.show()
            cards.append(card)
        self._cards = cards
        left = len(self._orders) - len(shown)
        self._others.setVisible(bool(left))
        if left:
            self._others.say(self._desk.say("orders.others", n=left))
        self._rest.start() if fresh > _AT_ONCE else self._rest.stop()
        self._give_room()

    def _is_in_sight(self, card: OrderCard) -> bool:
        top, height = self._scroll.verticalScrollBar().value(), self._scroll.viewport().height()
        return card.y() < top + height and card.y() + card.height() > top

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the cards again: they are dressed now."""
        super().showEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """Have the scrolled part as high as its cards at once, not two turns of Qt later.

        Until then they would be painted squashed into the height there was before.
        """
        if self.isVisible():
            QCoreApplication.sendEvent(self._scroll, QEvent(QEvent.Type.LayoutRequest))

    def _show_more(self) -> None:
        self._most += _MOST_CARDS
        self._arrange()

    def _made(self) -> OrderCard:
        card = OrderCard(self._desk.say)
        card.opened.connect(self.opened)
        card.stepped.connect(self.stepped)
        card.walked.connect(self.walked)
        card.installEventFilter(self)
        card.hide()
        return card

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the card that the keyboard came to into sight."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched, 0, 8)
        return False

    def card_at(self, place: int) -> OrderCard | None:
        """Return the card at a place, the last where there are fewer, None where there is none."""
        return self._cards[min(place, len(self._cards) - 1)] if self._cards else None

    def place_near(self, height: QPoint) -> int:
        """Return the place of the card that lies beside a point of the screen."""
        for place, card in enumerate(self._cards):
            if card.mapToGlobal(QPoint(0, card.height())).y() > height.y():
                return place
        return max(len(self._cards) - 1, 0)

    def _follow_finger(self) -> None:
        gesture = QScroller.ScrollerGestureType.TouchGesture
        QScroller.grabGesture(self._scroll.viewport(), gesture)
