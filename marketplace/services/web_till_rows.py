"""The rows of a shop's journal of online payments: read in order, written at its end, told on."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from fiscal import Head, Kind, NotCanonicalError, Sealed, verify_quick
from marketplace.models.web_till import WebTillHead, WebTillRecord
from marketplace.services import feed
from sync.contract import v1

ENTITY = "web_record"
_PAGE = 500


class Rows:
    """The rows of one shop's journal, in the caller's transaction."""

    def __init__(self, session: Session, shop_id: str) -> None:
        self._session = session
        self._shop_id = shop_id

    def head(self) -> Head:
        """Return the head stored with the last record; an empty one when there is none."""
        row = self._session.get(WebTillHead, self._shop_id)
        return Head() if row is None else Head.from_json(row.state)

    def append(self, sealed: Sealed, kind: Kind, head: Head) -> None:
        """Insert the row, replace the head and have the counters told."""
        self._session.add(
            WebTillRecord(
                shop_id=self._shop_id,
                seq=sealed.seq,
                kind=kind.value,
                kno=head.kind(kind).kno,
                c=sealed.c,
                h=sealed.h,
                s=sealed.s,
            )
        )
        row = self._session.get(WebTillHead, self._shop_id)
        if row is None:
            row = WebTillHead(shop_id=self._shop_id)
            self._session.add(row)
        row.state = head.to_json().encode()
        self._session.flush()
        feed.touch(self._session, self._shop_id, ENTITY, str(sealed.seq))

    def get(self, seq: int) -> Sealed:
        """Return one row; KeyError when there is none."""
        row = self._session.get(WebTillRecord, (self._shop_id, seq))
        if row is None:
            raise KeyError(seq)
        return Sealed(row.seq, row.c, row.h, row.s)

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        """Yield the rows above `seq` (and up to `upto`) in order, a page at a time."""
        rows = (
            select(WebTillRecord.seq, WebTillRecord.c, WebTillRecord.h, WebTillRecord.s)
            .where(WebTillRecord.shop_id == self._shop_id)
            .order_by(WebTillRecord.seq)
            .limit(_PAGE)
        )
        if upto is not None:
            rows = rows.where(WebTillRecord.seq <= upto)
        while page := self._session.execute(rows.where(WebTillRecord.seq > seq)).all():
            yield from (Sealed(*row) for row in page)
            seq = page[-1].seq

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        """Yield the rows of one kind above the sequence number `after`, in order."""
        rows = (
            select(WebTillRecord.seq, WebTillRecord.c, WebTillRecord.h, WebTillRecord.s)
            .where(
                WebTillRecord.shop_id == self._shop_id,
                WebTillRecord.kind == kind.value,
                WebTillRecord.seq > after,
            )
            .order_by(WebTillRecord.kno)
        )
        yield from (Sealed(*row) for row in self._session.execute(rows).all())


def rows_of(session: Session, shop_id: str) -> Iterator[Sealed]:
    """Yield a shop's records in order, for whoever verifies them."""
    return Rows(session, shop_id).after(0)


def rows_to_write(session: Session, shop_id: str) -> Rows:
    """Return a shop's journal for this transaction alone."""
    lock(session, shop_id)
    return Rows(session, shop_id)


def lock(session: Session, shop_id: str) -> None:
    """Have this transaction alone write a shop's journal, from where it stands now."""
    session.get(WebTillHead, shop_id, with_for_update=True, populate_existing=True)


def web_record_entity(session: Session, shop_id: str, entity_id: str) -> v1.Message | None:
    """Return a record of a shop's journal, for its counters to keep."""
    row = session.get(WebTillRecord, (shop_id, int(entity_id)))
    if row is None:
        return None
    return v1.WebRecordEntity(seq=row.seq, c=row.c.decode(), h=row.h.hex(), s=row.s.hex())


def is_sound(session: Session, shop_id: str) -> bool:
    """Tell whether a shop's chain of records is whole and ends where its head says."""
    store = Rows(session, shop_id)
    try:
        pinned = bytes.fromhex(store.get(1).record().b["pub"])
    except (NotCanonicalError, KeyError, ValueError):
        return False
    report = verify_quick(store.after(0), pinned)
    return report.is_sound and report.records == store.head().seq
