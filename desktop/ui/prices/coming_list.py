"""The prices to come under the days they change on, each with a tick: it will be withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from desktop.services.goods.coming_prices import ComingPrice
from desktop.ui.desk import Desk
from desktop.ui.theme.dress import type_of
from desktop.ui.wording import Wording

_ROW_PX = 60
_DAY_PX = 40
_CHANGE = Qt.ItemDataRole.UserRole
_TICKS = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class ComingList(QListWidget):
    """A touch or the space bar ticks a row; the row at hand is told in full beside the list."""

    #: Other rows are ticked.
    ticked_anew = Signal()
    #: A ComingPrice, or None: the row at hand is another one.
    at_hand = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("prices-list")
        self.setAccessibleName(desk.say("prices.list"))
        self.setProperty("role", "ticks")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        # Only the row's own touch ticks it: the box alone would be too small for a finger.
        self.itemClicked.connect(self._tick)
        self.currentItemChanged.connect(self._tell_at_hand)

    def show_changes(self, changes: Iterable[ComingPrice], today: date) -> None:
        """Show these in their order; a row that stays keeps its tick and stays at hand."""
        kept = set(self.ticked())
        here = self._change_of(self.currentItem())
        self.blockSignals(True)
        self.clear()
        for day, of_day in groupby(changes, lambda change: change.day):
            self.addItem(self._head(day, today))
            for change in of_day:
                row = self._row(change, is_ticked=change.plan_id in kept)
                self.addItem(row)
                if here is not None and here.plan_id == change.plan_id:
                    self.setCurrentItem(row)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(1)
        self.blockSignals(False)
        self.ticked_anew.emit()
        self._tell_at_hand(self.currentItem())

    def ticked(self) -> tuple[str, ...]:
        """Return the plans of the ticked rows, in their order."""
        return tuple(
            change.plan_id
            for row in self._rows()
            if (change := self._change_of(row)) and row.checkState() is Qt.CheckState.Checked
        )

    def tick_all(self) -> None:
        """Tick every row; when all are, none."""
        rows = self._rows()
        everything = len(self.ticked()) < len(rows)
        for row in rows:
            row.setCheckState(_TICKS[everything])
        self.ticked_anew.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar."""
        row = self.currentItem()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self._tick(row)
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return a size that leaves the window alone."""
        return QSize(240, 2 * _ROW_PX)

    def _tick(self, row: QListWidgetItem) -> None:
        if self._change_of(row) is None:
            return
        row.setCheckState(_TICKS[row.checkState() is not Qt.CheckState.Checked])
        self.ticked_anew.emit()

    def _tell_at_hand(self, row: QListWidgetItem | None) -> None:
        self.at_hand.emit(self._change_of(row))

    def _rows(self) -> list[QListWidgetItem]:
        every = (self.item(place) for place in range(self.count()))
        return [row for row in every if self._change_of(row) is not None]

    def _head(self, day: date, today: date) -> QListWidgetItem:
        head = QListWidgetItem(day_head(self._desk.say, day, today))
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setFont(type_of(self._desk.tokens.sizes.note, QFont.Weight.DemiBold))
        head.setSizeHint(QSize(0, _DAY_PX))
        return head

    def _row(self, change: ComingPrice, *, is_ticked: bool) -> QListWidgetItem:
        row = QListWidgetItem(self._words(change))
        row.setData(_CHANGE, change)
        row.setSizeHint(QSize(0, _ROW_PX))
        row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        row.setCheckState(_TICKS[is_ticked])
        return row

    def _words(self, change: ComingPrice) -> str:
        say = self._desk.say
        if change.runs:
            how_long = say("prices.ends")
        elif change.last_day is None:
            how_long = say("prices.for_good")
        else:
            how_long = say("prices.until", last=change.last_day)
        return f"{change.label}\n{step_words(say, change)} · {how_long}"

    @staticmethod
    def _change_of(row: QListWidgetItem | None) -> ComingPrice | None:
        change = None if row is None else row.data(_CHANGE)
        return change if isinstance(change, ComingPrice) else None


def step_words(say: Wording, change: ComingPrice) -> str:
    """Return from what to what: 7,90 € → 6,90 €."""
    if change.before == change.after:
        return say("prices.stays", after=change.after)
    return say("prices.step", before=change.before, after=change.after)


def day_words(say: Wording, day: date, today: date) -> str:
    """Return a day with its weekday, one of another year with its year."""
    if day.year != today.year:
        return say.date(day)
    return say.day(datetime.combine(day, time(12), say.zone))


def day_head(say: Wording, day: date, today: date) -> str:
    """Return a day as people say it: today, tomorrow with its date, or its date."""
    if day <= today:
        return say("prices.today")
    words = day_words(say, day, today)
    if day == today + timedelta(days=1):
        return say("prices.tomorrow", day=words)
    return words[:1].upper() + words[1:]
