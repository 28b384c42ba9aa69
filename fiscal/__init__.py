"""The legal journal of a till: canonical, chained and signed records, closures and archives.

Knows no SQL, no HTTP and no window; the caller's store runs in the caller's transaction. Certifiable
by itself: it has its own version and a manifest of its sources, carried in every record (`sw`).
"""

import hashlib
from functools import cache
from importlib import resources

from fiscal.anchors import (
    AnchorRequest,
    KeyGrant,
    KnownTill,
    Receipt,
    Refusal,
    Verdict,
    countersign,
    grant_key,
    judge,
)
from fiscal.bodies import (
    ArchiveBody,
    CashBody,
    CashMove,
    Channel,
    CopyBody,
    CopyFormat,
    EventBody,
    GenesisBody,
    Line,
    LineType,
    Means,
    Payment,
    Period,
    PrepayBody,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    Seller,
)
from fiscal.closing import Figures
from fiscal.errors import (
    ArchiveRefusedError,
    BodyRefusedError,
    DayStillOpenError,
    FiscalError,
    JournalAlreadyOpenedError,
    JournalNotOpenedError,
    KeyMissingError,
    KeyUnreadableError,
    NotCanonicalError,
    NothingToAnchorError,
    ReceiptRefusedError,
    SignerUnavailableError,
    UnknownLawError,
    UnknownOriginalError,
)
from fiscal.events import EventCode, event_code
from fiscal.findings import Finding, Layer, Report, Witness
from fiscal.head import Head, Store, replay
from fiscal.journal import ClockStanding, ClosureDue, Journal
from fiscal.merkle import AnchorLog
from fiscal.quick import verify_quick
from fiscal.record import Kind, Record, Sealed
from fiscal.signer import FileSigner, FolderKeyStore, KeySigner, KeyStore, Signer, fingerprint
from fiscal.vat import VAT_RULE, VatLine, refund_vat, vat_line, vat_lines, vat_part
from fiscal.verify import verify_journal
from fiscal.witnesses import TailFile, read_ticket_code, ticket_code

#: Version of this package, apart from the product's; any change of a rule raises it.
FISCAL_VERSION = "1.1.0"

_PREFIX = 12


@cache
def manifest() -> tuple[tuple[str, str], ...]:
    """Return name and SHA-256 of every source file of this package, by name.

    Line ends are read as LF, so that a checkout on Windows tells the same.
    """
    sources = (item for item in resources.files(__name__).iterdir() if item.name.endswith(".py"))
    return tuple(
        sorted(
            (item.name, hashlib.sha256(item.read_bytes().replace(b"\r\n", b"\n")).hexdigest())
            for item in sources
        )
    )


@cache
def software_id() -> str:
    """Return what records carry as `sw`: version and the first digits of the manifest's hash."""
    listing = "".join(f"{sha256}  {name}\n" for name, sha256 in manifest())
    return f"{FISCAL_VERSION}+{hashlib.sha256(listing.encode()).hexdigest()[:_PREFIX]}"


__all__ = [
    "FISCAL_VERSION",
    "VAT_RULE",
    "AnchorLog",
    "AnchorRequest",
    "ArchiveBody",
    "ArchiveRefusedError",
    "BodyRefusedError",
    "CashBody",
    "CashMove",
    "Channel",
    "ClockStanding",
    "ClosureDue",
    "CopyBody",
    "CopyFormat",
    "DayStillOpenError",
    "EventBody",
    "EventCode",
    "Figures",
    "FileSigner",
    "Finding",
    "FiscalError",
    "FolderKeyStore",
    "GenesisBody",
    "Head",
    "Journal",
    "JournalAlreadyOpenedError",
    "JournalNotOpenedError",
    "KeyGrant",
    "KeyMissingError",
    "KeySigner",
    "KeyStore",
    "KeyUnreadableError",
    "Kind",
    "KnownTill",
    "Layer",
    "Line",
    "LineType",
    "Means",
    "NotCanonicalError",
    "NothingToAnchorError",
    "Payment",
    "Period",
    "PrepayBody",
    "Receipt",
    "ReceiptRefusedError",
    "Record",
    "Reference",
    "RefundBody",
    "RefundReason",
    "Refusal",
    "Report",
    "SaleBody",
    "Sealed",
    "Seller",
    "Signer",
    "SignerUnavailableError",
    "Store",
    "TailFile",
    "UnknownLawError",
    "UnknownOriginalError",
    "VatLine",
    "Verdict",
    "Witness",
    "countersign",
    "event_code",
    "fingerprint",
    "grant_key",
    "judge",
    "manifest",
    "read_ticket_code",
    "refund_vat",
    "replay",
    "software_id",
    "ticket_code",
    "vat_line",
    "vat_lines",
    "vat_part",
    "verify_journal",
    "verify_quick",
]
