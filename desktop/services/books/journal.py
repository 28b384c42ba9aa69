"""The fiscal journal over the shop's tables, inside the transaction that is running."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import structs
from sqlalchemy import Connection, Select, bindparam, select
from sqlalchemy.dialects.sqlite import insert as insert_or_replace

from desktop.models.base import table_of
from desktop.models.journal import JournalHead, JournalRecord
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import Settings, ShopProfile
from fiscal import (
    GenesisBody,
    Head,
    Journal,
    KeySigner,
    Kind,
    Record,
    Reference,
    Sealed,
    Seller,
    Signer,
    TailFile,
    software_id,
)
from fiscal.journal import TRAINING_PREFIX
from sync.kernel.clock import milliseconds

_log = logging.getLogger(__name__)
_records = table_of(JournalRecord)
_heads = table_of(JournalHead)
_PAGE = 500

TAIL_NAME = "journal.tail"
"""The last record's hash, beside the database: what was put back or cut off does not fit it."""

_add_record = PreparedInsert(_records)
_read_head = Prepared(select(_heads.c.state).where(_heads.c.till == bindparam("till")))
_new_head = insert_or_replace(_heads)
_move_head = Prepared(
    _new_head.on_conflict_do_update(
        index_elements=["till"],
        set_={"seq": _new_head.excluded.seq, "state": _new_head.excluded.state},
    )
)

_Rows = Select[int, bytes, bytes, bytes]


class SqlStore:
    """Rows of one journal, read and written by one transaction and forgotten with it."""

    def __init__(self, connection: Connection, till: str) -> None:
        self._connection = connection
        self._till = till
        self._head: Head | None = None
        #: The last row this transaction appended.
        self.appended: Sealed | None = None

    def head(self) -> Head:
        """Return the head stored with the last record; an empty one when there is none."""
        if self._head is None:
            row = _read_head.first(self._connection, {"till": self._till})
            self._head = Head() if row is None else Head.from_json(row.state)
        return self._head

    def append(self, sealed: Sealed, kind: Kind, head: Head) -> None:
        """Insert the row and replace the head."""
        _add_record.run(
            self._connection,
            {
                "till": self._till,
                "seq": sealed.seq,
                "kind": kind.value,
                "kno": head.kind(kind).kno,
                "c": sealed.c,
                "h": sealed.h,
                "s": sealed.s,
            },
        )
        state = head.to_json().encode()
        _move_head.run(self._connection, {"till": self._till, "seq": sealed.seq, "state": state})
        self._head = head
        self.appended = sealed

    def get(self, seq: int) -> Sealed:
        """Return one row.

        Raises:
            KeyError: there is none of that number.
        """
        row = self._connection.execute(self._rows().where(_records.c.seq == seq)).first()
        if row is None:
            raise KeyError(seq)
        return Sealed(*row)

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        """Yield the rows above `seq` (and up to `upto`) in order, a page at a time."""
        rows = self._rows().order_by(_records.c.seq).limit(_PAGE)
        if upto is not None:
            rows = rows.where(_records.c.seq <= upto)
        while page := self._connection.execute(rows.where(_records.c.seq > seq)).all():
            yield from (Sealed(*row) for row in page)
            seq = page[-1].seq

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        """Yield the rows of one kind above the sequence number `after`, in order."""
        rows = self._rows().where(_records.c.kind == kind.value, _records.c.seq > after)
        yield from (
            Sealed(*row) for row in self._connection.execute(rows.order_by(_records.c.kno)).all()
        )

    def _rows(self) -> _Rows:
        columns = (_records.c.seq, _records.c.c, _records.c.h, _records.c.s)
        return select(*columns).where(_records.c.till == self._till)


def journal_of(work: UnitOfWork) -> Journal:
    """Return the till's journal, writing in this transaction at this transaction's moment."""
    if work.journal is None:
        store = SqlStore(work.connection, work.shop.settings.till)
        work.journal = _journal_of(work.shop, store, milliseconds(work.at))
        work.afterwards(partial(_keep_tail, work.shop, store))
    return work.journal


def journal_before(work: UnitOfWork, till: str) -> Journal:
    """Return the journal of a till that this one followed, to be told of its archive.

    Its key is the one it had; what cannot be signed with it any more is written unsigned.
    """
    store = SqlStore(work.connection, till)
    settings = structs.replace(work.shop.settings, till=till)
    work.afterwards(partial(_keep_tail, work.shop, store))
    return _journal(settings, KeySigner(work.shop.keys, till), store, milliseconds(work.at))


def tills_of(connection: Connection) -> list[str]:
    """Return the tills that have a journal here, the oldest first: each followed the one before."""
    return list(connection.scalars(select(_heads.c.till).order_by(_heads.c.till)))


def reading_journal(shop: Shop, connection: Connection) -> Journal:
    """Return the till's journal to read from; what tries to write is refused by the database."""
    store = SqlStore(connection, shop.settings.till)
    return _journal_of(shop, store, milliseconds(shop.clock.now()))


def read_sealed(connection: Connection, till: str, seq: int) -> Sealed:
    """Return one row of a till's journal, this one's or one that it followed.

    Raises:
        KeyError: there is none of that number.
    """
    return SqlStore(connection, till).get(seq)


def read_record(shop: Shop, connection: Connection, seq: int, till: str = "") -> Record:
    """Return one record, of this till where no other is named.

    Raises:
        KeyError: there is none of that number.
    """
    return read_sealed(connection, till or shop.settings.till, seq).record()


def pointing_at(shop: Shop, till: str, seq: int, h: bytes) -> Reference:
    """Return how this till's journal points at a record, its own or one of a till it followed."""
    return Reference(seq, h, "" if till == shop.settings.till else till)


def ensure_begun(work: UnitOfWork, operator: str) -> Journal:
    """Return the journal, its GENESIS written if it had none: a till is opened once in its life.

    Raises:
        SignerUnavailableError: a journal is not begun without its key.
    """
    journal = journal_of(work)
    if not journal.head().seq:
        journal.open_till(_genesis(work.shop.settings), operator=operator)
    return journal


def begin_journal(work: UnitOfWork, settings: Settings, signer: Signer, operator: str) -> Journal:
    """Return the journal of another till, begun: the one that follows this one.

    Raises:
        SignerUnavailableError: a journal is not begun without its key.
        JournalAlreadyOpenedError: that till has one.
    """
    store = SqlStore(work.connection, settings.till)
    journal = _journal(settings, signer, store, milliseconds(work.at))
    journal.open_till(_genesis(settings), operator=operator)
    work.afterwards(partial(_keep_tail, work.shop, store))
    return journal


def _genesis(settings: Settings) -> GenesisBody:
    return GenesisBody(
        country=settings.profile.country,
        seller=seller_of(settings.profile),
        zone=settings.profile.time_zone,
    )


def seller_of(profile: ShopProfile) -> Seller:
    """Return who sells, as it is copied into every ticket."""
    return Seller(
        name=profile.legal_name or profile.name,
        address=", ".join(profile.address),
        registration=profile.siret,
        vat_number=profile.vat_number,
        naf=profile.naf,
    )


def tail_of(folder: Path) -> TailFile:
    """Return the file beside the database that holds the hash of the last record."""
    return TailFile(folder / TAIL_NAME)


def _keep_tail(shop: Shop, store: SqlStore) -> None:
    """Write the tail file after the commit; a disk that takes it not stops no sale."""
    if store.appended is None:
        return
    try:
        tail_of(shop.folder).keep(store.appended)
    except OSError:
        _log.warning("tail_not_kept", exc_info=True)


def _journal_of(shop: Shop, store: SqlStore, at_ms: int) -> Journal:
    return _journal(shop.settings, shop.signer, store, at_ms, is_training=shop.is_training)


def _journal(
    settings: Settings, signer: Signer, store: SqlStore, at_ms: int, *, is_training: bool = False
) -> Journal:
    return Journal(
        store,
        signer,
        clock_ms=lambda: at_ms,
        # The journal puts the prefix before the till of a training by itself.
        till=settings.till.removeprefix(TRAINING_PREFIX),
        establishment=settings.profile.siret,
        software=software_id(),
        tz=settings.zone,
        fiscal_year_end=settings.fiscal_year_end,
        day_starts_at=settings.closing_hour,
        is_training=is_training,
    )
