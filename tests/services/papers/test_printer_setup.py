"""Setting a printer up: what is found, what it answers, what its trial changes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.errors import ShopError
from desktop.services.papers import printer_setup
from desktop.services.papers.printer_profiles import NO_DRAWER, profile_for
from desktop.services.papers.printer_setup import Answer, Check, Way
from desktop.services.shop import Shop
from desktop.settings import FILES, PrinterSettings, Settings
from printing.drivers.profiles import CANDIDATE_PAGES
from printing.simulator import PrinterSimulator
from tests.support.a_shop import a_shop


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as shop:
        yield shop


def at(simulator: PrinterSimulator, **changes: object) -> PrinterSettings:
    address = f"tcp://{simulator.host}:{simulator.port}"
    return replace(PrinterSettings(code="printer-1", address=address), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.50", "tcp://192.168.1.50"),
        (" caisse.local:9101 ", "tcp://caisse.local:9101"),
        ("usb://04b8:0e15", "usb://04b8:0e15"),
        ("serial:COM3", "serial:COM3"),
        ("", ""),
    ],
)
def test_a_host_that_is_typed_is_a_printer_of_the_network(typed: str, address: str) -> None:
    assert printer_setup.address_of(typed) == address


def test_queues_of_the_system_are_found_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "lpstat"
    program.write_text("#!/bin/sh\necho Ticket\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    found = [each for each in printer_setup.find_printers() if each.way is Way.QUEUE]
    assert [(each.address, each.name) for each in found] == [("cups://Ticket", "Ticket")]


def test_a_name_leads_to_a_model_and_every_model_is_one(shop: Shop) -> None:
    codes = {model.code for model in printer_setup.models()}
    for name, model in (
        ("EPSON TM-T20III", "epson-tm-t20"),
        ("Zebra ZD420", "zpl-203"),
        ("POS-58", "generic-58"),
        ("Printer", "generic-80"),
    ):
        assert printer_setup.suggested_model(name) == model
        assert model in codes
    unknown = PrinterSettings(code="printer-1", address="tcp://h", profile="telex")
    assert printer_setup.model_of(unknown) == "generic-80"


def test_a_printer_says_how_it_stands_whatever_its_model_is_thought_to_do(
    simulator: PrinterSimulator,
) -> None:
    told = printer_setup.look(at(simulator, profile="generic-58"))
    assert (told.condition, told.can_confirm) == ("ready", True)
    simulator.open_cover()
    assert printer_setup.look(at(simulator)).condition == "cover_open"


def test_a_mute_printer_is_told_to_confirm_nothing(
    simulator: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer_setup, "_REPLY_S", 0.05)
    simulator.mute()
    told = printer_setup.look(at(simulator))
    assert (told.condition, told.can_confirm) == ("silent", False)


@pytest.mark.parametrize(
    ("address", "code"),
    [("tcp://127.0.0.1:9", "printer_unreachable"), ("smb://x", "printer_address_unknown")],
)
def test_an_address_that_nothing_serves_is_one_clear_sentence(
    shop: Shop, address: str, code: str
) -> None:
    printer = PrinterSettings(code="printer-1", address=address)
    for act in (
        lambda: printer_setup.look(printer),
        lambda: printer_setup.print_strip(shop, printer),
        lambda: printer_setup.print_trial(shop, printer),
    ):
        with pytest.raises(ShopError) as told:
            act()
        assert told.value.code == code


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("run_out_of_paper", "printer_paper_out"),
        ("open_cover", "printer_cover_open"),
        ("go_offline", "printer_offline"),
    ],
)
def test_a_trial_says_what_keeps_it_from_printing(
    shop: Shop, simulator: PrinterSimulator, fault: str, code: str
) -> None:
    getattr(simulator, fault)()
    with pytest.raises(ShopError) as told:
        printer_setup.print_trial(shop, at(simulator))
    assert told.value.code == code
    assert simulator.papers == []


def test_the_line_that_was_readable_becomes_the_printers_table(
    shop: Shop, simulator: PrinterSimulator
) -> None:
    printer = at(simulator)
    tables = printer_setup.print_strip(shop, printer)
    (strip,) = simulator.wait_for_papers(1)
    readable = next(
        number
        for number, line in enumerate(strip.text.splitlines()[1:])
        if "é è à ç œ € ÉÈ 12,50 €" in line
    )
    chosen = printer_setup.with_table(printer, tables[readable])
    assert profile_for(chosen).code_page == CANDIDATE_PAGES[readable]


def test_the_trial_shows_all_that_is_asked_about(shop: Shop, simulator: PrinterSimulator) -> None:
    checks = printer_setup.print_trial(shop, at(simulator))
    assert checks == tuple(Check)
    simulator.wait_for_drawer(1)
    (page,) = simulator.wait_for_papers(1)
    assert page.qr_codes
    assert page.barcodes
    assert "é" in page.text
    assert page.is_cut
    plain = printer_setup.print_trial(shop, at(simulator, has_cutter=False, drawer_pin=NO_DRAWER))
    assert set(Check) - set(plain) == {Check.CUT, Check.DRAWER}


def test_a_label_printer_is_tried_with_a_label(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "labels"
    printer = PrinterSettings(code="labels", profile="zpl-203", address=f"file://{file}")
    assert printer_setup.print_trial(shop, printer) == (Check.ACCENTS, Check.CODES)
    assert file.read_bytes().startswith(b"^XA")


ALL_WELL = dict.fromkeys(Check, Answer.YES)


@pytest.mark.parametrize(
    ("wrong", "changes"),
    [
        ({}, {}),
        ({Check.ACCENTS: Answer.NO}, {"character_table": "image"}),
        ({Check.EURO: Answer.NO}, {"character_table": "image"}),
        ({Check.CODES: Answer.NO}, {"draws_codes": False}),
        ({Check.CUT: Answer.NO}, {"has_cutter": False}),
        ({Check.CUT: Answer.NONE}, {"has_cutter": False}),
        ({Check.DRAWER: Answer.NO}, {"drawer_pin": 1}),
        ({Check.DRAWER: Answer.NONE}, {"drawer_pin": NO_DRAWER}),
    ],
)
def test_what_was_wrong_on_the_page_corrects_the_profile(
    wrong: dict[Check, Answer], changes: dict[str, object]
) -> None:
    printer = PrinterSettings(code="printer-1", address="tcp://h")
    expected = replace(printer, **changes)  # type: ignore[arg-type]
    assert printer_setup.corrected(printer, ALL_WELL | wrong) == expected


def test_broken_lines_get_fewer_columns_and_lose_nothing_else_that_is_known() -> None:
    printer = PrinterSettings(code="printer-1", profile="epson-tm-t20", address="tcp://h")
    columns = []
    for _ in range(3):
        printer = printer_setup.corrected(printer, {Check.WIDTH: Answer.NO})
        columns.append(profile_for(printer).columns)
        assert profile_for(printer).code_page == CANDIDATE_PAGES[0]
        assert profile_for(printer).has_cutter
        assert profile_for(printer).answers_status
    assert columns == [42, 32, 32]


def test_a_drawer_at_neither_pin_is_none() -> None:
    printer = PrinterSettings(code="printer-1", address="tcp://h", drawer_pin=1)
    assert printer_setup.corrected(printer, {Check.DRAWER: Answer.NO}).drawer_pin == NO_DRAWER


def test_each_printer_gets_a_code_of_its_own_and_others_to_take_over() -> None:
    first = PrinterSettings(code="printer-1", address="tcp://h")
    settings = Settings(printers=(first, replace(first, code="receipts")))
    assert printer_setup.code_for(settings) == "printer-2"
    assert printer_setup.code_for(Settings()) == "printer-1"
    assert printer_setup.places_for(settings, "printer-1") == ("receipts", FILES)
