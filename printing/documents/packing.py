"""What goes with the goods of an order, and what the shop works from when the PC is dead."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printing.documents.letterhead import Shop
from printing.documents.orders import Care, HandoverMode, PickingSlip
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity


class Packed(StrEnum):
    """What became of a line."""

    GIVEN = "given"
    #: Something else is in the bag.
    REPLACED = "replaced"
    #: Not in the bag and not charged.
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingLine:
    """One line of an order as it was packed."""

    label: str
    quantity: Quantity
    amount: Money
    packed: Packed = Packed.GIVEN
    #: What had been ordered, where something else is given.
    instead_of: str = ""
    #: Codes of `sync.kernel.allergens`, or words of the shop's own; empty: nobody has said.
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingSlip:
    """What is in the bags, for the customer. It is neither ticket nor invoice, and says so."""

    shop: Shop
    short_number: str
    order_number: str
    customer: str
    mode: HandoverMode
    placed_at: datetime
    bags: int
    lines: tuple[PackingLine, ...]
    total: Money
    #: What is still to be paid; None when the order is paid.
    to_pay: Money | None = None
    printed_at: datetime | None = None
    is_training: bool = False


class Whereabouts(StrEnum):
    """Where an order is that was packed."""

    SHOP = "shop"
    ROUND = "round"
    LOCKER = "locker"
    RELAY = "relay"
    #: On its way back, or with the relay that did not keep it.
    NOT_GIVEN = "not_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class BagPlace:
    """Bags that stand together."""

    #: As on their labels, from 1.
    numbers: tuple[int, ...]
    shelf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingOrder:
    """An order that stands ready: where, and what is to be taken for it."""

    short_number: str
    order_number: str
    customer: str
    mode: HandoverMode
    #: As many as have a label.
    bags: int
    #: Of those that are in the shop; not told of an order that is elsewhere.
    places: tuple[BagPlace, ...] = ()
    where: Whereabouts = Whereabouts.SHOP
    #: Compartment of the locker it lies in.
    box: str = ""
    #: Something of it was handed over before.
    is_rest: bool = False
    to_pay: Money | None = None
    #: As of `PickingSlip`.
    checks: tuple[Care, ...] = ()
    proxy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptParcel:
    """Another shop's order that is kept here for its customer."""

    short_number: str
    order_number: str
    #: As one calls it out, like everybody's here.
    customer: str
    from_shop: str
    bags: int
    shelf: str
    proxy: str = ""
    #: Its order has ended: it goes back to its shop, to nobody else.
    is_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationList:
    """All open orders on one paper: with it and the labels a shop works on without its PC."""

    shop: Shop
    printed_at: datetime
    #: The most urgent first.
    to_prepare: tuple[PickingSlip, ...]
    waiting: tuple[WaitingOrder, ...]
    #: The one that waits longest first.
    parcels: tuple[KeptParcel, ...] = ()
    is_training: bool = False
