"""Gift cards and credit notes: issued with a ticket, spent with a ticket, never twice.

What a voucher is worth is the sum of its entries, read in the very transaction that spends it;
the database has one writer, so that two tills' windows cannot both spend the last euro.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from desktop.domain import voucher as codes
from desktop.domain.sellable import LineKind, Sellable
from desktop.domain.till import business_day
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.sale import Sale
from desktop.models.voucher import Voucher, VoucherEntry
from desktop.services.papers import print_queue
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import Settings
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

_vouchers = table_of(Voucher)
_entries = table_of(VoucherEntry)
_sales = table_of(Sale)

MIN_GIFT = Money(1_00)
MAX_GIFT = Money(1_000_00)


class VoucherKind(StrEnum):
    """What a voucher came from."""

    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherView:
    """A voucher and what it is still worth."""

    id: str
    kind: VoucherKind
    code: str
    #: Number of the ticket it came from.
    ticket: str
    at: datetime
    #: Last day it is taken; None is for ever.
    expires_on: date | None
    #: What it was issued for, and what is left of it.
    face: Money
    balance: Money
    is_expired: bool

    @property
    def spaced_code(self) -> str:
        """Return its code as it is printed."""
        return codes.spaced(self.code)

    @property
    def short_code(self) -> str:
        """Return what may be shown of its code beside a tender."""
        return codes.ending(self.code)


def gift_card(label: str, amount: Money) -> Sellable:
    """Return a gift card as a line of a basket: owed, no turnover (a voucher for many purposes).

    Raises:
        RefusedError: gift_card_out_of_range.
    """
    if not MIN_GIFT <= amount <= MAX_GIFT:
        raise RefusedError("gift_card_out_of_range", least=MIN_GIFT, most=MAX_GIFT)
    return Sellable(
        variant_id="",
        product_id="",
        label=label,
        price=amount,
        vat=VatRate(0),
        kind=LineKind.VOUCHER,
        on_hand=Quantity(0),
    )


def find(shop: Shop, text: str) -> VoucherView:
    """Return the voucher of a scanned or typed code, whatever is left of it.

    Raises:
        RefusedError: unknown_voucher.
    """
    code = codes.read_code(text)
    with shop.look() as look:
        found = None
        if code is not None:
            found = look.connection.execute(
                select(_vouchers.c.id).where(_vouchers.c.code == code)
            ).scalar()
        if found is None:
            raise RefusedError("unknown_voucher", text=text)
        return read_voucher(shop, look.connection, found)


def of_sale(shop: Shop, sale_id: str) -> tuple[VoucherView, ...]:
    """Return the vouchers a ticket issued: how a lost one is found again."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(_vouchers.c.id).where(_vouchers.c.issued_by == sale_id).order_by(_vouchers.c.id)
        ).all()
        return tuple(read_voucher(shop, look.connection, each) for each in ids)


def read_voucher(shop: Shop, connection: Connection, voucher_id: str) -> VoucherView:
    """Return a voucher as it stands in the caller's transaction."""
    row = connection.execute(
        select(_vouchers, _sales.c.number)
        .join(_sales, _sales.c.id == _vouchers.c.issued_by)
        .where(_vouchers.c.id == voucher_id)
    ).one()
    face, balance = connection.execute(
        select(
            func.coalesce(func.sum(_entries.c.cents).filter(_entries.c.cents > 0), 0),
            func.coalesce(func.sum(_entries.c.cents), 0),
        ).where(_entries.c.voucher_id == voucher_id)
    ).one()
    today = business_day(shop.clock.now(), shop.zone, shop.settings.closing_hour)
    return VoucherView(
        id=row.id,
        kind=VoucherKind(row.kind),
        code=row.code,
        ticket=row.number,
        at=row.at,
        expires_on=row.expires_on,
        face=Money(face),
        balance=Money(balance),
        is_expired=row.expires_on is not None and row.expires_on < today,
    )


def issue(work: UnitOfWork, kind: VoucherKind, sale_id: str, amount: Money) -> VoucherView:
    """Issue a voucher with a ticket of the running transaction."""
    voucher_id = new_id()
    work.connection.execute(
        insert(_vouchers).values(
            id=voucher_id,
            kind=kind.value,
            code=codes.draw_code(),
            issued_by=sale_id,
            at=work.at,
            expires_on=_last_day(work, kind),
        )
    )
    _enter(work, voucher_id, amount, sale_id)
    work.changed(Topic.SALES)
    return read_voucher(work.shop, work.connection, voucher_id)


def redeem(work: UnitOfWork, kind: VoucherKind, code: str, amount: Money, sale_id: str) -> None:
    """Spend part or all of a voucher with a ticket of the running transaction.

    Raises:
        RefusedError: unknown_voucher, voucher_expired, voucher_spent with what is left of it.
    """
    found = work.connection.execute(
        select(_vouchers.c.id).where(_vouchers.c.code == code, _vouchers.c.kind == kind.value)
    ).scalar()
    if found is None:
        raise RefusedError("unknown_voucher", text=codes.ending(code))
    view = read_voucher(work.shop, work.connection, found)
    check_spendable(view, amount)
    _enter(work, found, -amount, sale_id)


def check_spendable(view: VoucherView, amount: Money) -> None:
    """Refuse a voucher that is over or is not worth so much.

    Raises:
        RefusedError: voucher_expired, voucher_spent.
    """
    if view.is_expired:
        raise RefusedError("voucher_expired", day=str(view.expires_on))
    if view.balance < amount or not view.balance:
        raise RefusedError("voucher_spent", left=view.balance)


def take_out(work: UnitOfWork, sale_id: str, count: int, face: Money, refund_id: str) -> None:
    """Make gift cards of a ticket worthless, because the money for them goes back.

    Raises:
        RefusedError: voucher_in_use, when fewer than so many are still whole.
    """
    views = [
        read_voucher(work.shop, work.connection, each)
        for each in work.connection.scalars(
            select(_vouchers.c.id).where(_vouchers.c.issued_by == sale_id)
        )
    ]
    whole = [view for view in views if view.face == face == view.balance]
    if len(whole) < count:
        raise RefusedError("voucher_in_use", amount=face)
    for view in whole[:count]:
        _enter(work, view.id, -face, refund_id)


def print_voucher(shop: Shop, voucher_id: str) -> str:
    """Queue the voucher's paper and return its job; printed again it shows what is left.

    Raises:
        RefusedError: no_printer.
    """
    # Here, so that the first sale screen does not wait for papers.
    from desktop.services.papers.receipts import letterhead  # noqa: PLC0415
    from printing import documents  # noqa: PLC0415

    with shop.begin() as work:
        view = read_voucher(shop, work.connection, voucher_id)
        paper = documents.VoucherPaper(
            shop=letterhead(shop.settings),
            kind=documents.VoucherPaperKind(view.kind.value),
            amount=view.balance,
            ticket=view.ticket,
            issued_at=view.at,
            expires_on=view.expires_on,
            code=view.spaced_code,
            qr_text=view.code,
            is_training=shop.is_training,
        )
        job = print_queue.queue(
            work,
            paper,
            printer=shop.settings.receipt_printer,
            kind="voucher",
            title=f"{view.ticket} {codes.ending(view.code)}",
            ref=voucher_id,
        )
        work.commit()
    return job


def _enter(work: UnitOfWork, voucher_id: str, amount: Money, sale_id: str) -> None:
    work.connection.execute(
        insert(_entries).values(
            id=new_id(), voucher_id=voucher_id, cents=amount.cents, sale_id=sale_id, at=work.at
        )
    )


def _last_day(work: UnitOfWork, kind: VoucherKind) -> date | None:
    months = _months(work.shop.settings, kind)
    if not months:
        return None
    today = business_day(work.at, work.shop.zone, work.shop.settings.closing_hour)
    place = today.month - 1 + months
    year, month = today.year + place // 12, place % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _months(settings: Settings, kind: VoucherKind) -> int:
    is_gift = kind is VoucherKind.GIFT_CARD
    return settings.gift_card_months if is_gift else settings.credit_note_months
