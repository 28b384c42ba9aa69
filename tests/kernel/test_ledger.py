"""The books: whatever is posted, the accounts sum to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.ledger import Entry, Posting, UnbalancedEntryError, balances, commission_on
from sync.kernel.money import Money

ACCOUNTS = st.sampled_from(["shop", "hub", "vat", "wallet"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    postings = [
        Posting(account, cents)
        for account, cents in draw(
            st.lists(st.tuples(ACCOUNTS, st.integers(-(10**6), 10**6)), max_size=6)
        )
    ]
    rest = -sum(posting.cents for posting in postings)
    return Entry("test", "ref", (*postings, Posting("rest", rest)))


@given(book=st.lists(entries(), max_size=20))
def test_accounts_always_sum_to_nothing(book: list[Entry]) -> None:
    standing = balances(book)
    assert sum(standing.values()) == 0
    for account, cents in standing.items():
        postings = [posting for entry in book for posting in entry.postings]
        assert cents == sum(p.cents for p in postings if p.account == account)


@given(cents=st.integers().filter(bool))
def test_an_entry_that_does_not_balance_is_refused(cents: int) -> None:
    with pytest.raises(UnbalancedEntryError):
        Entry("sale", "1", (Posting("shop", cents),))


def test_the_commission_of_val_de_garonne() -> None:
    commission = commission_on(Money(10_000), 550, 2000)
    assert (commission.fee, commission.fee_vat, commission.total) == (
        Money(550),
        Money(110),
        Money(660),
    )


@given(net=st.integers(0, 10**9), rate=st.integers(0, 3000), vat=st.integers(0, 2500))
def test_a_reversed_commission_leaves_nothing(net: int, rate: int, vat: int) -> None:
    made, reversed_ = commission_on(Money(net), rate, vat), commission_on(Money(-net), rate, vat)
    assert made.total + reversed_.total == Money(0)
    assert made.total == made.fee + made.fee_vat
