"""Stock is movements; the level is their sum, kept beside them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Thousandths, UtcDateTime


class StockMovement(Base):
    """One change of stock, never edited (a trigger refuses it)."""

    __tablename__ = "stock_movement"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: No foreign key: the hub may tell of a variant before its sheet has come.
    variant_id: Mapped[str] = mapped_column(Id)
    delta: Mapped[int] = mapped_column(Thousandths)
    #: sale, refund, opening, received, count, loss, return, correction, or hub (brought by the
    #: feed: another till's movements in one sum).
    why: Mapped[str] = mapped_column(String(12))
    #: Sale, count or delivery it belongs to.
    ref: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The operation that carries it to the hub; empty for what came from there. Its place in the
    #: log stands in the outbox, for a forked log renumbers its operations.
    op_id: Mapped[str] = mapped_column(Id, default="")

    __table_args__ = (
        Index("ix_stock_movement_variant_id", "variant_id"),
        Index("ix_stock_movement_op_id", "op_id"),
    )


class StockLevel(Base):
    """What is on the shelf now. May be negative: the till sells what is in the hand."""

    __tablename__ = "stock_level"

    variant_id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: Sum of the movements.
    on_hand: Mapped[int] = mapped_column(Thousandths, default=0)
    #: The hub's own sum when it last told; null before. What is on hand is this and the own
    #: movements it does not have yet.
    hub_on_hand: Mapped[int | None] = mapped_column(Thousandths)
    #: The hub has told, and `on_hand` waits for the last page of the feed.
    is_stale: Mapped[bool] = mapped_column(default=False)
    #: Held for open online orders, as the hub last said.
    reserved: Mapped[int] = mapped_column(Thousandths, default=0)

    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved"),
        Index("ix_stock_level_is_stale", "is_stale", sqlite_where=text("is_stale = 1")),
    )


class Stocktake(Base):
    """A count of the shelf, made while the shop is open."""

    __tablename__ = "stocktake"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    #: What is to be counted; null is everything.
    category_id: Mapped[str | None] = mapped_column(Id, ForeignKey("category.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When its differences were booked, or it was thrown away.
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_booked: Mapped[bool] = mapped_column(default=False)
    #: When a booked count was taken back by new movements.
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))


class StocktakeLine(Base):
    """What was counted of an article."""

    __tablename__ = "stocktake_line"

    stocktake_id: Mapped[str] = mapped_column(Id, ForeignKey("stocktake.id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), primary_key=True)
    counted: Mapped[int] = mapped_column(Thousandths)
    #: What the books said when it was first and when it was last counted.
    level_before: Mapped[int] = mapped_column(Thousandths)
    level_after: Mapped[int] = mapped_column(Thousandths)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: How many movements of stock there were before it was first, and when it was last counted:
    #: what came and went meanwhile stands between them, whatever the clock says.
    first_mark: Mapped[int] = mapped_column(default=0, server_default="0")
    last_mark: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The difference as it was booked; null before.
    booked: Mapped[int | None] = mapped_column(Thousandths)
    staff_code: Mapped[str] = mapped_column(String(8))
