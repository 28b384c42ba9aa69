"""Which service carries out which operation of a till."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from marketplace.services import (
    carriage,
    catalogue,
    counter_words,
    hand_overs,
    order_lines,
    orders,
    questions,
    receipts,
    sales,
    shop_hours,
    steward,
    stock,
    web_till_regaining,
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
M = TypeVar("M", bound=v1.Message)


def _by_shop(verb: Callable[[Session, str, M, datetime], None]) -> Handler:
    """Return the handler of a verb that is told whose shop it is, and always takes effect."""

    def handle(session: Session, op: Arrived) -> Done:
        verb(session, op.caller.shop_id, cast("M", op.message), op.at)
        return _OK

    return handle


def _by_device(verb: Callable[[Session, str, str, M, datetime], None]) -> Handler:
    """Return the handler of a verb that asks which counter said it as well."""

    def handle(session: Session, op: Arrived) -> Done:
        verb(session, op.caller.shop_id, op.caller.device_id, cast("M", op.message), op.at)
        return _OK

    return handle


def _set_price(session: Session, op: Arrived) -> Done:
    message = cast("v1.PriceSet", op.message)
    is_over = catalogue.set_price(session, op.caller.shop_id, message, op.at)
    return Done("applied_over", code="price") if is_over else _OK


def _move(session: Session, shop_id: str, message: v1.StockMove, at: datetime) -> None:
    moved = message.variant, message.delta, message.why, message.ref
    stock.move(session, shop_id, *moved, at)


def _move_each(session: Session, shop_id: str, message: v1.StockMoves, at: datetime) -> None:
    for variant, delta in message.moves:
        stock.move(session, shop_id, variant, delta, message.why, message.ref, at)


def _take_step(session: Session, op: Arrived) -> Done:
    message = cast("v1.OrderStep", op.message)
    step = orders.take_step(session, op.caller.shop_id, op.kind, message, op.at)
    return _OK if step.result == "ok" else Done("superseded", code="order", state=step.state)


def _set_hours(session: Session, shop_id: str, message: v1.ShopHours, _at: datetime) -> None:
    shop_hours.set_hours(session, shop_id, message)


def _set_ladder(session: Session, shop_id: str, message: v1.ShopLadder, _at: datetime) -> None:
    counter_words.set_ladder(session, shop_id, message)


HANDLERS: dict[str, Handler] = {
    "product.set": _by_shop(catalogue.set_product),
    "product.off": _by_shop(counter_words.take_off),
    "price.set": _set_price,
    "stock.move": _by_shop(_move),
    "stock.moves": _by_shop(_move_each),
    "stock.count": _by_shop(stock.count),
    "sale.closed": _by_device(sales.close_sale),
    "till.closed": _by_device(sales.close_till),
    "receipt.shared": _by_shop(receipts.share),
    "order.seen": _by_shop(orders.mark_seen),
    "order.accept": _take_step,
    "order.refuse": _take_step,
    "order.prepare": _take_step,
    "order.ready": _take_step,
    "order.cancel": _take_step,
    "order.expire": _take_step,
    "order.line": _by_shop(order_lines.set_line),
    "order.hold": _by_shop(counter_words.hold),
    "order.delay": _by_shop(counter_words.delay),
    "order.ask": _by_shop(questions.ask),
    "order.remind": _by_shop(counter_words.remind),
    "order.carried": _by_shop(carriage.carry),
    "order.handed_over": _by_shop(hand_overs.hand_over),
    "order.returned": _by_shop(hand_overs.take_back),
    "order.part_returned": _by_shop(hand_overs.take_part_back),
    "order.resolved": _by_shop(hand_overs.resolve),
    "parcel.step": _by_shop(carriage.take_parcel_step),
    "shop.pace": _by_shop(counter_words.set_pace),
    "shop.ladder": _by_shop(_set_ladder),
    "draft.shared": _by_shop(steward.share),
    "shop.hours": _by_shop(_set_hours),
    "shop.keeps": _by_shop(counter_words.set_keeping),
    "web.kept": _by_device(web_till_regaining.take_back),
}
"""One for every kind of `v1.OPS`."""
