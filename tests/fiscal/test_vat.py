"""VAT once per rate on the ticket's total, and refunds that give back exactly what was taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal import VatLine, refund_vat, vat_line, vat_lines, vat_part
from tests.fiscal.till import UNHURRIED, goods

RATES = st.sampled_from([2100, 2000, 1200, 1000, 600, 550, 210, 0])


@pytest.mark.parametrize(
    ("ttc", "rate", "vat"),
    [
        (1267, 2000, 211),
        (578, 1000, 53),
        (995, 550, 52),
        (320, 210, 7),
        (340, 2000, 57),
        (85, 2000, 14),
        (0, 2000, 0),
        (999, 0, 0),
        (3, 2000, 1),
        (-1267, 2000, -211),
    ],
)
def test_vat_of_the_worked_example(ttc: int, rate: int, vat: int) -> None:
    assert vat_part(ttc, rate) == vat


@UNHURRIED
@given(st.integers(-(10**9), 10**9), RATES)
def test_net_and_vat_make_the_gross_and_negatives_mirror(ttc: int, rate: int) -> None:
    line = vat_line(ttc, rate)

    assert line.ht + line.vat == line.ttc == ttc
    assert vat_part(-ttc, rate) == -line.vat
    assert abs(line.vat * (10_000 + rate) - ttc * rate) * 2 <= 10_000 + rate


def test_vat_is_computed_once_per_rate_and_not_per_line() -> None:
    lines = [goods(85), goods(85), goods(85), goods(85), goods(320, 210)]

    assert vat_lines(lines) == (VatLine(2000, 340, 283, 57), VatLine(210, 320, 313, 7))


def test_refunds_one_by_one_give_back_the_vat_of_the_whole() -> None:
    left, given_back = 340, []
    for _ in range(4):
        given_back.append(refund_vat(2000, left, 85).vat)
        left -= 85

    assert given_back == [-14, -15, -14, -14]
    assert sum(given_back) == -vat_part(340, 2000)


@UNHURRIED
@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=12), RATES)
def test_partial_refunds_in_any_order_return_to_zero(parts: list[int], rate: int) -> None:
    total = sum(parts)
    left, ttc, ht, vat = total, total, total - vat_part(total, rate), vat_part(total, rate)
    for part in parts:
        line = refund_vat(rate, left, part)
        assert line.ht + line.vat == line.ttc
        left -= part
        ttc, ht, vat = ttc + line.ttc, ht + line.ht, vat + line.vat

    assert (ttc, ht, vat) == (0, 0, 0)
