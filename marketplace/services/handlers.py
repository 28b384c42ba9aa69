"""Which service carries out which operation of a till."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from marketplace.services import (
    carriage,
    catalogue,
    counter_words,
    orders,
    questions,
    receipts,
    sales,
)
from marketplace.services.devices import Caller
from sync.contract import v1


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an operation: `ok`, `applied_over` or `superseded`."""

    result: str = "ok"
    code: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An operation on its way into the shop's tables."""

    caller: Caller
    kind: str
    message: v1.Message
    at: datetime
    """When it arrived, by the marketplace's clock."""


Handler = Callable[[Session, Arrived], Done]
_OK = Done()


def _set_product(session: Session, op: Arrived) -> Done:
    message = cast("v1.ProductSet", op.message)
    catalogue.set_product(session, op.caller.shop_id, message, op.at)
    return _OK


def _set_price(session: Session, op: Arrived) -> Done:
    message = cast("v1.PriceSet", op.message)
    is_over = catalogue.set_price(session, op.caller.shop_id, message, op.at)
    return Done("applied_over", code="price") if is_over else _OK


def _move_stock(session: Session, op: Arrived) -> Done:
    message = cast("v1.StockMove", op.message)
    catalogue.move_stock(
        session,
        op.caller.shop_id,
        message.variant,
        message.delta,
        message.why,
        message.ref,
        op.at,
    )
    return _OK


def _move_stocks(session: Session, op: Arrived) -> Done:
    message = cast("v1.StockMoves", op.message)
    for variant, delta in message.moves:
        catalogue.move_stock(
            session, op.caller.shop_id, variant, delta, message.why, message.ref, op.at
        )
    return _OK


def _count_stock(session: Session, op: Arrived) -> Done:
    catalogue.count_stock(session, op.caller.shop_id, cast("v1.StockCount", op.message), op.at)
    return _OK


def _close_sale(session: Session, op: Arrived) -> Done:
    message = cast("v1.SaleClosed", op.message)
    sales.close_sale(session, op.caller.shop_id, op.caller.device_id, message, op.at)
    return _OK


def _close_till(session: Session, op: Arrived) -> Done:
    message = cast("v1.TillClosed", op.message)
    sales.close_till(session, op.caller.shop_id, op.caller.device_id, message, op.at)
    return _OK


def _mark_seen(session: Session, op: Arrived) -> Done:
    orders.mark_seen(session, op.caller.shop_id, cast("v1.OrderSeen", op.message), op.at)
    return _OK


def _take_step(session: Session, op: Arrived) -> Done:
    message = cast("v1.OrderStep", op.message)
    step = orders.take_step(session, op.caller.shop_id, op.kind, message, op.at)
    return _OK if step.result == "ok" else Done("superseded", code="order", state=step.state)


def _set_line(session: Session, op: Arrived) -> Done:
    orders.set_line(session, op.caller.shop_id, cast("v1.OrderLineSet", op.message), op.at)
    return _OK


def _hand_over(session: Session, op: Arrived) -> Done:
    message = cast("v1.OrderHandedOver", op.message)
    orders.hand_over(session, op.caller.shop_id, message, op.at)
    return _OK


def _take_back(session: Session, op: Arrived) -> Done:
    orders.take_back(session, op.caller.shop_id, cast("v1.OrderReturned", op.message), op.at)
    return _OK


def _resolve(session: Session, op: Arrived) -> Done:
    orders.resolve(session, op.caller.shop_id, cast("v1.OrderResolved", op.message), op.at)
    return _OK


def _share_receipt(session: Session, op: Arrived) -> Done:
    message = cast("v1.ReceiptShared", op.message)
    receipts.share(session, op.caller.shop_id, message, op.at)
    return _OK


def _hold(session: Session, op: Arrived) -> Done:
    counter_words.hold(session, op.caller.shop_id, cast("v1.OrderHold", op.message), op.at)
    return _OK


def _delay(session: Session, op: Arrived) -> Done:
    counter_words.delay(session, op.caller.shop_id, cast("v1.OrderDelay", op.message), op.at)
    return _OK


def _remind(session: Session, op: Arrived) -> Done:
    counter_words.remind(session, op.caller.shop_id, cast("v1.OrderRemind", op.message), op.at)
    return _OK


def _ask(session: Session, op: Arrived) -> Done:
    questions.ask(session, op.caller.shop_id, cast("v1.OrderAsk", op.message), op.at)
    return _OK


def _carry(session: Session, op: Arrived) -> Done:
    carriage.carry(session, op.caller.shop_id, cast("v1.OrderCarried", op.message), op.at)
    return _OK


def _take_parcel_step(session: Session, op: Arrived) -> Done:
    message = cast("v1.ParcelStep", op.message)
    carriage.take_parcel_step(session, op.caller.shop_id, message, op.at)
    return _OK


def _set_pace(session: Session, op: Arrived) -> Done:
    counter_words.set_pace(session, op.caller.shop_id, cast("v1.ShopPace", op.message), op.at)
    return _OK


def _set_ladder(session: Session, op: Arrived) -> Done:
    counter_words.set_ladder(session, op.caller.shop_id, cast("v1.ShopLadder", op.message))
    return _OK


def _take_off(session: Session, op: Arrived) -> Done:
    counter_words.take_off(session, op.caller.shop_id, cast("v1.ProductOff", op.message), op.at)
    return _OK


HANDLERS: dict[str, Handler] = {
    "product.set": _set_product,
    "price.set": _set_price,
    "stock.move": _move_stock,
    "stock.moves": _move_stocks,
    "stock.count": _count_stock,
    "sale.closed": _close_sale,
    "till.closed": _close_till,
    "order.seen": _mark_seen,
    "order.accept": _take_step,
    "order.refuse": _take_step,
    "order.prepare": _take_step,
    "order.ready": _take_step,
    "order.cancel": _take_step,
    "order.expire": _take_step,
    "order.hold": _hold,
    "order.delay": _delay,
    "order.ask": _ask,
    "order.remind": _remind,
    "order.carried": _carry,
    "parcel.step": _take_parcel_step,
    "shop.pace": _set_pace,
    "shop.ladder": _set_ladder,
    "product.off": _take_off,
    "order.line": _set_line,
    "order.handed_over": _hand_over,
    "order.returned": _take_back,
    "order.resolved": _resolve,
    "receipt.shared": _share_receipt,
}
"""One for every kind of `v1.OPS`."""
