"""What a pack holds is read as people write it; what it costs per measure follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.margin import margin
from desktop.domain.unit_price import MOST_CONTENT, UnitPrice, read_content, unit_price
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate, take_vat_out


@pytest.mark.parametrize(
    ("text", "thousandths", "unit"),
    [
        ("750 ml", 750, Unit.LITRE),
        ("75cl", 750, Unit.LITRE),
        ("1,5 kg", 1500, Unit.KILOGRAM),
        ("250g", 250, Unit.KILOGRAM),
        ("6 x 33 cl", 1980, Unit.LITRE),
        ("4×125 g", 500, Unit.KILOGRAM),
        ("20 pièces", 20_000, Unit.PIECE),
        ("2.5 m", 2500, Unit.METRE),
        ("1000000 kg", 1_000_000_000, Unit.KILOGRAM),
    ],
)
def test_a_content_is_read_as_people_write_it(text: str, thousandths: int, unit: Unit) -> None:
    assert read_content(text) == Quantity(thousandths, unit)


@pytest.mark.parametrize(
    "text",
    [
        *("", "kg", "0 g", "1 mg", "0,5 g", "-5 kg", "1e9 kg", "12 parsecs", "9999999 kg"),
        *("1" * 99, "750 ml\x00", "7５0 ml", "=1+1", "6 x", "x 33 cl"),
    ],
)
def test_what_is_no_content_is_not_taken_for_one(text: str) -> None:
    assert read_content(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_content_within_bounds_or_none(text: str) -> None:
    found = read_content(text)
    assert found is None or 0 < found.thousandths <= MOST_CONTENT


def test_goods_without_a_content_have_no_price_per_measure() -> None:
    assert unit_price(Money(450), None) is None
    assert unit_price(Money(450), Quantity(250, Unit.KILOGRAM)) == UnitPrice(
        Money(18_00), Unit.KILOGRAM
    )


def test_margin_and_markup_leave_the_vat_out() -> None:
    found = margin(Money(12_00), VatRate(2000), Money(6_00))
    assert found is not None
    assert (found.amount, found.rate_bp, found.markup_bp) == (Money(4_00), 4000, 6667)


def test_goods_that_were_free_or_are_given_away_have_no_rate() -> None:
    free = margin(Money(12_00), VatRate(2000), Money(0))
    given_away = margin(Money(0), VatRate(2000), Money(6_00))
    assert free is not None
    assert given_away is not None
    assert (free.markup_bp, free.rate_bp) == (None, 10_000)
    assert (given_away.rate_bp, given_away.amount) == (None, Money(-6_00))
    assert margin(Money(12_00), VatRate(2000), None) is None


@given(st.integers(0, 10**8), st.integers(0, 9_999), st.integers(0, 10**8))
def test_margin_purchase_and_vat_add_up_to_the_price(price: int, rate: int, bought: int) -> None:
    found = margin(Money(price), VatRate(rate), Money(bought))
    assert found is not None
    vat = take_vat_out(Money(price), VatRate(rate)).vat
    assert found.amount + found.purchase + vat == Money(price)
