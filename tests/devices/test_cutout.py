"""A product comes out of its background, or it is said that it did not."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop.devices import colours, cutout, light, packshot
from desktop.devices.cutout import Cutter, Doubt, Stroke, Way
from desktop.devices.imaging import Frame, as_frame, open_picture
from desktop.devices.likeness import bits_apart, is_same_file, likeness
from desktop.errors import RefusedError

ABSENT = Path("nowhere.onnx")


def a_scene(ground: int = 90, colour: tuple[int, int, int] = (40, 60, 200)) -> Frame:
    """A red box with lettering on an even ground, a little noisy."""
    frame = np.full((480, 640, 3), ground, np.uint8)
    cv2.rectangle(frame, (220, 120), (420, 380), colour, -1)
    cv2.putText(frame, "THE", (250, 260), cv2.FONT_HERSHEY_SIMPLEX, 2, (240, 240, 240), 5)
    noise = np.random.default_rng(3).normal(0, 3, frame.shape)
    return np.asarray((frame + noise).clip(0, 255), np.uint8)


def overlap(alpha: Frame, box: tuple[int, int, int, int]) -> float:
    left, top, right, bottom = box
    truth = np.zeros(alpha.shape, bool)
    truth[top : bottom + 1, left : right + 1] = True
    found = alpha > 127
    return float((found & truth).sum() / (found | truth).sum())


@pytest.fixture
def cutter() -> Iterator[Cutter]:
    made = Cutter(ABSENT)
    yield made
    made.close()


def test_without_the_networks_file_a_plain_scene_is_cut_all_the_same(cutter: Cutter) -> None:
    cut = cutter.cut(a_scene())
    assert cut.way is Way.SEEDS
    assert overlap(cut.alpha, (220, 120, 420, 380)) > 0.95
    assert cut.is_enough
    assert cut.doubts == ()
    assert not cutter.is_loaded


def test_a_file_that_is_not_the_known_network_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "u2netp.onnx").write_bytes(b"something else")
    cutter = Cutter(tmp_path / "u2netp.onnx")
    assert cutter.cut(a_scene()).way is Way.SEEDS
    assert not cutter.has_network


def test_an_empty_scene_has_no_product(cutter: Cutter) -> None:
    cut = cutter.cut(np.full((300, 400, 3), 128, np.uint8))
    assert (cut.score, cut.doubts, cut.box) == (0, (Doubt.NOTHING,), None)


def test_white_on_white_is_noticed(cutter: Cutter) -> None:
    cut = cutter.cut(a_scene(ground=246, colour=(240, 241, 242)))
    assert not cut.is_enough
    assert cut.doubts


def test_what_the_border_cuts_is_noticed(cutter: Cutter) -> None:
    frame = np.full((300, 400, 3), 120, np.uint8)
    frame[100:300, 0:260] = (30, 40, 190)
    assert not cutter.cut(frame).is_enough


def test_a_part_left_outside_is_noticed() -> None:
    frame = a_scene()
    half = np.zeros(frame.shape[:2], np.float32)
    half[120:240, 220:420] = 1
    sharp = cv2.GaussianBlur(half, (0, 0), 1)
    judged = cutout._judged(frame, np.asarray(sharp, np.float32), half, Way.NET)
    assert not judged.is_enough
    assert Doubt.LEFT_BEHIND in judged.doubts


def test_a_speck_beside_the_product_is_left_out() -> None:
    frame = a_scene()
    cv2.circle(frame, (80, 400), 24, (200, 60, 30), -1)
    plane = np.zeros(frame.shape[:2], np.float32)
    plane[120:381, 220:421] = 1
    cv2.circle(plane, (80, 400), 24, 1.0, -1)
    cut = cutout._judged(frame, plane, plane, Way.NET)
    assert overlap(cut.alpha, (220, 120, 420, 380)) > 0.95
    assert cut.is_enough


def test_the_networks_place_can_be_named_or_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "net").write_bytes(b"x")
    monkeypatch.setenv(cutout.MODEL_ENV, str(tmp_path / "net"))
    assert cutout.model_path() == tmp_path / "net"
    monkeypatch.setenv(cutout.MODEL_ENV, "")
    assert cutout.model_path() is None


def test_the_network_is_let_go_after_a_while() -> None:
    """Where it is installed; elsewhere there is nothing to hold."""
    cutter = Cutter(idle_s=0.01)
    cut = cutter.cut(a_scene())
    if cut.way is Way.NET:
        assert overlap(cut.alpha, (220, 120, 420, 380)) > 0.9
        # Its own timer, if that has not run yet: others of the process have a minute to go.
        if (rest := cutter._rest) is not None:
            rest.join(30)
    assert not cutter.is_loaded


def test_the_brush_adds_and_takes_away(cutter: Cutter) -> None:
    frame = a_scene()
    cut = cutter.cut(frame)
    left_out = cutout.mended(
        frame, cut, [Stroke(((0.35, 0.3), (0.65, 0.3)), radius=0.05, keeps=False)]
    )
    assert left_out.alpha[144, 320] == 0
    assert left_out.alpha[330, 320] == cut.alpha[330, 320]
    back = cutout.mended(
        frame, left_out, [Stroke(((0.35, 0.3), (0.65, 0.3)), radius=0.05, keeps=True)]
    )
    assert back.alpha[144, 320] == 255
    assert back.is_enough


def test_on_white_the_product_keeps_its_colour_and_the_rim_is_white(cutter: Cutter) -> None:
    frame = a_scene()
    cut = cutter.cut(frame)
    box = packshot.square_around(cut.box or (0, 0, 1, 1))
    picture = np.asarray(packshot.on_white(frame, cut.alpha, box))
    assert picture.shape[0] == picture.shape[1] == box[2]
    assert (picture[0] == 255).all()
    assert (picture[:, 0] == 255).all()
    red, green, blue = (int(v) for v in picture[round(box[2] * 0.8), box[2] // 2])
    assert abs(red - 200) < 20 > abs(blue - 40)
    assert green < 90
    foot = picture[round(box[2] * 0.93), box[2] // 2]
    assert 200 < int(foot[0]) < 255, "a soft shadow under it"


def test_a_square_inside_the_picture_invents_nothing() -> None:
    left, top, side, _ = packshot.square_within((600, 10, 30, 460), 640, 480)
    assert 0 <= left <= 640 - side
    assert 0 <= top <= 480 - side


@pytest.mark.parametrize(
    ("colour", "code"),
    [
        ("#c01f2b", "red"),
        ("#1d2a50", "navy"),
        ("#f7f7f5", "white"),
        ("#141414", "black"),
        ("#f2cd30", "yellow"),
        ("#f0e5cd", "ecru"),
    ],
)
def test_colours_have_the_names_a_shop_uses(colour: str, code: str) -> None:
    bgr = tuple(int(colour[at : at + 2], 16) for at in (5, 3, 1))
    frame = np.full((60, 60, 3), bgr, np.uint8)
    (first, *_) = colours.colours(frame)
    assert (first.code, first.percent) == (code, 100)


def test_only_what_is_inside_the_outline_is_named(cutter: Cutter) -> None:
    frame = a_scene(ground=90)
    cut = cutter.cut(frame)
    codes = [each.code for each in colours.colours(frame, cut.alpha)]
    assert codes[0] == "red"
    assert "dark_grey" not in codes
    assert len(codes) <= colours.MOST


def test_a_file_saved_again_is_the_same_and_another_is_not() -> None:
    frame = a_scene()
    again = cv2.imdecode(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], 1)
    other = cv2.flip(a_scene(ground=200, colour=(200, 90, 20)), 0)
    assert is_same_file(likeness(frame), likeness(np.asarray(again, np.uint8)))
    assert bits_apart(likeness(frame), likeness(np.asarray(other, np.uint8))) > 4
    assert len(likeness(frame)) == 16


def test_blur_and_dark_are_told_and_a_good_shot_is_not() -> None:
    good = a_scene(ground=160)
    assert light.advice(good) == ()
    blurred = np.asarray(cv2.GaussianBlur(good, (0, 0), 6), np.uint8)
    assert light.advice(blurred) == (light.Advice.BLURRED,)
    assert light.advice((good * 0.15).astype(np.uint8)) == (light.Advice.TOO_DARK,)


def test_a_dim_picture_is_lifted_and_a_good_one_left_alone() -> None:
    good = a_scene(ground=190)
    assert light.exposed(good) is good
    dim = (a_scene(ground=150) * 0.45).astype(np.uint8)
    assert light.exposed(dim).mean() > dim.mean() * 1.2


def test_only_a_grey_sheet_changes_colours() -> None:
    yellowish = np.full((90, 90, 3), (110, 130, 150), np.uint8)
    sheet = light.grey_sheet(yellowish)
    blue, green, red = light.balanced(yellowish, sheet)[45, 45]
    assert max(blue, green, red) - min(blue, green, red) <= 1
    for unfit in (a_scene(), np.full((90, 90, 3), 5, np.uint8)):
        with pytest.raises(RefusedError) as refused:
            light.grey_sheet(unfit)
        assert refused.value.code == "grey_sheet_unfit"


def test_the_environment_is_as_it_was() -> None:
    assert "QT_QPA_FONTDIR" not in os.environ
    assert as_frame(open_picture(cv2.imencode(".png", a_scene())[1].tobytes())).shape[2] == 3
