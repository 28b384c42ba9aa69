import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import scan
from desktop.domain.scan import PickupCode, ProductCode, ReceiptCode, Unknown, WeighedCode
from sync.kernel import pickup_code
from sync.kernel.gtin import WeighedLayout, check_digit, make_in_store

LAYOUTS = (WeighedLayout("21"), WeighedLayout("22", holds_price=True))
TO_AZERTY = str.maketrans("1234567890", "&é\"'(-è_çà")


def test_a_barcode_is_an_article() -> None:
    assert scan.read(" 3017620422003\n") == ProductCode("3017620422003")


def test_a_upc_is_the_same_article_with_a_leading_zero() -> None:
    assert scan.read("036000291452") == ProductCode("0036000291452")


def test_a_misread_digit_is_no_article() -> None:
    assert scan.read("3017620422004") == Unknown("3017620422004")


def test_a_pickup_code_is_recognised_by_its_check_digits() -> None:
    code = pickup_code.draw("00000047")

    assert scan.read(code.text) == PickupCode(code.text)
    assert scan.read(code.text[:-1] + str((int(code.text[-1]) + 1) % 10)) != PickupCode(code.text)


def test_digits_of_a_scanner_on_the_wrong_keyboard_are_put_right() -> None:
    code = pickup_code.draw("00000047").text

    assert scan.read(code.translate(TO_AZERTY)) == PickupCode(code)
    assert scan.read("3017620422003".translate(TO_AZERTY)) == ProductCode("3017620422003")


def test_a_scale_label_is_an_article_and_its_weight() -> None:
    item = make_in_store(0, "21")[:7]
    label = LAYOUTS[0].write(item.ljust(13, "0"), 345)

    read = scan.read(label, LAYOUTS)

    assert isinstance(read, WeighedCode)
    assert (read.value, read.is_price, read.whole) == (345, False, label)


def test_a_scale_label_may_hold_the_price() -> None:
    label = LAYOUTS[1].write("2200042000000", 438)

    read = scan.read(label, LAYOUTS)

    assert isinstance(read, WeighedCode)
    assert (read.value, read.is_price) == (438, True)


@pytest.mark.parametrize("text", ["T01-2026-000123", "t01-2026-000123 "])
def test_a_ticket_number_is_a_receipt(text: str) -> None:
    assert scan.read(text) == ReceiptCode("T01-2026-000123")


def test_the_code_on_a_ticket_is_told_by_its_record() -> None:
    read = scan.read("TVFJ1:73282932000074:T01:4212:9F3A77C2D1004B5E")

    assert read == scan.TicketCode("T01", 4212, "9f3a77c2d1004b5e")
    assert scan.kind_of("TVFJ1:73282932000074:T01:4212:9F3A77C2D1004B5E") == "receipt"
    assert isinstance(scan.read("TVFJ1:1:T01:0:9F3A77C2D1004B5E"), Unknown)
    assert isinstance(scan.read("TVFJ1:1:T01:4212:9F3A77"), Unknown)


@pytest.mark.parametrize("text", ["", "   ", "confiture", "é", "T01-26-1", "０１２３４５６７"])
def test_anything_else_is_left_to_the_catalogue(text: str) -> None:
    read = scan.read(text)

    assert isinstance(read, Unknown)


@given(st.text(max_size=400))
def test_nothing_a_keyboard_can_send_breaks_the_reader(text: str) -> None:
    scan.read(text, LAYOUTS)


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_every_article_number_is_read_however_the_scanner_is_set(body: str) -> None:
    number = body + str(check_digit(body))

    assert scan.read(number) == scan.read(number.translate(TO_AZERTY))
