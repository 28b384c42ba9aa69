from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.search_text import fold, words
from desktop.domain.stock import rebase
from desktop.domain.till import business_day

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Été, n° 5", "l ete n 5"),
        ("CŒUR de bœuf", "coeur de boeuf"),
        ("Straße", "strasse"),
        ("  crème   brûlée ", "creme brulee"),
        ("½ litre", "1 2 litre"),
        ("", ""),
    ],
)
def test_search_ignores_case_accents_and_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(parts=st.lists(st.text(max_size=12), max_size=4))
def test_folded_one_by_one_is_folded_together(parts: list[str]) -> None:
    assert " ".join(filter(None, map(fold, parts))) == fold(" ".join(parts))


@given(st.text(max_size=200))
def test_folded_words_hold_letters_and_digits_only(text: str) -> None:
    assert all(word.isalnum() for word in words(text))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), date(2026, 11, 24)),
        # The night the clocks go back: 01:30 UTC is 02:30 for the second time.
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 24)),
    ],
)
def test_the_business_day_ends_at_four_in_the_morning(at: datetime, day: date) -> None:
    assert business_day(at, PARIS, 4) == day


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(-(10**5), 10**5)))
def test_stock_is_the_hubs_sum_and_what_it_does_not_know_yet(hub: int, ahead: list[int]) -> None:
    assert rebase(hub, ahead) == hub + sum(ahead)
