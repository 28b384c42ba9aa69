"""The receipt on the customer's phone: a code to scan, a page that opens, no address asked for.

The page is the marketplace's, kept for a month and found by a secret that stands in the code alone.
A first receipt given so is the original; after a paper one it is a duplicate like any other. The
journal notes that it was given, never to whom (event 434, fiscal study § 2.9).
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from desktop.errors import RefusedError
from desktop.services.books.journal import journal_of
from desktop.services.papers import receipts, screen_codes
from desktop.services.shop import Shop
from desktop.services.town import link, outbox
from fiscal import CopyFormat, EventBody, EventCode
from sync.contract import v1

#: 128 bits: nobody finds a page by trying.
_SECRET_BYTES = 16
#: As many characters as a small phone shows side by side.
_COLUMNS = 40
#: Well below what one operation may weigh; a ticket of five hundred lines is half of it.
_TEXT_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class PhoneReceipt:
    """What the customer scans."""

    number: str
    address: str
    #: The QR code of the address, row by row; true is dark.
    modules: tuple[tuple[bool, ...], ...]


def share(shop: Shop, sale_id: str, *, staff: str) -> PhoneReceipt:
    """Give the receipt of a ticket by a code; the page is there as soon as the till has told the town.

    Raises:
        RefusedError: unknown_sale, not_in_training, receipt_offline, receipt_too_long.
    """
    # Here, because paper in plain letters is not needed before somebody asks for it.
    from printing.drivers.plain import render_text  # noqa: PLC0415

    if shop.is_training:
        raise RefusedError("not_in_training")
    status = link.link_status(shop)
    if not status.is_online or not status.storefront:
        raise RefusedError("receipt_offline")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with shop.begin() as work:
        receipt = receipts.issue(work, sale_id, CopyFormat.LINK, staff)
        # Whoever bought services is named on their note; the marketplace need not know.
        told = replace(receipt, customer="")
        text = render_text(told, shop.settings.language, columns=_COLUMNS)
        if len(text.encode()) > _TEXT_BYTES:
            raise RefusedError("receipt_too_long")
        message = v1.ReceiptShared(
            sale=sale_id,
            number=receipt.number,
            token_hash=hashlib.sha256(secret.encode()).hexdigest(),
            text=text,
        )
        outbox.append(work, "receipt.shared", message)
        details = {"no": receipt.number, "channel": "qr"}
        event = EventBody(code=EventCode.E_RECEIPT, details=details)
        journal_of(work).record_event(event, operator=staff)
        work.commit()
    address = f"{_origin(status.storefront)}/tickets/{secret}"
    return PhoneReceipt(receipt.number, address, screen_codes.modules_of(address))


def _origin(storefront: str) -> str:
    parts = urlsplit(storefront)
    return f"{parts.scheme}://{parts.netloc}"
