"""An X reading or a Z closing, as figures."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.services.views import TillReportView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel

_COUNTS = ("sales", "refunds", "copies", "voids", "abandoned", "drawer")
_Row = tuple[str, str]


class ReportPanel(Panel):
    """Shows a report; printing is the screen's affair."""

    prints = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("report", "", say("till.back"))
        self._desk = desk
        self._report: TillReportView | None = None
        self._print = Button(
            "report-print",
            say("till.print_report"),
            picture="print",
            clicked=lambda: self.prints.emit(self._report),
        )
        self.head.addWidget(self._print)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        inside, scroll = QWidget(), QScrollArea()
        body = row(self._left, self._right, gap=24)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        inside.setLayout(body)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        self.fill(column(scroll))

    def show_report(self, report: TillReportView) -> None:
        """Show the figures of a day."""
        say = self._desk.say
        self._report = report
        title = (
            say("till.z_title", number=report.number) if report.kind == "z" else say("till.x_title")
        )
        self.show_title(f"{title} · {say.day(report.opened_at)}")
        self._print.setFocus()
        clear(self._left)
        clear(self._right)
        self._left.addWidget(_block(say("report.turnover"), self._turnover(report), "report-gross"))
        self._left.addWidget(_block(say("report.counts"), self._counts(report), "report-counts"))
        self._left.addStretch(1)
        self._right.addWidget(
            _block(say("report.tenders"), self._tenders(report), "report-tenders")
        )
        self._right.addWidget(_block(say("report.drawer"), self._drawer(report), "report-drawer"))
        self._right.addWidget(
            _block(say("report.journal"), self._journal(report), "report-journal")
        )
        self._right.addStretch(1)

    def _turnover(self, report: TillReportView) -> list[_Row]:
        say = self._desk.say
        rows = [
            (say("report.sales"), say.money(report.sales)),
            (say("report.refunds"), say.money(report.refunds)),
            (say("report.turnover"), say.money(report.gross)),
        ]
        rows += [
            (say("report.vat", rate=share.rate, gross=share.gross), say.money(share.vat))
            for share in report.vat
        ]
        rows.append((say("report.net"), say.money(report.net)))
        if report.discounts:
            rows.append((say("report.discounts"), say.money(report.discounts)))
        rows.append((say("report.perpetual"), say.money(report.perpetual_net)))
        return rows

    def _counts(self, report: TillReportView) -> list[_Row]:
        say = self._desk.say
        rows = [
            (say(f"report.count_{name}"), str(report.counts[name]))
            for name in _COUNTS
            if report.counts.get(name)
        ]
        if report.first_ticket:
            words = say("report.tickets", first=report.first_ticket, last=report.last_ticket)
            rows.append((words, ""))
        return rows

    def _tenders(self, report: TillReportView) -> list[_Row]:
        say = self._desk.say
        return [
            (say(f"means.{tender.means.value}"), say.money(tender.amount))
            for tender in report.tenders
        ]

    def _journal(self, report: TillReportView) -> list[_Row]:
        """Return how far somebody else vouches for the journal: what lies beyond is a number."""
        say = self._desk.say
        rows = [(say("report.absolute"), say.money(report.perpetual_absolute))]
        if report.anchored_at is None:
            rows.append((say("report.never_anchored"), ""))
        else:
            upto = say("report.anchored", n=report.anchored_seq)
            rows.append(
                (upto, f"{say.short_day(report.anchored_at)} {say.time(report.anchored_at)}")
            )
        rows.append((say("report.unanchored"), str(report.unanchored)))
        return rows

    def _drawer(self, report: TillReportView) -> list[_Row]:
        say = self._desk.say
        rows = [(say("report.float"), say.money(report.opening_float))]
        rows += [(move.reason, say.money(move.amount)) for move in report.movements]
        if report.kind == "z" or not self._desk.shop.settings.counts_blind:
            rows.append((say("report.expected"), say.money(report.expected_cash)))
        if report.counted_cash is not None:
            rows.append((say("report.counted"), say.money(report.counted_cash)))
        if report.difference:
            rows.append((say("till.difference"), say.money(report.difference)))
        return rows


def _block(title: str, rows: list[_Row], name: str) -> QFrame:
    block = QFrame()
    block.setObjectName(name)
    block.setProperty("role", "sunken")
    grid = QGridLayout()
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(0, 1)
    for place, (words, figure) in enumerate(rows):
        grid.addWidget(label(words, wraps=True), place, 0)
        # One under the other by their last figure, whatever their length.
        grid.addWidget(label(figure, "heading"), place, 1, Qt.AlignmentFlag.AlignRight)
    block.setLayout(column(label(title, "heading"), grid, gap=12, margins=16))
    return block
