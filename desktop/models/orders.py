"""Online orders as the hub last told them, and what the counter did to them since."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
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
