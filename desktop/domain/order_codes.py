"""The code on a bag: it leads the staff to the order, and proves nothing.

Fifteen digits, as on cards and badges (`desktop.domain.cards`); the lead is GS1's identifier for an
order's number (400). The customer's secret is never in it.
"""

from msgspec import Struct

from desktop.domain.cards import DIGITS
from desktop.domain.voucher import check_digits

_LEAD = "400"
_NUMBER_DIGITS = 8
MOST_BAGS = 99


class OrderCode(Struct, frozen=True):
    """An order's number, and which of its bags; 0 is the order itself, on a list or a slip."""

    number: str
    bag: int = 0

    @property
    def text(self) -> str:
        """Return the digits that go into the QR code."""
        body = f"{_LEAD}{self.number}{min(max(self.bag, 0), MOST_BAGS):02d}"
        return body + check_digits(body)


def read_order_code(text: str) -> OrderCode | None:
    """Return the code of a bag in a scanned text; None when it is none."""
    digits = "".join(text.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    if not digits.startswith(_LEAD) or check_digits(digits[:-2]) != digits[-2:]:
        return None
    end = len(_LEAD) + _NUMBER_DIGITS
    return OrderCode(digits[len(_LEAD) : end], int(digits[end:-2]))
