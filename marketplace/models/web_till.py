"""The journals the marketplace keeps for its shops: what was paid online, as the law wants it."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base


class WebTillRecord(Base):
    """One sealed record of a shop's till W01 (`fiscal.record`); never changed, never removed."""

    __tablename__ = "web_till_record"
    __table_args__ = (
        Index("uq_web_till_record_shop_kind_kno", "shop_id", "kind", "kno", unique=True),
    )

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    kno: Mapped[int]
    #: The canonical bytes that were hashed and signed.
    c: Mapped[bytes] = mapped_column(LargeBinary)
    h: Mapped[bytes] = mapped_column(LargeBinary)
    s: Mapped[bytes] = mapped_column(LargeBinary)


class WebTillHead(Base):
    """Where such a journal stands; written with each record."""

    __tablename__ = "web_till_head"

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    #: The head as the fiscal room writes and reads it.
    state: Mapped[bytes] = mapped_column(LargeBinary)


class WebTillEntry(Base):
    """What of an order is in the journal, and where: nothing is written twice."""

    __tablename__ = "web_till_entry"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    #: paid, ended, sold, or the id of a line that came back (with how much of it had by then, where
    #: it came in parts); `back:` and its number for a refund that a counter gave back after a
    #: restore, whose lines are found by what they are.
    what: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]


class WebTillQuestion(Base):
    """A shop's counters are asked what they keep of its W01: the database may have lost some.

    Asked by the operator's word of a restore of all shops, by a counter that knows more than the
    database of its own. Until every counter was heard, or for three days, W01 is not written.
    """

    __tablename__ = "web_till_question"

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    #: What a counter's answer names.
    question: Mapped[str]
    since: Mapped[datetime]


class WebTillHeard(Base):
    """What a counter said it keeps of its shop's W01, the last time the marketplace asked."""

    __tablename__ = "web_till_heard"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[str] = mapped_column(index=True)
    #: That was answered whole; empty while pages of the answer are to come.
    question: Mapped[str]
    at: Mapped[datetime]
    #: Which records it gave back that had been lost; 0 for none.
    first_seq: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    #: First number of which it keeps another record than is here, and both hashes; 0 for none.
    forked_seq: Mapped[int] = mapped_column(default=0)
    forked_here: Mapped[str] = mapped_column(default="")
    forked_kept: Mapped[str] = mapped_column(default="")
    #: Whether the journal has been told of it.
    is_told: Mapped[bool] = mapped_column(default=False)
