"""The most the law lets somebody pay in cash for one purchase (`fiscal.legal`, CASH_CENTS)."""

from collections.abc import Iterable

from sqlalchemy import select

from desktop.domain.tender import Kept, Means
from desktop.errors import RefusedError
from desktop.services.books.journal import read_record
from desktop.services.money.held_advances import ADVANCES, read_advance
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Means as FiscalMeans
from fiscal import UnknownLawError
from fiscal.legal import Limit, limit
from sync.kernel.money import Money, total_of


def check(shop: Shop, cash: Money) -> None:
    """Refuse more cash than the law of the shop's country lets a resident pay for one purchase.

    Raises:
        RefusedError: cash_above_law, with what is allowed.
    """
    try:
        cents = limit(shop.profile.country, Limit.CASH_CENTS, shop.clock.now().date())
    except UnknownLawError:
        return
    if cash.cents > cents:
        raise RefusedError("cash_above_law", allowed=Money(cents), amount=cash)


def check_kept(work: UnitOfWork, kept: Iterable[Kept]) -> None:
    """Refuse a payment whose cash, an advance paid in cash included, is above the law's.

    Change does not count: only what stays in the till does.

    Raises:
        RefusedError: cash_above_law; unknown_advance.
    """
    tenders = tuple(kept)
    cash = total_of([each.amount for each in tenders if each.means is Means.CASH])
    advances = [each.token for each in tenders if each.means is Means.ADVANCE]
    if advances:
        # An advance alone was within the law when it was taken.
        before = total_of([_cash_of(work, each) for each in advances])
        cash = cash + before if cash or len(advances) > 1 else cash
    check(work.shop, cash)


def check_ticket(work: UnitOfWork, sale_id: str, cash: Money) -> None:
    """Refuse that a ticket which is there comes to so much cash, its advances included.

    Raises:
        RefusedError: cash_above_law.
    """
    used = work.connection.scalars(
        select(ADVANCES.c.id).where(ADVANCES.c.settled_by == sale_id)
    ).all()
    check(work.shop, cash + total_of([_cash_of(work, each) for each in used]))


def _cash_of(work: UnitOfWork, advance_id: str) -> Money:
    """Return what of an advance was paid in cash, as the journal has it."""
    row = read_advance(work, advance_id)
    record = read_record(work.shop, work.connection, row.journal_seq, row.till)
    cash = FiscalMeans.CASH.value
    return Money(sum(each["amount"] for each in record.b["pay"] if each["means"] == cash))
