"""How the shop's scales write weight or price into a code, as the shop sets it."""

import re

from desktop.errors import RefusedError
from sync.kernel.gtin import WeighedLayout

VALUE_DIGITS = (4, 5, 6)
_BODY_DIGITS = 12
_PREFIX = re.compile(r"02\d?|2\d{1,2}")
_PARTS = re.compile(r"[\s,;]+")


def read_prefixes(text: str) -> tuple[str, ...]:
    """Return the prefixes somebody typed, without doubles.

    Raises:
        RefusedError: prefix_invalid, for one that GS1 does not leave to the shop (02, 20 to 29).
    """
    found = tuple(dict.fromkeys(part for part in _PARTS.split(text.strip()) if part))
    for prefix in found:
        if _PREFIX.fullmatch(prefix) is None:
            raise RefusedError("prefix_invalid", prefix=prefix)
    return found


def layouts(
    weights: tuple[str, ...], prices: tuple[str, ...], value_digits: int
) -> tuple[WeighedLayout, ...]:
    """Return the layouts for these prefixes; a longer prefix is tried before a shorter one.

    Raises:
        RefusedError: prefix_doubled, when one would mean both a weight and a price.
    """
    for prefix in weights:
        if prefix in prices:
            raise RefusedError("prefix_doubled", prefix=prefix)
    made = [
        WeighedLayout(prefix, _BODY_DIGITS - len(prefix) - value_digits, value_digits, holds_price)
        for prefixes, holds_price in ((weights, False), (prices, True))
        for prefix in prefixes
    ]
    return tuple(sorted(made, key=lambda layout: -len(layout.prefix)))
