"""The papers of the shop: what nobody is sure of, what waits and why, what came out."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.errors import ShopError
from desktop.services.papers import paper_list, print_relief, printer_setup
from desktop.services.papers.paper_list import PaperAct, PaperView
from desktop.services.shop import Shop
from desktop.settings import FILES
from desktop.ui.desk import Desk
from desktop.ui.settings.printer_steps import Choices
from desktop.ui.settings.section import Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row

_KINDS = frozenset(
    {
        "receipt",
        "note",
        "label",
        "slip",
        "alarm",
        "round",
        "report",
        "shelf_label",
        "voucher",
        "test",
    }
)
_OF_THE_SHOP = frozenset({"taken_away", "unfit"})
"""Why a paper waits, where it is not the printer's condition."""
_TONES = {
    "doubtful": "stop",
    "held": "stop",
    "queued": "look",
    "sending": "accent",
    "printed": "go",
    "filed": "go",
    "sent": "look",
}


class PapersSection(Section):
    """The queue of every printer, with what a person can do about each paper."""

    #: A ShopError to be told.
    refuses = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "papers")
        self._papers: tuple[PaperView, ...] = ()
        self._rows = column(gap=8)
        self._none = label(self.say("papers.none"), "note", wraps=True)
        self._none.setObjectName("papers-none")
        self.fill("papers.title", "papers.how", self._none, self._rows)
        desk.changes.on(self, ("printers",), self._look)

    def showEvent(self, event: QShowEvent) -> None:
        """See how the papers stand now."""
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        if self.isVisible():
            shop = self.desk.shop
            self.desk.tasks.ledger(self, lambda: paper_list.papers(shop), self._show)

    def _show(self, papers: tuple[PaperView, ...]) -> None:
        self._none.setVisible(not papers)
        if papers != self._papers:
            self._papers = papers
            clear(self._rows)
            for place, paper in enumerate(papers):
                self._rows.addWidget(self._row(place, paper))

    def _row(self, place: int, paper: PaperView) -> QFrame:
        kind = paper.kind if paper.kind in _KINDS else "other"
        title = f"{self.say(f'papers.kind_{kind}')} {paper.title}"
        state = "filed" if paper.printer == FILES and paper.state == "printed" else paper.state
        words = self.say(f"papers.state_{state}")
        stands = label(words, "field", _TONES.get(state, "muted"))
        stands.setObjectName(f"paper-{place}-state")
        lines = column(
            ElidedLabel(title, "heading"), ElidedLabel(self._where(paper), "note"), gap=0
        )
        told = row(lines, stands, gap=6)
        told.setStretch(0, 1)
        acts = row(None, gap=6)
        self._add_acts(acts, place, paper, title)
        made = QFrame()
        # Beneath, so that it can be read in a narrow window which paper it is.
        made.setLayout(column(told, acts, gap=2) if paper.acts else told)
        return made

    def _where(self, paper: PaperView) -> str:
        """Return when, at which printer and why it waits there."""
        parts = [
            self.say.moment(paper.at, self.desk.shop.clock.now()),
            paper.printer_name or self.say("printer.files"),
        ]
        if paper.came_from:
            parts.append(self.say("papers.from", name=paper.came_from))
        if paper.reason in _OF_THE_SHOP:
            parts.append(self.say(f"papers.{paper.reason}"))
        elif paper.state == "queued" and paper.reason:
            parts.append(self.say(f"settings.condition_{paper.reason}"))
        return " · ".join(parts)

    def _add_acts(self, line: QHBoxLayout, place: int, paper: PaperView, title: str) -> None:
        shop, ident = self.desk.shop, paper.id
        if PaperAct.SETTLE in paper.acts:
            no = "papers.came_not_fiscal" if paper.is_fiscal else "papers.came_not"
            self._add(line, f"paper-{place}-yes", "papers.came_out", title,
                      lambda: paper_list.tell(shop, ident, came_out=True))  # fmt: skip
            self._add(line, f"paper-{place}-no", no, title,
                      lambda: paper_list.tell(shop, ident, came_out=False))  # fmt: skip
        if PaperAct.SEND in paper.acts:
            line.addWidget(self._places(place, paper, title))
        if PaperAct.RETRY in paper.acts:
            self._add(line, f"paper-{place}-retry", "papers.retry", title,
                      lambda: paper_list.retry(shop, ident))  # fmt: skip
        if PaperAct.CANCEL in paper.acts:
            self._add(line, f"paper-{place}-cancel", "papers.cancel", title,
                      lambda: paper_list.withdraw(shop, ident))  # fmt: skip

    def _add(
        self, line: QHBoxLayout, name: str, words: str, title: str, job: Callable[[], object]
    ) -> None:
        act = self.say(words)
        button = Button(name, act, clicked=partial(self._do, job))
        button.setAccessibleName(self.say("papers.act_of", act=act, title=title))
        line.addWidget(button)

    def _places(self, place: int, paper: PaperView, title: str) -> Choices:
        """Return the printers it can be sent to; the files too."""
        words = self.say("papers.send")
        choice = Choices(f"paper-{place}-send", self.say("papers.act_of", act=words, title=title))
        choice.addItem(words, "")
        settings = self.desk.shop.settings
        for code in printer_setup.places_for(settings, paper.printer):
            known = settings.printer(code)
            name = self.say("printer.files") if known is None else known.name or known.code
            choice.addItem(name, code)
        choice.activated.connect(lambda _place: self._send(paper.id, str(choice.currentData())))
        return choice

    def _send(self, ident: str, printer: str) -> None:
        shop: Shop = self.desk.shop
        if printer:
            self._do(lambda: print_relief.send_to(shop, ident, printer))

    def _do(self, job: Callable[[], object]) -> None:
        self.desk.tasks.ledger(self, job, lambda _done: self._look(), self._refuse)

    def _refuse(self, error: ShopError) -> None:
        self._papers = ()
        self._look()
        self.refuses.emit(error)
