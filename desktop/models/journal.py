"""The fiscal journal's rows: the signed bytes as they are, one table a journal."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base


class JournalRecord(Base):
    """One sealed record. Triggers refuse a change, a deletion and a gap.

    The triggers are guard rails only; what proves an alteration is the chain, the signature and
    the hub's anchors.
    """

    __tablename__ = "journal_record"

    #: T01, or X01 for the training journal.
    till: Mapped[str] = mapped_column(String(8), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    kno: Mapped[int]
    #: The canonical bytes that were hashed and signed.
    c: Mapped[bytes] = mapped_column(LargeBinary)
    h: Mapped[bytes] = mapped_column(LargeBinary(32))
    s: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("uq_journal_record_till_kind_kno", "till", "kind", "kno", unique=True),)


class JournalHead(Base):
    """Where a journal stands, written in the same transaction as the record: O(1) to append."""

    __tablename__ = "journal_head"

    till: Mapped[str] = mapped_column(String(8), primary_key=True)
    seq: Mapped[int]
    #: The head as the fiscal room writes and reads it.
    state: Mapped[bytes] = mapped_column(LargeBinary)


class WebRecord(Base):
    """One record of the till W01, in which the marketplace enters what was paid online.

    Kept as it came; triggers refuse a change and a deletion.
    """

    __tablename__ = "web_record"

    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    kno: Mapped[int]
    c: Mapped[bytes] = mapped_column(LargeBinary)
    h: Mapped[bytes] = mapped_column(LargeBinary(32))
    s: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("uq_web_record_kind_kno", "kind", "kno", unique=True),)


class JournalAnchor(Base):
    """A head the hub has countersigned, and what it answered."""

    __tablename__ = "journal_anchor"

    till: Mapped[str] = mapped_column(String(8), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
