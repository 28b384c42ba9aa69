"""Invoices, books, archive, legal mentions and training, by the widgets a shopkeeper has."""

import threading
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.services.books import archive
from desktop.services.till import till_sessions, training
from desktop.settings import PrinterSettings
from desktop.ui.sale.screen import SaleScreen
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.qr import QrPicture
from fiscal import ArchiveBody
from fiscal.archive import write_archive
from printing.drivers.codes import qr_modules
from sync.contract import v1
from sync.engine.asking import Ask, UnreachableError
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, sell
from tests.support.a_web_till import a_web_till, tell
from tests.ui.conftest import Counter, Opener


def with_wine(builder: AShop) -> AShop:
    return builder.with_product("Vin", 14_90)


def write(counter: Counter, name: str, text: str) -> None:
    field = counter.find(name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def at_the_invoice(counter: Opener) -> Counter:
    """Return a counter whose last ticket is asked for its invoice, from the till's list."""
    at = counter(with_wine)
    sell(at.shop, "Vin")
    at.window.go("till")
    at.settle()
    at.press("till-invoice")
    return at


BUYER = {
    "invoice-name": "Cabinet Durand",
    "invoice-street": "8 rue du Lycée",
    "invoice-postcode": "92330",
    "invoice-city": "Sceaux",
}


def test_an_invoice_is_made_once_and_then_shown(counter: Opener, no_sql_on_main: list[str]) -> None:
    at = at_the_invoice(counter)
    no_sql_on_main.clear()
    assert not at.find("invoice-make").isEnabled()
    for name, text in BUYER.items():
        write(at, name, text)
    at.key(Qt.Key.Key_Return)

    assert "F-T01-2026-000001" in at.text("invoice-told")
    assert "F-T01-2026-000001" in at.window.banner.words
    at.press("invoice-duplicate")
    assert "duplicata-1" in at.window.banner.words
    at.press("invoice-back")
    at.press("till-invoice")
    assert at.sees("invoice-open")
    assert not at.sees("invoice-make")
    assert no_sql_on_main == []


def test_a_damaged_invoice_is_told_and_not_opened(counter: Opener) -> None:
    at = at_the_invoice(counter)
    for name, text in BUYER.items():
        write(at, name, text)
    at.press("invoice-make")
    (file,) = (at.shop.folder / "invoices").glob("*.pdf")
    file.unlink()
    at.press("invoice-back")
    at.press("till-invoice")

    assert "sauvegarde" in at.text("invoice-told")
    assert not at.find("invoice-open").isEnabled()


def settings_of(counter: Opener) -> Counter:
    at = counter(with_wine)
    sell(at.shop, "Vin")
    till_sessions.close_till(at.shop, None, OWNER)
    at.settings("books")
    return at


@pytest.mark.parametrize(
    ("button", "file"),
    [
        ("books-vat", "tva-T01-2026-11-30.csv"),
        ("books-entries", "ecritures-T01-2026-11-30.csv"),
        ("books-fec", "732829320FEC20261130.txt"),
        ("books-archive", "archive-T01-2026-11-23.zip"),
    ],
)
def test_books_and_archive_are_written_where_one_wants(
    counter: Opener, tmp_path: Path, button: str, file: str
) -> None:
    at = settings_of(counter)
    write(at, "books-folder", str(tmp_path))
    write(at, "books-from", "1/11/2026")
    write(at, "books-to", "30/11/2026")
    at.press(button)

    assert (tmp_path / file).stat().st_size
    assert file in at.window.banner.words


def test_what_was_paid_online_has_books_of_its_own_where_there_is_any(
    counter: Opener, tmp_path: Path
) -> None:
    at = settings_of(counter)
    with pytest.raises(AssertionError, match="0 visible"):
        at.find("books-web-vat")
    tell(at.shop, a_web_till(tmp_path))
    at.key(Qt.Key.Key_F1)
    at.settings("books")
    write(at, "books-folder", str(tmp_path))
    write(at, "books-from", "1/11/2026")
    write(at, "books-to", "30/11/2026")
    at.press("books-web-vat")

    assert "12,67" in (tmp_path / "tva-W01-2026-11-30.csv").read_text("utf-8-sig")


def test_the_till_works_on_while_an_archive_is_drawn_up(
    counter: Opener, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = settings_of(counter)
    write(at, "books-folder", str(tmp_path))
    begun, go = threading.Event(), threading.Event()

    def slowly(*known: object, **named: object) -> ArchiveBody:
        begun.set()
        assert go.wait(20)
        return write_archive(*known, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "write_archive", slowly)
    button = at.find("books-archive")
    button.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    try:
        opened: list[object] = []
        shop = at.shop
        at.desk.tasks.ledger(
            at.window,
            lambda: (till_sessions.open_till(shop, Money(0), OWNER), sell(shop, "Vin")),
            opened.append,
        )
        qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
        # Twice at once would be two writers of one file.
        assert not button.isEnabled()
        assert list(tmp_path.glob("archive*.zip")) == []
    finally:
        go.set()
    at.settle()

    assert (tmp_path / "archive-T01-2026-11-23.zip").stat().st_size
    assert archive.due(at.shop).records == 0
    assert list(tmp_path.glob("*.part")) == []
    assert button.isEnabled()


def test_last_month_is_offered_and_an_empty_one_is_told(counter: Opener, tmp_path: Path) -> None:
    at = settings_of(counter)
    write(at, "books-folder", str(tmp_path))
    assert (at.text("books-from"), at.text("books-to")) == ("01/10/2026", "31/10/2026")
    at.press("books-vat")
    assert "clôtur" in at.window.banner.words
    at.window.banner.hide()
    write(at, "books-to", "31/02/2026")
    at.press("books-vat")
    assert not at.window.banner.isVisible()
    assert list(tmp_path.glob("*.csv")) == []


def test_moving_to_belgium_brings_its_rates_and_leaving_vat_its_mention(counter: Opener) -> None:
    at = settings_of(counter)
    country = at.find("settings-country")
    assert isinstance(country, Chips)
    country.choose("BE")
    franchise = at.find("settings-franchise")
    assert isinstance(franchise, QCheckBox)
    franchise.setChecked(True)
    write(at, "settings-attestation", "A-1")
    at.press("settings-save")

    settings = at.shop.settings
    assert settings.profile.country == "BE"
    assert settings.vat_rates == (2100, 1200, 600)
    assert settings.profile.vat_exemption == "franchise"
    assert settings.attestation == "A-1"


def test_an_account_gets_the_accountants_number_and_back(counter: Opener) -> None:
    at = settings_of(counter)
    choice = at.find("accounts-choice")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(choice.findData("vat:2000"))
    write(at, "accounts-number", "4457")
    at.press("settings-save")
    assert at.shop.settings.accounts == {"vat:2000": "4457"}

    write(at, "accounts-number", "no")
    at.press("settings-save")
    assert "compte" in at.window.banner.words
    assert at.shop.settings.accounts == {"vat:2000": "4457"}
    write(at, "accounts-number", "")
    at.press("settings-save")
    assert at.shop.settings.accounts == {}


def test_a_training_is_begun_from_the_settings_and_told_to_the_journal(
    counter: Opener, qtbot: QtBot
) -> None:
    at = settings_of(counter)
    at.settings("help")
    with qtbot.waitSignal(at.desk.school.begun):
        at.press("training-start")

    assert training.running(at.shop) is not None
    assert not at.sees("training-band")


def test_the_code_on_the_screen_is_read_by_a_phone(qtbot: QtBot) -> None:
    address = "https://commerces.sceaux.example/tickets/abcdefghijklmnopqrstuv"
    picture = QrPicture("code", "code")
    qtbot.addWidget(picture)
    picture.show_modules(qr_modules(address))
    grabbed = picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    stride, height = grabbed.bytesPerLine(), grabbed.height()
    pixels = np.frombuffer(grabbed.constBits(), np.uint8).reshape(height, stride)

    (read,) = zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, : grabbed.width()]))
    assert read.text == address


def test_a_receipt_for_the_phone_is_offered_only_in_a_marketplace(counter: Opener) -> None:
    at = counter(with_wine)
    done = sell(at.shop, "Vin")
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    screen.ticket.show_done(done)
    at.settle()
    assert at.sees("done-change")
    assert not at.sees("done-phone")

    at.shop.conversation = Silence()
    screen.ticket.show_done(done)
    at.settle()
    at.press("done-phone")
    assert "place de marché" in at.window.banner.words
    assert at.find("done-phone").isEnabled()


class Silence:
    """A talk with a marketplace that does not answer."""

    def poke(self) -> None:
        """Say that there is something to send."""

    def status(self) -> None:
        """Return that nothing is known yet."""

    def ask(self, ask: Ask) -> v1.Message:
        """Wait in vain."""
        raise UnreachableError(ask.path)

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Wait in vain."""
        raise UnreachableError(f"{sha256} {most_bytes} {patience_s}")

    def stop(self) -> None:
        """End."""


def test_the_notice_for_the_counter_is_printed_from_the_settings(counter: Opener) -> None:
    def with_a_printer(builder: AShop) -> AShop:
        address = f"folder://{builder.folder}/papers"
        printer = PrinterSettings(code="counter", address=address)
        return builder.with_settings(printers=(printer,), receipt_printer="counter")

    at = counter(with_a_printer)
    at.settings("books")

    at.press("settings-notice")

    with at.shop.look() as look:
        kinds = look.connection.exec_driver_sql("SELECT kind FROM print_job").scalars().all()
    assert kinds == ["test"]
