"""Money and quantities: exact, of one kind, and never a float."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.money import CurrencyMismatchError, Money, total_of
from sync.kernel.quantity import Quantity, Unit, UnitMismatchError

CENTS = st.integers(-(10**11), 10**11)


@given(left=CENTS, right=CENTS, factor=st.integers(-1000, 1000))
def test_money_adds_like_its_cents(left: int, right: int, factor: int) -> None:
    assert (Money(left) + Money(right)).cents == left + right
    assert (Money(left) - Money(right)).cents == left - right
    assert (-Money(left)).cents == -left
    assert Money(left) * factor == factor * Money(left) == Money(left * factor)
    assert bool(Money(left)) is (left != 0)


@pytest.mark.parametrize("wrong", [1.0, "1", True, None])
def test_money_is_made_of_whole_cents_only(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(100) * wrong  # type: ignore[operator]


def test_two_currencies_never_add_up() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1) + Money(1, "CHF")
    with pytest.raises(CurrencyMismatchError):
        Money(1) - Money(1, "CHF")
    with pytest.raises(CurrencyMismatchError):
        total_of([Money(1), Money(1, "CHF")])


@given(left=CENTS, right=CENTS)
def test_money_stands_in_the_order_of_its_cents(left: int, right: int) -> None:
    assert (Money(left) < Money(right)) is (left < right)
    assert (Money(left) >= Money(right)) is (left >= right)
    assert max(Money(left), Money(right)) == Money(max(left, right))


def test_two_currencies_are_neither_more_nor_less() -> None:
    with pytest.raises(CurrencyMismatchError):
        _ = Money(1) < Money(2, "CHF")
    with pytest.raises(CurrencyMismatchError):
        _ = Money(1) >= Money(1, "CHF")
    with pytest.raises(CurrencyMismatchError):
        max(Money(1), Money(2, "CHF"))
    assert Money(1) != Money(1, "CHF")


@given(amounts=st.lists(CENTS, max_size=20))
def test_a_total_is_the_sum_of_its_amounts(amounts: list[int]) -> None:
    assert total_of([Money(cents) for cents in amounts]).cents == sum(amounts)


def test_a_total_of_nothing_is_no_money_in_the_asked_currency() -> None:
    assert total_of([], "CHF") == Money.zero("CHF")


@given(cents=CENTS, rate_bp=st.integers(0, 10_000))
def test_a_share_is_the_nearest_cent(cents: int, rate_bp: int) -> None:
    share = Money(cents).share(rate_bp)
    assert abs(Fraction(cents * rate_bp, 10_000) - share.cents) <= Fraction(1, 2)


@given(cents=CENTS, weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_what_is_spread_adds_up_again(cents: int, weights: list[int]) -> None:
    parts = Money(cents, "CHF").spread(weights)
    assert total_of(parts, "CHF") == Money(cents, "CHF")


@given(
    thousandths=st.integers(-(10**7), 10**7),
    unit_price=st.integers(0, 10**7),
    unit=st.sampled_from(Unit),
)
def test_a_price_is_the_nearest_cent_of_quantity_times_unit_price(
    thousandths: int, unit_price: int, unit: Unit
) -> None:
    price = Quantity(thousandths, unit).price(Money(unit_price))
    exact = Fraction(thousandths * unit_price, 1000)
    assert abs(exact - price.cents) <= Fraction(1, 2)
    assert Quantity(-thousandths, unit).price(Money(unit_price)) == -price


@given(left=st.integers(), right=st.integers(), unit=st.sampled_from(Unit))
def test_quantities_of_one_unit_add_up(left: int, right: int, unit: Unit) -> None:
    total = Quantity(left, unit) + Quantity(right, unit)
    assert total == Quantity(left + right, unit)
    assert total - Quantity(right, unit) == Quantity(left, unit)
    assert -Quantity(left, unit) == Quantity(-left, unit)
    assert bool(Quantity(left, unit)) is (left != 0)


def test_kilograms_and_pieces_never_add_up() -> None:
    with pytest.raises(UnitMismatchError):
        Quantity.pieces(1) + Quantity.grams(1000)
    with pytest.raises(UnitMismatchError):
        Quantity.grams(1000) - Quantity.pieces(1)


def test_pieces_and_grams_count_in_thousandths() -> None:
    assert Quantity.pieces(3) == Quantity(3000, Unit.PIECE)
    assert Quantity.grams(345) == Quantity(345, Unit.KILOGRAM)
    assert Quantity.pieces(3).is_whole
    assert not Quantity.grams(345).is_whole


@pytest.mark.parametrize("wrong", [1.0, True, "1"])
def test_a_quantity_is_made_of_whole_thousandths_only(wrong: object) -> None:
    with pytest.raises(TypeError):
        Quantity(wrong)  # type: ignore[arg-type]
