"""Advances the shop holds, and the sale that uses one up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.customer import Customer
from desktop.models.till import TillSession
from desktop.models.voucher import Advance
from desktop.services.books.journal import journal_of, pointing_at, seller_of
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Channel, Payment, PrepayBody, Reference, Sealed, VatLine, vat_line
from fiscal import Means as FiscalMeans
from sync.kernel.money import Money

ADVANCES = table_of(Advance)
_customers = table_of(Customer)
_sessions = table_of(TillSession)
_Row = Row[*tuple[Any, ...]]
NOTHING = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceView:
    """Money taken before delivery."""

    id: str
    amount: Money
    #: What it is for, and who paid it, where that is known.
    note: str
    customer_id: str
    customer: str
    #: A code of `Means`, or "split".
    means: str
    at: datetime
    is_held: bool


def held(shop: Shop, customer_id: str = "") -> tuple[AdvanceView, ...]:
    """Return the advances the shop still holds, newest first; of one customer if one is named."""
    rows = (
        select(ADVANCES, _customers.c.name.label("customer"))
        .outerjoin(_customers, _customers.c.id == ADVANCES.c.customer_id)
        .where(ADVANCES.c.settled_by.is_(None), ADVANCES.c.given_back_at.is_(None))
        .order_by(ADVANCES.c.at.desc())
        .limit(100)
    )
    if customer_id:
        rows = rows.where(ADVANCES.c.customer_id == customer_id)
    with shop.look() as look:
        return tuple(view_of(row) for row in look.connection.execute(rows).all())


def find_held(shop: Shop, advance_id: str) -> tuple[AdvanceView, ...]:
    """Return the advance of that id when the shop still holds it, nothing otherwise."""
    rows = select(ADVANCES, _customers.c.name.label("customer")).outerjoin(
        _customers, _customers.c.id == ADVANCES.c.customer_id
    )
    with shop.look() as look:
        found = look.connection.execute(rows.where(ADVANCES.c.id == advance_id)).all()
    return tuple(view for view in map(view_of, found) if view.is_held)


def read_advance(work: UnitOfWork, advance_id: str) -> _Row:
    """Return an advance's row.

    Raises:
        RefusedError: unknown_advance.
    """
    row = work.connection.execute(
        select(ADVANCES, _customers.c.name.label("customer"), _sessions.c.till)
        .join(_sessions, _sessions.c.id == ADVANCES.c.session_id)
        .outerjoin(_customers, _customers.c.id == ADVANCES.c.customer_id)
        .where(ADVANCES.c.id == advance_id)
    ).first()
    if row is None:
        raise RefusedError("unknown_advance")
    return row


def use_up(work: UnitOfWork, advance_id: str, amount: Money, sale_id: str, staff: str) -> None:
    """Use an advance up, whole, by a sale of the running transaction.

    The negative PREPAY takes its VAT back, for the sale bears it now.

    Raises:
        RefusedError: unknown_advance; advance_used, when it was settled or given back before;
            advance_whole, when the sale would take a part of it.
    """
    row = read_advance(work, advance_id)
    if amount != Money(row.cents):
        raise RefusedError("advance_whole", amount=Money(row.cents))
    _claim(work, advance_id, settled_by=sale_id)
    write_prepayment(
        work,
        vat=vat_of(row.by_rate, -1),
        payments=(Payment(means=FiscalMeans.ADVANCE, amount=-row.cents),),
        original=_reference(work, row),
        staff=staff,
    )


def release(
    work: UnitOfWork, row: _Row, payments: tuple[Payment, ...], staff: str, rounding: Money
) -> None:
    """Take an advance out of the held ones because the money goes back, cash in coins that exist.

    Raises:
        RefusedError: advance_used.
    """
    _claim(work, row.id, given_back_at=work.at)
    write_prepayment(
        work,
        vat=vat_of(row.by_rate, -1),
        payments=payments,
        original=_reference(work, row),
        staff=staff,
        rounding=rounding,
    )


def write_prepayment(
    work: UnitOfWork,
    *,
    vat: tuple[VatLine, ...],
    payments: tuple[Payment, ...],
    original: Reference | None,
    staff: str,
    rounding: Money = NOTHING,
) -> Sealed:
    """Write the PREPAY record of an advance, or of its taking back."""
    body = PrepayBody(
        seller=seller_of(work.shop.profile),
        vat=vat,
        payments=payments,
        channel=Channel.SHOP,
        original=original,
        rounding=rounding.cents,
    )
    work.changed(Topic.TILL, Topic.SALES)
    return journal_of(work).record_prepayment(body, operator=staff)


def vat_of(by_rate: dict[str, int], sign: int = 1) -> tuple[VatLine, ...]:
    """Return the VAT inside an advance, per rate, highest first; -1 takes it back to the cent."""
    rates = sorted(by_rate, key=int, reverse=True)
    return tuple(vat_line(sign * by_rate[rate], int(rate)) for rate in rates)


def view_of(row: _Row) -> AdvanceView:
    """Return an advance as screens show it."""
    return AdvanceView(
        id=row.id,
        amount=Money(row.cents),
        note=row.note,
        customer_id=row.customer_id or "",
        customer=row.customer or "",
        means=row.means,
        at=row.at,
        is_held=row.settled_by is None and row.given_back_at is None,
    )


def means_of(means: frozenset[Means]) -> str:
    """Return the means of an advance in one word."""
    return next(iter(means)).value if len(means) == 1 else "split"


def _reference(work: UnitOfWork, row: _Row) -> Reference:
    return pointing_at(work.shop, row.till, row.journal_seq, bytes.fromhex(row.journal_hash))


def _claim(work: UnitOfWork, advance_id: str, **values: object) -> None:
    claimed = work.connection.execute(
        update(ADVANCES)
        .where(
            ADVANCES.c.id == advance_id,
            ADVANCES.c.settled_by.is_(None),
            ADVANCES.c.given_back_at.is_(None),
        )
        .values(**values)
    )
    if claimed.rowcount != 1:
        raise RefusedError("advance_used")
