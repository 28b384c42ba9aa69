"""The conversation with the hub, as rows: what waits to go up and how far the feed was read."""

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class Stream(Base):
    """One incarnation of this device's log; a restored till opens a new one when it diverged."""

    __tablename__ = "stream"

    incarnation: Mapped[str] = mapped_column(Id, primary_key=True)
    is_current: Mapped[bool]
    parent_incarnation: Mapped[str | None] = mapped_column(Id)
    parent_seq: Mapped[int | None]
    next_seq: Mapped[int] = mapped_column(default=1)
    last_hash: Mapped[str] = mapped_column(String(64))
    acked_seq: Mapped[int] = mapped_column(default=0)
    acked_hash: Mapped[str] = mapped_column(String(64))
    #: Highest own operation whose effect was pulled.
    applied_seq: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index(
            "uq_stream_is_current", "is_current", unique=True, sqlite_where=text("is_current = 1")
        ),
    )


class OutboxOp(Base):
    """One operation, written in the transaction of what it tells; kept after it was acked."""

    __tablename__ = "outbox"

    incarnation: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    #: Once in a log; a second log may hold it again when the first one forked.
    op_id: Mapped[str] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(24))
    v: Mapped[int] = mapped_column(default=1)
    #: Milliseconds since 1970, as hashed.
    at: Mapped[int] = mapped_column(Integer)
    #: The very bytes of the message, as hashed.
    body: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(64))
    #: The hub's answer; null while it waits.
    result: Mapped[str | None] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(40), default="")
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_outbox_result", "result"),)


class OwnEdit(Base):
    """The latest own operation on an order or product, and what the hub said meanwhile.

    Until the feed includes the operation the shop's own view leads, so that what was just pressed
    does not jump back on the screen; the hub's state is kept and applied then.
    """

    __tablename__ = "own_edit"

    #: order or product, as in the feed.
    entity: Mapped[str] = mapped_column(String(20), primary_key=True)
    entity_id: Mapped[str] = mapped_column(Id, primary_key=True)
    op_id: Mapped[str] = mapped_column(Id)
    #: The hub's state that waits for the operation; null when there is none.
    held: Mapped[bytes | None] = mapped_column(LargeBinary)


class FeedCursor(Base):
    """How far a feed was read, written in the transaction of the rows it brought."""

    __tablename__ = "feed_cursor"

    feed: Mapped[str] = mapped_column(String(20), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]


class ParkedChange(Base):
    """A change that could not be applied (too new, or broken): set aside, never in the way."""

    __tablename__ = "inbox_parked"

    feed: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text)


class BlobUpload(Base):
    """A picture on its way to the hub."""

    __tablename__ = "blob_upload"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    sent_bytes: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why the hub will never take it; empty while it may.
    refused: Mapped[str] = mapped_column(Text, default="")
