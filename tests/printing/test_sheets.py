"""Sheets of tags: every sticker on the paper, none on another, every figure whole, every code read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.documents import Tag
from printing.drivers.page import Anchor, BarcodeMark, BoxMark, QrMark, TextMark
from printing.drivers.pdf import measure, register_fonts
from printing.drivers.sheets import render_label_sheets, sheets_for, sticker_of, ticks
from printing.drivers.stickers import A4_MM, GRIDS, MEDIA, LabelGrid, LabelMedia
from printing.drivers.tag_face import Sticker, place_tag
from printing.drivers.typeface import Weight
from printing.layout.tag import tag_texts
from tests.printing.papers import a_product_label, a_shelf_tag, euros

EVERY_GRID = pytest.mark.parametrize("grid", GRIDS.values(), ids=list(GRIDS))
LONG = "Anticonstitutionnellement délicieuse confiture extra de myrtilles sauvages des Vosges"
TAGS: dict[str, Tag] = {
    "usual": a_shelf_tag(),
    "full": a_shelf_tag(
        name=LONG,
        brand="Les Confituriers de la Vallée de la Haute-Meurthe",
        deposit=euros(25),
        offer_until=date(2026, 12, 31),
    ),
    "wide": a_shelf_tag(name="W" * 90, variant="W" * 90, flash="W" * 90, price=euros(99_999_999)),
    "code": a_shelf_tag(gtin="", qr_text="INT-7", price=euros(99_999_999), is_price_per_unit=True),
    "bare": a_shelf_tag(gtin="", unit_price=None, former_price=None, flash=""),
    "product": a_product_label(),
}
EVERY_TAG = pytest.mark.parametrize("tag", TAGS.values(), ids=list(TAGS))


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    register_fonts()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def extents(tag: Tag, sticker: Sticker) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, top, right and bottom of everything on the sticker, in eighths of a mm."""
    for mark in place_tag(tag, "fr", sticker, measure).marks:
        match mark:
            case TextMark():
                width = measure(mark.text, mark.weight, mark.size)
                share = {Anchor.START: 0, Anchor.MIDDLE: 0.5, Anchor.END: 1}[mark.anchor]
                left = mark.x - share * width
                # The comma of a price hangs below its line.
                below = mark.size * 0.2 if mark.weight is Weight.EXTRABOLD else 0
                yield left, mark.baseline - mark.size * 0.73, left + width, mark.baseline + below
            case BoxMark():
                yield mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
            case BarcodeMark():
                quiet = 7 * mark.module
                right = mark.x + 95 * mark.module + quiet
                yield mark.x - quiet, mark.y, right, mark.y + mark.height
            case QrMark():
                side = 21 * mark.module
                yield mark.x, mark.y, mark.x + side, mark.y + side


def texts_on(tag: Tag, sticker: Sticker) -> list[TextMark]:
    marks = place_tag(tag, "fr", sticker, measure).marks
    return [mark for mark in marks if isinstance(mark, TextMark)]


@EVERY_GRID
def test_a_full_sheet_is_one_page_and_one_label_more_is_two(grid: LabelGrid) -> None:
    tag = a_shelf_tag()
    assert pages(render_label_sheets([tag] * grid.labels, "fr", grid=grid)) == 1
    assert pages(render_label_sheets([tag] * (grid.labels + 1), "fr", grid=grid)) == 2


@given(st.sampled_from(list(GRIDS.values())), st.integers(0, 300), st.integers(0, 200))
def test_sheets_are_counted_with_the_begun_one(grid: LabelGrid, labels: int, used: int) -> None:
    begun = used % grid.labels
    sheets = sheets_for(labels, grid, used)
    assert sheets * grid.labels >= (labels + begun if labels else 0)
    assert (sheets - 1) * grid.labels < labels + begun


def test_a_half_used_sheet_is_used_up_first() -> None:
    grid = GRIDS["L7160"]
    tags = [a_shelf_tag()] * 4
    assert pages(render_label_sheets(tags, "fr", grid=grid, used=grid.labels - 4)) == 1
    assert pages(render_label_sheets(tags, "fr", grid=grid, used=grid.labels - 3)) == 2


@EVERY_GRID
def test_no_sticker_hangs_over_the_sheet_or_over_another(grid: LabelGrid) -> None:
    boxes = [grid.corner(place) for place in range(grid.labels)]
    for x, y in boxes:
        assert x >= 0
        assert y >= 0
        assert x + grid.width_mm <= A4_MM[0] + 0.001
        assert y + grid.height_mm <= A4_MM[1] + 0.001
    for place, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[place + 1 :]:
            is_beside = abs(other_x - x) >= grid.width_mm - 0.001
            is_below = abs(other_y - y) >= grid.height_mm - 0.001
            assert is_beside or is_below


@EVERY_GRID
def test_what_is_printed_stays_where_printers_print(grid: LabelGrid) -> None:
    for place in (0, grid.labels - 1):
        x, y = grid.corner(place)
        assert x + grid.margin_x_mm >= 4.4
        assert y + grid.margin_y_mm >= 4.4
        assert x + grid.width_mm - grid.margin_x_mm <= A4_MM[0] - 4.4
        assert y + grid.height_mm - grid.margin_y_mm <= A4_MM[1] - 4.4


@pytest.mark.parametrize(
    ("code", "labels"), [("3474", 24), ("3421", 33), ("3651", 40), ("L7651", 65), ("L7160", 21)]
)
def test_common_sheets_have_the_stickers_their_box_says(code: str, labels: int) -> None:
    assert GRIDS[code].labels == labels


@EVERY_GRID
@EVERY_TAG
def test_nothing_leaves_its_sticker(tag: Tag, grid: LabelGrid) -> None:
    sticker = sticker_of(grid)
    for left, top, right, bottom in extents(tag, sticker):
        assert left >= sticker.left - 0.1
        assert top >= sticker.top - 0.1
        assert right <= sticker.right + 0.1
        assert bottom <= sticker.bottom + 0.1


@given(
    st.integers(30, 110),
    st.integers(16, 80),
    st.sampled_from(list(TAGS.values())),
    st.integers(0, 9_999_999),
    st.text(max_size=60),
)
@settings(max_examples=60)
def test_a_price_is_whole_on_a_sticker_of_any_size(
    width: int, height: int, tag: Tag, cents: int, name: str
) -> None:
    sticker = Sticker(width, height)
    priced = replace(tag, price=euros(cents), name=name)
    texts = tag_texts(priced, "fr")
    shown = {mark.text for mark in texts_on(priced, sticker)}
    assert {texts.price, texts.unit_price, texts.former_price, texts.origin} - {""} <= shown
    for left, top, right, bottom in extents(priced, sticker):
        assert left >= sticker.left - 0.1
        assert top >= sticker.top - 0.1
        assert right <= sticker.right + 0.1
        assert bottom <= sticker.bottom + 0.1


@EVERY_GRID
@EVERY_TAG
def test_no_two_texts_of_a_tag_lie_on_each_other(tag: Tag, grid: LabelGrid) -> None:
    marks = place_tag(tag, "fr", sticker_of(grid), measure).marks
    boxes = [
        box
        for box, mark in zip(extents(tag, sticker_of(grid)), marks, strict=True)
        if not isinstance(mark, BoxMark)
    ]
    for place, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            is_beside = other[0] >= right - 0.5 or other[2] <= left + 0.5
            is_above = other[1] >= bottom - 0.5 or other[3] <= top + 0.5
            assert is_beside or is_above, (boxes[place], other)


def test_a_name_is_cut_at_its_end_and_says_so() -> None:
    (first, second, *_others) = texts_on(a_shelf_tag(name=LONG, flash=""), Sticker(40, 30))
    assert LONG.startswith(first.text)
    assert second.text.endswith("…")


def test_a_label_has_its_bars_or_else_its_code() -> None:
    sticker = sticker_of(GRIDS["L7160"])
    marks = place_tag(a_shelf_tag(), "fr", sticker, measure).marks
    assert [mark.digits for mark in marks if isinstance(mark, BarcodeMark)] == ["3017620422003"]
    coded = place_tag(a_shelf_tag(gtin="", qr_text="P/1"), "fr", sticker, measure).marks
    assert [mark.text for mark in coded if isinstance(mark, QrMark)] == ["P/1"]


@pytest.mark.parametrize("code", ["L7651", "3651", "3421", "3474", "rail-26"])
def test_small_stickers_have_bars_no_narrower_than_gs1_allows(code: str) -> None:
    marks = place_tag(a_product_label(), "fr", sticker_of(GRIDS[code]), measure).marks
    (bars,) = [mark for mark in marks if isinstance(mark, BarcodeMark)]
    assert bars.module >= 0.264 * 8 - 0.001


def test_cutting_ticks_stand_beside_the_card_never_on_it() -> None:
    grid = GRIDS["rail-26"]
    right = grid.left_mm + grid.across * grid.width_mm
    bottom = grid.top_mm + grid.down * grid.height_mm
    marks = list(ticks(grid))
    assert len(marks) == 2 * (grid.across + 1) + 2 * (grid.down + 1)
    for x1, y1, x2, y2 in marks:
        is_outside_x = max(x1, x2) < grid.left_mm or min(x1, x2) > right
        is_outside_y = max(y1, y2) < grid.top_mm or min(y1, y2) > bottom
        assert is_outside_x or is_outside_y
        assert min(x1, x2, y1, y2) >= 0


def test_moving_the_sheet_moves_what_is_on_it() -> None:
    still = render_label_sheets([a_shelf_tag()], "fr")
    assert render_label_sheets([a_shelf_tag()], "fr", shift_mm=(1.5, -0.5)) != still


@pytest.mark.parametrize("media", MEDIA.values(), ids=list(MEDIA))
@EVERY_TAG
def test_nothing_leaves_the_label_of_a_roll(tag: Tag, media: LabelMedia) -> None:
    sticker = Sticker(media.width_mm, media.height_mm, media.margin_mm, media.margin_mm)
    for _left, top, right, bottom in extents(tag, sticker):
        assert top >= sticker.top - 0.1
        assert right <= sticker.right + 0.1
        assert bottom <= sticker.bottom + 0.1
