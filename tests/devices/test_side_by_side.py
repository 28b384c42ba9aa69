"""Things side by side in one picture, each found with its colour."""

import cv2
import numpy as np
import pytest

from desktop.devices import colours
from desktop.devices.imaging import Frame
from desktop.devices.side_by_side import things

_SWEATERS = {
    "red": (44, 32, 200),
    "navy": (75, 43, 30),
    "mustard": (31, 151, 201),
    "dark_green": (51, 77, 31),
    "powder_pink": (196, 198, 239),
}


def a_row(colours_bgr: list[tuple[int, int, int]], ground: tuple[int, int, int]) -> Frame:
    """Return sweaters on a sheet, with weave, shadow and uneven light."""
    picture = np.full((600, 300 * len(colours_bgr) + 60, 3), ground, np.float64)
    for place, colour in enumerate(colours_bgr):
        left = 60 + 300 * place
        shadow = picture.copy()
        cv2.rectangle(shadow, (left + 8, 168), (left + 238, 478), [c * 0.85 for c in ground], -1)
        picture = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 6), np.float64)
        cv2.rectangle(picture, (left, 160), (left + 230, 470), colour, -1)
        cv2.circle(picture, (left + 115, 160), 40, ground, -1)
    light = np.linspace(0.92, 1.06, picture.shape[1])[None, :, None]
    noise = np.random.default_rng(5).normal(0, 4, picture.shape)
    return np.clip(picture * light + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("ground", [(150, 165, 175), (235, 238, 240), (120, 120, 60)])
def test_five_sweaters_are_five_things_from_left_to_right(ground: tuple[int, int, int]) -> None:
    found = things(a_row(list(_SWEATERS.values()), ground))
    assert len(found) == 5
    lefts = [box[0] for box, _alpha in found]
    assert lefts == sorted(lefts)
    for place, ((left, top, width, height), alpha) in enumerate(found):
        assert abs(left - (60 + 300 * place)) < 30
        assert 210 < width < 290
        assert 270 < height < 370
        assert top > 120
        assert alpha.shape == (height, width)


def test_each_has_its_own_colour() -> None:
    picture = a_row(list(_SWEATERS.values()), (150, 165, 175))
    named = [
        colours.colours(np.ascontiguousarray(picture[y : y + h, x : x + w]), alpha)[0].code
        for (x, y, w, h), alpha in things(picture)
    ]
    assert named == list(_SWEATERS)


def test_two_rows_are_read_like_a_page() -> None:
    upper = a_row([(44, 32, 200), (75, 43, 30)], (150, 165, 175))
    lower = a_row([(31, 151, 201), (51, 77, 31)], (150, 165, 175))
    found = things(np.ascontiguousarray(np.vstack([upper, lower])))
    assert [(y > 500, x > 300) for (x, y, _w, _h), _alpha in found] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]


def test_an_empty_sheet_holds_nothing() -> None:
    noise = np.random.default_rng(1).normal(150, 5, (600, 900, 3)).clip(0, 255).astype(np.uint8)
    assert things(noise) == ()


def test_a_tag_beside_the_goods_is_no_thing() -> None:
    picture = a_row(list(_SWEATERS.values()), (150, 165, 175))
    cv2.rectangle(picture, (20, 520), (75, 570), (250, 250, 250), -1)
    assert len(things(picture)) == 5
