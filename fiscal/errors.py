"""What the journal says when it cannot do what it was asked; the wording is the caller's."""

from collections.abc import Sequence
from datetime import date


class FiscalError(Exception):
    """Base of all refusals of this package; `code` is the key of the caller's wording table."""

    code = "fiscal"


class NotCanonicalError(FiscalError):
    """The bytes or the value are not in the journal's one permitted spelling (RFC 8785 subset)."""

    code = "fiscal.not_canonical"


class BodyRefusedError(FiscalError):
    """The figures of a record contradict each other.

    Nothing was written. Roll back, then keep the trace with `Journal.record_refused` (E091).
    """

    code = "fiscal.body_refused"


class JournalNotOpenedError(FiscalError):
    """The journal has no GENESIS record yet: call `Journal.open_till` first."""

    code = "fiscal.not_opened"


class JournalAlreadyOpenedError(FiscalError):
    """The journal has its GENESIS record; a till is opened once in its life."""

    code = "fiscal.already_opened"


class DayStillOpenError(FiscalError):
    """An earlier business day has operations and no closure: `Journal.close_forgotten` first."""

    code = "fiscal.day_still_open"

    def __init__(self, days: Sequence[date]) -> None:
        super().__init__(", ".join(day.isoformat() for day in days))
        self.days = tuple(days)


class UnknownOriginalError(FiscalError):
    """A refund or copy refers to a record that this journal does not hold."""

    code = "fiscal.unknown_original"


class SignerUnavailableError(FiscalError):
    """The key cannot be reached now; the journal goes on in degraded mode."""

    code = "fiscal.signer_unavailable"


class KeyMissingError(FiscalError):
    """The key store holds no key of that name."""

    code = "fiscal.key_missing"


class KeyUnreadableError(SignerUnavailableError):
    """The stored key is damaged, or is no key on P-256."""

    code = "fiscal.key_unreadable"


class NothingToAnchorError(FiscalError):
    """Every record the hub could countersign is countersigned already."""

    code = "fiscal.nothing_to_anchor"


class ReceiptRefusedError(FiscalError):
    """The hub's receipt does not fit this journal, or was not signed by the pinned hub."""

    code = "fiscal.receipt_refused"


class ArchiveRefusedError(FiscalError):
    """The period asked for cannot be archived, or the file is not an archive of ours."""

    code = "fiscal.archive_refused"


class UnknownLawError(FiscalError):
    """The tables hold nothing for that country, key and day."""

    code = "fiscal.unknown_law"
