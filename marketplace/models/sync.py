"""What the marketplace keeps of its conversation with the tills."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id


class Hub(Base):
    """One row: who this marketplace is to its tills."""

    __tablename__ = "hub"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Changes when the database may have lost what tills were told: every till reads anew.
    epoch: Mapped[str]
    epoch_since: Mapped[datetime]


class Device(Base):
    """A PC of a shop with a key of its own."""

    __tablename__ = "device"

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    #: Id of the till it made for itself; names its fiscal journal.
    till: Mapped[str]
    #: Ed25519, 32 bytes in hex.
    public_key: Mapped[str] = mapped_column(unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen: Mapped[datetime]
    #: Hub time less device time when it last asked for a token.
    clock_offset_ms: Mapped[int] = mapped_column(default=0)
    #: Version of the app at its last hello.
    app: Mapped[str] = mapped_column(default="")


class EnrolmentCode(Base):
    """A one-time code; only its hash is kept.

    Wrong tries are counted against the code whose first half was right: eight signs are 40 bits,
    and who guesses learns nothing from the answer.
    """

    __tablename__ = "enrolment_code"

    first_half: Mapped[str] = mapped_column(primary_key=True)
    code_hash: Mapped[str]
    shop_id: Mapped[str] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]
    #: The device whose place it gives back; empty for a new device.
    device_id: Mapped[str] = mapped_column(default="", server_default="")


class Token(Base):
    """A bearer token; only its hash is kept, so that a copy of the database opens nothing."""

    __tablename__ = "token"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Nonce(Base):
    """An assertion that was used; kept until it would be too old anyway."""

    __tablename__ = "nonce"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DeviceStream(Base):
    """How far one incarnation of a device's log has come; locked first by every push."""

    __tablename__ = "device_stream"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    last_seq: Mapped[int]
    last_hash: Mapped[str]
    opened_at: Mapped[datetime]


class OpLog(Base):
    """Every operation that ever arrived, as it was signed for by its hash, and its result."""

    __tablename__ = "oplog"
    __table_args__ = (Index(None, "shop_id", "received_at"),)

    device_id: Mapped[str] = mapped_column(primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[str]
    op_id: Mapped[str]
    kind: Mapped[str]
    v: Mapped[int]
    #: Milliseconds since 1970 by the device's clock, as hashed; orders nothing.
    at_ms: Mapped[int]
    #: The very bytes that were hashed.
    body: Mapped[bytes] = mapped_column(LargeBinary)
    #: Of the log up to and including this operation, hex.
    hash: Mapped[str]
    #: ok, dup, applied_over, superseded, rejected, deferred.
    result: Mapped[str]
    code: Mapped[str]
    #: Where an order stood that a command came too late for.
    state: Mapped[str]
    received_at: Mapped[datetime]


class OpSeen(Base):
    """Every operation's id, for ever: a log that forked may bring it twice."""

    __tablename__ = "op_seen"

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(primary_key=True)


class OpParked(Base):
    """An operation of a kind or version this marketplace does not know yet; its row is in oplog."""

    __tablename__ = "op_parked"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    incarnation: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    v: Mapped[int]
    parked_at: Mapped[datetime]


class ShopHead(Base):
    """A shop's feed counter: bumped under its row's lock, as the last thing of a transaction."""

    __tablename__ = "shop_head"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    shop_id: Mapped[Id]
    seq: Mapped[int]


class Feed(Base):
    """A pointer to the latest state of an entity; the state itself is rendered when it is read."""

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("shop_id", "seq"),)

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    deleted: Mapped[bool]
    changed_at: Mapped[datetime]


class AnchoredTill(Base):
    """A till's fiscal journal as far as it was witnessed, and the key pinned to it."""

    __tablename__ = "anchored_till"

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    #: As the journal names it.
    till: Mapped[str] = mapped_column(primary_key=True)
    #: Compressed point, hex.
    public_key: Mapped[str]
    #: The last record that was witnessed, 0 before the first.
    seq: Mapped[int]
    hash: Mapped[str]
    #: When that was, by the marketplace's clock.
    at: Mapped[datetime]


class AnchoredHash(Base):
    """The hash of every record a till told of: what a later head must descend from."""

    __tablename__ = "anchored_hash"

    shop_id: Mapped[str] = mapped_column(primary_key=True)
    till: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str]


class AnchorTree(Base):
    """One row: the right edge of the marketplace's own append-only log (RFC 9162)."""

    __tablename__ = "anchor_tree"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    #: Roots of the complete subtrees in hex, largest first.
    peaks: Mapped[list[str]]


class AnchorLeaf(Base):
    """A leaf of that log: one witnessed head, with the receipt that was given for it."""

    __tablename__ = "anchor_leaf"
    __table_args__ = (Index(None, "shop_id", "till", "seq"),)

    log_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shop_id: Mapped[str]
    till: Mapped[str]
    seq: Mapped[int]
    #: Hex of the leaf hash.
    leaf: Mapped[str]
    receipt: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]


class AnchorRefused(Base):
    """A head that was no continuation: kept for ever with both sides, a proof by itself."""

    __tablename__ = "anchor_refused"

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(index=True)
    till: Mapped[str]
    verdict: Mapped[str]
    #: Sequence number at which both sides part.
    at_seq: Mapped[int]
    held_seq: Mapped[int]
    held_hash: Mapped[str]
    #: The request as it came, signature included.
    request: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class Blob(Base):
    """A picture the marketplace holds whole and checked; the file is named by its hash."""

    __tablename__ = "blob"

    sha256: Mapped[Id]
    #: The shop that brought it first.
    shop_id: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int]
    #: image/webp, image/jpeg or image/png.
    media_type: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    stored_at: Mapped[datetime]
