"""What is proposed, each with where it comes from; a tap takes the next proposal of its field."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.proposal import Field, Proposal
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import ICON_GAP_PX, ICON_PX, Button
from desktop.ui.widgets.labels import label, plain_tip
from desktop.ui.widgets.layouts import clear, column
from sync.kernel.vat import VatRate

_SHOWN: tuple[Field, ...] = ("name", "brand", "vat", "content", "colour")
"""Sections have chips of their own, under the field they go into."""
_COLUMNS = 2


class ProposalBar(QWidget):
    """One chip a field; the likeliest proposal is on, a tap goes to the next and round again."""

    #: (field, value): take this one.
    taken = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._fields: dict[Field, tuple[Proposal, ...]] = {}
        self._on: dict[Field, int] = {}
        self._tapped: set[Field] = set()
        self._chips: dict[Field, _Chip] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.setObjectName("studio-proposals")
        self.setLayout(column(label(desk.say("studio.proposed"), "field"), self._grid, gap=4))
        self.hide()

    def show_proposals(self, fields: Mapping[Field, Sequence[Proposal]]) -> None:
        """Show what is proposed now; a field somebody went on in stays where it was."""
        standing = {name: self._value(name) for name in self._on if name in self._tapped}
        self._fields = {name: tuple(fields[name]) for name in _SHOWN if fields.get(name)}
        self._on = {}
        for name, found in self._fields.items():
            values = [each.value for each in found]
            before = standing.get(name, "")
            self._on[name] = values.index(before) if before in values else 0
        self._lay_out()

    def clear(self) -> None:
        """Propose nothing."""
        self._fields, self._on = {}, {}
        self._tapped.clear()
        self._lay_out()

    def go_on(self, name: Field) -> None:
        """Take the next proposal of a field, if there is one."""
        if name not in self._fields:
            return
        self._tapped.add(name)
        self._on[name] = (self._on[name] + 1) % len(self._fields[name])
        self._chips[name].tell(*self._words(name))
        self.taken.emit(name, self._value(name))

    def _value(self, name: Field) -> str:
        return self._fields[name][self._on[name]].value

    def _lay_out(self) -> None:
        clear(self._grid)
        self._chips = {name: self._chip(name) for name in self._fields}
        for place, made in enumerate(self._chips.values()):
            self._grid.addWidget(made, place // _COLUMNS, place % _COLUMNS)
        for across in range(_COLUMNS):
            self._grid.setColumnStretch(across, 1)
        self.setVisible(bool(self._fields))

    def _chip(self, name: Field) -> "_Chip":
        picture = "swap" if len(self._fields[name]) > 1 else "check"
        made = _Chip(f"studio-proposal-{name}", picture, lambda: self.go_on(name))
        made.tell(*self._words(name))
        return made

    def _words(self, name: Field) -> tuple[str, str]:
        say, proposal = self._desk.say, self._fields[name][self._on[name]]
        value = proposal.value
        if name == "vat" and value.isdecimal():
            value = say.rate(VatRate(int(value)))
        told = say("studio.chip", field=say(f"studio.field_{name}"), value=value)
        return told, say(f"studio.origin_{proposal.origin}")


class _Chip(Button):
    """A value over where it comes from; both give way to the width there is."""

    def __init__(self, name: str, picture: str, clicked: Callable[[], object]) -> None:
        super().__init__(name, "\n", picture=picture, clicked=clicked)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("tone", "proposal")
        self._lines: tuple[str, ...] = ()

    def tell(self, value: str, origin: str) -> None:
        """Write the two lines, and have a screen reader say both."""
        self._lines = (value, origin)
        self.setAccessibleName(f"{value}, {origin}")
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return room for an icon and a few letters."""
        return QSize(ICON_PX * 4, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 2 * self.fontMetrics().height() + 14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 2 * ICON_PX - 4 * ICON_GAP_PX, ICON_PX)
        cut = (
            self.fontMetrics().elidedText(each, Qt.TextElideMode.ElideRight, room)
            for each in self._lines
        )
        self.setText("\n".join(cut))
        self.setToolTip(plain_tip(self.accessibleName()))
