"""What a shop asks of a supplier."""

from dataclasses import dataclass
from datetime import datetime

from printing.documents.letterhead import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """An article asked of a supplier."""

    label: str
    quantity: Quantity
    #: What the supplier calls it.
    reference: str = ""
    gtin: str = ""
    #: What one unit costs, without VAT, as far as it is known.
    price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """What a shop asks of a supplier."""

    shop: Shop
    number: str
    supplier: str
    made_at: datetime
    lines: tuple[PurchaseLine, ...]
    #: The shop's number with the supplier.
    account: str = ""
    note: str = ""
    is_training: bool = False
