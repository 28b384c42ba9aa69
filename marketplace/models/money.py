"""Double entry and frozen commissions. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, BasisPoints, Cents, Id


class Account(Base):
    """Where money stands: `shop` (what the marketplace owes it), `revenue`, `fee_vat`, `provider`.

    What customers paid online is owed by the `provider` and to the shops.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("kind", "owner"),)

    id: Mapped[Id]
    kind: Mapped[str]
    #: Id of the shop, or empty for the marketplace's own.
    owner: Mapped[str]


class JournalEntry(Base):
    """One movement of money. It counts once it is sealed, and sealing checks that it balances."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("kind", "reference"),)

    id: Mapped[Id]
    kind: Mapped[str]
    reference: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    is_sealed: Mapped[bool]


class Posting(Base):
    """A signed amount on one account: positive is owed to its owner, negative by its owner."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("cents <> 0", name="cents"),
        Index("ix_posting_account", "account_id"),
    )

    entry_id: Mapped[str] = mapped_column(ForeignKey("journal_entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    cents: Mapped[Cents]


class CommissionLine(Base):
    """The marketplace's share of one order line, at the rate of the day; returns add mirrors."""

    __tablename__ = "commission_line"
    __table_args__ = (UniqueConstraint("order_line_id", "sign"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("shop_order.id"), index=True)
    order_line_id: Mapped[str] = mapped_column(ForeignKey("order_line.id"))
    #: 1 when it was earned; -1 when it was given back, -2 and on for further pieces of the line.
    sign: Mapped[int]
    #: The line's part of the order's amount before tax.
    base_cents: Mapped[Cents]
    rate_bp: Mapped[BasisPoints]
    fee_cents: Mapped[Cents]
    fee_vat_bp: Mapped[BasisPoints]
    fee_vat_cents: Mapped[Cents]
    #: `sync.kernel.rounding.RULE_VERSION` of the day.
    rule_version: Mapped[int]
    entry_id: Mapped[str] = mapped_column(ForeignKey("journal_entry.id"))
    at: Mapped[datetime]


class OnlinePayment(Base):
    """A checkout that is paid on a provider's page; the marketplace holds nothing of the card.

    open -> paid or dropped; what is paid after it was dropped goes back whole.
    """

    __tablename__ = "online_payment"

    #: What the provider is told as our reference: beginning twice begins once.
    id: Mapped[Id]
    group_id: Mapped[str] = mapped_column(ForeignKey("order_group.id"), unique=True)
    provider: Mapped[str]
    #: The provider's own reference, empty until the payment has begun.
    reference: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    cents: Mapped[Cents]
    begun_at: Mapped[datetime]
    #: When the orders are dropped and their stock is free again.
    ends_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


class OnlineRefund(Base):
    """Money that goes back the way it came, asked of the provider until it has said yes."""

    __tablename__ = "online_refund"
    __table_args__ = (CheckConstraint("cents > 0", name="cents"),)

    #: What the provider is told, so that asking twice pays once.
    id: Mapped[Id]
    payment_id: Mapped[str] = mapped_column(ForeignKey("online_payment.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("shop_order.id"), index=True)
    cents: Mapped[Cents]
    #: due or done.
    state: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    #: The provider's own reference, once it is done.
    reference: Mapped[str]
