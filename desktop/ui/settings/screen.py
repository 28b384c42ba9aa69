"""The settings screen: its parts, each saved by itself."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.domain.roles import Act
from desktop.errors import ShopError
from desktop.services import house, link, people, print_queue, staff, trial_page
from desktop.services.print_queue import PrinterView
from desktop.services.views import LinkStatus, StaffView
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.settings.accounts import AccountsSection
from desktop.ui.settings.counting import CountingSection
from desktop.ui.settings.devices import DisplaySection, ScaleSection
from desktop.ui.settings.goods import ScaleCodesSection, TaresSection
from desktop.ui.settings.law import BooksSection, LawSection, TrainingSection
from desktop.ui.settings.people import Job, LimitsSection, PeopleSection
from desktop.ui.settings.sections import (
    CameraSection,
    LanguageSection,
    LinkSection,
    PrintersSection,
    ShopSection,
)
from desktop.ui.settings.terminal import TerminalSection
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.layouts import column, row


@dataclass(frozen=True, slots=True)
class _Standing:
    link: LinkStatus
    printers: tuple[PrinterView, ...]
    people: tuple[StaffView, ...]


class SettingsScreen(Screen):
    """Shows and changes what the shop can set."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings", desk.say("settings.title"))
        self.shop_section = ShopSection(desk)
        self.printers_section = PrintersSection(desk)
        self.link_section = LinkSection(desk)
        self.language_section = LanguageSection(desk)
        self.counting_section = CountingSection(desk)
        self.camera_section = CameraSection(desk)
        self.display_section = DisplaySection(desk)
        self.scale_section = ScaleSection(desk)
        self.terminal_section = TerminalSection(desk)
        self.people_section = PeopleSection(desk)
        self.limits_section = LimitsSection(desk)
        self.law_section = LawSection(desk)
        self.books_section = BooksSection(desk)
        self.accounts_section = AccountsSection(desk)
        self.training_section = TrainingSection(desk)
        self.codes_section = ScaleCodesSection(desk)
        self.codes_section.refused.connect(self.refuse)
        self.tares_section = TaresSection(desk)
        self._saved_apart = (
            self.codes_section,
            self.tares_section,
            self.law_section,
            self.accounts_section,
            self.people_section,
            self.limits_section,
            self.shop_section,
            self.printers_section,
            self.language_section,
            self.counting_section,
            self.camera_section,
            self.display_section,
            self.scale_section,
            self.terminal_section,
        )
        left = column(
            self.shop_section,
            self.law_section,
            self.people_section,
            self.limits_section,
            self.camera_section,
            self.language_section,
            self.counting_section,
            self.training_section,
            None,
            gap=16,
        )
        right = column(
            self.link_section,
            self.printers_section,
            self.terminal_section,
            self.display_section,
            self.scale_section,
            self.codes_section,
            self.tares_section,
            self.books_section,
            self.accounts_section,
            None,
            gap=16,
        )
        body = row(left, right, gap=16, margins=16)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(body)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        self.setLayout(column(scroll))
        for section in self._saved_apart:
            section.saves.connect(self._save)
        for acting in (self.people_section, self.limits_section):
            acting.acts.connect(self._act)
        for asking in (self.books_section, self.training_section):
            asking.asks.connect(self._answer)
        self.books_section.archives.connect(self._let_archive)
        self.books_section.refuses.connect(self.refuse)
        bind(self, "training", self.training_section.start)
        self.books_section.written.connect(self._on_written)
        self.printers_section.tries.connect(self._try_printer)
        self.link_section.links.connect(self._link)
        self.link_section.pokes.connect(self._poke)
        desk.changes.on(self, ("link", "printers", "staff"), self._look)

    def arrive(self) -> None:
        """Show what is set now."""
        settings = self.desk.shop.settings
        for section in self._saved_apart:
            section.show_settings(settings)
        self.books_section.arrive()
        self._look()

    def scanned(self, text: str) -> None:
        """Try a code in the box for it, or leave it to the sale."""
        if not self.codes_section.scanned(text):
            super().scanned(text)

    def run(self, errand: Errand) -> None:
        """Go to the marketplace's part."""
        if errand.what == "link":
            self.link_section.focus_code()

    def _look(self) -> None:
        shop = self.desk.shop

        def look() -> _Standing:
            return _Standing(
                link.link_status(shop), print_queue.printers(shop), people.people(shop)
            )

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Standing) -> None:
        self.link_section.show_link(now.link)
        self.printers_section.show_printers(now.printers)
        self.people_section.show_people(now.people)

    def _save(self, change: Callable[[Settings], Settings]) -> None:
        shop = self.desk.shop

        def save(approved_by: str) -> None:
            before = shop.settings
            who = staff.current(shop).code
            house.change_settings(shop, change(before), who, approved_by)
            if shop.settings.printers != before.printers:
                print_queue.restart_printers(shop)

        self.attempt(save, lambda _done: self._tell("settings.saved"), self._not_saved)

    def _not_saved(self, error: ShopError) -> None:
        """Say why, and let chips and boxes show again what holds."""
        self.language_section.show_settings(self.desk.shop.settings)
        self.counting_section.show_settings(self.desk.shop.settings)
        self.camera_section.show_settings(self.desk.shop.settings)
        self.display_section.show_settings(self.desk.shop.settings)
        self.people_section.show_settings(self.desk.shop.settings)
        self.refuse(error)

    def _act(self, job: Job, words: str, then: Callable[[], object]) -> None:
        """Do something about the people, for whoever stands here."""
        shop = self.desk.shop

        def done(_answer: object) -> None:
            then()
            self.limits_section.show_settings(shop.settings)
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
            self.books_section.stop_waiting()
            self.refuse(error)

        self.attempt(lambda by: job(staff.current(shop).code, by), then, refused)

    def _on_written(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say("books.written", file=name), "go"))

    def _try_printer(self, code: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: trial_page.print_trial_page(shop, code),
            lambda _job: self._tell("settings.test_sent"),
            self.refuse,
        )

    def _link(self, url: str, code: str) -> None:
        shop = self.desk.shop

        def enrol(_allowed: object) -> None:
            # It waits for the network: beside the ledger, so that the till goes on selling.
            self.desk.tasks.outside(
                self, lambda: link.enrol(shop, url, code), self._on_linked, self._not_linked
            )

        self.link_section.show_busy(is_busy=True)
        self.attempt(
            lambda by: staff.make_sure(shop, staff.current(shop).code, Act.CHANGE_SETTINGS, by),
            enrol,
            self._not_linked,
        )

    def _on_linked(self, status: LinkStatus) -> None:
        self.link_section.show_link(status)
        self.shop_section.show_settings(self.desk.shop.settings)
        self._tell("settings.link_done")

    def _not_linked(self, error: ShopError) -> None:
        self.link_section.show_busy(is_busy=False)
        self.refuse(error)

    def _poke(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.outside(self, lambda: link.poke(shop), None, self.refuse)
