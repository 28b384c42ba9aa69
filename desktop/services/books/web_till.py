"""The till W01 of what was paid online: the marketplace keeps its journal, the shop keeps a copy.

Each record is taken in as it came, in its place in the chain. What the marketplace tells otherwise
afterwards does not fit any more and is set aside in sight; so neither side rewrites it alone.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Select, func, insert, select

from desktop.models.base import table_of
from desktop.models.journal import WebRecord
from desktop.services.books.journal import SqlStore, journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode, Head, Kind, NotCanonicalError, Record, Sealed
from fiscal.canonical import digest
from fiscal.record import NO_HASH
from sync.contract import v1

_records = table_of(WebRecord)
_PAGE = 500
_PAGE_BYTES = 64 * 1024
"""Of records, in one operation: what is added around them stays far below what one may be."""

_AUTOMATIC = "auto"
"""Operator of what nobody asked for."""

TILL = "W01"
"""Code of the till; no counter ever bears it."""

_Rows = Select[int, bytes, bytes, bytes]


class ForkError(ValueError):
    """The marketplace tells a number otherwise than it told it before."""

    def __init__(self, seq: int, kept: bytes, told: bytes) -> None:
        super().__init__(f"W01 record {seq} was told otherwise before")
        self.seq = seq
        self.kept = kept
        self.told = told


class KeptRows:
    """The records as they are kept here, to be read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        """Yield the rows above `seq` (and up to `upto`) in order, a page at a time."""
        rows = _rows().order_by(_records.c.seq).limit(_PAGE)
        if upto is not None:
            rows = rows.where(_records.c.seq <= upto)
        while page := self._connection.execute(rows.where(_records.c.seq > seq)).all():
            yield from (Sealed(*row) for row in page)
            seq = page[-1].seq

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        """Yield the rows of one kind above the sequence number `after`, in order."""
        rows = _rows().where(_records.c.kind == kind.value, _records.c.seq > after)
        yield from (
            Sealed(*row) for row in self._connection.execute(rows.order_by(_records.c.kno)).all()
        )


def keep(work: UnitOfWork, told: v1.WebRecordEntity) -> None:
    """Keep a record the marketplace tells; one that is kept already is left as it is.

    Raises:
        ValueError: it is not the next one, or does not follow the last one kept.
        ForkError: it is told otherwise than it was.
    """
    row = Sealed(told.seq, told.c.encode(), bytes.fromhex(told.h), bytes.fromhex(told.s))
    kept = work.connection.execute(_rows().where(_records.c.seq == row.seq)).first()
    if kept is not None:
        if Sealed(*kept) != row:
            raise ForkError(row.seq, kept.h, row.h)
        return
    try:
        record = Record.read(row.c)
    except NotCanonicalError as error:
        raise ValueError(f"W01 record {row.seq} is none") from error
    last = work.connection.execute(_rows().order_by(_records.c.seq.desc()).limit(1)).first()
    before = (0, NO_HASH) if last is None else (last.seq, last.h.hex())
    is_next = (record.seq - 1, record.ph) == before and record.till == TILL
    if not is_next or record.seq != row.seq or digest(row.c) != row.h:
        raise ValueError(f"W01 record {row.seq} does not follow {before[0]}")
    work.connection.execute(
        insert(_records).values(
            seq=row.seq, kind=record.k.value, kno=record.kno, c=row.c, h=row.h, s=row.s
        )
    )
    work.changed(Topic.TILL)


def note_fork(work: UnitOfWork, fork: ForkError) -> None:
    """Sign that a number of W01 was told twice with other words (event 090), each telling once.

    The marketplace signed both, which proves itself; what was told first stays what is kept.
    """
    journal = journal_of(work)
    if not journal.head().seq:
        return
    told = {"till": TILL, "seq": fork.seq, "kept": fork.kept.hex(), "told": fork.told.hex()}
    events = SqlStore(work.connection, journal.till).of_kind(Kind.EVENT, 0)
    if any(row.record().b.get("data") == told for row in events):
        return
    journal.record_event(
        EventBody(
            code=EventCode.INTEGRITY_DEFECT, text="W01 was told otherwise before", details=told
        ),
        operator=_AUTOMATIC,
    )


def kept_after(connection: Connection, question: str, after: int) -> Iterator[v1.WebRecordsKept]:
    """Yield what is kept after a record, in pages, and always the last one that is kept.

    By its last record the marketplace sees that it has gone on otherwise meanwhile.
    """
    last = connection.scalar(select(func.max(_records.c.seq))) or 0
    page: list[v1.WebRecordEntity] = []
    size = 0
    for row in KeptRows(connection).after(max(0, min(after, last - 1))):
        told = v1.WebRecordEntity(seq=row.seq, c=row.c.decode(), h=row.h.hex(), s=row.s.hex())
        if page and size + len(row.c) > _PAGE_BYTES:
            yield v1.WebRecordsKept(question=question, records=tuple(page), more=True)
            page, size = [], 0
        page.append(told)
        size += len(row.c)
    yield v1.WebRecordsKept(question=question, records=tuple(page))


def standing(connection: Connection) -> dict[str, Head]:
    """Return where W01 stands, by its code, for a closing to hold it; nothing where it is empty.

    The closing is signed here and countersigned: the marketplace cannot rewrite alone what it
    told before.
    """
    last = connection.execute(_rows().order_by(_records.c.seq.desc()).limit(1)).first()
    return {} if last is None else {TILL: Head(seq=last.seq, h=last.h.hex())}


def count_records(shop: Shop) -> int:
    """Return how many records there are: none where the shop was never paid online."""
    with shop.look() as look:
        return look.connection.scalar(select(func.count()).select_from(_records)) or 0


def _rows() -> _Rows:
    return select(_records.c.seq, _records.c.c, _records.c.h, _records.c.s)
