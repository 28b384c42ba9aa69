"""One line of an order being prepared: what, how many, from where, and what became of it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.domain.cells import in_twos
from desktop.domain.preparation import LineState
from desktop.services.online.orders import OrderLineView
from desktop.services.online.walks import PickLine
from desktop.ui.desk import Desk
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.thumbnail import Thumbnail
from desktop.ui.wording import Wording
from sync.kernel.clock import from_milliseconds
from sync.kernel.quantity import Unit

_ONE = 1000
_PUTS_IN = frozenset({"weigh", "pick", "one"})


class LineRow(QWidget):
    """Signals carry the order's and the line's id; Enter on a button does what a finger does."""

    picked = Signal(str, str)
    #: One piece more.
    counted = Signal(str, str)
    weighing = Signal(str, str)
    missing = Signal(str, str)
    taken_back = Signal(str, str)

    def __init__(
        self, name: str, shown: PickLine, desk: Desk, *, is_preparing: bool, now: datetime
    ) -> None:
        super().__init__()
        self.setObjectName(f"order-line-{name}")
        self._shown, self._desk, self._name = shown, desk, name
        line, say = shown.line, desk.say
        words, tone = state_words(line, say, now)
        title = f"{say.quantity(line.quantity)} × {_to_take(line)}"
        below = row(label(say.money(line.gross), "note"), gap=8)
        is_called = line.asked is not None and line.asked.phone
        if words and (is_called or _waits_instead(line)):
            # Somebody dials it, or takes it out of the bag: it must not end in an ellipsis.
            below.addWidget(label(words, "note", tone, wraps=True), 1)
        elif words:
            below.addWidget(ElidedLabel(words, "note", tone), 1)
        else:
            below.addWidget(ElidedLabel(shown.code, "note", "muted"), 1)
        parts = column(_whole(label(title, "heading", wraps=True)), below, gap=0)
        caution = caution_words(shown, say)
        if caution:
            parts.addWidget(_whole(label(caution, "note", "look", wraps=True)))
        line_box = row(gap=10, margins=(4, 6, 4, 6))
        if shown.letter:
            line_box.addWidget(self._letter(shown.letter))
        line_box.addWidget(self._sign(line.state))
        photo = None if shown.item is None else shown.item.photo
        line_box.addWidget(Thumbnail(desk.photos, photo))
        line_box.addLayout(parts, 1)
        if is_preparing:
            self._add_acts(line_box, line)
        self.setLayout(line_box)
        self.setAccessibleName(
            ", ".join(part for part in (shown.letter, title, words, caution) if part)
        )

    def _letter(self, letter: str) -> QLabel:
        badge = label(letter, "title", "accent")
        badge.setFixedWidth(30)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return badge

    def _sign(self, state: LineState) -> QLabel:
        colours = Colours()
        icon, ink = {
            LineState.PICKED: ("done", colours.go),
            LineState.MISSING: ("stop", colours.stop),
            LineState.SUBSTITUTED: ("swap", colours.look),
        }.get(state, ("box", colours.edge))
        sign = QLabel()
        sign.setPixmap(picture(icon, ink, 24))
        return sign

    def _add_acts(self, box: QHBoxLayout, line: OrderLineView) -> None:
        say = self._desk.say
        is_weighed = line.quantity.unit is not Unit.PIECE
        if is_weighed and line.is_open:
            box.addWidget(
                self._button("weigh", say("order.weigh"), self.weighing.emit, "order.weigh_spoken")
            )
        if line.is_open and not is_weighed:
            is_many = line.quantity.thousandths > _ONE
            if is_many:
                box.addWidget(self._button("one", "+1", self.counted.emit, "order.pick_one_spoken"))
            # A name that can be read is worth more than the words on a button with a tick.
            is_narrow = is_many or bool(self._shown.letter)
            box.addWidget(
                self._button(
                    "pick",
                    "" if is_narrow else say("order.pick"),
                    self.picked.emit,
                    "order.pick_spoken",
                    role="square" if is_narrow else "",
                    icon="check",
                )
            )
        if line.state is not LineState.OPEN:
            box.addWidget(
                self._button(
                    "back", "", self.taken_back.emit, "order.put_back", role="square", icon="undo"
                )
            )
            return
        box.addWidget(
            self._button(
                "missing",
                say("order.missing"),
                self.missing.emit,
                "order.missing_spoken",
                role="stop",
            )
        )

    def _named(self, what: str) -> str:
        """Return the article an act is about: what is put in is what goes into the bag."""
        line = self._shown.line
        return line.delivered_label if what in _PUTS_IN else line.label

    def _button(
        self,
        what: str,
        words: str,
        act: Callable[[str, str], object],
        spoken: str,
        *,
        role: str = "",
        icon: str = "",
    ) -> Button:
        order_id, line = self._shown.order_id, self._shown.line
        return Button(
            f"order-line-{what}-{self._name}",
            words,
            role=role,
            picture=icon,
            spoken=self._desk.say(spoken, name=self._named(what)),
            clicked=lambda: act(order_id, line.id),
        )


def _whole(words: QLabel) -> QLabel:
    """Let words wrap rather than end in an ellipsis: a name's end is its size, the jar to take.

    However long one of them is, it makes no room for itself.
    """
    words.setMinimumWidth(1)
    return words


def _waits_instead(line: OrderLineView) -> bool:
    """Tell whether something stands in for a line that nobody has put into the bag yet."""
    return line.is_open and line.state is LineState.SUBSTITUTED


def _to_take(line: OrderLineView) -> str:
    """Return what a hand looks for: what stands in, until it lies in the bag."""
    return line.delivered_label if _waits_instead(line) else line.label


def caution_words(shown: PickLine, say: Wording) -> str:
    """Return how goods are kept and what they hold: "À garder au frais · Allergènes : lait"."""
    parts = [say(f"bag.keep_{shown.keep}")] if shown.keep else []
    if shown.allergens:
        parts.append(say("allergen.listed", names=say.allergens(shown.allergens)))
    return " · ".join(parts)


def state_words(line: OrderLineView, say: Wording, now: datetime) -> tuple[str, str]:
    """Return what became of a line, and the tone to say it in."""
    unheard = _unheard_words(line, say)
    if unheard:
        return unheard, "look"
    match line.state:
        case LineState.PICKED:
            return _picked_words(line, say)
        case LineState.MISSING:
            return say("order.line_missing"), "stop"
        case LineState.SUBSTITUTED if line.is_open:
            return _instead_words(line, say), "accent"
        case LineState.SUBSTITUTED:
            name = "order.line_substituted"
            if line.quantity.unit is not Unit.PIECE:
                name = "order.line_substituted_weighed"
            words = say(name, name=line.substitute_label, picked=line.delivered_quantity)
            return words, "look"
        case LineState.OPEN:
            return _open_words(line, say, now)


def _unheard_words(line: OrderLineView, say: Wording) -> str:
    """Return what the customer answered while the till that asked was cut off; else nothing."""
    asked = line.asked
    if asked is None or not asked.unheard:
        return ""
    if asked.answer == "phone":
        return say("order.line_call_at", phone=in_twos(asked.phone))
    chosen = next((one.label for one in asked.choices if one.variant == asked.choice), "")
    return say(f"order.line_unheard_{asked.answer}", name=chosen)


def _instead_words(line: OrderLineView, say: Wording) -> str:
    """Return what a line is for that stands in, what of it is there, and what comes out for it."""
    parts = [say("order.line_instead_of", name=line.label)]
    if line.picked:
        parts.append(say("order.line_partly", picked=line.picked, wanted=line.quantity))
    if line.comes_out:
        out = say.quantity(line.comes_out)
        parts.append(say("lack.comes_out", quantity=out, name=line.label))
    return " · ".join(parts)


def _picked_words(line: OrderLineView, say: Wording) -> tuple[str, str]:
    if line.picked == line.quantity:
        return say("order.line_picked"), "go"
    if line.quantity.unit is not Unit.PIECE:
        return say("order.line_weighed", picked=line.picked), "go"
    return say("order.line_partly", picked=line.picked, wanted=line.quantity), "look"


def _open_words(line: OrderLineView, say: Wording, now: datetime) -> tuple[str, str]:
    if line.asked is not None:
        until = from_milliseconds(line.asked.until)
        if line.asked.phone:
            return say("order.line_call_at", phone=in_twos(line.asked.phone)), "accent"
        if line.asked.answer:
            wants_call = line.asked.answer == "phone"
            return say("order.line_call" if wants_call else "order.line_answered"), "accent"
        return say("order.line_asked" if until > now else "order.line_unanswered", at=until), "look"
    if line.picked.thousandths:
        return say("order.line_partly", picked=line.picked, wanted=line.quantity), "accent"
    return "", ""
