"""A shelf's picture: every code on it, none that is not."""

import cv2
import numpy as np
import zxingcpp

from desktop.devices.imaging import Frame
from desktop.devices.shelf_reader import Facing, _is_outvoted, _Place, read_shelf
from sync.kernel import gtin


def a_code(digits: str, px: int = 3) -> Frame:
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    stripes = np.array(code.to_image(scale=px), np.uint8)[:120]
    return np.pad(stripes, 30, constant_values=250)


def codes(count: int) -> list[str]:
    return [
        body + str(gtin.check_digit(body))
        for body in (f"3{n * 7919:011d}" for n in range(1, count + 1))
    ]


def a_shelf(rows: list[list[str]], *, px: int = 3, tilt: float = 0.0, blur: float = 0.8) -> Frame:
    """Return packs side by side on shelves, photographed a little crooked, noisy and soft."""
    picture = np.full((460 * len(rows) + 60, 1900), 120, np.uint8)
    for line, row in enumerate(rows):
        for place, digits in enumerate(row):
            pack = a_code(digits, px)
            top, left = 60 + line * 460, 30 + place * 460
            picture[top : top + 400, left : left + 430] = 60 + 40 * (place % 3)
            height, width = pack.shape
            picture[top + 180 : top + 180 + height, left + 10 : left + 10 + width] = pack
    turn = cv2.getRotationMatrix2D((950, picture.shape[0] / 2), tilt, 0.97)
    seen = cv2.warpAffine(picture, turn, (1900, picture.shape[0]), borderValue=90)
    soft = np.asarray(cv2.GaussianBlur(seen, (0, 0), blur), np.float64)
    noise = np.random.default_rng(3).normal(0, 5, soft.shape)
    return np.asarray(np.clip(soft + noise, 0, 255), np.uint8)


def test_every_code_of_a_shelf_is_read_once_or_as_often_as_it_stands_there() -> None:
    one, two, three, four, five = codes(5)
    shelf = a_shelf([[one, one, two, three], [four, one, five, five]], tilt=2.0)
    assert read_shelf(shelf) == (
        Facing(one, 3),
        Facing(two, 1),
        Facing(three, 1),
        Facing(four, 1),
        Facing(five, 2),
    )


def test_what_only_one_look_reads_is_not_believed() -> None:
    (one,) = codes(1)
    shelf = a_shelf([[one]])
    shelf[200:420, :] = cv2.GaussianBlur(shelf[200:420, :], (0, 0), 6)
    assert read_shelf(shelf) == ()


def test_a_shelf_without_a_code_gives_nothing() -> None:
    wood = np.random.default_rng(1).normal(120, 25, (900, 1200)).clip(0, 255).astype(np.uint8)
    assert read_shelf(wood) == ()


def test_a_picture_in_colour_is_read_as_well() -> None:
    (one,) = codes(1)
    grey = a_shelf([[one]])
    assert read_shelf(np.stack([grey, grey, grey], axis=2)) == (Facing(one, 1),)


def test_a_number_read_off_half_the_stripes_does_not_stand_beside_the_whole_one() -> None:
    whole = _Place("9525056330006", 1172, 327, 123, {"plain", "turned", "parts", "even"})
    half = _Place("0517036330006", 1173, 388, 121, {"parts", "even"})
    beside = _Place("9524143325000", 1502, 326, 122, {"plain", "turned"})
    places = [whole, half, beside]
    assert [_is_outvoted(each, places) for each in places] == [False, True, False]
