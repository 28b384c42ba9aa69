"""Invoices made from tickets: their numbers and what proves their files."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class Invoice(Base):
    """The invoice of one ticket; the file lies in the shop's folder under its number."""

    __tablename__ = "invoice"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: Gapless, per till and year: F-T01-2026-000001.
    number: Mapped[str] = mapped_column(String(24), unique=True)
    sale_id: Mapped[str] = mapped_column(Id, ForeignKey("sale.id"), unique=True)
    #: Who bought, as it stands on the paper.
    buyer: Mapped[dict[str, str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    staff_code: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
