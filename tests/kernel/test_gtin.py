"""Article numbers and what price-labelling scales print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel import gtin
from sync.kernel.gtin import WeighedCode, WeighedLayout

BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)
NUMBERS = BODIES.map(lambda body: body + str(gtin.check_digit(body)))


@pytest.mark.parametrize(
    "number", ["4006381333931", "3017620422003", "96385074", "036000291452", "10614141000415"]
)
def test_numbers_printed_on_real_goods_are_article_numbers(number: str) -> None:
    assert gtin.is_gtin(number)


@given(number=NUMBERS, place=st.integers(0, 13), other=st.sampled_from("0123456789"))
def test_one_misread_digit_is_found_out(number: str, place: int, other: str) -> None:
    place %= len(number)
    misread = number[:place] + other + number[place + 1 :]
    assert gtin.is_gtin(misread) is (misread == number)


@pytest.mark.parametrize(
    "text", ["", "4006381333930", "400638133393", "40063813339311", "abc", "٤٠٠٦٣٨١٣٣٣٩٣١", "-1"]
)
def test_anything_else_is_no_article_number(text: str) -> None:
    assert not gtin.is_gtin(text)
    with pytest.raises(ValueError, match="article number"):
        gtin.normalise(text)


@given(number=NUMBERS)
def test_a_number_has_one_form_whatever_was_scanned(number: str) -> None:
    form = gtin.normalise(number)
    assert gtin.is_gtin(form)
    assert gtin.normalise(form) == form
    assert form.lstrip("0") == number.lstrip("0")
    assert len(form) == (8 if len(number) == 8 else 14 if len(form) == 14 else 13)


def test_an_american_code_is_the_same_article_as_its_european_form() -> None:
    assert gtin.normalise("036000291452") == gtin.normalise("0036000291452") == "0036000291452"
    assert gtin.normalise("00036000291452") == "0036000291452"


@given(serial=st.integers(0, 10**10 - 1))
def test_an_in_store_number_is_known_as_one(serial: int) -> None:
    number = gtin.make_in_store(serial)
    assert gtin.is_gtin(number)
    assert gtin.is_in_store(number)


@pytest.mark.parametrize("serial", [-1, 10**10])
def test_a_serial_that_does_not_fit_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="fit"):
        gtin.make_in_store(serial)


@pytest.mark.parametrize("number", ["3017620422003", "1900000000001", "3000000000007", "02"])
def test_a_producers_number_is_not_in_store(number: str) -> None:
    assert not gtin.is_in_store(number)


LAYOUTS = st.sampled_from(
    [
        WeighedLayout("21"),
        WeighedLayout("02", holds_price=True),
        WeighedLayout("26", item_digits=4, value_digits=5),
        WeighedLayout("29", item_digits=6, value_digits=4),
    ]
)


@given(layout=LAYOUTS, item=st.integers(0, 9999), value=st.integers(0, 9999))
def test_a_scale_label_gives_back_its_article_and_its_value(
    layout: WeighedLayout, item: int, value: int
) -> None:
    body = f"{layout.prefix}{item:0{layout.item_digits}d}".ljust(12, "0")
    article = body + str(gtin.check_digit(body))
    code = layout.write(article, value)
    assert gtin.is_gtin(code)
    assert layout.read(code) == WeighedCode(article, value)
    assert layout.read(layout.write(article, 0)) == WeighedCode(article, 0)


def test_a_code_of_another_layout_is_not_read_as_weighed() -> None:
    layout = WeighedLayout("21")
    assert layout.read("3017620422003") is None
    assert layout.read("2112345001235") is None, "its check digit is wrong"
    assert layout.read("21") is None


@pytest.mark.parametrize("value", [-1, 100_000])
def test_a_weight_that_does_not_fit_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="fit"):
        WeighedLayout("21").write("2112345000003", value)
