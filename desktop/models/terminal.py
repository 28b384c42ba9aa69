"""Payments asked of a card terminal: written down before the terminal is asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, UtcDateTime


class TerminalPayment(Base):
    """One amount asked of the terminal.

    asked -> ok | refused | unknown; unknown -> ok | refused, by the operator who reads the
    terminal's own display. refused by the operator -> ok, when the terminal says later that money
    moved.
    """

    __tablename__ = "terminal_payment"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: The basket's sale, made before it is paid; there may be no such sale in the end. What was
    #: given back: the refund, the advance or the charge it undoes.
    sale_id: Mapped[str] = mapped_column(Id, index=True)
    #: The ticket or advance that took it in, itself once settled by hand; empty while it waits. A
    #: sale of that id alone proves nothing: it may have been paid otherwise.
    taken_by: Mapped[str | None] = mapped_column(Id)
    #: Negative is given back.
    cents: Mapped[int] = mapped_column(Cents)
    state: Mapped[str] = mapped_column(String(8))
    #: Authorisation number, scheme and last four digits; never more of the card.
    authorisation: Mapped[str] = mapped_column(String(20), default="")
    scheme: Mapped[str] = mapped_column(String(20), default="")
    last4: Mapped[str] = mapped_column(String(4), default="")
    staff_code: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Who resolved an unknown outcome, or settled by hand what no ticket tells.
    resolved_by: Mapped[str | None] = mapped_column(String(8))

    __table_args__ = (
        CheckConstraint("state IN ('asked', 'ok', 'refused', 'unknown')", name="state"),
        Index(
            "ix_terminal_payment_open",
            "state",
            sqlite_where=text("state IN ('asked', 'unknown')"),
        ),
    )
