"""The sections a product most likely belongs to, side by side: one tap, or Ctrl and a figure."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from desktop.domain.proposal import MOST_SECTIONS
from desktop.domain.search_text import fold
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import plain_tip

_COLUMNS = 3
_MARGIN_PX = 20


class SectionChips(QWidget):
    """At most six names of sections; the one that stands in the field is lit.

    Any of them is one input away, whatever its place: going round with one key was up to five.
    """

    #: Its name.
    chosen = Signal(str)

    def __init__(self, desk: Desk, prefix: str) -> None:
        super().__init__()
        self._desk = desk
        self._names: tuple[str, ...] = ()
        self._in_field = ""
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._chips = [self._chip(prefix, place) for place in range(MOST_SECTIONS)]
        for place, chip in enumerate(self._chips):
            self._grid.addWidget(chip, place // _COLUMNS, place % _COLUMNS)
        for across in range(_COLUMNS):
            self._grid.setColumnStretch(across, 1)
        self.setObjectName(f"{prefix}-sections")
        self.setLayout(self._grid)
        self.hide()

    def _chip(self, prefix: str, place: int) -> "_Chip":
        made = _Chip(f"{prefix}-section-{place + 1}", partial(self.take, place))
        made.setVisible(False)
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """Return the sections that are offered, the likeliest first."""
        return self._names

    def offer(self, names: Sequence[str]) -> None:
        """Show other sections, the likeliest first; more than six are left out."""
        self._names = tuple(names[:MOST_SECTIONS])
        say = self._desk.say
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(self._names))
            if place < len(self._names):
                chip.tell(self._names[place], say.keys(f"Ctrl+{place + 1}"))
        self.setVisible(bool(self._names))
        self._light()

    def show_chosen(self, name: str) -> None:
        """Light the section that stands in the field, if it is offered."""
        self._in_field = name
        self._light()

    def take(self, place: int) -> None:
        """Choose the section at a place counted from 0; where none is, nothing happens."""
        if 0 <= place < len(self._names):
            self.chosen.emit(self._names[place])

    def go_on(self) -> None:
        """Choose the one after the section in the field, and round again."""
        folded = [fold(name) for name in self._names]
        if folded:
            here = fold(self._in_field)
            self.take((folded.index(here) + 1) % len(folded) if here in folded else 0)

    def _light(self) -> None:
        here = fold(self._in_field)
        for name, chip in zip(self._names, self._chips, strict=False):
            chip.setChecked(bool(here) and fold(name) == here)


class _Chip(Button):
    """A section's name over its key; the name gives way to the width there is."""

    def __init__(self, name: str, clicked: "partial[None]") -> None:
        super().__init__(name, "\n", role="tight", clicked=clicked)
        self.setCheckable(True)
        # The Tab key goes from field to field; the keys of the chips work in any of them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name = self._key = ""

    def nextCheckState(self) -> None:
        """Leave it to the field which section is lit."""

    def tell(self, section: str, key: str) -> None:
        """Write the name and the key that takes it."""
        self._name, self._key = section, key
        self.setAccessibleName(f"{section}, {key}")
        self.setToolTip(plain_tip(section))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the name as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - _MARGIN_PX, _MARGIN_PX)
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        QPushButton.setText(self, f"{name.replace('&', '&&')}\n{self._key}")
