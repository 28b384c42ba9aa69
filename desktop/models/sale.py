"""Sales and refunds as rows: projections of the fiscal record, which alone is the proof."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, BasisPoints, Cents, Id, Thousandths, UtcDateTime


class Sale(Base):
    """A closed ticket. A refund is a ticket of its own that names the sale it takes back."""

    __tablename__ = "sale"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: sale, refund or correction (a refund of nothing that moves an amount to another means).
    kind: Mapped[str] = mapped_column(String(8))
    till: Mapped[str] = mapped_column(String(8))
    #: Human number, per till and year, gapless: T01-2026-000123.
    number: Mapped[str] = mapped_column(String(24), unique=True)
    journal_seq: Mapped[int]
    journal_hash: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[str] = mapped_column(Id, ForeignKey("till_session.id"), index=True)
    business_day: Mapped[date] = mapped_column(Date, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    refund_of: Mapped[str | None] = mapped_column(Id, ForeignKey("sale.id"), index=True)
    #: Somebody the shop knows; never in the journal.
    customer_id: Mapped[str | None] = mapped_column(Id, index=True)
    #: Marketplace order paid by this ticket.
    order_id: Mapped[str | None] = mapped_column(Id, index=True)
    #: Turnover, VAT included.
    gross_cents: Mapped[int] = mapped_column(Cents)
    net_cents: Mapped[int] = mapped_column(Cents)
    #: Deposits and vouchers: paid, but no turnover.
    outside_cents: Mapped[int] = mapped_column(Cents, default=0)
    #: Belgian cash rounding.
    rounding_cents: Mapped[int] = mapped_column(Cents, default=0)
    #: What was to be paid: turnover, deposits and rounding.
    due_cents: Mapped[int] = mapped_column(Cents)
    change_cents: Mapped[int] = mapped_column(Cents, default=0)
    #: Version of the rounding rule the figures were made with.
    rule_version: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    #: The law wants paper without anybody asking.
    receipt_required: Mapped[bool] = mapped_column(default=False)
    #: Originals and duplicates issued so far.
    copies: Mapped[int] = mapped_column(default=0)
    #: A paper the law wants is still to be issued; the next start does it when this one could not.
    paper_owed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("till", "journal_seq"),
        Index("ix_sale_at", "at"),
        Index("ix_sale_paper_owed", "paper_owed", sqlite_where=text("paper_owed = 1")),
    )


class SaleLine(Base):
    """A line as it was sold: label, price and rate are copies, never looked up again."""

    __tablename__ = "sale_line"

    sale_id: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[str | None] = mapped_column(Id, ForeignKey("variant.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    sku: Mapped[str] = mapped_column(String(40), default="")
    #: goods, service, deposit or voucher (a gift card or credit note sold: no turnover).
    kind: Mapped[str] = mapped_column(String(10))
    quantity: Mapped[int] = mapped_column(Thousandths)
    unit: Mapped[str] = mapped_column(String(8))
    unit_price_cents: Mapped[int] = mapped_column(Cents)
    #: The catalogue's price, where another was given by hand.
    list_price_cents: Mapped[int | None] = mapped_column(Cents)
    discount_cents: Mapped[int] = mapped_column(Cents, default=0)
    #: Part of the discount that a promotion gave, and its name as it stood that day.
    promotion_cents: Mapped[int] = mapped_column(Cents, default=0)
    promotion: Mapped[str] = mapped_column(String(80), default="")
    #: Why a discount, another price or a gift was given, in the cashier's words.
    reason: Mapped[str] = mapped_column(String(120), default="")
    #: What the customer wanted said about the goods.
    note: Mapped[str] = mapped_column(String(120), default="")
    gross_cents: Mapped[int] = mapped_column(Cents)
    vat_bp: Mapped[int] = mapped_column(BasisPoints)
    #: Line of the original ticket that a refund line takes back.
    refund_of_position: Mapped[int | None]
    order_line_id: Mapped[str | None] = mapped_column(Id)


class SaleVat(Base):
    """One row of the ticket's VAT table."""

    __tablename__ = "sale_vat"

    sale_id: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"), primary_key=True)
    vat_bp: Mapped[int] = mapped_column(BasisPoints, primary_key=True)
    gross_cents: Mapped[int] = mapped_column(Cents)
    net_cents: Mapped[int] = mapped_column(Cents)
    vat_cents: Mapped[int] = mapped_column(Cents)


class SaleTender(Base):
    """What was paid by one means. No card number ever stands here."""

    __tablename__ = "sale_tender"

    sale_id: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    #: One of `desktop.domain.tender.Means`.
    means: Mapped[str] = mapped_column(String(16))
    #: What stays in the till: change is taken off the cash.
    cents: Mapped[int] = mapped_column(Cents)
    #: What was handed over.
    given_cents: Mapped[int] = mapped_column(Cents)
    #: Authorisation number of a terminal, number of a cheque, code of a voucher.
    reference: Mapped[str] = mapped_column(String(40), default="")
    #: Issuer of meal vouchers, scheme of a card.
    label: Mapped[str] = mapped_column(String(40), default="")


class ParkedCart(Base):
    """A basket put aside: whose it is, since when, and why."""

    __tablename__ = "parked_cart"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff_code: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cart: Mapped[dict[str, object]] = mapped_column(JSON)
