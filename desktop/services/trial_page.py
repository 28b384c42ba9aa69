"""A page that shows whether a printer writes what it should."""

from desktop.errors import RefusedError
from desktop.services import print_queue
from desktop.services.receipts import letterhead
from desktop.services.shop import Shop
from printing.documents import TestPage


def print_trial_page(shop: Shop, printer: str) -> str:
    """Queue a page of accents, the euro, columns, codes and a cut, and return its job.

    Raises:
        RefusedError: no_printer.
    """
    known = shop.settings.printer(printer)
    if known is None:
        raise RefusedError("no_printer")
    with shop.begin() as work:
        page = TestPage(
            shop=letterhead(shop.settings),
            printer=known.name or known.code,
            connection=known.address,
            profile=known.profile,
            printed_at=work.at,
        )
        job = print_queue.queue(
            work, page, printer=printer, kind="test", title=known.name or known.code, ref=""
        )
        work.commit()
    return job
