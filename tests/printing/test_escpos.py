import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printing.documents import Document
from printing.drivers.escpos import drawer_kick, render_code_page_strip, render_escpos, warm_up
from printing.drivers.profiles import (
    CANDIDATE_PAGES,
    EPSON_TM_T20,
    GENERIC_58,
    GENERIC_80,
    PICTURES,
    PROFILES,
    RASTER_58,
    RASTER_80,
    PrinterProfile,
    page_named,
)
from printing.simulator import PrintedPaper, PrintedPicture, read_papers
from printing.simulator.reader import CommandReader, Platen
from tests.printing.papers import FISCAL, a_label, a_receipt, a_shelf_tag, every_paper

TEXT_PROFILES = (EPSON_TM_T20, GENERIC_80, GENERIC_58)


def printed(document: object, profile: PrinterProfile, locale: str = "fr") -> PrintedPaper:
    data = render_escpos(document, profile, locale)  # type: ignore[arg-type]
    (paper,) = read_papers(data, profile.columns)
    return paper


def misread(data: bytes) -> tuple[list[bytes], list[int]]:
    """Return what a printer does not understand in the bytes, and how often its drawer opens."""
    platen = Platen(48)
    for command in CommandReader().feed(data):
        platen.obey(command)
    return platen.unknown, platen.drawer_kicks


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.code)
@pytest.mark.parametrize("name", sorted(every_paper()))
def test_a_printer_understands_every_command(
    name: str, profile: PrinterProfile, locale: str
) -> None:
    data = render_escpos(every_paper()[name], profile, locale)  # type: ignore[arg-type]
    assert misread(data) == ([], [])
    # Clones start in double-byte mode, in which accents vanish.
    assert profile.code_page is None or data[2:4] == b"\x1c."


@pytest.mark.parametrize("profile", TEXT_PROFILES, ids=lambda profile: profile.code)
def test_accents_and_the_euro_reach_the_paper(profile: PrinterProfile) -> None:
    text = printed(a_receipt(), profile).text
    assert "À PAYER" in text
    assert "31,60 €" in text
    assert "Espèces" in text
    assert ("Œuvrée" if profile is EPSON_TM_T20 else "Oeuvrée") in text


@pytest.mark.parametrize("profile", TEXT_PROFILES, ids=lambda profile: profile.code)
def test_prices_stand_in_one_column_at_the_right_edge(profile: PrinterProfile) -> None:
    lines = printed(a_receipt(), profile).text.splitlines()
    line = next(line for line in lines if line.startswith("Journal"))
    total = next(line for line in lines if line.startswith("Total HT"))
    assert line.endswith("3,20 D")
    assert len(line) == profile.columns
    assert len(total) == profile.columns - len(" D")


def test_the_total_and_the_number_called_out_are_large() -> None:
    total = next(line for line in printed(a_receipt(), GENERIC_58).lines if "TOTAL" in line.text)
    number = next(line for line in printed(a_label(), GENERIC_58).lines if line.text == "47")
    assert (total.wide, total.high, total.is_bold) == (2, 2, True)
    assert (number.wide, number.high, number.align) == (4, 4, 1)


@pytest.mark.parametrize("profile", TEXT_PROFILES, ids=lambda profile: profile.code)
def test_no_line_is_wider_than_the_paper(profile: PrinterProfile) -> None:
    for document in every_paper().values():
        for line in printed(document, profile).lines:
            assert len(line.text.rstrip()) * line.wide <= profile.columns


@pytest.mark.parametrize("profile", TEXT_PROFILES, ids=lambda profile: profile.code)
def test_the_printer_draws_the_codes_itself(profile: PrinterProfile) -> None:
    assert printed(a_receipt(), profile).qr_codes == [FISCAL.verification]
    assert printed(a_label(), profile).qr_codes == ["CB1:2611210047:1"]
    assert printed(a_shelf_tag(), profile).barcodes == ["3017620422003"]


def test_a_qr_code_has_level_m_and_six_dots_a_module_or_what_fits() -> None:
    data = render_escpos(a_receipt(), EPSON_TM_T20, "fr")
    assert b"\x1d(k\x03\x001C\x06" in data
    assert b"\x1d(k\x03\x001E1" in data
    # Four modules of blank paper above it and beneath, or no reader finds it among the words.
    assert b"\x1bJ\x18\x1d(k\x04\x001A" in data
    assert b"\x1d(k\x03\x001Q0\x1bJ\x18" in data
    long = a_label(qr_text="HTTPS://SCEAUX.EXAMPLE/" + "A" * 270)
    assert b"\x1d(k\x03\x001C\x05" in render_escpos(long, GENERIC_58, "fr")


def test_only_a_printer_with_a_knife_is_told_to_cut() -> None:
    assert printed(a_label(), EPSON_TM_T20).is_cut
    assert printed(a_label(), RASTER_80).is_cut
    assert not printed(a_label(), GENERIC_58).is_cut
    assert render_escpos(a_label(), EPSON_TM_T20, "fr").endswith(b"\x1dVB\x00")


def test_the_forced_code_page_is_the_only_one_chosen() -> None:
    for profile, slot in ((EPSON_TM_T20, 16), (GENERIC_80, 19)):
        data = render_escpos(a_receipt(), profile, "fr")
        assert data.count(b"\x1bt") == data.count(b"\x1bt" + bytes((slot,))) == 1


def as_image(paper: PrintedPaper, width: int) -> Image.Image:
    """Return the raster strips one under the other, as they come out of the printer."""
    image = Image.new("1", (width, sum(picture.height for picture in paper.pictures)), 1)
    top = 0
    for picture in paper.pictures:
        image.paste(strip(picture), (0, top))
        top += picture.height
    return image


def strip(picture: PrintedPicture) -> Image.Image:
    inverted = bytes(byte ^ 0xFF for byte in picture.bits)
    return Image.frombytes("1", (picture.width, picture.height), inverted)


@pytest.mark.parametrize("profile", [RASTER_80, RASTER_58], ids=lambda profile: profile.code)
def test_a_printer_without_our_letters_prints_a_picture_whose_codes_can_be_read(
    profile: PrinterProfile,
) -> None:
    paper = printed(a_receipt(), profile)
    assert not paper.text.strip()
    assert all(picture.height <= 256 for picture in paper.pictures)
    assert {picture.width for picture in paper.pictures} == {profile.dots}
    (code,) = zxingcpp.read_barcodes(as_image(paper, profile.dots).convert("L"))
    assert code.text == FISCAL.verification


def test_a_logo_is_printed_in_the_middle_and_a_damaged_one_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    Image.new("L", (200, 100), 0).save(path)
    shop = a_receipt().shop.__class__(name="Épicerie", logo_png=path.read_bytes())
    logo = printed(a_receipt(shop=shop), EPSON_TM_T20).pictures[0]
    assert (logo.width, logo.height) == (576, 100)
    assert strip(logo).convert("L").point(lambda value: 255 - value).getbbox() == (188, 0, 388, 100)
    broken = a_receipt().shop.__class__(name="Épicerie", logo_png=path.read_bytes()[:60])
    assert "TOTAL" in printed(a_receipt(shop=broken), EPSON_TM_T20).text


HOSTILE = (
    "\x1bp0\x32\x32",
    "\x1dV0",
    "\x10\x14\x01\x00\x01",
    "\x1c.",
    "\x1b@",
    "\x00",
    "\x9b",
    "\u202e",
)


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), max_size=8).map("".join))
def test_no_text_of_a_stranger_becomes_a_command(raw: str) -> None:
    for profile in (EPSON_TM_T20, GENERIC_58):
        label = a_label(customer=raw, note=raw, shelf=raw, short_number=raw[:8], allergens=(raw,))
        data = render_escpos(label, profile, "fr")
        assert misread(data) == ([], [])
        assert sum(paper.is_cut for paper in read_papers(data)) <= 1


@given(st.text(max_size=400))
def test_no_text_in_a_code_becomes_a_command(raw: str) -> None:
    data = render_escpos(a_label(qr_text=raw), EPSON_TM_T20, "fr")
    assert misread(data) == ([], [])


def test_the_pulse_for_the_drawer_is_no_part_of_any_paper() -> None:
    assert drawer_kick(EPSON_TM_T20) == b"\x1bp\x0022"
    assert b"\x1bp" not in render_escpos(a_receipt(), EPSON_TM_T20, "fr")
    assert drawer_kick(PrinterProfile("x", "x", 58, 32, drawer_pin=1)) == b"\x1bp\x0122"
    assert drawer_kick(PrinterProfile("x", "x", 58, 32, drawer_pin=None)) == b""


def test_the_strip_shows_a_numbered_line_for_each_candidate_page() -> None:
    data = render_code_page_strip(EPSON_TM_T20, "fr")
    for number, page in enumerate(CANDIDATE_PAGES, start=1):
        sign = "œ" if page.codec == "cp1252" else "oe"
        line = f"{number}. é è à ç {sign} € ÉÈ 12,50 €".encode(page.codec)
        assert b"\x1bt" + bytes((page.slot,)) + line + b"\n" in data


def test_a_profile_keeps_the_page_that_was_found_readable() -> None:
    chosen = GENERIC_80.with_code_page(CANDIDATE_PAGES[3])
    assert b"\x1bt\x20" in render_escpos(a_receipt(), chosen, "fr")
    raster = GENERIC_80.with_code_page(None)
    assert b"\x1dv0" in render_escpos(a_receipt(), raster, "fr")


def test_a_table_is_stored_by_a_name_that_leads_back_to_it() -> None:
    for page in CANDIDATE_PAGES:
        assert page_named(page.name) == page
    assert page_named(PICTURES) is None
    with pytest.raises(ValueError, match="99:cp437"):
        page_named("99:cp437")


def test_a_printer_that_draws_no_codes_gets_them_as_pictures_among_its_text() -> None:
    plain = replace(GENERIC_58, draws_codes=False)
    data = render_escpos(a_label(qr_text="FR-00004821"), plain, "fr")
    (paper,) = read_papers(data, plain.columns)
    assert paper.qr_codes == []
    assert "Camille D." in paper.text
    pictures = [
        Image.frombytes("1", (each.width, each.height), each.bits, "raw", "1;I")
        for each in paper.pictures
        if each.height > 100
    ]
    (found,) = zxingcpp.read_barcodes(pictures[0].convert("L"))
    assert found.text == "FR-00004821"
    (tag,) = read_papers(render_escpos(a_shelf_tag(), plain, "fr"), plain.columns)
    assert tag.barcodes == []


def test_importing_the_encoder_leaves_nothing_behind_in_the_process_or_on_disk(
    tmp_path: Path,
) -> None:
    program = (
        "import logging, os, tempfile\n"
        "before = dict(os.environ)\n"
        "from printing.drivers.escpos import warm_up\n"
        "make = tempfile.mkdtemp\n"
        "warm_up('fr')\n"
        "assert logging.getLogger().handlers == [], 'logging was configured'\n"
        "assert dict(os.environ) == before, 'the environment was changed'\n"
        "assert tempfile.mkdtemp is make, 'mkdtemp stayed replaced'\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys\n"
        "import printing.documents, printing.spooler, printing.transports, printing.layout\n"
        "import printing.drivers.escpos, printing.drivers.pdf\n"
        "heavy = {'escpos', 'reportlab', 'babel', 'cv2', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_warming_up_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    warm_up("fr")
    document: Document = a_shelf_tag()
    render_escpos(document, EPSON_TM_T20, "fr")
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("escpos").level == logging.NOTSET
