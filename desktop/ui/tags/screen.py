"""The tags' room: what is due on the left, how it comes out on the right."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.errors import ShopError
from desktop.services.goods import tags
from desktop.services.goods.tags import (
    REASONS,
    SHEETS,
    Batch,
    Choice,
    DuePage,
    DueTag,
    Papers,
    Preview,
    TagFormat,
    TagKind,
    Wanted,
)
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.tags.due_list import DueList
from desktop.ui.tags.paper_panel import BY_STOCK, PaperPanel
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import EmptyState

_SHOWN = 500
"""Rows at a time; the next ones come when these are out."""
_PREVIEW_MS = 150
"""After a choice: a number is typed digit by digit."""


class TagsScreen(Screen):
    """What is read and queued runs on the ledger, what is drawn in the pool.

    Errands: `labels` with `Wanted` articles, `product` and `delivery` with an id bring labels of
    their own into the list until somebody steps back.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "tags", desk.say("tags.title"))
        self._why = ""
        self._given: dict[str, int] = {}
        self._total = 0
        self._papers: Papers | None = None
        self._file = Path()
        self._asked = 0
        self._build()
        self._listen()
        self._read_choice(TagKind.SHELF)
        self._look()

    def _build(self) -> None:
        say = self.desk.say
        self.bar = CatalogueBar("tags", self.desk)
        self._reasons = Chips("tags-reasons", say("tags.reasons"))
        self._title = label("", "heading")
        self._back = Button(
            "tags-back-to-due", say("tags.back_to_due"), picture="back", clicked=self._forget_given
        )
        self.list = DueList(self.desk)
        self._count = ElidedLabel("", "note")
        self._count.setObjectName("tags-count")
        every = KeyedButton(
            "tags-all", say("tags.all"), say.keys("Ctrl+A"), clicked=self.list.tick_all
        )
        self._drop = KeyedButton(
            "tags-dismiss", say("tags.dismiss"), say.keys("Del"), clicked=self._dismiss
        )
        foot = row(self._count, every, self._drop)
        foot.setStretch(0, 1)
        due = QWidget()
        due.setLayout(column(self.list, foot, gap=8))
        self._none = EmptyState(
            "tags-none",
            "tag",
            say("tags.none"),
            say("tags.none_how"),
            act=say("tags.to_products"),
            then=lambda: self.asks.emit(Errand("catalogue")),
        )
        self._left = QStackedWidget()
        self._left.addWidget(due)
        self._left.addWidget(self._none)
        head = row(self._back, self._title, None)
        pane = QFrame()
        pane.setProperty("role", "pane")
        whole = column(head, self._reasons, self._left, gap=8, margins=12)
        whole.setStretch(2, 1)
        pane.setLayout(whole)
        pane.setMinimumWidth(360)
        self.panel = PaperPanel(self.desk)
        self._print = KeyedButton(
            "tags-print", "", say.keys("F12"), role="primary", clicked=self._go
        )
        chosen = QWidget()
        chosen.setLayout(paper := column(self.panel, self._print, gap=8))
        paper.setStretch(0, 1)
        self._right = QStackedWidget()
        self._right.addWidget(chosen)
        self._right.addWidget(self._question())
        right = QFrame()
        right.setProperty("role", "pane")
        right.setLayout(column(self._right, margins=12))
        right.setMinimumWidth(380)
        body = row(pane, right, gap=12, margins=(16, 8, 16, 16))
        body.setStretch(0, 54)
        body.setStretch(1, 46)
        page = column(self.bar, body, gap=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self._pause = QTimer(self, singleShot=True, interval=_PREVIEW_MS)

    def _question(self) -> QWidget:
        """Return the page that asks whether the sheets came out: no office printer says so."""
        say = self.desk.say
        page = QWidget()
        self._asked_words = label("", "title", wraps=True)
        self._asked_how = label(say("tags.came_out_how"), "note", wraps=True)
        self._yes = KeyedButton(
            "tags-came-out",
            say("tags.came_out"),
            say.keys("F12"),
            role="primary",
            clicked=self._came_out,
        )
        again = Button("tags-open", say("tags.open_again"), clicked=self._open)
        no = Button("tags-not-out", say("tags.not_out"), clicked=self._leave_question)
        page.setLayout(
            column(
                self._asked_words, self._asked_how, None, again, no, self._yes, gap=12, margins=8
            )
        )
        return page

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self._reasons.chosen.connect(self._show_reason)
        self.list.changed.connect(self._on_choice)
        self.panel.changed.connect(self._on_choice)
        self.panel.kind_changed.connect(self._read_choice)
        self.panel.printer_changed.connect(self._read_formats)
        self._pause.timeout.connect(self._draw)
        bind(self, "tags-print", self._on_key)
        bind(self, "tags-all", self.list.tick_all)
        bind(self, "tags-dismiss", self._dismiss)
        self.desk.changes.on(self, ("catalogue", "printers"), self._look)
        self.desk.changes.on(self, ("settings",), lambda: self._read_choice(self._kind))

    # --- what the window asks -----------------------------------------------------------------

    def arrive(self) -> None:
        """Show what is due now, and stand in the list."""
        self._look()
        self.list.setFocus()

    def run(self, errand: Errand) -> None:
        """Take articles that somebody wants labels of."""
        shop, thing = self.desk.shop, errand.thing
        if errand.what == "labels" and isinstance(thing, tuple):
            self._take_given(thing)
        elif errand.what == "product" and isinstance(thing, str):
            self.desk.tasks.ledger(self, lambda: tags.for_product(shop, thing), self._take_given)
        elif errand.what == "delivery" and isinstance(thing, str):
            self.desk.tasks.ledger(self, lambda: tags.for_delivery(shop, thing), self._take_given)

    def step_back(self) -> bool:
        """Leave the question, then the labels somebody asked for."""
        if self._right.currentIndex():
            self._leave_question()
            return True
        if self._given:
            self._forget_given()
            return True
        return False

    # --- the list -------------------------------------------------------------------------------

    @property
    def _kind(self) -> TagKind:
        return self.panel.choice.kind

    def _look(self) -> None:
        shop, why = self.desk.shop, self._why
        if self._given:
            ids = tuple(self._given)
            self.desk.tasks.ledger(self, lambda: tags.articles(shop, ids), self._show_given)
            return
        self.desk.tasks.ledger(self, lambda: tags.due(shop, why, _SHOWN), self._show_due)

    def _show_due(self, page: DuePage) -> None:
        if self._given:
            return
        say = self.desk.say
        self._total = page.counts.get(self._why, 0) if self._why else page.total
        choices = [("", f"{say('tags.every_reason')} {page.total}")]
        choices += [
            (why, f"{say(f'tags.why_{why}')} {page.counts[why]}")
            for why in REASONS
            if page.counts.get(why)
        ]
        if self._why not in dict(choices):
            self._why = ""
            self._look()
            return
        self._reasons.show_choices(choices, self._why)
        self._show_list(page.tags, say("tags.due_title"))

    def _show_given(self, articles: Sequence[DueTag]) -> None:
        if self._given:
            self._total = len(articles)
            self._show_list(articles, self.desk.say("tags.given_title"))

    def _show_list(self, listed: Sequence[DueTag], title: str) -> None:
        is_given = bool(self._given)
        self._title.setText(title)
        self._back.setVisible(is_given)
        self._reasons.setVisible(not is_given and self._total > 0)
        self._drop.setVisible(not is_given)
        self._left.setCurrentIndex(0 if listed else 1)
        self.list.show_tags(listed)

    def _show_reason(self, why: object) -> None:
        self._why = str(why)
        self._look()

    def _take_given(self, wanted: Sequence[Wanted]) -> None:
        self._given = {each.variant_id: each.copies for each in wanted}
        if not self._given:
            self.tells.emit(Notice(self.desk.say("tags.none_in_stock"), "look"))
            self._look()
            return
        self.panel.choose_kind(TagKind.PRODUCT)
        self._look()

    def _forget_given(self) -> None:
        self._given = {}
        self.panel.choose_kind(TagKind.SHELF)
        self._look()

    def _dismiss(self) -> None:
        shop, ids = self.desk.shop, self.list.ticked()
        if self._given or not ids:
            return

        def told(count: int) -> None:
            self.tells.emit(Notice(self.desk.say("tags.dismissed", n=count), "go"))

        self.desk.tasks.ledger(self, lambda: tags.dismiss(shop, ids), told, self.refuse)

    # --- the paper --------------------------------------------------------------------------------

    def _read_choice(self, kind: object) -> None:
        shop = self.desk.shop
        known = kind if isinstance(kind, TagKind) else TagKind.SHELF

        def read() -> tuple[Choice, tuple[TagFormat, ...]]:
            choice = tags.remembered(shop, known)
            return choice, tags.formats(shop, choice.printer)

        self.desk.tasks.ledger(self, read, self._show_choice, self.refuse)

    def _read_formats(self, printer: str) -> None:
        shop, kind = self.desk.shop, self._kind

        def read() -> tuple[Choice, tuple[TagFormat, ...]]:
            return tags.remembered(shop, kind, printer), tags.formats(shop, printer)

        self.desk.tasks.ledger(self, read, self._show_choice, self.refuse)

    def _show_choice(self, read: tuple[Choice, tuple[TagFormat, ...]]) -> None:
        choice, known = read
        printers = [(SHEETS, self.desk.say("tags.office_printer"))]
        printers += [
            (each.code, each.name or each.code) for each in self.desk.shop.settings.printers
        ]
        self.panel.show_choice(choice, printers, known)

    def _on_choice(self) -> None:
        say, ticked = self.desk.say, len(self.list.ticked())
        shown = say("tags.count", n=ticked, total=self._total)
        self._count.setText(shown)
        self._print.say(say("tags.print", n=ticked) if ticked else say("tags.print_none"))
        self._print.setEnabled(bool(ticked))
        self._drop.setEnabled(bool(ticked))
        self._pause.start()

    def _batch_of(self, ids: tuple[str, ...], choice: Choice, copies: int) -> Batch:
        shop = self.desk.shop
        if copies == BY_STOCK:
            wanted = tags.by_stock(shop, ids)
        else:
            wanted = tuple(
                Wanted(variant_id=each, copies=self._given.get(each, 1) * copies) for each in ids
            )
        return tags.gather(shop, wanted, choice)

    def _draw(self) -> None:
        ids, choice, copies = self.list.ticked(), self.panel.choice, self.panel.copies
        self._asked += 1
        asked = self._asked
        if not ids:
            self.panel.picture.show_preview(None)
            return

        def show(shown: Preview | None) -> None:
            if asked == self._asked:
                self.panel.picture.show_preview(shown)

        def drawn(batch: Batch) -> None:
            self.desk.tasks.outside(self, lambda: tags.preview(batch), show, cleared)

        def cleared(_error: ShopError) -> None:
            show(None)

        self.desk.tasks.ledger(self, lambda: self._batch_of(ids, choice, copies), drawn, cleared)

    # --- printing ---------------------------------------------------------------------------------

    def _on_key(self) -> None:
        if self._right.currentIndex():
            self._came_out()
        elif self._print.isEnabled():
            self._go()

    def _go(self) -> None:
        ids, choice, copies = self.list.ticked(), self.panel.choice, self.panel.copies
        # A second press while they are drawn must not print them twice.
        self._print.setEnabled(False)

        def drawn(batch: Batch) -> None:
            self.desk.tasks.outside(self, lambda: tags.make(batch), self._send, self._stop)

        self.desk.tasks.ledger(self, lambda: self._batch_of(ids, choice, copies), drawn, self._stop)

    def _send(self, papers: Papers) -> None:
        shop = self.desk.shop
        if papers.batch.choice.printer == SHEETS:
            self._papers = papers
            self.desk.tasks.outside(
                self, lambda: tags.keep_file(shop, papers), self._ask, self._stop
            )
            return
        words = self.desk.say("tags.sent", n=papers.batch.copies)

        def told(_jobs: object) -> None:
            self._given = {}
            self._look()
            self.tells.emit(Notice(words, "go"))

        self.desk.tasks.ledger(self, lambda: tags.send(shop, papers), told, self._stop)

    def _stop(self, error: ShopError) -> None:
        self._on_choice()
        self.refuse(error)

    def _ask(self, path: Path) -> None:
        if self._papers is None:
            return
        self._file = path
        batch = self._papers.batch
        words = self.desk.say("tags.asked", n=batch.copies, sheets=self._papers.sheets)
        self._asked_words.setText(words)
        self._right.setCurrentIndex(1)
        self._yes.setFocus()
        self._open()

    def _open(self) -> None:
        """Show the sheets in the system's own reader, from where they are printed."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def _came_out(self) -> None:
        shop, papers = self.desk.shop, self._papers
        if papers is None:
            return

        def told(_done: object) -> None:
            self._given = {}
            self._leave_question()
            self._read_choice(papers.batch.choice.kind)
            self._look()
            self.tells.emit(Notice(self.desk.say("tags.done", n=papers.batch.copies), "go"))

        self._papers = None
        self.desk.tasks.ledger(self, lambda: tags.came_out(shop, papers), told, self.refuse)

    def _leave_question(self) -> None:
        self._papers = None
        self._right.setCurrentIndex(0)
        self._on_choice()
        self.list.setFocus()
