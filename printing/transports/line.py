"""What every way to a printer promises, and what may go wrong on it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class TransportError(Exception):
    """The line to the printer failed."""


class UnreachableError(TransportError):
    """No line could be opened: not a byte has left."""


class LineLostError(TransportError):
    """The line broke while open: how much arrived is unknown."""


class Condition(StrEnum):
    """How a printer stands."""

    READY = "ready"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    #: It does not answer: not the same as ready.
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    #: No printer stands behind this transport; it is always content.
    SINK = "sink"

    @property
    def can_print(self) -> bool:
        """Tell whether bytes sent now would be worked off."""
        return self in {Condition.READY, Condition.SINK}


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer's answer, or its silence."""

    condition: Condition
    is_paper_low: bool = False
    #: The level of the drawer's switch; which one means open differs from drawer to drawer.
    drawer_level: bool = False


class Line(Protocol):
    """An open line to a printer. A context manager; used by one thread at a time."""

    @property
    def confirms(self) -> bool:
        """Tell whether the other end can say that a job was worked off."""
        ...

    def status(self) -> PrinterStatus:
        """Ask and return how the printer stands, SILENT when it does not answer.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def write(self, data: bytes, wait_s: float) -> int:
        """Write what the line takes within `wait_s`; return how many bytes, 0 when it is stuck.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def marked(self, data: bytes) -> bytes:
        """Return the job with a marker behind it, which the printer answers when it gets there.

        Where nobody would answer it is the job alone.
        """
        ...

    def is_confirmed(self, wait_s: float) -> bool:
        """Tell whether the marker's answer has come, waiting at most `wait_s` for it.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def finish(self) -> None:
        """Keep what was written; a sink that is left without this keeps nothing."""
        ...


class Transport(Protocol):
    """A way to one printer."""

    @property
    def can_confirm(self) -> bool:
        """Tell whether a paper sent this way can be known to have come out.

        Where it cannot, a job ends as sent: who prints that way is told so.
        """
        ...

    def open(self, job_name: str = "") -> AbstractContextManager[Line]:
        """Open a line; `job_name` names the file where the transport makes one.

        Raises:
            UnreachableError: nobody is there; nothing was sent. A sink that could not keep the job
                raises it when the line is left.
        """
        ...


def status_of(transport: Transport) -> PrinterStatus:
    """Return how the printer stands, over a line of its own. Never raises for the printer's sake."""
    try:
        with transport.open() as line:
            return line.status()
    except TransportError:
        return PrinterStatus(Condition.UNREACHABLE)
