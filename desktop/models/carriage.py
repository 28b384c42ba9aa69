"""What leaves the counter otherwise than in the customer's hand: rounds, lockers, relays."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, UtcDateTime


class DeliveryRound(Base):
    """One journey of the shop's own delivery, with its stops in order."""

    __tablename__ = "delivery_round"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    #: Staff code of who drives.
    driver: Mapped[str] = mapped_column(String(40), default="")
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoundStop(Base):
    """One order of a round and how it ended."""

    __tablename__ = "round_stop"

    round_id: Mapped[str] = mapped_column(Id, ForeignKey("delivery_round.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    position: Mapped[int]
    #: planned, delivered, failed or back.
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Who took it; erased with the order's name.
    received_by: Mapped[str] = mapped_column(String(120), default="")
    #: name, signature, photo or code.
    proof: Mapped[str] = mapped_column(String(10), default="")
    #: Picture of the signature or of the bag before the door, in the shop's own files.
    proof_sha256: Mapped[str] = mapped_column(String(64), default="")
    #: Code of why it was not given.
    failure: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class LockerDeposit(Base):
    """An order put into a compartment of a locker, until it is taken out.

    opening -> deposited | given_up; deposited -> taken | back. While it is opening or deposited the
    compartment is its own.
    """

    __tablename__ = "locker_deposit"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    order_id: Mapped[str] = mapped_column(Id, index=True)
    #: Code of the bank; where the shop opens none there, "place:" and the town's locker.
    locker: Mapped[str] = mapped_column(String(60))
    box: Mapped[str] = mapped_column(String(20))
    #: S, M or L; empty where nobody knows.
    size: Mapped[str] = mapped_column(String(1), default="")
    #: opening, deposited, taken, back or given_up.
    state: Mapped[str] = mapped_column(String(10))
    #: What is known of the door: asked, opened, refused, unknown or shut; by_hand where no device
    #: opened it. One that is still asked when the till starts was cut short: nobody knows.
    door: Mapped[str] = mapped_column(String(10), default="by_hand")
    #: What the door was last asked for: deposit, fetch or collect.
    purpose: Mapped[str] = mapped_column(String(10), default="deposit")
    #: The last wish to open it, written before it is sent; empty where none was.
    ask_id: Mapped[str] = mapped_column(String(36), default="")
    #: Why it did not open, or nobody knows; a code of `devices.locker.Reason`.
    reason: Mapped[str] = mapped_column(String(20), default="")
    #: What opens it for the customer; blanked once the parcel is out.
    opening_code: Mapped[str] = mapped_column(String(12), default="")
    #: Staff code.
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: From then on somebody has to fetch it back; null until it is in.
    keep_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(
            "state IN ('opening', 'deposited', 'taken', 'back', 'given_up')", name="state"
        ),
        Index(
            "ix_locker_deposit_box",
            "locker",
            "box",
            unique=True,
            sqlite_where=text("state IN ('opening', 'deposited')"),
        ),
        Index(
            "ix_locker_deposit_held_order",
            "order_id",
            unique=True,
            sqlite_where=text("state IN ('opening', 'deposited')"),
        ),
    )


class Parcel(Base):
    """Another shop's order that this shop, as a relay, keeps for the customer."""

    __tablename__ = "parcel"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(8), unique=True)
    hub_ver: Mapped[int]
    from_shop: Mapped[str] = mapped_column(String(120))
    #: expected, received, handed_over, refused or sent_back.
    state: Mapped[str] = mapped_column(String(12))
    customer_name: Mapped[str] = mapped_column(String(120))
    proxy_name: Mapped[str] = mapped_column(String(120), default="")
    phone_last2: Mapped[str] = mapped_column(String(2), default="")
    commitment: Mapped[str] = mapped_column(String(64))
    bags: Mapped[int]
    #: Where it stands here.
    shelf: Mapped[str] = mapped_column(String(20), default="")
    #: What this shop is paid for it.
    fee_cents: Mapped[int] = mapped_column(Cents)
    expected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by: Mapped[str] = mapped_column(String(40), default="")
    anomaly: Mapped[str] = mapped_column(String(40), default="")
    #: Its order has ended: it goes back to its sender, to nobody else.
    is_ended: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    #: Until when its sender has it kept here; null: for ever.
    keep_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_parcel_state", "state"),)
