"""Messages to bytes and back, at the wire's strictness."""

import re
from typing import TypeVar

import msgspec

from sync.contract.v1 import Message

_Kind = TypeVar("_Kind", bound=Message)
_encoder = msgspec.json.Encoder(order="sorted")


_ESCAPES = re.compile(rb"\\(?:u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F])|.)", re.DOTALL)
"""Each escape whole, so that a backslash before another is none of a control sign's."""
_LONG_ESCAPE = 6


class MalformedMessageError(ValueError):
    """The bytes are not the message they should be."""


def encode(message: Message) -> bytes:
    """Return the one JSON text of a message: keys sorted, defaults left out, no spaces."""
    return _encoder.encode(message)


def decode(body: bytes | msgspec.Raw, kind: type[_Kind]) -> _Kind:
    """Return the message in the bytes; fields of a newer sender are passed over.

    Raises:
        MalformedMessageError: no JSON, nested without end, a field is missing or of another type.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedMessageError(str(error)) from error


def decode_words(body: bytes | msgspec.Raw, kind: type[_Kind]) -> _Kind:
    """Return the message in the bytes as `decode`, without the signs that no keyboard writes.

    For what people typed, at the edge of either end: such a sign cannot be stored everywhere, moves
    a printer's head or hides a word. Lines and tabs stay. Not for what holds others' bytes, whose
    hash would be another.

    Raises:
        MalformedMessageError: as `decode`.
    """
    raw = bytes(body)
    if b"\\u00" in raw or b"\\b" in raw or b"\\f" in raw:
        raw = _ESCAPES.sub(_unless_control, raw)
    return decode(raw, kind)


def _unless_control(found: re.Match[bytes]) -> bytes:
    sign = found.group()
    is_control = len(sign) == _LONG_ESCAPE or sign in (b"\\b", b"\\f")
    return b"" if is_control else sign
