"""The closings of past days, to look at and print again."""

from functools import partial

from PySide6.QtCore import Signal

from desktop.services.views import TillReportView
from desktop.ui.desk import Desk
from desktop.ui.widgets.layouts import clear, column
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import EmptyState


class ReportsPanel(Panel):
    """One row a closing, newest first."""

    #: A TillReportView.
    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("reports", desk.say("till.last_z"), desk.say("till.back"))
        self._desk = desk
        self._rows = column(None)
        self.fill(self._rows)

    def show_reports(self, reports: tuple[TillReportView, ...]) -> None:
        """Show the closings."""
        clear(self._rows)
        say = self._desk.say
        for place, report in enumerate(reports):
            button = RowButton(
                f"report-{place}",
                say("till.z_row", number=report.number, day=say.day(report.opened_at)),
                say("till.z_automatic") if report.is_automatic else "",
                say.money(report.gross),
                picture_name="receipt",
                clicked=partial(self.chosen.emit, report),
            )
            self._rows.addWidget(button)
            if place == 0:
                button.setFocus()
        if reports:
            self._rows.addStretch(1)
            return
        nothing = EmptyState(
            "no-reports",
            "receipt",
            say("till.no_z"),
            say("till.no_z_how"),
            act=say("till.to_till"),
            then=self.left.emit,
        )
        self._rows.addWidget(nothing)
        nothing.act.setFocus()
