"""The days somebody looks back on."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.till import business_day
from desktop.ui.desk import Desk
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import row

_WEEK, _MONTH = 7, 30


class Period(QWidget):
    """Today, a week, a month, or all there is."""

    chosen = Signal()

    def __init__(self, desk: Desk, name: str, *, whole: bool = False) -> None:
        """Make the choice; with `whole`, all days can be chosen too, and are at first."""
        super().__init__()
        say = desk.say
        self._desk = desk
        self._chips = Chips(name, say("tickets.period"))
        choices: list[tuple[object, str]] = [
            (1, say("tickets.today")),
            (_WEEK, say("tickets.week")),
            (_MONTH, say("tickets.month")),
        ]
        if whole:
            choices.append((0, say("tickets.all")))
        self._chips.show_choices(choices, 0 if whole else 1)
        self._chips.chosen.connect(lambda _days: self.chosen.emit())
        self.setLayout(row(self._chips))

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day; None and None for all."""
        length = self._chips.value
        if not isinstance(length, int) or not length:
            return None, None
        shop = self._desk.shop
        today = business_day(shop.clock.now(), shop.zone, shop.settings.closing_hour)
        return today - timedelta(days=length - 1), today
