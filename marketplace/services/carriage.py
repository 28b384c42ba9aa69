"""Orders on their way: the shop's round, a locker, a relay shop's shelf."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderEvent, OrderGroup, Parcel, ShopOrder
from marketplace.models.town import Shop
from marketplace.services import customer_letters, hand_overs, ledger, orders
from sync.contract import v1
from sync.kernel.clock import milliseconds, told_instant
from sync.kernel.order_states import OPEN, Actor, OrderState
from sync.kernel.pickup_code import PickupCode

_REMINDS_AFTER = 2
"""Days until the customer of a parcel is reminded, where its shop has told none of its own."""
_CODE = re.compile(r"[a-z_]{1,40}", re.ASCII)
_OPENS = re.compile(r"[0-9A-Za-z-]{1,12}", re.ASCII)
"""What people can type at a locker."""
_AT_A_RELAY = frozenset({"received", "refused", "sent_back", "handed_over"})
_RETURNS = frozenset({"failed", "back", "refused", "sent_back"})


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
    if order is None:
        return
    standing = _standing(session, order)
    if message.stage in ("out", "deposited") and _leaves_twice(session, order, standing, message):
        orders.mark_changed_while_away(session, order, {"said": "sent"}, at)
    if OrderState(order.state) in OPEN and not _is_overtaken(standing, message):
        _move(session, order, message, at)
    orders.note(
        session,
        order,
        Actor.SHOP,
        "carried",
        at,
        detail={
            "stage": message.stage,
            "reason": _code_of(message.reason),
            "told_at": message.at,
            "till": message.till[: orders.LONGEST_CODE],
            "taken_from": message.taken_from[: orders.LONGEST_CODE],
        },
    )
    orders.changed(session, order)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What was told last of where an order is."""

    #: out or deposited; empty when it has not left, or came back.
    stage: str = ""
    #: The counter that sent it; empty where it did not say.
    till: str = ""
    #: When its relay last had a word on it, by the relay's clock.
    relay_at: int = 0

    def is_of(self, till: str, taken_from: str) -> bool:
        """Tell whether a counter speaks of what stands: its own sending, or one it knows of."""
        return till in ("", self.till) or (bool(self.till) and taken_from == self.till)


def _standing(session: Session, order: ShopOrder) -> _Standing:
    told = _Standing()
    events = session.scalars(
        select(OrderEvent)
        .where(OrderEvent.order_id == order.id, OrderEvent.kind == "carried")
        .order_by(OrderEvent.at, OrderEvent.id)
    )
    for each in events:
        stage, till = each.detail["stage"], each.detail.get("till", "")
        told_at = each.detail.get("told_at", 0)
        if stage in _AT_A_RELAY:
            told = replace(told, relay_at=told_at)
        if stage in ("out", "deposited") and told_at >= told.relay_at:
            told = replace(told, stage=stage, till=till or told.till)
        elif stage in _RETURNS and told.is_of(till, each.detail.get("taken_from", "")):
            told = replace(told, stage="", till="")
    return told


def _leaves_twice(
    session: Session, order: ShopOrder, standing: _Standing, message: v1.OrderCarried
) -> bool:
    """Tell whether an order leaves that is away already, or was given or ended meanwhile."""
    is_its_own = standing.is_of(message.till, message.taken_from)
    if standing.stage:
        return not (message.stage == "deposited" and standing.stage == "out" and is_its_own)
    # Given by a relay or out of a locker, it may have left before this counter could say so.
    may_be_told_late = (*OPEN, OrderState.DELIVERED, OrderState.RETURNED)
    return OrderState(order.state) not in may_be_told_late or _left_over_the_counter(session, order)


def _left_over_the_counter(session: Session, order: ShopOrder) -> bool:
    """Tell whether an order was given in its shop, also where it has come back since."""
    left = select(OrderEvent.id).where(
        OrderEvent.order_id == order.id, OrderEvent.after == OrderState.HANDED_OVER.value
    )
    return order.state == OrderState.RETURNED and session.scalar(left.limit(1)) is not None


def _is_overtaken(standing: _Standing, message: v1.OrderCarried) -> bool:
    """Tell whether a word is behind: the relay's came after it, or another counter has the bag."""
    if message.stage in _RETURNS:
        return bool(standing.stage) and not standing.is_of(message.till, message.taken_from)
    return message.at < standing.relay_at


def _move(session: Session, order: ShopOrder, message: v1.OrderCarried, at: datetime) -> None:
    """Have an order be where its counter says that it is."""
    if message.stage in ("out", "deposited"):
        orders.mark_sent(session, order, message.given, at)
        _expect_again(session, order)
    # Put in again after it was fetched back, it lies elsewhere, or another code opens it; at a
    # relay one of the two shops says first that it is there.
    is_told = order.mode == "relay" and order.carriage == "deposited"
    if message.stage == "deposited" and order.mode in ("locker", "relay") and not is_told:
        _write_where_it_lies(session, order, message.at, at)
    order.carriage = "" if message.stage == "back" else message.stage
    order.carried_till = message.till[:20] if message.stage == "out" else ""
    if message.stage == "back" and orders.is_empty(session, order):
        # What left was found missing by another counter: here again, it is to be looked at.
        orders.settle_empty(session, order, at)
    order.box = message.box[:20]
    if message.stage == "back" and message.shelf:
        order.shelf = message.shelf[:20]
        order.bag_list = [bag | {"shelf": order.shelf} for bag in order.bag_list]
    opens = message.stage == "deposited" and _OPENS.fullmatch(message.opening_code)
    order.opening_code = message.opening_code if opens else ""


def _write_where_it_lies(session: Session, order: ShopOrder, told_ms: int, at: datetime) -> None:
    about = customer_letters.About.DEPOSITED
    customer_letters.schedule(session, order, about, at, str(told_ms))


def _expect_again(session: Session, order: ShopOrder) -> None:
    """Have a relay expect a parcel it has turned away or sent back: it comes, or lies there, anew."""
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
            # The relay's own people mean nothing to the shop that sent it.
            by=session.get_one(Shop, relay_id).sign[: orders.LONGEST_CODE],
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
    if order.carriage and OrderState(order.state) in OPEN:
        # Where its shop has not said that it left, it is cut off, and its words are on the way.
        orders.mark_sent(session, order, (), at)
    if order.carriage != "deposited":
        _write_where_it_lies(session, order, milliseconds(at), at)
    order.carriage = "deposited"
    days = session.get_one(Shop, order.shop_id).reminds_days
    again_at = (parcel.received_at or at) + timedelta(days=_REMINDS_AFTER if days is None else days)
    if days != 0:
        # No counter reminds of what another shop has: it is not in the sender's.
        _write_where_it_lies(session, order, milliseconds(again_at), again_at)


def _note_step(session: Session, order: ShopOrder, message: v1.ParcelStep, at: datetime) -> None:
    detail = {
        "stage": message.step,
        "reason": _code_of(message.reason),
        "told_at": message.at,
    }
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
    since = parcel.received_at if parcel.state == "received" else None
    until = None if since is None else orders.kept_until(session, order, since)
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
        keep_until=milliseconds(until) if until else 0,
    )
