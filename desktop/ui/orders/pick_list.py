"""What is to be taken, place by place as one walks past them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.services.online.walks import PickLine, Stop
from desktop.ui.desk import Desk
from desktop.ui.orders.line_row import LineRow
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, rule
from desktop.ui.widgets.layouts import clear


class PickList(QScrollArea):
    """Scrolls; keeps its place when what it shows is read again. Signals as those of a row."""

    picked = Signal(str, str)
    counted = Signal(str, str)
    weighing = Signal(str, str)
    missing = Signal(str, str)
    taken_back = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[object, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        inside = QWidget()
        inside.setLayout(self._lines)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        # Its lines' keys take it, and bring themselves into sight.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_stops(
        self,
        stops: Sequence[Stop],
        names: Sequence[tuple[str, str]],
        now: datetime,
        *,
        is_preparing: bool,
    ) -> None:
        """Show the places.

        Args:
            stops: places and what is taken from each.
            names: order and line ids in the order by which rows are named.
            now: until when a question still waits.
            is_preparing: lines can be decided on.
        """
        shown = (tuple(stops), is_preparing, now.replace(second=0, microsecond=0))
        if shown == self._shown:
            return
        self._shown = shown
        bar = self.verticalScrollBar()
        kept = bar.value()
        clear(self._lines)
        numbers = {each: place for place, each in enumerate(names)}
        for stop in stops:
            self._head(stop)
            for line in stop.lines:
                place = numbers.get((line.order_id, line.line.id), 0)
                self._row(place, line, now, is_preparing=is_preparing)
        self._lines.addStretch(1)
        self._line_up()
        bar.setValue(kept)

    def _line_up(self) -> None:
        """Have the lines' buttons follow the list on Tab; made last, they would come after all."""
        before: QWidget = self
        shown = (button for button in self.findChildren(Button) if not button.isHidden())
        for button in shown:
            QWidget.setTabOrder(before, button)
            before = button

    def _head(self, stop: Stop) -> None:
        head = label(stop.place or self._desk.say("order.place_unknown"), "field")
        head.setContentsMargins(4, 8, 4, 2)
        self._lines.addWidget(head)
        head.show()

    def _row(self, place: int, line: PickLine, now: datetime, *, is_preparing: bool) -> None:
        shown = LineRow(str(place), line, self._desk, is_preparing=is_preparing, now=now)
        shown.picked.connect(self.picked)
        shown.counted.connect(self.counted)
        shown.weighing.connect(self.weighing)
        shown.missing.connect(self.missing)
        shown.taken_back.connect(self.taken_back)
        line_rule = rule()
        for part in (shown, line_rule):
            self._lines.addWidget(part)
            part.show()
