"""The evening review: one card after the other, yes, no or later; and where photographs drop in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from desktop.errors import ShopError
from desktop.services.counter import selling
from desktop.services.drafting import drafts, photo_inbox, reviewing, steward, unlisted
from desktop.services.drafting.drafts import DraftPage, DraftView
from desktop.services.drafting.photos import Prepared
from desktop.services.drafting.proposals import Known, Proposals
from desktop.services.drafting.reviewing import Accepted, Confirmed
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.views import CategoryView
from desktop.ui.desk import Desk
from desktop.ui.review.card import ReviewCard
from desktop.ui.review.steward_page import StewardPage
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.work_bar import WorkBar
from sync.kernel.ids import new_id

_KINDS = "*.jpg *.jpeg *.png *.webp *.heic *.heif *.bmp *.tif *.tiff"
_AHEAD = 10
"""Drafts read at once: the next card is there before the answer to the last one is written."""


class ReviewScreen(Screen):
    """Nothing is asked twice, nothing is lost by leaving, any answer can be taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "review", desk.say("review.title"))
        self._queue: list[DraftView] = []
        self._left = 0
        #: Answered here, the last one last; what is on its way to the ledger included.
        self._answered: list[DraftView] = []
        #: Of those, what went to the steward.
        self._handed: set[str] = set()
        self._is_reading = False
        #: What pictures dropped last came together as, and whether their cards are still to be shown.
        self._dropped, self._comes_in_front = "", False
        #: What was typed of cards that went behind others, by draft.
        self._typed: dict[str, Confirmed] = {}
        self.setAcceptDrops(True)
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        self.bar = CatalogueBar("review", desk)
        self._count = ElidedLabel("", "heading")
        self._count.setObjectName("review-count")
        self._done = ElidedLabel("", "note")
        self._done.setObjectName("review-done")
        take = Button(
            "review-photos", say("review.photos"), picture="photo", clicked=self._choose_photos
        )
        self._back = KeyedButton(
            "review-undo",
            say("review.undo"),
            say.keys("Ctrl+Z"),
            picture="undo",
            clicked=self._undo,
        )
        self._steward = KeyedButton(
            "review-steward",
            say("review.steward"),
            say("review.key_steward"),
            picture="person",
            clicked=self._ask_steward,
        )
        head = row(self._count, self._done, None, self._back, self._steward, take, gap=12)
        self.card = ReviewCard(desk)
        self.steward_page = StewardPage(desk)
        self._none = EmptyState(
            "review-none",
            "done",
            say("review.none"),
            say("review.none_how"),
            act=say("review.photos"),
            then=self._choose_photos,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._none)
        self._pages.addWidget(self.card)
        self._pages.addWidget(self.steward_page)
        self.work = WorkBar("review-work", say)
        self._no = self._answer_button("no", self._refuse, "stop")
        self._later = self._answer_button("later", self._put_off, "")
        self._yes = self._answer_button("yes", self._accept, "primary")
        self._answers = row(self._no, self._later, self._yes, gap=12)
        for place, stretch in enumerate((1, 1, 2)):
            self._answers.setStretch(place, stretch)
        body = column(head, self._pages, self.work, self._answers, gap=8, margins=(16, 8, 16, 16))
        body.setStretch(1, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._show()

    def _answer_button(self, name: str, act: Callable[[], object], role: str) -> KeyedButton:
        return KeyedButton(
            f"review-{name}",
            self.desk.say(f"review.{name}"),
            self.desk.say(f"review.key_{name}"),
            role=role,
            is_large=True,
            clicked=act,
        )

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.card.confirmed.connect(self._accept)
        self.card.joins.connect(self._join)
        self.card.photo.kept.connect(self._on_photo)
        self.card.photo.refused.connect(self.refuse)
        self.steward_page.left.connect(self._show)
        self.steward_page.agreed.connect(self._hand_over)
        bind(self, "review-steward", self._ask_steward)
        bind(self, "review-yes", self._accept)
        bind(self, "review-no", self._refuse)
        bind(self, "review-later", self._put_off)
        bind(self, "review-join", self._join)
        bind(self, "review-undo", self._undo)
        bind(self, "review-photos", self._choose_photos)

    # What the window asks

    def arrive(self) -> None:
        """Go through what was sold meanwhile, and show the next card."""
        shop, nameless = self.desk.shop, (self.desk.say("panel.free_default"),)
        tasks = self.desk.tasks
        tasks.ledger(self, lambda: unlisted.gather(shop, nameless))
        tasks.ledger(self, lambda: selling.categories(shop), self._show_categories)
        self._read()

    # The cards

    def _read(self) -> None:
        if self._is_reading:
            return
        self._is_reading = True
        shop = self.desk.shop
        batch = self._dropped
        self.desk.tasks.ledger(
            self, lambda: _waiting(shop, batch), partial(self._on_page, batch), self._on_unread
        )

    def _on_page(self, batch: str, page: DraftPage) -> None:
        """Take the next cards; the one in front, half typed, stays unless pictures were dropped."""
        self._is_reading = False
        if batch != self._dropped:
            self._read()  # pictures were dropped while these were read
            return
        self._left = page.total
        front = self.card.view if self._queue else None
        self._queue = list(page.drafts)
        ids = [each.id for each in self._queue]
        if self._comes_in_front and not self._is_asking:
            self._comes_in_front = False
            self._keep_typed(front)
            self._show()
        elif front is not None and front.id in ids:
            # What the steward said of it meanwhile comes with the next look.
            self._queue.insert(0, self._queue.pop(ids.index(front.id)))
            self._show_counts()
        else:
            self._show()

    def _on_unread(self, error: ShopError) -> None:
        self._is_reading = False
        self.refuse(error)

    def _show(self) -> None:
        """Show the card in front, or that there is none."""
        if self._queue:
            self._pages.setCurrentWidget(self.card)
            self.card.show_draft(self._queue[0])
            typed = self._typed.pop(self._queue[0].id, None)
            if typed is not None:
                self.card.show_answer(typed)
            self._look_for_same(self._queue[0])
        else:
            self._pages.setCurrentWidget(self._none)
        self._show_counts()

    def _keep_typed(self, front: DraftView | None) -> None:
        """Keep what was typed of a card that goes behind others, until it comes again."""
        if front is not None and self.card.is_edited:
            self._typed[front.id] = self.card.answer()

    def _look_for_same(self, view: DraftView) -> None:
        """Ask whether the shop has it already; the answer is for the card it was asked for."""
        shop = self.desk.shop

        def then(known: Known | None) -> None:
            if self.card.view is not None and self.card.view.id == view.id:
                self.card.show_same(known)

        if view.product_id is None:
            self.desk.tasks.outside(
                self, lambda: reviewing.already_there(shop, view), then, lambda _error: None
            )

    def _show_counts(self) -> None:
        say = self.desk.say
        self._count.setText(say("review.left", n=self._left))
        done = len(self._answered)
        self._done.setText(say("review.decided", n=done) if done else "")
        for button in (self._no, self._later, self._yes):
            button.setEnabled(bool(self._queue) and not self._is_asking)
        self._steward.setEnabled(bool(self._queue and self._queue[0].photos))
        self._back.setEnabled(bool(self._answered))

    def _show_categories(self, categories: tuple[CategoryView, ...]) -> None:
        self.card.show_categories(tuple(each.name for each in categories))

    # The steward

    @property
    def _is_asking(self) -> bool:
        return self._pages.currentWidget() is self.steward_page

    def step_back(self) -> bool:
        """Keep the draft here, when that is the question."""
        if not self._is_asking:
            return False
        self._show()
        return True

    def _ask_steward(self) -> None:
        """Say what handing over means, and wait for a yes to that."""
        if self._queue and self._queue[0].photos and not self._is_asking:
            self._pages.setCurrentWidget(self.steward_page)
            self.steward_page.ask(self._queue[0])
            self._show_counts()

    def _hand_over(self, note: str) -> None:
        view, shop = self._queue[0], self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: steward.hand_over(shop, view.id, note, staff.current(shop).code),
            lambda _done: self._on_handed(view),
            self.refuse,
        )

    def _on_handed(self, view: DraftView) -> None:
        self._handed.add(view.id)
        self._next(view, self.desk.say("review.said_steward"))

    # Answers

    def _accept(self) -> None:
        if not self._queue or self._is_asking:
            return
        view, answer, shop = self._queue[0], self.card.answer(), self.desk.shop
        if not answer.price:
            self.card.price.setFocus()
            self.tells.emit(Notice(self.desk.say("product.price_needed"), "look"))
            return
        self.attempt(
            lambda by: reviewing.accept(shop, view.id, answer, staff.current(shop).code, by),
            partial(self._on_accepted, view),
        )

    def _on_accepted(self, view: DraftView, done: Accepted) -> None:
        say = self.desk.say
        words = "review.said_kept" if done.lacks else "review.said_yes"
        self._next(view, say(words, name=done.saved.product.name))

    def _join(self) -> None:
        known = self.card.known
        if not self._queue or self._is_asking or known is None:
            return
        view, shop = self._queue[0], self.desk.shop
        self.attempt(
            lambda by: reviewing.add_pictures(
                shop, view.id, known.product_id, staff.current(shop).code, by
            ),
            lambda _saved: self._next(view, self.desk.say("review.said_joined", name=known.name)),
        )

    def _refuse(self) -> None:
        self._answer(drafts.refuse, "review.said_no")

    def _put_off(self) -> None:
        self._answer(drafts.later, "review.said_later")

    def _answer(self, decide: Callable[[Shop, str, str], object], words: str) -> None:
        if not self._queue or self._is_asking:
            return
        view, shop = self._queue[0], self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: decide(shop, view.id, staff.current(shop).code),
            lambda _done: self._next(view, self.desk.say(words)),
            self.refuse,
        )

    def _next(self, view: DraftView, words: str) -> None:
        """Go to the next card; of two answers to one card only the first counts."""
        self._answered.append(view)
        self._queue = [each for each in self._queue if each.id != view.id]
        self._left = max(self._left - 1, 0)
        self.tells.emit(Notice(words, "go", act=self.desk.say("review.undo"), then=self._undo))
        self._show()
        self._read()

    def _undo(self) -> None:
        if not self._answered:
            return
        view, shop = self._answered[-1], self.desk.shop

        def undo(by: str) -> None:
            if view.id in self._handed:
                steward.take_back(shop, view.id)
            else:
                drafts.undo(shop, view.id, staff.current(shop).code, by)

        self.attempt(undo, lambda _done: self._on_undone(view))

    def _on_undone(self, view: DraftView) -> None:
        self._answered = [each for each in self._answered if each.id != view.id]
        self._handed.discard(view.id)
        self._queue.insert(0, view)
        self._left += 1
        self.tells.emit(Notice(self.desk.say("review.taken_back"), "go"))
        self._show()

    # Photographs

    def _on_photo(self, sha256: str, _codes: object) -> None:
        view, shop = self.card.view, self.desk.shop
        if view is not None:
            self.desk.tasks.ledger(
                self,
                lambda: drafts.add_photo(shop, view.id, sha256),
                self._on_photo_added,
                self.refuse,
            )

    def _on_photo_added(self, view: DraftView) -> None:
        self._queue = [view if each.id == view.id else each for each in self._queue]
        if self.card.view is not None and self.card.view.id == view.id:
            self.card.show_photo(view)

    def _choose_photos(self) -> None:
        say = self.desk.say
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, say("review.photos"), "", f"{say('product.photo_files')} ({_KINDS})"
        )
        if chosen:
            self.take([Path(each) for each in chosen])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def take(self, paths: Sequence[Path]) -> None:
        """Make a draft of each burst of pictures among files and folders."""
        if not self.work.is_running:
            self.desk.tasks.outside(
                self, lambda: photo_inbox.bursts(paths), self._begin_inbox, self.refuse
            )

    def _begin_inbox(self, bursts: tuple[tuple[Path, ...], ...]) -> None:
        self.work.begin(self.desk.say("review.reading"), len(bursts))
        self._go_on(bursts, 0, new_id(), (0, 0))

    def _go_on(
        self, bursts: tuple[tuple[Path, ...], ...], done: int, batch: str, told: tuple[int, int]
    ) -> None:
        made, bad = told
        if not self.work.advance(done) or done >= len(bursts):
            self.work.end()
            words = "review.dropped_some" if bad else "review.dropped"
            notice = self.desk.say(words, n=made, bad=bad)
            self.tells.emit(Notice(notice, "look" if bad else "go"))
            if made:
                self._dropped, self._comes_in_front = batch, True
            self._read()
            return

        shop, say = self.desk.shop, self.desk.say

        def keep(read: _Read) -> None:
            good, lost = read.pictures, read.lost

            def then(_draft: object) -> None:
                self._go_on(bursts, done + 1, batch, (made + bool(good), bad + lost))

            if not good:
                then(None)
                return
            self.desk.tasks.ledger(
                self,
                lambda: photo_inbox.add(shop, good, read.told, batch, staff.current(shop).code),
                then,
                self._on_stuck,
            )

        self.desk.tasks.outside(
            self,
            lambda: _read_burst(shop, bursts[done], lambda code: say(f"colour.{code}")),
            keep,
            self._on_stuck,
        )

    def _on_stuck(self, error: ShopError) -> None:
        self.work.end(is_whole=False)
        self.refuse(error)
        self._read()


def _waiting(shop: Shop, batch: str) -> DraftPage:
    """Return the next cards, those of a batch first; empty for none."""
    page = drafts.waiting(shop, limit=_AHEAD)
    if not batch:
        return page
    first = drafts.waiting(shop, batch=batch, limit=_AHEAD).drafts
    ids = {each.id for each in first}
    others = (each for each in page.drafts if each.id not in ids)
    return DraftPage(drafts=(*first, *others), total=page.total)


@dataclass(frozen=True, slots=True)
class _Read:
    """The pictures of one burst, the best first, and what they may show."""

    pictures: tuple[Prepared, ...]
    told: Proposals
    #: Files that were no pictures.
    lost: int


def _read_burst(shop: Shop, paths: Sequence[Path], named: Callable[[str], str]) -> _Read:
    """Make the pictures of a burst ready and see what they show. Runs in the pool."""
    good, lost = [], 0
    for path in paths:
        try:
            good.append(photo_inbox.develop(path))
        except ShopError:
            lost += 1
    best = photo_inbox.best_first(good)
    told = photo_inbox.understand(shop, best, named) if best else Proposals()
    return _Read(tuple(each.picture for each in best), told, lost)
