"""Lists in: drop or choose, see what was recognised, try, import, undo. And the data out."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from desktop.errors import ShopError
from desktop.services.lists import import_runs, list_exports
from desktop.services.lists.imports import ImportReport, ListSeen, Wishes, import_products, look_at
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.imports.columns_page import ColumnsPage
from desktop.ui.imports.outcome_page import OutcomePage
from desktop.ui.imports.report import written_report
from desktop.ui.imports.start_page import StartPage
from desktop.ui.imports.transfer import Transfer
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.work_bar import WorkBar
from sync.kernel.vat import VatRate


class ImportsScreen(Screen):
    """A list is read, tried and taken beside the window; sales go on between its transactions."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "imports", desk.say("imports.title"))
        self._seen: ListSeen | None = None
        self.bar = CatalogueBar("imports", desk)
        self.start = StartPage(desk)
        self.columns = ColumnsPage(desk)
        self.outcome = OutcomePage(desk)
        self.transfer = Transfer(desk)
        self.work = WorkBar("imports-work", desk.say)
        self._pages = QStackedWidget()
        for page in (self.start, self.columns, self.outcome):
            self._pages.addWidget(page)
        body = column(self._pages, self.work, gap=8, margins=(16, 8, 16, 16))
        body.setStretchFactor(self._pages, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretchFactor(body, 1)
        self.setLayout(whole)
        self.setAcceptDrops(True)
        self._listen()

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.start.chooses.connect(self._choose)
        self.start.exports.connect(self._export)
        self.start.undoes.connect(self._undo)
        self.columns.tries.connect(self._try)
        self.columns.resumes.connect(lambda: self._take(resume=True))
        self.columns.leaves.connect(self._begin_anew)
        self.outcome.takes.connect(self._take)
        self.outcome.resumes.connect(lambda: self._take(resume=True))
        self.outcome.undoes.connect(self._undo)
        self.outcome.saves_report.connect(self._save_report)
        self.outcome.leaves.connect(self._begin_anew)
        self.outcome.to_catalogue.connect(lambda: self.asks.emit(Errand("catalogue")))
        self.transfer.moved.connect(self.work.advance)
        self.work.stopped.connect(self.transfer.stop)
        bind(self, "imports-choose", self._choose)
        bind(self, "imports-next", self._next)

    def arrive(self) -> None:
        """Show what was imported lately."""
        self._read_runs()

    def step_back(self) -> bool:
        """Stop what is under way; else go back to the choice of a file, then to the catalogue."""
        if self.transfer.is_running:
            self.work.stop()
        elif self._pages.currentWidget() is not self.start:
            self._begin_anew()
        else:
            self.asks.emit(Errand("catalogue"))
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that may be a list."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and not self.transfer.is_running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        self.look(Path(event.mimeData().urls()[0].toLocalFile()))

    def look(self, source: Path) -> None:
        """Read what a list seems to be, and whether an import of it was interrupted."""
        if self.transfer.is_running:
            return
        shop = self.desk.shop

        def seen() -> tuple[ListSeen, bool]:
            found = look_at(source)
            return found, import_runs.interrupted(shop, found.sha256) is not None

        self.work.begin(self.desk.say("imports.reading", file=source.name), 0)
        self.transfer.begin(seen, self._show_list, self._failed)

    def _show_list(self, answer: tuple[ListSeen, bool]) -> None:
        self.work.end()
        self._seen, is_interrupted = answer
        self.columns.show_list(self._seen, is_interrupted=is_interrupted)
        self._pages.setCurrentWidget(self.columns)

    def _try(self) -> None:
        self._run("imports.trying", self.columns.wishes(dry_run=True), self._show_trial)

    def _take(self, *, resume: bool = False) -> None:
        wishes = self.columns.wishes(dry_run=False, resume=resume)
        self._run("imports.taking", wishes, self._show_done)

    def _run(
        self,
        words: str,
        wishes: Wishes,
        then: Callable[[ImportReport], object],
        report_to: Path | None = None,
    ) -> None:
        if self._seen is None or self.transfer.is_running:
            return
        shop, source, transfer, say = self.desk.shop, self._seen.file, self.transfer, self.desk.say

        def job() -> ImportReport:
            with written_report(report_to, say) as note:
                return import_products(
                    shop,
                    source,
                    staff.current(shop).code,
                    wishes,
                    on_progress=transfer.tell,
                    on_verdict=note,
                    is_cancelled=lambda: transfer.is_stopped,
                )

        self.work.begin(say(words, n=self._seen.lines), self._seen.lines)
        self.transfer.begin(job, then, self._failed)

    def _show_trial(self, report: ImportReport) -> None:
        self.work.end(is_whole=report.is_complete)
        if not report.is_complete:
            return
        self.outcome.show_trial(report, self._rate)
        self._pages.setCurrentWidget(self.outcome)

    def _show_done(self, report: ImportReport) -> None:
        self.work.end(is_whole=report.is_complete)
        self.outcome.show_done(report, self._rate)
        self._pages.setCurrentWidget(self.outcome)
        self._read_runs()

    @property
    def _rate(self) -> VatRate:
        return VatRate(self.desk.shop.settings.vat_rates[0])

    def _failed(self, error: ShopError) -> None:
        self.work.end(is_whole=False)
        self.refuse(error)

    def _begin_anew(self) -> None:
        if self.transfer.is_running:
            return
        self._seen = None
        self._pages.setCurrentWidget(self.start)
        self._read_runs()

    def _next(self) -> None:
        """Do what the page's main button does."""
        if self._pages.currentWidget() is self.columns:
            self._try()
        elif self._pages.currentWidget() is self.outcome and self.outcome.take.isVisible():
            self.outcome.take.click()

    def _undo(self, run_id: str) -> None:
        if self.transfer.is_running:
            return
        shop, transfer = self.desk.shop, self.transfer

        def job() -> int:
            return import_runs.undo_run(
                shop,
                run_id,
                staff.current(shop).code,
                on_progress=transfer.tell,
                is_cancelled=lambda: transfer.is_stopped,
            )

        self.work.begin(self.desk.say("imports.undo"), 0)
        self.transfer.begin(job, self._undone, self._failed)

    def _undone(self, count: int) -> None:
        self.work.end()
        self.tells.emit(Notice(self.desk.say("imports.undone", n=count), "go"))
        self._begin_anew()

    def _read_runs(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: import_runs.runs(shop), self.start.show_runs)

    def _choose(self) -> None:
        say = self.desk.say
        chosen, _filter = QFileDialog.getOpenFileName(
            self, say("imports.choose"), "", say("imports.files")
        )
        if chosen:
            self.look(Path(chosen))

    def _save_report(self) -> None:
        target = self._target("imports.report_name")
        if target is None:
            return
        # What was taken is known now: a second look says of each line what the first one did.
        wishes = self.columns.wishes(dry_run=True)
        done = self.desk.say("imports.report_saved", file=target.name)
        self._run("imports.trying", wishes, lambda _report: self._told(done), target)

    def _export(self, what: str) -> None:
        target = self._target(f"imports.file_{what}")
        if target is None or self.transfer.is_running:
            return
        shop = self.desk.shop
        done = self.desk.say("imports.exported", file=target.name)
        self.work.begin(self.desk.say(f"imports.export_{what}"), 0)
        self.transfer.begin(
            lambda: list_exports.EXPORTS[what](shop, target),
            lambda _n: self._told(done),
            self._failed,
        )

    def _told(self, words: str) -> None:
        self.work.end()
        self.tells.emit(Notice(words, "go"))

    def _target(self, name: str) -> Path | None:
        say = self.desk.say
        chosen, _filter = QFileDialog.getSaveFileName(self, say("imports.export"), say(name))
        return Path(chosen) if chosen else None
