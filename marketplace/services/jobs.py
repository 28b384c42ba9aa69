"""Work for later: written with its cause, done once, tried again when it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.models.jobs import Job
from sync.kernel.ids import new_id

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 10
_FIRST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Task:
    """A job somebody has taken on."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int


def schedule(
    session: Session, kind: str, payload: Mapping[str, Any], run_at: datetime, key: str
) -> None:
    """Have something done not before `run_at`; a second job of one key is not made."""
    if session.scalar(select(Job.id).where(Job.dedup_key == key)) is None:
        session.add(
            Job(
                id=new_id(),
                kind=kind,
                payload=dict(payload),
                run_at=run_at,
                attempts=0,
                lease_until=None,
                dedup_key=key,
                failure="",
            )
        )
        session.flush()


def is_any_due(session: Session, at: datetime) -> bool:
    """Tell whether there is anything to do; asks without taking the writer's turn."""
    return session.scalar(_due(at).with_only_columns(Job.id).limit(1)) is not None


def take(session: Session, at: datetime) -> Task | None:
    """Take the job that has waited longest, for five minutes; None when nothing is due."""
    job = session.scalar(_due(at).order_by(Job.run_at, Job.id).limit(1).with_for_update())
    if job is None:
        return None
    job.lease_until = at + LEASE
    job.attempts += 1
    return Task(job.id, job.kind, job.payload, job.attempts)


def finish(session: Session, task: Task) -> None:
    """Remove a job that is done; call it in the transaction that did it."""
    job = session.get(Job, task.id)
    if job is not None:
        session.delete(job)
        session.flush()


def put_off(session: Session, task: Task, reason: str, at: datetime) -> None:
    """Let a job that failed wait, twice as long each time; after ten times it stays for a human."""
    job = session.get_one(Job, task.id)
    job.lease_until = None
    job.failure = reason[:500]
    job.run_at = at + _FIRST_WAIT * 2 ** min(job.attempts, 10)


def _due(at: datetime) -> Any:  # noqa: ANN401 a select of jobs; its type depends on the columns asked for
    return select(Job).where(
        Job.run_at <= at,
        Job.attempts < MOST_ATTEMPTS,
        or_(Job.lease_until.is_(None), Job.lease_until < at),
    )
