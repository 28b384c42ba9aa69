"""What is odd about an order, and the word of a person that settles it.

Two tills that were both without network may have handed the same bags over. Both did it, so both
stay in the books; nothing is merged, and somebody says what happened.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale
from desktop.services.books.journal import journal_of
from desktop.services.online.orders import ORDERS, OrderView, change_order, read_order
from desktop.services.shop import Shop
from desktop.services.team.staff import known
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from fiscal import EventBody, EventCode
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_sales = table_of(Sale)
_LABEL_LETTERS = 120

Word = Literal["left_once", "left_twice", "explained"]
WORDS: tuple[Word, ...] = ("left_once", "left_twice", "explained")
"""The goods left once and an entry is a mistake; they left twice; all is well, and why is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One hand-over as a till told it."""

    at: datetime
    by: str
    #: Who that is, where this till knows them.
    person: StaffView | None
    till: str
    #: The ticket it was paid on: its number where it is one of this till's, else its id.
    sale_id: str
    ticket: str = ""
    paid: Money | None = None
    #: Labels of the lines it named; empty: all of it.
    lines: tuple[str, ...] = ()
    #: How much of that one line, where some of it came back.
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChange:
    """What another counter said of an order that had left already."""

    at: datetime
    #: Of an article: open, picked, missing, substituted, left, left_out; of the order: cancelled,
    #: expired, sent.
    said: str
    #: The article as it left; empty: all of it.
    article: str
    #: What was found of it, or what stands in for it.
    quantity: Quantity
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An order somebody has to look at, and what each till did."""

    order: OrderView
    #: As the marketplace found it: handed_over_twice, handed_over_though_cancelled…
    kind: str
    attempts: tuple[Attempt, ...]
    changes: tuple[LateChange, ...] = ()


def open_conflicts(shop: Shop) -> tuple[Conflict, ...]:
    """Return the orders that want a person's word, oldest first."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id).where(ORDERS.c.anomaly != "").order_by(ORDERS.c.placed_at)
        ).all()
        return tuple(_conflict(look.connection, each) for each in ids)


def resolve(shop: Shop, order_id: str, word: Word, staff: str) -> OrderView:
    """Keep a person's word on what happened, in the journal and at the marketplace.

    Money is moved by none of it: a ticket too many is refunded by its own room.

    Raises:
        RefusedError: unknown_order; nothing_odd, when somebody settled it meanwhile.
    """
    with shop.begin() as work:
        found = read_order(work.connection, order_id)
        if not found.anomaly:
            raise RefusedError("nothing_odd", number=found.number)
        told = v1.OrderResolved(
            order=order_id,
            at=milliseconds(work.at),
            by=staff,
            anomaly=found.anomaly,
            word=word,
        )
        outbox.append(work, "order.resolved", told)
        _tell_journal(work, found, word, staff)
        change_order(work, order_id, {"anomaly": ""})
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def _tell_journal(work: UnitOfWork, found: OrderView, word: Word, staff: str) -> None:
    journal = journal_of(work)
    if journal.head().seq:
        details = {"order": found.id, "what": found.anomaly, "word": word}
        event = EventBody(code=EventCode.ORDER_RESOLVED, details=details)
        journal.record_event(event, operator=staff)


def _conflict(connection: Connection, order_id: str) -> Conflict:
    found = read_order(connection, order_id)
    people = known(connection, {each.by for each in found.hand_overs})
    attempts = tuple(_attempt(connection, found, people, each) for each in found.hand_overs)
    changes = tuple(_change(found, each) for each in found.late_words)
    return Conflict(order=found, kind=found.anomaly, attempts=attempts, changes=changes)


def _change(found: OrderView, told: v1.LateWord) -> LateChange:
    line = next((line for line in found.lines if line.id == told.line), None)
    unit = Unit.PIECE if line is None else line.quantity.unit
    return LateChange(
        at=from_milliseconds(told.at),
        said=told.said,
        article="" if line is None else line.delivered_label,
        quantity=Quantity(told.quantity, unit),
        instead=one_line(told.label, _LABEL_LETTERS),
    )


def _attempt(
    connection: Connection, found: OrderView, people: dict[str, StaffView], told: v1.HandOver
) -> Attempt:
    lines = [line for line in found.lines if line.id in told.lines]
    unit = lines[0].quantity.unit if lines else Unit.PIECE
    row = connection.execute(
        select(_sales.c.number, _sales.c.due_cents).where(_sales.c.id == told.sale)
    ).first()
    return Attempt(
        at=from_milliseconds(told.at),
        by=told.by,
        person=people.get(told.by),
        till=told.till,
        sale_id=told.sale,
        ticket="" if row is None else row.number,
        paid=None if row is None else Money(row.due_cents),
        lines=tuple(line.delivered_label for line in lines),
        quantity=Quantity(told.quantity, unit) if told.quantity else None,
    )
