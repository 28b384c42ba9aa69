from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ticket_query import TicketQuery, read_ticket_query
from sync.kernel.money import Money

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", TicketQuery()),
        ("123", TicketQuery(ending="123")),
        ("t01-2026-000123", TicketQuery(number="T01-2026-000123")),
        ("12,50", TicketQuery(amount=Money(1250))),
        ("12.50€", TicketQuery(amount=Money(1250))),
        ("12€", TicketQuery(amount=Money(1200))),
        ("3/11", TicketQuery(day=date(2026, 11, 3))),
        ("24/12", TicketQuery(day=date(2025, 12, 24))),
        ("24/12/24", TicketQuery(day=date(2024, 12, 24))),
        ("24.12.2024", TicketQuery(day=date(2024, 12, 24))),
        ("2026-11-03", TicketQuery(day=date(2026, 11, 3))),
        ("confiture 320 g", TicketQuery(words=("confiture", "320", "g"))),
        (
            "Comté 12,50 3/11",
            TicketQuery(words=("comte",), amount=Money(1250), day=date(2026, 11, 3)),
        ),
        ("31/02", TicketQuery(words=("31", "02"))),
        ("①²³", TicketQuery(words=("123",))),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(typed: str, asked: TicketQuery) -> None:
    assert read_ticket_query(typed, TODAY) == asked


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_or_asks_for_the_future(typed: str) -> None:
    query = read_ticket_query(typed, TODAY)

    assert len(query.ending) <= 9
    assert all(word for word in query.words)
