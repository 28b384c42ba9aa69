"""What stands in a print queue, and the store that keeps it.

The thread writes each state *before* the act it announces, so that whatever a crash leaves behind
tells the truth:

=========  ==========================================================================
queued     nothing has left; the only state from which the spooler sends by itself
sending    bytes may be leaving; found at start it becomes doubtful
sent       all bytes left; final when the printer cannot confirm (`UNCONFIRMED`)
held       all bytes left, the printer reports paper, cover or off-line: it will go on by itself
printed    the printer confirmed that it has worked everything off
doubtful   nobody knows whether paper came out: a human is asked
cancelled  will not be printed
=========  ==========================================================================

A doubtful receipt that did not come out is never sent again: the caller prints a DUPLICATA, which
the fiscal journal numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from printing.transports import PrinterStatus


class JobState(StrEnum):
    """Where a job stands; see the table of the module."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    HELD = "held"
    DOUBTFUL = "doubtful"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why a job stands where it stands; the wording belongs to the screen."""

    NONE = ""
    UNREACHABLE = "unreachable"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    SILENT = "silent"
    UNCONFIRMED = "unconfirmed"
    LINK_LOST = "link_lost"
    INTERRUPTED = "interrupted"
    NOT_PRINTED = "not_printed"
    WITHDRAWN = "withdrawn"
    #: It waits, and the printer that stands under its code now cannot print it.
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One paper on its way: finished bytes, which nobody renders again."""

    id: str
    #: Code of the printer whose queue this is.
    printer: str
    #: Code of the document (receipt, label, slip, report, shelf_label, test): for the screen.
    kind: str
    #: "Ticket 000042", "Retrait 47": for the screen.
    title: str
    payload: bytes
    created_at: datetime
    #: May not be sent twice: its second print must be a DUPLICATA made anew.
    is_fiscal: bool = False
    #: Open the drawer before the paper; only within `DRAWER_FRESH` of `created_at`.
    opens_drawer: bool = False
    state: JobState = JobState.QUEUED
    reason: Reason = Reason.NONE
    state_at: datetime | None = None
    #: The job this one replaces.
    reprint_of: str = ""
    #: The printer it was for, when another has taken it over.
    came_from: str = ""


class JobStore(Protocol):
    """The rows of the queue. Called on the caller's thread and on the spooler's.

    Each call is one durable transaction of its own: when it returns, the change survives a power
    cut. Jobs are ordered by `created_at`, then `id`.
    """

    def add(self, job: PrintJob) -> None:
        """Keep a new job, in state queued."""
        ...

    def next_queued(self, printer: str) -> PrintJob | None:
        """Return the oldest queued job that the printer can print, or None when there is none."""
        ...

    def in_states(self, printer: str, states: frozenset[JobState]) -> Sequence[PrintJob]:
        """Return the printer's jobs in these states, oldest first."""
        ...

    def get(self, job_id: str) -> PrintJob:
        """Return the job.

        Raises:
            KeyError: there is no such job.
        """
        ...

    def claim(self, job: PrintJob, at: datetime) -> bool:
        """Set the job sending if it still waits at its printer; tell whether it did.

        Withdrawn, or handed to another printer meanwhile, it is not: its bytes must not leave.
        """
        ...

    def move(
        self, job_id: str, before: JobState, after: JobState, reason: Reason, at: datetime
    ) -> bool:
        """Set state, reason and time if the job still stands in `before`; tell whether it did."""
        ...


class NotADuplicateError(ValueError):
    """A fiscal paper may be issued again only as a DUPLICATA, made anew, never as the same bytes."""


@dataclass(frozen=True, slots=True)
class JobMoved:
    """A job changed its state, or is kept waiting for the reason it carries."""

    job: PrintJob


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """The printer stands otherwise than before."""

    printer: str
    status: PrinterStatus
    #: It takes papers but never answers: its jobs end as sent, not as printed.
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class DrawerOpened:
    """The pulse left for the drawer, or could not (`has_opened` is false)."""

    printer: str
    has_opened: bool


Announcement = JobMoved | PrinterChanged | DrawerOpened

Announce = Callable[[Announcement], None]


@dataclass(frozen=True, slots=True)
class Relief:
    """Who takes the waiting papers of a printer that stands still."""

    #: Seconds for which it has not been able to print.
    after_s: float
    #: Hands over what waits and of which no byte has left; called on the spooler's thread with
    #: the printer's code, and again as long as the printer stands still.
    hand_over: Callable[[str], object]


class JobMover(Protocol):
    """Moves a job in the store and tells whoever listens."""

    def move(self, job_id: str, before: JobState, after: JobState, reason: Reason) -> bool:
        """Set the state if the job still stands in `before`; tell whether it did."""
        ...
