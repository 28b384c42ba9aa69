"""Papers that somebody was to have and a crash kept from the queue: asked for once, at the start."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from desktop.models.base import table_of
from desktop.models.paper import PrintJob
from desktop.models.voucher import Advance, Voucher, VoucherEntry
from desktop.services.money import advances, vouchers
from desktop.services.papers import receipts
from desktop.services.shop import Shop

_jobs = table_of(PrintJob)
_vouchers, _advances = table_of(Voucher), table_of(Advance)

_entries = table_of(VoucherEntry)
_balance = (
    select(func.sum(_entries.c.cents))
    .where(_entries.c.voucher_id == _vouchers.c.id)
    .correlate(_vouchers)
    .scalar_subquery()
)

_LATELY = timedelta(days=1)
"""What is older was handed out by other means, or somebody has asked for it again."""


def print_owed(shop: Shop) -> tuple[str, ...]:
    """Queue them and return the numbers of the tickets they belong to; nothing without a printer.

    A receipt that the law wants is known as owed by its ticket. A gift card, a credit note and
    the receipt of an advance are money to whoever holds them: one of the last day that never had
    a job at the printer was never handed out.

    Raises:
        WorldError: the disk does not take it.
    """
    if shop.settings.printer(shop.settings.receipt_printer) is None:
        return ()
    numbers = list(receipts.print_owed(shop))
    with shop.look() as look:
        since = shop.clock.now() - _LATELY
        cards = _without_paper(
            look.connection, _vouchers.c.id, _vouchers.c.at > since, _balance > 0
        )
        taken = _without_paper(
            look.connection,
            _advances.c.id,
            _advances.c.at > since,
            _advances.c.settled_by.is_(None),
            _advances.c.given_back_at.is_(None),
        )
    for voucher_id in cards:
        vouchers.print_voucher(shop, voucher_id)
    for advance_id in taken:
        advances.print_advance(shop, advance_id)
    return tuple(dict.fromkeys((*numbers, *_numbers(shop, (*cards, *taken)))))


def _without_paper(
    connection: Connection, ident: ColumnElement[str], *conditions: ColumnElement[bool]
) -> tuple[str, ...]:
    has_job = select(_jobs.c.id).where(_jobs.c.ref == ident, _jobs.c.kind == "voucher").exists()
    return tuple(connection.scalars(select(ident).where(*conditions, ~has_job).order_by(ident)))


def _numbers(shop: Shop, refs: tuple[str, ...]) -> list[str]:
    """Return the tickets' numbers as the jobs' titles begin with them."""
    with shop.look() as look:
        titles = look.connection.scalars(
            select(_jobs.c.title).where(_jobs.c.ref.in_(refs)).order_by(_jobs.c.id)
        )
        return [title.split(" ")[0] for title in titles]
