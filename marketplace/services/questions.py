"""Asking the customer what may stand in for a line that is missing.

A question is open while nobody has answered, its time has not run out and the preparer has not
settled the line. Answering only says what is wanted; the counter carries it out by `order.line`.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.services import customer_letters, jobs, leaving, orders
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState

MOST_CHOICES = 3
LONGEST_LABEL = 200
LONGEST_WAIT = timedelta(days=7)
QUESTION_JOB = "order.question"
NONE, PHONE = "none", "phone"
_UNSETTLED = frozenset({v1.LineState.OPEN.value, v1.LineState.MISSING.value})


def ask(session: Session, shop_id: str, message: v1.OrderAsk, at: datetime) -> None:
    """Ask the customer what may stand in for a line; asking anew replaces what was not answered.

    Raises:
        Refusal: unknown_order, order_closed, unknown_line, line_settled, already_answered,
            wrong_value, dearer_than_ordered.
    """
    order = orders.find_open(session, shop_id, message.order)
    line = session.get(OrderLine, message.line)
    if line is None or line.order_id != order.id or not leaving.is_goods(line):
        raise Refusal("unknown_line")
    if line.state not in _UNSETTLED or line.handed_at is not None:
        raise Refusal("line_settled")
    if line.asked and line.asked.get("answer"):
        raise Refusal("already_answered")
    _check(line, message.choices)
    if customer_letters.asked_until(session, order, at) is None:
        # Of one that is open the customer has the link already, and the page asks both.
        once = f"{line.id}:{milliseconds(at)}"
        customer_letters.schedule(session, order, customer_letters.About.ASKED, at, once)
    until = min(message.until, milliseconds(at + LONGEST_WAIT))
    line.asked = msgspec.to_builtins(
        v1.Asked(until=until, choices=message.choices, till=message.till[: orders.LONGEST_CODE])
    )
    jobs.schedule(
        session,
        QUESTION_JOB,
        {"line": line.id, "until": until},
        max(at, from_milliseconds(until)),
        f"question:{line.id}:{until}",
    )
    orders.note(session, order, Actor.SHOP, "asked", at, detail={"line": line.id})
    orders.changed(session, order)


def _check(line: OrderLine, choices: tuple[v1.Substitute, ...]) -> None:
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise Refusal("wrong_value", {"field": "choices"})
    if len({one.variant for one in choices} - {"", NONE, PHONE}) < len(choices):
        raise Refusal("wrong_value", {"field": "variant"})
    for one in choices:
        if one.quantity <= 0 or not 0 <= one.vat_bp < 10_000 or len(one.label) > LONGEST_LABEL:
            raise Refusal("wrong_value", {"field": "choices"})
        if not 0 <= one.gross_cents <= line.ordered_cents:
            raise Refusal("dearer_than_ordered")


def is_open(order: ShopOrder, line: OrderLine, at: datetime) -> bool:
    """Tell whether the customer can answer now."""
    asked = asked_of(line)
    return (
        asked is not None
        and not asked.answer
        and milliseconds(at) < asked.until
        and OrderState(order.state) in OPEN
        and line.state in _UNSETTLED
    )


def asked_of(line: OrderLine) -> v1.Asked | None:
    """Return what was asked about a line, or None."""
    return msgspec.convert(line.asked, v1.Asked) if line.asked else None


def answer(session: Session, group: OrderGroup, line_id: str, said: str, at: datetime) -> ShopOrder:
    """Keep the customer's answer: `none`, `phone`, or the variant that was chosen.

    The same answer twice is one.

    Raises:
        NotFoundError: nothing was asked about such a line of this checkout.
        Refusal: already_answered, too_late_to_answer, question_closed, wrong_answer.
    """
    line = session.get(OrderLine, line_id)
    order = None if line is None else session.get_one(ShopOrder, line.order_id)
    asked = None if line is None else asked_of(line)
    if line is None or order is None or asked is None or order.group_id != group.id:
        raise NotFoundError("question")
    is_choice = said not in {NONE, PHONE}
    if is_choice and said not in {one.variant for one in asked.choices}:
        raise Refusal("wrong_answer")
    if asked.answer:
        is_same = said == (asked.choice or asked.answer) and not asked.timed_out
        if is_same:
            return order
        raise Refusal("too_late_to_answer" if asked.timed_out else "already_answered")
    if milliseconds(at) >= asked.until:
        raise Refusal("too_late_to_answer")
    if not is_open(order, line, at):
        raise Refusal("question_closed")
    _keep(session, order, line, asked, said, Actor.CUSTOMER, at)
    return order


def conclude(session: Session, line_id: str, until: int, at: datetime) -> None:
    """Let the customer's rule answer a question nobody answered in time.

    Who had the choice of the nearest gets the first one proposed; everybody else pays nothing.
    """
    line = session.get(OrderLine, line_id)
    asked = None if line is None else asked_of(line)
    if line is None or asked is None or asked.answer or asked.until != until:
        return
    order = session.get_one(ShopOrder, line.order_id)
    if OrderState(order.state) not in OPEN or line.state not in _UNSETTLED:
        return
    said = asked.choices[0].variant if order.if_missing == "substitute" else NONE
    _keep(session, order, line, asked, said, Actor.HUB, at)


def _keep(
    session: Session,
    order: ShopOrder,
    line: OrderLine,
    asked: v1.Asked,
    said: str,
    actor: Actor,
    at: datetime,
) -> None:
    is_choice = said not in {NONE, PHONE}
    kept = v1.Asked(
        until=asked.until,
        choices=asked.choices,
        answer="choice" if is_choice else "phone" if said == PHONE else "none",
        choice=said if is_choice else "",
        timed_out=actor is Actor.HUB,
        till=asked.till,
    )
    line.asked = msgspec.to_builtins(kept)
    detail = {"line": line.id, "answer": kept.answer, "choice": kept.choice}
    orders.note(session, order, actor, "answered", at, detail=detail)
    orders.changed(session, order)
