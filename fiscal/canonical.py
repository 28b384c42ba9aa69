"""The one permitted spelling of a record: RFC 8785 (JCS) without floats and nulls.

UTF-8, keys sorted and ASCII, no spaces, strings in NFC, integers with |n| < 2^53. Money is in
cents, rates in basis points, quantities in thousandths; what is absent is left out.
"""

import hashlib
import json
import unicodedata
from typing import Any, NoReturn, TypeAlias, cast

from fiscal.errors import NotCanonicalError

#: A JSON object as it stands in a record. `Any`: its leaves are int, str and bool, nested freely.
Body: TypeAlias = dict[str, Any]

#: Put before the signed bytes, so that no signature of this key fits another protocol.
DOMAIN = b"TVFJ/1\n"

#: JavaScript's safe integers: beyond them an inspector's tool may round silently.
LARGEST_INTEGER = 2**53 - 1

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def dumps(value: Body) -> bytes:
    """Return the canonical bytes of an object; `NotCanonicalError` when it has none."""
    _check(value)
    text = _encode(value)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotCanonicalError("text is not in NFC")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("text holds a lone surrogate") from error


def loads(spelling: bytes) -> Body:
    """Return the object spelled by canonical bytes.

    Whatever would be spelled otherwise (floats, spaces, unsorted or doubled keys, NFD text) raises
    `NotCanonicalError`.
    """
    try:
        value = _decode(spelling.decode())
        is_canonical = isinstance(value, dict) and dumps(value) == spelling
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("not a JSON object of integers and text") from error
    if not is_canonical:
        raise NotCanonicalError("spelled otherwise than the canonical form")
    return cast("Body", value)


def clean(value: object) -> Any:  # noqa: ANN401 - the same shape comes out as went in
    """Return the value with every text in NFC and lone surrogates replaced by U+FFFD.

    Product names come from outside; a strange letter must never stop a sale.
    """
    if isinstance(value, dict):
        # Leaves are most of a record: handled here they cost no call each.
        return {
            key: item
            if type(item) is int or (type(item) is str and item.isascii())
            else clean(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if not isinstance(value, str) or value.isascii():
        return value
    sound = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", sound)


def digest(spelling: bytes) -> bytes:
    """Return `h` of a record: SHA-256 over the domain prefix and the canonical bytes."""
    return hashlib.sha256(DOMAIN + spelling).digest()


def _refuse_number(text: str) -> NoReturn:
    message = f"not an integer: {text[:20]}"
    raise ValueError(message)


_decode = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number).decode


def _check(value: object) -> None:
    """Refuse every leaf and key the canonical form has no spelling for."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonicalError("keys are ASCII text")
            # Leaves are most of a record: passed over here they cost no call each.
            if type(item) is str or (type(item) is int and abs(item) <= LARGEST_INTEGER):
                continue
            _check(item)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonicalError("integer beyond 2^53")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif not isinstance(value, str):
        raise NotCanonicalError(f"no canonical form for {type(value).__name__}")
