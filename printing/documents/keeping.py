"""Documents as bytes, so that a paper can be made again for another printer."""

from typing import get_args

import msgspec

from printing.documents import Document

_KINDS = {kind.__name__: kind for kind in get_args(Document)}


class UnreadableDocumentError(ValueError):
    """The bytes are no document that this version knows."""


class _Kept(msgspec.Struct):
    kind: str
    document: msgspec.Raw


def pack(document: Document) -> bytes:
    """Return the document as bytes that `unpack` reads, of this version or an older one."""
    body = msgspec.Raw(msgspec.json.encode(document))
    return msgspec.json.encode(_Kept(type(document).__name__, body))


def unpack(packed: bytes) -> Document:
    """Return the document.

    Raises:
        UnreadableDocumentError: the bytes are damaged, or of a document that is no more.
    """
    try:
        kept = msgspec.json.decode(packed, type=_Kept)
        document: Document = msgspec.json.decode(kept.document, type=_KINDS[kept.kind])
    except (msgspec.DecodeError, KeyError) as error:
        raise UnreadableDocumentError from error
    return document
