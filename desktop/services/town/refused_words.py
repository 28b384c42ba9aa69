"""Words to the marketplace that it did not take: told to somebody until they were seen.

What was said of an order, a parcel or the shop comes back as it stands there; what was typed of a
product stays as it was typed, to be put right.
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select, update

from desktop.domain.cells import one_line
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant
from desktop.models.orders import Order
from desktop.models.sync import OutboxOp
from desktop.services.shop import Shop, Topic

_ops = table_of(OutboxOp)
_products = table_of(Product)
_variants = table_of(Variant)
_orders = table_of(Order)
_LETTERS = 60


class _About(msgspec.Struct):
    """What a word may name."""

    product: str = ""
    variant: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedWord:
    """The oldest word nobody has seen the refusal of, and how many there are in all."""

    incarnation: str
    seq: int
    #: As on the wire: product.set, order.ready…
    kind: str
    #: Why, in a word of the marketplace's.
    code: str
    #: Name of the product or number of the order; empty where it is about neither.
    subject: str
    waiting: int


def oldest(connection: Connection) -> RefusedWord | None:
    """Return the oldest refused word that nobody has seen, None when there is none."""
    unseen = (_ops.c.result == "rejected") & _ops.c.shown_at.is_(None)
    row = connection.execute(
        select(_ops).where(unseen).order_by(_ops.c.at, _ops.c.seq).limit(1)
    ).first()
    if row is None:
        return None
    waiting = connection.scalar(select(func.count()).select_from(_ops).where(unseen)) or 1
    return RefusedWord(
        incarnation=row.incarnation,
        seq=row.seq,
        kind=row.kind,
        code=row.code,
        subject=one_line(_subject(connection, row.body), _LETTERS),
        waiting=waiting,
    )


def see(shop: Shop, word: RefusedWord) -> None:
    """Note that somebody has been told; the next one is told then."""
    with shop.begin() as work:
        work.connection.execute(
            update(_ops)
            .where(_ops.c.incarnation == word.incarnation, _ops.c.seq == word.seq)
            .values(shown_at=work.at)
        )
        work.changed(Topic.LINK)
        work.commit()


def _subject(connection: Connection, body: bytes) -> str:
    try:
        about = msgspec.json.decode(body, type=_About)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    found: str | None = None
    if about.order:
        found = connection.scalar(select(_orders.c.number).where(_orders.c.id == about.order))
    elif about.product or about.variant:
        of_variant = select(_variants.c.product_id).where(_variants.c.id == about.variant)
        which = (_products.c.id == about.product) | _products.c.id.in_(of_variant)
        found = connection.scalar(select(_products.c.name).where(which).limit(1))
    return found or ""
