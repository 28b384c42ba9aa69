"""What customers owe: goods taken on account, and the money they bring for it later."""

from sqlalchemy import Connection, func, select

from desktop.domain.roles import Act
from desktop.domain.tender import COUNTED, Kept, Means, Tenders
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.customer import AccountEntry, Customer
from desktop.services.books.refusals import recording
from desktop.services.counter.tickets import (
    SaleDone,
    Ticket,
    TicketKind,
    done,
    done_before,
    enter,
    open_drawer,
)
from desktop.services.money import cash_ceiling
from desktop.services.money.settling import settle
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.kernel.money import Money

_entries = table_of(AccountEntry)
_customers = table_of(Customer)


def balance(shop: Shop, customer_id: str) -> Money:
    """Return what a customer owes the shop; negative when the shop owes it."""
    with shop.look() as look:
        return balance_of(look.connection, customer_id)


def balance_of(connection: Connection, customer_id: str) -> Money:
    """Return what a customer owes as it stands in the caller's transaction."""
    owed: int = connection.execute(
        select(func.coalesce(func.sum(_entries.c.cents), 0)).where(
            _entries.c.customer_id == customer_id
        )
    ).scalar_one()
    return Money(owed)


def pay_account(
    shop: Shop,
    customer_id: str,
    tenders: Tenders,
    staff: str,
    *,
    payment_id: str,
    approved_by: str = "",
) -> SaleDone:
    """Take money for what a customer owes: part of it, all of it, never more.

    In the journal it is a sale of nothing that moves the amount from ACCOUNT to what was paid
    with: the turnover was recorded when the goods went, and the money is counted today.

    Args:
        shop: the open shop.
        customer_id: who owes.
        tenders: what was put down; change is given on cash.
        staff: code of who takes it.
        payment_id: made by the caller, so that a second press is the same payment.
        approved_by: who stands for it, where `staff` may not.

    Raises:
        RefusedError: till_closed; needs_approval; cash_above_law; unknown_customer; nothing_owed; no_change_possible;
            means_not_taken, for what is no money.
    """
    with recording(shop, Kind.SALE, (customer_id, tenders), staff) as work:
        before = done_before(work, payment_id)
        if before is not None:
            return before
        session = till_sessions.open_session(work)
        amount, paid = _taken(work, customer_id, tenders)
        kept, rounding = paid.kept_for(amount), paid.rounding(amount)
        cash_ceiling.check_kept(work, kept)
        people.require(work, staff, Act.TAKE_ADVANCE, amount=amount, approved_by=approved_by)
        ticket = Ticket(
            id=payment_id,
            kind=TicketKind.ACCOUNT,
            session_id=session.id,
            staff=staff,
            lines=(),
            vat=(),
            tenders=(*kept, Kept(Means.ON_ACCOUNT, -amount, -amount)),
            rounding=rounding,
            change=paid.change_for(amount),
            customer_id=customer_id,
            receipt_required=True,
        )
        entered = enter(work, ticket)
        settle(work, ticket)
        if tenders.has_cash:
            open_drawer(work)
        work.commit()
    return done(ticket, entered)


def _taken(work: UnitOfWork, customer_id: str, tenders: Tenders) -> tuple[Money, Tenders]:
    """Return what is paid of the debt, and the sums that pay it.

    Where cash is rounded, a debt paid off in cash is; a part of it is what was put down.
    """
    known = work.connection.execute(
        select(_customers.c.id).where(_customers.c.id == customer_id)
    ).first()
    if known is None:
        raise RefusedError("unknown_customer")
    owed = balance_of(work.connection, customer_id)
    if owed <= Money(0) or not tenders.given:
        raise RefusedError("nothing_owed")
    for tender in tenders.given:
        if tender.means not in COUNTED or tender.means is Means.MEAL_VOUCHER:
            raise RefusedError("means_not_taken", means=tender.means.value)
    whole = Tenders(tenders.given, work.shop.settings.cash_step)
    if not whole.remaining(owed):
        return owed, whole
    return tenders.total, Tenders(tenders.given)
