"""Goods of an order that left or came back: facts, recorded whatever was expected.

They have happened at a counter or a door; what does not fit is marked for a human.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.orders import OrderEvent, OrderLine, ShopOrder
from marketplace.models.sales import SaleLine
from marketplace.services import leaving, ledger, orders, refunds, stock
from sync.contract import v1
from sync.kernel.clock import told_instant
from sync.kernel.order_states import OPEN, Actor, OrderState
from sync.kernel.pickup_code import PickupCode
from sync.kernel.rounding import worth_of_part


def hand_over(
    session: Session,
    shop_id: str,
    message: v1.OrderHandedOver,
    at: datetime,
    done: OrderState = OrderState.HANDED_OVER,
) -> None:
    """Record that goods have left the shop. With nothing left of it an open order is done, always.

    What a human must look at is kept on the order: a second hand-over, one after the order had
    ended, one before it was ready, a secret that is not the customer's, one over the counter of
    what is on its way or with somebody else, one of other goods or at another price than the order
    has here: another counter's word on its lines came first.
    """
    order = orders.find(session, shop_id, message.order)
    if order is None:
        orders.note_unknown(session, shop_id, message.order, "handed_over", at)
        return
    before = OrderState(order.state)
    lines = orders.lines_of(session, order)
    given = [line for line in lines if _is_given(line, message)]
    anomaly = _anomaly_of(order, before, message, given)
    is_elsewhere = done is OrderState.HANDED_OVER and order.carriage in ("out", "deposited")
    if not anomaly and (is_elsewhere or _is_otherwise(session, lines, message)):
        anomaly = "handed_over_otherwise"
    told = told_instant(message.at, at)
    # The customer's fourteen days begin here: a clock that is wrong must not shorten them.
    left_at = told if order.placed_at <= told <= at else at
    if before in OPEN:
        fresh = [line for line in given if line.handed_at is None]
        if message.lines or any(line.handed_at for line in lines):
            # What carrying it costs leaves, and is paid, with the part that named it.
            carried = [line for line in lines if not leaving.is_goods(line)]
            for line in (*fresh, *carried):
                if line in fresh or line.id in message.lines:
                    line.handed_at = line.handed_at or left_at
        if order.paid_cents >= order.total_cents:
            _take_goods(session, order, fresh, at)
        if not message.lines or not any(leaving.still_waits(line) for line in lines):
            order.state = done.value
            order.handed_over_at = left_at
            order.handed_over_by = message.by[: orders.LONGEST_CODE]
            order.closed_at = at
            orders.close_books(session, order, message.sale, at)
    order.anomaly = anomaly or order.anomaly
    detail = {
        "told_at": message.at,
        "by": message.by[: orders.LONGEST_CODE],
        "till": message.till[: orders.LONGEST_CODE],
        "sale": message.sale[: orders.LONGEST_CODE],
        "reason": message.reason[: orders.LONGEST_REASON],
        "lines": [line.id for line in lines if leaving.is_goods(line) and line.id in message.lines],
        "proxy": message.proxy,
        "checks": list(message.checks),
        "anomaly": anomaly,
    }
    orders.note(session, order, Actor.SHOP, "handed_over", at, before=before.value, detail=detail)
    orders.changed(session, order)


def _is_given(line: OrderLine, message: v1.OrderHandedOver) -> bool:
    if not leaving.is_goods(line) or line.state == v1.LineState.MISSING:
        return False
    return line.id in message.lines if message.lines else True


def _anomaly_of(
    order: ShopOrder, before: OrderState, message: v1.OrderHandedOver, given: Sequence[OrderLine]
) -> str:
    if before in leaving.DONE and message.lines and not given:
        # All that it names another counter had found missing, or left out: nothing left twice.
        return "handed_over_otherwise"
    if before in leaving.DONE or any(line.handed_at for line in given):
        return "handed_over_twice"
    if before not in OPEN:
        return f"handed_over_though_{before.value}"
    if message.secret and not PickupCode(order.number, message.secret).opens(order.commitment):
        return "wrong_secret"
    if before is not OrderState.READY:
        return f"handed_over_while_{before.value}"
    return ""


def _is_otherwise(
    session: Session, lines: Sequence[OrderLine], message: v1.OrderHandedOver
) -> bool:
    """Tell whether what left is not what the lines say: counters in the dark had two truths."""
    rows = session.execute(
        select(SaleLine.order_line_id, SaleLine.gross_cents).where(SaleLine.sale_id == message.sale)
    )
    paid: dict[str, int] = {}
    for line_id, cents in rows:
        paid[line_id] = paid.get(line_id, 0) + cents
    gone = {*message.lines, *message.given, *paid}
    if message.given and not message.lines and not all(_is_told(line, gone) for line in lines):
        # "All of it", by a counter that knew less of it: another had found the rest.
        return True
    return any(
        line.state == v1.LineState.MISSING
        or (line.id in paid and paid[line.id] != line.gross_cents)
        for line in lines
        if leaving.is_goods(line) and line.id in gone
    )


def _is_told(line: OrderLine, gone: set[str]) -> bool:
    is_owed = leaving.is_goods(line) and line.state != v1.LineState.MISSING
    return not is_owed or line.handed_at is not None or line.id in gone


def _take_goods(
    session: Session, order: ShopOrder, lines: Sequence[OrderLine], at: datetime
) -> None:
    """Take goods out of the stock: an order with nothing left to pay brings no sale of a till."""
    for line in lines:
        if line.substitute:
            taken = (line.substitute["variant"], line.substitute["quantity"])
        else:
            taken = (line.variant, line.reserved)
        leaving.let_go(session, order.shop_id, line)
        if taken[1]:
            stock.move(session, order.shop_id, taken[0], -taken[1], "sale", order.id, at)


def resolve(session: Session, shop_id: str, message: v1.OrderResolved, at: datetime) -> None:
    """Keep what a person made of something odd; what else was or has become odd is asked next."""
    order = orders.find(session, shop_id, message.order)
    if order is None:
        orders.note_unknown(session, shop_id, message.order, "resolved", at)
        return
    if order.anomaly == message.anomaly:
        order.anomaly = _asked_next(session, order, message.anomaly)
    detail = {
        "by": message.by[: orders.LONGEST_CODE],
        "anomaly": message.anomaly[: orders.LONGEST_CODE],
        "word": message.word,
    }
    orders.note(session, order, Actor.SHOP, "resolved", at, detail=detail)
    orders.changed(session, order)


def _asked_next(session: Session, order: ShopOrder, settled: str) -> str:
    """Return what else is odd about an order and nobody has settled yet, the oldest first."""
    events = session.scalars(
        select(OrderEvent)
        .where(OrderEvent.order_id == order.id)
        .order_by(OrderEvent.at, OrderEvent.id)
    )
    odd: dict[str, None] = {}
    for each in events:
        what = each.detail.get("anomaly", "")
        if each.kind == "resolved":
            odd.pop(what, None)
        elif what:
            odd.setdefault(what)
    odd.pop(settled, None)
    return next(iter(odd), "")


def take_back(session: Session, shop_id: str, message: v1.OrderReturned, at: datetime) -> None:
    """Record that goods of an order came back; their commission is given back with them.

    Two counters in the dark may both have given money for them: what each gave stays given, and
    somebody is asked.
    """
    order = orders.find(session, shop_id, message.order)
    if order is None:
        orders.note_unknown(session, shop_id, message.order, "returned", at)
        return
    told = [line for line in orders.lines_of(session, order) if line.id in message.lines]
    left = [(line, leaving.delivered_of(line) - leaving.back_of(line)) for line in told]
    # A line comes back once, and so does its money.
    is_twice = any(leaving.back_of(line) for line in told)
    _come_back(session, order, message, left, at, is_twice=is_twice)


def take_part_back(
    session: Session, shop_id: str, message: v1.OrderPartReturned, at: datetime
) -> None:
    """Record that some of a line came back; its share of money and commission goes with it.

    What another counter took back that this one had not heard of is no reason to keep the
    customer's money, as long as there is something of the line left; somebody is asked.
    """
    order = orders.find(session, shop_id, message.order)
    if order is None:
        orders.note_unknown(session, shop_id, message.order, "returned", at)
        return
    told = [line for line in orders.lines_of(session, order) if line.id == message.line]
    left = [(line, leaving.delivered_of(line) - leaving.back_of(line)) for line in told]
    back = [(line, max(0, min(message.quantity, rest))) for line, rest in left]
    is_twice = any(
        message.before != leaving.back_of(line) or message.quantity > rest for line, rest in left
    )
    _come_back(session, order, message, back, at, is_twice=is_twice)


def _come_back(
    session: Session,
    order: ShopOrder,
    message: v1.OrderReturned | v1.OrderPartReturned,
    back: Sequence[tuple[OrderLine, int]],
    at: datetime,
    *,
    is_twice: bool,
) -> None:
    before = order.state
    worth = []
    for line, quantity in back:
        had, whole = leaving.back_of(line), leaving.delivered_of(line)
        if quantity:
            worth.append((line, worth_of_part(line.gross_cents, whole, had, quantity)))
            line.returned = had + quantity
            line.returned_at = at if line.returned == whole else None
    session.flush()
    ledger.give_back_commission(session, order, f"{order.id}:{message.sale}", at)
    brought = orders.end_if_all_back(session, order, at)
    refunds.send_back_lines(session, order, brought if message.sale else [*worth, *brought], at)
    has_left = bool(back) and all(line.handed_at for line, _quantity in back)
    anomaly = ""
    if is_twice:
        anomaly = leaving.RETURNED_TWICE
    elif OrderState(before) not in leaving.DONE and not has_left:
        anomaly = f"returned_while_{before}"
    order.anomaly = anomaly or order.anomaly
    detail: dict[str, object] = {
        "told_at": message.at,
        "by": message.by[: orders.LONGEST_CODE],
        "till": message.till[: orders.LONGEST_CODE],
        "sale": message.sale,
        "anomaly": anomaly,
    }
    if isinstance(message, v1.OrderReturned):
        detail["lines"] = list(message.lines)
    else:
        detail |= {"lines": [message.line], "quantity": message.quantity}
    orders.note(session, order, Actor.SHOP, "returned", at, before=before, detail=detail)
    orders.changed(session, order)


def release_line(session: Session, shop_id: str, line_id: str) -> None:
    """Let a line's stock go: the till's sale has moved it."""
    line = session.get(OrderLine, line_id)
    if line is not None and orders.find(session, shop_id, line.order_id) is not None:
        leaving.let_go(session, shop_id, line)


def release_order(session: Session, shop_id: str, order_id: str) -> None:
    """Let all stock of an order that has ended go: what its sale left out stays in the shop.

    One that is still open may be leaving in parts; its other lines keep what they hold.
    """
    order = orders.find(session, shop_id, order_id)
    if order is not None and OrderState(order.state) not in OPEN:
        for line in orders.lines_of(session, order):
            leaving.let_go(session, shop_id, line)
