"""Days on which the shop is shut, or open at other hours than its week says: a line each."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.opening_hours import read_openings, write_openings
from desktop.errors import RefusedError
from desktop.services.online.opening import MOST_SPECIAL, REASON_LETTERS
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from sync.kernel.clock import shop_day
from sync.kernel.promise import SpecialDays

_DAY_PX = 130
_COLUMNS = 5
_UNFOLDED_PX = 820
"""From here on two stretches of hours and a reason are read whole beside the days."""
_FOLDED_GAP_PX = 8


class SpecialDaysList(QWidget):
    """Shows what is to come; days that are past are let go of."""

    touched = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: list[_Line] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self._more = Button(
            "settings-special-add",
            desk.say("hours.add_day"),
            role="quiet",
            picture="plus",
            clicked=self._add,
        )
        self.setLayout(column(self._list, row(self._more, None), gap=4))

    def show_days(self, special: Sequence[SpecialDays]) -> None:
        """Show these, but for those that are past."""
        clear(self._list)
        self._lines = []
        for each in special:
            if each.last >= self._today:
                self._append(each)

    def days(self) -> tuple[SpecialDays, ...]:
        """Return the days as they are typed; a line without a day is none.

        Raises:
            RefusedError: special_day_unread, wrong_hours.
        """
        read = (each.read() for each in self._lines)
        return tuple(sorted(each for each in read if each is not None))

    @property
    def _today(self) -> date:
        shop = self._desk.shop
        return shop_day(shop.clock.now(), shop.zone)

    def _append(self, shown: SpecialDays | None) -> "_Line":
        line = _Line(self._desk, len(self._lines), shown, self._remove, self.touched.emit)
        self._lines.append(line)
        self._list.addWidget(line)
        return line

    def _add(self) -> None:
        if len(self._lines) < MOST_SPECIAL:
            self._append(None).first.setFocus()
            self.touched.emit()

    def _remove(self, line: "_Line") -> None:
        self._lines.remove(line)
        self._list.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._more.setFocus()
        self.touched.emit()


class _Line(QFrame):
    def __init__(
        self,
        desk: Desk,
        place: int,
        shown: SpecialDays | None,
        removes: "Callable[[_Line], object]",
        touched: Callable[[], object],
    ) -> None:
        super().__init__()
        say = desk.say
        self.first = DayEntry(f"settings-special-first-{place}", say("hours.first_day"))
        self._last = DayEntry(f"settings-special-last-{place}", say("hours.last_day"))
        for entry, hint in ((self.first, "hours.day_hint"), (self._last, "hours.last_hint")):
            entry.setFixedWidth(_DAY_PX)
            entry.setPlaceholderText(say(hint))
        self._hours = self._entry(f"settings-special-hours-{place}", say("hours.that_day"), 60)
        self._hours.setPlaceholderText(say("settings.closed_that_day"))
        self._reason = self._entry(
            f"settings-special-reason-{place}", say("hours.reason"), REASON_LETTERS
        )
        self._reason.setPlaceholderText(say("hours.reason"))
        if shown is not None:
            self._show(shown)
        for field in (self.first, self._last, self._hours, self._reason):
            field.textChanged.connect(lambda _text: touched())
        gone = Button(
            f"settings-special-remove-{place}",
            role="square",
            picture="remove",
            spoken=say("hours.remove_day"),
            clicked=partial(removes, self),
        )
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for across, part in enumerate((self.first, label("→", "note"), self._last)):
            self._grid.addWidget(part, 0, across)
        self._grid.addWidget(gone, 0, _COLUMNS)
        self._grid.setColumnStretch(3, 3)
        self._grid.setColumnStretch(4, 2)
        self.setLayout(self._grid)
        self._is_folded = True
        self._fold(is_folded=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the reason below the hours where one beside the other would be read in part."""
        super().resizeEvent(event)
        self._fold(is_folded=event.size().width() < _UNFOLDED_PX)

    def _fold(self, *, is_folded: bool) -> None:
        if is_folded == self._is_folded:
            return
        self._is_folded = is_folded
        self._grid.addWidget(self._hours, 0, 3, 1, 2 if is_folded else 1)
        if is_folded:
            self._grid.addWidget(self._reason, 1, 0, 1, _COLUMNS)
        else:
            self._grid.addWidget(self._reason, 0, 4)
        self._grid.setContentsMargins(0, 0, 0, _FOLDED_GAP_PX if is_folded else 0)

    @staticmethod
    def _entry(name: str, spoken: str, longest: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setMaxLength(longest)
        return made

    def _show(self, shown: SpecialDays) -> None:
        self.first.show_day(shown.first)
        if shown.last > shown.first:
            self._last.show_day(shown.last)
        self._hours.setText(write_openings(shown.openings))
        self._reason.setText(shown.reason)
        for field in (self._hours, self._reason):
            field.setCursorPosition(0)

    def read(self) -> SpecialDays | None:
        """Return what is typed; None where no day is.

        Raises:
            RefusedError: special_day_unread, wrong_hours.
        """
        typed, ends = self.first.text().strip(), self._last.text().strip()
        if not typed:
            return None
        first = self.first.day()
        last = self._last.day() if ends else first
        if first is None or last is None or last < first:
            raise RefusedError("special_day_unread", text=f"{typed} {ends}".strip())
        return SpecialDays(
            first, last, read_openings(self._hours.text()), self._reason.text().strip()
        )
