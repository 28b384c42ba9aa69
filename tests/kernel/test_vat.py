"""VAT: taken out of what the customer paid, once per rate, and given back to the last cent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate, VatShare, refunded_vat, take_vat_out, vat_breakdown

RATES = st.sampled_from([0, 210, 550, 600, 1000, 1200, 2000, 2100]).map(VatRate)
GROSS = st.integers(-(10**9), 10**9).map(Money)


@given(gross=GROSS, rate=RATES)
def test_net_and_vat_make_up_the_gross(gross: Money, rate: VatRate) -> None:
    share = take_vat_out(gross, rate)
    assert share.net + share.vat == share.gross == gross
    exact = Fraction(gross.cents * rate.basis_points, 10_000 + rate.basis_points)
    assert abs(exact - share.vat.cents) <= Fraction(1, 2)


@given(gross=GROSS, rate=RATES)
def test_a_refund_of_everything_mirrors_the_sale(gross: Money, rate: VatRate) -> None:
    sold, taken_back = take_vat_out(gross, rate), take_vat_out(-gross, rate)
    assert (taken_back.net, taken_back.vat) == (-sold.net, -sold.vat)


@given(lines=st.lists(st.tuples(RATES, GROSS), max_size=30))
def test_a_table_has_each_rate_once_highest_first_and_loses_no_cent(
    lines: list[tuple[VatRate, Money]],
) -> None:
    table = vat_breakdown(lines)
    rates = [row.rate for row in table]
    assert rates == sorted(set(rates), reverse=True)
    assert total_of([row.gross for row in table]) == total_of([gross for _, gross in lines])
    for row in table:
        assert row == take_vat_out(total_of([g for r, g in lines if r == row.rate]), row.rate)


@given(
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
    rate=RATES,
    chance=st.randoms(use_true_random=False),
)
def test_partial_refunds_in_any_order_end_at_zero(
    parts: list[int], rate: VatRate, chance: object
) -> None:
    left = take_vat_out(Money(sum(parts)), rate)
    chance.shuffle(parts)  # type: ignore[attr-defined]
    for cents in parts:
        refund = refunded_vat(left, Money(cents))
        assert refund.gross == Money(-cents) == refund.net + refund.vat
        assert refund.vat.cents <= 0
        left = VatShare(
            rate, left.gross + refund.gross, left.net + refund.net, left.vat + refund.vat
        )
    assert (left.gross, left.net, left.vat) == (Money(0), Money(0), Money(0))


@pytest.mark.parametrize("wrong", [-1, 10_000])
def test_a_rate_lies_between_nothing_and_everything(wrong: int) -> None:
    with pytest.raises(ValueError, match="VAT rate"):
        VatRate(wrong)


def _row(rate_bp: int, gross: int, net: int, vat: int) -> VatShare:
    return VatShare(VatRate(rate_bp), Money(gross), Money(net), Money(vat))


def test_the_worked_example_of_the_fiscal_study() -> None:
    cheese = Quantity.grams(345).price(Money(2390))
    bread = Quantity.pieces(3).price(Money(115))
    assert (cheese, bread) == (Money(825), Money(345))

    discounted = [cheese, bread, Money(1490), Money(680)]
    discounts = Money(500).spread([gross.cents for gross in discounted])
    assert [share.cents for share in discounts] == [123, 52, 223, 102]

    to_pay = [gross - share for gross, share in zip(discounted, discounts, strict=True)]
    rates = [VatRate(550), VatRate(550), VatRate(2000), VatRate(1000)]
    newspaper = (VatRate(210), Money(320))
    table = vat_breakdown([*zip(rates, to_pay, strict=True), newspaper])
    assert table == (
        _row(2000, 1267, 1056, 211),
        _row(1000, 578, 525, 53),
        _row(550, 995, 943, 52),
        _row(210, 320, 313, 7),
    )
    assert total_of([row.net for row in table]) == Money(2837)
    assert total_of([row.vat for row in table]) == Money(323)
    assert total_of([row.gross for row in table]) == Money(3160)

    sandwich = refunded_vat(table[1], Money(578))
    assert sandwich == _row(1000, -578, -525, -53)
    assert total_of([row.vat for row in table]) + sandwich.vat == Money(270)


def test_vat_per_line_would_have_been_another_figure() -> None:
    lines = [(VatRate(2000), Money(2))] * 3
    assert vat_breakdown(lines)[0].vat == Money(1)
    assert total_of([take_vat_out(gross, rate).vat for rate, gross in lines]) == Money(0)
