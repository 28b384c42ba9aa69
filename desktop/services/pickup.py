"""The customer at the counter: the verdict on a pickup code, the payment, the bag."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from desktop.domain.cart import Cart
from desktop.domain.preparation import LineState
from desktop.domain.sellable import Sellable, free_amount
from desktop.errors import RefusedError
from desktop.services import outbox, selling, shelf
from desktop.services.orders import ORDERS, OrderLineView, OrderView, change_order, read_order
from desktop.services.refusals import recording
from desktop.services.selling import Checkout, SaleDone
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import Actor, OrderState, may_step
from sync.kernel.vat import VatRate


class VerdictKind(StrEnum):
    """What to do with whoever presents a code."""

    HAND_OVER = "hand_over"
    NOT_READY = "not_ready"
    ALREADY = "already"
    #: A sound code, but no order of this shop, or one that has not arrived here yet.
    OTHER_SHOP = "other_shop"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    #: The number is ours, the secret is not what the marketplace committed to.
    FORGED = "forged"
    #: No pickup code at all.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a presented code."""

    kind: VerdictKind
    #: The order, where there is one to show; never for a forged code.
    order: OrderView | None = None
    #: The secret that was presented: the proof that goes with the hand-over.
    secret: str = ""
    #: When an order was handed over already; when an unready one is expected.
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A bag that has left, and the ticket it was paid on, if any."""

    order: OrderView
    sale: SaleDone | None


_BY_STATE = {
    OrderState.READY: VerdictKind.HAND_OVER,
    OrderState.HANDED_OVER: VerdictKind.ALREADY,
    OrderState.DELIVERED: VerdictKind.ALREADY,
    OrderState.RETURNED: VerdictKind.ALREADY,
    OrderState.CANCELLED: VerdictKind.CANCELLED,
    OrderState.EXPIRED: VerdictKind.EXPIRED,
    OrderState.REFUSED: VerdictKind.REFUSED,
}


def check(shop: Shop, text: str) -> Verdict:
    """Return what a presented code is worth; it asks nobody, so it answers with no network."""
    code = pickup_code.read(text)
    if code is None:
        return Verdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        found = _by_number(look.connection, code.order_number)
    if found is None:
        return Verdict(kind=VerdictKind.OTHER_SHOP)
    if not code.opens(found.commitment):
        return Verdict(kind=VerdictKind.FORGED)
    return _verdict(found, code.secret)


def find_by_number(shop: Shop, text: str) -> Verdict:
    """Return the verdict for a number said aloud, whole or its last four digits, without proof.

    With four digits the oldest ready order that ends in them is meant, then the oldest other one.
    """
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or len(digits) not in {4, 8}:
        return Verdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id)
            .where(ORDERS.c.number.endswith(digits, autoescape=True))
            .order_by((ORDERS.c.state == OrderState.READY.value).desc(), ORDERS.c.promised_to)
            .limit(1)
        ).all()
        if not ids:
            return Verdict(kind=VerdictKind.UNKNOWN)
        return _verdict(read_order(look.connection, ids[0]), "")


def _by_number(connection: Connection, number: str) -> OrderView | None:
    order_id = connection.scalar(select(ORDERS.c.id).where(ORDERS.c.number == number))
    return None if order_id is None else read_order(connection, order_id)


def _verdict(found: OrderView, secret: str) -> Verdict:
    kind = _BY_STATE.get(found.state, VerdictKind.NOT_READY)
    at = found.promised_to if kind is VerdictKind.NOT_READY else found.handed_over_at
    return Verdict(kind=kind, order=found, secret=secret, at=at)


def cart_for(shop: Shop, order_id: str) -> Cart:
    """Return the basket of an order as it is handed over, at the prices the customer agreed to.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        found = read_order(look.connection, order_id)
        ids = [line.delivered_variant_id for line in found.lines]
        known = {item.variant_id: item for item in shelf.sellables(shop, look.connection, ids)}
    cart = Cart()
    for line in found.lines:
        if line.state is not LineState.MISSING and line.delivered_quantity:
            cart = cart.add(
                _article(known.get(line.delivered_variant_id), line),
                line.delivered_quantity,
                priced_at=line.gross,
                order_line_id=line.id,
            )
    return cart


def _article(known: Sellable | None, line: OrderLineView) -> Sellable:
    """Return the article with the order's words, measure, price and rate.

    The catalogue may know it otherwise by now, or not at all.
    """
    vat, unit, price = VatRate(line.vat_bp), line.quantity.unit, line.delivered_unit_price
    if known is None:
        return replace(free_amount(line.delivered_label, price, vat), unit=unit)
    return replace(known, label=line.delivered_label, options="", unit=unit, price=price, vat=vat)


def hand_over(
    shop: Shop,
    order_id: str,
    staff: str,
    *,
    secret: str = "",
    reason: str = "",
    checkout: Checkout | None = None,
) -> HandedOver:
    """Let the bag go: the payment, the ticket, the stock and the hand-over are one transaction.

    Args:
        shop: the open shop.
        order_id: whose bag.
        staff: code of who hands it over.
        secret: what the customer's code held, as the verdict gave it.
        reason: why there is no code, when there is none; one of the two must be given.
        checkout: how it is paid, unless it was paid online.

    Raises:
        RefusedError: unknown_order; order_step_refused when it is not ready or already gone;
            code_refused; hand_over_unproven; order_unpaid, also when the basket is no longer what
            the order comes to; order_already_paid; what `take_payment` raises.
    """
    wanted = (order_id, () if checkout is None else checkout.cart.priced())
    with recording(shop, Kind.SALE, wanted, staff) as work:
        found = read_order(work.connection, order_id)
        _must_be_due(found, secret, reason, checkout)
        sale = None
        if checkout is not None:
            sale = selling.record_sale(work, replace(checkout, order_id=order_id))
        _leave(work, found, staff, secret, reason, sale)
        gone = read_order(work.connection, order_id)
        work.commit()
    return HandedOver(order=gone, sale=sale)


def _must_be_due(found: OrderView, secret: str, reason: str, checkout: Checkout | None) -> None:
    if not may_step(found.state, OrderState.HANDED_OVER, Actor.SHOP):
        raise RefusedError("order_step_refused", state=found.state.value)
    if secret:
        if not pickup_code.PickupCode(found.number, secret).opens(found.commitment):
            raise RefusedError("code_refused")
    elif not reason:
        raise RefusedError("hand_over_unproven")
    if found.to_pay and (checkout is None or checkout.cart.total != found.to_pay):
        raise RefusedError("order_unpaid", amount=found.to_pay)
    if checkout is not None and not found.to_pay:
        raise RefusedError("order_already_paid", number=found.number)


def _leave(
    work: UnitOfWork, found: OrderView, staff: str, secret: str, reason: str, sale: SaleDone | None
) -> None:
    outbox.append(
        work,
        "order.handed_over",
        v1.OrderHandedOver(
            order=found.id,
            at=milliseconds(work.at),
            by=staff,
            secret=secret,
            reason=reason,
            sale="" if sale is None else sale.sale_id,
        ),
    )
    change_order(
        work,
        found.id,
        {
            "state": OrderState.HANDED_OVER.value,
            "handed_over_at": work.at,
            "handed_over_by": staff,
        },
    )
