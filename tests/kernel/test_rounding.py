"""Rounding and sharing: against exact fractions, never against themselves."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.rounding import divide_half_up, share_by_largest_remainder, worth_of_part

AMOUNTS = st.integers(-(10**12), 10**12)


@given(numerator=AMOUNTS, denominator=st.integers(1, 10**6))
def test_a_quotient_is_the_nearest_whole_and_halves_go_away_from_zero(
    numerator: int, denominator: int
) -> None:
    quotient = divide_half_up(numerator, denominator)
    error = Fraction(numerator, denominator) - quotient
    assert abs(error) <= Fraction(1, 2)
    if abs(error) == Fraction(1, 2):
        assert abs(quotient) > abs(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("numerator", "quotient"), [(5, 1), (-5, -1), (4, 0), (-4, 0), (15, 2), (-15, -2), (25, 3)]
)
def test_halves_are_not_rounded_to_even(numerator: int, quotient: int) -> None:
    assert divide_half_up(numerator, 10) == quotient


@given(numerator=AMOUNTS, denominator=st.integers(1, 10**6))
def test_a_negative_amount_mirrors_its_positive(numerator: int, denominator: int) -> None:
    assert divide_half_up(-numerator, denominator) == -divide_half_up(numerator, denominator)


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_that_is_not_positive_is_refused(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator"):
        divide_half_up(1, denominator)


@given(
    total=AMOUNTS,
    weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=30).filter(any),
)
def test_shares_add_up_and_lie_within_one_of_the_exact_share(
    total: int, weights: list[int]
) -> None:
    shares = share_by_largest_remainder(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(total * weight, sum(weights)) - share) < 1
        assert weight or not share, "who weighs nothing gets nothing"


@given(total=AMOUNTS, parts=st.lists(st.integers(1, 5000), min_size=1, max_size=10))
def test_what_comes_back_part_by_part_ends_at_the_total(total: int, parts: list[int]) -> None:
    whole = sum(parts)
    worth = [
        worth_of_part(total, whole, sum(parts[:place]), part) for place, part in enumerate(parts)
    ]
    assert sum(worth) == total
    for cents, part in zip(worth, parts, strict=True):
        assert abs(Fraction(total * part, whole) - cents) <= 1


@given(total=AMOUNTS, weights=st.lists(st.integers(1, 1000), min_size=1, max_size=10))
def test_shares_of_a_refund_mirror_those_of_the_sale(total: int, weights: list[int]) -> None:
    mirrored = [-share for share in share_by_largest_remainder(total, weights)]
    assert share_by_largest_remainder(-total, weights) == mirrored


def test_the_cent_left_over_goes_to_the_larger_weight_then_to_the_earlier() -> None:
    assert share_by_largest_remainder(1, [1, 1]) == [1, 0]
    assert share_by_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert share_by_largest_remainder(1, [1, 3, 2]) == [0, 1, 0]


def test_nothing_is_spread_over_nothing() -> None:
    assert share_by_largest_remainder(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing to spread over"):
        share_by_largest_remainder(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        share_by_largest_remainder(1, [2, -1])
