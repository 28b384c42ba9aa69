"""Fields for a day and for an hour: typed the short way, empty where there is no limit."""

import re
from datetime import date

from PySide6.QtWidgets import QLineEdit

from desktop.domain.promotions import DAY_MINUTES

_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?")
_HOUR = re.compile(r"(\d{1,2})(?:\s*[:hH.]\s*(\d{2})?)?")


def read_day(text: str, today: date) -> date | None:
    """Return a typed day, or None: 15/12 is the next fifteenth of December, 1/3/27 the year given.

    A day without a year that is more than two months past is next year's.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year = today.year if found[3] is None else int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    try:
        day = date(year, int(found[2]), int(found[1]))
        is_past = found[3] is None and (today - day).days > 60
        return day.replace(year=year + 1) if is_past else day
    except ValueError:
        return None


def read_minute(text: str) -> int | None:
    """Return a typed hour in minutes after midnight, or None: 14h30, 14:30 and 14 are."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    minute = int(found[1]) * 60 + int(found[2] or 0)
    return minute if int(found[2] or 0) < 60 and minute <= DAY_MINUTES else None


class DayField(QLineEdit):
    """A day, or none."""

    def __init__(self, name: str, spoken: str, hint: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText(hint)
        self.setMaxLength(10)

    def show_day(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText("" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}")

    def day(self, today: date) -> date | None:
        """Return the day, or None where nothing is typed or it is none."""
        return read_day(self.text(), today)

    def is_wrong(self, today: date) -> bool:
        """Tell whether something is typed that is no day."""
        return bool(self.text().strip()) and self.day(today) is None


class HourField(QLineEdit):
    """An hour of the day, or none."""

    def __init__(self, name: str, spoken: str, hint: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText(hint)
        self.setMaxLength(6)

    def minute(self, without: int) -> int:
        """Return minutes after midnight, or `without` where nothing is typed."""
        found = read_minute(self.text())
        return without if found is None else found

    @property
    def is_wrong(self) -> bool:
        """Tell whether something is typed that is no hour."""
        return bool(self.text().strip()) and read_minute(self.text()) is None
