"""The lines on a photographed product: only where its outline is sure, and without the extra none."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from desktop.devices.cutout import Cut, Way
from desktop.devices.imaging import Frame
from desktop.devices.label_reader import LabelReader
from desktop.domain.label_text import LabelLine
from desktop.services.drafting import label_lines
from desktop.services.drafting.photos import Shot

SHOT = Shot(
    name="miel.jpg",
    frame=np.full((80, 120, 3), 90, np.uint8),
    cut=None,
    found=(),
    colours=(),
    advice=(),
    likeness="",
    ms={},
)


class _Answer:
    boxes = ([[20.0, 20.0], [60.0, 20.0], [60.0, 32.0], [20.0, 32.0]],)
    txts = ("Miel",)
    scores = (0.9,)


@pytest.fixture
def shown() -> list[int]:
    """How wide each picture was that the stand-in for the extra was shown."""
    return []


@pytest.fixture
def reader(shown: list[int]) -> Iterator[LabelReader]:
    def reads(frame: Frame) -> _Answer:
        shown.append(frame.shape[1])
        return _Answer()

    made = LabelReader(lambda: reads)
    yield made
    made.close()


def a_cut(*, score: int) -> Cut:
    return Cut(
        alpha=np.full((80, 120), 255, np.uint8),
        way=Way.NET,
        score=score,
        area_percent=100.0,
        border_percent=100.0,
        doubts=(),
    )


@pytest.mark.parametrize("cut", [None, a_cut(score=10)])
def test_without_a_sure_outline_nothing_is_read(
    reader: LabelReader, shown: list[int], cut: Cut | None
) -> None:
    assert label_lines.lines_on(replace(SHOT, cut=cut), reader) == ()
    assert shown == []


def test_on_a_product_cut_out_the_label_is_read(reader: LabelReader, shown: list[int]) -> None:
    shot = replace(SHOT, cut=a_cut(score=100))
    assert label_lines.lines_on(shot, reader) == (LabelLine("Miel", 12, (20, 20, 40, 12)),)
    assert shown == [120]


def test_the_app_s_own_reader_is_given_back() -> None:
    shot = replace(SHOT, cut=a_cut(score=100))
    if not label_lines.can_read():
        assert label_lines.lines_on(shot) == ()
    label_lines.close()
