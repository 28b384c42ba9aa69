"""The label reader around its engine: only the product is shown to it, and its memory comes back."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

import numpy as np
import pytest

from desktop.devices import label_reader
from desktop.devices.imaging import Frame
from desktop.devices.label_reader import LARGEST_PX, LabelReader
from desktop.domain.label_text import LabelLine

Corners = list[list[float]]


@dataclass
class Answer:
    """What an engine gives back."""

    boxes: list[Corners] | None = None
    txts: tuple[str, ...] | None = None
    scores: tuple[float, ...] | None = None


@dataclass
class AnEngine:
    """Stands for RapidOCR, which is an extra: notes what it is shown and says what it is told."""

    says: Answer
    shown: list[Frame] = field(default_factory=list)

    def __call__(self, frame: Frame) -> Answer:
        self.shown.append(frame)
        return self.says


def box(left: float, top: float, width: float, height: float) -> Corners:
    right, bottom = left + width, top + height
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


@pytest.fixture
def reading(request: pytest.FixtureRequest) -> Callable[[AnEngine], LabelReader]:
    def make(engine: AnEngine) -> LabelReader:
        reader = LabelReader(lambda: engine)
        request.addfinalizer(reader.close)
        return reader

    return make


def a_scene() -> tuple[Frame, np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    frame = np.full((400, 600, 3), 10, np.uint8)
    frame[100:300, 200:400] = (60, 90, 200)
    mask = np.zeros((400, 600), np.uint8)
    mask[100:300, 200:400] = 255
    return frame, mask


def test_lines_come_in_the_picture_s_pixels(
    reading: Callable[[AnEngine], LabelReader],
) -> None:
    frame, mask = a_scene()
    # The part begins 12 pixels (a fiftieth of the picture) before the product.
    engine = AnEngine(Answer([box(32, 42, 100, 20)], ("Miel",), (0.9,)))
    assert reading(engine).read(frame, mask) == (LabelLine("Miel", 20, (220, 130, 100, 20)),)
    assert engine.shown[0].shape == (224, 224, 3)


def test_nothing_outside_the_product_is_shown_or_believed(
    reading: Callable[[AnEngine], LabelReader],
) -> None:
    frame, mask = a_scene()
    frame[90:98, 195:410] = 255
    edge = Answer([box(0, 0, 10, 8), box(50, 50, 40, 10)], ("Étiquette", "Miel"), (0.9, 0.9))
    engine = AnEngine(edge)
    told = reading(engine).read(frame, mask)
    assert [line.text for line in told] == ["Miel"]
    assert (engine.shown[0] == (60, 90, 200)).all()


def test_an_empty_mask_is_no_label(reading: Callable[[AnEngine], LabelReader]) -> None:
    frame, mask = a_scene()
    engine = AnEngine(Answer())
    assert reading(engine).read(frame, np.zeros_like(mask)) == ()
    assert engine.shown == []


def test_a_large_picture_is_read_smaller(reading: Callable[[AnEngine], LabelReader]) -> None:
    engine = AnEngine(Answer([box(10, 10, 100, 20)], ("Miel",), (0.9,)))
    (line,) = reading(engine).read(np.zeros((3000, 3200, 3), np.uint8))
    assert max(engine.shown[0].shape[:2]) == LARGEST_PX
    assert line == LabelLine("Miel", 40, (20, 20, 200, 40))


def test_what_the_engine_doubts_is_left_out(reading: Callable[[AnEngine], LabelReader]) -> None:
    engine = AnEngine(Answer([box(0, 0, 9, 9)] * 2, ("sûr", "flou"), (0.9, 0.3)))
    told = reading(engine).read(np.zeros((50, 50, 3), np.uint8))
    assert [line.text for line in told] == ["sûr"]


def test_a_leaning_line_is_not_taller_for_it(reading: Callable[[AnEngine], LabelReader]) -> None:
    leaning = [[0.0, 30.0], [100.0, 0.0], [106.0, 20.0], [6.0, 50.0]]
    (line,) = reading(AnEngine(Answer([leaning], ("Miel",), (0.9,)))).read(
        np.zeros((90, 120, 3), np.uint8)
    )
    assert line.height == 21
    assert line.box[3] == 50


def test_nothing_found_is_no_lines(reading: Callable[[AnEngine], LabelReader]) -> None:
    assert reading(AnEngine(Answer())).read(np.zeros((50, 50, 3), np.uint8)) == ()


def test_without_the_extra_there_are_no_lines() -> None:
    def absent() -> AnEngine:
        raise ModuleNotFoundError("rapidocr")

    reader = LabelReader(absent)
    assert reader.read(np.zeros((50, 50, 3), np.uint8)) == ()
    assert not reader.is_loaded


def test_an_engine_that_fails_costs_the_label_only_and_is_loaded_anew() -> None:
    loaded = []

    def failing() -> Callable[[Frame], Answer]:
        def engine(_frame: Frame) -> Answer:
            raise RuntimeError("out of memory")

        loaded.append(1)
        return engine

    reader = LabelReader(failing)
    for _ in range(2):
        assert reader.read(np.zeros((50, 50, 3), np.uint8)) == ()
    assert len(loaded) == 2
    reader.close()


def test_the_memory_comes_back_when_nobody_reads() -> None:
    freed = Event()

    class Noted(AnEngine):
        def __del__(self) -> None:
            freed.set()

    reader = LabelReader(lambda: Noted(Answer()), idle_s=0.01)
    reader.read(np.zeros((50, 50, 3), np.uint8))
    assert freed.wait(20)
    assert not reader.is_loaded


def test_whether_it_is_there_is_asked_without_loading_it() -> None:
    assert label_reader.is_there() is (importlib.util.find_spec("rapidocr") is not None)
