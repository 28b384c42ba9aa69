"""The queue of one printer and the thread that empties it."""

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from printing.spooler.delivery import FAULTS, REASONS, Delivery, Patience
from printing.spooler.jobs import (
    Announce,
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
from printing.transports import (
    Condition,
    Line,
    PrinterStatus,
    Transport,
    TransportError,
    UnreachableError,
)
from sync.kernel.clock import Clock

log = logging.getLogger(__name__)

DRAWER_FRESH = timedelta(seconds=10)
"""A drawer that opens minutes after its sale, when the printer is switched on, is an open till."""

_UNDERWAY = frozenset({JobState.SENDING, JobState.SENT, JobState.HELD})


class Spooler:
    """Prints the jobs of one printer in their order, durably and never twice in silence.

    Its methods may be called from any thread; they write to the store and never wait for the
    printer. `announce` is called on the thread that moved the job, mostly the spooler's own, and
    must return at once.
    """

    def __init__(
        self,
        printer: str,
        transport: Transport,
        store: JobStore,
        clock: Clock,
        announce: Announce,
        *,
        drawer_kick: bytes = b"",
        patience: Patience | None = None,
        relief: Relief | None = None,
    ) -> None:
        """Stand ready; nothing happens before `start`.

        Args:
            printer: code of the printer, whose queue this is.
            transport: the way to it.
            store: the rows of the queue.
            clock: the shop's.
            announce: hears what happens.
            drawer_kick: bytes that open the drawer; none where there is none.
            patience: how long it waits.
            relief: who takes its waiting papers when it stands still; None is nobody.
        """
        self._printer = printer
        self._transport = transport
        self._store = store
        self._clock = clock
        self._announce = announce
        self._drawer_kick = drawer_kick
        self._patience = patience or Patience()
        self._bell = Event()
        self._is_stopping = Event()
        self._lock = Lock()
        self._drawer_asked_at: datetime | None = None
        self._known: PrinterChanged | None = None
        self._has_answered = False
        self._relief = relief
        #: Since when the printer could not print, by `time.monotonic`; None while it can.
        self._still_since: float | None = None
        self._waiting: tuple[str, Reason] | None = None
        self._retry_s = self._patience.retry_s
        self._thread = Thread(target=self._run, name=f"printer-{printer}", daemon=True)

    def start(self) -> None:
        """Begin printing. What a crash left underway becomes doubtful first."""
        self._thread.start()

    def stop(self) -> None:
        """Put down the job in hand and join the thread."""
        self._is_stopping.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join()

    def work_off(self) -> None:
        """Print all that can be printed now on the caller's thread, in place of `start`.

        What a crash left underway becomes doubtful first.
        """
        self._doubt_what_was_underway()
        while not self._work():
            pass

    def submit(self, job: PrintJob) -> None:
        """Keep the job and ring the bell.

        Raises:
            ValueError: the job is for another printer.
            NotADuplicateError: it repeats the bytes of a fiscal paper.
        """
        if job.printer != self._printer:
            raise ValueError(f"{job.printer} is not the queue of {self._printer}")
        is_reprint = job.is_fiscal and job.reprint_of
        if is_reprint and self._store.get(job.reprint_of).payload == job.payload:
            raise NotADuplicateError(job.reprint_of)
        self._store.add(job)
        self.wake()

    def wake(self) -> None:
        """Look at the store now: somebody put a job there in a transaction of their own."""
        self._bell.set()

    def open_drawer(self) -> None:
        """Open the drawer without a paper: now or, if the printer is away, not at all."""
        with self._lock:
            self._drawer_asked_at = self._clock.now()
        self._bell.set()

    def cancel(self, job_id: str) -> bool:
        """Withdraw a job that has not begun; tell whether it could be."""
        return self.move(job_id, JobState.QUEUED, JobState.CANCELLED, Reason.WITHDRAWN)

    def settle(self, job_id: str, *, came_out: bool) -> PrintJob:
        """Record what a person saw of a doubtful job, and return the job as it stands now.

        A fiscal paper that did not come out ends here: the caller issues a DUPLICATA. Any other
        goes back into the queue.
        """
        if came_out:
            self.move(job_id, JobState.DOUBTFUL, JobState.PRINTED, Reason.NONE)
        elif self._store.get(job_id).is_fiscal:
            self.move(job_id, JobState.DOUBTFUL, JobState.CANCELLED, Reason.NOT_PRINTED)
        else:
            self.move(job_id, JobState.DOUBTFUL, JobState.QUEUED, Reason.NONE)
            self.wake()
        return self._store.get(job_id)

    def move(self, job_id: str, before: JobState, after: JobState, reason: Reason) -> bool:
        """Set the state if the job still stands in `before`, and announce it."""
        has_moved = self._store.move(job_id, before, after, reason, self._clock.now())
        if has_moved:
            self._announce(JobMoved(self._store.get(job_id)))
        return has_moved

    # The thread

    def _run(self) -> None:
        is_in_doubt = True  # what a crash left underway
        while True:
            self._bell.clear()  # before looking, so that no ring between look and wait is lost
            if self._is_stopping.is_set():
                return
            try:
                if is_in_doubt:
                    self._doubt_what_was_underway()
                    is_in_doubt = False
                wait_s = self._work()
            except Exception:
                # The store is the caller's and may raise anything (locked, disk full): a spooler
                # that dies of it would stop every later paper without a word. A job it was told
                # nothing more of may have left, so a person is asked as after a crash.
                log.exception("spooler_failed", extra={"printer": self._printer})
                is_in_doubt, wait_s = True, self._patience.retry_most_s
            if wait_s:
                self._bell.wait(wait_s)

    def _doubt_what_was_underway(self) -> None:
        for job in self._store.in_states(self._printer, _UNDERWAY):
            if job.reason is not Reason.UNCONFIRMED:
                self.move(job.id, job.state, JobState.DOUBTFUL, Reason.INTERRUPTED)

    def _work(self) -> float:
        """Do one thing; return how many seconds to wait before the next."""
        self._serve_drawer()
        job = self._store.next_queued(self._printer)
        if job is None:
            self._look_at_printer()
            return self._patience.idle_s
        reason = self._print(job)
        if reason is Reason.NONE:
            self._retry_s, self._waiting = self._patience.retry_s, None
            return 0
        self._announce_waiting(job, reason)
        wait_s = min(self._retry_s, self._relieve())
        if reason is Reason.UNREACHABLE:
            self._retry_s = min(self._retry_s * 2, self._patience.retry_most_s)
        return wait_s

    def _look_at_printer(self) -> None:
        try:
            with self._transport.open() as line:
                self._note(line.status(), line)
        except TransportError:
            self._note(PrinterStatus(Condition.UNREACHABLE), None)

    def _serve_drawer(self) -> None:
        with self._lock:
            asked_at, self._drawer_asked_at = self._drawer_asked_at, None
        if asked_at is None:
            return
        has_opened = False
        if self._drawer_kick and self._clock.now() - asked_at <= DRAWER_FRESH:
            try:
                with self._transport.open("drawer") as line:
                    if not self._stands_at_fault(line):
                        written = line.write(self._drawer_kick, self._patience.slice_s)
                        has_opened = written == len(self._drawer_kick)
            except TransportError:
                log.warning("drawer_not_opened", extra={"printer": self._printer})
        self._announce(DrawerOpened(self._printer, has_opened))

    def _stands_at_fault(self, line: Line) -> bool:
        """Tell whether the printer would keep the pulse for when its paper is there again.

        One that never answers is not asked: that would only hold the drawer up.
        """
        is_mute = self._known is not None and self._known.is_unconfirmed
        return not is_mute and line.status().condition in FAULTS

    def _give_up_drawer(self, status: PrinterStatus | None) -> None:
        """Say that the drawer stays shut, when the paper in hand will keep it so for too long."""
        is_at_fault = status is not None and status.condition in FAULTS
        with self._lock:
            asked_at = self._drawer_asked_at
            if asked_at is None:
                return
            if not is_at_fault and self._clock.now() - asked_at <= DRAWER_FRESH:
                return
            self._drawer_asked_at = None
        self._announce(DrawerOpened(self._printer, has_opened=False))

    def _print(self, job: PrintJob) -> Reason:
        """Print the job; return why the queue must wait, NONE when it may go on."""
        delivery: Delivery | None = None
        try:
            with self._transport.open(_job_name(job)) as line:
                status = line.status()
                if not self._may_send(status, line):
                    return REASONS[status.condition]
                if not self._claim(job):
                    return Reason.NONE  # withdrawn or handed over in the meantime
                delivery = Delivery(job, self, self._patience, self._is_stopping, self._watch)
                state, reason = delivery.carry_out(
                    line,
                    self._kick_for(job) + job.payload,
                    is_confirmable=line.confirms and status.condition is not Condition.SILENT,
                )
        except UnreachableError:
            # Nothing left, or a sink could not keep what it took: either may be tried again.
            state, reason = JobState.QUEUED, Reason.UNREACHABLE
        except TransportError:
            # The line broke while asking, or while being closed after the end was known.
            if delivery is None:
                state, reason = JobState.QUEUED, Reason.UNREACHABLE
            else:
                state, reason = JobState.DOUBTFUL, Reason.LINK_LOST
        if delivery is not None:
            self.move(job.id, delivery.state, state, reason)
        if reason is Reason.UNREACHABLE:
            self._note(PrinterStatus(Condition.UNREACHABLE), None)
        return reason if state is JobState.QUEUED else Reason.NONE

    def _claim(self, job: PrintJob) -> bool:
        is_ours = self._store.claim(job, self._clock.now())
        if is_ours:
            self._announce(JobMoved(self._store.get(job.id)))
        return is_ours

    def _may_send(self, status: PrinterStatus, line: Line) -> bool:
        """Tell whether the printer would work a job off, and note how it stands.

        Silence of a printer that has answered before is a fault; one that never did, as many
        clones, gets its papers and cannot confirm them.
        """
        self._note(status, line)
        if status.condition is Condition.SILENT:
            return not (line.confirms and self._has_answered)
        return status.condition.can_print

    def _kick_for(self, job: PrintJob) -> bytes:
        is_fresh = self._clock.now() - job.created_at <= DRAWER_FRESH
        return self._drawer_kick if job.opens_drawer and is_fresh else b""

    def _note(self, status: PrinterStatus, line: Line | None) -> None:
        """Announce how the printer stands when that is news."""
        is_silent = status.condition is Condition.SILENT
        if line is not None and not is_silent:
            self._has_answered = True
        is_unconfirmed = is_silent and not self._has_answered
        if is_unconfirmed or status.condition.can_print:
            self._still_since = None
        else:
            self._stand_still()
        news = PrinterChanged(self._printer, status, is_unconfirmed)
        if news != self._known:
            self._known = news
            self._announce(news)

    def _stand_still(self) -> None:
        if self._still_since is None:
            self._still_since = time.monotonic()

    def _watch(self, status: PrinterStatus | None) -> None:
        """Note how the printer stands in the middle of a job; others need not wait for its end."""
        if status is None:
            self._stand_still()
        else:
            self._has_answered = self._has_answered or status.condition is not Condition.SILENT
            self._note(status, None)
        self._give_up_drawer(status)
        self._relieve()

    def _relieve(self) -> float:
        """Have waiting papers handed over when it is time; return the seconds until it is."""
        if self._relief is None or self._still_since is None:
            return self._patience.retry_most_s
        left_s = self._still_since + self._relief.after_s - time.monotonic()
        if left_s > 0:
            return left_s
        try:
            self._relief.hand_over(self._printer)
        except Exception:
            # It is a help, and must not make a job in hand doubtful; it is tried again.
            log.exception("relief_failed", extra={"printer": self._printer})
        return self._patience.retry_most_s

    def _announce_waiting(self, job: PrintJob, reason: Reason) -> None:
        """Tell once why a job waits; the store keeps it queued, with no reason."""
        if self._waiting != (job.id, reason):
            self._waiting = (job.id, reason)
            self._announce(JobMoved(replace(job, reason=reason)))


def _job_name(job: PrintJob) -> str:
    return f"{job.created_at:%Y%m%d-%H%M%S}-{job.kind}-{job.id}"
