"""Double entry and frozen commissions. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, BasisPoints, Cents, Id


class Account(Base):
    """Where money stands: `shop` (what the marketplace owes it), `revenue`, `fee_vat`."""

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
    """The marketplace's share of one order line, at the rate of the day; a return adds its mirror."""

    __tablename__ = "commission_line"
    __table_args__ = (UniqueConstraint("order_line_id", "sign"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("shop_order.id"), index=True)
    order_line_id: Mapped[str] = mapped_column(ForeignKey("order_line.id"))
    #: 1 when it was earned, -1 when it was given back: each happens once for a line.
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
