"""A carton's code tells the article, its lot and its last day; anything else is told apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.gs1 import Elements, read

TODAY = date(2026, 11, 23)
TEA = "4006381333931"


@pytest.mark.parametrize(
    "typed",
    [
        "]d20104006381333931171612311027A\x1d3012",
        "010400638133393117161231\x1d1027A\x1d3012",
        "(01)04006381333931(17)161231(10)27A(30)12",
        "https://id.example.org/01/4006381333931/10/27A?17=161231&30=12",
    ],
)
def test_every_way_of_writing_it_says_the_same(typed: str) -> None:
    typed = typed.replace("161231", "261231")
    assert read(typed, TODAY) == Elements(gtin=TEA, lot="27A", use_by=date(2026, 12, 31), count=12)


def test_a_month_without_a_day_ends_with_it_and_best_before_will_do() -> None:
    assert read("(01)04006381333931(15)270200", TODAY) == Elements(
        gtin=TEA, use_by=date(2027, 2, 28)
    )


def test_a_weight_is_told_in_grams() -> None:
    found = read("]C101040063813339313103001250\x1d10L1", TODAY)
    assert found is not None
    assert (found.grams, found.lot) == (1250, "L1")


@pytest.mark.parametrize("typed", ["", TEA, "hello", "(01)04006381333932(10)A", "0104006381", "https://x.y/z", "https://[bad"])  # fmt: skip
def test_what_is_no_gs1_code_is_told_apart(typed: str) -> None:
    assert read(typed, TODAY) is None


@given(st.text(max_size=400))
def test_no_text_brings_the_reader_down(typed: str) -> None:
    read(typed, TODAY)
    read("]d2" + typed, TODAY)
    read("(01)04006381333931(17)" + typed, TODAY)
    read("https://a/01/" + typed, TODAY)
