"""The papers of an order: the label on a bag, and the slip by which it is prepared."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity


class HandoverMode(StrEnum):
    """How an order reaches its customer; the values are those of the wire."""

    COLLECT = "collect"
    EXPRESS = "express"
    PARCEL = "parcel"
    MERCHANT = "merchant"
    RELAY = "relay"
    LOCKER = "locker"


class Care(StrEnum):
    """What whoever carries the bag must know."""

    COLD = "cold"
    FROZEN = "frozen"
    FRAGILE = "fragile"
    UPRIGHT = "upright"
    ADULTS = "age_18"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupLabel:
    """The label on one bag. It has no room for a telephone number or an e-mail address."""

    shop: Shop
    #: The two to four characters one calls out.
    short_number: str
    order_number: str
    #: First name and initial, as the service made it: "Camille D."
    customer: str
    bag: int
    #: 0 while nobody has said how many there are: both numbers are left blank, to be written.
    bags: int
    mode: HandoverMode
    promised_at: datetime
    promised_until: datetime | None = None
    #: Place of the bag in the shop.
    shelf: str = ""
    #: For the staff's scanner. Never the customer's secret pickup code.
    qr_text: str = ""
    care: tuple[Care, ...] = ()
    #: Codes of `sync.kernel.allergens`, or words of the shop's own.
    allergens: tuple[str, ...] = ()
    #: Of the shop's own; what a customer wrote may hold a telephone number or a door's code.
    note: str = ""
    #: What is still to be paid on collection; None when the order is paid.
    to_pay: Money | None = None
    printed_at: datetime | None = None
    is_training: bool = False
    #: Where it is carried, line by line; empty for what is collected here.
    address: tuple[str, ...] = ()
    #: Compartment of the locker.
    box: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingLine:
    """One thing to take from the shelf."""

    label: str
    quantity: Quantity
    place: str = ""
    detail: str = ""
    gtin: str = ""
    #: What the customer wants when it is missing, in their words.
    if_missing: str = ""
    note: str = ""
    #: It is sold by weight: there is a blank to write it into.
    is_weighed: bool = False
    #: It is in the bag already.
    is_picked: bool = False
    #: How much of it is, where that is not all; None where nothing is.
    in_bag: Quantity | None = None
    #: It is not to be had, and nothing of it goes into the bag.
    is_missing: bool = False
    #: What had been ordered, where something else is given.
    instead_of: str = ""
    #: How much of that lies in the bag and has to be taken out of it.
    comes_out: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingSlip:
    """What to take for one order, in the order of a walk through the shop."""

    shop: Shop
    short_number: str
    order_number: str
    customer: str
    mode: HandoverMode
    placed_at: datetime
    promised_at: datetime
    lines: tuple[PickingLine, ...]
    note: str = ""
    qr_text: str = ""
    is_training: bool = False
    #: The customer's rule for what is missing: ask, substitute or refund; empty where nobody said.
    if_missing: str = ""
    #: What is still to be paid; None when the order is paid.
    to_pay: Money | None = None
    #: Letter of its bag, when several orders are prepared in one walk.
    letter: str = ""
    #: What the paper tells of an order that somebody may have in hand: changed or cancelled.
    news: str = ""
    #: What has to be looked at before it leaves: `ADULTS`, `IDENTITY`.
    checks: tuple[Care, ...] = ()
    #: Who else may collect it, as one calls out; with the customer's consent.
    proxy: str = ""
