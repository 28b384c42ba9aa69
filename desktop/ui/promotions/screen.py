"""The promotions: what runs, comes and is over on the left, the form on the right."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.counter import promotions
from desktop.services.counter.promotions import PromotionDraft, PromotionView
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.promotions.form import PromotionForm
from desktop.ui.promotions.sentences import sentence
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import EmptyState


class PromotionsScreen(Screen):
    """Reached from the catalogue; what is saved holds from the next line on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "promotions", desk.say("promotion.title"))
        self._views: tuple[PromotionView, ...] = ()
        #: What follows a save that somebody who leaves asked for.
        self._then: Callable[[], object] | None = None
        self.form = PromotionForm(desk)
        self._build()
        self.form.saves.connect(self._save)
        self.form.stops.connect(self._stop)
        self.form.left.connect(self._close)
        bind(self, "promotion-new", self._new)
        bind(self, "promotion-save", self.form.save)
        desk.changes.on(self, ("catalogue",), self._look)
        self._look()

    def _build(self) -> None:
        say = self.desk.say
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        new = Button(
            "promotion-new",
            say("promotion.new"),
            picture="plus",
            clicked=self._new,
        )
        back = Button(
            "promotion-to-catalogue",
            role="icon",
            picture="back",
            spoken=say("promotion.to_catalogue"),
            clicked=lambda: self.asks.emit(Errand("catalogue")),
        )
        left = QFrame()
        left.setProperty("role", "pane")
        head = row(back, label(say("promotion.title"), "title"), None, gap=4)
        inside = scrolling(column(self._rows, None))
        whole = column(head, inside, new, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        left.setLayout(whole)
        left.setMinimumWidth(320)
        self._right = QStackedWidget()
        self._right.addWidget(self._nothing())
        self._right.addWidget(self.form)
        body = row(left, self._right, gap=16, margins=16)
        body.setStretch(0, 38)
        body.setStretch(1, 62)
        self.setLayout(body)

    def _nothing(self) -> QWidget:
        say = self.desk.say
        return EmptyState(
            "promotion-none",
            "discount",
            say("promotion.none"),
            say("promotion.none_how"),
            act=say("promotion.new"),
            then=self._new,
        )

    def arrive(self) -> None:
        """Show what stands now."""
        self._look()

    def step_back(self) -> bool:
        """Close the form; then go back to the catalogue."""
        if self._right.currentIndex() == 1:
            self._close()
        else:
            self.asks.emit(Errand("catalogue"))
        return True

    def unsaved(self) -> Unsaved | None:
        """Return that a promotion was edited."""
        if self._right.currentIndex() == 0 or not self.form.is_edited:
            return None
        words = self.desk.say("leaving.promotion")
        return Unsaved(words, self._save_then if self.form.can_be_saved else None)

    @property
    def _today(self) -> date:
        shop = self.desk.shop
        return shop.clock.now().astimezone(shop.zone).date()

    def _look(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: promotions.promotions(shop), self._show)

    def _show(self, views: tuple[PromotionView, ...]) -> None:
        self._views = views
        say = self.desk.say
        clear(self._rows)
        for place, view in enumerate(views):
            self._rows.addWidget(
                RowButton(
                    f"promotion-{place}",
                    view.draft.name,
                    sentence(view.draft, say),
                    say(f"promotion.{view.standing.value}"),
                    picture_name="discount",
                    clicked=partial(self._open, view),
                )
            )

    def _open(self, view: PromotionView) -> None:
        self._right.setCurrentIndex(1)
        self.form.begin(view, self._today)

    def _new(self) -> None:
        self._right.setCurrentIndex(1)
        self.form.begin(None, self._today)

    def _close(self) -> None:
        self._right.setCurrentIndex(0)

    def _save_then(self, then: Callable[[], object]) -> None:
        self._then = then
        self.form.save()

    def _save(self, ident: str, draft: PromotionDraft) -> None:
        shop = self.desk.shop

        def save(approved_by: str) -> None:
            who = staff.current(shop).code
            if ident:
                promotions.change(shop, ident, draft, who, approved_by)
            else:
                promotions.add(shop, draft, who, approved_by)

        then, self._then = self._then, None

        def done(_done: None) -> None:
            self._done("promotion.saved", draft.name)
            if then is not None:
                then()

        self.attempt(save, done)

    def _stop(self, ident: str) -> None:
        shop = self.desk.shop
        name = next((view.draft.name for view in self._views if view.id == ident), "")
        self.attempt(
            lambda approved_by: promotions.stop(shop, ident, staff.current(shop).code, approved_by),
            lambda _done: self._done("promotion.stopped_it", name),
        )

    def _done(self, words: str, name: str) -> None:
        self._close()
        self.tells.emit(Notice(self.desk.say(words, name=name), "go"))
