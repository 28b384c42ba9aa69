"""The pickup code: commit and reveal, so that it is checked with no network and cannot be forged.

The marketplace draws a secret for each order and gives the shop only its hash. The customer's QR
code carries the order's number and the secret; the shop hashes what it scanned and compares. The
secret begins with its shop's tag, so that another shop of the town can say, with no network, where
the customer has to go; of the hash nobody reads it. The
shop cannot make the proof itself, and a QR of 34 digits is of version 1, level M: 21 modules wide,
readable from a 58 mm printer and a cracked phone.
"""

from typing import NamedTuple

NUMBER_DIGITS = 8
SECRET_DIGITS = 24
TAG_DIGITS = 3
"""The shop's tag among its secret's digits: the 21 others are 69.8 bits, out of reach for whoever
holds the hash."""
NO_TAG = "0" * TAG_DIGITS
CODE_DIGITS = NUMBER_DIGITS + SECRET_DIGITS + 2


class PickupCode(NamedTuple):
    """The number and secret a customer presents."""

    order_number: str
    secret: str

    @property
    def text(self) -> str:
        """Return the digits that go into the QR code."""
        body = self.order_number + self.secret
        return f"{body}{_check_digits(body):02d}"

    @property
    def shop_tag(self) -> str:
        """Return which shop of the town it was drawn for; `NO_TAG` says nothing."""
        return self.secret[:TAG_DIGITS]

    def opens(self, commitment: str) -> bool:
        """Tell whether this is the secret the marketplace committed to, in constant time."""
        # Here, as the others: they load OpenSSL, and the till's first scan is seldom such a code.
        import hmac  # noqa: PLC0415

        return hmac.compare_digest(commit(self), commitment)


def draw(order_number: str, shop_tag: str = NO_TAG) -> PickupCode:
    """Return a code of a shop with a fresh secret. Only the marketplace draws."""
    import secrets  # noqa: PLC0415 as in `opens`

    drawn = SECRET_DIGITS - TAG_DIGITS
    return PickupCode(order_number, f"{shop_tag}{secrets.randbelow(10**drawn):0{drawn}d}")


def commit(code: PickupCode) -> str:
    """Return the hash by which a shop recognises the code without knowing its secret."""
    import hashlib  # noqa: PLC0415 as in `PickupCode.opens`

    return hashlib.sha256(f"R1{code.order_number}{code.secret}".encode("ascii")).hexdigest()


def read(text: str) -> PickupCode | None:
    """Return the code in a scanned text, or None when the text is something else.

    A misread digit is caught by the two check digits (ISO 7064, MOD 97-10) and gives None.
    """
    digits = text.strip()
    if len(digits) != CODE_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    body, check = digits[:-2], int(digits[-2:])
    if _check_digits(body) != check:
        return None
    return PickupCode(body[:NUMBER_DIGITS], body[NUMBER_DIGITS:])


def _check_digits(body: str) -> int:
    return 98 - int(body) * 100 % 97
