"""Online orders as the hub last told them, what the counter did to them, and who was told."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, BasisPoints, Cents, Id, Thousandths, UtcDateTime


class Order(Base):
    """One shop's order. Its states and steps are `sync.kernel.order_states`."""

    __tablename__ = "shop_order"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: Eight digits; the last four are what people call it by.
    number: Mapped[str] = mapped_column(String(8), unique=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    #: The hub's version: commands carry it, so that a late one is noticed.
    hub_ver: Mapped[int]
    #: collect, express, parcel, merchant, locker or relay.
    mode: Mapped[str] = mapped_column(String(10))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    promised_from: Mapped[datetime] = mapped_column(UtcDateTime)
    promised_to: Mapped[datetime] = mapped_column(UtcDateTime)
    customer_name: Mapped[str] = mapped_column(String(120))
    phone_last2: Mapped[str] = mapped_column(String(2), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: on_collection or online.
    payment: Mapped[str] = mapped_column(String(16))
    paid_cents: Mapped[int] = mapped_column(Cents, default=0)
    total_cents: Mapped[int] = mapped_column(Cents)
    #: Hash by which the pickup code is recognised with no network.
    commitment: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    bags: Mapped[int] = mapped_column(default=0)
    shelf: Mapped[str] = mapped_column(String(20), default="")
    anomaly: Mapped[str] = mapped_column(String(40), default="")
    #: First time it reached this till, and first time somebody looked.
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by: Mapped[str] = mapped_column(String(40), default="")
    #: The customer's rule for what is missing: ask, substitute or refund.
    if_missing: Mapped[str] = mapped_column(String(10), default="ask")
    #: The customer gave no e-mail address: nothing but the order's page tells them anything.
    has_no_mail: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    #: Who else may collect it, with the customer's consent.
    proxy_name: Mapped[str] = mapped_column(String(120), default="")
    #: `sync.contract.v1.Destination` as a document; null when it is collected here.
    destination: Mapped[dict[str, object] | None] = mapped_column(JSON)
    #: Staff code of who has it in hand, and since when.
    held_by: Mapped[str] = mapped_column(String(40), default="")
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Empty, out (on a round), deposited (in a locker, at a relay) or failed.
    carriage: Mapped[str] = mapped_column(String(10), default="")
    #: Code of the till that keeps the round it is on.
    carried_till: Mapped[str] = mapped_column(String(20), default="", server_default="")
    #: Compartment of the locker.
    box: Mapped[str] = mapped_column(String(20), default="")
    #: `sync.contract.v1.Bag` by bag, as documents; `bags` is their number.
    bag_list: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: `sync.contract.v1.HandOver` by hand-over, as documents, while something odd is to be looked at.
    hand_overs: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    #: What counters said of it when it had left, while it is odd.
    late_words: Mapped[list[dict[str, object]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    #: Since when its relay shop has it for the customer.
    relayed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Letter of its bag while several orders are prepared in one walk; the shop's own.
    walk_letter: Mapped[str] = mapped_column(String(8), default="")

    __table_args__ = (Index("ix_shop_order_handed_over_at", "handed_over_at"),)


class OrderLine(Base):
    """A line of an order and what became of it in preparation."""

    __tablename__ = "order_line"

    order_id: Mapped[str] = mapped_column(Id, ForeignKey("shop_order.id"), primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    position: Mapped[int]
    variant_id: Mapped[str] = mapped_column(Id)
    label: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int] = mapped_column(Thousandths)
    unit: Mapped[str] = mapped_column(String(8))
    unit_price_cents: Mapped[int] = mapped_column(Cents)
    gross_cents: Mapped[int] = mapped_column(Cents)
    vat_bp: Mapped[int] = mapped_column(BasisPoints)
    #: open, picked, missing or substituted.
    state: Mapped[str] = mapped_column(String(12))
    picked: Mapped[int] = mapped_column(Thousandths, default=0)
    #: What the customer gets instead: variant, label, quantity, prices, rate.
    substitute: Mapped[dict[str, object] | None] = mapped_column(JSON)
    #: What the customer agreed to pay for it at most.
    ordered_cents: Mapped[int] = mapped_column(Cents, default=0)
    #: When it left the shop.
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: `sync.contract.v1.Asked` as a document: what the customer was asked, and the answer.
    asked: Mapped[dict[str, object] | None] = mapped_column(JSON)
    #: When it came back, all of it.
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How much of it came back.
    returned: Mapped[int] = mapped_column(Thousandths, default=0, server_default="0")


class OrderAlarm(Base):
    """News of an order that somebody has to acknowledge, and how far up the shop's ladder it is.

    A row is written with the order's change, in its transaction, so that no restart loses it.
    """

    __tablename__ = "order_alarm"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    order_id: Mapped[str] = mapped_column(Id, index=True)
    #: new, changed or cancelled.
    kind: Mapped[str] = mapped_column(String(10))
    #: What is new, words of `desktop.domain.order_news` with spaces between.
    what: Mapped[str] = mapped_column(String(80), default="")
    #: The acknowledgement the marketplace knew of then: only a later one is one of this.
    known_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Rungs taken so far; 0 is banner and sound alone.
    rung: Mapped[int] = mapped_column(default=0)
    #: When the next rung is due; null when there is none.
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Staff code; "hub" when another till did it or the order went on without it.
    acknowledged_by: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (Index("ix_order_alarm_acknowledged_at", "acknowledged_at"),)


class OrderAlarmStep(Base):
    """One rung taken: what was done, and what came of it."""

    __tablename__ = "order_alarm_step"

    alarm_id: Mapped[str] = mapped_column(Id, ForeignKey("order_alarm.id"), primary_key=True)
    rung: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: sound, paper, second_paper, email, webhook or steward.
    channel: Mapped[str] = mapped_column(String(12))
    #: Print job, or code of why it could not be done.
    outcome: Mapped[str] = mapped_column(String(64), default="")
    was_done: Mapped[bool] = mapped_column(default=True)


class ProductOff(Base):
    """A product the town cannot order for now; the counter sells it all the same."""

    __tablename__ = "product_off"

    product_id: Mapped[str] = mapped_column(Id, primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
