"""Quantities: integer thousandths of a piece, kilogram, litre or metre."""

from dataclasses import dataclass
from enum import StrEnum

from sync.kernel.money import Money
from sync.kernel.rounding import divide_half_up


class Unit(StrEnum):
    """What a price and a stock are counted in."""

    PIECE = "piece"
    KILOGRAM = "kg"
    LITRE = "l"
    METRE = "m"


class UnitMismatchError(ValueError):
    """Two quantities of different units met in one sum."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount of goods."""

    thousandths: int
    unit: Unit = Unit.PIECE

    def __post_init__(self) -> None:
        if not isinstance(self.thousandths, int) or isinstance(self.thousandths, bool):
            raise TypeError("a quantity is counted in whole thousandths")

    @classmethod
    def pieces(cls, count: int) -> "Quantity":
        """Return `count` whole pieces."""
        return cls(count * 1000, Unit.PIECE)

    @classmethod
    def grams(cls, grams: int) -> "Quantity":
        """Return a weight in kilograms from whole grams."""
        return cls(grams, Unit.KILOGRAM)

    @property
    def is_whole(self) -> bool:
        """Tell whether there is no fraction of a unit."""
        return self.thousandths % 1000 == 0

    def _thousandths_of(self, other: "Quantity") -> int:
        if other.unit is not self.unit:
            raise UnitMismatchError(f"{self.unit} and {other.unit} do not add up")
        return other.thousandths

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.thousandths + self._thousandths_of(other), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.thousandths - self._thousandths_of(other), self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.thousandths, self.unit)

    def __bool__(self) -> bool:
        return self.thousandths != 0

    def price(self, unit_price: Money) -> Money:
        """Return what this quantity costs at `unit_price`, rounded half up to the cent."""
        return Money(divide_half_up(unit_price.cents * self.thousandths, 1000), unit_price.currency)
