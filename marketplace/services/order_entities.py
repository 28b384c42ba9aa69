"""An order in the words of the wire: what the shop's counter sees of it."""

from typing import Literal, cast

import msgspec
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderGroup, OrderLine
from marketplace.services import leaving, orders, questions
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN, OrderState

Mode = Literal["collect", "express", "parcel", "merchant", "locker", "relay"]
Payment = Literal["on_collection", "online"]
IfMissing = Literal["ask", "substitute", "refund"]


def order_entity(session: Session, shop_id: str, order_id: str) -> v1.OrderEntity | None:
    """Return an order as the shop's counter sees it, or None when it is not theirs.

    A line's `gross_cents` is what is due for it as it stands: nothing when it is missing, the
    substitute's when there is one.
    """
    order = orders.find(session, shop_id, order_id)
    if order is None:
        return None
    group = session.get_one(OrderGroup, order.group_id)
    to_call = group.phone if OrderState(order.state) in OPEN else ""
    relayed_at = leaving.relayed_at(session, order)
    # What its customer has is on no round and in no locker any more.
    is_done = OrderState(order.state) in leaving.DONE
    return v1.OrderEntity(
        order=order.id,
        number=order.number,
        state=order.state,
        ver=order.ver,
        mode=cast("Mode", order.mode),
        placed_at=milliseconds(order.placed_at),
        promised_from=milliseconds(order.promised_from),
        promised_to=milliseconds(order.promised_to),
        customer_name=group.customer_name,
        payment=cast("Payment", order.payment),
        # What went back is not paid any more: the counter reckons what is left to pay with it.
        paid_cents=order.paid_cents - order.refunded_cents,
        total_cents=order.total_cents,
        commitment=order.commitment,
        lines=tuple(_line_entity(line, to_call) for line in orders.lines_of(session, order)),
        phone_last2=group.phone[-2:],
        has_no_mail=not group.email and OrderState(order.state) in OPEN,
        note=order.note,
        reason=order.reason,
        bags=order.bags,
        shelf=order.shelf,
        handed_over_at=milliseconds(order.handed_over_at) if order.handed_over_at else 0,
        handed_over_by=order.handed_over_by,
        anomaly=order.anomaly,
        seen_at=milliseconds(order.seen_at) if order.seen_at else 0,
        if_missing=cast("IfMissing", order.if_missing),
        proxy_name=order.proxy_name,
        destination=(
            msgspec.convert(order.destination, v1.Destination) if order.destination else None
        ),
        held_by=order.held_by,
        held_at=milliseconds(order.held_at) if order.held_at else 0,
        carriage="" if is_done else order.carriage,
        carried_till="" if is_done else order.carried_till,
        box=order.box,
        bag_list=tuple(msgspec.convert(bag, v1.Bag) for bag in order.bag_list),
        reminded_at=milliseconds(order.reminded_at) if order.reminded_at else 0,
        hand_overs=leaving.hand_overs_of(session, order),
        late_words=leaving.late_words_of(session, order),
        relayed_at=milliseconds(relayed_at) if relayed_at else 0,
    )


def _line_entity(line: OrderLine, to_call: str) -> v1.OrderLine:
    return v1.OrderLine(
        line=line.id,
        variant=line.variant,
        label=line.label,
        quantity=line.quantity,
        unit=line.unit,
        unit_price_cents=line.unit_price_cents,
        gross_cents=line.gross_cents,
        vat_bp=line.vat_bp,
        state=v1.LineState(line.state),
        picked=line.picked,
        substitute=(msgspec.convert(line.substitute, v1.Substitute) if line.substitute else None),
        ordered_cents=line.ordered_cents,
        handed_at=milliseconds(line.handed_at) if line.handed_at else 0,
        asked=_asked(line, to_call),
        returned_at=milliseconds(line.returned_at) if line.returned_at else 0,
        returned=leaving.back_of(line),
    )


def _asked(line: OrderLine, to_call: str) -> v1.Asked | None:
    """Return what was asked about a line; whoever wants to be called is told with a number."""
    asked = questions.asked_of(line)
    if asked is None or asked.answer != questions.PHONE:
        return asked
    return msgspec.structs.replace(asked, phone=to_call)
