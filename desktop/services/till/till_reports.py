"""The figures of a day, from the journal itself: the X reading and the Z closing are one table."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop.domain.tender import Means
from desktop.models.base import table_of
from desktop.models.till import CashMovement, TillSession
from desktop.services.books.journal import read_record, reading_journal
from desktop.services.shop import Shop
from desktop.services.views import CashMovementView, TenderView, TillReportView
from fiscal import Means as FiscalMeans
from sync.kernel.clock import from_milliseconds
from sync.kernel.money import Money, total_of
from sync.kernel.vat import VatRate, VatShare

_sessions = table_of(TillSession)
_movements = table_of(CashMovement)
_MEANS = {means.name: means for means in Means} | {FiscalMeans.ACCOUNT.name: Means.ON_ACCOUNT}
_Row = Row[*tuple[Any, ...]]


def of_reading(shop: Shop, connection: Connection, session_id: str, at: datetime) -> TillReportView:
    """Return the X reading of the running session: the day's figures, not numbered, not kept."""
    session = connection.execute(select(_sessions).where(_sessions.c.id == session_id)).one()
    journal = reading_journal(shop, connection)
    head = journal.head()
    body = journal.reading().to_body() | {
        "gtn": head.gtn,
        "gta": head.gta,
        "unanchored": head.unanchored,
        "from_seq": head.close("D").to_seq + 1,
        "to_seq": head.seq,
    }
    if head.anchored_seq:
        body["anchor"] = {"seq": head.anchored_seq, "time": head.anchored_at}
    return _report(connection, session, body, kind="x", made_at=at, staff=session.opened_by)


def of_closing(shop: Shop, connection: Connection, session: str) -> TillReportView:
    """Return the Z of a closed session, as it was signed."""
    row = connection.execute(select(_sessions).where(_sessions.c.id == session)).one()
    record = read_record(shop, connection, row.journal_seq, row.till)
    made_at = from_milliseconds(record.ts)
    return _report(connection, row, record.b, kind="z", made_at=made_at, staff=record.op)


def _report(
    connection: Connection,
    session: _Row,
    body: Mapping[str, Any],
    *,
    kind: str,
    made_at: datetime,
    staff: str,
) -> TillReportView:
    cash = body["cash"]
    vat = tuple(
        VatShare(VatRate(part["rate"]), Money(part["ttc"]), Money(part["ht"]), Money(part["vat"]))
        for part in body["vat"]
    )
    anchor = body.get("anchor", {})
    day: date = session.business_day
    return TillReportView(
        kind=kind,
        till=session.till,
        number=body.get("n", 0),
        session_id=session.id,
        staff=staff,
        opened_at=session.opened_at,
        made_at=made_at,
        business_day=day,
        gross=Money(body["tot"]),
        net=Money(body["ht"]),
        vat_total=total_of([share.vat for share in vat]),
        sales=Money(body["sales"]),
        refunds=Money(body["refunds"]),
        vat=vat,
        tenders=tuple(_tender(part) for part in body["pay"]),
        counts=dict(body["counts"]),
        discounts=Money(body["disc"]),
        deposits=Money(body["out"]),
        rounding=Money(body["round"]),
        opening_float=Money(session.float_cents),
        movements=_cash_movements(connection, session.id),
        # The record's own `expected` and `counted` are those of the last count, which may have been
        # a hand-over's with sales after it.
        expected_cash=Money(cash["left"] - cash.get("diff", 0)),
        counted_cash=Money(cash["left"]) if cash["left"] == cash.get("counted") else None,
        difference=Money(cash["diff"]) if "diff" in cash else None,
        first_ticket=body.get("first_no", ""),
        last_ticket=body.get("last_no", ""),
        first_seq=body["from_seq"],
        last_seq=body["to_seq"],
        perpetual_net=Money(body["gtn"]),
        perpetual_absolute=Money(body["gta"]),
        unanchored=body["unanchored"],
        is_automatic=body.get("auto", False),
        anchored_seq=anchor.get("seq", 0),
        anchored_at=from_milliseconds(anchor["time"]) if anchor else None,
    )


def _tender(part: Mapping[str, Any]) -> TenderView:
    amount = Money(part["amount"])
    return TenderView(means=_MEANS[part["means"]], amount=amount, given=amount)


def _cash_movements(connection: Connection, session_id: str) -> tuple[CashMovementView, ...]:
    rows = connection.execute(
        select(_movements)
        .where(_movements.c.session_id == session_id)
        .order_by(_movements.c.journal_seq)
    ).all()
    return tuple(
        CashMovementView(
            amount=Money(row.cents), reason=row.reason, at=row.at, staff=row.staff_code
        )
        for row in rows
    )
