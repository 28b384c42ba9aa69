"""The rows of the print queue in the shop's database, as the spooler's store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.paper import PrintJob as PrintJobRow
from desktop.services.goods import tag_queue
from desktop.services.papers.paper_bytes import is_same_kind, made_anew, make_of
from desktop.services.shop import Shop, Topic
from printing.spooler import JobState, PrintJob, Reason

JOBS = table_of(PrintJobRow)
JobRow = Row[*tuple[Any, ...]]
PAPERS = select(*[column for column in JOBS.c if column is not JOBS.c.document])
"""All that a job is, without what it shows: that is read by who makes it again."""
_OUT = (JobState.SENT, JobState.PRINTED)
"""A printer that cannot confirm ends its papers as sent."""


class JobRows:
    """The rows of the queue; each call is one durable transaction, from any thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def add(self, job: PrintJob) -> None:
        """Keep a new job, in state queued."""
        with self._shop.begin() as work:
            made_for = make_of(job.printer, self._shop.settings)
            work.connection.execute(insert(JOBS).values(values_of(job) | {"made_for": made_for}))
            work.changed(Topic.PRINTERS)
            work.commit()

    def next_queued(self, printer: str) -> PrintJob | None:
        """Return the oldest queued job that the printer can print, or None when there is none.

        What was made for the printer that stood under this code before is made anew; what cannot
        be (a receipt, where a label printer stands now) is passed over: a person sends it elsewhere.
        """
        wanted = make_of(printer, self._shop.settings)
        oldest = (
            PAPERS.where(
                JOBS.c.printer == printer,
                JOBS.c.state == JobState.QUEUED.value,
                JOBS.c.reason != Reason.UNFIT.value,
            )
            .order_by(JOBS.c.created_at, JOBS.c.id)
            .limit(1)
        )
        while True:
            with self._shop.look() as look:
                row = look.connection.execute(oldest).first()
            if row is None:
                return None
            if row.made_for in {"", wanted}:
                return job_of(row)
            self._fit(row, wanted)

    def _fit(self, row: JobRow, wanted: str) -> None:
        with self._shop.look() as look:
            kept = look.connection.scalar(select(JOBS.c.document).where(JOBS.c.id == row.id))
        changed: dict[str, object] = {"made_for": wanted}
        if kept is not None or not is_same_kind(row.made_for, wanted):
            try:
                changed["payload"] = made_anew(kept, row.printer, self._shop.settings)
            except RefusedError:
                changed = {"reason": Reason.UNFIT.value}
        with self._shop.begin() as work:
            work.connection.execute(
                update(JOBS)
                .where(
                    JOBS.c.id == row.id,
                    JOBS.c.printer == row.printer,
                    JOBS.c.state == JobState.QUEUED.value,
                )
                .values(**changed)
            )
            work.changed(Topic.PRINTERS)
            work.commit()

    def in_states(self, printer: str, states: frozenset[JobState]) -> Sequence[PrintJob]:
        """Return the printer's jobs in these states, oldest first."""
        rows = PAPERS.where(
            JOBS.c.printer == printer, JOBS.c.state.in_([each.value for each in states])
        ).order_by(JOBS.c.created_at, JOBS.c.id)
        with self._shop.look() as look:
            return [job_of(row) for row in look.connection.execute(rows).all()]

    def get(self, job_id: str) -> PrintJob:
        """Return the job.

        Raises:
            KeyError: there is no such job.
        """
        with self._shop.look() as look:
            row = look.connection.execute(PAPERS.where(JOBS.c.id == job_id)).first()
        if row is None:
            raise KeyError(job_id)
        return job_of(row)

    def claim(self, job: PrintJob, at: datetime) -> bool:
        """Set the job sending if it still waits at its printer; tell whether it did."""
        return self._move(
            (JOBS.c.id == job.id, JOBS.c.printer == job.printer),
            JobState.QUEUED,
            JobState.SENDING,
            Reason.NONE,
            at,
        )

    def move(
        self, job_id: str, before: JobState, after: JobState, reason: Reason, at: datetime
    ) -> bool:
        """Set state, reason and time if the job still stands in `before`; tell whether it did."""
        return self._move((JOBS.c.id == job_id,), before, after, reason, at)

    def _move(
        self,
        which: tuple[ColumnElement[bool], ...],
        before: JobState,
        after: JobState,
        reason: Reason,
        at: datetime,
    ) -> bool:
        with self._shop.begin() as work:
            moved = work.connection.execute(
                update(JOBS)
                .where(*which, JOBS.c.state == before.value)
                .values(state=after.value, reason=reason.value, state_at=at)
                .returning(JOBS.c.id)
            ).all()
            if moved and after in _OUT:
                tag_queue.paper_is_out(work, moved[0].id)
            work.changed(Topic.PRINTERS)
            work.commit()
            return len(moved) == 1


def look_again(shop: Shop) -> None:
    """Have what no printer of its code could print tried once more: the printers have changed."""
    with shop.begin() as work:
        work.connection.execute(
            update(JOBS)
            .where(JOBS.c.state == JobState.QUEUED.value, JOBS.c.reason == Reason.UNFIT.value)
            .values(reason=Reason.NONE.value)
        )
        work.commit()


def values_of(job: PrintJob) -> dict[str, object]:
    """Return a job as its row."""
    return {
        "id": job.id,
        "printer": job.printer,
        "kind": job.kind,
        "ref": "",
        "title": job.title,
        "payload": job.payload,
        "is_fiscal": job.is_fiscal,
        "opens_drawer": job.opens_drawer,
        "state": job.state.value,
        "reason": job.reason.value,
        "created_at": job.created_at,
        "state_at": job.state_at,
        "reprint_of": job.reprint_of,
        "came_from": job.came_from,
    }


def job_of(row: JobRow) -> PrintJob:
    """Return the job of a whole row."""
    return PrintJob(
        id=row.id,
        printer=row.printer,
        kind=row.kind,
        title=row.title,
        payload=row.payload,
        created_at=row.created_at,
        is_fiscal=row.is_fiscal,
        opens_drawer=row.opens_drawer,
        state=JobState(row.state),
        reason=Reason(row.reason),
        state_at=row.state_at,
        reprint_of=row.reprint_of,
        came_from=row.came_from,
    )
