"""Print queues: durable, one thread per printer, never printing twice in silence."""

from printing.spooler.delivery import Patience
from printing.spooler.jobs import (
    Announce,
    Announcement,
    DrawerOpened,
    JobMoved,
    JobState,
    JobStore,
    NotADuplicateError,
    PrinterChanged,
    PrintJob,
    Reason,
    Relief,
)
from printing.spooler.queue import DRAWER_FRESH, Spooler

__all__ = [
    "DRAWER_FRESH",
    "Announce",
    "Announcement",
    "DrawerOpened",
    "JobMoved",
    "JobState",
    "JobStore",
    "NotADuplicateError",
    "Patience",
    "PrintJob",
    "PrinterChanged",
    "Reason",
    "Relief",
    "Spooler",
]
