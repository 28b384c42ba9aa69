"""The price of one measure is the pack's price divided, to the nearest cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.unit_price import price_of_one


def test_a_bottle_of_75_centilitres_is_priced_by_the_litre() -> None:
    assert price_of_one(Money(12_90), Quantity(750, Unit.LITRE)) == Money(17_20)


def test_half_a_cent_is_rounded_up() -> None:
    assert price_of_one(Money(1), Quantity(2000, Unit.KILOGRAM)) == Money(1)


def test_a_pack_that_holds_nothing_has_no_price_per_measure() -> None:
    with pytest.raises(ValueError, match="holds something"):
        price_of_one(Money(100), Quantity(0, Unit.KILOGRAM))


@given(st.integers(0, 10**8), st.integers(1, 10**9))
def test_the_price_per_measure_is_never_half_a_cent_off(cents: int, thousandths: int) -> None:
    one = price_of_one(Money(cents), Quantity(thousandths, Unit.KILOGRAM)).cents
    assert abs(2 * (one * thousandths - cents * 1000)) <= thousandths
