"""What will come of a list, or has come of it: counts, and the lines to correct."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.services.lists.imports import ImportReport
from desktop.ui.desk import Desk
from desktop.ui.imports.report import why_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.states import ConfirmBar, Pill
from sync.kernel.vat import VatRate

_MOST_LINES = 100


class OutcomePage(QFrame):
    """After the trial it leads to the import; after the import to its undo."""

    takes = Signal()
    #: Go on with what was stopped.
    resumes = Signal()
    undoes = Signal(str)
    saves_report = Signal()
    leaves = Signal()
    to_catalogue = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run_id = ""
        say = desk.say
        self.setProperty("role", "pane")
        self._title = label("", "title", wraps=True)
        self._pills = {name: Pill(f"imports-{name}") for name in ("made", "changed", "known")}
        self._faulty = Pill("imports-faulty")
        self._vat = label("", "note", "look", wraps=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.confirm = ConfirmBar("imports-undo-ask", say("imports.keep"))
        self.take = Button(
            "imports-take", say("imports.take"), role="primary", clicked=self.takes.emit
        )
        self.resume = Button("imports-go-on", say("imports.go_on"), clicked=self.resumes.emit)
        self.undo = Button("imports-undo", say("imports.undo"), role="stop", clicked=self._ask)
        self.report = Button(
            "imports-report", say("imports.save_report"), clicked=self.saves_report.emit
        )
        other = Button("imports-another", say("imports.other"), clicked=self.leaves.emit)
        self.see = Button(
            "imports-see",
            say("imports.to_catalogue"),
            role="primary",
            clicked=self.to_catalogue.emit,
        )
        inside = scrolling(column(self._lines, None))
        whole = column(
            self._title,
            row(*self._pills.values(), self._faulty, None),
            self._vat,
            inside,
            self.confirm,
            row(other, self.report, None, self.undo, self.resume, self.see, self.take),
            gap=12,
            margins=16,
        )
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)
        # Never all of them at once: each standing shows its own.
        for button in (self.undo, self.resume, self.see, self.take):
            button.hide()

    def show_trial(self, report: ImportReport, rate: VatRate) -> None:
        """Show what would happen."""
        self._show(report, "imports.will", "imports.made", "imports.changed", rate)
        self.take.setVisible(True)
        self.report.show()
        self.take.setEnabled(bool(report.made or report.changed))
        for button in (self.undo, self.resume, self.see):
            button.hide()

    def show_done(self, report: ImportReport, rate: VatRate) -> None:
        """Show what has happened, and how to take it back."""
        title = "imports.done" if report.is_complete else "imports.stopped"
        self._show(report, title, "imports.was_made", "imports.was_changed", rate)
        self._run_id = report.run_id
        # The report is of what a look at the list finds now: after the import, all is there.
        self.report.hide()
        self.take.hide()
        self.see.show()
        self.undo.setVisible(bool(report.made or report.changed))
        self.resume.setVisible(not report.is_complete)

    def _show(
        self, report: ImportReport, title: str, made: str, changed: str, rate: VatRate
    ) -> None:
        say = self._desk.say
        self.confirm.hide()
        self._title.setText(say(title))
        self._pills["made"].say("plus", say(made, n=report.made), "go" if report.made else "")
        self._pills["changed"].say(
            "note", say(changed, n=report.changed), "accent" if report.changed else ""
        )
        self._pills["known"].say("check", say("imports.known", n=report.known), "")
        self._faulty.say(
            "flag", say("imports.faulty", n=report.faulty), "stop" if report.faulty else ""
        )
        self._vat.setVisible(bool(report.assumed_vat))
        self._vat.setText(say("imports.assumed_vat", n=report.assumed_vat, rate=rate))
        clear(self._lines)
        if not report.faulty:
            self._lines.addWidget(label(say("imports.no_fault"), "note"))
        for fault in report.faults[:_MOST_LINES]:
            words = say(
                "imports.fault", line=fault.number, why=why_of(fault.code, say), text=fault.text
            )
            self._lines.addWidget(ElidedLabel(words))
        more = report.faulty - min(len(report.faults), _MOST_LINES)
        if more > 0:
            self._lines.addWidget(label(say("imports.more_faults", n=more), "note"))

    def _ask(self) -> None:
        say = self._desk.say
        self.confirm.ask(
            say("imports.undo_ask"), say("imports.undo"), lambda: self.undoes.emit(self._run_id)
        )
