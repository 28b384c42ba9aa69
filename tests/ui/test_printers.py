"""Printers in the settings: found, tried, named, relieved; and the papers that wait at them."""

from collections.abc import Iterator
from threading import Event

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.services.papers import print_queue, print_rows
from desktop.services.shop import Shop
from desktop.settings import FILES, PrinterSettings
from desktop.ui.settings.printer_steps import Choices
from desktop.ui.widgets.chips import Chips
from printing.simulator import PrinterSimulator
from printing.spooler import JobState, PrintJob, Reason
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

AWAY = "tcp://127.0.0.1:9"


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def at(counter: Opener) -> Counter:
    return with_printers(counter)


def with_printers(
    counter: Opener, *printers: PrinterSettings, waits: JobState | None = None
) -> Counter:
    """Return a window at the printers of the settings; a paper may stand at the first one."""

    def prepare(builder: AShop) -> AShop:
        return builder.with_settings(
            printers=printers, receipt_printer=printers[0].code if printers else ""
        )

    def stock(shop: Shop) -> None:
        if waits is not None:
            a_paper(shop, waits)

    at = counter(prepare, size=(1024, 768), stock=stock)
    at.settings("printers")
    return at


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.setText(words)
    at.settle()


def chips(at: Counter, name: str) -> Chips:
    found = at.find(name)
    assert isinstance(found, Chips)
    return found


def choices(at: Counter, name: str) -> Choices:
    found = at.find(name)
    assert isinstance(found, Choices)
    return found


def a_paper(shop: Shop, state: JobState) -> None:
    with shop.begin() as work:
        ident = print_queue.queue_bytes(
            work, b"tags", printer="counter", kind="shelf_label", title="20", ref=""
        )
        work.commit()
    if state is not JobState.QUEUED:
        rows = print_rows.JobRows(shop)
        assert rows.move(ident, JobState.QUEUED, state, Reason.LINK_LOST, shop.clock.now())


def paper(at: Counter) -> PrintJob:
    (job,) = print_queue.jobs(at.shop)
    return job


def test_a_printer_is_set_up_from_its_address_to_its_name(
    at: Counter, simulator: PrinterSimulator
) -> None:
    assert at.sees("settings-printers-none")
    at.press("settings-printer-add")
    write(at, "printer-address", f"tcp://{simulator.host}:{simulator.port}")
    at.key(Qt.Key.Key_Return)
    assert "prête" in at.text("printer-standing")
    at.press("printer-next")
    at.press("printer-strip")
    at.press("printer-line-1")
    at.press("printer-next")
    at.press("printer-trial")
    assert simulator.drawer_kicks == 1
    for check in ("accents", "euro", "width", "codes", "cut", "drawer"):
        chips(at, f"printer-check-{check}").choose("no" if check == "codes" else "yes")
    at.press("printer-next")
    assert "corrigé" in at.text("printer-trial-told")
    at.press("printer-skip")
    write(at, "printer-name", "Comptoir")
    choices(at, "printer-relief").choose(FILES)
    at.press("printer-next")
    assert not at.shop.settings.printers
    at.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (printer,) = at.shop.settings.printers
    assert (printer.name, printer.character_table) == ("Comptoir", "16:cp1252")
    assert (printer.draws_codes, printer.relief) == (False, FILES)
    assert printer.answers_status
    assert at.shop.settings.receipt_printer == printer.code


def test_an_address_that_nothing_serves_is_one_sentence_and_the_step_stays(at: Counter) -> None:
    at.press("settings-printer-add")
    at.press("printer-next")
    assert "adresse" in at.text("printer-told")
    write(at, "printer-address", AWAY)
    at.press("printer-next")
    assert "Personne ne répond à tcp://127.0.0.1:9" in at.text("printer-told")
    assert "1 sur 5" in at.text("printer-step")


def test_escape_leads_out_of_the_wizard_and_nothing_has_changed(at: Counter) -> None:
    at.press("settings-printer-add")
    at.find("printer-address").setFocus()
    at.key(Qt.Key.Key_Escape)
    assert not at.sees("printer-wizard")
    assert at.sees("settings-printer-add")
    assert not at.sees("settings-changes")


COUNTER = PrinterSettings(code="counter", name="Comptoir", address=AWAY, relief="back")
BACK = PrinterSettings(code="back", name="Réserve", address=AWAY)


def test_a_printer_that_is_taken_away_comes_back_by_undo(counter: Opener) -> None:
    at = with_printers(counter, COUNTER, BACK)
    at.press("settings-printer-1-remove")
    assert not at.sees("settings-printer-1-remove")
    at.press("settings-undo")
    assert at.sees("settings-printer-1-remove")
    assert at.shop.settings.printers == (COUNTER, BACK)


def test_a_printer_is_set_up_again_with_all_that_is_known_of_it(
    counter: Opener, simulator: PrinterSimulator
) -> None:
    address = f"tcp://{simulator.host}:{simulator.port}"
    known = structs.replace(COUNTER, address=address, draws_codes=False, answers_status=True)
    at = with_printers(counter, known, BACK)
    at.press("settings-printer-0-edit")
    assert at.text("printer-address") == address
    for _step in range(3):
        at.press("printer-next")
    at.press("printer-skip")
    assert at.text("printer-name") == "Comptoir"
    at.press("printer-next")
    assert not at.sees("settings-changes")


def test_a_paper_nobody_is_sure_of_is_settled_by_a_touch(counter: Opener) -> None:
    at = with_printers(counter, COUNTER, waits=JobState.DOUBTFUL)
    assert "sorti" in at.text("paper-0-state")
    at.press("paper-0-yes")
    assert paper(at).state is JobState.PRINTED
    assert not at.sees("paper-0-yes")


def test_a_waiting_paper_is_withdrawn_had_again_and_sent_elsewhere(counter: Opener) -> None:
    at = with_printers(counter, COUNTER, BACK, waits=JobState.QUEUED)
    at.press("paper-0-cancel")
    assert paper(at).state is JobState.CANCELLED
    at.press("paper-0-retry")
    assert paper(at).state is JobState.QUEUED
    send(at, "back")
    assert paper(at).printer == "back"


def test_tags_that_another_printer_cannot_take_are_refused_in_words(counter: Opener) -> None:
    at = with_printers(counter, COUNTER, waits=JobState.QUEUED)
    send(at, FILES)
    assert "dessinées" in at.window.banner.words


def send(at: Counter, place: str) -> None:
    choice = choices(at, "paper-0-send")
    choice.choose(place)
    choice.activated.emit(choice.currentIndex())
    at.settle()


def test_a_paper_nobody_is_sure_of_is_asked_about_wherever_one_is(counter: Opener) -> None:
    at = with_printers(counter, COUNTER, waits=JobState.DOUBTFUL)
    at.window.go("sale")
    at.settle()
    assert "sorti" in at.window.alarm.words
    at.press("alarm-act")
    assert at.window.room == "settings"
    at.press("paper-0-yes")
    assert not at.sees("alarm")


def test_papers_at_a_printer_that_stands_still_are_told(
    counter: Opener, simulator: PrinterSimulator
) -> None:
    simulator.open_cover()
    here = structs.replace(COUNTER, address=f"tcp://{simulator.host}:{simulator.port}", relief="")
    at = with_printers(counter, here, waits=JobState.QUEUED)
    assert not at.sees("alarm")
    told = Event()
    at.shop.changes.listen(lambda topics: told.set() if "printers" in topics else None)
    print_queue.restart_printers(at.shop)
    assert at.shop.spooler is not None
    while not at.shop.spooler.stands_still("counter"):
        assert told.wait(20)
        told.clear()
    at.settle()
    assert "1 papier attend" in at.window.alarm.words


def test_papers_of_a_printer_that_was_taken_away_are_told(counter: Opener) -> None:
    def take_away(shop: Shop) -> None:
        a_paper(shop, JobState.QUEUED)
        shop.adopt(structs.replace(shop.settings, printers=(BACK,)))

    at = counter(lambda builder: builder.with_settings(printers=(COUNTER, BACK)), stock=take_away)
    at.settings("printers")
    assert "1 papier attend" in at.window.alarm.words
    send(at, FILES)
    assert "dessinées" in at.window.banner.words
    at.press("paper-0-cancel")
    assert not at.sees("alarm")
