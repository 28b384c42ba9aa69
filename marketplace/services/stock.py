"""What a shop has of its goods and what orders hold of it. Every movement is kept and told."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, insert, select, update
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Offer, StockMove
from marketplace.services import feed
from sync.contract import v1
from sync.kernel.ids import new_id

_OFFERS = cast("Table", Offer.__table__)
_WRITE_MOVE = insert(cast("Table", StockMove.__table__))
_MOVE = (
    update(_OFFERS)
    .where(_OFFERS.c.shop_id == bindparam("shop"), _OFFERS.c.variant == bindparam("moved"))
    .values(on_hand=_OFFERS.c.on_hand + bindparam("by"))
)
_PARTS = select(_OFFERS.c.parts).where(
    _OFFERS.c.shop_id == bindparam("shop"), _OFFERS.c.variant == bindparam("named")
)
ONE = 1000


def move(
    session: Session,
    shop_id: str,
    variant: str,
    delta: int,
    why: str,
    ref: str,
    at: datetime,
    counted: int | None = None,
) -> None:
    """Record that goods came or went, whatever is known of them.

    Of a bundle it is its pieces that move. Written without the unit of work, which takes twice as
    long for every line of every ticket.
    """
    for piece, by in _pieces(session, shop_id, variant, delta):
        _move_one(session, shop_id, piece, by, why, ref, at, counted)


def _move_one(
    session: Session,
    shop_id: str,
    variant: str,
    delta: int,
    why: str,
    ref: str,
    at: datetime,
    counted: int | None,
) -> None:
    move = {
        "id": new_id(),
        "shop_id": shop_id,
        "variant": variant,
        "delta": delta,
        "why": why,
        "ref": ref,
        "counted": counted,
        "at": at,
    }
    session.execute(_WRITE_MOVE, move)
    session.execute(_MOVE, {"shop": shop_id, "moved": variant, "by": delta})
    feed.touch(session, shop_id, "stock", variant)


def count(session: Session, shop_id: str, message: v1.StockCount, at: datetime) -> None:
    """Record a count: the difference the till saw moves the stock, whatever was sold since."""
    move(
        session,
        shop_id,
        message.variant,
        message.delta,
        "count",
        message.count,
        at,
        counted=message.counted,
    )


def reserve(session: Session, shop_id: str, variant: str, quantity: int) -> None:
    """Hold stock for an order without asking whether there is any: the shop has it in its hand."""
    for piece, held in _pieces(session, shop_id, variant, quantity):
        left: ColumnElement[int] = Offer.reserved + held
        if held < 0:
            # Nobody's order may fail for what is not held any more.
            left = case((left < 0, 0), else_=left)
        session.execute(
            update(Offer)
            .where(Offer.shop_id == shop_id, Offer.variant == piece)
            .values(reserved=left)
        )
        feed.touch(session, shop_id, "stock", piece)


def reserve_if_there(session: Session, offer_id: str, quantity: int) -> bool:
    """Hold stock for an order if that much can be sold online; tell whether it could.

    The condition stands in the statement: of twenty buyers of the last piece one gets it. Of a
    bundle each piece must be there; whoever is told that one was not takes the others back.
    """
    bundle = session.execute(
        select(Offer.shop_id, Offer.parts, Offer.archived).where(Offer.id == offer_id)
    ).one_or_none()
    if bundle is None or not bundle.parts:
        return _hold(session, Offer.id == offer_id, quantity)
    return not bundle.archived and all(
        _hold(
            session,
            and_(Offer.shop_id == bundle.shop_id, Offer.variant == piece),
            pieces * quantity // ONE,
        )
        for piece, pieces in sorted(bundle.parts.items())
    )


def _hold(session: Session, which: ColumnElement[bool], quantity: int) -> bool:
    held = session.execute(
        update(Offer)
        .where(
            which,
            Offer.archived.is_(False),
            Offer.on_hand - Offer.reserved - Offer.buffer >= quantity,
        )
        .values(reserved=Offer.reserved + quantity)
        .returning(Offer.shop_id, Offer.variant)
    ).one_or_none()
    if held is None:
        return False
    feed.touch(session, held.shop_id, "stock", held.variant)
    return True


def release(session: Session, shop_id: str, variant: str, quantity: int) -> None:
    """Give back what an order held."""
    if quantity:
        reserve(session, shop_id, variant, -quantity)


def _pieces(
    session: Session, shop_id: str, variant: str, quantity: int
) -> Iterable[tuple[str, int]]:
    """Return what so much of a variant is made of: itself, or a bundle's pieces."""
    parts = session.scalar(_PARTS, {"shop": shop_id, "named": variant})
    if not parts:
        return ((variant, quantity),)
    return tuple((piece, pieces * quantity // ONE) for piece, pieces in parts.items())


def offer_of(session: Session, shop_id: str, variant: str) -> Offer | None:
    """Return what a shop offers under a variant, as it stands now; None when it is unknown."""
    return session.scalar(
        select(Offer)
        .where(Offer.shop_id == shop_id, Offer.variant == variant)
        .execution_options(populate_existing=True)
    )


def stock_entity(session: Session, shop_id: str, variant: str) -> v1.StockEntity | None:
    """Return a variant's sums, or None when the variant is unknown."""
    offer = offer_of(session, shop_id, variant)
    if offer is None:
        return None
    return v1.StockEntity(variant=variant, on_hand=offer.on_hand, reserved=offer.reserved)
