"""Print jobs, so that paper survives a restart and is never doubled in silence."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class PrintJob(Base):
    """A document on its way to a printer.

    The states are those of `printing.spooler`; only `queued` is ever sent by itself.
    """

    __tablename__ = "print_job"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    printer: Mapped[str] = mapped_column(String(40))
    #: receipt, label, slip, report, shelf_label or test.
    kind: Mapped[str] = mapped_column(String(16))
    #: Sale, order or session it belongs to.
    ref: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(String(80))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    #: Never sent twice: its second print is a DUPLICATA made anew.
    is_fiscal: Mapped[bool] = mapped_column(default=False)
    opens_drawer: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))
    #: Code of why it stands there (`printing.spooler.Reason`).
    reason: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The job this one replaces.
    reprint_of: Mapped[str] = mapped_column(Id, default="")
    #: What it shows (`printing.documents.keeping`), so that another printer can make it again; None
    #: for tags, which are drawn for one printer's paper.
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: The printer it was for, when another has taken it over.
    came_from: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: What its bytes were made for (`paper_bytes.make_of`), so that they go to no other printer.
    made_for: Mapped[str] = mapped_column(String(48), default="", server_default="")

    __table_args__ = (
        Index("ix_print_job_printer_state", "printer", "state"),
        Index("ix_print_job_ref", "ref"),
    )
