"""What RapidOCR answered to a drawn label, recorded once, is read as it was meant.

Recorded on 2026-11-22 with rapidocr 3.10.0 and onnxruntime as in requirements-ocr.lock, set as
`label_reader` sets it, on a jar of 300 × 500 pixels drawn in a picture of 800 × 600: the answer's
class is RapidOCROutput, its boxes an array of float32, its texts and scores tuples; of a picture
without letters all three are None.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.devices.imaging import Frame
from desktop.devices.label_reader import LabelReader
from desktop.domain.label_text import LabelLine, read_label

_BOXES = (
    ((60, 163), (274, 166), (273, 213), (59, 210)),
    ((60, 218), (272, 221), (271, 268), (59, 265)),
    ((49, 287), (281, 287), (281, 313), (49, 313)),
    ((39, 337), (289, 337), (289, 357), (39, 357)),
    ((121, 372), (213, 376), (211, 414), (119, 410)),
)
_TEXTS = (
    "Confiture",
    "de mûres",
    "LE RUCHER DU PARC",
    "Préparée avec 60 g de fruits pour 100 g",
    "320 g",
)
_SCORES = (0.99997, 0.99873, 0.99441, 0.9769, 0.98849)
_SHOWN = (533, 333, 3)


@dataclass(frozen=True)
class Recorded:
    """The part of the answer that is read."""

    boxes: NDArray[np.float32] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


@pytest.fixture
def shown() -> list[tuple[int, ...]]:
    return []


@pytest.fixture
def reader(shown: list[tuple[int, ...]]) -> Iterator[LabelReader]:
    def engine(frame: Frame) -> Recorded:
        shown.append(frame.shape)
        if not np.ptp(frame):
            return Recorded(None, None, None)
        return Recorded(np.array(_BOXES, np.float32), _TEXTS, _SCORES)

    made = LabelReader(lambda: engine)
    yield made
    made.close()


def a_jar() -> tuple[Frame, NDArray[np.uint8]]:
    frame = np.full((600, 800, 3), (150, 135, 120), np.uint8)
    frame[60:561, 260:561] = (35, 60, 150)
    frame[190:471, 280:541] = (226, 240, 246)
    mask = np.zeros((600, 800), np.uint8)
    mask[60:561, 260:561] = 255
    return frame, mask


def test_the_recorded_answer_gives_each_line_where_it_stands_on_the_picture(
    reader: LabelReader, shown: list[tuple[int, ...]]
) -> None:
    assert reader.read(*a_jar()) == (
        LabelLine("Confiture", 47, (303, 207, 215, 50)),
        LabelLine("de mûres", 47, (303, 262, 213, 50)),
        LabelLine("LE RUCHER DU PARC", 26, (293, 331, 232, 26)),
        LabelLine("Préparée avec 60 g de fruits pour 100 g", 20, (283, 381, 250, 20)),
        LabelLine("320 g", 38, (363, 416, 94, 42)),
    )
    assert shown == [_SHOWN], "what it was shown when it was recorded"


def test_the_recorded_label_names_the_product_and_its_content(reader: LabelReader) -> None:
    told = read_label(reader.read(*a_jar()), ())
    assert "Confiture de mûres" in [each.text for each in told.names]
    assert told.content is not None
    assert (told.content.thousandths, told.content.unit) == (320, "kg")


def test_a_picture_without_letters_has_no_lines(reader: LabelReader) -> None:
    assert reader.read(np.full((200, 300, 3), 128, np.uint8)) == ()
