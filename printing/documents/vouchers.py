"""Papers that are worth money."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from sync.kernel.money import Money


class VoucherPaperKind(StrEnum):
    """What the paper in the customer's hand is worth, and where from."""

    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"
    #: Money taken before delivery: the receipt for it, no means of payment.
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPaper:
    """A gift card, a credit note, or the receipt of an advance."""

    shop: Shop
    kind: VoucherPaperKind
    #: What it is worth now.
    amount: Money
    #: Ticket it came from.
    ticket: str
    issued_at: datetime
    #: Last day it is taken; None is for ever.
    expires_on: date | None = None
    #: Its code as people read it, and as a scanner does; empty on an advance.
    code: str = ""
    qr_text: str = ""
    #: What an advance is for.
    note: str = ""
    is_training: bool = False
