"""QR codes and EAN-13 as modules, black or white.

zxing-cpp makes a QR code in 0.3 ms where the pure Python makers take 8 ms (printing study § C.4).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import zxingcpp

QUIET_MODULES = 4
"""White modules that a QR code needs on each side (ISO/IEC 18004)."""
EAN_MODULES = 95


@lru_cache(maxsize=64)
def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a QR code of level M, true where it is black, without quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _rows(code)


@lru_cache(maxsize=64)
def ean_modules(digits: str) -> tuple[bool, ...]:
    """Return the bars of an EAN-13, true where it is black, without quiet zone."""
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    return _rows(code)[0]


def qr_side_modules(text: str) -> int:
    """Return how many modules a side of the QR code has, without quiet zone."""
    return len(qr_modules(text))


def qr_module_dots(text: str, wanted: int, dots: int) -> int:
    """Return how many dots a module may have so that the code and its quiet zone fit the paper."""
    return max(1, min(wanted, dots // (qr_side_modules(text) + 2 * QUIET_MODULES)))


def runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of black modules."""
    start = None
    for index, is_black in enumerate((*row, False)):
        if is_black and start is None:
            start = index
        elif not is_black and start is not None:
            yield start, index - start
            start = None


def _rows(code: zxingcpp.Barcode) -> tuple[tuple[bool, ...], ...]:
    image = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    # Row by row: a sheet of labels has a million modules.
    rows: Any = memoryview(image).tolist()  # type: ignore[arg-type]  # its stub forgets the buffer
    return tuple([tuple([not pixel for pixel in row]) for row in rows])
