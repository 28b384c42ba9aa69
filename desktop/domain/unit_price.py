"""The price per measure (€/kg, €/l, €/m, € a piece) that stands beside the price of packed goods.

Directive 98/6/EC and the French order of 16 November 1999 ask for it for packed food, toiletries
and cleaning goods. Which goods those are the shop knows: a content that is written down has its
price per measure shown wherever its price is; goods sold by the measure have it for a price already.
"""

import re
from dataclasses import dataclass

from desktop.domain.search_text import fold
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.unit_price import price_of_one

MOST_CONTENT = 1_000_000_000
"""A million units, in thousandths."""

_UNITS = {
    "kg": (Unit.KILOGRAM, 1_000_000),
    "g": (Unit.KILOGRAM, 1_000),
    "gr": (Unit.KILOGRAM, 1_000),
    "mg": (Unit.KILOGRAM, 1),
    "l": (Unit.LITRE, 1_000_000),
    "dl": (Unit.LITRE, 100_000),
    "cl": (Unit.LITRE, 10_000),
    "ml": (Unit.LITRE, 1_000),
    "m": (Unit.METRE, 1_000_000),
    "cm": (Unit.METRE, 10_000),
    "mm": (Unit.METRE, 1_000),
    "pc": (Unit.PIECE, 1_000_000),
    "pcs": (Unit.PIECE, 1_000_000),
    "pieces": (Unit.PIECE, 1_000_000),
    "piece": (Unit.PIECE, 1_000_000),
    "unites": (Unit.PIECE, 1_000_000),
}
"""What people write, and how many millionths of the legal unit it is."""
_PER_THOUSANDTH = 1000
_CONTENT = re.compile(
    r"(?:([0-9]{1,3})\s?[x×*]\s?)?([0-9]{1,7})(?:[.,]([0-9]{1,3}))?\s?([^\W\d_]{1,7})\.?",
    re.IGNORECASE,
)
_LETTERS = 40


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one measure costs."""

    price: Money
    unit: Unit


def unit_price(price: Money, content: Quantity | None) -> UnitPrice | None:
    """Return the price per measure, None for goods whose content nobody wrote down."""
    if content is None or content.thousandths <= 0:
        return None
    return UnitPrice(price_of_one(price, content), content.unit)


def read_content(text: str) -> Quantity | None:
    """Return what a pack holds as people write it: "750 ml", "1,5 kg", "6 x 33 cl", "20 pieces".

    None for what says no content, or less than a thousandth of the legal unit.
    """
    found = _CONTENT.fullmatch(" ".join(text[:_LETTERS].split()))
    named = "" if found is None else fold(found[4])
    if found is None or named not in _UNITS:
        return None
    unit, millionths = _UNITS[named]
    digits = (found[3] or "").ljust(3, "0")
    amount = int(found[2]) * 1000 + int(digits)
    whole = int(found[1] or 1) * amount * millionths
    thousandths, rest = divmod(whole, 1000 * _PER_THOUSANDTH)
    if rest or not 0 < thousandths <= MOST_CONTENT:
        return None
    return Quantity(thousandths, unit)
