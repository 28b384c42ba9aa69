import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import cards, scan
from desktop.domain.scan import CustomerCard, Kind, StaffBadge


def test_a_drawn_card_is_a_customers_however_it_is_spaced() -> None:
    number = cards.draw_card()

    assert scan.read(number) == CustomerCard(number)
    assert scan.read(cards.spaced(number)) == CustomerCard(number)
    assert scan.kind(scan.read(number)) is Kind.CUSTOMER


@pytest.mark.parametrize("code", ["01", "02", "117"])
def test_a_badge_names_somebody_who_works_here(code: str) -> None:
    assert scan.read(cards.badge(code)) == StaffBadge(code)


@pytest.mark.parametrize("code", ["", "A1", "1234567890", "²"])
def test_a_code_that_is_no_number_has_no_badge(code: str) -> None:
    with pytest.raises(ValueError, match="numbers"):
        cards.badge(code)


@given(st.integers(0, cards.DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_makes_it_nobodys(place: int, by: int) -> None:
    number = cards.badge("42")
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]

    assert cards.read_badge(wrong) is None
    assert cards.read_card(wrong) is None
