"""Orders at two counters under everything that goes wrong; `order_storm` says what that is."""

from pathlib import Path

import pytest

from .order_storm import live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

STEPS = {
    "talk",
    "seen",
    "accept",
    "prepare",
    "pick",
    "pick one",
    "weigh",
    "ready",
    "hand over",
    "tick",
    "paper",
    "leave",
}
OFTEN = {
    "talk cut off",
    "ask",
    "settle",
    "substitute",
    "take back",
    "at the door",
    "not given",
    "bring back",
    "to the relay",
    "receive a parcel",
    "at the relay",
    "deposit",
    "taken at the board",
}
"""Most of these befall twelve orders; which, a change of the services moves from one to another."""
MOST = 9


@pytest.mark.parametrize("seed", [402])
def test_no_order_is_missed_or_given_twice_in_silence(tmp_path: Path, seed: int) -> None:
    storm = live(tmp_path, seed, 12)
    assert len(storm.told) == 12
    assert set(storm.restarts) >= STEPS
    assert len(OFTEN & {*storm.restarts}) >= MOST
    assert storm.doubles_in_the_dark
    assert storm.befell["promised by rule"]
    assert all(post.wanted for post in storm.posts)
