"""The law as dated rows."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal import UnknownLawError, legal
from fiscal.legal import (
    Document,
    LegalKey,
    Limit,
    Unasked,
    cash_rounding,
    limit,
    mentions,
    outdated,
    printed_unasked,
    vat_rates,
)
from tests.fiscal.till import UNHURRIED

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("country", "rates"),
    [("FR", [2000, 1000, 550, 210, 0]), ("BE", [2100, 1200, 600, 0])],
)
def test_rates_in_force(country: str, rates: list[int]) -> None:
    assert [row.rate for row in vat_rates(country, TODAY)] == rates


def test_what_is_not_in_the_tables_is_said() -> None:
    with pytest.raises(UnknownLawError):
        vat_rates("DE", TODAY)
    with pytest.raises(UnknownLawError):
        vat_rates("FR", date(1990, 1, 1))
    with pytest.raises(UnknownLawError):
        legal.legal("BE", LegalKey.RECEIPT_ON_REQUEST, TODAY)
    with pytest.raises(UnknownLawError):
        limit("BE", Limit.NOTE_CENTS, TODAY)


@pytest.mark.parametrize(
    ("due", "paid"),
    [
        (3162, 3160),
        (3163, 3165),
        (1163, 1165),
        (1, 1),
        (4, 4),
        (5, 5),
        (6, 5),
        (8, 10),
        (10, 10),
        (-3163, -3165),
        (0, 0),
    ],
)
def test_belgian_cash_is_rounded_to_five_cents(due: int, paid: int) -> None:
    assert cash_rounding("BE", TODAY).rounded(due) == paid


@UNHURRIED
@given(st.integers(-100_000, 100_000))
def test_rounding_moves_at_most_two_cents_and_french_cash_none(cents: int) -> None:
    belgian = cash_rounding("BE", TODAY).rounded(cents)

    assert abs(belgian - cents) <= 2
    assert abs(cents) <= 5 or belgian % 5 == 0
    assert cash_rounding("FR", TODAY).rounded(cents) == cents
    assert cash_rounding("BE", date(2019, 11, 30)).rounded(cents) == cents


def test_words_come_in_both_languages() -> None:
    assert "1er août 2023" in legal.legal("FR", LegalKey.RECEIPT_ON_REQUEST, TODAY)
    english = legal.legal("FR", LegalKey.RECEIPT_ON_REQUEST, TODAY, language="en")
    assert "1 August 2023" in english


def test_the_notice_on_printing_began_in_august_2023() -> None:
    with pytest.raises(UnknownLawError):
        legal.legal("FR", LegalKey.RECEIPT_ON_REQUEST, date(2023, 7, 31))


def test_a_paper_names_what_it_must_tell() -> None:
    assert {"seller.naf", "signature_extract", "vat_per_rate"} <= set(
        mentions("FR", Document.TICKET, TODAY)
    )
    assert "total_rounded" in mentions("BE", Document.TICKET, TODAY)
    assert limit("FR", Limit.NOTE_CENTS, TODAY) == 2_500


def test_a_till_prints_on_the_morning_after_a_reference_ended_and_says_it_is_old() -> None:
    last, after = date(2027, 12, 31), date(2028, 1, 1)

    for key in (LegalKey.NO_VAT, LegalKey.TILL_SOFTWARE):
        assert legal.legal("FR", key, after) == legal.legal("FR", key, last)
    assert outdated("FR", last) == ()
    assert {LegalKey.NO_VAT, LegalKey.TILL_SOFTWARE} <= set(outdated("FR", after))
    assert outdated("BE", after) == ()


def test_packaging_is_cited_by_the_article_in_force() -> None:
    assert "267, III" in legal.legal("FR", LegalKey.DEPOSIT, TODAY)
    assert "L. 216-15" in legal.legal("FR", LegalKey.DEPOSIT, date(2028, 1, 1))
    assert LegalKey.DEPOSIT not in outdated("FR", date(2028, 1, 1))


def test_a_belgian_small_business_says_what_its_day_asks_for() -> None:
    assert "Petite entreprise" in legal.legal("BE", LegalKey.NO_VAT, date(2024, 12, 31))
    assert "Régime particulier" in legal.legal("BE", LegalKey.NO_VAT, date(2025, 1, 1))


def test_a_successor_takes_the_place_of_the_reference_that_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    after = date(2028, 1, 1)
    row = legal._Words("FR", LegalKey.NO_VAT, fr="CIBS", en="CIBS", since=after)
    monkeypatch.setattr(legal, "_WORDS", (*legal._WORDS, row))

    assert legal.legal("FR", LegalKey.NO_VAT, after) == "CIBS"
    assert "293 B" in legal.legal("FR", LegalKey.NO_VAT, date(2027, 12, 31))
    assert LegalKey.NO_VAT not in outdated("FR", after)


def test_france_prints_unasked_what_belgium_does_not() -> None:
    assert printed_unasked("FR", TODAY) == set(Unasked)
    assert printed_unasked("BE", TODAY) == set()
    assert printed_unasked("LU", TODAY) == set(Unasked)


def test_no_two_rows_hold_on_one_day() -> None:
    rows = [
        *((row.country, row.name, row) for row in legal._RATES),
        *((row.country, "rounding", row) for row in legal._ROUNDING),
        *((row.country, row.key, row) for row in legal._WORDS),
        *((row.country, row.key, row) for row in legal._LIMITS),
        *((row.country, row.document, row) for row in legal._MENTIONS),
        *((row.country, "unasked", row) for row in legal._UNASKED),
    ]
    for (country, name, one), (other_country, other_name, other) in combinations(rows, 2):
        if (country, name) == (other_country, other_name):
            assert one.until < other.since or other.until < one.since
