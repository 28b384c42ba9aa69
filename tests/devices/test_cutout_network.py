"""The network that draws outlines: what it is fed, which of its answers counts, and that it sees."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from demo import quality
from desktop.devices import cutout
from desktop.devices.cutout import Cutter, Way
from desktop.devices.imaging import Frame, as_frame, open_picture
from desktop.domain.picture_quality import CROPPED_PERCENT

Plane = NDArray[np.float32]


class ANet:
    """Stands for the network: keeps what it is fed, and answers with an outline and two others."""

    def __init__(self, answer: Plane) -> None:
        self.answer = answer
        self.fed: Plane = np.empty(0, np.float32)

    def setInput(self, blob: Plane) -> None:  # noqa: N802 OpenCV's name
        self.fed = blob

    def getUnconnectedOutLayersNames(self) -> Sequence[str]:  # noqa: N802 OpenCV's name
        return ("d0", "d1", "d2")

    def forward(self, name: str) -> Plane:
        shown = self.answer if name == "d0" else np.ones_like(self.answer)
        return shown[None, None]


def test_the_network_is_fed_what_it_was_trained_on() -> None:
    """Red, green, blue, each less ImageNet's mean and over its spread, 320 by 320."""
    frame = np.empty((240, 400, 3), np.uint8)
    frame[...] = (51, 102, 204)  # blue first
    net = ANet(np.zeros((320, 320), np.float32))
    cutout._forward(net, frame)
    assert net.fed.shape == (1, 3, 320, 320)
    assert net.fed.dtype == np.float32
    means, spreads = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    for channel, of_brightest, mean, spread in zip(
        net.fed[0], (1.0, 0.5, 0.25), means, spreads, strict=True
    ):
        assert channel == pytest.approx((of_brightest - mean) / spread, abs=1e-4)


def test_the_networks_first_answer_is_the_outline_stretched_to_yes_and_no() -> None:
    answer = np.full((320, 320), 0.1, np.float32)
    answer[100:200, 120:240] = 0.6
    drawn = cutout._forward(ANet(answer), np.zeros((32, 32, 3), np.uint8))
    assert drawn.shape == (320, 320)
    assert drawn[150, 180] == 1
    assert drawn[20, 20] == 0


def test_noise_is_not_stretched_into_an_outline() -> None:
    faint = np.linspace(0, 0.19, 320 * 320, dtype=np.float32).reshape(320, 320)
    drawn = cutout._forward(ANet(faint), np.zeros((32, 32, 3), np.uint8))
    assert not drawn.any()


# --- the network itself -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cutter() -> Iterator[Cutter]:
    """The real one: `start.py` puts it into the environment before it runs any test."""
    made = Cutter()
    if not made.has_network:
        pytest.fail("the network is not installed: `python3 start.py setup` fetches it")
    yield made
    made.close()


def overlap(alpha: Frame, mask: NDArray[np.bool_]) -> float:
    found = alpha > 127
    return float((found & mask).sum() / (found | mask).sum())


@pytest.mark.parametrize(("kind", "ground", "number"), [("jar", "paper", 5), ("tin", "kraft", 28)])
def test_a_product_comes_out_of_its_ground(
    cutter: Cutter, kind: str, ground: str, number: int
) -> None:
    sample = quality._sample(kind, ground, number)
    frame = as_frame(open_picture(sample.jpeg))
    cut = cutter.cut(frame)
    assert cut.way is Way.NET
    assert overlap(cut.alpha, sample.mask) >= quality.GOOD
    assert cut.is_enough


def test_white_goods_on_white_paper_fail_and_that_is_noticed(cutter: Cutter) -> None:
    sample = quality._sample("candle", "white on white", 902)
    cut = cutter.cut(as_frame(open_picture(sample.jpeg)))
    assert cut.way is Way.NET
    assert overlap(cut.alpha, sample.mask) < quality.GOOD
    assert not cut.is_enough
    assert cut.doubts


def test_what_the_border_cuts_is_said_to_be_cropped(cutter: Cutter) -> None:
    sample = quality._sample("jar", "paper", 5)
    frame = as_frame(open_picture(sample.jpeg))
    columns = np.flatnonzero(sample.mask.any(axis=0))
    half = np.ascontiguousarray(frame[:, int(columns.mean()) :])
    cut = cutter.cut(np.asarray(cv2.resize(half, None, fx=0.5, fy=0.5), np.uint8))
    assert cut.border_percent >= CROPPED_PERCENT
