"""Where a list is dropped or chosen, what was imported before, and the ways out."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.services.lists.import_runs import RunView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.states import ConfirmBar, EmptyState

EXPORTS = ("products", "stock", "prices", "customers", "sales", "all")


class StartPage(QFrame):
    """The room when no list is under way."""

    chooses = Signal()
    #: The name of what is to be exported.
    exports = Signal(str)
    #: The run to take back.
    undoes = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        drop = QFrame()
        drop.setProperty("role", "pane")
        empty = EmptyState(
            "imports-none",
            "import",
            say("imports.none"),
            say("imports.none_how"),
            act=say("imports.choose"),
            then=self.chooses.emit,
        )
        drop.setLayout(column(empty))
        side = QFrame()
        side.setProperty("role", "pane")
        self._runs = QVBoxLayout()
        self._runs.setSpacing(4)
        self._confirm = ConfirmBar("imports-run-ask", say("imports.keep"))
        buttons = [
            Button(
                f"imports-export-{name}",
                say(f"imports.export_{name}"),
                clicked=partial(self.exports.emit, name),
            )
            for name in EXPORTS
        ]
        inside = scrolling(column(self._runs, None))
        whole = column(
            label(say("imports.runs"), "heading"),
            inside,
            self._confirm,
            label(say("imports.export"), "heading"),
            label(say("imports.export_how"), "note", wraps=True),
            row(*buttons[:2]),
            row(*buttons[2:4]),
            row(*buttons[4:]),
            gap=8,
            margins=16,
        )
        whole.setStretchFactor(inside, 1)
        side.setLayout(whole)
        body = row(drop, side, gap=16)
        body.setStretch(0, 45)
        body.setStretch(1, 55)
        self.setLayout(body)

    def show_runs(self, runs: Sequence[RunView]) -> None:
        """Show the latest imports, those that stand with their undo."""
        say, now = self._desk.say, self._desk.shop.clock.now()
        clear(self._runs)
        if not runs:
            self._runs.addWidget(label(say("imports.no_runs"), "note"))
        for place, run in enumerate(runs):
            counts = say("imports.run", made=run.made, changed=run.changed, faults=run.faults)
            when, standing = say.moment(run.begun_at, now), ""
            if run.is_undone:
                standing = say("imports.run_undone")
            elif not run.is_complete:
                standing = say("imports.run_open")
            told = column(
                ElidedLabel(run.file_name, "heading"),
                ElidedLabel(" · ".join(filter(None, (when, counts, standing))), "note"),
                gap=0,
            )
            undo = Button(
                f"imports-run-undo-{place}",
                say("imports.undo"),
                role="quiet",
                clicked=partial(self._ask, run.id),
            )
            # Shown before it stands in the window it would be a window of its own for a moment.
            if run.is_undone or not (run.made or run.changed):
                undo.hide()
            line = row(told, undo)
            line.setStretch(0, 1)
            self._runs.addLayout(line)

    def _ask(self, run_id: str) -> None:
        say = self._desk.say
        self._confirm.ask(
            say("imports.undo_ask"), say("imports.undo"), lambda: self.undoes.emit(run_id)
        )
