import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tender import (
    CASH_STEP_BE,
    Means,
    Tenders,
    meal_voucher_room,
    round_to_coins,
)
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of


def test_change_comes_out_of_the_cash() -> None:
    paid = Tenders().add(Means.CARD, Money(10_00)).add(Means.CASH, Money(20_00))

    assert paid.change_for(Money(16_60)) == Money(13_40)
    assert [(kept.means, kept.amount.cents) for kept in paid.kept_for(Money(16_60))] == [
        (Means.CARD, 10_00),
        (Means.CASH, 6_60),
    ]


def test_what_is_missing_is_told() -> None:
    paid = Tenders().add(Means.CASH, Money(5_00))

    assert paid.remaining(Money(7_20)) == Money(2_20)
    with pytest.raises(RefusedError) as refused:
        paid.change_for(Money(7_20))
    assert refused.value.code == "not_enough_tendered"
    assert refused.value.facts["missing"] == Money(2_20)


@pytest.mark.parametrize("means", [Means.CARD, Means.CHEQUE, Means.MEAL_VOUCHER])
def test_only_cash_gives_change(means: Means) -> None:
    with pytest.raises(RefusedError) as refused:
        Tenders().add(means, Money(20_00)).change_for(Money(15_00))
    assert refused.value.code == "no_change_possible"


def test_a_note_that_goes_back_whole_is_not_kept() -> None:
    paid = Tenders().add(Means.CARD, Money(15_00)).add(Means.CASH, Money(20_00))

    assert [kept.means for kept in paid.kept_for(Money(15_00))] == [Means.CARD]


def test_nothing_is_owed_for_a_basket_given_away() -> None:
    assert Tenders().change_for(Money(0)) == Money(0)
    assert Tenders().kept_for(Money(0)) == ()


def test_a_tender_can_be_taken_back() -> None:
    paid = Tenders().add(Means.CARD, Money(5_00)).add(Means.CASH, Money(5_00)).take_back(0)

    assert paid.by(Means.CARD) == Money(0)
    with pytest.raises(RefusedError):
        paid.take_back(1)


@pytest.mark.parametrize("cents", [0, -1, 3_017_620_422_003])
def test_a_tender_of_nothing_or_of_a_barcode_is_refused(cents: int) -> None:
    with pytest.raises(RefusedError) as refused:
        Tenders().add(Means.CASH, Money(cents))
    assert refused.value.code == "tender_out_of_range"


@pytest.mark.parametrize(("total", "due"), [(31_62, 31_60), (31_63, 31_65), (31_60, 31_60), (0, 0)])
def test_belgian_cash_is_rounded_to_five_cents(total: int, due: int) -> None:
    paid = Tenders(cash_step=CASH_STEP_BE).add(Means.CASH, Money(40_00))

    assert paid.change_for(Money(total)) == Money(40_00 - due)


def test_belgian_rounding_touches_only_the_part_paid_in_cash() -> None:
    paid = (
        Tenders(cash_step=CASH_STEP_BE).add(Means.CARD, Money(20_00)).add(Means.CASH, Money(11_65))
    )

    assert paid.rounding(Money(31_63)) == Money(2)
    assert paid.change_for(Money(31_63)) == Money(0)
    card = Tenders(cash_step=CASH_STEP_BE).add(Means.CARD, Money(31_63))
    assert card.rounding(Money(31_63)) == Money(0)


@given(
    total=st.integers(0, 50_000),
    card=st.integers(0, 50_000),
    notes=st.lists(st.integers(1, 20_000), max_size=5),
    step=st.sampled_from((1, CASH_STEP_BE)),
)
def test_what_is_kept_is_what_was_owed(total: int, card: int, notes: list[int], step: int) -> None:
    paid, due = Tenders(cash_step=step), Money(total)
    if card:
        paid = paid.add(Means.CARD, Money(min(card, max(total, 1))))
    for note in notes:
        paid = paid.add(Means.CASH, Money(note))
    try:
        kept = paid.kept_for(due)
    except RefusedError:
        return

    assert total_of([each.amount for each in kept]) == due + paid.rounding(due)
    assert all(Money(0) < each.amount <= each.given for each in kept)


@pytest.mark.parametrize("cents", range(CASH_STEP_BE + 1))
def test_an_amount_no_larger_than_one_coin_is_not_rounded(cents: int) -> None:
    assert round_to_coins(Money(cents), CASH_STEP_BE) == Money(cents)


@given(st.integers(CASH_STEP_BE + 1, 10**9))
def test_rounding_to_coins_moves_at_most_two_cents(cents: int) -> None:
    rounded = round_to_coins(Money(cents), CASH_STEP_BE).cents

    assert rounded % CASH_STEP_BE == 0
    assert abs(rounded - cents) <= 2


def test_vouchers_and_cards_are_never_rounded() -> None:
    for means in (Means.MEAL_VOUCHER, Means.GIFT_CARD, Means.CREDIT_NOTE, Means.CARD):
        paid = Tenders(cash_step=CASH_STEP_BE).add(means, Money(31_62))
        assert paid.rounding(Money(31_62)) == Money(0)


def test_only_the_part_paid_in_cash_is_rounded() -> None:
    # The study's example: 31.63 due, 20.00 by card, 11.65 of the 11.63 left in cash.
    paid = Tenders(cash_step=CASH_STEP_BE).add(Means.CARD, Money(20_00))
    paid = paid.add(Means.CASH, Money(11_65))

    assert paid.rounding(Money(31_63)) == Money(2)
    assert paid.change_for(Money(31_63)) == Money(0)


def test_one_voucher_is_put_down_once() -> None:
    paid = Tenders().add(Means.GIFT_CARD, Money(5_00), token="1")

    with pytest.raises(RefusedError) as refused:
        paid.add(Means.GIFT_CARD, Money(5_00), token="1")
    assert refused.value.code == "tender_used_twice"
    assert paid.add(Means.GIFT_CARD, Money(5_00), token="2").total == Money(10_00)


def test_what_is_known_of_a_tender_stays_with_it() -> None:
    paid = Tenders().add(Means.CARD, Money(5_00), "A1", label="CB", last4="1234", token="t")

    (kept,) = paid.kept_for(Money(5_00))
    assert (kept.reference, kept.label, kept.last4, kept.token) == ("A1", "CB", "1234", "t")


@given(st.integers(0, 100_00), st.one_of(st.none(), st.integers(0, 25_00)), st.integers(0, 50_00))
def test_meal_vouchers_stay_within_the_food_and_the_day(
    food: int, cap: int | None, put_down: int
) -> None:
    paid = Tenders() if not put_down else Tenders().add(Means.MEAL_VOUCHER, Money(put_down))
    room = meal_voucher_room(paid, Money(food), None if cap is None else Money(cap)).cents

    assert room >= 0
    if put_down <= min(food, food if cap is None else cap):
        assert room + put_down == min(food, food if cap is None else cap)
    else:
        assert room == 0
