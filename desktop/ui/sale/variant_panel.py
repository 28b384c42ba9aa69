"""Size and colour of a product, each cell with what is left of it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.sellable import Sellable
from desktop.domain.variant_grid import VariantGrid, lay_out
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column
from desktop.ui.widgets.panel import Panel
from sync.kernel.quantity import Unit

_STEPS = {
    int(Qt.Key.Key_Left): (0, -1),
    int(Qt.Key.Key_Right): (0, 1),
    int(Qt.Key.Key_Up): (-1, 0),
    int(Qt.Key.Key_Down): (1, 0),
}

_LINE_PX = 24
_HEAD_PX = 64
"""Room for a colour of one word; of more, they stand below one another."""


class VariantPanel(Panel):
    """A grid of buttons: arrows move, Enter or a finger takes."""

    #: The Sellable that was taken.
    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("variants", desk.say("panel.variants"), desk.say("sale.back"))
        self._desk = desk
        self._grid = VariantGrid((), (), ())
        self._buttons: dict[tuple[int, int], Button] = {}
        self._cells = QGridLayout()
        self._cells.setSpacing(8)
        self.fill(column(self._cells, None))

    def begin(self, variants: tuple[Sellable, ...]) -> None:
        """Offer the forms of one product; the first that is left has the focus."""
        self.show_title(variants[0].label)
        self._grid = lay_out(variants)
        self._buttons = {}
        clear(self._cells)
        has_rows = any(self._grid.rows)
        for place, words in enumerate(self._grid.columns):
            if has_rows:
                self._cells.addWidget(_head(words), 0, place + 1)
        for line, words in enumerate(self._grid.rows):
            if has_rows:
                self._cells.addWidget(_head(words), line + 1, 0)
            for place in range(len(self._grid.columns)):
                item = self._grid.at(line, place)
                if item is not None:
                    self._add(line, place, item, is_named=not has_rows)
        for place in range(len(self._grid.columns)):
            self._cells.setColumnStretch(place + 1, 1)
        self._first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, line: int, place: int, item: Sellable, *, is_named: bool) -> None:
        say = self._desk.say
        left = (
            say("sale.out") if item.on_hand.thousandths <= 0 else say("sale.low", left=item.on_hand)
        )
        prices = [say.price(item.price, item.unit)]
        if item.price_per_measure is not None and item.content is not None:
            prices.append(say.per_measure(item.price_per_measure, item.content.unit))
        shown = [item.options, *prices, left] if is_named else [*prices, left]
        button = _Cell(
            f"variant-{line}-{place}",
            "\n".join(shown),
            spoken=", ".join((item.full_label, *prices, left)),
            role="tight",
            clicked=partial(self.chosen.emit, item),
        )
        button.stepped.connect(partial(self._step, line, place))
        button.setMinimumHeight(_LINE_PX * len(shown) + _LINE_PX)
        self._cells.addWidget(button, line + 1, place + 1)
        self._buttons[line, place] = button

    def _first(self) -> Button:
        """Return the first form that is on the shelf, else the first of all."""
        for at, button in self._buttons.items():
            item = self._grid.at(*at)
            if item is not None and (item.on_hand.thousandths > 0 or item.unit is not Unit.PIECE):
                return button
        return next(iter(self._buttons.values()))

    def _step(self, line: int, place: int, step: tuple[int, int]) -> None:
        """Walk the grid; a step over a missing form goes on to the next."""
        line, place = line + step[0], place + step[1]
        while 0 <= line < len(self._grid.rows) and 0 <= place < len(self._grid.columns):
            if (line, place) in self._buttons:
                self._buttons[line, place].setFocus(Qt.FocusReason.OtherFocusReason)
                return
            line, place = line + step[0], place + step[1]


class _Cell(Button):
    """A button whose arrows are the grid's: Qt's own would jump over gaps as they please."""

    stepped = Signal(tuple)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the arrows on."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


def _head(words: str) -> QWidget:
    made = label(words, "heading", wraps=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setMinimumSize(_HEAD_PX, 32)
    return made
