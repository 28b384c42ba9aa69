"""Promotions: what is given, on what, when and to whom."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class Promotion(Base):
    """A rule the till applies by itself; `desktop.domain.promotions` says what each kind does."""

    __tablename__ = "promotion"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: What the ticket calls it.
    name: Mapped[str] = mapped_column(String(80))
    #: percentage, amount, n_for_m, bundle or menu.
    kind: Mapped[str] = mapped_column(String(12))
    #: The kind's own figures, integers only: {"basis_points": 1000}, {"count": 3, "paid": 2}.
    terms: Mapped[dict[str, int]] = mapped_column(JSON)
    #: What it bears on: {"product": [ids], "category": [ids], "variant": [ids]}; {} is everything.
    targets: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    #: First and last day; null is open.
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    #: Days of the week as bits, Monday is 1.
    weekdays: Mapped[int] = mapped_column(default=127)
    #: Window within the day, in minutes after midnight of the shop's zone.
    from_minute: Mapped[int] = mapped_column(default=0)
    until_minute: Mapped[int] = mapped_column(default=1440)
    #: Only for customers of this group; empty is everybody.
    customer_group: Mapped[str] = mapped_column(String(40), default="")
    #: Lower is tried first.
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(
            "kind IN ('percentage', 'amount', 'n_for_m', 'bundle', 'menu')", name="kind"
        ),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
        CheckConstraint(
            "from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440",
            name="window",
        ),
    )
