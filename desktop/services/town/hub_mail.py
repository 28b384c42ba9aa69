"""The shop's tables in the words of the wire, and back: the only module that knows both."""

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DataError, IntegrityError

from desktop.models.base import table_of
from desktop.models.sync import FeedCursor, ParkedChange, Stream
from desktop.services.books import web_till
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop, Topic
from desktop.services.town import arrivals, outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import TillReportView
from sync.contract import v1
from sync.engine.inbox import Arrival, Cursor, Page
from sync.kernel.clock import milliseconds

if TYPE_CHECKING:
    from desktop.services.counter.tickets import Entered, Ticket

FEED = "shop"
"""Name of the shop's state feed among the cursors; there is one so far."""

_cursors = table_of(FeedCursor)
_parked = table_of(ParkedChange)
_streams = table_of(Stream)

_forget_parked = Prepared(
    _parked.delete().where(
        _parked.c.feed == FEED,
        _parked.c.entity == bindparam("told"),
        _parked.c.entity_id == bindparam("its"),
    )
)


# --- up -----------------------------------------------------------------------------------------


def sale_closed(work: UnitOfWork, ticket: "Ticket", entered: "Entered") -> v1.SaleClosed:
    """Return what the hub is told of a ticket; nothing in it leads to a person."""
    return v1.SaleClosed(
        sale=ticket.id,
        till=work.shop.settings.till,
        number=entered.number,
        kind="refund" if ticket.is_refund else "sale",
        business_day=entered.business_day.isoformat(),
        at=milliseconds(work.at),
        gross_cents=ticket.gross.cents,
        net_cents=ticket.net.cents,
        lines=tuple(
            v1.SaleLine(
                label=line.label,
                quantity=line.quantity.thousandths,
                gross_cents=line.gross.cents,
                vat_bp=line.vat.basis_points,
                variant=line.variant_id,
                order_line=line.order_line_id,
            )
            for line in ticket.lines
        ),
        tenders=tuple(
            v1.Tender(means=tender.means.value, cents=tender.amount.cents)
            for tender in ticket.tenders
        ),
        journal_seq=entered.journal_seq,
        journal_hash=entered.journal_hash,
        order=ticket.order_id,
        refund_of="" if ticket.original is None else ticket.original.sale_id,
    )


def till_closed(report: TillReportView, journal_seq: int, journal_hash: str) -> v1.TillClosed:
    """Return what the hub is told of a Z."""
    return v1.TillClosed(
        till=report.till,
        z_number=report.number,
        business_day=report.business_day.isoformat(),
        gross_cents=report.gross.cents,
        net_cents=report.net.cents,
        tickets=report.counts.get("sales", 0) + report.counts.get("refunds", 0),
        journal_seq=journal_seq,
        journal_hash=journal_hash,
    )


# --- down ---------------------------------------------------------------------------------------


class InboxRows:
    """Takes in pages of the feed; each method is one transaction, on the ledger thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def cursor(self) -> Cursor:
        """Return how far the shop has read."""
        with self._shop.look() as look:
            row = look.connection.execute(
                select(_cursors.c.epoch, _cursors.c.seq).where(_cursors.c.feed == FEED)
            ).first()
        return Cursor() if row is None else Cursor(row.epoch, row.seq)

    def apply(self, page: Page) -> None:
        """Write rows, cursor and how far own operations are in, in one transaction."""
        with self._shop.begin() as work:
            for applied in page.applied:
                arrivals.doubt_levels(work, applied)
                work.connection.execute(
                    update(_streams)
                    .where(_streams.c.incarnation == applied.incarnation)
                    .values(applied_seq=applied.seq)
                )
            for arrival in page.arrivals:
                _take(work, arrival)
            arrivals.settle(work, is_last_page=page.is_last)
            _move_cursor(work, page.cursor)
            work.commit()

    def reset_cursor(self, epoch: str) -> None:
        """Read the feed again from its beginning, in this epoch of the hub.

        What was set aside comes again; its numbers are those of the epoch before.
        """
        with self._shop.begin() as work:
            work.connection.execute(_parked.delete().where(_parked.c.feed == FEED))
            work.changed(Topic.LINK)
            _move_cursor(work, Cursor(epoch, 0))
            work.commit()

    def tell_web_records(self, question: str, after: int) -> None:
        """Give the marketplace back what the shop keeps of W01 after a record."""
        with self._shop.begin() as work:
            for message in web_till.kept_after(work.connection, question, after):
                outbox.append(work, "web.kept", message)
            work.commit()

    def retry_parked(self) -> None:
        """Try once more what an older version of this app could not take in."""
        with self._shop.begin() as work:
            rows = work.connection.execute(
                select(_parked).where(_parked.c.feed == FEED).order_by(_parked.c.seq)
            ).all()
            for row in rows:
                state = arrivals.read(row.entity, row.raw)
                if state is not None:
                    _take(
                        work,
                        Arrival(
                            seq=row.seq,
                            entity=row.entity,
                            id=row.entity_id,
                            ver=0,
                            is_deleted=False,
                            state=state,
                            raw=row.raw,
                        ),
                    )
            arrivals.settle(work, is_last_page=False)
            work.commit()


def _take(work: UnitOfWork, arrival: Arrival) -> None:
    """Write one row, or set it aside where it stands in nobody's way."""
    if arrival.unreadable:
        _park(work, arrival, arrival.unreadable)
        return
    try:
        with work.connection.begin_nested():
            if isinstance(arrival.state, v1.OpResultEntity):
                _note_result(work, arrival.state)
            else:
                arrivals.take(work, arrival)
    except (IntegrityError, DataError, ValueError, LookupError) as error:
        if isinstance(error, web_till.ForkError):
            web_till.note_fork(work, error)
        _park(work, arrival, str(error))
        return
    _forget_parked.run(work.connection, {"told": arrival.entity, "its": arrival.id})


def _note_result(work: UnitOfWork, told: v1.OpResultEntity) -> None:
    outbox.note_result(work.connection, told.incarnation, told.seq, told.result, told.code)
    work.changed(Topic.LINK)


def _park(work: UnitOfWork, arrival: Arrival, reason: str) -> None:
    _forget_parked.run(work.connection, {"told": arrival.entity, "its": arrival.id})
    work.connection.execute(
        insert(_parked).values(
            feed=FEED,
            seq=arrival.seq,
            entity=arrival.entity,
            entity_id=arrival.id,
            raw=arrival.raw,
            reason=reason,
        )
    )
    work.changed(Topic.LINK)


def _move_cursor(work: UnitOfWork, cursor: Cursor) -> None:
    row = upsert(_cursors).values(feed=FEED, epoch=cursor.epoch, seq=cursor.seq)
    work.connection.execute(
        row.on_conflict_do_update(
            index_elements=["feed"], set_={"epoch": row.excluded.epoch, "seq": row.excluded.seq}
        )
    )
