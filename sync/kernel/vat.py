"""VAT: once per rate on the ticket's gross total, never per line.

39.4 % of random baskets give another VAT when it is rounded per line (fiscal study § 0.5); the
total that the customer paid is the fixed point, so tax is taken out of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sync.kernel.money import Money
from sync.kernel.rounding import divide_half_up


@dataclass(frozen=True, order=True, slots=True)
class VatRate:
    """A rate in basis points: 550 is 5.5 %."""

    basis_points: int

    def __post_init__(self) -> None:
        if not 0 <= self.basis_points < 10_000:
            raise ValueError("a VAT rate lies between 0 and 100 %")


class VatShare(NamedTuple):
    """One row of a ticket's VAT table: gross = net + vat, exactly."""

    rate: VatRate
    gross: Money
    net: Money
    vat: Money


def take_vat_out(gross: Money, rate: VatRate) -> VatShare:
    """Split a gross amount into net and VAT, the VAT rounded half up to the cent."""
    vat = Money(
        divide_half_up(gross.cents * rate.basis_points, 10_000 + rate.basis_points),
        gross.currency,
    )
    return VatShare(rate, gross, gross - vat, vat)


def vat_breakdown(amounts: Iterable[tuple[VatRate, Money]]) -> tuple[VatShare, ...]:
    """Return the VAT table of a ticket from its lines' rates and gross amounts, highest rate first."""
    per_rate: dict[VatRate, Money] = {}
    for rate, gross in amounts:
        per_rate[rate] = per_rate[rate] + gross if rate in per_rate else gross
    return tuple(take_vat_out(per_rate[rate], rate) for rate in sorted(per_rate, reverse=True))


def refunded_vat(before: VatShare, refunded_gross: Money) -> VatShare:
    """Return the VAT row of a partial refund, negative, so that refunds in any order end at zero.

    `before` is what stands on the original ticket for this rate less all earlier refunds.
    """
    after = take_vat_out(before.gross - refunded_gross, before.rate)
    return VatShare(before.rate, -refunded_gross, after.net - before.net, after.vat - before.vat)
