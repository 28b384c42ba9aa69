"""Money: integer cents of one currency. No float comes near it."""

from dataclasses import dataclass
from functools import total_ordering
from typing import Self

from sync.kernel.rounding import divide_half_up, share_by_largest_remainder


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies met in one sum or comparison."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the smallest unit of its currency."""

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if not isinstance(self.cents, int) or isinstance(self.cents, bool):
            raise TypeError("money is counted in whole cents")

    @classmethod
    def zero(cls, currency: str = "EUR") -> Self:
        """Return no money at all."""
        return cls(0, currency)

    def _cents_of(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatchError(
                f"{self.currency} and {other.currency} have no common measure"
            )
        return other.cents

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + self._cents_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - self._cents_of(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def __mul__(self, factor: int) -> "Money":
        if not isinstance(factor, int) or isinstance(factor, bool):
            raise TypeError("money is multiplied by whole numbers; use Quantity.price for the rest")
        return Money(self.cents * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.cents < self._cents_of(other)

    def __bool__(self) -> bool:
        return self.cents != 0

    def share(self, rate_bp: int) -> "Money":
        """Return `rate_bp` basis points of the amount, rounded half up."""
        return Money(divide_half_up(self.cents * rate_bp, 10_000), self.currency)

    def spread(self, weights: list[int]) -> list["Money"]:
        """Split the amount by weight into parts that add up to it exactly."""
        return [
            Money(cents, self.currency) for cents in share_by_largest_remainder(self.cents, weights)
        ]


def total_of(amounts: list[Money], currency: str = "EUR") -> Money:
    """Return the sum of the amounts; an empty list is no money in `currency`."""
    if not amounts:
        return Money.zero(currency)
    return sum(amounts[1:], start=amounts[0])
