"""Receipts: one original, then numbered duplicates that the journal knows of."""

from desktop.services.shop import Shop
from desktop.services.views import TillReportView


def print_receipt(shop: Shop, sale_id: str) -> str:
    """Queue the receipt and return its job: the original the first time, then DUPLICATA n.

    Raises:
        RefusedError: unknown_sale, no_printer.
    """
    raise NotImplementedError


def receipt_png(shop: Shop, sale_id: str) -> bytes:
    """Return a picture of the receipt for the screen; nothing is issued by looking at it.

    Raises:
        RefusedError: unknown_sale.
    """
    raise NotImplementedError


def receipt_pdf(shop: Shop, sale_id: str) -> bytes:
    """Return the receipt as a PDF to be given away: it counts as issued, like paper.

    Raises:
        RefusedError: unknown_sale.
    """
    raise NotImplementedError


def print_report(shop: Shop, report: TillReportView) -> str:
    """Queue an X reading or a Z closing and return its job.

    Raises:
        RefusedError: no_printer.
    """
    raise NotImplementedError


def report_png(shop: Shop, report: TillReportView) -> bytes:
    """Return a picture of a report for the screen."""
    raise NotImplementedError
