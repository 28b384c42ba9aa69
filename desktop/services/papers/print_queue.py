"""What the shop has printed, and how its printers stand: the way into the print queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, or_, select

from desktop.errors import RefusedError
from desktop.services.papers.paper_bytes import make_of, render_for
from desktop.services.papers.print_rows import JOBS, PAPERS, JobRows, job_of, look_again, values_of
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.settings import PrinterSettings
from printing.spooler import JobState, PrintJob, Spooler
from sync.kernel.ids import new_id

if TYPE_CHECKING:
    from printing.documents import Document

_KEPT = timedelta(days=30)
_NOTES_KEPT = timedelta(days=2 * 365 + 1)
"""The double of a note is kept for two years (order 83-50/A)."""
_AT_ONCE = 1000
_old_papers = (
    select(JOBS.c.id)
    .where(
        JOBS.c.state.in_((JobState.SENT, JobState.PRINTED, JobState.CANCELLED)),
        JOBS.c.kind != "report",
    )
    .limit(_AT_ONCE)
)
#: Counted where they lie: the papers of a printer that was off for days are many megabytes.
_unfinished = (
    select(JOBS.c.printer, JOBS.c.state, func.count().label("papers"))
    .where(JOBS.c.state.in_((JobState.QUEUED, JobState.HELD, JobState.DOUBTFUL)))
    .group_by(JOBS.c.printer, JOBS.c.state)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """A printer and how it stands."""

    code: str
    name: str
    #: Code of its condition (`printing.transports.Condition`); "unknown" before the first look.
    condition: str
    is_paper_low: bool
    #: It takes papers and answers nothing, or hangs where nobody can: its papers end as sent.
    is_unconfirmed: bool
    #: Jobs that wait, and jobs a person is asked about.
    waiting: int
    doubtful: int


def queue(
    work: UnitOfWork,
    document: "Document",
    *,
    printer: str,
    kind: str,
    title: str,
    ref: str,
    is_fiscal: bool = False,
) -> str:
    """Put a document into the queue in this transaction and return its job's id.

    Args:
        work: the running transaction; the printer hears of it after the commit.
        document: what to print; its bytes are made now, once.
        printer: code of the printer.
        kind: code of the document for the screen (receipt, note, label, slip, report,
            shelf_label, test).
        title: for the screen, "T01-2026-000042".
        ref: sale, order or session it belongs to.
        is_fiscal: may not be sent twice; its second print is a DUPLICATA made anew.

    Raises:
        RefusedError: no_printer; labels_only, when the printer knows nothing else.
    """
    from printing.documents.keeping import pack  # noqa: PLC0415 as in `warm_up`

    payload = render_for(document, printer, work.shop.settings)
    return _keep(
        work,
        PrintJob(
            id=new_id(),
            printer=printer,
            kind=kind,
            title=title,
            payload=payload,
            created_at=work.at,
            is_fiscal=is_fiscal,
        ),
        ref=ref,
        document=pack(document),
    )


def queue_bytes(
    work: UnitOfWork,
    payload: bytes,
    *,
    printer: str,
    kind: str,
    title: str,
    ref: str,
    is_fiscal: bool = False,
) -> str:
    """Put bytes that a driver made for this very printer into the queue, as `queue` does.

    Raises:
        RefusedError: no_printer.
    """
    if work.shop.settings.printer(printer) is None:
        raise RefusedError("no_printer")
    job = PrintJob(
        id=new_id(),
        printer=printer,
        kind=kind,
        title=title,
        payload=payload,
        created_at=work.at,
        is_fiscal=is_fiscal,
    )
    return _keep(work, job, ref=ref, document=None)


def _keep(work: UnitOfWork, job: PrintJob, *, ref: str, document: bytes | None) -> str:
    shop = work.shop
    made_for = make_of(job.printer, shop.settings)
    work.connection.execute(
        insert(JOBS).values(
            values_of(job) | {"ref": ref, "document": document, "made_for": made_for}
        )
    )
    work.changed(Topic.PRINTERS)
    work.afterwards(lambda: None if shop.spooler is None else shop.spooler.wake(job.printer))
    return job.id


def count_jobs(look: Look, kind: str, ref: str, title: str) -> int:
    """Return how often a paper was queued: what makes the next one a duplicate."""
    return look.connection.execute(
        select(func.count())
        .select_from(JOBS)
        .where(JOBS.c.kind == kind, JOBS.c.ref == ref, JOBS.c.title == title)
    ).scalar_one()


def open_drawer(work: UnitOfWork) -> None:
    """Have the drawer opened once this transaction is on the disk.

    Raises:
        RefusedError: no_printer: the drawer hangs at the receipt printer.
    """
    shop = work.shop
    if shop.is_training:
        return
    printer = shop.settings.receipt_printer
    if shop.settings.printer(printer) is None:
        raise RefusedError("no_printer")
    work.afterwards(lambda: None if shop.spooler is None else shop.spooler.open_drawer(printer))


def printers(shop: Shop) -> tuple[PrinterView, ...]:
    """Return the shop's printers and how they stand."""
    with shop.look() as look:
        rows = look.connection.execute(_unfinished).all()
    counts = {(row.printer, row.state): row.papers for row in rows}
    return tuple(_view(shop, printer, counts) for printer in shop.settings.printers)


def jobs(shop: Shop, limit: int = 50) -> tuple[PrintJob, ...]:
    """Return the latest papers, newest first."""
    with shop.look() as look:
        rows = look.connection.execute(
            PAPERS.order_by(JOBS.c.created_at.desc(), JOBS.c.id.desc()).limit(limit)
        ).all()
    return tuple(job_of(row) for row in rows)


def cancel(shop: Shop, job_id: str) -> bool:
    """Withdraw a job that has not begun; tell whether it could be."""
    spooler = _spooler_of(shop, job_id)
    return spooler is not None and spooler.cancel(job_id)


def settle(shop: Shop, job_id: str, *, came_out: bool) -> None:
    """Record what a person saw of a doubtful job; what did not come out is printed again.

    A receipt that did not come out is not: the person prints a DUPLICATA.

    Raises:
        RefusedError: no_printer, when the printer was taken away.
    """
    spooler = _spooler_of(shop, job_id)
    if spooler is None:
        raise RefusedError("no_printer")
    spooler.settle(job_id, came_out=came_out)


def restart_printers(shop: Shop) -> None:
    """Go by the printers of the present settings, after they were changed.

    What waits is made anew for the printer that stands under its code now (`JobRows.next_queued`).

    Raises:
        RefusedError: printer_address_unknown, for one of them; the others run.
    """
    # Here, because the printers cost start-up time and many a till prints nothing.
    from desktop.services.papers.print_room import PrintRoom, transport_of  # noqa: PLC0415

    if shop.spooler is not None:
        shop.spooler.stop()
    look_again(shop)
    shop.spooler = PrintRoom(shop)
    for printer in shop.settings.printers:
        transport_of(printer)


def forget_old_papers(shop: Shop) -> int:
    """Delete papers that came out or never will, once they are old, and return how many.

    They are many, and a label has a customer's name on it. Closings stay: by them the next print
    of a Z is known for a duplicate. A part at a time, so that no sale waits; for idle moments.
    """
    with shop.look() as look:
        now = shop.clock.now()
        is_old = or_(
            and_(JOBS.c.kind != "note", JOBS.c.created_at < now - _KEPT),
            JOBS.c.created_at < now - _NOTES_KEPT,
        )
        old = look.connection.scalars(_old_papers.where(is_old)).all()
    if not old:
        return 0
    with shop.begin() as work:
        work.connection.execute(delete(JOBS).where(JOBS.c.id.in_(old)))
        work.changed(Topic.PRINTERS)
        work.commit()
    return len(old)


def warm_up(shop: Shop) -> None:
    """Load what the first paper would wait half a second for. In idle time, on any thread."""
    if shop.settings.printers:
        from printing.drivers.escpos import warm_up as load  # noqa: PLC0415 as in `_rendered`

        load(shop.settings.language)


def _spooler_of(shop: Shop, job_id: str) -> Spooler | None:
    if shop.spooler is None:
        return None
    return shop.spooler.spooler(JobRows(shop).get(job_id).printer)


def _view(
    shop: Shop, printer: PrinterSettings, counts: Mapping[tuple[str, str], int]
) -> PrinterView:
    known = None if shop.spooler is None else shop.spooler.standing(printer.code)

    def count(*states: JobState) -> int:
        return sum(counts.get((printer.code, state.value), 0) for state in states)

    return PrinterView(
        code=printer.code,
        name=printer.name or printer.code,
        condition="unknown" if known is None else known.status.condition.value,
        is_paper_low=known is not None and known.status.is_paper_low,
        is_unconfirmed=known is not None and known.is_unconfirmed,
        waiting=count(JobState.QUEUED, JobState.HELD),
        doubtful=count(JobState.DOUBTFUL),
    )
