"""`comptoir bench studio` has its parts, and says so where there is nothing to measure with."""

import random
from pathlib import Path

import numpy as np
import pytest

from bench import hand_probe, studio, studio_probe
from bench.article_numbers import number_of
from bench.wishes import Wishes
from desktop.devices import code_reader
from desktop.devices.imaging import as_frame, open_picture


def test_the_photograph_that_is_measured_has_twelve_megapixels() -> None:
    width, height = open_picture(studio_probe.a_photograph(7)).size
    assert (width, height) == (2000, 1500), "opened at half of 4000 × 3000"


def test_without_photographs_of_codes_the_line_says_so(tmp_path: Path) -> None:
    (line,) = studio.codes(Wishes(samples=tmp_path))
    assert line.p50 is None
    assert "manifest.csv" in line.note


@pytest.mark.parametrize(
    ("short", "long"),
    [("04965802", "0049000006582"), ("01234565", "0012345000065")],
)
def test_a_short_upc_is_the_article_it_stands_for(short: str, long: str) -> None:
    assert number_of(short) == long


def test_a_picture_is_whole_in_its_frame() -> None:
    frame = studio_probe._in_frame(np.full((300, 200, 3), 7, np.uint8))
    assert frame.shape == (720, 1280, 3)
    assert (frame[:, 400:880] == 7).all()


def test_what_is_held_up_shows_its_code_or_none() -> None:
    chance = random.Random(7)
    frames = [as_frame(hand_probe.draw(chance, code)) for code in ("9521234567899", "")]
    read = [[each.text for each in code_reader.read_at_once(frame)] for frame in frames]
    assert read == [["9521234567899"], []]
