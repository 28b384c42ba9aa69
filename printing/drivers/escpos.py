"""Documents as the bytes of an ESC/POS printer."""

from printing.documents import Document
from printing.drivers.profiles import PrinterProfile


def render_escpos(document: Document, profile: PrinterProfile, locale: str) -> bytes:
    """Return the bytes that print the document; `locale` is "fr" or "en"."""
    raise NotImplementedError
