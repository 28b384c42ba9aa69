"""What was changed of a thing, by whom and when; any one change can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change in the words of the screen."""

    id: str
    at: datetime
    by: str
    words: str
    is_undone: bool


class ChangesFold(Fold):
    """The changes of one thing, asked for when the fold is opened."""

    #: (id of a thing): its changes are to be read, and shown by `show_changes`.
    asks = Signal(str)
    #: (id of a change): it is to be taken back.
    undoes = Signal(str)

    def __init__(self, desk: Desk, about: str) -> None:
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        super().__init__(
            f"{about}-history",
            desk.say("product.fold_history"),
            column(self._rows, margins=(12, 0, 0, 8)),
        )
        self._desk, self._about = desk, about
        self.thing = ""
        self.opened.connect(self._read_again)

    def be_about(self, thing: str) -> None:
        """Be about a stored thing; one that is new, with no id yet, has no history."""
        self.thing = thing
        self.setVisible(bool(thing))
        if self.is_open:
            self._read_again()

    def show_changes(self, thing: str, changes: Sequence[ToldChange]) -> None:
        """Show the changes of a thing, unless the fold is about another meanwhile."""
        if thing != self.thing:
            return
        say, now = self._desk.say, self._desk.shop.clock.now()
        clear(self._rows)
        for place, change in enumerate(changes):
            head = say("history.line", by=change.by, when=say.moment(change.at, now))
            tone = "muted" if change.is_undone else ""
            words = column(
                label(change.words, "", tone, wraps=True),
                label(say("history.undone", line=head) if change.is_undone else head, "note"),
                gap=0,
            )
            line = row(words)
            line.setStretch(0, 1)
            if not change.is_undone:
                line.addWidget(
                    Button(
                        f"{self._about}-undo-{place}",
                        say("catalogue.undo"),
                        role="quiet",
                        clicked=partial(self.undoes.emit, change.id),
                    )
                )
            self._rows.addLayout(line)

    def _read_again(self) -> None:
        if self.thing:
            self.asks.emit(self.thing)
