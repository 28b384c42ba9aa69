"""The settings screen: its parts, each saved by itself."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.errors import ShopError
from desktop.services import house, link, print_queue, trial_page
from desktop.services.print_queue import PrinterView
from desktop.services.views import LinkStatus
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.settings.devices import DisplaySection
from desktop.ui.settings.sections import (
    CameraSection,
    LanguageSection,
    LinkSection,
    PrintersSection,
    ShopSection,
)
from desktop.ui.widgets.layouts import column, row


@dataclass(frozen=True, slots=True)
class _Standing:
    link: LinkStatus
    printers: tuple[PrinterView, ...]


class SettingsScreen(Screen):
    """Shows and changes what the shop can set."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings", desk.say("settings.title"))
        self.shop_section = ShopSection(desk)
        self.printers_section = PrintersSection(desk)
        self.link_section = LinkSection(desk)
        self.language_section = LanguageSection(desk)
        self.camera_section = CameraSection(desk)
        self.display_section = DisplaySection(desk)
        self._saved_apart = (
            self.shop_section,
            self.printers_section,
            self.language_section,
            self.camera_section,
            self.display_section,
        )
        left = column(
            self.shop_section,
            self.camera_section,
            self.language_section,
            None,
            gap=16,
        )
        right = column(
            self.link_section,
            self.printers_section,
            self.display_section,
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
        self.printers_section.tries.connect(self._try_printer)
        self.link_section.links.connect(self._link)
        self.link_section.pokes.connect(self._poke)
        desk.changes.on(self, ("link", "printers"), self._look)

    def arrive(self) -> None:
        """Show what is set now."""
        settings = self.desk.shop.settings
        for section in self._saved_apart:
            section.show_settings(settings)
        self._look()

    def run(self, errand: Errand) -> None:
        """Go to the marketplace's part."""
        if errand.what == "link":
            self.link_section.focus_code()

    def _look(self) -> None:
        shop = self.desk.shop

        def look() -> _Standing:
            return _Standing(link.link_status(shop), print_queue.printers(shop))

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Standing) -> None:
        self.link_section.show_link(now.link)
        self.printers_section.show_printers(now.printers)

    def _save(self, change: Callable[[Settings], Settings]) -> None:
        shop = self.desk.shop

        def save() -> None:
            before = shop.settings
            house.change_settings(shop, change(before))
            if shop.settings.printers != before.printers:
                print_queue.restart_printers(shop)

        self.desk.tasks.ledger(self, save, lambda _done: self._tell("settings.saved"), self.refuse)

    def _tell(self, name: str) -> None:
        self.tells.emit(Notice(self.desk.say(name), "go"))
        self._look()

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
        self.link_section.show_busy(is_busy=True)
        # It waits for the network: beside the ledger, so that the till goes on selling.
        self.desk.tasks.outside(
            self, lambda: link.enrol(shop, url, code), self._on_linked, self._not_linked
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
