"""The pickup code: read without error, opened by nobody who was not given it."""

from hypothesis import given
from hypothesis import strategies as st

from sync.kernel import pickup_code
from sync.kernel.pickup_code import CODE_DIGITS, PickupCode

ORDERS = st.text("0123456789", min_size=8, max_size=8)
SECRETS = st.text("0123456789", min_size=24, max_size=24)
CODES = st.builds(PickupCode, ORDERS, SECRETS)


@given(code=CODES)
def test_a_code_is_read_back_as_it_was_printed(code: PickupCode) -> None:
    assert pickup_code.read(f" {code.text}\r\n") == code
    assert len(code.text) == CODE_DIGITS == 34, "more would need a larger QR code"


@given(code=CODES, place=st.integers(0, CODE_DIGITS - 1), other=st.sampled_from("0123456789"))
def test_one_changed_digit_never_reads(code: PickupCode, place: int, other: str) -> None:
    misread = code.text[:place] + other + code.text[place + 1 :]
    if misread != code.text:
        assert pickup_code.read(misread) is None


@given(code=CODES, place=st.integers(0, CODE_DIGITS - 2))
def test_two_swapped_neighbours_never_read(code: PickupCode, place: int) -> None:
    digits = list(code.text)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    if "".join(digits) != code.text:
        assert pickup_code.read("".join(digits)) is None


@given(code=CODES, forged=SECRETS)
def test_a_forged_secret_never_opens(code: PickupCode, forged: str) -> None:
    commitment = pickup_code.commit(code)
    assert code.opens(commitment)
    assert PickupCode(code.order_number, forged).opens(commitment) is (forged == code.secret)


@given(code=CODES, other=ORDERS)
def test_a_secret_opens_its_own_order_only(code: PickupCode, other: str) -> None:
    moved = PickupCode(other, code.secret)
    assert moved.opens(pickup_code.commit(code)) is (other == code.order_number)


@given(text=st.text(max_size=40))
def test_anything_else_that_is_scanned_is_no_code(text: str) -> None:
    code = pickup_code.read(text)
    assert code is None or code.text == text.strip()


def test_digits_of_another_script_are_no_code() -> None:
    text = PickupCode("12345678", "0" * 24).text
    assert pickup_code.read(text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) is None


def test_every_draw_is_another_secret() -> None:
    drawn = {pickup_code.draw("12345678").secret for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(secret) == 24 and secret.isdigit() for secret in drawn)


def test_a_code_says_whose_it_is_and_its_hash_does_not() -> None:
    code = pickup_code.draw("00421937", "042")
    assert (code.shop_tag, len(code.secret)) == ("042", 24)
    assert pickup_code.read(code.text) == code
    assert pickup_code.draw("00421937").shop_tag == pickup_code.NO_TAG
    other = PickupCode(code.order_number, "043" + code.secret[3:])
    assert not other.opens(pickup_code.commit(code))
