from msgspec.structs import replace

from desktop.services.papers.printer_profiles import NO_DRAWER, profile_for
from desktop.settings import PrinterSettings, Settings, from_rows, to_rows
from printing.drivers.profiles import CP1252, GENERIC_58, ZPL_300

USB = PrinterSettings(code="counter", profile="generic-58", address="file:///dev/usb/lp0")


def a_printer(**changes: object) -> PrinterSettings:
    return replace(USB, **changes)  # type: ignore[arg-type]


def test_a_printer_is_as_its_model_says_until_its_trial_says_otherwise() -> None:
    assert profile_for(a_printer()) == GENERIC_58
    tried = profile_for(
        a_printer(
            character_table="16:cp1252",
            has_cutter=True,
            answers_status=True,
            draws_codes=False,
            drawer_pin=1,
        )
    )
    assert tried.code_page == CP1252
    assert (tried.has_cutter, tried.answers_status, tried.draws_codes) == (True, True, False)
    assert tried.drawer_pin == 1
    assert profile_for(a_printer(drawer_pin=NO_DRAWER)).drawer_pin is None
    assert profile_for(a_printer(character_table="image")).code_page is None


def test_a_table_nobody_knows_any_more_leaves_the_models() -> None:
    assert profile_for(a_printer(character_table="99:klingon")) == GENERIC_58


def test_a_label_printer_has_no_character_table() -> None:
    printer = PrinterSettings(
        code="labels", profile="zpl-300", address="tcp://h", character_table="16:cp1252"
    )
    assert profile_for(printer) == ZPL_300


def test_what_a_trial_showed_is_kept_and_a_printer_of_before_reads_as_untried() -> None:
    settings = Settings(printers=(a_printer(draws_codes=False, relief="pdf", relief_after_s=30),))
    assert from_rows(to_rows(settings)) == settings
    rows = {"printers": [{"code": "counter", "address": "tcp://h", "profile": "generic-58"}]}
    assert from_rows(rows).printers[0].draws_codes is None
    mad = {"printers": [{"code": "counter", "address": "tcp://h", "relief_after_s": 0}]}
    assert from_rows(mad).printers == ()
