"""An order on the board: number, promise, customer, what is in it, what is to be paid."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.services.orders import OrderView
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.promise import payment_words, urgency_of
from desktop.ui.widgets.states import Pill
from desktop.ui.wording import Wording
from sync.kernel.order_states import OrderState

_ACTS = {
    OrderState.PLACED: ("order.accept", "accept"),
    OrderState.ACCEPTED: ("order.prepare", "prepare"),
    OrderState.PREPARING: ("order.continue", "open"),
    OrderState.READY: ("order.hand_over", "hand-over"),
}


class OrderCard(QFrame):
    """Touch or Enter opens the order; its one button takes the next step."""

    opened = Signal(str)
    #: (order id, step): accept, prepare, open or hand-over.
    stepped = Signal(str, str)

    def __init__(self, order: OrderView, now: datetime, say: Wording) -> None:
        super().__init__()
        self.order = order
        urgency = urgency_of(order, now, say)
        payment, payment_icon = payment_words(order, say)
        self.setObjectName(f"order-card-{order.short_number}")
        self.setProperty("role", "order")
        self.setProperty("tone", urgency.tone if urgency.tone in ("stop", "look") else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            say(
                "order.card_spoken",
                number=order.short_number,
                customer=order.customer_name,
                promise=urgency.words,
                payment=payment,
            )
        )
        self._build(order, now, say, payment, payment_icon)

    def _build(
        self, order: OrderView, now: datetime, say: Wording, payment: str, payment_icon: str
    ) -> None:
        urgency = urgency_of(order, now, say)
        pill = Pill("promise")
        pill.say(urgency.icon, urgency.words, urgency.tone)
        head = row(label(order.short_number, "title"), None, pill)
        whole = column(head, ElidedLabel(order.customer_name, "heading"), gap=6, margins=12)
        whole.addWidget(ElidedLabel(_contents(order, now, say), "note"))
        if order.note:
            whole.addLayout(_sign("note", order.note, "look"))
        facts = row(_signed(payment_icon, payment), None, gap=4)
        if order.state is OrderState.READY and order.shelf:
            facts.addWidget(label(say("order.shelf", shelf=order.shelf), "heading"))
        whole.addLayout(facts)
        if order.state in _ACTS:
            words, step = _ACTS[order.state]
            is_next = order.state in (OrderState.PLACED, OrderState.ACCEPTED)
            button = Button(
                f"order-{step}-{order.short_number}",
                say(words),
                role="primary" if is_next else "",
                clicked=lambda: self.stepped.emit(order.id, step),
            )
            whole.addWidget(button)
        self.setLayout(whole)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the order."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.order.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the order on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(self.order.id)
            return
        super().keyPressEvent(event)


def _contents(order: OrderView, now: datetime, say: Wording) -> str:
    articles = say("order.articles", n=len(order.lines))
    names = ", ".join(
        f"{say.quantity(line.quantity)} × {line.delivered_label}" for line in order.lines[:3]
    )
    contents = f"{articles} : {names}"
    if order.state in (OrderState.PLACED, OrderState.ACCEPTED):
        return f"{say('order.received', span=say.span(now - order.placed_at))} · {contents}"
    return contents


def _signed(icon: str, words: str) -> QWidget:
    made = QWidget()
    made.setLayout(_sign(icon, words, "muted"))
    return made


def _sign(icon: str, words: str, tone: str) -> QHBoxLayout:
    colours = Colours()
    sign = QLabel()
    sign.setPixmap(picture(icon, colours.look if tone == "look" else colours.muted, 18))
    line = row(sign, ElidedLabel(words, "note", tone), gap=6)
    line.setStretch(1, 1)
    return line
