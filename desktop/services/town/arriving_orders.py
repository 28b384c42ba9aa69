"""Orders as the marketplace tells them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.cells import one_line
from desktop.domain.order_news import ENDED, UNTOUCHED, Changed, News, news_of
from desktop.domain.preparation import LineState
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.models.sync import OutboxOp
from desktop.services.carriage.proofs import forget_receivers
from desktop.services.online import order_rules
from desktop.services.online.order_alarms import acknowledged_elsewhere, forget_alarms, raise_news
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import from_milliseconds
from sync.kernel.order_states import NOTHING_LEFT, OPEN, OrderState

_orders = table_of(Order)
_lines = table_of(OrderLine)
_ops = table_of(OutboxOp)

_stands = Prepared(select(_orders).where(_orders.c.id == bindparam("order")))
_its_lines = Prepared(select(_lines).where(_lines.c.order_id == bindparam("order")))
_unheard = Prepared(
    select(_ops.c.body).where(
        _ops.c.kind == "order.line",
        or_(
            _ops.c.result.is_(None),
            and_(_ops.c.result == "rejected", _ops.c.code == "order_closed"),
        ),
    )
)
_CAME_TO_NOTHING = frozenset({OrderState.REFUSED, OrderState.CANCELLED, OrderState.EXPIRED})
_DONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})
_PACKED_TWICE = "packed_twice"
"""What the marketplace finds odd where two counters packed one order."""
_forget_lines = Prepared(delete(_lines).where(_lines.c.order_id == bindparam("order")))
_keep_lines = PreparedInsert(_lines)


class _LineWord(msgspec.Struct):
    """Which line a word of this till's was about."""

    order: str
    line: str


@cache
def _keeping(*told: str) -> Prepared:
    """Return what writes these columns of an order, new or known."""
    # What stays the shop's: when it came here, the letter of its bag.
    names = (*told, "arrived_at", "seen_at", "walk_letter")
    row = upsert(_orders).values({name: bindparam(f"its_{name}") for name in names})
    fresh = {name: row.excluded[name] for name in told}
    # Whoever saw it here first stays; what another counter of the shop saw is seen as well.
    seen = {"seen_at": func.coalesce(_orders.c.seen_at, row.excluded.seen_at)}
    return Prepared(row.on_conflict_do_update(index_elements=["id"], set_=fresh | seen))


def write_order(work: UnitOfWork, told: v1.OrderEntity) -> None:
    """Write an order as the hub has it, and raise the alarm when that is news for the counter.

    When it came here stays the shop's, and so does what lies in its bag once it came to nothing.

    Raises:
        ValueError: the state is of a newer marketplace.
    """
    state = OrderState(told.state)
    one = {"order": told.order}
    before = _stands.first(work.connection, one)
    changed = set[Changed]() if before is None else _changes(work, before, told)
    values: dict[str, object] = {
        "id": told.order,
        "number": told.number,
        "state": state.value,
        "hub_ver": told.ver,
        "mode": told.mode,
        "placed_at": from_milliseconds(told.placed_at),
        "promised_from": from_milliseconds(told.promised_from),
        "promised_to": from_milliseconds(told.promised_to),
        "customer_name": told.customer_name,
        "phone_last2": told.phone_last2,
        "has_no_mail": told.has_no_mail,
        "note": told.note,
        "payment": told.payment,
        "paid_cents": told.paid_cents,
        "total_cents": told.total_cents,
        "commitment": told.commitment,
        "reason": told.reason,
        "bags": told.bags,
        "shelf": told.shelf,
        "anomaly": told.anomaly,
        "handed_over_at": _instant(told.handed_over_at),
        "handed_over_by": told.handed_over_by,
        "if_missing": told.if_missing,
        "proxy_name": told.proxy_name,
        "destination": None if told.destination is None else msgspec.to_builtins(told.destination),
        "held_by": told.held_by,
        "held_at": _instant(told.held_at),
        "carriage": told.carriage,
        "carried_till": one_line(told.carried_till, 20),
        "box": told.box,
        "bag_list": msgspec.to_builtins(told.bag_list),
        "reminded_at": _instant(told.reminded_at),
        "hand_overs": msgspec.to_builtins(told.hand_overs),
        "late_words": msgspec.to_builtins(told.late_words),
        "relayed_at": _instant(told.relayed_at),
    }
    seen_at = _instant(told.seen_at)
    if state is OrderState.READY:
        values["ready_at"] = _ready_at(work, before)
    row = values | {"arrived_at": work.at, "seen_at": seen_at, "walk_letter": ""}
    its = {f"its_{name}": value for name, value in row.items()}
    _keeping(*values).run(work.connection, its)
    bagged = _bagged_here(work, told) if state in _CAME_TO_NOTHING | _DONE else {}
    _forget_lines.run(work.connection, one)
    if told.lines:
        lines = [
            _line_row(told.order, place, line) | bagged.get(line.line, {})
            for place, line in enumerate(told.lines)
        ]
        _keep_lines.run_many(work.connection, lines)
    stood = None if before is None else OrderState(before.state)
    _tell(work, told.order, stood, state, changed, seen_at)


def _tell(
    work: UnitOfWork,
    order_id: str,
    before: OrderState | None,
    after: OrderState,
    changed: set[Changed],
    seen_at: datetime | None,
) -> None:
    """Silence what another counter has acknowledged, raise what is news, and go by the rules."""
    news = news_of(before, after, changed)
    if seen_at is not None:
        acknowledged_elsewhere(work, order_id, seen_at)
    if after not in UNTOUCHED | ENDED and before in UNTOUCHED:
        acknowledged_elsewhere(work, order_id, None)
    if news is not None and not (news is News.NEW and seen_at is not None):
        raise_news(work, order_id, news, changed, seen_at)
    if after is OrderState.PLACED:
        shop = work.shop
        # After the commit: a rule that fails must not keep the order from arriving.
        work.afterwards(lambda: order_rules.go_by_rules(shop))


def _changes(work: UnitOfWork, before: Any, told: v1.OrderEntity) -> set[Changed]:  # noqa: ANN401 a row of `_stands`
    """Return what somebody prepares by and is another now."""
    promise = (from_milliseconds(told.promised_from), from_milliseconds(told.promised_to))
    destination = None if told.destination is None else msgspec.to_builtins(told.destination)
    lines = {row.id: row for row in _its_lines.all(work.connection, {"order": told.order})}
    ordered = {line.line: (line.variant, line.quantity) for line in told.lines}
    stood = {row.id: (row.variant_id, row.quantity) for row in lines.values()}
    found = {
        Changed.PROMISE: (before.promised_from, before.promised_to) != promise,
        Changed.LINES: ordered != stood,
        Changed.NOTE: before.note != told.note,
        Changed.MODE: before.mode != told.mode or before.destination != destination,
        Changed.PROXY: before.proxy_name != told.proxy_name,
        Changed.ANSWER: any(
            line.asked is not None
            and line.asked.answer
            and line.asked.answer != ((lines[line.line].asked or {}).get("answer") or "")
            for line in told.lines
            if line.line in lines
        ),
        Changed.EMPTY: _is_emptied(before, told),
        Changed.REOPENED: _was_ready(before, told)
        and any(line.variant and _is_open(line) for line in told.lines),
        Changed.RELAY: told.mode == "relay"
        and told.carriage == "failed"
        and before.carriage != "failed",
        Changed.AWAY: len(told.late_words) > len(before.late_words)
        and told.anomaly != _PACKED_TWICE,
        # Told with bags, it stood ready at the marketplace too: else nobody had answered there.
        Changed.UNCOLLECTED: told.state == OrderState.EXPIRED
        and before.state == OrderState.READY.value
        and told.bags > 0,
        Changed.REST: _is_rest_given_up(before, told, lines),
        Changed.BAG: before.state == told.state == OrderState.READY
        and any(_is_repacked(lines[line.line], line) for line in told.lines if line.line in lines),
        Changed.PACKED_TWICE: told.anomaly != before.anomaly and told.anomaly == _PACKED_TWICE,
        Changed.KEPT: told.state in OPEN and before.state in _CAME_TO_NOTHING,
    }
    return {what for what, is_so in found.items() if is_so}


def _is_emptied(before: Any, told: v1.OrderEntity) -> bool:  # noqa: ANN401 a row of `_stands`
    """Tell whether a bag that stood ready holds nothing now, or the order ended because of it."""
    if told.state == OrderState.CANCELLED:
        return told.reason == NOTHING_LEFT
    goods = [line for line in told.lines if line.variant]
    is_empty = all(line.state is v1.LineState.MISSING for line in goods)
    return bool(goods) and is_empty and _was_ready(before, told)


def _is_rest_given_up(before: Any, told: v1.OrderEntity, lines: Mapping[str, Any]) -> bool:  # noqa: ANN401 a row of `_stands`
    """Tell whether nobody comes any more for what stood ready here of an order that left in part."""
    is_over = before.state == OrderState.READY.value and told.state in _DONE
    return (
        is_over
        and bool(told.reason)
        and told.reason != before.reason
        and any(_stays_here(lines[line.line], line) for line in told.lines if line.line in lines)
    )


def _stays_here(stood: Any, told: v1.OrderLine) -> bool:  # noqa: ANN401 a row of `_its_lines`
    is_in_a_bag = stood.handed_at is None and bool(stood.picked or stood.substitute)
    return is_in_a_bag and not told.handed_at and told.state is v1.LineState.MISSING


def _is_repacked(stood: Any, told: v1.OrderLine) -> bool:  # noqa: ANN401 a row of `_its_lines`
    """Tell whether a line that was packed here is told with other goods, or less or more of them."""
    if stood.state == LineState.SUBSTITUTED.value:
        given = None if told.substitute is None else msgspec.to_builtins(told.substitute)
        return bool(stood.substitute != given)
    is_same = told.state is v1.LineState.PICKED and told.picked == stood.picked
    return stood.state == LineState.PICKED.value and not is_same


def _is_open(told: v1.OrderLine) -> bool:
    lacks = told.substitute is not None and told.substitute.lacks
    return told.state is v1.LineState.OPEN or bool(lacks)


def _was_ready(before: Any, told: v1.OrderEntity) -> bool:  # noqa: ANN401 a row of `_stands`
    return before.state == OrderState.READY.value and told.state == OrderState.PREPARING


def forget_order(work: UnitOfWork, order_id: str) -> None:
    """Remove an order the marketplace no longer tells of: the customer's name goes with it."""
    forget_alarms(work, order_id)
    forget_receivers(work, order_id)
    work.connection.execute(delete(_lines).where(_lines.c.order_id == order_id))
    work.connection.execute(delete(_orders).where(_orders.c.id == order_id))


def _instant(told: int) -> datetime | None:
    return from_milliseconds(told) if told else None


def _ready_at(work: UnitOfWork, before: Any) -> datetime:  # noqa: ANN401 a row of `_stands`
    known: datetime | None = None if before is None else before.ready_at
    return known or work.at


def _bagged_here(work: UnitOfWork, told: v1.OrderEntity) -> dict[str, dict[str, object]]:
    """Return what was put into the bag here of lines of which the marketplace has nothing in it.

    It ended the order before it heard of that, and takes no word any more; somebody has to put the
    goods back on their shelves all the same. What it had heard and another counter undid is gone.
    So it is with the rest of an order that was collected in part.
    """
    empty = {
        line.line: line
        for line in told.lines
        if not (line.picked or line.substitute is not None or line.handed_at)
    }
    is_done = told.state in _DONE
    unheard = _unheard_lines(work, told.order) if empty and not is_done else set()
    return {
        row.id: {"picked": row.picked, "substitute": row.substitute}
        for row in (_its_lines.all(work.connection, {"order": told.order}) if empty else ())
        if row.id in empty
        and row.handed_at is None
        and (_stays_here(row, empty[row.id]) if is_done else row.id in unheard)
    }


def _unheard_lines(work: UnitOfWork, order_id: str) -> set[str]:
    words = [
        msgspec.json.decode(row.body, type=_LineWord) for row in _unheard.all(work.connection, {})
    ]
    return {word.line for word in words if word.order == order_id}


def _line_row(order_id: str, position: int, line: v1.OrderLine) -> dict[str, object]:
    given = line.substitute
    return {
        "order_id": order_id,
        "id": line.line,
        "position": position,
        "variant_id": line.variant,
        "label": line.label,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price_cents": line.unit_price_cents,
        "gross_cents": line.gross_cents,
        "vat_bp": line.vat_bp,
        "state": line.state.value,
        "picked": line.picked,
        "substitute": None if given is None else msgspec.to_builtins(given),
        "ordered_cents": line.ordered_cents or line.gross_cents,
        "handed_at": _instant(line.handed_at),
        "asked": None if line.asked is None else msgspec.to_builtins(line.asked),
        "returned_at": _instant(line.returned_at),
        "returned": line.returned,
    }
