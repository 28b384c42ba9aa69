import re
from collections.abc import Iterator

import pytest

from printing.documents import ShelfLabel
from printing.drivers.page import Anchor, BarcodeMark, BoxMark, QrMark, TextMark
from printing.drivers.pdf import measure, register_fonts
from printing.drivers.sheets import GRIDS, LabelGrid, _corner, _marks, render_label_sheets
from tests.printing.papers import a_shelf_label, euros

EVERY_GRID = pytest.mark.parametrize("grid", GRIDS.values(), ids=list(GRIDS))


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@EVERY_GRID
def test_a_full_sheet_is_one_page_and_one_label_more_is_two(grid: LabelGrid) -> None:
    label = a_shelf_label()
    assert pages(render_label_sheets([label] * grid.labels, "fr", grid=grid)) == 1
    assert pages(render_label_sheets([label] * (grid.labels + 1), "fr", grid=grid)) == 2


def test_a_half_used_sheet_is_used_up_first() -> None:
    grid = GRIDS["L7160"]
    labels = [a_shelf_label()] * 4
    assert pages(render_label_sheets(labels, "fr", grid=grid, used=grid.labels - 4)) == 1
    assert pages(render_label_sheets(labels, "fr", grid=grid, used=grid.labels - 3)) == 2


@EVERY_GRID
def test_all_stickers_of_a_grid_lie_on_the_sheet(grid: LabelGrid) -> None:
    x, y = _corner(grid, grid.labels - 1, (0, 0))
    assert x + grid.width_mm <= 210
    assert y + grid.height_mm <= 297


def extents(label: ShelfLabel, grid: LabelGrid) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, top, right and bottom of everything on the label, in dots."""
    register_fonts()
    for mark in _marks(label, "fr", grid):
        match mark:
            case TextMark():
                width = measure(mark.text, mark.weight, mark.size)
                share = {Anchor.START: 0, Anchor.MIDDLE: 0.5, Anchor.END: 1}[mark.anchor]
                left = mark.x - share * width
                yield left, mark.baseline - mark.size * 0.75, left + width, mark.baseline
            case BoxMark():
                yield mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
            case BarcodeMark():
                yield mark.x, mark.y, mark.x + 95 * mark.module, mark.y + mark.height
            case QrMark():
                yield mark.x, mark.y, mark.x + 21 * mark.module, mark.y + 21 * mark.module


@EVERY_GRID
@pytest.mark.parametrize(
    "label",
    [
        a_shelf_label(),
        a_shelf_label(name="W" * 90, detail="W" * 90, flash="W" * 90, price=euros(99_999_999)),
        a_shelf_label(gtin="", qr_text="1" * 34, price=euros(99_999_999), is_price_per_unit=True),
        a_shelf_label(gtin="", unit_price=None, former_price=None),
    ],
    ids=["usual", "wide", "code", "bare"],
)
def test_nothing_leaves_its_sticker(label: ShelfLabel, grid: LabelGrid) -> None:
    for left, top, right, bottom in extents(label, grid):
        assert left >= 15.9
        assert top >= 0
        assert right <= grid.width_mm * 8 - 15.9
        assert bottom <= grid.height_mm * 8 - 8


def test_a_label_has_its_bars_or_else_its_code() -> None:
    grid = GRIDS["L7160"]
    (bars,) = [
        mark for mark in _marks(a_shelf_label(), "fr", grid) if isinstance(mark, BarcodeMark)
    ]
    assert bars.digits == "3017620422003"
    coded = a_shelf_label(gtin="", qr_text="P/1")
    (code,) = [mark for mark in _marks(coded, "fr", grid) if isinstance(mark, QrMark)]
    assert code.text == "P/1"


def test_moving_the_sheet_moves_every_sticker() -> None:
    grid = GRIDS["L7163"]
    x, y = _corner(grid, 3, (0, 0))
    assert _corner(grid, 3, (1.5, -0.5)) == (x + 1.5, y - 0.5)
