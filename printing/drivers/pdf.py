"""Documents as PDF pages."""

from printing.documents import Document


def render_pdf(document: Document, locale: str) -> bytes:
    """Return the document as a PDF, its fonts embedded."""
    raise NotImplementedError
