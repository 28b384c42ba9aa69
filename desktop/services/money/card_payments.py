"""Amounts asked of the card terminal: written down first, sent second, and never guessed.

| step | thread | on the disk |
|---|---|---|
| `ask` | ledger | row `asked`, event 440: from here on the outcome is unknown |
| `send` | the terminal's | nothing |
| `note_answer` | ledger | row `ok` or `refused` and event 441; or row `unknown` |
| `resolve` | ledger | the operator's word on an unknown one, event 441 |

A row that is still `asked` when the till starts was cut short by a crash: it is unknown. An amount
given back that no refund tells was cut short too, a step later: it is `unwritten`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from desktop.devices.terminal import (
    SIMULATED,
    Answer,
    Outcome,
    Reason,
    is_reachable,
    terminal_at,
)
from desktop.devices.terminal_simulator import TerminalSimulator
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.terminal import TerminalPayment
from desktop.services.books.journal import ensure_begun
from desktop.services.shop import Shop, Topic
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode
from sync.kernel.money import Money

_payments = table_of(TerminalPayment)
_Row = Row[*tuple[Any, ...]]

CardAnswer = Answer
"""What a terminal said, under the name that windows know it by."""
NO_ANSWER = Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)

ASKED, OK, REFUSED, UNKNOWN = "asked", "ok", "refused", "unknown"
_OPEN = (ASKED, UNKNOWN)

_UNWRITTEN = select(_payments).where(
    _payments.c.state == OK,
    _payments.c.cents < 0,
    _payments.c.taken_by.is_(None),
    # A charge that was taken back needs no ticket.
    _payments.c.sale_id.not_in(select(_payments.alias("charged").c.id)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPayment:
    """One amount asked of the terminal, and what is known of it."""

    id: str
    #: The basket's sale, which may never come to be.
    sale_id: str
    #: Negative is given back.
    amount: Money
    #: asked, ok, refused or unknown.
    state: str
    authorisation: str
    scheme: str
    last4: str
    at: datetime
    #: Why there is none, as the terminal said; a code of the wording table.
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether nobody knows yet what became of it."""
        return self.state in _OPEN

    @property
    def reference(self) -> str:
        """Return what the ticket says of it: number of the authorisation, end of the card's."""
        card = f"•••• {self.last4}" if self.last4 else ""
        return " ".join(part for part in (self.authorisation, card) if part)


class Line:
    """The one line to the terminal. `send` waits on its own thread, `cancel` comes from another."""

    def __init__(self, shop: Shop) -> None:
        settings = shop.settings
        self._simulator = TerminalSimulator() if settings.terminal == SIMULATED else None
        address = settings.terminal if self._simulator is None else self._simulator.address
        self._terminal = terminal_at(address, settings.terminal_till)

    def send(self, payment: CardPayment) -> Answer:
        """Ask the terminal, once, and return what it said."""
        try:
            if payment.amount.cents < 0:
                return self._terminal.give_back(-payment.amount.cents, payment.id)
            return self._terminal.pay(payment.amount.cents, payment.id)
        finally:
            if self._simulator is not None:
                self._simulator.close()

    def cancel(self) -> None:
        """Stop waiting; the answer is unknown then, unless nothing was sent yet."""
        self._terminal.cancel()


def is_connected(shop: Shop) -> bool:
    """Tell whether the till asks the terminal itself, or the cashier confirms by hand."""
    return bool(shop.settings.terminal)


def try_address(address: str) -> bool:
    """Tell whether a terminal takes the connection; no money is asked. Not on the ledger's thread.

    Raises:
        RefusedError: terminal_address_wrong.
    """
    if address == SIMULATED:
        return True
    try:
        return is_reachable(address)
    except ValueError as error:
        raise RefusedError("terminal_address_wrong", address=address) from error


def line_to_terminal(shop: Shop) -> Line:
    """Return a line for one payment.

    Raises:
        RefusedError: terminal_address_wrong.
    """
    try:
        return Line(shop)
    except ValueError as error:
        raise RefusedError("terminal_address_wrong", address=shop.settings.terminal) from error


def ask(shop: Shop, payment_id: str, sale_id: str, amount: Money, staff: str) -> CardPayment:
    """Write down that the terminal will be asked; only then may it be.

    Raises:
        RefusedError: till_closed; tender_out_of_range; card_payment_open when another amount, or
            this one, is still without an answer: nothing is ever asked twice.
    """
    if not amount:
        raise RefusedError("tender_out_of_range", amount=amount)
    with till_sessions.operating(shop) as work:
        till_sessions.open_session(work)
        open_now = work.connection.execute(
            select(_payments).where(_payments.c.state.in_(_OPEN) | (_payments.c.id == payment_id))
        ).first()
        if open_now is not None:
            raise RefusedError("card_payment_open", amount=Money(open_now.cents))
        work.connection.execute(
            insert(_payments).values(
                id=payment_id,
                sale_id=sale_id,
                cents=amount.cents,
                state=ASKED,
                staff_code=staff,
                asked_at=work.at,
            )
        )
        _tell(work, EventCode.TERMINAL_UNKNOWN, staff, payment=payment_id, amount=amount.cents)
        asked = _read(work, payment_id)
        work.commit()
    return asked


def note_answer(shop: Shop, payment_id: str, answer: Answer) -> CardPayment:
    """Write down what the terminal said.

    A contradiction of what the operator has said meanwhile is told to the journal (442). What the
    operator took for paid stands, for a ticket may have it; but money that moved after all is not
    forgotten: the amount waits for a ticket, or to be given back.

    Raises:
        RefusedError: unknown_card_payment.
    """
    with shop.begin() as work:
        before = _read(work, payment_id)
        staff = _staff_of(work, payment_id)
        if before.state != ASKED:
            if answer.outcome.value in (before.state, UNKNOWN):
                return before
            said = {"noted": before.state, "answer": answer.outcome.value}
            _tell(work, EventCode.TERMINAL_MISMATCH, staff, payment=payment_id, **said)
            if before.state != REFUSED:
                work.commit()
                return before
        _note(work, payment_id, answer)
        if answer.outcome is not Outcome.UNKNOWN:
            said = {"outcome": answer.outcome.value, "by": "terminal"}
            _tell(work, EventCode.TERMINAL_RESOLVED, staff, payment=payment_id, **said)
        noted = _read(work, payment_id, reason=answer.reason)
        work.changed(Topic.TILL)
        work.commit()
    return noted


def resolve(
    shop: Shop, payment_id: str, staff: str, *, is_paid: bool, approved_by: str = ""
) -> CardPayment:
    """Write down what the operator reads on the terminal; nobody else resolves an unknown one.

    Raises:
        RefusedError: needs_approval; unknown_card_payment; card_payment_known when it is not unknown (any more).
    """
    with shop.begin() as work:
        before = _read(work, payment_id)
        if not before.is_open:
            raise RefusedError("card_payment_known", amount=before.amount)
        people.require(work, staff, Act.RESOLVE_CARD, approved_by=approved_by)
        state = OK if is_paid else REFUSED
        work.connection.execute(
            update(_payments)
            .where(_payments.c.id == payment_id)
            .values(state=state, answered_at=work.at, resolved_by=staff)
        )
        said = {"outcome": state, "by": "operator"}
        _tell(work, EventCode.TERMINAL_RESOLVED, staff, payment=payment_id, **said)
        known = _read(work, payment_id)
        work.changed(Topic.TILL)
        work.commit()
    return known


def open_payments(shop: Shop) -> tuple[CardPayment, ...]:
    """Return the payments nobody knows the outcome of, oldest first.

    At the start of the till those are the ones a crash cut short.
    """
    with shop.look() as look:
        rows = look.connection.execute(
            select(_payments).where(_payments.c.state.in_(_OPEN)).order_by(_payments.c.asked_at)
        ).all()
    return tuple(_payment(row) for row in rows)


def unspent(shop: Shop) -> tuple[CardPayment, ...]:
    """Return the amounts cards were charged that no ticket has taken in and nobody gave back."""
    back = _payments.alias("back")
    with shop.look() as look:
        rows = look.connection.execute(
            select(_payments)
            .where(
                _payments.c.state == OK,
                _payments.c.cents > 0,
                _payments.c.taken_by.is_(None),
                _payments.c.id.not_in(select(back.c.sale_id).where(back.c.state == OK)),
            )
            .order_by(_payments.c.asked_at)
        ).all()
    return tuple(_payment(row) for row in rows)


def unwritten(shop: Shop) -> tuple[CardPayment, ...]:
    """Return what the terminal gave back to cards and no ticket tells, oldest first.

    A crash, or a disk that took no more, came between the terminal and the refund. It stays here
    until a refund is written with it or somebody stands for it (`settle_by_hand`).
    """
    with shop.look() as look:
        rows = look.connection.execute(_UNWRITTEN.order_by(_payments.c.asked_at)).all()
    return tuple(_payment(row) for row in rows)


def settle_by_hand(
    shop: Shop, payment_id: str, staff: str, *, approved_by: str = ""
) -> CardPayment:
    """Write down that somebody settled an amount given back outside the till (event 441).

    Raises:
        RefusedError: needs_approval; card_payment_known, when a ticket tells it (by now).
    """
    with shop.begin() as work:
        given = work.connection.execute(_UNWRITTEN.where(_payments.c.id == payment_id)).first()
        if given is None:
            raise RefusedError("card_payment_known", amount=_read(work, payment_id).amount)
        people.require(work, staff, Act.REFUND, amount=Money(given.cents), approved_by=approved_by)
        work.connection.execute(
            update(_payments)
            .where(_payments.c.id == payment_id)
            .values(taken_by=payment_id, resolved_by=staff)
        )
        said = {"outcome": "by_hand", "by": "operator", "amount": given.cents}
        _tell(work, EventCode.TERMINAL_RESOLVED, staff, payment=payment_id, **said)
        settled = _read(work, payment_id)
        work.changed(Topic.TILL)
        work.commit()
    return settled


def spend(work: UnitOfWork, payment_id: str, ticket_id: str, amount: Money) -> None:
    """Take a charged amount into a ticket or advance of the running transaction, once.

    Raises:
        RefusedError: card_payment_spent, when it was not charged, another ticket has it or it was
            given back.
    """
    other = _payments.alias("other")
    # A charge and its giving back belong to each other, and to no ticket.
    in_a_pair = (
        select(other.c.id)
        .where(
            other.c.state != REFUSED,
            (other.c.sale_id == _payments.c.id) | (other.c.id == _payments.c.sale_id),
        )
        .exists()
    )
    spent = work.connection.execute(
        update(_payments)
        .where(
            _payments.c.id == payment_id,
            _payments.c.state == OK,
            _payments.c.cents == amount.cents,
            _payments.c.taken_by.is_(None),
            ~in_a_pair,
        )
        .values(taken_by=ticket_id)
    )
    if spent.rowcount != 1:
        raise RefusedError("card_payment_spent", amount=amount)


def _note(work: UnitOfWork, payment_id: str, answer: Answer) -> None:
    work.connection.execute(
        update(_payments)
        .where(_payments.c.id == payment_id)
        .values(
            state=answer.outcome.value,
            authorisation=answer.authorisation,
            scheme=answer.scheme,
            last4=answer.last4,
            answered_at=work.at,
        )
    )


def _tell(work: UnitOfWork, code: EventCode, staff: str, **details: object) -> None:
    ensure_begun(work, staff).record_event(EventBody(code=code, details=details), operator=staff)


def _read(work: UnitOfWork, payment_id: str, reason: Reason = Reason.NONE) -> CardPayment:
    row = work.connection.execute(select(_payments).where(_payments.c.id == payment_id)).first()
    if row is None:
        raise RefusedError("unknown_card_payment", text=payment_id)
    return _payment(row, reason)


def _staff_of(work: UnitOfWork, payment_id: str) -> str:
    code: str = work.connection.execute(
        select(_payments.c.staff_code).where(_payments.c.id == payment_id)
    ).scalar_one()
    return code


def _payment(row: _Row, reason: Reason = Reason.NONE) -> CardPayment:
    return CardPayment(
        id=row.id,
        sale_id=row.sale_id,
        amount=Money(row.cents),
        state=row.state,
        authorisation=row.authorisation,
        scheme=row.scheme,
        last4=row.last4,
        at=row.asked_at,
        reason=reason.value,
    )
