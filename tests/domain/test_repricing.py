import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.repricing import Ending, Repricing
from sync.kernel.money import Money

ENDINGS: dict[Ending, tuple[int, int]] = {
    "exact": (1, 0),
    "five": (5, 0),
    "ninety": (100, 90),
    "ninety_nine": (100, 99),
    "whole": (100, 0),
}


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (Repricing(1000), 1000, 1100),
        (Repricing(1000, ending="ninety"), 1000, 1090),
        (Repricing(-2500), 999, 749),
        (Repricing(amount=Money(-50)), 480, 430),
        (Repricing(amount=Money(-500)), 480, 0),
        (Repricing(500, ending="five"), 312, 330),
        (Repricing(0, ending="ninety"), 12, 90),
        (Repricing(0, ending="whole"), 1250, 1300),
        (Repricing(1000, ending="ninety_nine"), 0, 0),
    ],
)
def test_a_price_is_moved_and_brought_to_its_ending(
    change: Repricing, before: int, after: int
) -> None:
    assert change.of(Money(before)) == Money(after)


@given(
    st.integers(1, 100_000_00),
    st.integers(-10_000, 30_000),
    st.integers(-10_000, 10_000),
    st.sampled_from(sorted(ENDINGS)),
)
def test_every_new_price_has_the_ending_and_is_the_nearest_that_has_it(
    cents: int, basis_points: int, amount: int, ending: Ending
) -> None:
    step, first = ENDINGS[ending]
    exact = Repricing(basis_points, Money(amount)).of(Money(cents)).cents

    new = Repricing(basis_points, Money(amount), ending).of(Money(cents)).cents

    assert new % step == first
    assert abs(new - exact) <= max(step // 2, first)
