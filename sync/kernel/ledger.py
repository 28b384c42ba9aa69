"""Double entry: money never appears or vanishes, it moves between accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.kernel.money import Money
from sync.kernel.rounding import divide_half_up


class UnbalancedEntryError(ValueError):
    """The postings of an entry do not sum to zero."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed amount on one account: positive is owed to, negative is owed by its owner."""

    account: str
    cents: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money; its postings sum to zero.

    Raises:
        UnbalancedEntryError: they do not.
    """

    kind: str
    reference: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if sum(posting.cents for posting in self.postings) != 0:
            raise UnbalancedEntryError(f"{self.kind} {self.reference} does not balance")


def balances(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the cents that stand on each account after the entries."""
    result: dict[str, int] = {}
    for entry in entries:
        for posting in entry.postings:
            result[posting.account] = result.get(posting.account, 0) + posting.cents
    return result


@dataclass(frozen=True, slots=True)
class Commission:
    """What the marketplace keeps of one online sale: frozen when made, reversed by a new one."""

    base: Money
    fee: Money
    fee_vat: Money

    @property
    def total(self) -> Money:
        """Return fee and its VAT, what the shop is charged."""
        return self.fee + self.fee_vat


def commission_on(net: Money, rate_bp: int, fee_vat_bp: int) -> Commission:
    """Return the commission on a net (before tax) amount; the shop gets the exact remainder."""
    fee = net.share(rate_bp)
    fee_vat = Money(divide_half_up(fee.cents * fee_vat_bp, 10_000), fee.currency)
    return Commission(net, fee, fee_vat)
