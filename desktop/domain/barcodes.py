"""The codes that find an article: numbers of the trade, and whatever a shop prints for itself."""

import re
from dataclasses import dataclass
from functools import lru_cache

from desktop.errors import RefusedError
from sync.kernel import gtin

CODE_LIMIT = 48
IN_STORE_PREFIXES = tuple(str(prefix) for prefix in range(20, 30))
"""Prefixes that GS1 leaves to each shop (General Specifications § 2.1.11)."""
SERIES_COUNT = 1000
_LENGTHS = {8, 12, 13}
_SERIALS = 10**7
_USUAL_TILL = re.compile(r"(?:X-)?T(\d{1,3})([A-Z]?)")
_LETTERS = 26


@lru_cache(maxsize=1024)
def normalise_code(text: str) -> str:
    """Return a barcode as the catalogue keeps it: GTIN-13 where it is one.

    Raises:
        RefusedError: code_invalid, for a number of a GTIN's length with a wrong check digit, and
            for what is empty or too long to be a code.
    """
    code = "".join(text.split())
    try:
        return gtin.normalise(code)
    except ValueError:
        looks_like_one = code.isascii() and code.isdigit() and len(code) in _LENGTHS
    if not code or len(code) > CODE_LIMIT or looks_like_one or not code.isprintable():
        raise RefusedError("code_invalid", code_text=text)
    return code


def is_own(code: str) -> bool:
    """Tell whether the code means something in this shop only, and must not be told to others."""
    return not gtin.is_gtin(code) or gtin.is_in_store(gtin.normalise(code))


@dataclass(frozen=True, slots=True)
class CodeSeries:
    """The article numbers one till may make: prefix (2 digits), till (3), serial (7), check digit.

    A till makes numbers with no network, so each till has digits of its own.
    """

    prefix: str
    till: int

    @property
    def head(self) -> str:
        """Return the five digits with which every number of the series begins."""
        return f"{self.prefix}{self.till:03d}"

    def number(self, serial: int) -> str:
        """Return the GTIN-13 of a serial number, counted from 1.

        Raises:
            RefusedError: codes_used_up, after ten million of them.
        """
        if not 0 < serial < _SERIALS:
            raise RefusedError("codes_used_up", series=self.head)
        return gtin.make_in_store(self.till * _SERIALS + serial, self.prefix)

    def serial(self, code: str) -> int:
        """Return the serial number of a code of this series, 0 for any other code."""
        is_one = len(code) == 13 and code.startswith(self.head) and gtin.is_gtin(code)
        return int(code[5:12]) if is_one else 0


def series_of(prefix: str, till: str, chosen: int | None = None) -> CodeSeries:
    """Return the series of a till: T01 and the T01B that followed it have one each.

    Args:
        prefix: two digits, 20 to 29.
        till: code of the till.
        chosen: the till's digits where the shop has set them; needed where the code is no usual one.

    Raises:
        RefusedError: code_prefix_unfit, code_series_unknown.
    """
    if prefix not in IN_STORE_PREFIXES:
        raise RefusedError("code_prefix_unfit", prefix=prefix)
    if chosen is not None:
        if chosen not in range(SERIES_COUNT):
            raise RefusedError("code_series_unknown", till=till)
        return CodeSeries(prefix, chosen)
    usual = _USUAL_TILL.fullmatch(till)
    if usual is None:
        raise RefusedError("code_series_unknown", till=till)
    # The first code of a till has no letter; its successors have B and on (services.succession).
    letter = ord(usual[2]) - ord("A") if usual[2] else 0
    digits = int(usual[1]) * _LETTERS + letter
    if digits >= SERIES_COUNT:
        raise RefusedError("code_series_unknown", till=till)
    return CodeSeries(prefix, digits)
