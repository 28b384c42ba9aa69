"""What the tills report: closed sales and closed tills. Facts, kept as they came."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, BasisPoints, Cents, Id, Thousandths


class Sale(Base):
    """A ticket of a shop's till; a refund has negative amounts and names its sale."""

    __tablename__ = "sale"
    __table_args__ = (Index("ix_sale_shop_day", "shop_id", "business_day"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    device_id: Mapped[str]
    till: Mapped[str]
    number: Mapped[str]
    kind: Mapped[str]
    business_day: Mapped[str]
    at: Mapped[datetime]
    gross_cents: Mapped[Cents]
    net_cents: Mapped[Cents]
    #: Place and hash in the till's fiscal journal.
    journal_seq: Mapped[int]
    journal_hash: Mapped[str]
    order_id: Mapped[str] = mapped_column(index=True)
    refund_of: Mapped[str]
    received_at: Mapped[datetime]


class SaleLine(Base):
    """A line of a ticket."""

    __tablename__ = "sale_line"

    sale_id: Mapped[str] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant: Mapped[str]
    label: Mapped[str]
    quantity: Mapped[Thousandths]
    gross_cents: Mapped[Cents]
    vat_bp: Mapped[BasisPoints]
    order_line_id: Mapped[str]


class SaleTender(Base):
    """What was paid by one means."""

    __tablename__ = "sale_tender"

    sale_id: Mapped[str] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    means: Mapped[str]
    cents: Mapped[Cents]


class SharedReceipt(Base):
    """A receipt that its customer reads on a phone, for a month; no name, no address."""

    __tablename__ = "shared_receipt"

    #: SHA-256 of the secret in the page's address.
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[str]
    text: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class TillClose(Base):
    """A Z report's totals."""

    __tablename__ = "till_close"

    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    till: Mapped[str] = mapped_column(primary_key=True)
    z_number: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[str]
    business_day: Mapped[str]
    gross_cents: Mapped[Cents]
    net_cents: Mapped[Cents]
    tickets: Mapped[int]
    journal_seq: Mapped[int]
    journal_hash: Mapped[str]
    received_at: Mapped[datetime]
