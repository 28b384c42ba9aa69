"""The code on a bag leads to its order, is like no other code, and a misread digit makes it none."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import scan
from desktop.domain.order_codes import OrderCode, read_order_code

NUMBERS = st.from_regex(r"[0-9]{8}", fullmatch=True)


@given(NUMBERS, st.integers(0, 99))
def test_every_order_and_bag_is_read_back_and_told_by_its_kind(number: str, bag: int) -> None:
    code = OrderCode(number, bag)
    assert read_order_code(code.text) == code
    assert scan.read(f" {code.text}\r\n") == code
    assert scan.kind(code) is scan.Kind.ORDER


@given(NUMBERS, st.integers(0, 99), st.integers(0, 14), st.integers(1, 9))
def test_one_digit_misread_makes_it_no_code(number: str, bag: int, at: int, by: int) -> None:
    text = OrderCode(number, bag).text
    wrong = text[:at] + str((int(text[at]) + by) % 10) + text[at + 1 :]
    assert read_order_code(wrong) is None


def test_a_scanner_on_a_french_keyboard_is_put_right() -> None:
    text = OrderCode("00421937", 2).text
    bent = text.translate(str.maketrans("1234567890", "&é\"'(-è_çà"))
    assert scan.read(bent) == OrderCode("00421937", 2)


def test_more_bags_than_two_digits_hold_stay_a_code() -> None:
    assert read_order_code(OrderCode("00421937", 250).text) == OrderCode("00421937", 99)
