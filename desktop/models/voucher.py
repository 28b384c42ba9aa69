"""What was paid before the goods: gift cards, credit notes and advances."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, UtcDateTime


class Voucher(Base):
    """A gift card or a credit note (avoir). What it is still worth is the sum of its entries."""

    __tablename__ = "voucher"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: gift_card or credit_note.
    kind: Mapped[str] = mapped_column(String(12))
    #: What its QR code says and can be typed; drawn at random, so that none is guessed.
    code: Mapped[str] = mapped_column(String(24), unique=True)
    #: Sale of a gift card, refund that a credit note comes from.
    issued_by: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Last day it is taken; null is for ever.
    expires_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (CheckConstraint("kind IN ('gift_card', 'credit_note')", name="kind"),)


class VoucherEntry(Base):
    """One change of a voucher's worth, positive when issued. Never edited."""

    __tablename__ = "voucher_entry"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    voucher_id: Mapped[str] = mapped_column(Id, ForeignKey("voucher.id"), index=True)
    cents: Mapped[int] = mapped_column(Cents)
    sale_id: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Advance(Base):
    """Money taken before delivery (acompte), a PREPAY record of the journal.

    held (settled_by and given_back_at are null) -> settled by a sale | given back.
    """

    __tablename__ = "advance"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(Id, ForeignKey("customer.id"), index=True)
    #: What it is for, in the cashier's words.
    note: Mapped[str] = mapped_column(String(120), default="")
    cents: Mapped[int] = mapped_column(Cents)
    #: Basis points -> cents of the advance at that rate, VAT included.
    by_rate: Mapped[dict[str, int]] = mapped_column(JSON)
    means: Mapped[str] = mapped_column(String(16))
    session_id: Mapped[str] = mapped_column(Id, ForeignKey("till_session.id"))
    journal_seq: Mapped[int]
    journal_hash: Mapped[str] = mapped_column(String(64))
    staff_code: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(Id, ForeignKey("sale.id"))
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_advance_at", "at"),)
