"""Customers the shop knows by name, and what they owe."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, UtcDateTime


class Customer(Base):
    """Somebody on a sale, if they wish. Erasing empties the words and keeps the row."""

    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    #: Name, company and telephone folded for the search.
    folded: Mapped[str] = mapped_column(String(300), index=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    #: For an invoice: the firm, its SIREN (or Belgian enterprise number) and VAT number.
    company: Mapped[str] = mapped_column(String(120), default="")
    siren: Mapped[str] = mapped_column(String(20), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="")
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(12), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    #: Groups that a promotion may ask for: "staff", "club".
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    #: What stands on their card, ours or another house's; it finds them and proves nothing.
    card: Mapped[str | None] = mapped_column(String(40), unique=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountEntry(Base):
    """One change of what a customer owes; the balance is their sum. Never edited."""

    __tablename__ = "account_entry"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id, ForeignKey("customer.id"))
    #: Positive is owed to the shop.
    cents: Mapped[int] = mapped_column(Cents)
    sale_id: Mapped[str | None] = mapped_column(Id, ForeignKey("sale.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_account_entry_customer_id_at", "customer_id", "at"),)
