"""What the law and the accountant want: mentions, books, archive."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout

from desktop.errors import ShopError
from desktop.services.books import accounting, archive, web_till
from desktop.services.books.accounting import Book
from desktop.services.papers import notices
from desktop.settings import FRANCHISE, Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.tick import Tick
from fiscal.legal import outdated, vat_rates

_COUNTRIES = ("FR", "BE")


class LawSection(Section):
    """Country, activity code, attestation, and whether the shop charges VAT."""

    #: The notice about receipts on request is to be printed.
    prints_notice = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "law")
        self._notice = Button(
            "settings-notice", self.say("law.notice"), clicked=self.prints_notice.emit
        )
        self._country = Chips("settings-country", self.say("law.country"))
        self._naf = self.field("settings-naf", "law.naf", 8)
        self._attestation = self.field("settings-attestation", "law.attestation", 40)
        self._franchise = Tick(self.say("law.franchise"))
        self._franchise.setObjectName("settings-franchise")
        self._old = label(self.say("law.outdated"), "note", "look", wraps=True)
        self._old.setObjectName("settings-law-outdated")
        grid = QGridLayout()
        for place, (name, field) in enumerate(
            (("law.naf", self._naf), ("law.attestation", self._attestation))
        ):
            grid.addLayout(column(label(self.say(name), "field"), field, gap=4), 0, place)
        self.fill(
            "law.title",
            "law.how",
            self._old,
            column(label(self.say("law.country"), "field"), self._country, gap=4),
            grid,
            self._franchise,
            row(self._notice, None),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        profile = settings.profile
        choices = [(code, self.say(f"law.country_{code}")) for code in _COUNTRIES]
        self._country.show_choices(choices, profile.country)
        self._naf.setText(profile.naf)
        self._attestation.setText(settings.attestation)
        self._franchise.setChecked(bool(profile.vat_exemption))
        self._old.setVisible(bool(outdated(profile.country, self._today())))
        self._notice.setVisible(bool(notices.counter_notice(self.desk.shop)))

    def _today(self) -> date:
        return self.desk.shop.clock.now().date()

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        country, naf = str(self._country.value), self._naf.text().strip()
        attestation, today = self._attestation.text().strip(), self._today()
        is_exempt = self._franchise.isChecked()

        def change(settings: Settings) -> Settings:
            before = settings.profile
            exemption = (before.vat_exemption or FRANCHISE) if is_exempt else ""
            profile = structs.replace(before, country=country, naf=naf, vat_exemption=exemption)
            changed = structs.replace(settings, profile=profile, attestation=attestation)
            if country == before.country:
                return changed
            rates = tuple(row.rate for row in vat_rates(country, today) if row.rate)
            return structs.replace(changed, vat_rates=rates)

        return change


class BooksSection(Section):
    """Books of a period and the archive, written into a folder."""

    #: A job told who asks and who approves it, and what to do with its answer.
    asks = Signal(object, object)
    #: A job told who asks and who approves it, and what to do with whom it let make an archive.
    archives = Signal(object, object)
    #: A ShopError: the archive was not made.
    refuses = Signal(object)
    #: The name of the file that was written.
    written = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "books")
        self._till = ""
        self._first = DayEntry("books-from", self.say("books.from"))
        self._last = DayEntry("books-to", self.say("books.to"))
        self._folder = self.field("books-folder", "books.folder", 300)
        choose = Button("books-choose", self.say("books.choose"), clicked=self._choose)
        books = [
            Button(
                f"books-{book.value}",
                self.say(f"books.{book.value}"),
                clicked=partial(self._export, book, ""),
            )
            for book in Book
        ]
        web_books = [
            Button(
                f"books-web-{book.value}",
                self.say(f"books.{book.value}"),
                clicked=partial(self._export, book, web_till.TILL),
            )
            for book in Book
        ]
        for button in web_books:
            button.setAccessibleName(f"{self.say('books.web')} : {button.text()}")
        web_title = label(self.say("books.web"), "field")
        web_how = label(self.say("books.web_how"), "note", wraps=True)
        own_title = label(self.say("books.own", till=desk.shop.settings.till), "field")
        self._web = (own_title, web_title, *web_books, web_how)
        self._show_web(0)
        self._archive = Button("books-archive", self.say("books.archive"), clicked=self._make)
        self._due = label("", "note", wraps=True)
        self._due.setObjectName("books-due")
        period = row(
            label(self.say("books.from"), "field"),
            self._first,
            label(self.say("books.to"), "field"),
            self._last,
            None,
            gap=8,
        )
        place = row(self._folder, choose, gap=8)
        place.setStretch(0, 1)
        self.fill(
            "books.title",
            "books.how",
            period,
            column(label(self.say("books.folder"), "field"), place, gap=4),
            column(own_title, row(*books, None, gap=8), gap=4),
            column(web_title, row(*web_books, None, gap=8), web_how, gap=4),
            row(self._archive, self._due, None, gap=12),
        )

    def arrive(self) -> None:
        """Offer last month, and say what waits for an archive."""
        today = self.desk.shop.clock.now().date()
        last = today.replace(day=1) - timedelta(days=1)
        if not self._folder.text():
            self._first.show_day(last.replace(day=1))
            self._last.show_day(last)
            self._folder.setText(_documents())
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: archive.due(shop), self._show_due)

    def show_settings(self, settings: Settings) -> None:
        """Offer the books of what was paid online where there is any by now."""
        super().show_settings(settings)
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: web_till.count_records(shop), self._show_web)

    def _show_web(self, records: int) -> None:
        for part in self._web:
            part.setVisible(records > 0)

    def _show_due(self, due: archive.Due) -> None:
        self._till = due.till
        words = "books.archive_ready" if due.records else "books.archive_none"
        if due.is_year_waiting:
            words = "books.archive_due"
        if due.till != self.desk.shop.settings.till:
            words = "books.archive_before"
        self._due.setText(self.say(words, n=due.records, till=due.till))

    def _choose(self) -> None:
        title = self.say("books.folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self._folder.text())
        if chosen:
            self._folder.setText(chosen)

    def _place(self) -> Path:
        return Path(self._folder.text().strip())

    def _export(self, book: Book, till: str) -> None:
        shop, folder = self.desk.shop, self._place()
        first, last = self._first.day(), self._last.day()
        if first is None or last is None:
            (self._first if first is None else self._last).setFocus()
            return

        def export(who: str, by: str) -> str:
            target = folder / accounting.book_name(shop, book, last, till)
            accounting.export_book(
                shop, book, target, first, last, staff=who, approved_by=by, till=till
            )
            return target.name

        self.asks.emit(export, self._on_written)

    def _make(self) -> None:
        """Draw the archive up beside the ledger: a year of it would keep a customer waiting."""
        shop, folder, tasks = self.desk.shop, self._place(), self.desk.tasks
        today = shop.clock.now().astimezone(shop.zone).date()
        target = folder / archive.archive_name(self._till, today)

        def draw_up(who: object) -> None:
            tasks.outside(
                self,
                lambda: archive.draw_up(shop, target),
                lambda drawn: tell(str(who), drawn),
                self._on_not_made,
            )

        def tell(who: str, drawn: archive.Drawn) -> None:
            tasks.ledger(
                self,
                lambda: archive.tell_journal(shop, drawn, who),
                lambda _done: self._on_made(target.name),
                self._on_not_made,
            )

        # One at a time: two would write the same file.
        self._archive.setEnabled(False)
        self.archives.emit(lambda who, by: archive.allow(shop, who, by), draw_up)

    def _on_made(self, name: str) -> None:
        self._archive.setEnabled(True)
        self._on_written(name)

    def _on_not_made(self, error: ShopError) -> None:
        self._archive.setEnabled(True)
        self.refuses.emit(error)

    def stop_waiting(self) -> None:
        """Let the archive be asked for again: nobody was allowed to make it."""
        self._archive.setEnabled(True)

    def _on_written(self, name: str) -> None:
        self.written.emit(name)
        self.arrive()


def _documents() -> str:
    """Return the person's own documents, where files are looked for."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
