"""The most the law lets somebody pay in cash for one purchase (`fiscal.legal`, CASH_CENTS)."""

from collections.abc import Iterable

from sqlalchemy import func, select

from desktop.domain.tender import Kept, Means
from desktop.errors import RefusedError
from desktop.services.held_advances import ADVANCES
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
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
        RefusedError: cash_above_law.
    """
    tenders = tuple(kept)
    cash = total_of([each.amount for each in tenders if each.means is Means.CASH])
    advances = [each.token for each in tenders if each.means is Means.ADVANCE]
    if advances:
        before: int = work.connection.execute(
            select(func.coalesce(func.sum(ADVANCES.c.cents), 0)).where(
                ADVANCES.c.id.in_(advances), ADVANCES.c.means == Means.CASH.value
            )
        ).scalar_one()
        # An advance alone was within the law when it was taken.
        cash = cash + Money(before) if cash else cash
    check(work.shop, cash)
