"""What is proposed: ranked, each value once, and the same again after a draft kept it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.cells import one_line
from desktop.domain.proposal import (
    MOST_PER_FIELD,
    ORIGINS,
    Proposal,
    ranked,
    read_row,
)

PROPOSALS = some.builds(
    Proposal, some.text(max_size=12), some.sampled_from(ORIGINS), some.integers(0, 100)
)


def test_the_surest_stands_first_and_a_value_is_offered_once() -> None:
    told = ranked(
        (
            Proposal("Confiture", "label", 60),
            Proposal("CONFITURE", "open_file", 70),
            Proposal("Miel", "history", 90),
        )
    )
    assert told == (Proposal("Miel", "history", 90), Proposal("CONFITURE", "open_file", 70))


def test_of_two_as_sure_the_town_is_believed_before_the_label() -> None:
    told = ranked((Proposal("A", "label", 80), Proposal("B", "town", 80)))
    assert [each.origin for each in told] == ["town", "label"]


@given(some.lists(PROPOSALS, max_size=12))
def test_what_is_offered_is_short_clean_and_ordered(proposals: list[Proposal]) -> None:
    told = ranked(proposals)
    assert len(told) <= MOST_PER_FIELD
    assert all(each.value and each.value == one_line(each.value, 400) for each in told)
    assert [each.sure for each in told] == sorted((each.sure for each in told), reverse=True)
    assert ranked(told) == told


@given(PROPOSALS)
def test_a_draft_gives_back_the_proposal_it_kept(proposal: Proposal) -> None:
    assert read_row(proposal.as_row()) == proposal


@pytest.mark.parametrize(
    "row", [{}, {"value": 5, "from": "label", "sure": 5}, {"value": "a", "from": "x", "sure": 5}]
)
def test_a_row_that_is_no_proposal_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no proposal"):
        read_row(row)


def test_nothing_is_surer_than_sure() -> None:
    with pytest.raises(ValueError, match="percentage"):
        Proposal("a", "label", 101)
