"""One job on an open line: from the first byte to the printer's word that it came out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from printing.spooler.jobs import JobMover, JobState, PrintJob, Reason
from printing.transports import Condition, Line, LineLostError, PrinterStatus


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the spooler waits, in seconds."""

    #: The longest it does not look whether it should stop.
    slice_s: float = 0.25
    #: Between two looks at an idle printer.
    idle_s: float = 4
    #: Before it tries again; doubled up to `retry_most_s` while nobody is there.
    retry_s: float = 2
    retry_most_s: float = 15
    #: For the confirmation of a printer that reports no fault, and what the line takes on top.
    confirm_s: float = 10
    #: Bytes a second of the slowest line, a serial one at 9600 baud: what was written to it may
    #: still lie in the system's memory.
    slowest_line: int = 960
    #: For somebody to bring paper, on the open line.
    hold_s: float = 900


REASONS = {
    Condition.PAPER_OUT: Reason.PAPER_OUT,
    Condition.COVER_OPEN: Reason.COVER_OPEN,
    Condition.OFFLINE: Reason.OFFLINE,
    Condition.SILENT: Reason.SILENT,
    Condition.UNREACHABLE: Reason.UNREACHABLE,
}
"""What a printer's condition means for a job."""

FAULTS = frozenset({Condition.PAPER_OUT, Condition.COVER_OPEN, Condition.OFFLINE})
"""What somebody has to see to before the printer takes anything in."""


class Delivery:
    """Carries one job out; `state` is where it stands in the store at any moment."""

    def __init__(
        self,
        job: PrintJob,
        ledger: JobMover,
        patience: Patience,
        is_stopping: Event,
        watch: Callable[[PrinterStatus | None], None] = lambda _status: None,
    ) -> None:
        """Take the job in hand.

        `watch` hears each status that is read meanwhile, and None when the line takes no more.
        """
        self.state = JobState.SENDING
        self._job = job
        self._ledger = ledger
        self._patience = patience
        self._is_stopping = is_stopping
        self._watch = watch

    def carry_out(
        self, line: Line, data: bytes, *, is_confirmable: bool
    ) -> tuple[JobState, Reason]:
        """Write the data, wait for the confirmation, and return how the job ends.

        The caller records the end when the line is closed.
        """
        if is_confirmable:
            # Part of the job, so that a line that is busy takes it in its own time, whole.
            data = line.marked(data)
        try:
            written = self._write(line, data)
            if written < len(data):
                return self._broken_off(written)
            line.finish()
            self._step(JobState.SENT, Reason.NONE)
            if not is_confirmable:
                return JobState.SENT, Reason.UNCONFIRMED
            on_the_line_s = len(data) / self._patience.slowest_line
            return self._confirmed(line, self._patience.confirm_s + on_the_line_s)
        except LineLostError:
            if self.state is JobState.SENDING and self._has_nothing_left:
                return JobState.QUEUED, Reason.UNREACHABLE
            return JobState.DOUBTFUL, Reason.LINK_LOST

    _has_nothing_left = True

    def _write(self, line: Line, data: bytes) -> int:
        """Return how many bytes left before the end, a stop, or the end of all patience.

        A printer that holds stops reading, so the line takes no more: that is waited for.
        """
        written = 0
        moved_at = time.monotonic()
        while written < len(data) and not self._is_stopping.is_set():
            taken = line.write(data[written:], self._patience.slice_s)
            if taken:
                written += taken
                self._has_nothing_left = False
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > self._patience.hold_s:
                break
            else:
                self._watch(None)
        return written

    def _broken_off(self, written: int) -> tuple[JobState, Reason]:
        if not written:
            return JobState.QUEUED, Reason.NONE
        return JobState.DOUBTFUL, Reason.INTERRUPTED

    def _confirmed(self, line: Line, confirm_s: float) -> tuple[JobState, Reason]:
        """Wait for the marker's answer, as long as the printer says what it waits for."""
        quiet_since = held_since = time.monotonic()
        while not line.is_confirmed(self._patience.slice_s):
            if self._is_stopping.is_set():
                return JobState.DOUBTFUL, Reason.INTERRUPTED
            status = line.status()
            self._watch(status)
            condition, now = status.condition, time.monotonic()
            if condition in FAULTS:
                quiet_since = now
                self._step(JobState.HELD, REASONS[condition])
                if now - held_since > self._patience.hold_s:
                    return JobState.DOUBTFUL, REASONS[condition]
            elif now - quiet_since > confirm_s:
                return JobState.DOUBTFUL, Reason.SILENT
        return JobState.PRINTED, Reason.NONE

    def _step(self, state: JobState, reason: Reason) -> None:
        if state is not self.state:
            self._ledger.move(self._job.id, self.state, state, reason)
            self.state = state
