"""Goods of an order that left in parts: what they hold, what ends them, and who said so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderEvent, OrderLine, Parcel, ShopOrder
from marketplace.services import feed, stock
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN, OrderState

DONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})
CHANGED_WHILE_AWAY = "changed_while_away"
"""The anomaly of an order whose bag had left when a counter's word about it came."""
PACKED_TWICE = "packed_twice"
"""The anomaly of an order that two counters each packed: one of the bags nobody comes for."""
RETURNED_TWICE = "returned_twice"
"""The anomaly of an order of which two counters took the same goods back."""
_ODD_WORDS = (CHANGED_WHILE_AWAY, PACKED_TWICE)
_MISSING = v1.LineState.MISSING.value


def is_goods(line: OrderLine) -> bool:
    """Tell whether a line is something the shop packs; what the delivery costs is not."""
    return bool(line.variant)


def is_open(line: OrderLine) -> bool:
    """Tell whether a line is still to be found and put into the bag, itself or what stands in."""
    lacks = line.substitute.get("lacks", 0) if line.substitute else 0
    return line.state == v1.LineState.OPEN or bool(lacks)


def still_waits(line: OrderLine) -> bool:
    """Tell whether a line is something the customer gets and has not got yet."""
    is_wanted = is_goods(line) and line.state != v1.LineState.MISSING
    return is_wanted and line.handed_at is None


def is_kept(line: OrderLine) -> bool:
    """Tell whether a line is goods that its customer has or gets: not missing, not brought back."""
    is_wanted = is_goods(line) and line.state != v1.LineState.MISSING
    return is_wanted and line.returned_at is None


def delivered_of(line: OrderLine) -> int:
    """Return how much of a line its customer got, of what stood in where something did."""
    return int(line.substitute["quantity"]) if line.substitute else line.picked or line.quantity


def back_of(line: OrderLine) -> int:
    """Return how much of a line came back."""
    return delivered_of(line) if line.returned_at else line.returned


def due_of(lines: Sequence[OrderLine]) -> int:
    """Return what is due for the lines; nobody pays for bringing nothing."""
    is_empty = all(line.state == v1.LineState.MISSING for line in lines if is_goods(line))
    for line in lines:
        if not is_goods(line):
            line.gross_cents = 0 if is_empty else line.ordered_cents
    return sum(line.gross_cents for line in lines)


def give_up_the_rest(session: Session, order: ShopOrder) -> datetime | None:
    """Take the lines nobody came for out of an order that was collected in part.

    Return when the last of the others left: then the order is done. None where none has left.
    """
    lines = _lines(session, order)
    gone = [line.handed_at for line in lines if line.handed_at]
    if not gone:
        return None
    for line in lines:
        if is_goods(line) and not line.handed_at:
            let_go(session, order.shop_id, line)
            line.state, line.picked, line.gross_cents = _MISSING, 0, 0
            line.substitute = None
    order.total_cents = sum(line.gross_cents for line in lines)
    return max(gone)


def let_go(session: Session, shop_id: str, line: OrderLine) -> None:
    """Release what a line holds of the stock."""
    stock.release(session, shop_id, line.variant, line.reserved)
    line.reserved = 0
    if line.substitute and line.substitute_reserved:
        stock.release(session, shop_id, line.substitute["variant"], line.substitute_reserved)
    line.substitute_reserved = 0


def tell_relay(session: Session, order: ShopOrder) -> None:
    """Tell the relay shop what has become of an order it keeps or expects.

    What it has not received and never will is taken from its list.
    """
    parcel = session.get(Parcel, order.id)
    if parcel is None:
        return
    parcel.ver += 1
    session.flush()
    is_off = parcel.state == "expected" and OrderState(order.state) not in OPEN
    feed.touch(session, parcel.relay_shop_id, "parcel", parcel.id, deleted=is_off)


def relayed_at(session: Session, order: ShopOrder) -> datetime | None:
    """Return since when a relay shop has an order for its customer; None: none has it."""
    parcel = session.get(Parcel, order.id) if order.carriage == "deposited" else None
    return None if parcel is None else parcel.received_at


def hand_overs_of(session: Session, order: ShopOrder) -> tuple[v1.HandOver, ...]:
    """Return every hand-over that was told of an order, oldest first; only of one that is odd.

    Where goods came back twice, every return instead.
    """
    if not order.anomaly:
        return ()
    kind = "returned" if order.anomaly == RETURNED_TWICE else "handed_over"
    events = session.scalars(
        select(OrderEvent)
        .where(OrderEvent.order_id == order.id, OrderEvent.kind == kind)
        .order_by(OrderEvent.at, OrderEvent.id)
    )
    return tuple(
        v1.HandOver(
            at=each.detail.get("told_at") or milliseconds(each.at),
            by=each.detail.get("by", ""),
            till=each.detail.get("till", ""),
            sale=each.detail.get("sale", ""),
            lines=tuple(each.detail.get("lines", ())),
            quantity=each.detail.get("quantity", 0),
        )
        for each in events
        if each.shop_id == order.shop_id
    )


def late_words_of(session: Session, order: ShopOrder) -> tuple[v1.LateWord, ...]:
    """Return what counters said of an order when it had left, oldest first; of one that is odd.

    And where its bags stand, where two counters packed it.
    """
    if not order.anomaly:
        return ()
    events = session.scalars(
        select(OrderEvent)
        .where(OrderEvent.order_id == order.id, OrderEvent.kind.in_(_ODD_WORDS))
        .order_by(OrderEvent.at, OrderEvent.id)
    )
    return tuple(
        v1.LateWord(
            at=milliseconds(each.at),
            said=each.detail["said"],
            line=each.detail.get("line", ""),
            quantity=each.detail.get("quantity", 0),
            label=each.detail.get("label", ""),
        )
        for each in events
    )


def _lines(session: Session, order: ShopOrder) -> list[OrderLine]:
    return list(
        session.scalars(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
        )
    )
