"""What has to be done later, and who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import WHOLE, Base, Id


class Job(Base):
    """Work to do later, written in the same transaction as its cause."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "run_at"),)

    id: Mapped[Id]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    #: While it lies in the future somebody is at work on it.
    lease_until: Mapped[datetime | None]
    #: Two jobs of one key are one.
    dedup_key: Mapped[str] = mapped_column(unique=True)
    #: Why the last attempt failed, for the operator.
    failure: Mapped[str]


class Audit(Base):
    """Append-only and chained: who changed what, for whom."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(WHOLE, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    #: The shop a steward acted for, or empty.
    on_behalf_of: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]
