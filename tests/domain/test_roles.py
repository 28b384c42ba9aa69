"""What each role may do, and what a PIN is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.roles import (
    EVERYTHING,
    USUAL,
    Act,
    Limits,
    Role,
    is_pin,
    kept_as,
    limits_of,
    wait_after,
)
from desktop.settings import RoleLimits, Settings, from_rows, to_rows
from sync.kernel.money import Money

limits = st.builds(
    Limits,
    acts=st.frozensets(st.sampled_from(Act)),
    discount_bp=st.integers(0, 10_000),
    refund_cap=st.none() | st.integers(0, 100_000_00).map(Money),
)


@pytest.mark.parametrize("act", Act)
def test_an_owner_may_do_everything_whatever_is_set(act: Act) -> None:
    mean = RoleLimits(role="owner")

    assert limits_of(Role.OWNER, [mean]).allow(act, basis_points=10_000, amount=Money(10**9))


def test_every_role_has_its_usual_limits() -> None:
    assert set(USUAL) == set(Role)
    assert USUAL[Role.PREPARER].acts == frozenset()
    assert USUAL[Role.MANAGER] == EVERYTHING


def test_a_seller_stops_at_ten_per_cent_and_fifty_euros() -> None:
    seller = limits_of(Role.SELLER)

    assert seller.allow(Act.DISCOUNT, basis_points=1_000)
    assert not seller.allow(Act.DISCOUNT, basis_points=1_001)
    assert seller.allow(Act.REFUND, amount=Money(-50_00))
    assert not seller.allow(Act.REFUND, amount=Money(-50_01))
    assert not seller.allow(Act.REFUND_WITHOUT_RECEIPT, amount=Money(1))


def test_another_price_gives_up_no_more_than_a_discount_may() -> None:
    able = Limits(acts=frozenset({Act.PRICE_OVERRIDE}), discount_bp=500)

    assert able.allow(Act.PRICE_OVERRIDE)
    assert not able.allow(Act.PRICE_OVERRIDE, basis_points=501)


def test_the_shops_own_limits_take_the_place_of_the_usual_ones() -> None:
    strict = RoleLimits(role="seller", acts=("discount", "no_longer_known"), discount_bp=200)

    seller = limits_of(Role.SELLER, [strict])

    assert seller == Limits(acts=frozenset({Act.DISCOUNT}), discount_bp=200, refund_cap=None)
    assert limits_of(Role.TRAINEE, [strict]) == USUAL[Role.TRAINEE]


@given(limits, st.sampled_from([role for role in Role if role is not Role.OWNER]))
def test_limits_come_back_from_the_settings_as_they_went_in(kept: Limits, role: Role) -> None:
    settings = Settings(limits=(kept_as(role, kept),))

    assert limits_of(role, from_rows(to_rows(settings)).limits) == kept


@given(limits, st.sampled_from(Act), st.integers(0, 10_000), st.integers(0, 10**7))
def test_what_is_allowed_is_allowed_for_less_as_well(
    some: Limits, act: Act, basis_points: int, cents: int
) -> None:
    if some.allow(act, basis_points=basis_points, amount=Money(cents)):
        assert some.allow(act, basis_points=basis_points // 2, amount=Money(cents // 2))
        assert some.allow(act)


@pytest.mark.parametrize("text", ["2468", "12345678", "0007"])
def test_four_to_eight_digits_make_a_pin(text: str) -> None:
    assert is_pin(text)


@pytest.mark.parametrize("text", ["", "123", "123456789", "12a4", "1111", "٣٤٥٦", "12 4", "²345"])
def test_anything_else_makes_none(text: str) -> None:
    assert not is_pin(text)


def test_each_wrong_pin_waits_at_least_as_long_as_the_one_before() -> None:
    waits = [wait_after(failures) for failures in range(40)]

    assert waits == sorted(waits)
    assert waits[2] == timedelta(0)
    assert waits[3] > timedelta(0)
    assert waits[-1] == timedelta(minutes=15)
