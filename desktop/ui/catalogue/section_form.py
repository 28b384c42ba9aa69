"""One section's name and place, and what it is merged with."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from desktop.services.goods.categories import NAME_LIMIT, PATH_LETTERS, write_path
from desktop.services.goods.category_tree import Branch, SectionDraft
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button, KeyedButton
from desktop.ui.widgets.labels import label, rule
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.panel import Panel

_INDENT = "    "


class SectionForm(Panel):
    """Nothing changes before one of its signals."""

    #: Id, empty for a new one, and the SectionDraft.
    saves = Signal(str, object)
    #: The Branch, and the one it goes into.
    merges = Signal(object, object)
    #: The Branch that is put away, or back.
    puts_away = Signal(object)
    puts_back = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("section", "", say("section.to_tree"))
        self._desk = desk
        self._branch: Branch | None = None
        self._shown = SectionDraft(name="", parent_id=None)
        self.name = _field("section-name", say("section.name"), NAME_LIMIT)
        self.parent_box = _box("section-parent", say("section.under"))
        self.market = _field("section-market", say("section.market"), PATH_LETTERS)
        self.market.setPlaceholderText(say("section.market_hint"))
        self._into = _box("section-into", say("section.into"))
        self._save = KeyedButton(
            "section-save",
            say("section.save"),
            say.keys(key_of("section-save")),
            role="primary",
            clicked=self.save,
        )
        self._merge = Button(
            "section-merge", say("section.merge"), picture="swap", clicked=self._on_merge
        )
        self._away = Button(
            "section-away",
            say("catalogue.archive"),
            clicked=lambda: self.puts_away.emit(self._branch),
        )
        self._again = Button(
            "section-back-again",
            say("section.put_back"),
            role="primary",
            clicked=lambda: self.puts_back.emit(self._branch),
        )
        self._why_away = label(say("section.away_why"), "note", wraps=True)
        merging = row(self._into, self._merge)
        merging.setStretch(0, 1)
        self._merging = label(say("section.merge_how"), "note", wraps=True)
        self._rule = rule()
        self.fill(
            column(
                asked(say("section.name"), self.name),
                asked(say("section.under"), self.parent_box),
                asked(say("section.market"), self.market),
                label(say("section.market_why"), "note", wraps=True),
                4,
                self._rule,
                4,
                self._merging,
                merging,
                self._why_away,
                None,
                gap=8,
                margins=(0, 0, 8, 0),
            ),
            row(self._away, self._again, None, self._save),
        )
        self.name.returnPressed.connect(self.save)
        self.market.returnPressed.connect(self.save)
        self._into.currentIndexChanged.connect(self._fit)

    def begin(self, branch: Branch, branches: Sequence[Branch]) -> None:
        """Show a section among all of them."""
        is_same = self._branch is not None and self._branch.id == branch.id
        self._branch = branch
        self.show_title(branch.name)
        self.name.setText(branch.name)
        self.market.setText(write_path(branch.market_path))
        below = _below(branch, branches)
        self._offer(self.parent_box, branches, branch.parent_id, below)
        self._offer(self._into, branches, None, below)
        self._offer_places(branches)
        self._shown = self._draft
        self._fit()
        if not is_same and not branch.is_archived:
            self.name.setFocus()
            self.name.selectAll()

    def begin_new(self, parent_id: str | None, branches: Sequence[Branch]) -> None:
        """Ask for a new one, under a section or at the root."""
        self._branch = None
        self.show_title(self._desk.say("section.new"))
        self.name.clear()
        self.market.clear()
        self._offer(self.parent_box, branches, parent_id, frozenset())
        self._offer_places(branches)
        self._shown = self._draft
        self._fit()
        self.name.setFocus()

    @property
    def is_edited(self) -> bool:
        """Tell whether something was typed or chosen that is not saved."""
        return self._draft != self._shown

    @property
    def _draft(self) -> SectionDraft:
        return SectionDraft(
            name=self.name.text(),
            parent_id=self.parent_box.currentData(),
            market_path=self.market.text(),
        )

    def save(self) -> None:
        """Say what the fields hold."""
        if self.isVisible() and not (self._branch and self._branch.is_archived):
            self.saves.emit(self._branch.id if self._branch else "", self._draft)

    def _on_merge(self) -> None:
        into = self._into.currentData()
        if self._branch is not None and into is not None:
            self.merges.emit(self._branch, into)

    def _fit(self) -> None:
        """Show what can be done with this one."""
        standing = self._branch
        is_away = standing is not None and standing.is_archived
        is_kept = standing is not None and not is_away
        for field in (self.name, self.parent_box, self.market):
            field.setEnabled(not is_away)
        for part in (self._rule, self._merging, self._into, self._merge, self._away):
            part.setVisible(is_kept)
        self._again.setVisible(is_away)
        self._save.setVisible(not is_away)
        self._merge.setEnabled(self._into.currentData() is not None)
        self._into.setEnabled(self._into.count() > 1)
        is_empty = standing is not None and not standing.products and not self._has_branches
        self._away.setEnabled(is_empty)
        self._why_away.setVisible(is_kept and not is_empty)

    _has_branches = False

    def _offer(
        self,
        box: QComboBox,
        branches: Sequence[Branch],
        chosen: str | None,
        left_out: frozenset[str],
    ) -> None:
        say, is_into = self._desk.say, box is self._into
        self._has_branches = len(left_out) > 1
        box.blockSignals(True)
        box.clear()
        box.addItem(say("section.into_none" if is_into else "section.at_root"), None)
        for each in branches:
            if each.id not in left_out and not each.is_archived:
                box.addItem(_INDENT * each.depth + each.name, each if is_into else each.id)
        places = (place for place in range(box.count()) if box.itemData(place) == chosen)
        box.setCurrentIndex(next(places, 0))
        box.blockSignals(False)

    def _offer_places(self, branches: Sequence[Branch]) -> None:
        known = sorted({write_path(each.market_path) for each in branches if each.market_path})
        completer = QCompleter(known, self.market)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.market.setCompleter(completer)


def _below(branch: Branch, branches: Sequence[Branch]) -> frozenset[str]:
    """Return a section and all below it: they follow it in the list."""
    found = {branch.id}
    for each in branches:
        if each.parent_id in found and not each.is_archived:
            found.add(each.id)
    return frozenset(found)


def _field(name: str, spoken: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setMaxLength(longest)
    return field


def _box(name: str, spoken: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
