"""What paid a ticket, followed back through exchanges: no voucher becomes money on the way.

Goods brought back pay new goods, and what had paid the old ones pays the new ones with them. What
goes back as money is counted first, so that a customer who paid in part by voucher has the coins
first and the rest as a credit note (DECISIONS 41).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, literal_column, select

from desktop.domain.tender import Means
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine, SaleTender
from desktop.services.counter.tickets import TicketKind
from desktop.services.money.accounts import balance_of
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money

_sales = table_of(Sale)
_lines = table_of(SaleLine)
_tenders = table_of(SaleTender)

PAID_OUT = frozenset({Means.CASH, Means.CARD, Means.CHEQUE, Means.TRANSFER})
"""Means by which somebody is given money."""
MONEY = PAID_OUT | {Means.ON_ACCOUNT}
"""Means by which somebody gets money, or owes less of it; the others owe goods."""
_PAID_IN = PAID_OUT | {Means.ADVANCE}
"""What was paid online never was in this till: it goes back as it came, or as a credit note."""

_Row = Row[*tuple[Any, ...]]


@dataclass(slots=True)
class Funds:
    """Money that paid something, in cents, and what customers owe for it. It only shrinks."""

    money: int = 0
    #: By customer: what was put on the account and not taken off it again.
    owed: dict[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        """Return what may go back as money once nobody owes for it any more."""
        return self.money + sum(self.owed.values())

    def take(self, cents: int, first: str = "") -> "Funds":
        """Take an amount out, money first, and return it; no more than there is.

        Args:
            cents: how much.
            first: customer off whose account it comes before money is touched.
        """
        taken = Funds()
        for customer in (first, None, *self.owed):
            left = cents - taken.whole
            if customer is None:
                part = min(left, self.money)
                self.money -= part
                taken.money += part
            elif customer in self.owed:
                part = min(left, self.owed[customer])
                self.owed[customer] -= part
                taken.owed[customer] = taken.owed.get(customer, 0) + part
        return taken

    def add(self, other: "Funds") -> None:
        """Put in what was taken out elsewhere."""
        self.money += other.money
        for customer, cents in other.owed.items():
            self.owed[customer] = self.owed.get(customer, 0) + cents


def may_go_back(work: UnitOfWork, sale_id: str, means: Means) -> Money:
    """Return the most that may still go back for a ticket by a means of `MONEY`.

    What stands on an account that is not paid goes back onto the account: money for it would be
    money nobody brought.
    """
    funds = _left(work.connection, sale_id)
    if means is Means.ON_ACCOUNT:
        return Money(funds.whole)
    settled = sum(
        cents - min(cents, max(balance_of(work.connection, customer).cents, 0))
        for customer, cents in funds.owed.items()
    )
    return Money(funds.money + settled)


def _left(connection: Connection, sale_id: str) -> Funds:
    """Return what is left of what paid a ticket, all exchanges before it played again."""
    steps = [(sale_id, "")]
    while (before := _exchange_for(connection, steps[-1][0])) is not None:
        steps.append(before)
    funds = Funds()
    for ticket, until in reversed(steps):
        funds = _played(connection, ticket, funds, until)
    return funds


def _exchange_for(connection: Connection, sale_id: str) -> tuple[str, str] | None:
    """Return the ticket whose goods pay a part of this one, and its refund; None when none do.

    The two halves of an exchange are one transaction, so the refund is the last exchange before
    the sale in the journal of its till.
    """
    sale = connection.execute(
        select(_sales.c.till, _sales.c.journal_seq)
        .join(_tenders, _tenders.c.sale_id == _sales.c.id)
        .where(_sales.c.id == sale_id, _tenders.c.means == Means.EXCHANGE.value)
    ).first()
    if sale is None:
        return None
    found = connection.execute(
        select(_sales.c.refund_of, _sales.c.id)
        .join(_tenders, _tenders.c.sale_id == _sales.c.id)
        .where(
            _sales.c.till == sale.till,
            _sales.c.journal_seq < sale.journal_seq,
            _sales.c.kind == TicketKind.REFUND.value,
            _tenders.c.means == Means.EXCHANGE.value,
        )
        .order_by(_sales.c.journal_seq.desc())
        .limit(1)
    ).first()
    return None if found is None else (found.refund_of, found.id)


def _played(connection: Connection, sale_id: str, carried: Funds, until: str) -> Funds:
    """Return what is left of a ticket's funds; of an exchange (`until`), what it carried on."""
    rows: Mapping[str, list[_Row]] = _tickets(connection, sale_id)
    funds = Funds(money=_empties(connection, sale_id))
    funds.add(carried)
    refunds = []
    for ticket in rows.values():
        if ticket[0].kind == TicketKind.REFUND.value:
            refunds.append(ticket)
        else:
            _pay_in(funds, ticket)
    for ticket in refunds:
        exchanged = _pay_back(funds, ticket)
        if ticket[0].id == until:
            return exchanged
    return funds


def _pay_in(funds: Funds, ticket: list[_Row]) -> None:
    """Add what a sale, or a means that was corrected, says was paid."""
    for row in ticket:
        if Means(row.means) in _PAID_IN:
            funds.money += row.cents
        elif row.means == Means.ON_ACCOUNT.value:
            customer = row.customer_id or ""
            funds.owed[customer] = funds.owed.get(customer, 0) + row.cents
    funds.money -= ticket[0].rounding_cents


def _pay_back(funds: Funds, ticket: list[_Row]) -> Funds:
    """Take out what a refund gave, and return what of it pays new goods."""
    exchanged = 0
    # What coins add to it, or take off it, is nobody's.
    money = ticket[0].rounding_cents
    for row in ticket:
        if Means(row.means) in PAID_OUT:
            money -= row.cents
        elif row.means == Means.ON_ACCOUNT.value:
            funds.take(-row.cents, first=row.customer_id or "")
        elif row.means == Means.EXCHANGE.value:
            exchanged -= row.cents
    funds.take(money)
    return funds.take(exchanged)


def _empties(connection: Connection, sale_id: str) -> int:
    """Return what empties brought along were worth: they pay like coins."""
    worth: int = connection.execute(
        select(func.coalesce(func.sum(-_lines.c.gross_cents), 0)).where(
            _lines.c.sale_id == sale_id, _lines.c.gross_cents < 0
        )
    ).scalar_one()
    return worth


def _tickets(connection: Connection, sale_id: str) -> Mapping[str, list[_Row]]:
    """Return the tenders of a ticket and of all that refers to it, as they were written."""
    rows = connection.execute(
        select(
            _sales.c.id,
            _sales.c.kind,
            _sales.c.customer_id,
            _sales.c.rounding_cents,
            _tenders.c.means,
            _tenders.c.cents,
        )
        .join(_tenders, _tenders.c.sale_id == _sales.c.id)
        .where((_sales.c.id == sale_id) | (_sales.c.refund_of == sale_id))
        .order_by(literal_column("sale.rowid"), _tenders.c.position)
    ).all()
    tickets: dict[str, list[_Row]] = {}
    for row in rows:
        tickets.setdefault(row.id, []).append(row)
    return tickets
