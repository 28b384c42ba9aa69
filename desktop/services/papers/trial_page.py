"""A page that shows whether a printer writes what it should."""

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.errors import RefusedError
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from printing.documents import Care, HandoverMode, PickupLabel, TestPage

if TYPE_CHECKING:
    from printing.documents import Document


def print_trial_page(shop: Shop, printer: str) -> str:
    """Queue a page of accents, the euro, columns, codes and a cut, and return its job.

    Raises:
        RefusedError: no_printer.
    """
    known = shop.settings.printer(printer)
    if known is None:
        raise RefusedError("no_printer")
    with shop.begin() as work:
        job = print_queue.queue(
            work,
            trial_of(shop, known),
            printer=printer,
            kind="test",
            title=known.name or known.code,
            ref="",
        )
        work.commit()
    return job


def trial_of(shop: Shop, printer: PrinterSettings) -> "Document":
    """Return what tries a printer: a page, or the label of an order where labels are all it knows."""
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415 start-up time
    from printing.layout.test_page import SAMPLE_CUSTOMER  # noqa: PLC0415 start-up time

    now = shop.clock.now()
    if profile_for(printer).label_dpi:
        return PickupLabel(
            shop=letterhead(shop.settings),
            short_number="47",
            order_number="COMPTOIR TEST",
            customer=SAMPLE_CUSTOMER,
            bag=1,
            bags=2,
            mode=HandoverMode.COLLECT,
            promised_at=now + timedelta(hours=2),
            shelf="B3",
            qr_text="COMPTOIR TEST 0123456789",
            care=(Care.COLD,),
            note="àâäçéèêëîïôöùûü œ €",
            printed_at=now,
        )
    return TestPage(
        shop=letterhead(shop.settings),
        printer=printer.name or printer.code,
        connection=printer.address,
        profile=printer.profile,
        printed_at=now,
    )
