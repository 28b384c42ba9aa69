"""What a code says beyond the article: lot, dates, weight, price of this very piece."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain import scan
from desktop.domain.gs1 import FNC1, Element, read
from sync.kernel.gtin import check_digit

GTIN = "952000000000" + str(check_digit("952000000000"))
LONG = "0" + GTIN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"https://id.gs1.org/01/{LONG}", Element(GTIN)),
        (
            f"https://shop.example/x/01/{LONG}/10/AB%2F1/21/7?17=270228&3103=000195",
            Element(GTIN, "AB/1", "7", use_by=date(2027, 2, 28), grams=195),
        ),
        (f"http://example.org/gtin/{GTIN}/lot/L5", Element(GTIN, "L5")),
        (f"]d201{LONG}17261231", Element(GTIN, use_by=date(2026, 12, 31))),
        (f"]C101{LONG}10L12{FNC1}15270600", Element(GTIN, "L12", best_before=date(2027, 6, 30))),
        (f"{FNC1}01{LONG}3102001250", Element(GTIN, grams=12_500)),
        (f"]e001{LONG}3922995{FNC1}10A", Element(GTIN, "A", price_cents=995)),
        (f"(01){LONG}(17)261231(10)ABC-1", Element(GTIN, "ABC-1", use_by=date(2026, 12, 31))),
        (f"01{LONG}1726123110ABC", Element(GTIN, "ABC", use_by=date(2026, 12, 31))),
        (f"]d201{LONG}3153000750", Element(GTIN, millilitres=750)),
        (f"]Q301{LONG}37250000", Element(GTIN, count=250_000)),
        (f"]Q301{LONG}24012345", Element(GTIN)),
    ],
)
def test_article_and_piece_are_read(text: str, told: Element) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        GTIN,
        f"01{LONG}",
        "https://ville.example/boutiques/librairie",
        "https://x.example/01/9520000000001",
        "https://[broken/01/1",
        "]d2",
        "]d21726",
        "(10)ABC",
        "0101010101010101",
        "T01-2026-000123",
        f"]d201{LONG[:-1]}9",
    ],
)
def test_any_other_text_is_left_to_others(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("field", ["17261331", "17260230", "17xx0101", "3109000001", "3103000000"])
def test_a_malformed_field_does_not_lose_the_article(field: str) -> None:
    assert read(f"]d201{LONG}{field}") == Element(GTIN)


def test_the_till_takes_such_a_code_for_its_article() -> None:
    assert scan.read(f"https://id.example/01/{LONG}/10/L1") == scan.ProductCode(GTIN)
    assert scan.read(f"]d201{LONG}10L1{FNC1}17261231") == scan.ProductCode(GTIN)


def test_a_weight_in_the_code_is_the_portion_s() -> None:
    assert scan.read(f"]e001{LONG}3103000750") == scan.WeighedCode(GTIN, 750, False, GTIN)
    assert scan.read(f"]e001{LONG}3922000750") == scan.WeighedCode(GTIN, 750, True, GTIN)


@given(
    some.from_regex(r"[A-Za-z0-9\-]{1,20}", fullmatch=True),
    some.dates(date(2000, 1, 1), date(2099, 12, 31)),
    some.integers(1, 999_999),
)
def test_what_is_written_is_read_back(lot: str, day: date, grams: int) -> None:
    text = f"]d201{LONG}17{day:%y%m%d}3103{grams:06d}10{lot}"
    assert read(text) == Element(GTIN, lot, use_by=day, grams=grams)


@given(some.text(max_size=60) | some.from_regex(r"(\]d2)?(01|17|10|31)[0-9\x1d()]{0,40}"))
def test_no_text_is_too_odd(text: str) -> None:
    told = read(text)
    assert told is None or told.gtin
    scan.read(text)
