"""The automatic shutter: frames in, the moment to shoot out."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.devices.imaging import Frame
from desktop.devices.shutter import SHARP_VARIANCE, Shutter, Sight, sharpness

_TICK_S = 0.1


_NOISE = np.random.default_rng(7).normal(0, 3, (360, 640, 3))
_GRAIN = (120 + 12 * np.sin(np.linspace(0, 45, 360)))[:, None, None]


def a_counter(seed: int = 0) -> Frame:
    """Return an empty counter of grey wood as a webcam delivers it, with other noise each time."""
    return to_frame(_GRAIN + np.roll(_NOISE, 17 * seed, axis=1))


def with_jar(left: int = 240, seed: int = 1, *, top: int = 80) -> Frame:
    """Return the counter with a labelled jar on it."""
    frame = a_counter(seed)
    cv2.rectangle(frame, (left, top), (left + 150, top + 210), (30, 60, 170), -1)
    cv2.rectangle(frame, (left + 10, top + 60), (left + 140, top + 165), (240, 245, 250), -1)
    for line in range(5):
        at = (left + 12, top + 80 + 18 * line)
        cv2.putText(frame, "CONFITURE 320 g", at, 0, 0.45, (20, 20, 20), 1)
    return frame


def to_frame(levels: NDArray[np.float64]) -> Frame:
    return np.ascontiguousarray(levels.clip(0, 255).astype(np.uint8))


def blurred(frame: Frame, sigma: float) -> Frame:
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma), np.uint8)


class Film:
    """Frames at ten a second before one shutter."""

    def __init__(self) -> None:
        self.shutter = Shutter()
        self.at = 100.0
        self.seed = 50

    def show(self, frame: Frame | None, count: int = 1) -> list[Sight]:
        told = []
        for _ in range(count):
            self.at += _TICK_S
            told.append(self.shutter.look(frame, self.at))
        return told

    def empty(self, count: int = 10) -> list[Sight]:
        self.seed += 1
        return [sight for each in range(count) for sight in self.show(a_counter(self.seed + each))]


def test_an_empty_counter_is_never_shot() -> None:
    assert Film().empty(30) == [Sight.READY] * 30


def test_what_is_laid_down_is_shot_once_when_it_has_lain_still() -> None:
    film = Film()
    film.empty()
    told = [sight for x in (50, 125, 200) for sight in film.show(with_jar(x, x))]
    assert set(told) == {Sight.MOVING}
    told = [sight for seed in range(9) for sight in film.show(with_jar(240, 80 + seed))]
    assert told.count(Sight.SHOT) == 1
    assert told[:7] == [Sight.MOVING, *[Sight.SETTLING] * 5, Sight.SHOT]
    assert set(told[7:]) == {Sight.READY}


def test_the_sharpest_frame_of_the_still_scene_is_the_picture() -> None:
    film = Film()
    film.empty()
    sharp = with_jar(240, 7)
    for _ in range(3):
        film.show(blurred(with_jar(240, 6), 1.6))
    film.show(sharp)
    told = film.show(blurred(with_jar(240, 6), 1.6), 3)
    assert told[-1] is Sight.SHOT
    assert film.shutter.best is sharp


def test_a_hand_that_keeps_moving_gets_no_shot() -> None:
    film = Film()
    film.empty()
    told = [sight for x in range(50, 450, 20) for sight in film.show(with_jar(x, x))]
    assert set(told) == {Sight.MOVING}


def test_a_picture_out_of_focus_waits_until_it_is_sharp() -> None:
    film = Film()
    film.empty()
    told = film.show(blurred(with_jar(), 6), 8)
    assert told[-1] is Sight.BLURRED
    assert Sight.SHOT not in told
    assert film.show(with_jar(), 8)[-1] in {Sight.SHOT, Sight.READY}


@pytest.mark.parametrize("level", [0, 6])
def test_a_lid_on_the_lens_is_told_and_not_shot(level: int) -> None:
    film = Film()
    film.empty()
    black = np.full((360, 640, 3), level, np.uint8)
    assert set(film.show(black, 12)) == {Sight.DARK}
    assert Sight.SHOT not in film.empty(10)


def test_the_same_thing_laid_down_again_is_shot_again() -> None:
    film = Film()
    film.empty()
    shots = [film.show(with_jar(), 9), film.empty(9), film.show(with_jar(), 9)]
    assert [told.count(Sight.SHOT) for told in shots] == [1, 0, 1]


def test_a_second_thing_in_the_place_of_the_first_is_shot_without_an_empty_counter() -> None:
    film = Film()
    film.empty()
    first = film.show(with_jar(), 9)
    second = film.show(with_jar(310, 3, top=100), 9)
    assert first.count(Sight.SHOT) == second.count(Sight.SHOT) == 1


def test_a_folder_that_stands_in_for_a_camera_has_no_empty_counter() -> None:
    film = Film()
    film.show(None)
    assert film.show(with_jar(), 8).count(Sight.SHOT) == 1


def test_what_was_shot_by_hand_is_not_shot_again_by_itself() -> None:
    film = Film()
    film.empty()
    film.show(with_jar(), 3)
    film.shutter.shoot()
    assert Sight.SHOT not in film.show(with_jar(), 10)


def test_sharpness_tells_a_label_in_focus_from_one_that_is_not() -> None:
    assert sharpness(with_jar()) > 3 * SHARP_VARIANCE
    assert sharpness(blurred(with_jar(), 6)) < SHARP_VARIANCE
