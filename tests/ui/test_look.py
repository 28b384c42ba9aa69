import re
from itertools import product
from pathlib import Path

import pytest

import desktop.ui
from desktop.ui.theme.tokens import (
    LARGEST_TOUCH_PX,
    PART_PAIRS,
    SMALLEST_TOUCH_PX,
    TEXT_PAIRS,
    Colours,
    touch_unit,
)

UI = Path(desktop.ui.__file__).parent
SOURCES = [path for path in UI.rglob("*.py") if "theme" not in path.parts]


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(ink: str, paper: str) -> None:
    colours = Colours()

    assert contrast(getattr(colours, ink), getattr(colours, paper)) >= 4.5


@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_told_from_their_ground(part: str, ground: str) -> None:
    colours = Colours()

    assert contrast(getattr(colours, part), getattr(colours, ground)) >= 3.0


def test_no_colour_is_written_outside_the_theme() -> None:
    found = [
        f"{path.relative_to(UI)}: {match}"
        for path in SOURCES
        for match in re.findall(r"[\"']#[0-9a-fA-F]{3,8}[\"']", path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_screens_speak_no_sql_and_no_decimal() -> None:
    forbidden = re.compile(r"\bselect\(|\bDecimal\(|\bsleep\(|QMessageBox|QDialog\b")
    found = [
        f"{path.relative_to(UI)}: {match}"
        for path in SOURCES
        for match in forbidden.findall(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_name_in_the_style_sheet_has_a_value(tokens: object) -> None:
    from desktop.ui.theme.dress import style_sheet  # noqa: PLC0415 beside the fixture's tokens
    from desktop.ui.theme.tokens import Tokens  # noqa: PLC0415

    assert isinstance(tokens, Tokens)
    assert "$" not in style_sheet(tokens)


@pytest.mark.parametrize(
    ("pixels_per_inch", "expected"),
    [(0, 48), (85, 48), (135.4, 48), (141, 50), (147, 53), (10_000, LARGEST_TOUCH_PX)],
)
def test_a_touch_target_is_nine_millimetres_and_never_under_48_pixels(
    pixels_per_inch: float, expected: int
) -> None:
    assert touch_unit(pixels_per_inch) == expected
    assert touch_unit(pixels_per_inch) >= SMALLEST_TOUCH_PX


def test_edges_of_tiles_differ() -> None:
    edges = Colours().edges

    assert all(one != other for one, other in product(edges, edges) if one is not other)
    assert len(set(edges)) == len(edges)
