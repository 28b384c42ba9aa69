"""Papers as printers read them: our simulator, and one we did not write where it is installed.

`COMPTOIR_EMUPOS` names a Python (3.13 or newer) that has emupos 0.4; our own needs 3.11.
"""

import base64
import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printing.documents import Document
from printing.drivers.escpos import render_escpos
from printing.drivers.profiles import EPSON_TM_T20, GENERIC_58, GENERIC_80, PrinterProfile
from printing.simulator import read_papers
from printing.simulator.reader import CommandReader, Platen
from tests.printing.papers import every_paper

PROFILES = (EPSON_TM_T20, GENERIC_80, GENERIC_58)


@dataclass(frozen=True)
class Reading:
    """What a printer made of a paper."""

    texts: tuple[str, ...]
    codes: tuple[str, ...]
    kicks: int
    not_understood: tuple[str, ...]


@cache
def rendered() -> dict[str, tuple[bytes, PrinterProfile]]:
    documents: dict[str, Document] = every_paper()  # type: ignore[assignment]
    return {
        f"{name} {profile.code}": (render_escpos(document, profile, "fr"), profile)
        for name, document in documents.items()
        for profile in PROFILES
    }


@cache
def by_simulator() -> dict[str, Reading]:
    readings = {}
    for name, (data, profile) in rendered().items():
        platen = Platen(profile.columns)
        for command in CommandReader().feed(data):
            platen.obey(command)
        papers = read_papers(data, profile.columns)
        readings[name] = Reading(
            texts=tuple(paper.text for paper in papers),
            codes=tuple(code for paper in papers for code in (*paper.qr_codes, *paper.barcodes)),
            kicks=len(platen.drawer_kicks),
            not_understood=tuple(map(repr, platen.unknown)),
        )
    return readings


@cache
def by_emupos() -> dict[str, Reading]:
    papers = [
        {"name": name, "data": base64.b64encode(data).decode(), "dots": profile.dots}
        for name, (data, profile) in rendered().items()
    ]
    done = subprocess.run(
        [os.environ["COMPTOIR_EMUPOS"], str(Path(__file__).with_name("emupos_reader.py"))],
        input=json.dumps(papers),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return {
        told["name"]: Reading(
            texts=tuple(told["texts"]),
            codes=tuple(code for png in told["pngs"] for code in _codes(png)),
            kicks=told["kicks"],
            not_understood=tuple(told["not_understood"]),
        )
        for told in json.loads(done.stdout)
    }


def _codes(png: str) -> list[str]:
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("L")
    # A code at the paper's edge has its quiet zone beyond it.
    paper = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    paper.paste(picture, (40, 40))
    return [found.text for found in zxingcpp.read_barcodes(paper)]


READERS: dict[str, Callable[[], dict[str, Reading]]] = {"simulator": by_simulator}
if os.environ.get("COMPTOIR_EMUPOS"):
    READERS["emupos"] = by_emupos


@pytest.fixture(params=READERS)
def readings(request: pytest.FixtureRequest) -> dict[str, Reading]:
    return READERS[request.param]()


def test_every_byte_of_every_paper_is_understood_and_no_drawer_opens(
    readings: dict[str, Reading],
) -> None:
    assert {
        name: each.not_understood for name, each in readings.items() if each.not_understood
    } == {}
    assert {name for name, each in readings.items() if each.kicks} == set()
    assert {name: len(each.texts) for name, each in readings.items() if len(each.texts) != 1} == {}


def test_accents_and_the_euro_are_what_was_meant(readings: dict[str, Reading]) -> None:
    texts = {name: reading.texts[0] for name, reading in readings.items()}
    assert not [name for name, text in texts.items() if "\ufffd" in text]
    for name, text in texts.items():
        if name.startswith("receipt"):
            assert "€" in text, name
            assert "é" in text, name


def test_the_codes_on_paper_say_what_they_should(readings: dict[str, Reading]) -> None:
    for profile in PROFILES:
        assert "CB1:2611210047:1" in readings[f"label {profile.code}"].codes, profile.code


def test_no_line_is_wider_than_its_paper(readings: dict[str, Reading]) -> None:
    for name, reading in readings.items():
        columns = next(each.columns for each in PROFILES if name.endswith(each.code))
        lines = [line for line in reading.texts[0].splitlines() if not line.startswith("[")]
        for line in lines:  # emupos tells codes in brackets
            assert len(line.rstrip()) <= columns, (name, line)
