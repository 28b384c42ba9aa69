"""An order on the board: number, promise, customer, how it goes out, what is in it, what is to pay."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.staff.pin import name_of
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.promise import Urgency, payment_words, urgency_of
from desktop.ui.widgets.states import Pill
from desktop.ui.wording import Wording
from sync.kernel.order_states import OrderState

if TYPE_CHECKING:
    from desktop.services.online.order_board import BoardCard
    from sync.kernel.promise import OpeningHours

_ACTS = {
    OrderState.PLACED: ("order.accept", "accept"),
    OrderState.ACCEPTED: ("order.prepare", "prepare"),
    OrderState.PREPARING: ("order.continue", "open"),
    OrderState.READY: ("order.hand_over", "hand-over"),
}
MODE_ICONS = {
    "collect": "pickup",
    "express": "bolt",
    "parcel": "box",
    "merchant": "van",
    "relay": "shop",
    "locker": "locked",
}
_A_MINUTE = timedelta(minutes=1)
_WALKS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


class OrderCard(QFrame):
    """Touch or Enter opens the order, the arrows walk; its one button takes the next step.

    One card shows one order after the other: what is the same is not touched.
    """

    opened = Signal(str)
    #: (order id, step): accept, prepare, open or hand-over.
    stepped = Signal(str, str)
    #: Columns to the right, cards down.
    walked = Signal(int, int)

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self.order: BoardCard | None = None
        self._say = say
        self._urgency: Urgency | None = None
        self._age = ""
        self.setProperty("role", "order")
        self.setProperty("tone", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._number = label("", "title")
        self._pill = Pill("promise")
        self._customer = ElidedLabel("", "heading")
        self._new = label(say("order.is_new"), "note", "look")
        self._mode = _Sign()
        self._contents = ElidedLabel("", "note")
        self._note = _Sign("look")
        self._payment = _Sign(gives_way=False)
        self._holder = _Sign("accent")
        self._left = _Sign("look")
        self._shelf = label("", "heading")
        self._button = Button("order-act", clicked=self._act)
        name = row(self._customer, self._new, gap=6)
        name.setStretch(0, 1)
        facts = row(self._mode, self._payment, gap=10)
        facts.setStretch(0, 1)
        where = row(self._button, self._shelf, gap=8)
        where.setStretch(0, 1)
        self.setLayout(
            column(
                row(self._number, None, self._pill),
                name,
                self._contents,
                facts,
                self._note,
                self._holder,
                self._left,
                where,
                gap=5,
                margins=12,
            )
        )

    def show_order(self, order: "BoardCard", now: datetime, hours: "OpeningHours" = ()) -> bool:
        """Show an order as it stands at this moment; tell whether more than its time changed."""
        is_other = order is not self.order and order != self.order
        if is_other:
            self.order = order
            self._show(order)
        urgency = urgency_of(order, now, self._say, hours)
        if urgency != self._urgency:
            self._urgency = urgency
            self._pill.say(urgency.icon, urgency.words, urgency.tone)
            set_tone(self, urgency.tone if urgency.tone in ("stop", "look") else "")
            self._speak(order, urgency)
        elif is_other:
            self._speak(order, urgency)
        age = ""
        if order.state in (OrderState.PLACED, OrderState.ACCEPTED):
            age = _age(now - order.placed_at, self._say)
        if is_other or age != self._age:
            self._age = age
            contents = _contents(order, self._say)
            self._contents.setText(f"{age} · {contents}" if age else contents)
        return is_other

    def _show(self, order: "BoardCard") -> None:
        say = self._say
        self.setObjectName(f"order-card-{order.short_number}")
        self._number.setText(order.short_number)
        self._customer.setText(order.customer_name)
        self._new.setVisible(not order.is_seen and order.state in _UNSEEN)
        where = (
            f"orders.carriage_{order.carriage}" if order.carriage else f"orders.mode_{order.mode}"
        )
        if order.carriage == "out" and order.carried_till:
            where = "orders.carriage_out_of"
        elif order.carriage == "failed" and order.mode == "relay":
            where = "orders.carriage_failed_relay"
        told = say(where, till=order.carried_till)
        self._mode.say(MODE_ICONS.get(order.mode, "box"), told)
        words, icon = payment_words(order, say)
        self._payment.say(icon, words)
        self._note.say("note", " ".join(order.note.split())[:120])
        holder = "" if order.holder is None else name_of(say, order.holder)
        self._holder.say("person", holder and say("order.held_by", who=holder))
        self._left.say("box", say("order.bags_left", n=order.bags) if order.is_part else "")
        has_place = order.state is OrderState.READY and bool(order.shelf) and not order.is_away
        self._shelf.setText(say("order.shelf", shelf=order.shelf) if has_place else "")
        self._shelf.setVisible(has_place)
        has_act = order.state in _ACTS and not order.is_away
        self._button.setVisible(has_act)
        if has_act:
            act, step = _ACTS[order.state]
            self._button.setObjectName(f"order-{step}-{order.short_number}")
            self._button.say(say(act))
            self._button.be("primary" if order.state in _UNSEEN else "")

    def _speak(self, order: "BoardCard", urgency: Urgency) -> None:
        payment, _icon = payment_words(order, self._say)
        self.setAccessibleName(
            self._say(
                "order.card_spoken",
                number=order.short_number,
                customer=order.customer_name,
                promise=urgency.words,
                payment=payment,
            )
        )

    def _act(self) -> None:
        if self.order is not None and self.order.state in _ACTS:
            self.stepped.emit(self.order.id, _ACTS[self.order.state][1])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the order."""
        if self.order is not None and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.order.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the order on Enter, walk to the next on an arrow."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if is_plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.order is not None:
            self.opened.emit(self.order.id)
        elif is_plain and key in _WALKS:
            self.walked.emit(*_WALKS[key])
        else:
            super().keyPressEvent(event)


_UNSEEN = (OrderState.PLACED, OrderState.ACCEPTED)


class _Sign(QWidget):
    """An icon and words; away while there are none."""

    def __init__(self, tone: str = "muted", *, gives_way: bool = True) -> None:
        super().__init__()
        colours = Colours()
        self._ink = {"look": colours.look, "accent": colours.accent}.get(tone, colours.muted)
        self._said = ("", "")
        self._picture = QLabel()
        self._words = ElidedLabel("", "note", tone) if gives_way else label("", "note", tone)
        line = row(self._picture, self._words, gap=6)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def say(self, icon: str, words: str) -> None:
        """Show them; the same ones are not laid out anew."""
        if (icon, words) == self._said:
            return
        self._said = (icon, words)
        self.setVisible(bool(words))
        if words:
            self._picture.setPixmap(picture(icon, self._ink, 18))
            self._words.setText(words)


def _contents(order: "BoardCard", say: Wording) -> str:
    lines = order.lines
    articles = say("order.articles", n=len(lines))
    names = ", ".join(f"{say.quantity(line.quantity)} × {line.label}" for line in lines[:3])
    return say("order.contents", articles=articles, names=names)


def _age(waited: timedelta, say: Wording) -> str:
    if waited < _A_MINUTE:
        return say("order.received_now")
    return say("order.received", span=say.span(waited))
