"""A store in memory and what else a spooler needs in tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Condition

from printing.spooler import Announcement, JobMoved, JobState, Patience, PrintJob, Reason
from sync.kernel.clock import SetClock

HASTE = Patience(slice_s=0.02, idle_s=0.05, retry_s=0.02, retry_most_s=0.1, confirm_s=30, hold_s=30)
WAIT_S = 20
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class MemoryStore:
    """The protocol's promises, kept in a dict; every state a job ever had is remembered."""

    def __init__(self, *jobs: PrintJob) -> None:
        self._changed = Condition()
        self._jobs = {job.id: job for job in jobs}
        self.history: list[tuple[str, JobState, Reason]] = []

    def add(self, job: PrintJob) -> None:
        with self._changed:
            assert job.id not in self._jobs
            self._jobs[job.id] = job

    def next_queued(self, printer: str) -> PrintJob | None:
        queued = self.in_states(printer, frozenset({JobState.QUEUED}))
        return queued[0] if queued else None

    def in_states(self, printer: str, states: frozenset[JobState]) -> Sequence[PrintJob]:
        with self._changed:
            jobs = [job for job in self._jobs.values() if job.printer == printer]
        return sorted(
            [job for job in jobs if job.state in states], key=lambda job: (job.created_at, job.id)
        )

    def get(self, job_id: str) -> PrintJob:
        with self._changed:
            return self._jobs[job_id]

    def claim(self, job: PrintJob, at: datetime) -> bool:
        with self._changed:
            is_here = self._jobs[job.id].printer == job.printer
            return is_here and self.move(job.id, JobState.QUEUED, JobState.SENDING, Reason.NONE, at)

    def hand_to(self, job_id: str, printer: str) -> bool:
        """Give a waiting job to another printer, as the shop's store does."""
        with self._changed:
            job = self._jobs[job_id]
            if job.state is not JobState.QUEUED:
                return False
            self._jobs[job_id] = replace(job, printer=printer, came_from=job.printer)
            return True

    def move(
        self, job_id: str, before: JobState, after: JobState, reason: Reason, at: datetime
    ) -> bool:
        with self._changed:
            job = self._jobs[job_id]
            if job.state is not before:
                return False
            self._jobs[job_id] = replace(job, state=after, reason=reason, state_at=at)
            self.history.append((job_id, after, reason))
            self._changed.notify_all()
            return True

    def wait_for(self, job_id: str, *states: JobState) -> PrintJob:
        """Return the job once it stands in one of the states."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._jobs[job_id].state in states, WAIT_S), (
                f"{job_id} stayed {self._jobs[job_id].state}, {self.history}"
            )
            return self._jobs[job_id]

    def wait_for_end(self, job_id: str) -> PrintJob:
        """Return the job once it came out, or nobody knows, or nobody ever will."""

        def is_over() -> bool:
            job = self._jobs[job_id]
            is_known = job.state in {JobState.PRINTED, JobState.DOUBTFUL}
            return is_known or job.reason is Reason.UNCONFIRMED

        with self._changed:
            assert self._changed.wait_for(is_over, WAIT_S), (job_id, self.history)
            return self._jobs[job_id]

    def states_of(self, job_id: str) -> list[JobState]:
        return [state for moved, state, _ in self.history if moved == job_id]


class Listener:
    """Remembers what a spooler announced and lets a test wait for it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.heard: list[Announcement] = []

    def __call__(self, news: Announcement) -> None:
        with self._changed:
            self.heard.append(news)
            self._changed.notify_all()

    def wait_until(self, kind: type[Announcement], **wanted: object) -> Announcement:
        """Return the first announcement of the kind whose fields are as wanted."""

        def found() -> Announcement | None:
            for news in self.heard:
                if isinstance(news, kind) and all(
                    getattr(news, name) == value for name, value in wanted.items()
                ):
                    return news
            return None

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, WAIT_S), self.heard
            news = found()
            assert news is not None
            return news

    def wait_for_reason(self, reason: Reason) -> PrintJob:
        with self._changed:
            assert self._changed.wait_for(lambda: self._told(reason), WAIT_S), self.heard
            return self._told(reason)[0]

    def _told(self, reason: Reason) -> list[PrintJob]:
        return [
            news.job
            for news in self.heard
            if isinstance(news, JobMoved) and news.job.reason is reason
        ]


def a_job(number: int = 1, payload: bytes = b"", **changes: object) -> PrintJob:
    job = PrintJob(
        id=f"job-{number}",
        printer="counter",
        kind="receipt",
        title=f"Ticket {number}",
        payload=payload or f"paper {number}\n".encode() + b"\x1dVB\x00",
        created_at=MORNING + timedelta(seconds=number),
        is_fiscal=True,
    )
    return replace(job, **changes)  # type: ignore[arg-type]


def a_clock() -> SetClock:
    return SetClock(MORNING + timedelta(seconds=2))
