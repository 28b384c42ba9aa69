"""The price of one kilogram, litre, metre or piece of what is sold in a pack."""

from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.rounding import divide_half_up


def price_of_one(price: Money, content: Quantity) -> Money:
    """Return the price per measure of goods whose pack holds `content`, rounded half up to the cent.

    Directive 98/6/EC, article 2 b, and the French order of 16 November 1999: the final price, VAT
    included, for one kilogram, litre or metre. Neither fixes a rounding; it is that of every price.

    Raises:
        ValueError: the pack holds nothing.
    """
    if content.thousandths <= 0:
        raise ValueError("a pack holds something")
    return Money(divide_half_up(price.cents * 1000, content.thousandths), price.currency)
