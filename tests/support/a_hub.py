"""Pages of the feed as a hub would send them, for tests of what a shop makes of them."""

from dataclasses import dataclass, field

import msgspec

from desktop.services.shop import Shop
from desktop.services.town.hub_mail import InboxRows
from desktop.services.town.outbox import OutboxRows
from sync.contract import v1
from sync.contract.canonical import encode
from sync.engine.inbox import Arrival, Cursor, Page
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from tests.support.a_shop import MORNING

EPOCH = "epoch-1"
NOW = milliseconds(MORNING)


@dataclass
class AHub:
    """Tells one shop things, in order."""

    shop: Shop
    seq: int = 0
    arrivals: list[Arrival] = field(default_factory=list)

    def tells(self, entity: str, entity_id: str, state: v1.Message) -> "AHub":
        """Put a state on the next page."""
        self.seq += 1
        raw = encode(state)
        self.arrivals.append(Arrival(self.seq, entity, entity_id, 1, False, state, raw))
        return self

    def ends(self, entity: str, entity_id: str) -> "AHub":
        """Put the end of an entity on the next page."""
        self.seq += 1
        self.arrivals.append(Arrival(self.seq, entity, entity_id, 1, True, None, b""))
        return self

    def tells_unreadable(self, entity: str, entity_id: str, raw: bytes) -> "AHub":
        """Put something of a newer version on the next page."""
        self.seq += 1
        self.arrivals.append(
            Arrival(self.seq, entity, entity_id, 1, False, None, raw, "unknown entity")
        )
        return self

    def sends(self, *, knows: int | None = None, is_last: bool = True) -> None:
        """Have the shop take the page in; `knows` own operations are in its states."""
        stream = next(each for each in OutboxRows(self.shop).streams() if each.is_current)
        applied = (v1.Applied(incarnation=stream.incarnation, seq=knows or 0),) if is_last else ()
        page = Page(tuple(self.arrivals), Cursor(EPOCH, self.seq), applied, is_last=bool(applied))
        self.arrivals = []
        InboxRows(self.shop).apply(page)

    def last_op(self) -> int:
        """Return the number of the shop's latest operation."""
        return next(each for each in OutboxRows(self.shop).streams() if each.is_current).last_seq


def an_order(**changed: object) -> v1.OrderEntity:
    """Return an order of two books, placed and paid on collection."""
    line = v1.OrderLine(
        line=new_id(),
        variant=new_id(),
        label="Roman",
        quantity=2000,
        unit="piece",
        unit_price_cents=9_00,
        gross_cents=18_00,
        vat_bp=550,
    )
    order = v1.OrderEntity(
        order=new_id(),
        number="00000047",
        state="placed",
        ver=1,
        mode="collect",
        placed_at=NOW,
        promised_from=NOW + 7_200_000,
        promised_to=NOW + 14_400_000,
        customer_name="Camille D.",
        payment="on_collection",
        paid_cents=0,
        total_cents=18_00,
        commitment="0" * 64,
        lines=(line,),
    )
    return msgspec.structs.replace(order, **changed)


def a_product(**changed: object) -> v1.ProductEntity:
    """Return a jam in one size at 4.50."""
    variant = new_id()
    product = v1.ProductEntity(
        product=new_id(),
        ver=1,
        name="Confiture de figue",
        brand="Mas Rouge",
        description="",
        category=("Épicerie", "Confitures"),
        kind="goods",
        vat_bp=550,
        unit="piece",
        photos=("a" * 64,),
        flags=("meal_voucher",),
        online=True,
        archived=False,
        variants=(
            v1.VariantFields(
                variant=variant, sku="CONF-1", barcodes=(v1.Barcode(gtin="3017620422003"),)
            ),
        ),
        prices={variant: (4_50, 3)},
    )
    return msgspec.structs.replace(product, **changed)
