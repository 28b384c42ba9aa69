"""A month to choose a day from, by finger or by the arrows."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.wording import Wording

_WEEK = 7
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_WEEK,
    Qt.Key.Key_Down: _WEEK,
}


class MonthGrid(QWidget):
    """Shows the months of the days that can be chosen, one at a time."""

    #: The day, a `date`.
    chosen = Signal(object)

    def __init__(self, name: str, say: Wording) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name, self._say = name, say
        self._first = self._earliest = self._latest = date(2000, 1, 1)
        self._title = label("", "heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = Button(
            f"{name}-before",
            role="square",
            picture="back",
            spoken=say("month.before"),
            clicked=lambda: self._turn(self._first - timedelta(days=1)),
        )
        self._after = Button(
            f"{name}-after",
            role="square",
            picture="next",
            spoken=say("month.after"),
            clicked=lambda: self._turn(self._first + timedelta(days=31)),
        )
        head = row(self._before, self._title, self._after)
        head.setStretch(1, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self.setLayout(column(head, self._grid, gap=4))

    def show_days(self, earliest: date, latest: date) -> None:
        """Show the month of the first of the days that can be chosen."""
        self._earliest, self._latest = earliest, latest
        self._turn(earliest)

    def _turn(self, day: date) -> None:
        self._first = day.replace(day=1)
        self._title.setText(self._say.month(self._first))
        self._before.setEnabled(self._first > self._earliest)
        self._after.setEnabled(self._first + timedelta(days=31) <= self._latest)
        clear(self._grid)
        for place, initials in enumerate(self._say("month.weekdays").split()):
            head = label(initials, "note")
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(head, 0, place)
        # Weeks that are over would push the days that can be chosen off the screen.
        begun = self._earliest - timedelta(days=self._earliest.weekday())
        day, week = max(self._first, begun), 1
        while day.month == self._first.month:
            self._grid.addWidget(self._button(day), week, day.weekday())
            week += day.weekday() == _WEEK - 1
            day += timedelta(days=1)

    def _button(self, day: date) -> "_DayButton":
        made = _DayButton(
            f"{self._name}-{day.isoformat()}",
            str(day.day),
            self._say.date(day),
            clicked=lambda: self.chosen.emit(day),
            steps=lambda days: self._step(day + timedelta(days=days)),
        )
        made.setEnabled(self._earliest <= day <= self._latest)
        return made

    def _step(self, day: date) -> None:
        if not self._earliest <= day <= self._latest:
            return
        if day.replace(day=1) != self._first:
            self._turn(day)
        button = self.findChild(_DayButton, f"{self._name}-{day.isoformat()}")
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


class _DayButton(Button):
    def __init__(
        self,
        name: str,
        text: str,
        spoken: str,
        *,
        clicked: Callable[[], object],
        steps: Callable[[int], object],
    ) -> None:
        super().__init__(name, text, role="square", spoken=spoken, clicked=clicked)
        self._steps = steps

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the day beside, above or below; Enter chooses."""
        days = _STEPS.get(Qt.Key(event.key()), 0)
        if days:
            self._steps(days)
            return
        super().keyPressEvent(event)
