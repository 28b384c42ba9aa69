"""What the tenders of a ticket do to our other books: vouchers, card payments, accounts, advances.

Called in the ticket's own transaction, after its rows are there: a voucher is spent, an advance
used up and a debt written down together with the sale, or not at all.
"""

from collections.abc import Callable

from sqlalchemy import insert, select

from desktop.domain.roles import Act
from desktop.domain.tender import Kept, Means
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.customer import AccountEntry, Customer
from desktop.services.counter.tickets import Ticket
from desktop.services.money import card_payments, vouchers
from desktop.services.money.held_advances import use_up
from desktop.services.money.vouchers import VoucherKind
from desktop.services.team import staff
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id
from sync.kernel.money import Money

_account = table_of(AccountEntry)
_customers = table_of(Customer)


def settle(work: UnitOfWork, ticket: Ticket, approved_by: str = "") -> None:
    """Write what a ticket's tenders draw on or give rise to.

    Raises:
        RefusedError: unknown_voucher, voucher_expired, voucher_spent; card_payment_spent;
            customer_missing, needs_approval; unknown_advance, advance_used.
    """
    for tender in ticket.tenders:
        book = _BOOKS.get(tender.means)
        if book is not None:
            book(work, ticket, tender, approved_by)


def _voucher(work: UnitOfWork, ticket: Ticket, tender: Kept, _approved_by: str) -> None:
    kind = VoucherKind(tender.means.value)
    if tender.amount > Money(0):
        vouchers.redeem(work, kind, tender.token, tender.amount, ticket.id)
    elif tender.amount:
        # A refund by voucher is a new credit note, whatever was paid with before.
        vouchers.issue(work, VoucherKind.CREDIT_NOTE, ticket.id, -tender.amount)


def _card(work: UnitOfWork, ticket: Ticket, tender: Kept, _approved_by: str) -> None:
    # Without a token the cashier confirmed a terminal that stands beside the till.
    if tender.token:
        card_payments.spend(work, tender.token, ticket.id, tender.amount)


def _on_account(work: UnitOfWork, ticket: Ticket, tender: Kept, approved_by: str) -> None:
    if not ticket.customer_id:
        raise RefusedError("customer_missing")
    if tender.amount > Money(0):
        _must_be_known(work, ticket.customer_id)
        staff.require(
            work,
            ticket.staff,
            Act.SELL_ON_ACCOUNT,
            amount=tender.amount,
            approved_by=approved_by,
        )
    work.connection.execute(
        insert(_account).values(
            id=new_id(),
            customer_id=ticket.customer_id,
            cents=tender.amount.cents,
            sale_id=ticket.id,
            at=work.at,
        )
    )


def _must_be_known(work: UnitOfWork, customer_id: str) -> None:
    """Refuse a debt of somebody who was erased while the basket waited: nobody would owe it."""
    known = select(_customers.c.id).where(
        _customers.c.id == customer_id, _customers.c.erased_at.is_(None)
    )
    if work.connection.execute(known).first() is None:
        raise RefusedError("customer_missing")


def _advance(work: UnitOfWork, ticket: Ticket, tender: Kept, _approved_by: str) -> None:
    use_up(work, tender.token, tender.amount, ticket.id, ticket.staff)


_BOOKS: dict[Means, Callable[[UnitOfWork, Ticket, Kept, str], None]] = {
    Means.GIFT_CARD: _voucher,
    Means.CREDIT_NOTE: _voucher,
    Means.CARD: _card,
    Means.ON_ACCOUNT: _on_account,
    Means.ADVANCE: _advance,
}
