"""A shop's own article numbers: valid, of one till only, and known for its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.barcodes import IN_STORE_PREFIXES, CodeSeries, is_own, series_of
from desktop.errors import RefusedError
from sync.kernel import gtin

serials = st.integers(1, 9_999_999)
tills = st.integers(0, 37).map(lambda number: f"T{number:02d}") | st.builds(
    "T{:02d}{}".format, st.integers(0, 37), st.sampled_from("BCDEZ")
)


@given(st.sampled_from(IN_STORE_PREFIXES), st.integers(0, 999), serials)
def test_every_own_number_has_a_right_check_digit_and_stays_at_home(
    prefix: str, till: int, serial: int
) -> None:
    series = CodeSeries(prefix, till)
    number = series.number(serial)
    assert gtin.is_gtin(number)
    assert gtin.is_in_store(number)
    assert is_own(number)
    assert series.serial(number) == serial


@given(tills, tills, serials, serials)
def test_two_tills_never_make_the_same_number(
    one: str, other: str, serial: int, other_serial: int
) -> None:
    first, second = series_of("20", one), series_of("20", other)
    if one != other:
        assert first.number(serial) != second.number(other_serial)
    assert (first.number(serial) == first.number(other_serial)) == (serial == other_serial)


def test_a_till_that_followed_another_has_numbers_of_its_own() -> None:
    assert series_of("20", "T01").head != series_of("20", "T01B").head


def test_a_number_of_the_trade_is_not_the_shops_own() -> None:
    assert not is_own("3017620422003")
    assert is_own("INT-7")


@pytest.mark.parametrize("till", ["BAR", "T", "T99Z", "T1234"])
def test_a_till_of_another_name_is_asked_for_its_series(till: str) -> None:
    with pytest.raises(RefusedError, match="code_series_unknown"):
        series_of("20", till)
    assert series_of("20", till, 7).head == "20007"


@pytest.mark.parametrize("prefix", ["19", "30", "2", "", "2a"])
def test_a_prefix_of_the_trade_is_refused(prefix: str) -> None:
    with pytest.raises(RefusedError, match="code_prefix_unfit"):
        series_of(prefix, "T01")


def test_a_series_that_is_used_up_says_so() -> None:
    series = CodeSeries("20", 26)
    assert series.number(9_999_999)
    with pytest.raises(RefusedError, match="codes_used_up"):
        series.number(10_000_000)
