"""Messages to bytes and back, at the wire's strictness."""

from typing import TypeVar

import msgspec

from sync.contract.v1 import Message

_Kind = TypeVar("_Kind", bound=Message)
_encoder = msgspec.json.Encoder(order="sorted")


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
