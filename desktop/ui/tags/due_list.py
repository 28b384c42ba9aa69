"""The articles whose tags are due, each with a tick: it will be printed."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from desktop.services.goods.tags import DueTag, TagStanding
from desktop.ui.desk import Desk

_ROW_PX = 60
_VARIANT = Qt.ItemDataRole.UserRole
_TICKS = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class DueList(QListWidget):
    """A touch or the space bar ticks a row; what is on its way to a printer begins unticked."""

    #: Another choice was made.
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("tags-list")
        self.setAccessibleName(desk.say("tags.list"))
        self.setProperty("role", "ticks")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        # Only the row's own touch ticks it: the box alone would be too small for a finger.
        self.itemClicked.connect(self._tick)

    def show_tags(self, tags: Iterable[DueTag]) -> None:
        """Show these; a row that stays keeps its tick, and the place in the list stays."""
        known = {self._id(row): self._is_ticked(row) for row in self._rows()}
        here = self.currentRow()
        self.clear()
        for tag in tags:
            row = QListWidgetItem(self._words(tag))
            row.setData(_VARIANT, tag.variant_id)
            row.setSizeHint(QSize(0, _ROW_PX))
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            usual = tag.standing is TagStanding.DUE
            row.setCheckState(_TICKS[known.get(tag.variant_id, usual)])
            self.addItem(row)
        if self.count():
            self.setCurrentRow(min(max(here, 0), self.count() - 1))
        self.changed.emit()

    def ticked(self) -> tuple[str, ...]:
        """Return the articles that will be printed, in their order."""
        return tuple(self._id(row) for row in self._rows() if self._is_ticked(row))

    def tick_all(self) -> None:
        """Tick every row; when all are, none."""
        everything = len(self.ticked()) < self.count()
        for row in self._rows():
            row.setCheckState(_TICKS[everything])
        self.changed.emit()

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
        row.setCheckState(_TICKS[not self._is_ticked(row)])
        self.changed.emit()

    def _rows(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]

    def _words(self, tag: DueTag) -> str:
        say = self._desk.say
        name = " · ".join(part for part in (tag.name, tag.options) if part)
        why = say(f"tags.why_{tag.why}") if tag.why else ""
        standing = "" if tag.standing is TagStanding.DUE else say(f"tags.{tag.standing.value}")
        price = say.price(tag.price, tag.unit)
        measured = tag.measured
        per_measure = say.per_measure(measured.price, measured.unit) if measured else ""
        parts = (price, per_measure, why, tag.place, standing)
        return f"{name}\n{' · '.join(part for part in parts if part)}"

    @staticmethod
    def _is_ticked(row: QListWidgetItem) -> bool:
        return row.checkState() is Qt.CheckState.Checked

    @staticmethod
    def _id(row: QListWidgetItem) -> str:
        return str(row.data(_VARIANT))
