"""The groups of the settings, and the way to one: a list, and a search by word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from desktop.domain.search_text import fold, words
from desktop.ui.desk import Desk
from desktop.ui.settings.accounts import AccountsSection
from desktop.ui.settings.counting import CountingSection
from desktop.ui.settings.devices import DisplaySection, ScaleSection
from desktop.ui.settings.goods import ScaleCodesSection, TaresSection
from desktop.ui.settings.law import BooksSection, LawSection
from desktop.ui.settings.learning import KeysSection, TrainingSection
from desktop.ui.settings.lockers import LockersSection
from desktop.ui.settings.orders import AlarmSection, HoursSection, OrderRulesSection
from desktop.ui.settings.own_codes import OwnCodesSection
from desktop.ui.settings.papers import PapersSection
from desktop.ui.settings.people import LimitsSection, PeopleSection
from desktop.ui.settings.preparing import MissingSection
from desktop.ui.settings.printers import PrintersSection
from desktop.ui.settings.section import Section
from desktop.ui.settings.sections import (
    CameraSection,
    LanguageSection,
    LinkSection,
    ShopSection,
)
from desktop.ui.settings.terminal import TerminalSection
from desktop.ui.theme.icons import icon
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import column

_ICON_PX = 22
_ROW_PX = 8
"""What a row is taller than a finger: two lines of words fit."""
_MOST_FOUND = 9
_CONTROLS = (QLineEdit, QComboBox, QCheckBox, QPushButton, Chips)


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together, shown at once."""

    name: str
    picture: str
    parts: tuple[Callable[[Desk], Section], ...]


GROUPS: tuple[Group, ...] = (
    Group("shop", "shop", (ShopSection, LanguageSection)),
    Group("payments", "card", (TerminalSection, CountingSection)),
    Group("team", "person", (PeopleSection, LimitsSection)),
    Group("printers", "print", (PapersSection, PrintersSection)),
    Group("devices", "camera", (DisplaySection, ScaleSection, CameraSection, LockersSection)),
    Group("weighing", "scan", (ScaleCodesSection, TaresSection, OwnCodesSection)),
    Group("books", "catalogue", (LawSection, BooksSection, AccountsSection)),
    Group("orders", "orders", (AlarmSection, OrderRulesSection, MissingSection, HoursSection)),
    Group("market", "link", (LinkSection,)),
    Group("help", "help", (TrainingSection, KeysSection)),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One setting a search came upon."""

    words: str
    group: str
    section: Section
    #: What takes the focus; None for the whole section.
    control: QWidget | None = None


class GroupList(QFrame):
    """The groups one below the other; while something is searched, what was found instead."""

    #: The name of the group somebody chose.
    chosen = Signal(str)
    #: A Found somebody went to.
    found = Signal(object)

    def __init__(self, desk: Desk, sections: Callable[[], Sequence[tuple[str, Section]]]) -> None:
        super().__init__()
        self._say, self._tokens = desk.say, desk.tokens
        self._sections = sections
        self._results: list[Found] = []
        self._shown = ""
        self.setObjectName("settings-ways")
        self.setProperty("role", "pane")
        self._search = QLineEdit()
        self._search.setObjectName("settings-search")
        self._search.setAccessibleName(self._say("settings.search"))
        self._search.setPlaceholderText(self._say("settings.search"))
        self._search.setMaxLength(60)
        self._search.textChanged.connect(lambda _text: self._show_rows())
        self._search.returnPressed.connect(self._go_first)
        self._search.installEventFilter(self)
        self._rows = QListWidget()
        self._rows.setObjectName("settings-groups")
        self._rows.setAccessibleName(self._say("settings.groups"))
        self._rows.setProperty("role", "ways")
        self._rows.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._rows.currentRowChanged.connect(self._on_row)
        self._rows.itemClicked.connect(self._on_touch)
        self._rows.installEventFilter(self)
        whole = column(self._search, self._rows, gap=8, margins=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._show_rows()

    def be_ready(self) -> None:
        """Take the focus: what is typed searches, the down arrow walks the groups."""
        self._search.setFocus()
        self._search.selectAll()

    def show_group(self, name: str) -> None:
        """Mark the group that is shown."""
        self._shown = name
        if not self._is_searching:
            self._rows.blockSignals(True)
            self._rows.setCurrentRow([group.name for group in GROUPS].index(name))
            self._rows.blockSignals(False)

    def end_search(self) -> bool:
        """Show the groups again and tell whether something was searched."""
        was_searching = self._is_searching
        self._search.clear()
        return was_searching

    @property
    def _is_searching(self) -> bool:
        return bool(words(self._search.text()))

    def _show_rows(self) -> None:
        self._rows.blockSignals(True)
        self._rows.clear()
        self._results = find(self._search.text(), self._sections()) if self._is_searching else []
        if self._is_searching:
            for each in self._results:
                where = self._say(f"settings.group_{each.group}")
                self._add_row(f"{each.words}\n{where}", f"{each.words}, {where}", "")
            if not self._results:
                nothing = self._say("settings.search_none")
                self._add_row(nothing, nothing, "").setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            for group in GROUPS:
                title = self._say(f"settings.group_{group.name}")
                self._add_row(title, title, group.picture)
        self._rows.blockSignals(False)
        if self._shown:
            self.show_group(self._shown)

    def _add_row(self, text: str, spoken: str, picture: str) -> QListWidgetItem:
        made = QListWidgetItem(text)
        made.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        made.setToolTip("" if picture else spoken)
        if picture:
            colours = self._tokens.colours
            made.setIcon(icon(picture, colours.muted, colours.off_text, _ICON_PX))
        made.setSizeHint(QSize(0, self._tokens.sizes.touch + (0 if picture else _ROW_PX)))
        self._rows.addItem(made)
        return made

    def _on_row(self, place: int) -> None:
        """Show the group the arrows came to; what was found waits for Enter or a touch."""
        if place >= 0 and not self._is_searching:
            self.chosen.emit(GROUPS[place].name)

    def _on_touch(self, row: QListWidgetItem) -> None:
        if self._is_searching:
            self._go_to(self._rows.row(row))

    def _go_first(self) -> None:
        if self._is_searching:
            self._go_to(0)

    def _go_to(self, place: int) -> None:
        if 0 <= place < len(self._results):
            self.found.emit(self._results[place])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the down arrow lead from the search into the list, and Enter open what was found."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._search and event.key() == Qt.Key.Key_Down:
                self._rows.setFocus()
                if self._is_searching:
                    self._rows.setCurrentRow(0)
                return True
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self._rows and is_enter and self._is_searching:
                self._go_to(self._rows.currentRow())
                return True
        return super().eventFilter(watched, event)


def find(text: str, sections: Sequence[tuple[str, Section]]) -> list[Found]:
    """Return the settings whose words begin with all that is typed, the nearest first.

    Fields and buttons by their own names come first, then parts that say it of themselves.
    """
    wanted = words(text)
    by_name: list[Found] = []
    by_part: list[Found] = []
    for group, section in sections:
        named = [] if section.isHidden() else _named(section, wanted)
        if _matches(section.title, wanted):
            by_name.append(Found(section.title, group, section))
        elif not named and _matches(section.told, wanted):
            by_part.append(Found(section.title, group, section))
        by_name += [Found(name, group, section, control) for name, control in named]
    return (by_name + by_part)[:_MOST_FOUND]


def _named(section: Section, wanted: Sequence[str]) -> list[tuple[str, QWidget]]:
    """Return the controls of a section whose names match, each name once."""
    kept: dict[str, QWidget] = {}
    for control in section.findChildren(QWidget):
        if not isinstance(control, _CONTROLS) or control.property("role") in ("key", "icon"):
            continue
        name = control.text() if isinstance(control, QCheckBox) else control.accessibleName()
        choices = ""
        if isinstance(control, Chips):
            choices = " ".join(control.tabText(at) for at in range(control.count()))
        if name and name != section.title and _matches(f"{name} {choices}", wanted):
            kept.setdefault(name, control)
    return list(kept.items())


def _matches(text: str, wanted: Sequence[str]) -> bool:
    there = fold(text).split()
    return all(any(each.startswith(word) for each in there) for word in wanted)
