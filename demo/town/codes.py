"""Numbers of the trade that carry their own check: EAN-13, SIRET, VAT number.

The demonstration makes its own, in ranges nobody is given: GTINs under 952 (GS1's prefix for
demonstrations and examples), 20 (a shop's own goods), 21 (weighed goods), books under a
registrant of 979-10 that has not been handed out, SIRENs beginning with 0.
"""

from __future__ import annotations

_SCRAMBLE = 73_939_133  # a prime: multiplying by it modulo a power of ten is one-to-one


def with_check_digit(twelve: str) -> str:
    """The EAN-13 whose first twelve digits are given."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-weighted % 10}"


def is_valid_ean13(code: str) -> bool:
    """Whether `code` is thirteen digits with the right check digit."""
    return len(code) == 13 and code.isdecimal() and with_check_digit(code[:12]) == code


def branded_gtin(shop: int, product: int, variant: int = 0) -> str:
    """A GTIN under GS1's demonstration prefix 952; distinct for each triple below 100/1000/100."""
    serial = (shop * 100_000 + product * 100 + variant) * _SCRAMBLE % 10**9
    return with_check_digit(f"952{serial:09d}")


def own_gtin(shop: int, product: int) -> str:
    """A GTIN under prefix 20 for what the shop makes itself."""
    return with_check_digit(f"20{(shop * 1_000 + product) * _SCRAMBLE % 10**10:010d}")


def weighed_gtin(plu: str, measure: int = 0) -> str:
    """The code a scale prints: 21, five digits of PLU, five of measure (grams; 0 on the sheet)."""
    return with_check_digit(f"21{plu}{measure:05d}")


def isbn(registrant: int, title: int) -> str:
    """An ISBN-13 of France's group 979-10 with a six-digit registrant and one title digit."""
    return with_check_digit(f"97910{registrant:06d}{title:01d}")


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` plus it pass the Luhn test."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def is_valid_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn digit of the others."""
    return digits.isdecimal() and luhn_digit(digits[:-1]) == digits[-1]


def siret(siren_stem: str) -> str:
    """A SIRET of the head office (NIC 0001x) from the first eight digits of a SIREN."""
    siren = siren_stem + luhn_digit(siren_stem)
    return siren + "0001" + luhn_digit(siren + "0001")


def vat_number(siren: str) -> str:
    """The French intra-community VAT number of a SIREN (key = (12 + 3 × SIREN mod 97) mod 97)."""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
