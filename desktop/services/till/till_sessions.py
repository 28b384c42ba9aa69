"""The till's day: float, cash in and out, X reading, Z closing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.till import business_day
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.till import CashMovement, TillSession
from desktop.services.books import web_till
from desktop.services.books.journal import ensure_begun, journal_of, reading_journal
from desktop.services.papers import print_queue
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import crew, require
from desktop.services.till import till_reports
from desktop.services.till.timekeeping import clock_standing, refuse_doubtful_clock
from desktop.services.town import hub_mail, outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import TillReportView, TillState
from fiscal import (
    CashBody,
    CashMove,
    ClockStanding,
    EventBody,
    EventCode,
    Head,
    Kind,
    Period,
    Sealed,
)
from sync.kernel.ids import new_id
from sync.kernel.money import Money

_sessions = table_of(TillSession)
_movements = table_of(CashMovement)

_running = Prepared(
    select(_sessions).where(_sessions.c.till == bindparam("till"), _sessions.c.closed_at.is_(None))
)

MAX_CASH = Money(100_000_000)
REASON_LETTERS = 120
AUTOMATIC = "auto"
"""Stands for the operator of a closing that nobody made."""


class DayOverError(RefusedError):
    """The session's day is over and nobody closed it; the till is as good as closed."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session that is running."""

    id: str
    business_day: date
    opened_at: datetime
    opened_by: str
    opening_float: Money
    #: Tickets and perpetual turnover of the journal when it was opened.
    tickets_before: int
    turnover_before: Money


def till_state(shop: Shop) -> TillState:
    """Return where the till stands.

    Asked after each sale: the day's figures are the journal's perpetual ones less what they were
    when the session was opened, and no sum over the day's tickets.
    """
    with shop.look() as look:
        session = _open_session(look.connection, shop.settings.till)
        head = reading_journal(shop, look.connection).head()
        opener = ""
        if session is not None:
            person = crew(look.connection).people.get(session.opened_by)
            opener = "" if person is None else person.name
    return TillState(
        is_open=session is not None,
        opened_at=None if session is None else session.opened_at,
        opened_by="" if session is None else session.opened_by,
        opener=opener,
        opening_float=Money(0) if session is None else session.opening_float,
        expected_cash=Money(head.drawer),
        sales_count=0 if session is None else _tickets(head) - session.tickets_before,
        gross=Money(0) if session is None else Money(head.gtn) - session.turnover_before,
        unanchored=head.unanchored,
        business_day=_today(shop),
        is_degraded=head.degraded_from > 0,
    )


def open_session(work: UnitOfWork) -> OpenSession:
    """Return the running session, in which a ticket may be written.

    Raises:
        RefusedError: till_closed.
        DayOverError: till_closed too, because its day is over: `close_forgotten` is due.
    """
    session = _open_session(work.connection, work.shop.settings.till)
    if session is None:
        raise RefusedError("till_closed")
    if journal_of(work).closures_due():
        raise DayOverError("till_closed")
    return session


@contextmanager
def operating(shop: Shop) -> Iterator[UnitOfWork]:
    """Open a transaction for something that needs the till open.

    Where its day turns out to be over, that day is closed by itself and the till found closed.

    Raises:
        RefusedError: till_closed; clock_doubtful, when it is a clock nobody believes that ends it.
    """
    try:
        with shop.begin() as work:
            yield work
    except DayOverError:
        with shop.begin() as work:
            refuse_doubtful_clock(work)
        close_forgotten(shop)
        raise


def must_be_open(shop: Shop) -> None:
    """Refuse what a customer is about to pay for where no ticket could be written afterwards.

    Raises:
        RefusedError: till_closed, as `operating`: an evening that nobody closed is closed by this.
    """
    with operating(shop) as work:
        open_session(work)


def open_till(shop: Shop, opening_float: Money, staff: str) -> TillState:
    """Open the till with what lies in the drawer. Days that nobody closed are closed first.

    Raises:
        RefusedError: till_already_open, amount_out_of_range, clock_doubtful.
    """
    if not Money(0) <= opening_float <= MAX_CASH:
        raise RefusedError("amount_out_of_range", amount=opening_float)
    with shop.begin() as work:
        refuse_doubtful_clock(work)
    close_forgotten(shop)
    with shop.begin() as work:
        if _open_session(work.connection, shop.settings.till) is not None:
            raise RefusedError("till_already_open")
        journal = ensure_begun(work, staff)
        head = journal.head()
        journal.record_event(EventBody(code=EventCode.START), operator=staff)
        cash = CashBody(move=CashMove.FLOAT, amount=opening_float.cents)
        journal.record_cash(cash, operator=staff)
        work.connection.execute(
            insert(_sessions).values(
                id=new_id(),
                till=shop.settings.till,
                business_day=journal.business_day(),
                opened_at=work.at,
                opened_by=staff,
                float_cents=opening_float.cents,
                tickets_before=_tickets(head),
                turnover_before_cents=head.gtn,
            )
        )
        work.changed(Topic.TILL)
        work.commit()
    return till_state(shop)


def move_cash(
    shop: Shop,
    amount: Money,
    reason: str,
    staff: str,
    approved_by: str = "",
    *,
    movement_id: str = "",
) -> TillState:
    """Put cash in (positive) or take it out, with the reason.

    Args:
        shop: the open shop.
        amount: how much, and which way.
        reason: in the words of whoever does it.
        staff: code of who does it.
        approved_by: who stands for it, where `staff` may not.
        movement_id: made by the caller, so that a second press is the same movement.

    Raises:
        RefusedError: till_closed, amount_out_of_range, reason_missing, needs_approval.
    """
    if not amount or not -MAX_CASH <= amount <= MAX_CASH:
        raise RefusedError("amount_out_of_range", amount=amount)
    told = _reason(reason)
    with operating(shop) as work:
        session = open_session(work)
        if _is_moved(work, movement_id):
            return till_state(shop)
        require(work, staff, Act.MOVE_CASH, amount=amount, approved_by=approved_by)
        cash = CashBody(
            move=CashMove.IN if amount.cents > 0 else CashMove.OUT,
            amount=abs(amount.cents),
            reason=told,
        )
        sealed = journal_of(work).record_cash(cash, operator=staff)
        work.connection.execute(
            insert(_movements).values(
                id=movement_id or new_id(),
                session_id=session.id,
                cents=amount.cents,
                reason=told,
                at=work.at,
                staff_code=staff,
                journal_seq=sealed.seq,
            )
        )
        work.changed(Topic.TILL)
        work.commit()
    return till_state(shop)


def _is_moved(work: UnitOfWork, movement_id: str) -> bool:
    known = select(_movements.c.id).where(_movements.c.id == movement_id)
    return work.connection.execute(known).first() is not None


def read_x(shop: Shop) -> TillReportView:
    """Return the figures of the running day. A reading changes nothing.

    Raises:
        RefusedError: till_closed.
    """
    with shop.look() as look:
        session = _open_session(look.connection, shop.settings.till)
        if session is None:
            raise RefusedError("till_closed")
        return till_reports.of_reading(shop, look.connection, session.id, shop.clock.now())


def hand_over(
    shop: Shop,
    giver: str,
    taker: str,
    counted: Money | None,
    count_by_value: Mapping[int, int] | None = None,
) -> TillState:
    """Give the running till into other hands, its drawer counted or not; the session goes on.

    Where PINs are asked for, nobody sells until the taker has signed in.

    Args:
        shop: the open shop.
        giver: code of who goes.
        taker: code of who comes.
        counted: what lies in the drawer; None when nobody counted. What is missing or too much
            is written down, never refused.
        count_by_value: pieces by value in cents, when the drawer was counted piece by piece.

    Raises:
        RefusedError: till_closed, amount_out_of_range; unknown_person, where nobody else of that
            code works here.
    """
    if counted is not None and not Money(0) <= counted <= MAX_CASH:
        raise RefusedError("amount_out_of_range", amount=counted)
    with operating(shop) as work:
        open_session(work)
        people = crew(work.connection)
        if taker == giver or taker not in people.people:
            raise RefusedError("unknown_person", text=taker)
        journal = journal_of(work)
        handed: dict[str, object] = {"what": "hand_over", "to": taker}
        if counted is not None:
            pieces = dict(count_by_value or {})
            cash = CashBody(move=CashMove.COUNT, amount=counted.cents, pieces=pieces)
            journal.record_cash(cash, operator=giver)
            handed["cents"] = counted.cents
        journal.record_event(EventBody(code=EventCode.STOP, details=handed), operator=giver)
        if people.has_pins:
            work.afterwards(lambda: shop.stand(""))
        else:
            taken = {"what": "hand_over", "from": giver}
            journal.record_event(EventBody(code=EventCode.START, details=taken), operator=taker)
        work.changed(Topic.TILL, Topic.STAFF)
        work.commit()
    return till_state(shop)


def close_till(
    shop: Shop,
    counted: Money | None,
    staff: str,
    count_by_value: Mapping[int, int] | None = None,
    approved_by: str = "",
) -> TillReportView:
    """Close the day: count, Z, and never again opened.

    Args:
        shop: the open shop.
        counted: what lies in the drawer; None when nobody counted.
        staff: code of who closes.
        count_by_value: pieces by value in cents, when the drawer was counted piece by piece.
        approved_by: code of who stands for it, where `staff` may not close.

    Raises:
        RefusedError: till_closed, amount_out_of_range, needs_approval.
    """
    if counted is not None and not Money(0) <= counted <= MAX_CASH:
        raise RefusedError("amount_out_of_range", amount=counted)
    with shop.begin() as work:
        session = _open_session(work.connection, shop.settings.till)
        if session is None:
            raise RefusedError("till_closed")
        require(work, staff, Act.CLOSE_TILL, approved_by=approved_by)
        journal = journal_of(work)
        due = journal.closures_due()
        if due:
            refuse_doubtful_clock(work)
        if not due and counted is not None:
            cash = CashBody(
                move=CashMove.COUNT, amount=counted.cents, pieces=dict(count_by_value or {})
            )
            journal.record_cash(cash, operator=staff)
        # A day that is over takes no more operations: it is closed as it stands, uncounted.
        rows = (
            journal.close_forgotten(operator=staff)
            if due
            else journal.close_period(
                Period.DAY, operator=staff, tills=web_till.standing(work.connection)
            )
        )
        report = _close_session(work, session, rows, staff, None if due else count_by_value)
        work.commit()
    return report


def close_forgotten(shop: Shop) -> tuple[TillReportView, ...]:
    """Close every earlier day that is still open, each by its own Z marked automatic.

    Called at start, before a till is opened and when an operation finds its day over. Nothing is
    closed by a clock that jumped more than a year ahead before somebody has confirmed it: a
    closure cannot be taken back.
    """
    with shop.look() as look:
        if not reading_journal(shop, look.connection).closures_due():
            return ()
        if clock_standing(shop, look.connection) is ClockStanding.LEAPT:
            return ()
    with shop.begin() as work:
        session = _open_session(work.connection, shop.settings.till)
        rows = journal_of(work).close_forgotten(operator=AUTOMATIC)
        if session is None:
            # A month or a year was over, its days were closed.
            work.commit()
            return ()
        report = _close_session(work, session, rows, AUTOMATIC, None)
        work.commit()
    return (report,)


def reports(shop: Shop, limit: int = 31) -> tuple[TillReportView, ...]:
    """Return the latest Z closings, newest first."""
    with shop.look() as look:
        closed = look.connection.scalars(
            select(_sessions.c.id)
            .where(_sessions.c.till == shop.settings.till, _sessions.c.closed_at.is_not(None))
            .order_by(_sessions.c.journal_seq.desc())
            .limit(limit)
        ).all()
        return tuple(till_reports.of_closing(shop, look.connection, each) for each in closed)


def kick_drawer(shop: Shop, staff: str, reason: str, approved_by: str = "") -> None:
    """Open the drawer without a sale; the journal notes who and why.

    Raises:
        RefusedError: till_closed, reason_missing, no_printer, needs_approval.
    """
    told = _reason(reason)
    with operating(shop) as work:
        open_session(work)
        require(work, staff, Act.OPEN_DRAWER, approved_by=approved_by)
        details = {"reason": told}
        event = EventBody(code=EventCode.DRAWER_OPENED, details=details)
        journal_of(work).record_event(event, operator=staff)
        print_queue.open_drawer(work)
        work.changed(Topic.TILL)
        work.commit()


def _close_session(
    work: UnitOfWork,
    session: OpenSession,
    rows: tuple[Sealed, ...],
    staff: str,
    count_by_value: Mapping[int, int] | None,
) -> TillReportView:
    sealed, body = _day_closure(rows)
    cash = body["cash"]
    pieces = {str(value): count for value, count in (count_by_value or {}).items()}
    work.connection.execute(
        update(_sessions)
        .where(_sessions.c.id == session.id)
        .values(
            closed_at=work.at,
            closed_by=staff,
            expected_cents=cash["expected"],
            counted_cents=cash.get("counted"),
            count_by_value=pieces or None,
            z_number=body["n"],
            journal_seq=sealed.seq,
        )
    )
    report = till_reports.of_closing(work.shop, work.connection, session.id)
    outbox.append(work, "till.closed", hub_mail.till_closed(report, sealed.seq, sealed.h.hex()))
    work.changed(Topic.TILL)
    return report


def _day_closure(rows: tuple[Sealed, ...]) -> tuple[Sealed, dict[str, Any]]:
    """Return the Z among the closures that were written together (a month or year may follow)."""
    for row in rows:
        body = row.record().b
        if body["per"] == Period.DAY.value:
            return row, body
    raise LookupError("an open session without operations of its day")


def _open_session(connection: Connection, till: str) -> OpenSession | None:
    row = _running.first(connection, {"till": till})
    if row is None:
        return None
    return OpenSession(
        row.id,
        row.business_day,
        row.opened_at,
        row.opened_by,
        Money(row.float_cents),
        row.tickets_before,
        Money(row.turnover_before_cents),
    )


def _tickets(head: Head) -> int:
    """Return how many tickets a journal has: sales and refunds each have a series of their own."""
    return head.kind(Kind.SALE).kno + head.kind(Kind.REFUND).kno


def _today(shop: Shop) -> date:
    return business_day(shop.clock.now(), shop.zone, shop.settings.closing_hour)


def _reason(text: str) -> str:
    told = one_line(text, REASON_LETTERS)
    if not told:
        raise RefusedError("reason_missing")
    return told
