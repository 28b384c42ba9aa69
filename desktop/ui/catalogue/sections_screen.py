"""The shop's own tree of sections: the tree on the left, the section that is open on the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QStackedWidget

from desktop.errors import ShopError
from desktop.services.goods import category_tree
from desktop.services.goods.category_tree import Branch, SectionDraft, Step
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.ui.catalogue.section_form import SectionForm
from desktop.ui.catalogue.section_tree import SectionTree
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind, key_of
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import EmptyState

_Act = Callable[[Shop, str, str], Step]
"""Does something to the tree, told who and who stands for it."""


class SectionsScreen(Screen):
    """Each act is written at once and can be taken back, the last one first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "sections", desk.say("section.title"))
        self._branches: tuple[Branch, ...] = ()
        self._open_id = ""
        #: What was done here, by which it is taken back; the last one last.
        self._done: list[Step] = []
        self._is_read = False
        #: What is read next is what was just done here.
        self._is_own = False
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        self.bar = CatalogueBar("sections", desk)
        self.tree = SectionTree(desk)
        self._none = EmptyState(
            "section-none",
            "tree",
            say("section.none"),
            say("section.none_how"),
            act=say("section.new"),
            then=self._new,
        )
        self._trees = QStackedWidget()
        self._trees.addWidget(self.tree)
        self._trees.addWidget(self._none)
        new = KeyedButton(
            "section-new",
            say("section.new"),
            say.keys(key_of("section-new")),
            role="primary",
            picture="plus",
            clicked=self._new,
        )
        self._up = Button(
            "section-up",
            role="icon",
            picture="up",
            spoken=say("section.up"),
            clicked=partial(self._shift, -1),
        )
        self._down = Button(
            "section-down",
            role="icon",
            picture="down",
            spoken=say("section.down"),
            clicked=partial(self._shift, 1),
        )
        self._undo = KeyedButton(
            "section-undo",
            say("catalogue.undo"),
            say.keys(key_of("section-undo")),
            picture="undo",
            clicked=self._take_back,
        )
        left = QFrame()
        left.setProperty("role", "pane")
        inside = column(
            row(label(say("section.title"), "title"), None, self._up, self._down),
            self._trees,
            row(self._undo, None, new),
            gap=12,
            margins=16,
        )
        inside.setStretch(1, 1)
        left.setLayout(inside)
        self.form = SectionForm(desk)
        self._hint = EmptyState(
            "section-choose", "tree", say("section.choose"), say("section.choose_how")
        )
        self._right = QStackedWidget()
        self._right.addWidget(self._hint)
        self._right.addWidget(self.form)
        body = row(left, self._right, gap=12, margins=(16, 8, 16, 16))
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._show_acts()

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.tree.chosen.connect(self._open)
        self.form.left.connect(self._close)
        self.form.saves.connect(self._save)
        self.form.merges.connect(self._merge)
        self.form.puts_away.connect(self._put_away)
        self.form.puts_back.connect(self._put_back)
        bind(self, "section-new", self._new)
        bind(self, "section-save", self.form.save)
        bind(self, "section-undo", self._take_back)
        bind(self, "section-up", partial(self._shift, -1))
        bind(self, "section-down", partial(self._shift, 1))
        self.desk.changes.on(self, ("catalogue",), self._read)

    def arrive(self) -> None:
        """Show what stands now; the arrows walk the tree."""
        self._read()
        self.tree.setFocus()

    def step_back(self) -> bool:
        """Close the section that is open; then go back to the products."""
        if self._right.currentWidget() is self.form:
            self._close()
        else:
            self.asks.emit(Errand("catalogue"))
        return True

    def unsaved(self) -> Unsaved | None:
        """Return that a section was edited."""
        is_open = self._right.currentWidget() is self.form
        if not (is_open and self.form.is_edited):
            return None
        return Unsaved(self.desk.say("section.unsaved"))

    # Reading

    def _read(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: category_tree.tree(shop), self._show)

    def _read_own(self) -> None:
        """Show what was just done here, also where its announcement was quicker."""
        self._is_own, self._is_read = True, False
        self._read()

    def _show(self, branches: tuple[Branch, ...]) -> None:
        if branches == self._branches and self._is_read:
            return
        self._branches, self._is_read = branches, True
        self.tree.show_branches(branches, self._open_id)
        self._trees.setCurrentWidget(self.tree if branches else self._none)
        still = next((each for each in branches if each.id == self._open_id), None)
        if still is not None:
            # What is being typed outlives a change from elsewhere.
            if self._is_own or not self.form.is_edited:
                self.form.begin(still, branches)
        elif self._open_id:
            self._close()
        self._is_own = False
        self._show_acts()

    def _show_acts(self) -> None:
        chosen = self.tree.chosen_branch()
        for button in (self._up, self._down):
            button.setEnabled(chosen is not None and not chosen.is_archived)
        self._undo.setEnabled(bool(self._done))

    def _open(self, branch: Branch) -> None:
        self._open_id = branch.id
        self.form.begin(branch, self._branches)
        self._right.setCurrentWidget(self.form)
        self._show_acts()

    def _new(self) -> None:
        beside = self.tree.chosen_branch()
        self._open_id = ""
        parent = None if beside is None or beside.is_archived else beside.parent_id
        self.form.begin_new(parent, self._branches)
        self._right.setCurrentWidget(self.form)

    def _close(self) -> None:
        self._open_id = ""
        self._right.setCurrentWidget(self._hint)
        self.tree.setFocus()

    # What is done

    def _save(self, ident: str, draft: SectionDraft) -> None:
        shop, say = self.desk.shop, self.desk.say
        if ident:
            self._do(
                lambda shop, who, by: category_tree.change(shop, ident, draft, who, by),
                say("section.saved", name=draft.name.strip()),
            )
            return

        def add(approved_by: str) -> str:
            who = staff.current(shop).code
            return category_tree.add(
                shop, draft.name, draft.parent_id, who, approved_by, draft.market_path
            )

        def then(made: str) -> None:
            self._open_id = made
            self.tree.setFocus()
            self._tell(say("section.added", name=draft.name.strip()))
            self._read_own()

        self.attempt(add, then)

    def _shift(self, by: int) -> None:
        branch = self.tree.chosen_branch()
        if branch is not None and not branch.is_archived:
            self._do(lambda shop, who, by_: category_tree.shift(shop, branch.id, by, who, by_))

    def _merge(self, branch: Branch, into: Branch) -> None:
        self._do(
            lambda shop, who, by: category_tree.merge(shop, branch.id, into.id, who, by),
            self.desk.say("section.merged", name=branch.name, into=into.name),
            open_id=into.id,
        )

    def _put_away(self, branch: Branch) -> None:
        self._do(
            lambda shop, who, by: category_tree.put_away(shop, branch.id, who, by),
            self.desk.say("section.away", name=branch.name),
        )

    def _put_back(self, branch: Branch) -> None:
        self._do(
            lambda shop, who, by: category_tree.bring_back(shop, branch.id, who, by),
            self.desk.say("section.back", name=branch.name),
        )

    def _do(self, act: _Act, words: str = "", open_id: str = "") -> None:
        shop = self.desk.shop

        def then(step: Step) -> None:
            if step.changed:
                self._done.append(step)
            self._open_id = open_id or self._open_id
            if words:
                self._tell(words, can_undo=bool(step.changed))
            # In a field Ctrl+Z would take back letters.
            self.tree.setFocus()
            self._show_acts()
            self._read_own()

        self.attempt(lambda by: act(shop, staff.current(shop).code, by), then)

    def _tell(self, words: str, *, can_undo: bool = False) -> None:
        undo = self.desk.say("catalogue.undo") if can_undo else ""
        then = self._take_back if can_undo else None
        self.tells.emit(Notice(words, "go", act=undo, then=then))

    def _take_back(self) -> None:
        if not self._done:
            return
        shop, step = self.desk.shop, self._done.pop()
        self._show_acts()

        def then(_none: None) -> None:
            self._tell(self.desk.say("catalogue.undone"))
            self._read_own()

        self.attempt(
            lambda by: category_tree.undo(shop, step, staff.current(shop).code, by),
            then,
            self._on_refused,
        )

    def _on_refused(self, error: ShopError) -> None:
        self.refuse(error)
        self._read()
