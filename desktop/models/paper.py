"""Print jobs, so that paper survives a restart and is never doubled in silence."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class PrintJob(Base):
    """A document on its way to a printer.

    queued -> sending -> sent -> printed; held (no paper), doubtful (cut off in the middle: a
    person says what came out), cancelled. Only `queued` is ever sent by itself.
    """

    __tablename__ = "print_job"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    printer: Mapped[str] = mapped_column(String(40))
    #: receipt, label, picking_slip, report, shelf_label or test_page.
    document: Mapped[str] = mapped_column(String(16))
    #: Sale, order or session it belongs to.
    ref: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(String(80))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    opens_drawer: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str] = mapped_column(Text, default="")
    attempt: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_print_job_printer_state", "printer", "state"),)
