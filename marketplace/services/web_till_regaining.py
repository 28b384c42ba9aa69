"""Taking the records of a till W01 back from the counters that kept them, after a restore.

Only what this marketplace has signed itself, in its place in the chain: a counter gives back, it
adds nothing. Where both hold a number with other words, both stay, and the journal says so.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fiscal import EventBody, EventCode, Kind, NotCanonicalError, Record, Sealed
from fiscal.canonical import digest
from fiscal.signer import verify_signature
from marketplace.errors import Refusal
from marketplace.models.money import OnlinePayment
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.models.web_till import WebTillEntry, WebTillHeard
from marketplace.services import audit, web_till, web_till_entries, web_till_rows, web_till_waiting
from marketplace.services.web_till import WebTills
from sync.contract import v1


@dataclass(frozen=True, slots=True)
class _Fork:
    """A number that was signed twice: what is here, and what a counter keeps."""

    seq: int
    here: str
    kept: str


def take_back(
    session: Session, shop_id: str, device_id: str, told: v1.WebRecordsKept, at: datetime
) -> None:
    """Take in what a counter kept beyond the backup; what is here already stays as it is.

    Raises:
        Refusal: web_record_strange, a record that this marketplace has not signed, or not here.
    """
    heard = _heard(session, shop_id, device_id, at)
    rows = web_till_rows.rows_to_write(session, shop_id)
    for entity in told.records:
        fork = _take(session, rows, _sealed(entity), heard)
        if fork is not None:
            heard.forked_seq, heard.forked_here, heard.forked_kept = fork.seq, fork.here, fork.kept
            audit.record(session, at, device_id, "web_till.forked", shop_id)
            break
    if not told.more:
        # An answer to an older question says nothing of what this backup lacks.
        heard.question = told.question
        session.flush()
        web_till_waiting.settle_later(session, shop_id, at, f"{told.question}:{device_id}")


def settle(tills: WebTills, session: Session, shop_id: str, at: datetime) -> None:
    """Tell the journal what was given back, and enter what waited; nothing while it still waits."""
    if web_till_waiting.waits(session, shop_id, at):
        return
    for heard in session.scalars(
        select(WebTillHeard)
        .where(WebTillHeard.shop_id == shop_id, WebTillHeard.is_told.is_(False))
        .order_by(WebTillHeard.device_id)
    ):
        for event in _events(heard):
            tills.note(session, shop_id, event)
        heard.is_told = True
    for order in session.scalars(_unfinished(shop_id)):
        web_till.follow(session, order)
    tills.close(session, shop_id, at)


def lost_orders(session: Session) -> list[str]:
    """Return orders whose records were given back and of which this database knows no payment.

    What happened to them after the backup was taken is in the journal and nowhere else here.
    """
    known = select(ShopOrder.id).where(ShopOrder.paid_cents > 0)
    return list(
        session.scalars(
            select(WebTillEntry.order_id)
            .where(WebTillEntry.order_id.not_in(known))
            .group_by(WebTillEntry.order_id)
            .order_by(WebTillEntry.order_id)
        )
    )


def forked_shops(session: Session) -> list[str]:
    """Return the shops of which a counter keeps other records than are here."""
    forked = select(WebTillHeard.shop_id).where(WebTillHeard.forked_seq > 0)
    return list(session.scalars(forked.group_by(WebTillHeard.shop_id).order_by("shop_id")))


def _heard(session: Session, shop_id: str, device_id: str, at: datetime) -> WebTillHeard:
    heard = session.get(WebTillHeard, device_id)
    if heard is None:
        heard = WebTillHeard(
            device_id=device_id,
            shop_id=shop_id,
            at=at,
            question="",
            first_seq=0,
            last_seq=0,
            forked_seq=0,
            forked_here="",
            forked_kept="",
            is_told=False,
        )
        session.add(heard)
    if heard.is_told:
        heard.first_seq = heard.last_seq = heard.forked_seq = 0
        heard.forked_here = heard.forked_kept = ""
    heard.at, heard.question, heard.is_told = at, "", False
    session.flush()
    return heard


def _take(
    session: Session, rows: web_till_rows.Rows, row: Sealed, heard: WebTillHeard
) -> _Fork | None:
    head = rows.head()
    if row.seq <= head.seq:
        here = rows.get(row.seq)
        return None if here == row else _Fork(row.seq, here.h.hex(), row.h.hex())
    record = _checked(row)
    if record.seq != head.seq + 1 or not _is_signed(row, head.pub or record.b.get("pub", "")):
        raise Refusal("web_record_strange")
    if record.ph != head.h:
        return _Fork(head.seq, head.h, record.ph)
    rows.append(row, record.k, head.after(record, row.h))
    heard.first_seq = heard.first_seq or row.seq
    heard.last_seq = row.seq
    for order_id, what in _entries(record):
        session.merge(WebTillEntry(order_id=order_id, what=what, seq=row.seq))
    return None


def _sealed(told: v1.WebRecordEntity) -> Sealed:
    try:
        return Sealed(told.seq, told.c.encode(), bytes.fromhex(told.h), bytes.fromhex(told.s))
    except ValueError as error:
        raise Refusal("web_record_strange") from error


def _checked(row: Sealed) -> Record:
    try:
        record = row.record()
    except (NotCanonicalError, KeyError, TypeError, ValueError) as error:
        raise Refusal("web_record_strange") from error
    if (record.seq, record.till, digest(row.c)) != (row.seq, web_till.TILL, row.h):
        raise Refusal("web_record_strange")
    return record


def _is_signed(row: Sealed, pub: str) -> bool:
    return bool(pub) and verify_signature(bytes.fromhex(pub), row.h, row.s)


def _entries(record: Record) -> list[tuple[str, str]]:
    """Return what of which order a record enters, in the words of `WebTillEntry`."""
    body: dict[str, Any] = record.b
    order_id = str(body.get("ord", ""))
    if not order_id:
        return []
    match record.k:
        case Kind.PREPAY:
            return [(order_id, web_till_entries.ENDED if "ref" in body else web_till_entries.PAID)]
        case Kind.SALE:
            return [(order_id, web_till_entries.SOLD)]
        case Kind.REFUND:
            return [(order_id, f"{web_till_entries.GIVEN_BACK}{record.seq}")]
    return []


def _events(heard: WebTillHeard) -> list[EventBody]:
    events = []
    if heard.first_seq:
        events.append(
            EventBody(
                code=EventCode.RESTORED,
                text="records taken back from a counter after a restore",
                details={"from": heard.first_seq, "to": heard.last_seq, "by": heard.device_id},
            )
        )
    if heard.forked_seq:
        events.append(
            EventBody(
                code=EventCode.INTEGRITY_DEFECT,
                text="a counter keeps another record of this number",
                details={
                    "seq": heard.forked_seq,
                    "here": heard.forked_here,
                    "kept": heard.forked_kept,
                    "by": heard.device_id,
                },
            )
        )
    return events


def _unfinished(shop_id: str) -> Any:  # noqa: ANN401 a query of orders
    """Return the orders of a shop of which something may not be entered."""

    def entered(what: str) -> Any:  # noqa: ANN401 a condition
        return (
            select(WebTillEntry.seq)
            .where(WebTillEntry.order_id == ShopOrder.id, WebTillEntry.what == what)
            .exists()
        )

    returned = (
        select(OrderLine.id)
        .where(
            OrderLine.order_id == ShopOrder.id,
            OrderLine.returned_at.is_not(None) | (OrderLine.returned > 0),
        )
        .exists()
    )
    paid = select(OnlinePayment.group_id).where(OnlinePayment.group_id == ShopOrder.group_id)
    return (
        select(ShopOrder)
        .where(
            ShopOrder.shop_id == shop_id,
            ShopOrder.paid_cents > 0,
            paid.exists(),
            ~entered(web_till_entries.PAID) | ~entered(web_till_entries.ENDED) | returned,
        )
        .order_by(ShopOrder.id)
    )
