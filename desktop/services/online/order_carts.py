"""An order as a cart of the till: what leaves now, at the prices the customer agreed to."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from msgspec import structs
from sqlalchemy import Connection

from desktop.domain.cart import Cart
from desktop.domain.sellable import Sellable, free_amount
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.counter.selling import Checkout
from desktop.services.online.bags import here
from desktop.services.online.orders import OrderLineView, OrderView, read_order, still_to_pay
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.money import Money
from sync.kernel.order_states import Actor, OrderState, may_step
from sync.kernel.vat import VatRate


def cart_for(shop: Shop, order_id: str, lines: Collection[str] = ()) -> Cart:
    """Return the basket of what leaves now, at the prices the customer agreed to.

    Args:
        shop: the open shop.
        order_id: whose order.
        lines: only these; empty: all that is still here.

    Raises:
        RefusedError: unknown_order, unknown_line, line_handed_over, nothing_to_hand_over.
    """
    with shop.look() as look:
        return basket_of(shop, look.connection, read_order(look.connection, order_id), lines)


def basket_of(
    shop: Shop, connection: Connection, found: OrderView, lines: Collection[str] = ()
) -> Cart:
    """Return the same inside a transaction of the caller.

    Raises:
        RefusedError: unknown_line, line_handed_over, nothing_to_hand_over.
    """
    leaving = lines_leaving(found, lines)
    ids = [line.delivered_variant_id for line in leaving]
    known = {item.variant_id: item for item in shelf.sellables(shop, connection, ids)}
    cart = Cart()
    for line in leaving:
        cart = cart.add(
            _article(known.get(line.delivered_variant_id), line),
            line.delivered_quantity,
            priced_at=line.gross,
            order_line_id=line.id,
        )
    return cart


def cart_to_pay(shop: Shop, order_id: str, lines: Collection[str] = ()) -> Cart:
    """Return the basket of what leaves, for a customer who is about to pay.

    Raises:
        RefusedError: till_closed, order_step_refused: told before the customer pays and not after;
            as `cart_for`.
    """
    with shop.look() as look:
        found = read_order(look.connection, order_id)
    if not may_step(found.state, OrderState.HANDED_OVER, Actor.SHOP):
        raise RefusedError("order_step_refused", state=found.state.value)
    till_sessions.must_be_open(shop)
    return cart_for(shop, order_id, lines)


def _article(known: Sellable | None, line: OrderLineView) -> Sellable:
    """Return the article with the order's words, measure, price and rate.

    The catalogue may know it otherwise by now, or not at all.
    """
    vat, unit, price = VatRate(line.vat_bp), line.quantity.unit, line.delivered_unit_price
    if known is None:
        return structs.replace(free_amount(line.delivered_label, price, vat), unit=unit)
    return structs.replace(
        known, label=line.delivered_label, options="", unit=unit, price=price, vat=vat
    )


def lines_leaving(found: OrderView, wanted: Collection[str]) -> tuple[OrderLineView, ...]:
    """Return the lines that leave now; what the delivery costs goes with the first of them."""
    if set(wanted) - {line.id for line in found.lines}:
        raise RefusedError("unknown_line")
    if any(line.id in wanted and line.handed_at is not None for line in found.lines):
        raise RefusedError("line_handed_over", number=found.number)
    return tuple(
        line
        for line in here(found)
        if not wanted or line.id in wanted or not line.delivered_variant_id
    )


def due_for(found: OrderView, leaving: Collection[OrderLineView]) -> Money:
    """Return what is to be paid when these lines leave now: never more than is owed in all."""
    going = {line.id for line in leaving}
    here_after = [
        line if line.id not in going else replace(line, handed_at=found.placed_at)
        for line in found.lines
    ]
    return found.to_pay - still_to_pay(here_after, found.paid)


def is_of(checkout: Checkout, leaving: Sequence[OrderLineView]) -> bool:
    """Tell whether a basket holds the lines that leave and no others."""
    held = {line.order_line_id for line in checkout.cart.lines}
    return held == {line.id for line in leaving}
