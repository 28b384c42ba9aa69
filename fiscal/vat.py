"""VAT of a ticket: computed once per rate on the total TTC (rule 1), never per line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from fiscal.canonical import Body

#: Version of the rounding rule, stored on every ticket as `vr`.
VAT_RULE = 1

_UNIT = 10_000


class Priced(Protocol):
    """What `vat_lines` needs to know of a line."""

    @property
    def ttc(self) -> int:
        """Amount with VAT, cents."""

    @property
    def rate(self) -> int:
        """Basis points."""

    @property
    def is_turnover(self) -> bool:
        """Whether the line counts as turnover (deposits and multi-purpose vouchers do not)."""


@dataclass(frozen=True, slots=True)
class VatLine:
    """Amounts of one rate, cents; `ht + vat == ttc`."""

    #: Basis points: 550 is 5.5 %.
    rate: int
    ttc: int
    ht: int
    vat: int

    def to_body(self) -> Body:
        """Return the entry of the `vat` list."""
        return {"rate": self.rate, "ttc": self.ttc, "ht": self.ht, "vat": self.vat}


def vat_part(ttc: int, rate: int) -> int:
    """Return the VAT inside an amount, half a cent rounded up; negatives mirror positives."""
    unsigned = (2 * abs(ttc) * rate + _UNIT + rate) // (2 * (_UNIT + rate))
    return unsigned if ttc >= 0 else -unsigned


def vat_line(ttc: int, rate: int) -> VatLine:
    """Return the split of the total of one rate."""
    vat = vat_part(ttc, rate)
    return VatLine(rate, ttc, ttc - vat, vat)


def vat_lines(lines: Iterable[Priced]) -> tuple[VatLine, ...]:
    """Return the VAT of a sale, one entry per rate, highest rate first."""
    totals: dict[int, int] = {}
    for line in lines:
        if line.is_turnover:
            totals[line.rate] = totals.get(line.rate, 0) + line.ttc
    return tuple(vat_line(ttc, rate) for rate, ttc in sorted(totals.items(), reverse=True))


def refund_vat(rate: int, ttc_before: int, refunded: int) -> VatLine:
    """Return the (negative) VAT entry of a partial refund at one rate.

    The VAT of a refund is the VAT of what was left before less the VAT of what is left after, so
    that successive partial refunds of one ticket cancel its VAT to the cent.

    Args:
        rate: Basis points.
        ttc_before: What is left of the rate's total on the original after earlier refunds, cents.
        refunded: What is given back now, cents, positive.
    """
    vat = vat_part(ttc_before - refunded, rate) - vat_part(ttc_before, rate)
    return VatLine(rate, -refunded, -refunded - vat, vat)
