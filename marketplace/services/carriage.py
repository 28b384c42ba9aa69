"""Orders on their way: the shop's round, a locker, a relay shop's shelf."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, Parcel, ShopOrder
from marketplace.models.town import Shop
from marketplace.services import customer_letters, hand_overs, ledger, orders
from sync.contract import v1
from sync.kernel.clock import milliseconds, told_instant
from sync.kernel.order_states import OPEN, Actor, OrderState
from sync.kernel.pickup_code import PickupCode

_CODE = re.compile(r"[a-z_]{1,40}", re.ASCII)
_OPENS = re.compile(r"[0-9A-Za-z-]{1,12}", re.ASCII)
"""What people can type at a locker."""


def carry(session: Session, shop_id: str, message: v1.OrderCarried, at: datetime) -> None:
    """Record where an order has got to; given to the customer, it is done."""
    if message.stage == "delivered":
        told = v1.OrderHandedOver(
            order=message.order,
            at=message.at,
            by=message.by,
            reason=f"delivered:{message.proof}",
            sale=message.sale,
            till=message.till,
            given=message.given,
        )
        hand_overs.hand_over(session, shop_id, told, at, done=OrderState.DELIVERED)
        return
    order = orders.find(session, shop_id, message.order)
    if order is None or OrderState(order.state) not in OPEN:
        return
    if message.stage in ("out", "deposited"):
        orders.mark_sent(session, order, message.given, at)
    order.carriage = "" if message.stage == "back" else message.stage
    order.carried_till = message.till[:20] if message.stage == "out" else ""
    if message.stage == "out":
        _expect_again(session, order)
    order.box = message.box[:20]
    opens = message.stage == "deposited" and _OPENS.fullmatch(message.opening_code)
    order.opening_code = message.opening_code if opens else ""
    if message.stage == "deposited" and order.mode == "locker":
        # Put in again after it was fetched back, it lies elsewhere, or another code opens it.
        once = str(message.at)
        customer_letters.schedule(session, order, customer_letters.About.DEPOSITED, at, once)
    orders.note(
        session,
        order,
        Actor.SHOP,
        "carried",
        at,
        detail={"stage": message.stage, "reason": _code_of(message.reason)},
    )
    orders.changed(session, order)


def _expect_again(session: Session, order: ShopOrder) -> None:
    """Have a relay expect a parcel it has turned away or sent back: it is on its way once more."""
    parcel = session.get(Parcel, order.id)
    if parcel is not None and parcel.state in ("refused", "sent_back"):
        parcel.state, parcel.shelf, parcel.received_at = "expected", "", None


def take_parcel_step(session: Session, relay_id: str, message: v1.ParcelStep, at: datetime) -> None:
    """Record what a relay shop did with a parcel; handed over, the order is done."""
    parcel = session.get(Parcel, message.parcel)
    if parcel is None or parcel.relay_shop_id != relay_id:
        return
    order = session.get_one(ShopOrder, parcel.id)
    told = told_instant(message.at, at)
    if message.step == "resolved":
        parcel.anomaly = ""
        _note_step(session, order, message, at)
        return
    is_gone = parcel.handed_over_at is not None
    # What a relay says late does not undo that the customer has it.
    parcel.state = "handed_over" if is_gone else message.step
    parcel.shelf = message.shelf[:20] or parcel.shelf
    if message.step == "received":
        parcel.received_at = parcel.received_at or told
        _lie_at_the_relay(session, order, parcel, at)
    elif message.step == "handed_over":
        if is_gone:
            parcel.anomaly = "handed_over_twice"
        elif message.secret and not PickupCode(order.number, message.secret).opens(
            order.commitment
        ):
            parcel.anomaly = "wrong_secret"
        if not is_gone:
            parcel.handed_over_at, parcel.handed_over_by = told, message.by[:40]
        given = v1.OrderHandedOver(
            order=order.id,
            at=message.at,
            by=message.by,
            secret=message.secret,
            reason=message.reason,
            proxy=message.proxy,
        )
        had_ended = OrderState(order.state) not in OPEN
        hand_overs.hand_over(session, order.shop_id, given, at, done=OrderState.DELIVERED)
        if had_ended:
            # Who gave it, without network, is told as well as who sent it.
            parcel.anomaly = parcel.anomaly or order.anomaly
        ledger.book_relay_fee(session, order, relay_id, parcel.fee_cents, at)
    elif not is_gone:
        order.carriage = "failed"
    _note_step(session, order, message, at)


def _lie_at_the_relay(session: Session, order: ShopOrder, parcel: Parcel, at: datetime) -> None:
    if parcel.handed_over_at is not None:
        return
    if OrderState(order.state) in OPEN:
        orders.mark_sent(session, order, (), at)
    order.carriage = "deposited"


def _note_step(session: Session, order: ShopOrder, message: v1.ParcelStep, at: datetime) -> None:
    detail = {"stage": message.step, "reason": _code_of(message.reason)}
    orders.note(session, order, Actor.SHOP, "carried", at, detail=detail)
    session.flush()
    orders.changed(session, order)


def _code_of(reason: str) -> str:
    """Return a reason that is a code; free words may name somebody, and events are never changed."""
    return reason if _CODE.fullmatch(reason) else ""


def parcel_entity(session: Session, shop_id: str, parcel_id: str) -> v1.ParcelEntity | None:
    """Return a parcel as the relay's counter sees it, or None when it is not for this relay."""
    parcel = session.get(Parcel, parcel_id)
    if parcel is None or parcel.relay_shop_id != shop_id:
        return None
    order = session.get_one(ShopOrder, parcel.id)
    group = session.get_one(OrderGroup, order.group_id)
    return v1.ParcelEntity(
        parcel=parcel.id,
        number=order.number,
        ver=parcel.ver,
        from_shop=session.get_one(Shop, order.shop_id).sign,
        state=parcel.state,
        customer_name=group.customer_name,
        phone_last2=group.phone[-2:],
        commitment=order.commitment,
        bags=order.bags,
        fee_cents=parcel.fee_cents,
        expected_at=milliseconds(order.promised_to),
        shelf=parcel.shelf,
        received_at=milliseconds(parcel.received_at) if parcel.received_at else 0,
        handed_over_at=milliseconds(parcel.handed_over_at) if parcel.handed_over_at else 0,
        handed_over_by=parcel.handed_over_by,
        proxy_name=order.proxy_name,
        anomaly=parcel.anomaly,
        ended=parcel.handed_over_at is None and OrderState(order.state) not in OPEN,
    )
