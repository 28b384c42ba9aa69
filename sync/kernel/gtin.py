"""Article numbers: GTIN-8, 12, 13 and 14 with their check digit (GS1 General Specifications § 7.9)."""

from dataclasses import dataclass
from typing import NamedTuple

_LENGTHS = (8, 12, 13, 14)
_VALUES = bytes(code - 48 if 48 <= code < 58 else 0 for code in range(256))


def check_digit(body: str) -> int:
    """Return the mod-10 digit that completes `body` (all digits but the last)."""
    if not body.isascii() or not body.isdigit():
        raise ValueError("an article number has digits only")
    # The digits as numbers, told from their signs at once: a long list has a hundred thousand codes.
    digits = body.encode().translate(_VALUES)
    return -(3 * sum(digits[-1::-2]) + sum(digits[-2::-2])) % 10


def is_gtin(text: str) -> bool:
    """Tell whether the text is an article number of a known length with a right check digit."""
    return (
        len(text) in _LENGTHS
        and text.isascii()
        and text.isdigit()
        and check_digit(text[:-1]) == int(text[-1])
    )


def normalise(text: str) -> str:
    """Return the number as GTIN-13 where it fits in one (a UPC-A is a GTIN-13 with a leading 0).

    Raises:
        ValueError: the text is no article number.
    """
    if not is_gtin(text):
        raise ValueError(f"{text!r} is no article number")
    if len(text) == 12:
        return "0" + text
    if len(text) == 14 and text.startswith("0"):
        return text[1:]
    return text


def is_in_store(gtin: str) -> bool:
    """Tell whether the number belongs to one shop only (prefixes 02 and 20 to 29).

    Such a number must never enter the shared product sheets.
    """
    return len(gtin) == 13 and (gtin.startswith("02") or "20" <= gtin[:2] <= "29")


def make_in_store(serial: int, prefix: str = "20") -> str:
    """Return the in-store GTIN-13 for a serial number of up to ten digits."""
    body = f"{prefix}{serial:010d}"
    if serial < 0 or len(body) != 12:
        raise ValueError("the serial number does not fit")
    return body + str(check_digit(body))


class WeighedCode(NamedTuple):
    """What a price-labelling scale prints: an article and the weight or price of the portion."""

    item: str
    """The GTIN-13 of the article itself: the value zeroed, the check digit made anew."""
    value: int
    """Grams or cents, as the layout says."""


@dataclass(frozen=True, slots=True)
class WeighedLayout:
    """Where article and value stand in a weighed code: `21IIIIIVVVVVC` by default."""

    prefix: str
    item_digits: int = 5
    value_digits: int = 5
    holds_price: bool = False

    def read(self, gtin: str) -> WeighedCode | None:
        """Return article and value, or None when the number has another layout."""
        if len(gtin) != 13 or not gtin.startswith(self.prefix) or not is_gtin(gtin):
            return None
        head = gtin[: len(self.prefix) + self.item_digits]
        value = gtin[len(head) : len(head) + self.value_digits]
        body = (head + "0" * self.value_digits).ljust(12, "0")
        return WeighedCode(body + str(check_digit(body)), int(value))

    def write(self, item: str, value: int) -> str:
        """Return the code of one portion of the article `item` (its GTIN-13 with value zero)."""
        head = item[: len(self.prefix) + self.item_digits]
        digits = f"{value:0{self.value_digits}d}"
        if len(digits) != self.value_digits or value < 0:
            raise ValueError("the value does not fit")
        body = (head + digits).ljust(12, "0")
        return body + str(check_digit(body))
