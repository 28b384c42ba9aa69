"""Orders at two counters under everything that goes wrong; `order_storm` says what that is."""

from pathlib import Path

import pytest

from .order_storm import live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

STEPS = {
    "talk",
    "talk cut off",
    "seen",
    "accept",
    "prepare",
    "pick",
    "ready",
    "hand over",
    "tick",
    "paper",
    "leave",
    "at the door",
    "not given",
    "bring back",
    "to the relay",
    "receive a parcel",
    "at the relay",
    "deposit",
    "taken at the board",
}


@pytest.mark.parametrize("seed", [308])
def test_no_order_is_missed_or_given_twice_in_silence(tmp_path: Path, seed: int) -> None:
    storm = live(tmp_path, seed, 12)
    assert len(storm.told) == 12
    assert set(storm.restarts) >= STEPS
    assert storm.doubles_in_the_dark
    assert storm.befell["promised by rule"]
    assert all(post.wanted for post in storm.posts)
