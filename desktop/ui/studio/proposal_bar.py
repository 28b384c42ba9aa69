"""What is proposed, each with where it comes from; a tap takes the next proposal of its field."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.proposal import Field, Proposal
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import ElidedButton
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column
from sync.kernel.vat import VatRate

_SHOWN: tuple[Field, ...] = ("name", "brand", "category", "vat", "colour")
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
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.setObjectName("studio-proposals")
        self.setLayout(column(label(desk.say("studio.proposed"), "field"), self._grid, gap=4))
        self.hide()

    def show_proposals(self, fields: Mapping[Field, Sequence[Proposal]]) -> None:
        """Show what is proposed now; a field somebody went on in stays where it was."""
        standing = {name: self._value(name) for name in self._on}
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
        self._lay_out()

    def _value(self, name: Field) -> str:
        return self._fields[name][self._on[name]].value

    def _lay_out(self) -> None:
        clear(self._grid)
        for place, name in enumerate(self._fields):
            self._grid.addWidget(self._chip(name), place // _COLUMNS, place % _COLUMNS)
        for across in range(_COLUMNS):
            self._grid.setColumnStretch(across, 1)
        self.setVisible(bool(self._fields))

    def _chip(self, name: Field) -> ElidedButton:
        has_more = len(self._fields[name]) > 1

        def take() -> None:
            self._on[name] = (self._on[name] + 1) % len(self._fields[name]) if has_more else 0
            made.say(self._words(name))
            self.taken.emit(name, self._value(name))

        made = ElidedButton(
            f"studio-proposal-{name}",
            self._words(name),
            role="chip",
            picture="swap" if has_more else "check",
            clicked=take,
        )
        made.say(self._words(name))
        return made

    def _words(self, name: Field) -> str:
        say, proposal = self._desk.say, self._fields[name][self._on[name]]
        value = proposal.value
        if name == "vat" and value.isdecimal():
            value = say.rate(VatRate(int(value)))
        return say(
            "studio.chip",
            field=say(f"studio.field_{name}"),
            value=value,
            origin=say(f"studio.origin_{proposal.origin}"),
        )
