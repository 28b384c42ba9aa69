"""The till: sessions from float to Z, and the cash that moved between."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, UtcDateTime


class TillSession(Base):
    """From the float in the drawer to the Z.

    open (closed_at is null) -> closed. At most one is open per till; a closed one never opens
    again.
    """

    __tablename__ = "till_session"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    till: Mapped[str] = mapped_column(String(8))
    business_day: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(8))
    float_cents: Mapped[int] = mapped_column(Cents)
    #: Tickets and perpetual turnover of the journal when it was opened: what the session has made
    #: is where the journal stands now less this, however long its day.
    tickets_before: Mapped[int] = mapped_column(default=0)
    turnover_before_cents: Mapped[int] = mapped_column(Cents, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(8))
    #: What the drawer should hold, and what was counted (null when it was closed by itself).
    expected_cents: Mapped[int | None] = mapped_column(Cents)
    counted_cents: Mapped[int | None] = mapped_column(Cents)
    #: Coins and notes as counted: {"5000": 3, "200": 7}.
    count_by_value: Mapped[dict[str, int] | None] = mapped_column(JSON)
    z_number: Mapped[int | None]
    #: The CLOSE record of the journal.
    journal_seq: Mapped[int | None]

    __table_args__ = (
        Index(
            "uq_till_session_open",
            "till",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
        ),
    )


class CashMovement(Base):
    """Cash put in or taken out beside sales, with its reason."""

    __tablename__ = "cash_movement"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    session_id: Mapped[str] = mapped_column(Id, ForeignKey("till_session.id"), index=True)
    #: Positive is put in.
    cents: Mapped[int] = mapped_column(Cents)
    reason: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    journal_seq: Mapped[int]
