"""The driver finds everything of a stop on the paper, on a roll and on a sheet."""

import io
import re
from dataclasses import fields, replace

import pytest
from pypdf import PdfReader

from printing.blocks import Qr
from printing.drivers.escpos import render_escpos
from printing.drivers.pdf import A4, render_pdf
from printing.drivers.profiles import PROFILES
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.layout.round_wording import ENGLISH, FRENCH
from printing.simulator import read_papers
from tests.printing.papers import a_round_sheet


@pytest.mark.parametrize(("profile", "locale"), [("generic-80", "fr"), ("generic-58", "en")])
def test_a_stop_has_all_its_driver_needs(profile: str, locale: str) -> None:
    (paper,) = read_papers(render_escpos(a_round_sheet(), PROFILES[profile], locale))
    words = "\n".join(line.text for line in paper.lines)
    for said in ("[ ] 1", "4821", "Camille Dubois", "3 rue Haute", "2e étage", "06 01 02 03 04"):
        assert said in words.replace("'", "’") or said in words
    own = FRENCH if locale == "fr" else ENGLISH
    for said in (own.bags.format(count=2), own.check, own.to_collect, "Signature", "28"):
        assert said in words.replace("'", "’") or said in words
    # Each box stands beside its word.
    assert not [line.text for line in paper.lines if line.text.rstrip().endswith("[ ]")]


def test_the_map_code_holds_the_position_and_nothing_of_the_customer() -> None:
    sheet = a_round_sheet()
    (code,) = [each for each in lay_out(sheet, Paper(48), "fr") if isinstance(each, Qr)]
    assert re.fullmatch(
        r"https://www\.openstreetmap\.org/\?mlat=[\d.]+&mlon=[\d.]+", str(code.text)
    )
    off_the_map = replace(sheet, stops=(replace(sheet.stops[0], map_link=""),))
    assert not [each for each in lay_out(off_the_map, Paper(48), "fr") if isinstance(each, Qr)]


def test_the_sheet_is_a_page_for_the_office_printer() -> None:
    assert render_pdf(a_round_sheet(), "fr", sheet=A4).startswith(b"%PDF-")


def test_no_stop_is_torn_over_two_pages() -> None:
    sheet = a_round_sheet()
    stops = tuple(replace(sheet.stops[0], short_number=f"48{place}") for place in range(20, 27))
    pages = PdfReader(io.BytesIO(render_pdf(replace(sheet, stops=stops), "fr", sheet=A4))).pages
    assert len(pages) > 1
    for page in pages:
        words = page.extract_text()
        assert words.count("Reçu par") == len(re.findall(r"48\d\d", words)) > 0


def test_both_languages_have_every_word_of_the_round() -> None:
    for field in fields(FRENCH):
        french, english = getattr(FRENCH, field.name), getattr(ENGLISH, field.name)
        assert french
        assert re.findall(r"{\w+}", french) == re.findall(r"{\w+}", english)
