"""What somebody gave back since the morning: a limit that ten small refunds would pass is none.

All journals of this shop's data folder count, so that a till which goes on under another code
begins no second day. A second till on a PC of its own has its own books and counts for itself.
"""

from typing import Any

import msgspec
from sqlalchemy import and_, func, select

from desktop.domain.roles import Act
from desktop.models.base import table_of
from desktop.models.journal import JournalHead, JournalRecord
from desktop.models.sale import Sale, SaleTender
from desktop.services.books.journal import journal_of
from desktop.services.counter.tickets import TicketKind
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventCode, Kind
from sync.kernel.money import Money

_sales, _tenders = table_of(Sale), table_of(SaleTender)
_records, _heads = table_of(JournalRecord), table_of(JournalHead)

BACK = frozenset({Act.REFUND, Act.REFUND_WITHOUT_RECEIPT})
"""Acts by which money or its worth leaves the till again."""
_PAGE = 200


def given_back(work: UnitOfWork, staff: str) -> Money:
    """Return what somebody gave back this business day and stood for, by whatever act and means.

    What another stood for counts for the other. Refunds, corrected means and empties paid out are
    rows; advances given back, what was settled by hand and approvals are told by the journal.
    """
    journal = journal_of(work)
    if not journal.head().seq:
        return Money(0)
    day = journal.business_day()
    rows = work.connection.execute(
        select(func.coalesce(func.sum(-_tenders.c.cents), 0))
        .join(_sales, _sales.c.id == _tenders.c.sale_id)
        .where(
            and_(
                _sales.c.business_day == day,
                _sales.c.staff_code == staff,
                # A debt that is paid moves an amount and gives nothing away.
                _sales.c.kind != TicketKind.ACCOUNT.value,
                _tenders.c.cents < 0,
            )
        )
    ).scalar_one()
    tills = work.connection.scalars(select(_heads.c.till)).all()
    told = sum(_told(work, till, day.isoformat(), staff) for till in tills)
    return Money(max(rows + told, 0))


def _told(work: UnitOfWork, till: str, day: str, staff: str) -> int:
    """Return in cents what the day's advances and events add to that, and take off it."""
    cents = 0
    for kind in (Kind.PREPAY, Kind.EVENT):
        last = None
        while page := _page(work, till, kind, last):
            for kno, c in page:
                record = msgspec.json.decode(c)
                if record["bd"] < day:
                    break
                cents += (
                    _of_event(record, staff) if kind is Kind.EVENT else _of_advance(record, staff)
                )
                last = kno
            else:
                continue
            break
    return cents


def _page(work: UnitOfWork, till: str, kind: Kind, before: int | None) -> list[tuple[int, bytes]]:
    rows = select(_records.c.kno, _records.c.c).where(
        _records.c.till == till, _records.c.kind == kind.value
    )
    if before is not None:
        rows = rows.where(_records.c.kno < before)
    found = work.connection.execute(rows.order_by(_records.c.kno.desc()).limit(_PAGE)).all()
    return [(row.kno, row.c) for row in found]


def _of_advance(record: dict[str, Any], staff: str) -> int:
    if record["op"] != staff:
        return 0
    # What a sale used up went to no one: its means is the advance itself.
    return sum(
        -each["amount"]
        for each in record["b"]["pay"]
        if each["amount"] < 0 and each["means"] != "ADVANCE"
    )


def _of_event(record: dict[str, Any], staff: str) -> int:
    body = record["b"]
    told = body.get("data", {})
    if body["code"] == EventCode.TERMINAL_RESOLVED and told.get("outcome") == "by_hand":
        return abs(told["amount"]) if record["op"] == staff else 0
    is_approval = body["code"] == EventCode.RIGHTS_CHANGED and told.get("what") == "override"
    if not is_approval or told.get("act") not in BACK or "cents" not in told:
        return 0
    amount = abs(told["cents"])
    return (amount if told["by"] == staff else 0) - (amount if record["op"] == staff else 0)
