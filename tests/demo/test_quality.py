"""The pictures that judge the cut-out: exact masks, and a report that counts what it says."""

import numpy as np
import pytest

from demo import quality
from demo.quality import Verdict
from desktop.devices.cutout import ENOUGH
from desktop.devices.imaging import as_frame, open_picture


@pytest.mark.parametrize(("ground", "number"), [("paper", 0), ("kraft", 8), ("wood", 5)])
def test_the_mask_is_where_the_product_changes_the_empty_set(ground: str, number: int) -> None:
    sample = quality._sample("book", ground, number)
    frame = as_frame(open_picture(sample.jpeg)).astype(np.float64)
    assert sample.mask.shape == frame.shape[:2] == quality.SIZE[::-1]
    assert 0.05 < sample.mask.mean() < 0.6
    rows, columns = np.nonzero(sample.mask)
    middle = frame[int(rows.mean()), int(columns.mean())]
    corner = frame[5, 5]
    assert np.abs(middle - corner).max() > 20


def test_the_same_number_draws_the_same_picture() -> None:
    first, again = (quality._sample("soap", "marble", 7) for _ in range(2))
    assert first.jpeg == again.jpeg
    assert (first.mask == again.mask).all()


def test_a_turned_picture_has_its_mask_turned_with_it() -> None:
    straight, turned = (quality._sample("book", "paper", number) for number in (0, 1))
    columns = [np.nonzero(each.mask)[1] for each in (straight, turned)]
    assert np.ptp(columns[0]) != np.ptp(columns[1])


def test_the_set_has_at_least_forty_pictures_on_every_ground() -> None:
    count = len(quality.KINDS) * quality._GROUNDS_EACH + len(quality.WHITE_KINDS)
    assert count >= 40
    assert set(quality.GROUNDS) == {"paper", "kraft", "wood", "marble", "shelf"}


def test_the_report_counts_failures_that_were_noticed_and_good_ones_refused() -> None:
    told = quality.report(
        [
            Verdict("a", "paper", 0.98, 100),
            Verdict("b", "paper", 0.95, ENOUGH - 1),
            Verdict("c", "shelf", 0.40, ENOUGH - 30),
            Verdict("d", "shelf", 0.80, ENOUGH),
        ]
    )
    assert (told["good"], told["good_refused"]) == (2, 1)
    assert (told["failures"], told["failures_noticed"]) == (2, 1)
    assert (told["iou_worst"], told["iou_worst_believed"]) == (0.40, 0.80)
    assert told["unnoticed"] == ["d, shelf"]
