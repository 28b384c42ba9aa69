"""A means of payment that was keyed wrong is put right: turnover, VAT and goods stay as they are."""

from collections.abc import Mapping

from sqlalchemy import func, select

from desktop.domain.roles import Act
from desktop.domain.tender import COUNTED, Kept, Means, round_to_coins
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleTender
from desktop.services.books.refusals import recording
from desktop.services.counter.refunds import original_of
from desktop.services.counter.sales import read_sale
from desktop.services.counter.tickets import SaleDone, Ticket, TicketKind, done, done_before, enter
from desktop.services.money import cash_ceiling, meal_vouchers
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.kernel.money import Money

_sales = table_of(Sale)
_tenders = table_of(SaleTender)


def correct_tender(
    shop: Shop,
    sale_id: str,
    wrong: Means,
    right: Means,
    amount: Money,
    staff: str,
    *,
    correction_id: str,
    approved_by: str = "",
) -> SaleDone:
    """Move an amount of a ticket from the means that was keyed to the one that was meant.

    A REFUND of nothing: turnover, VAT and stock stay (fiscal study § 2.10). Never more is moved
    than the ticket still has by the wrong means. Where cash is rounded, the rounding comes and
    goes with the cash.

    Raises:
        RefusedError: till_closed, needs_approval, unknown_sale, refund_of_refund,
            means_not_taken, same_means, more_than_paid, cash_above_law, meal_voucher_too_high.
    """
    if wrong not in COUNTED or right not in COUNTED:
        raise RefusedError("means_not_taken", means=(right if wrong in COUNTED else wrong).value)
    if wrong is right:
        raise RefusedError("same_means")
    with recording(shop, Kind.REFUND, (sale_id, wrong, right, amount), staff) as work:
        before = done_before(work, correction_id)
        if before is not None:
            return before
        session = till_sessions.open_session(work)
        sale = read_sale(work.connection, sale_id)
        if sale.kind != TicketKind.SALE.value:
            raise RefusedError("refund_of_refund", number=sale.number)
        held = paid_by_means(work, sale_id)
        left = held.get(wrong, Money(0))
        if not Money(0) < amount <= left:
            raise RefusedError("more_than_paid", left=left)
        if right is Means.MEAL_VOUCHER:
            meal_vouchers.check_moved(work, sale, held.get(right, Money(0)), amount)
        cash = held.get(Means.CASH, Money(0))
        moved = _moved(wrong, right, amount, cash, cash - _rounded(work, sale_id), shop)
        if right is Means.CASH:
            cash_ceiling.check_ticket(work, sale_id, cash + moved[right])
        people.require(work, staff, Act.REFUND, amount=amount, approved_by=approved_by)
        ticket = Ticket(
            id=correction_id,
            kind=TicketKind.CORRECTION,
            session_id=session.id,
            staff=staff,
            lines=(),
            vat=(),
            tenders=tuple(Kept(means, cents, cents) for means, cents in moved.items()),
            rounding=moved[wrong] + moved[right],
            change=Money(0),
            original=original_of(work, sale_id),
            order_id=sale.order_id,
        )
        entered = enter(work, ticket)
        work.commit()
    return done(ticket, entered)


def paid_by_means(work: UnitOfWork, sale_id: str) -> Mapping[Means, Money]:
    """Return what a ticket holds by each means after all that refers to it."""
    rows = work.connection.execute(
        select(_tenders.c.means, func.sum(_tenders.c.cents).label("cents"))
        .join(_sales, _sales.c.id == _tenders.c.sale_id)
        .where((_sales.c.id == sale_id) | (_sales.c.refund_of == sale_id))
        .group_by(_tenders.c.means)
    ).all()
    return {Means(row.means): Money(row.cents) for row in rows}


def _rounded(work: UnitOfWork, sale_id: str) -> Money:
    """Return what cash rounding has added to a ticket so far."""
    cents: int = work.connection.execute(
        select(func.sum(_sales.c.rounding_cents)).where(
            (_sales.c.id == sale_id) | (_sales.c.refund_of == sale_id)
        )
    ).scalar_one()
    return Money(cents)


def _moved(
    wrong: Means, right: Means, amount: Money, cash: Money, paid_in_cash: Money, shop: Shop
) -> dict[Means, Money]:
    """Return what each of the two means gets; both together are what the rounding becomes.

    Args:
        wrong: loses it.
        right: gets it.
        amount: what was keyed wrong.
        cash: what of the ticket lies in the drawer.
        paid_in_cash: what of the ticket that cash pays, before it was rounded.
        shop: whose coins they are.
    """
    step = shop.settings.cash_step
    if right is Means.CASH:
        return {wrong: -amount, right: round_to_coins(paid_in_cash + amount, step) - cash}
    if wrong is not Means.CASH:
        return {wrong: -amount, right: amount}
    if amount == cash:
        return {wrong: -amount, right: paid_in_cash}
    return {wrong: round_to_coins(paid_in_cash - amount, step) - cash, right: amount}
