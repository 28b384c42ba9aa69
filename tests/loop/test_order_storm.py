"""Orders at two counters under everything that goes wrong; `order_storm` says what that is."""

from pathlib import Path

import pytest

from .order_storm import live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("seed", [3])
def test_no_order_is_missed_or_given_twice_in_silence(tmp_path: Path, seed: int) -> None:
    storm = live(tmp_path, seed, 25)
    assert len(storm.told) == 25
    assert storm.befell["restart"]
    assert storm.befell["come_twice"]
