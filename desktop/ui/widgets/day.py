"""A day, typed as it is written: 30/11/2026."""

import re
from datetime import date

from PySide6.QtWidgets import QLineEdit

from desktop.ui.theme.dress import mark

_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")


class DayEntry(QLineEdit):
    """Holds one day; what is none turns its frame red, and nothing is no mistake."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(10)
        self.textChanged.connect(lambda _text: self._show_tone())

    def show_day(self, day: date) -> None:
        """Show a day."""
        self.setText(f"{day.day:02d}/{day.month:02d}/{day.year:04d}")

    def day(self) -> date | None:
        """Return the day, or None when what is typed is none."""
        found = _DAY.fullmatch(self.text().strip())
        if found is None:
            return None
        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            return None

    def _show_tone(self) -> None:
        is_day = self.day() is not None or not self.text().strip()
        mark(self, "tone", "" if is_day else "stop")
