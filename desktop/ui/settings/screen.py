"""The settings: groups in a list, one of them in sight, saved or undone as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from desktop.domain.roles import Act
from desktop.domain.scan import Kind
from desktop.errors import ShopError
from desktop.services.papers import notices, print_queue, trial_page
from desktop.services.papers.print_queue import PrinterView
from desktop.services.shop import Shop
from desktop.services.team import people, staff
from desktop.services.town import link
from desktop.services.upkeep import house
from desktop.services.views import LinkStatus, StaffView
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.settings.change_bar import ChangeBar
from desktop.ui.settings.goods import ScaleCodesSection
from desktop.ui.settings.groups import GROUPS, Found, Group, GroupList
from desktop.ui.settings.law import BooksSection, LawSection
from desktop.ui.settings.learning import KeysSection, TrainingSection
from desktop.ui.settings.papers import PapersSection
from desktop.ui.settings.people import PeopleSection
from desktop.ui.settings.printers import PrintersSection
from desktop.ui.settings.section import Job, Section
from desktop.ui.settings.sections import LinkSection, ShopSection
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.layouts import column, row, scrolling

_LIST_PX, _WIDEST_PX = 264, 1080
_AIR_PX = 80
"""What stays in sight around a setting that was searched."""

S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True)
class _Standing:
    link: LinkStatus
    printers: tuple[PrinterView, ...]
    people: tuple[StaffView, ...]


class SettingsScreen(Screen):
    """Shows and changes what the shop can set.

    A group is made when it is first looked at, and the others while nobody waits. Only the group
    in sight can hold what is not saved: who goes elsewhere is asked about it first.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings", desk.say("settings.title"))
        self._sections: dict[str, tuple[Section, ...]] = {}
        self._pages: dict[str, QScrollArea] = {}
        self._group = ""
        self._standing: _Standing | None = None
        self._bar = ChangeBar(desk)
        self._ways = GroupList(desk, self._all_sections)
        self._ways.setFixedWidth(_LIST_PX)
        self._stack = QStackedWidget()
        beside = column(self._stack, self._bar, gap=8)
        beside.setStretch(0, 1)
        whole = row(self._ways, beside, gap=16, margins=16)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._ways.chosen.connect(self._choose)
        self._ways.found.connect(self._go_to)
        self._bar.saves.connect(self._save)
        self._bar.undoes.connect(self._undo)
        bind(self, "search", self._ways.be_ready)
        bind(self, "settings-save", self._save)
        bind(self, "training", lambda: self._part(TrainingSection).start())
        desk.changes.on(self, ("link", "printers", "staff"), self._look)
        self._make_rest = QTimer(self, interval=0)
        self._make_rest.timeout.connect(self._make_next)
        self.show_group(GROUPS[0].name)

    # Being there

    def arrive(self) -> None:
        """Show what is set now; what was not saved when a customer came is still there."""
        for section in self._made():
            if not section.is_changed:
                section.show_settings(self.desk.shop.settings)
        self._ways.be_ready()
        self._look()
        self._make_rest.start()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep a code while the box to try one has the focus."""
        del kind, text
        return any(each.tries for each in self._made() if isinstance(each, ScaleCodesSection))

    def scanned(self, text: str) -> None:
        """Try a code in the box for it."""
        for each in self._made():
            if isinstance(each, ScaleCodesSection) and each.tries:
                each.scanned(text)

    def run(self, errand: Errand) -> None:
        """Go to a group, or to the code of the marketplace."""
        if errand.what == "link":
            self._ask_first(self._open_link)
        elif errand.what == "open":
            self._choose(str(errand.thing))

    def step_back(self) -> bool:
        """Stay after all, end a search, or go back where a part of the group leads through steps."""
        if self._bar.stay() or self._ways.end_search():
            return True
        return any(each.step_back() for each in self._sections.get(self._group, ()))

    def lets_go(self, then: Callable[[], object]) -> bool:
        """Tell whether nothing here waits to be saved; else ask first."""
        if not self._changed():
            return True
        self._bar.ask(then)
        return False

    def unsaved(self) -> Unsaved | None:
        """Return that a group was changed and not saved."""
        if not self._changed():
            return None
        return Unsaved(self.desk.say("leaving.settings"), self._save_then)

    # The groups

    def show_group(self, name: str) -> None:
        """Show a group, made now if nobody has looked at it yet."""
        self._make(next(group for group in GROUPS if group.name == name))
        self._group = name
        self._stack.setCurrentWidget(self._pages[name])
        self._ways.show_group(name)
        self._show_changes()

    def _choose(self, name: str) -> None:
        if name != self._group:
            self._ask_first(lambda: self.show_group(name))

    def _go_to(self, found: Found) -> None:
        if found.group == self._group:
            self._show_found(found)
        else:
            self._ask_first(lambda: self._show_found(found))

    def _show_found(self, found: Found) -> None:
        self.show_group(found.group)
        target = found.control or found.section
        page = self._pages[found.group]
        page.ensureWidgetVisible(found.section, 0, _AIR_PX)
        page.ensureWidgetVisible(target, 0, _AIR_PX)
        takes = found.control or _first_in(found.section)
        takes.setFocus(Qt.FocusReason.TabFocusReason)

    def _open_link(self) -> None:
        self.show_group("market")
        self._part(LinkSection).focus_code()

    def _ask_first(self, then: Callable[[], object]) -> None:
        """Do something that puts the group away, once nothing in it waits to be saved."""
        if self.lets_go(then):
            then()
        else:
            self._ways.show_group(self._group)

    def _make(self, group: Group) -> None:
        if group.name in self._pages:
            return
        made = tuple(part(self.desk) for part in group.parts)
        self._sections[group.name] = made
        lines = column(*made, None, gap=16, margins=(0, 0, 8, 0))
        narrow = QWidget()
        narrow.setLayout(lines)
        narrow.setMaximumWidth(_WIDEST_PX)
        across = row(narrow, None)
        across.setStretch(0, 1000)
        scroll = scrolling(across)
        self._pages[group.name] = scroll
        self._stack.addWidget(scroll)
        for section in made:
            self._listen(section)
            section.show_settings(self.desk.shop.settings)
            if self._standing is not None:
                _show_standing(section, self._standing)

    def _listen(self, section: Section) -> None:
        section.touched.connect(self._show_changes)
        section.leaves.connect(self._ask_first)
        match section:
            case PeopleSection():
                section.acts.connect(self._act)
            case BooksSection():
                section.asks.connect(self._answer)
                section.archives.connect(self._let_archive)
                section.refuses.connect(self.refuse)
                section.written.connect(self._on_written)
                section.arrive()
            case TrainingSection():
                section.asks.connect(self._answer)
            case KeysSection():
                section.opens.connect(lambda: self.asks.emit(Errand("help")))
            case PrintersSection():
                section.tries.connect(self._try_printer)
            case PapersSection():
                section.refuses.connect(self.refuse)
            case LawSection():
                section.prints_notice.connect(self._print_notice)
            case LinkSection():
                section.links.connect(self._link)
                section.pokes.connect(self._poke)

    def _make_next(self) -> None:
        """Make one more group while nobody waits, so that none keeps anybody waiting later."""
        missing = next((group for group in GROUPS if group.name not in self._pages), None)
        if missing is None:
            self._make_rest.stop()
        else:
            self._make(missing)

    def _made(self) -> list[Section]:
        return [each for parts in self._sections.values() for each in parts]

    def _all_sections(self) -> list[tuple[str, Section]]:
        for group in GROUPS:
            self._make(group)
        return [(name, each) for name, parts in self._sections.items() for each in parts]

    def _part(self, kind: type[S]) -> S:
        """Return the one part of a kind, made now if need be."""
        return next(each for _name, each in self._all_sections() if isinstance(each, kind))

    # What is shown

    def _look(self) -> None:
        shop = self.desk.shop

        def look() -> _Standing:
            return _Standing(
                link.link_status(shop), print_queue.printers(shop), people.people(shop)
            )

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Standing) -> None:
        self._standing = now
        for section in self._made():
            _show_standing(section, now)

    # What is changed

    def _changed(self) -> list[Section]:
        return [each for each in self._sections.get(self._group, ()) if each.is_changed]

    def _show_changes(self) -> None:
        self._bar.show_changes(are_there=bool(self._changed()))

    def _undo(self) -> None:
        way = self._bar.take_way()
        for section in self._changed():
            section.undo()
        self._show_changes()
        way()

    def _save_then(self, then: Callable[[], object]) -> None:
        self._bar.ask(then)
        self._save()

    def _save(self) -> None:
        changed, shop = self._changed(), self.desk.shop
        try:
            changes = [section.change() for section in changed]
        except ShopError as error:
            self._not_saved(error)
            return
        jobs = [job for section in changed for job in section.jobs()]
        if changed:
            self.attempt(
                lambda by: _keep(shop, changes, jobs, by),
                lambda _done: self._on_saved(changed),
                self._not_saved,
            )

    def _on_saved(self, sections: list[Section]) -> None:
        way = self._bar.take_way()
        for section in sections:
            section.saved()
        self._tell("settings.saved")
        way()

    def _not_saved(self, error: ShopError) -> None:
        """Say why; what was typed stays, to be put right or undone."""
        self._bar.stay()
        self.refuse(error)

    def _act(self, job: Job, words: str, then: Callable[[], object]) -> None:
        """Do something about the people, for whoever stands here."""
        shop = self.desk.shop

        def done(_answer: object) -> None:
            then()
            self._tell(words)

        self.attempt(lambda by: job(shop, staff.current(shop).code, by), done)

    def _tell(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say(name), "go"))
        self._look()

    def _answer(self, job: Callable[[str, str], object], then: Callable[[object], object]) -> None:
        """Do what the books or the training ask for, for whoever stands here."""
        shop = self.desk.shop
        self.attempt(lambda by: job(staff.current(shop).code, by), then, self.refuse)

    def _let_archive(
        self, job: Callable[[str, str], str], then: Callable[[object], object]
    ) -> None:
        shop = self.desk.shop

        def refused(error: ShopError) -> None:
            self._part(BooksSection).stop_waiting()
            self.refuse(error)

        self.attempt(lambda by: job(staff.current(shop).code, by), then, refused)

    def _on_written(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say("books.written", file=name), "go"))

    def _try_printer(self, code: str) -> None:
        shop = self.desk.shop
        if self._part(PrintersSection).is_changed:
            # The page goes where the settings say, not where the fields do.
            words, act = self.desk.say("settings.test_first"), self.desk.say("settings.save")
            self.tells.emit(Notice(words, "look", act, self._save, stays=True))
            return
        self.desk.tasks.ledger(
            self,
            lambda: trial_page.print_trial_page(shop, code),
            lambda _job: self._tell("settings.test_sent"),
            self.refuse,
        )

    def _print_notice(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: notices.print_notice(shop),
            lambda _job: self._tell("law.notice_sent"),
            self.refuse,
        )

    def _link(self, url: str, code: str) -> None:
        shop = self.desk.shop

        def enrol(_allowed: object) -> None:
            # It waits for the network: beside the ledger, so that the till goes on selling.
            self.desk.tasks.aside(
                self, lambda: link.ask_to_join(shop, url, code), join, self._not_linked
            )

        def join(place: link.Place) -> None:
            self.desk.tasks.outside(
                self, lambda: link.join(shop, place), self._on_linked, self._not_linked
            )

        self._part(LinkSection).show_busy(is_busy=True)
        self.attempt(
            lambda by: staff.make_sure(shop, staff.current(shop).code, Act.CHANGE_SETTINGS, by),
            enrol,
            self._not_linked,
        )

    def _on_linked(self, status: LinkStatus) -> None:
        self._part(LinkSection).show_link(status)
        self._part(ShopSection).show_settings(self.desk.shop.settings)
        self._tell("settings.link_done")

    def _not_linked(self, error: ShopError) -> None:
        self._part(LinkSection).show_busy(is_busy=False)
        self.refuse(error)

    def _poke(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.outside(self, lambda: link.poke(shop), None, self.refuse)


def _show_standing(section: Section, now: _Standing) -> None:
    match section:
        case LinkSection():
            section.show_link(now.link)
        case PrintersSection():
            section.show_printers(now.printers)
        case PeopleSection():
            section.show_people(now.people)


def _keep(
    shop: Shop, changes: list[Callable[[Settings], Settings]], jobs: list[Job], approved_by: str
) -> None:
    """Keep what a group changes. Runs on the ledger thread."""
    before, who = shop.settings, staff.current(shop).code
    wanted = before
    for change in changes:
        wanted = change(wanted)
    if wanted != before:
        house.change_settings(shop, wanted, who, approved_by)
    for job in jobs:
        job(shop, who, approved_by)
    if wanted.printers != before.printers:
        print_queue.restart_printers(shop)


def _first_in(section: Section) -> QWidget:
    """Return what stands first in a section and takes the focus, or the section."""
    takes = [
        each
        for each in section.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.isEnabled()
        and each.isVisibleTo(section)
    ]
    return min(takes, key=lambda each: each.mapTo(section, QPoint()).y(), default=section)
