"""The codes that find an article: numbers of the trade, and whatever a shop prints for itself."""

from desktop.errors import RefusedError
from sync.kernel import gtin

CODE_LIMIT = 48
_LENGTHS = {8, 12, 13}


def normalise_code(text: str) -> str:
    """Return a barcode as the catalogue keeps it: GTIN-13 where it is one.

    Raises:
        RefusedError: code_invalid, for a number of a GTIN's length with a wrong check digit, and
            for what is empty or too long to be a code.
    """
    code = "".join(text.split())
    if gtin.is_gtin(code):
        return gtin.normalise(code)
    looks_like_one = code.isascii() and code.isdigit() and len(code) in _LENGTHS
    if not code or len(code) > CODE_LIMIT or looks_like_one or not code.isprintable():
        raise RefusedError("code_invalid", code_text=text)
    return code
