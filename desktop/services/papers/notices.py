"""What the law wants customers to read at the till."""

from desktop.errors import RefusedError
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from fiscal import UnknownLawError
from fiscal.legal import LegalKey, legal
from printing.documents import CounterNotice


def counter_notice(shop: Shop) -> str:
    """Return the words about receipts on request, empty where the country's law wants none."""
    today = shop.clock.now().astimezone(shop.zone).date()
    language = shop.settings.language
    try:
        return legal(shop.profile.country, LegalKey.RECEIPT_ON_REQUEST, today, language=language)
    except UnknownLawError:
        return ""


def print_notice(shop: Shop) -> str:
    """Queue the notice to be put up at the till, and return its job.

    Raises:
        RefusedError: no_notice, where the country's law wants none; no_printer.
    """
    words = counter_notice(shop)
    if not words:
        raise RefusedError("no_notice")
    with shop.begin() as work:
        job = print_queue.queue(
            work,
            CounterNotice(shop=letterhead(shop.settings), text=words),
            printer=shop.settings.receipt_printer,
            kind="test",
            title=shop.profile.name,
            ref="",
        )
        work.commit()
    return job
