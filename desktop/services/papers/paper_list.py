"""The papers of the shop as its people see them: what waits and why, and what can be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, case, or_, select, type_coerce, update

from desktop.errors import RefusedError
from desktop.services.papers import print_queue, print_rows
from desktop.services.papers.print_rows import JOBS
from desktop.services.shop import Shop
from desktop.settings import FILES
from printing.spooler import JobState, PrintJob, Reason

_LATELY = timedelta(hours=24)
_MOST, _MOST_OVER = 20, 5
"""So many papers are shown, and so many of those that are over."""
_OPEN = (JobState.DOUBTFUL, JobState.HELD, JobState.SENDING, JobState.QUEUED)
_open_states = [state.value for state in _OPEN]
_at = type_coerce(JOBS.c.created_at, BigInteger)
_rank = case({state.value: rank for rank, state in enumerate(_OPEN)}, value=JOBS.c.state, else_=9)


class PaperAct(StrEnum):
    """What somebody can do with a paper."""

    #: Say whether it came out.
    SETTLE = "settle"
    #: Try again now, or have one printed that was withdrawn.
    RETRY = "retry"
    CANCEL = "cancel"
    #: Have another printer print it.
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper on its way, or lately out."""

    id: str
    #: Code of the printer, or `FILES`; and its name, empty for the files.
    printer: str
    printer_name: str
    #: Code of the document (receipt, label…).
    kind: str
    title: str
    state: JobState
    #: Code of why it stands there: of the printer's condition while it waits.
    reason: str
    at: datetime
    #: Did not come out and may not be printed again: only as a DUPLICATA.
    is_fiscal: bool
    #: Name of the printer it was for, when another has taken it over.
    came_from: str
    acts: frozenset[PaperAct]


def papers(shop: Shop) -> tuple[PaperView, ...]:
    """Return what a person is asked about, then what waits, then what came out within a day.

    The oldest of what is open comes first, and the newest of what is over.
    """
    since = shop.clock.now() - _LATELY
    is_open = JOBS.c.state.in_(_open_states)
    listed = (
        select(*[column for column in JOBS.c if column.name not in {"payload", "document"}])
        .where(or_(is_open, JOBS.c.created_at > since))
        .order_by(_rank, case((is_open, _at), else_=-_at), JOBS.c.id)
        .limit(_MOST)
    )
    with shop.look() as look:
        rows = look.connection.execute(listed).all()
    views = [_view(shop, row) for row in rows]
    over = [view for view in views if view.state not in _OPEN]
    return (*(view for view in views if view.state in _OPEN), *over[:_MOST_OVER])


def _view(shop: Shop, row: print_rows.JobRow) -> PaperView:
    state, reason = JobState(row.state), row.reason
    if state is JobState.QUEUED and reason != Reason.UNFIT:
        reason = _why_it_waits(shop, row.printer)
    return PaperView(
        id=row.id,
        printer=row.printer,
        printer_name=_name_of(shop, row.printer),
        kind=row.kind,
        title=row.title,
        state=state,
        reason=reason,
        at=row.created_at,
        is_fiscal=row.is_fiscal,
        came_from=_name_of(shop, row.came_from) if row.came_from else "",
        acts=_acts(shop, row, state),
    )


def _acts(shop: Shop, row: print_rows.JobRow, state: JobState) -> frozenset[PaperAct]:
    match state:
        case JobState.DOUBTFUL:
            return frozenset({PaperAct.SETTLE})
        case JobState.QUEUED:
            acts = {PaperAct.CANCEL}
            if row.reason != Reason.UNFIT:
                acts.add(PaperAct.RETRY)
            if row.printer != FILES and shop.settings.printers:
                acts.add(PaperAct.SEND)
            return frozenset(acts)
        case JobState.CANCELLED if row.reason == Reason.WITHDRAWN:
            return frozenset({PaperAct.RETRY})
    return frozenset()


def _name_of(shop: Shop, printer: str) -> str:
    known = shop.settings.printer(printer)
    if known is not None:
        return known.name or known.code
    return "" if printer == FILES else printer


def _why_it_waits(shop: Shop, printer: str) -> str:
    if shop.settings.printer(printer) is None and printer != FILES:
        return "taken_away"
    known = None if shop.spooler is None else shop.spooler.standing(printer)
    is_still = shop.spooler is not None and shop.spooler.stands_still(printer)
    return known.status.condition.value if known is not None and is_still else ""


def retry(shop: Shop, job_id: str) -> None:
    """Have a waiting paper tried now; one that was withdrawn waits again.

    Nothing of either has left, so both stay what they are: a receipt is no duplicate.

    Raises:
        RefusedError: unknown_paper; paper_is_settled.
    """
    job = _job(shop, job_id)
    if job.state is JobState.CANCELLED and job.reason is Reason.WITHDRAWN:
        rows = print_rows.JobRows(shop)
        rows.move(job_id, JobState.CANCELLED, JobState.QUEUED, Reason.NONE, shop.clock.now())
    elif job.state is not JobState.QUEUED:
        raise RefusedError("paper_is_settled")
    if shop.spooler is not None:
        shop.spooler.wake(job.printer)


def withdraw(shop: Shop, job_id: str) -> None:
    """Take back a paper that has not begun; it can be had again by `retry`.

    Raises:
        RefusedError: unknown_paper; paper_has_left.
    """
    _job(shop, job_id)
    rows = print_rows.JobRows(shop)
    if not rows.move(
        job_id, JobState.QUEUED, JobState.CANCELLED, Reason.WITHDRAWN, shop.clock.now()
    ):
        raise RefusedError("paper_has_left")


def tell(shop: Shop, job_id: str, *, came_out: bool) -> str:
    """Record what a person saw of a paper nobody is sure of; return the job that replaces it.

    What did not come out is printed again by itself (""); a receipt or a Z as a DUPLICATA, which is
    numbered: for all anybody knows a piece of the first one is in somebody's hand.

    Raises:
        RefusedError: unknown_paper; paper_is_settled; no_printer, and the paper is asked about on.
    """
    job = _job(shop, job_id)
    if job.state is not JobState.DOUBTFUL:
        raise RefusedError("paper_is_settled")
    if job.is_fiscal and not came_out:
        return _replace(shop, job)
    if shop.spooler is None or shop.spooler.spooler(job.printer) is None:
        _settle_alone(shop, job, came_out=came_out)
    else:
        print_queue.settle(shop, job_id, came_out=came_out)
    return ""


def _replace(shop: Shop, job: PrintJob) -> str:
    """Queue the DUPLICATA and put its doubtful paper away, or neither: the law wants one of them."""
    # Here, because receipts are made by what reads the whole sale.
    from desktop.services.papers import receipts  # noqa: PLC0415

    with shop.begin() as work:
        ref = work.connection.scalar(
            update(JOBS)
            .where(JOBS.c.id == job.id, JOBS.c.state == JobState.DOUBTFUL.value)
            .values(
                state=JobState.CANCELLED.value,
                reason=Reason.NOT_PRINTED.value,
                state_at=work.at,
            )
            .returning(JOBS.c.ref)
        )
        if ref is None:
            raise RefusedError("paper_is_settled")
        again = receipts.queue_again(work, job.kind, ref)
        work.commit()
    return again


def _settle_alone(shop: Shop, job: PrintJob, *, came_out: bool) -> None:
    """Settle a paper of a printer that was taken away; one that did not come out waits."""
    after = JobState.PRINTED if came_out else JobState.QUEUED
    print_rows.JobRows(shop).move(job.id, JobState.DOUBTFUL, after, Reason.NONE, shop.clock.now())


def _job(shop: Shop, job_id: str) -> PrintJob:
    try:
        return print_rows.JobRows(shop).get(job_id)
    except KeyError as error:
        raise RefusedError("unknown_paper") from error
