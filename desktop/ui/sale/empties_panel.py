"""Empties that come back: which, and how many."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.domain.sellable import Sellable
from desktop.ui.desk import Desk
from desktop.ui.widgets.entry import FigureField, Keypad
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton
from sync.kernel.quantity import Quantity


class EmptiesPanel(Panel):
    """One button a packaging; it stays open, for crates are often mixed."""

    #: Which packaging came back, and how many: (Sellable, Quantity).
    returned = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("empties", say("panel.empties"), say("sale.back"))
        self._desk = desk
        self._packaging: tuple[Sellable, ...] = ()
        self._field = FigureField("empties-count", say("panel.empties_count"), is_large=True)
        self._field.returnPressed.connect(self._take_first)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        figure = column(
            asked(say("panel.empties_count"), self._field),
            Keypad("empties-key", self._field, say),
            None,
            gap=12,
        )
        how = self._how = label("", "note", wraps=True)
        self._how.setObjectName("empties-how")
        # The names are the longer half: bottles differ in their last letters.
        body = row(figure, column(how, self._rows, None, gap=12), gap=24)
        body.setStretch(0, 2)
        body.setStretch(1, 3)
        self.fill(body)

    def begin(self, packaging: tuple[Sellable, ...]) -> None:
        """Offer what bears a deposit."""
        say = self._desk.say
        self._packaging = packaging
        clear(self._rows)
        self._how.setText(say("panel.empties_how" if packaging else "panel.empties_none"))
        for place, item in enumerate(packaging):
            button = RowButton(
                f"empties-{place}",
                item.full_label,
                say.money(item.price),
                picture_name="box",
                clicked=partial(self._take, item),
            )
            self._rows.addWidget(button)
        self._field.setText("1")
        self._field.selectAll()
        self._field.setFocus()

    def _take_first(self) -> None:
        if self._packaging:
            self._take(self._packaging[0])

    def _take(self, item: Sellable) -> None:
        thousandths = self._field.thousandths()
        if not thousandths:
            self._field.setFocus()
            return
        self.returned.emit(item, Quantity(thousandths, item.unit))
        self._field.setText("1")
        self._field.selectAll()
