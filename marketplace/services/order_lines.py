"""What the preparer found on a line of an order: a command, refused where it does not fit."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.services import leaving, orders, questions, stock
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, Actor, OrderState
from sync.kernel.quantity import Quantity, Unit


def set_line(session: Session, shop_id: str, message: v1.OrderLineSet, at: datetime) -> None:
    """Record what the preparer found on a line: picked, missing, or something else instead.

    Of an order that is on its way or with somebody else the lines stay as they left; a word that
    comes then and says otherwise is marked for a human. What a till made of a question by itself
    gives way to what somebody has made of the line meanwhile: that till may have slept. Against an
    answer that it could not hear it holds until the answer is carried out: its bag may be closed.

    Raises:
        Refusal: unknown_order, unknown_line (what the delivery costs is none to prepare),
            order_closed, line_handed_over, or dearer_than_ordered.
    """
    order, line = _standing(session, shop_id, message)
    gross_cents, held = _finding(line, message)
    if gross_cents > line.ordered_cents:
        raise Refusal("dearer_than_ordered")
    is_decided = line.state != v1.LineState.OPEN and not (line.asked or {}).get("unheard")
    if message.by_rule and (is_decided or not line.asked):
        orders.changed(session, order)
        return
    if _is_counting(message) and not leaving.is_open(line):
        # Another counter is still counting what this one has in its bag: nothing is undone by that.
        orders.changed(session, order)
        return
    if orders.is_away_packed(order):
        if not _is_as_it_left(line, message, gross_cents):
            orders.mark_changed_while_away(session, order, _said(line, message), at)
        # Who said it sees how it left.
        orders.changed(session, order)
        return
    if order.state == OrderState.READY and _is_filled_again(line, message):
        # Another counter has packed it, and this one has picked it all the same.
        orders.mark_packed_twice(session, order, (), at)
    leaving.let_go(session, shop_id, line)
    line.state = message.state.value
    line.picked = message.picked if message.state is v1.LineState.OPEN else 0
    if message.state is v1.LineState.PICKED:
        line.picked = held
    line.gross_cents = gross_cents
    line.substitute = None
    # Whatever the preparer decides ends the question; undone, the line is as if never asked about.
    line.asked = _unheard(line, message)
    if message.state is v1.LineState.SUBSTITUTED and message.substitute is not None:
        line.substitute = msgspec.to_builtins(message.substitute)
        line.substitute_reserved = message.substitute.quantity
        stock.reserve(session, shop_id, message.substitute.variant, message.substitute.quantity)
    elif held:
        line.reserved = held
        stock.reserve(session, shop_id, line.variant, held)
    session.flush()
    order.total_cents = leaving.due_of(orders.lines_of(session, order))
    orders.note(
        session, order, Actor.SHOP, "line", at, detail={"line": line.id, "state": line.state}
    )
    _settle(session, order, line, at)
    orders.changed(session, order)


def _standing(
    session: Session, shop_id: str, message: v1.OrderLineSet
) -> tuple[ShopOrder, OrderLine]:
    """Return the order and the line of it that a counter has a word on."""
    order = orders.find(session, shop_id, message.order)
    if order is None:
        raise Refusal("unknown_order")
    line = session.get(OrderLine, message.line)
    if line is None or line.order_id != order.id or not leaving.is_goods(line):
        raise Refusal("unknown_line")
    if OrderState(order.state) not in OPEN:
        raise Refusal("order_closed")
    if line.handed_at:
        raise Refusal("line_handed_over")
    return order, line


def _is_counting(message: v1.OrderLineSet) -> bool:
    """Tell whether a counter has put some of a line's pieces into its bag, and not all yet."""
    given = message.substitute
    if given is None or message.state is not v1.LineState.SUBSTITUTED:
        return message.state is v1.LineState.OPEN and bool(message.picked)
    return 0 < given.lacks < given.quantity


def _unheard(line: OrderLine, message: v1.OrderLineSet) -> dict[str, object] | None:
    """Return the customer's own answer, where a till in the dark has gone by the rule against it."""
    asked = questions.asked_of(line)
    if not message.by_rule or asked is None or not asked.answer or asked.timed_out:
        return None
    variant = "" if message.substitute is None else message.substitute.variant
    if asked.answer != questions.PHONE and variant == asked.choice:
        return None
    told: dict[str, object] = msgspec.to_builtins(msgspec.structs.replace(asked, unheard=True))
    return told


def _is_filled_again(line: OrderLine, message: v1.OrderLineSet) -> bool:
    """Tell whether a counter has put into its bag what another has packed already."""
    if line.state != message.state or leaving.is_open(line):
        return False
    given = message.substitute
    if message.state is v1.LineState.SUBSTITUTED and given is not None:
        return not given.lacks
    return message.state is v1.LineState.PICKED


def _is_as_it_left(line: OrderLine, message: v1.OrderLineSet, gross_cents: int) -> bool:
    """Tell whether another counter has only found the same."""
    given = message.substitute
    substitute = None if given is None else msgspec.to_builtins(given)
    found = (message.state.value, gross_cents, substitute)
    return found == (line.state, line.gross_cents, line.substitute)


def _said(line: OrderLine, message: v1.OrderLineSet) -> dict[str, object]:
    """Return what a counter found on a line that has left, as it is kept for a human."""
    told: dict[str, object] = {"line": line.id, "said": message.state.value}
    if message.substitute is not None:
        return told | {
            "quantity": message.substitute.quantity,
            "label": message.substitute.label[: orders.LONGEST_REASON],
        }
    if message.state is v1.LineState.PICKED:
        return told | {"quantity": message.picked or line.quantity}
    return told


def _settle(session: Session, order: ShopOrder, line: OrderLine, at: datetime) -> None:
    # Collected in part, and now the last of it will not be had; or two counters have each marked
    # missing what the other had packed.
    if orders.is_empty(session, order) and not orders.close_part(session, order, at):
        orders.settle_empty(session, order, at)
    if leaving.is_open(line):
        # Another counter has called it ready meanwhile; nobody is charged for an item to be found.
        orders.unready(session, order, at)


def _finding(line: OrderLine, message: v1.OrderLineSet) -> tuple[int, int]:
    """Return what the line costs now and how much of its own goods it holds."""
    if message.state is v1.LineState.MISSING:
        return 0, 0
    if message.state is v1.LineState.SUBSTITUTED:
        return _cost_of(message.substitute), 0
    if message.state is v1.LineState.OPEN:
        if not 0 <= message.picked <= line.quantity:
            raise Refusal("wrong_value", {"field": "picked"})
        return line.ordered_cents, line.quantity
    picked = message.picked or line.quantity
    if picked < 0 or message.gross_cents < 0:
        raise Refusal("wrong_value", {"field": "picked"})
    if message.gross_cents:
        return message.gross_cents, picked
    unit_price = Money(line.unit_price_cents)
    gross = Quantity(picked, Unit(line.unit)).price(unit_price).cents
    # A weighed portion may come out heavier; the customer owes what was agreed to.
    return min(gross, line.ordered_cents), picked


def _cost_of(given: v1.Substitute | None) -> int:
    """Return what is due for what stands in for a line."""
    if given is None or given.quantity <= 0:
        raise Refusal("wrong_value", {"field": "substitute"})
    if given.gross_cents < 0:
        raise Refusal("wrong_value", {"field": "gross_cents"})
    if not 0 <= given.lacks <= given.quantity or given.comes_out < 0:
        raise Refusal("wrong_value", {"field": "lacks"})
    if not 0 <= given.vat_bp < 10_000:
        # The commission is reckoned with it when the goods have left: too late to refuse.
        raise Refusal("wrong_value", {"field": "vat_bp"})
    return given.gross_cents
