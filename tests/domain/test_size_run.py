"""Sizes as people write them down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.size_run import MOST, read_sizes


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("36-44", ("36", "37", "38", "39", "40", "41", "42", "43", "44")),
        ("36 – 38", ("36", "37", "38")),
        ("36 à 38", ("36", "37", "38")),
        ("36-44/2", ("36", "38", "40", "42", "44")),
        ("36-38/0,5", ("36", "36,5", "37", "37,5", "38")),
        ("36,38,40", ("36", "38", "40")),
        ("36-38, 40 ; 44", ("36", "37", "38", "40", "44")),
        ("s-xl", ("S", "M", "L", "XL")),
        ("XS-2XL", ("XS", "S", "M", "L", "XL", "XXL")),
        ("S, M, s", ("S", "M", "s")),
        ("36-38, 37", ("36", "37", "38")),
        ("TU", ("TU",)),
    ],
)
def test_sizes_are_read_as_a_shopkeeper_writes_them(text: str, values: tuple[str, ...]) -> None:
    assert read_sizes(text) == values


@pytest.mark.parametrize(
    "text", ["bleu-vert", "44-36", "1-999", "XL-S", "250 g", "2-4 ans", "36/38"]
)
def test_what_is_no_run_stays_one_value(text: str) -> None:
    assert read_sizes(text) == (text,)


def test_nothing_typed_is_no_size() -> None:
    assert read_sizes(" , ; ") == ()


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_distinct_values_without_blanks_around(text: str) -> None:
    values = read_sizes(text)
    assert len(set(values)) == len(values)
    assert all(value and value == value.strip() for value in values)
    assert len(values) <= MOST * (text.count(",") + text.count(";") + 1)
