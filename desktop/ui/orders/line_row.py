"""One line of an order being prepared: what, how many, and what became of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.domain.preparation import LineState
from desktop.services.orders import OrderLineView
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording import Wording


class LineRow(QWidget):
    """Signals carry the line's id."""

    picked = Signal(str)
    missing = Signal(str)
    taken_back = Signal(str)

    def __init__(
        self, place: int, line: OrderLineView, say: Wording, *, is_preparing: bool
    ) -> None:
        super().__init__()
        self.setObjectName(f"order-line-{place}")
        colours = Colours()
        icon, ink = {
            LineState.PICKED: ("done", colours.go),
            LineState.MISSING: ("stop", colours.stop),
            LineState.SUBSTITUTED: ("swap", colours.look),
        }.get(line.state, ("box", colours.edge))
        sign = QLabel()
        sign.setPixmap(picture(icon, ink, 26))
        words, tone = state_words(line, say)
        name = f"{say.quantity(line.quantity)} × {line.label}"
        below = row(label(say.money(line.gross), "note"), gap=8)
        if words:
            below.addWidget(ElidedLabel(words, "note", tone), 1)
        else:
            below.addStretch(1)
        lines = column(ElidedLabel(name, "heading"), below, gap=0)
        shown = row(sign, lines, gap=12, margins=(4, 6, 4, 6))
        shown.setStretch(1, 1)
        if is_preparing:
            self._add_acts(shown, place, line, say)
        self.setLayout(shown)
        self.setAccessibleName(f"{say.quantity(line.quantity)} × {line.label}, {words}")

    def _add_acts(self, shown: QHBoxLayout, place: int, line: OrderLineView, say: Wording) -> None:
        if line.state is not LineState.OPEN:
            shown.addWidget(
                Button(
                    f"order-line-back-{place}",
                    role="square",
                    picture="undo",
                    spoken=say("order.put_back", name=line.label),
                    clicked=lambda: self.taken_back.emit(line.id),
                )
            )
            return
        shown.addWidget(
            Button(
                f"order-line-pick-{place}",
                say("order.pick"),
                picture="check",
                spoken=say("order.pick_spoken", name=line.label),
                clicked=lambda: self.picked.emit(line.id),
            )
        )
        shown.addWidget(
            Button(
                f"order-line-missing-{place}",
                say("order.missing"),
                role="stop",
                spoken=say("order.missing_spoken", name=line.label),
                clicked=lambda: self.missing.emit(line.id),
            )
        )


def state_words(line: OrderLineView, say: Wording) -> tuple[str, str]:
    """Return what became of a line, and the tone to say it in."""
    match line.state:
        case LineState.PICKED:
            if line.picked.thousandths < line.quantity.thousandths:
                return say("order.line_partly", picked=line.picked, wanted=line.quantity), "look"
            return say("order.line_picked"), "go"
        case LineState.MISSING:
            return say("order.line_missing"), "stop"
        case LineState.SUBSTITUTED:
            return say("order.line_substituted", name=line.substitute_label), "look"
    if line.picked.thousandths:
        return say("order.line_partly", picked=line.picked, wanted=line.quantity), "accent"
    return "", ""
