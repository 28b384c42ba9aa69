"""An invoice's lines without VAT, made from a ticket's lines with it (fiscal study § 2.13).

The ticket's figures per rate stand; what each line is without VAT is its share of them, so that the
lines add up to the rate's base to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.rounding import divide_half_up, share_by_largest_remainder
from sync.kernel.vat import VatRate, VatShare

_WHOLE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GrossLine:
    """A line as the ticket has it: positive, but for empties that went the other way."""

    quantity: Quantity
    gross: Money
    discount: Money
    rate: VatRate
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetLine:
    """The same line without VAT: quantity × unit price less reduction is `net`, to the rounding."""

    #: Before the reduction, in ten-thousandths.
    unit_net: int
    reduction: Money
    net: Money


def net_lines(lines: Sequence[GrossLine], shares: Sequence[VatShare]) -> tuple[NetLine, ...]:
    """Return the lines without VAT, in their order.

    Args:
        lines: the ticket's.
        shares: the ticket's figures per rate, whose nets the lines of a rate add up to.
    """
    nets = {place: line.gross for place, line in enumerate(lines) if line.is_outside}
    for share in shares:
        places = [
            place
            for place, line in enumerate(lines)
            if not line.is_outside and line.rate == share.rate
        ]
        weights = [lines[place].gross.cents for place in places]
        spread = share_by_largest_remainder(share.net.cents, weights)
        nets |= {place: Money(cents) for place, cents in zip(places, spread, strict=True)}
    return tuple(_net_line(line, nets[place]) for place, line in enumerate(lines))


def _net_line(line: GrossLine, net: Money) -> NetLine:
    rate = 0 if line.is_outside else line.rate.basis_points
    reduction = Money(divide_half_up(line.discount.cents * _WHOLE, _WHOLE + rate))
    before = net + reduction
    sign = 1 if line.quantity.thousandths > 0 else -1
    unit = divide_half_up(sign * before.cents * 100 * 1000, sign * line.quantity.thousandths)
    return NetLine(unit_net=unit, reduction=reduction, net=net)
