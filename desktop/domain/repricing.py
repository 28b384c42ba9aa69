"""A price raised or lowered with many others: by a part or an amount, to an ending people know."""

from dataclasses import dataclass
from typing import Literal

from desktop.domain.roles import NOTHING
from sync.kernel.money import Money

Ending = Literal["exact", "five", "ninety", "ninety_nine", "whole"]
"""How a new price ends: to the cent, in 0 or 5, in ,90, in ,99 or in ,00."""

_STEPS: dict[Ending, tuple[int, int]] = {
    "exact": (1, 0),
    "five": (5, 0),
    "ninety": (100, 90),
    "ninety_nine": (100, 99),
    "whole": (100, 0),
}
"""Cents between two prices of that ending, and the first of them from nought."""
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Repricing:
    """What is done to a price: 10 % more, 50 cents less, then the nearest price of an ending."""

    #: 1000 is 10 % more, -2500 a quarter less.
    basis_points: int = 0
    #: Added after the part.
    amount: Money = NOTHING
    ending: Ending = "exact"
    #: What each is to cost, whatever it costs now; nothing else counts then.
    fixed: Money | None = None

    def of(self, price: Money) -> Money:
        """Return the new price; never below nought, and what was given away stays given away."""
        if self.fixed is not None:
            return self.fixed
        if not price:
            return price
        part = price.cents * (_WHOLE_BP + self.basis_points)
        # Half a cent goes up, as everywhere in the trade.
        moved = (part + _WHOLE_BP // 2) // _WHOLE_BP + self.amount.cents
        return Money(_nearest(max(moved, 0), self.ending))


def _nearest(cents: int, ending: Ending) -> int:
    """Return the nearest price of an ending; of two as near the higher, and none below the first."""
    step, first = _STEPS[ending]
    if cents <= first:
        return first
    return (cents - first + step // 2) // step * step + first
