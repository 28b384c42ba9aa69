"""Documents as pictures."""

from printing.documents import Document


def render_png(document: Document, locale: str) -> bytes:
    """Return the document as a PNG."""
    raise NotImplementedError
