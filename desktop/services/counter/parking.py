"""Baskets put aside for a customer who comes back.

A basket that is taken up stays in the file until it is sold, thrown away or put aside again, in the
transaction that says so: a till that dies meanwhile has it put aside when it starts again.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert, select

from desktop.domain.cart import Cart
from desktop.domain.cells import one_line
from desktop.domain.promotions import Promotion
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import ParkedCart
from desktop.services.counter import promotions
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import ParkedView
from sync.kernel.ids import new_id

_log = logging.getLogger(__name__)
_parked = table_of(ParkedCart)
NOTE_LETTERS = 120


def park(shop: Shop, cart: Cart, staff: str, note: str = "") -> ParkedView:
    """Put a basket aside.

    Raises:
        RefusedError: cart_empty.
    """
    with shop.begin() as work:
        view = put_aside(work, cart, staff, note)
        work.commit()
    return view


def put_aside(work: UnitOfWork, cart: Cart, staff: str, note: str) -> ParkedView:
    """Put a basket aside in the running transaction.

    Raises:
        RefusedError: cart_empty.
    """
    if cart.is_empty:
        raise RefusedError("cart_empty")
    let_go(work, cart)
    parked_id, told = new_id(), one_line(note, NOTE_LETTERS)
    work.connection.execute(
        insert(_parked).values(
            id=parked_id,
            staff_code=staff,
            note=told,
            at=work.at,
            # What holds then will hold, not what holds now.
            cart=msgspec.to_builtins(
                replace(cart.under(()), put_aside_as=(), age_seen=False), enc_hook=_encode
            ),
        )
    )
    work.changed(Topic.SALES)
    return ParkedView(
        id=parked_id,
        note=told,
        at=work.at,
        staff=staff,
        lines=len(cart.lines),
        total=cart.total,
        buyer="" if cart.buyer is None else cart.buyer.name,
    )


def parked(shop: Shop) -> tuple[ParkedView, ...]:
    """Return the baskets put aside, oldest first; one that cannot be read hides no other."""
    with shop.look() as look:
        kept = look.connection.execute(select(_parked).order_by(_parked.c.at, _parked.c.id)).all()
        rows = [row for row in kept if row.id not in shop.taken_up]
        held = promotions.read_from(look.connection) if rows else ()
        people = known(look.connection, (row.staff_code for row in rows))
    read = ((row, _readable(row.id, row.cart)) for row in rows)
    carts = [(row, _under(shop, held, cart)) for row, cart in read if cart is not None]
    return tuple(
        ParkedView(
            id=row.id,
            note=row.note,
            at=row.at,
            staff=row.staff_code,
            seller=people.get(row.staff_code),
            lines=len(cart.lines),
            total=cart.total,
            buyer="" if cart.buyer is None else cart.buyer.name,
        )
        for row, cart in carts
    )


def resume(shop: Shop, parked_id: str) -> Cart:
    """Take a basket up again; it is no longer parked, until a till that died starts again.

    Raises:
        RefusedError: unknown_parked_cart, when somebody else has taken it.
    """
    with shop.look() as look:
        stored = look.connection.scalar(select(_parked.c.cart).where(_parked.c.id == parked_id))
        if stored is None or parked_id in shop.taken_up:
            raise RefusedError("unknown_parked_cart")
        cart = _under(shop, promotions.read_from(look.connection), _read(stored))
    shop.taken_up.add(parked_id)
    return replace(cart, put_aside_as=(parked_id,))


def let_go(work: UnitOfWork, cart: Cart) -> None:
    """Forget, in the running transaction, that a basket was put aside, if it was."""
    if cart.put_aside_as:
        work.connection.execute(delete(_parked).where(_parked.c.id.in_(cart.put_aside_as)))


def _under(shop: Shop, held: Sequence[Promotion], cart: Cart) -> Cart:
    groups = () if cart.buyer is None else cart.buyer.groups
    return cart.under(promotions.now_for(shop, held, groups))


def _readable(parked_id: str, stored: object) -> Cart | None:
    """Return a basket, None for one that this version cannot read; it stays where it is."""
    try:
        return _read(stored)
    except (msgspec.ValidationError, RefusedError):
        _log.warning("parked_cart_unreadable", extra={"parked": parked_id}, exc_info=True)
        return None


def _read(stored: object) -> Cart:
    return msgspec.convert(stored, Cart, dec_hook=_decode)


def _encode(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _decode(kind: type, value: object) -> object:
    if issubclass(kind, Path) and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind.__name__)
