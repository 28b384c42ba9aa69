"""The print queue in the shop's database, the printers that empty it, and the way into it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.paper import PrintJob as PrintJobRow
from desktop.services import tag_queue
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.settings import PrinterSettings
from printing.spooler import (
    Announcement,
    JobState,
    PrinterChanged,
    PrintJob,
    Reason,
    Spooler,
)
from printing.transports import AddressError, Transport, transport_at
from sync.kernel.ids import new_id

if TYPE_CHECKING:
    from printing.documents import Document
    from printing.drivers.profiles import PrinterProfile

_log = logging.getLogger(__name__)
_jobs = table_of(PrintJobRow)
_Row = Row[*tuple[Any, ...]]

_OUT = (JobState.SENT, JobState.PRINTED)
"""A printer that cannot confirm ends its papers as sent."""
_KEPT = timedelta(days=30)
_NOTES_KEPT = timedelta(days=2 * 365 + 1)
"""The double of a note is kept for two years (order 83-50/A)."""
_AT_ONCE = 1000
_old_papers = (
    select(_jobs.c.id)
    .where(
        _jobs.c.state.in_((JobState.SENT, JobState.PRINTED, JobState.CANCELLED)),
        _jobs.c.kind != "report",
    )
    .limit(_AT_ONCE)
)
#: Counted where they lie: the papers of a printer that was off for days are many megabytes.
_unfinished = (
    select(_jobs.c.printer, _jobs.c.state, func.count().label("papers"))
    .where(_jobs.c.state.in_((JobState.QUEUED, JobState.HELD, JobState.DOUBTFUL)))
    .group_by(_jobs.c.printer, _jobs.c.state)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """A printer and how it stands."""

    code: str
    name: str
    #: Code of its condition (`printing.transports.Condition`); "unknown" before the first look.
    condition: str
    is_paper_low: bool
    #: Jobs that wait, and jobs a person is asked about.
    waiting: int
    doubtful: int


class JobRows:
    """The rows of the queue; each call is one durable transaction, from any thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def add(self, job: PrintJob) -> None:
        """Keep a new job, in state queued."""
        with self._shop.begin() as work:
            work.connection.execute(insert(_jobs).values(_values(job)))
            work.changed(Topic.PRINTERS)
            work.commit()

    def next_queued(self, printer: str) -> PrintJob | None:
        """Return the oldest queued job of the printer, or None when there is none."""
        waiting = self._select(printer, frozenset({JobState.QUEUED}), limit=1)
        return waiting[0] if waiting else None

    def in_states(self, printer: str, states: frozenset[JobState]) -> Sequence[PrintJob]:
        """Return the printer's jobs in these states, oldest first."""
        return self._select(printer, states)

    def get(self, job_id: str) -> PrintJob:
        """Return the job.

        Raises:
            KeyError: there is no such job.
        """
        with self._shop.look() as look:
            row = look.connection.execute(select(_jobs).where(_jobs.c.id == job_id)).first()
        if row is None:
            raise KeyError(job_id)
        return _job(row)

    def move(
        self, job_id: str, before: JobState, after: JobState, reason: Reason, at: datetime
    ) -> bool:
        """Set state, reason and time if the job still stands in `before`; tell whether it did."""
        with self._shop.begin() as work:
            moved = work.connection.execute(
                update(_jobs)
                .where(_jobs.c.id == job_id, _jobs.c.state == before.value)
                .values(state=after.value, reason=reason.value, state_at=at)
            )
            if moved.rowcount and after in _OUT:
                tag_queue.paper_is_out(work, job_id)
            work.changed(Topic.PRINTERS)
            work.commit()
            return moved.rowcount == 1

    def _select(
        self, printer: str, states: frozenset[JobState], limit: int | None = None
    ) -> list[PrintJob]:
        rows = (
            select(_jobs)
            .where(_jobs.c.printer == printer, _jobs.c.state.in_([each.value for each in states]))
            .order_by(_jobs.c.created_at, _jobs.c.id)
            .limit(limit)
        )
        with self._shop.look() as look:
            return [_job(row) for row in look.connection.execute(rows).all()]


class PrintRoom:
    """The shop's printers, each with its thread."""

    def __init__(self, shop: Shop) -> None:
        """Start a thread for every printer of the settings that has an address we know.

        One that has none prints nothing, and is no reason to keep the shop from opening.
        """
        self._shop = shop
        self._standing: dict[str, PrinterChanged] = {}
        self._spoolers: dict[str, Spooler] = {}
        store = JobRows(shop)
        for printer in shop.settings.printers:
            try:
                transport = transport_of(printer)
            except RefusedError:
                _log.warning("printer_left_out", extra={"printer": printer.code})
                continue
            self._spoolers[printer.code] = Spooler(
                printer.code,
                transport,
                store,
                shop.clock,
                self._hear,
                drawer_kick=_drawer_kick(printer),
            )
        for spooler in self._spoolers.values():
            spooler.start()

    def wake(self, printer: str) -> None:
        """Say that a job was queued for the printer of that code; returns at once."""
        if printer in self._spoolers:
            self._spoolers[printer].wake()

    def open_drawer(self, printer: str) -> None:
        """Open the drawer at that printer now or, if it is away, not at all."""
        if printer in self._spoolers:
            self._spoolers[printer].open_drawer()

    def spooler(self, printer: str) -> Spooler | None:
        """Return the printer's spooler, None when the printer was taken away."""
        return self._spoolers.get(printer)

    def standing(self, printer: str) -> PrinterChanged | None:
        """Return how the printer stands; None before the first look."""
        return self._standing.get(printer)

    def stop(self) -> None:
        """Put down the jobs in hand and join the threads; the rest stays queued."""
        for spooler in self._spoolers.values():
            spooler.stop()

    def _hear(self, news: Announcement) -> None:
        if isinstance(news, PrinterChanged):
            self._standing[news.printer] = news
        self._shop.changes.announce({Topic.PRINTERS})


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
    known = work.shop.settings.printer(printer)
    if known is None:
        raise RefusedError("no_printer")
    payload = _rendered(document, _profile(known), work.shop.settings.language)
    return queue_bytes(
        work, payload, printer=printer, kind=kind, title=title, ref=ref, is_fiscal=is_fiscal
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
    shop = work.shop
    if shop.settings.printer(printer) is None:
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
    work.connection.execute(insert(_jobs).values(_values(job) | {"ref": ref}))
    work.changed(Topic.PRINTERS)
    work.afterwards(lambda: None if shop.spooler is None else shop.spooler.wake(printer))
    return job.id


def _rendered(document: "Document", profile: "PrinterProfile", language: str) -> bytes:
    if profile.label_dpi:
        from printing.documents import PickupLabel, ProductLabel, ShelfTag  # noqa: PLC0415
        from printing.drivers.zpl import render_zpl  # noqa: PLC0415

        if not isinstance(document, PickupLabel | ShelfTag | ProductLabel):
            raise RefusedError("labels_only")
        return render_zpl(document, language, dpi=profile.label_dpi)
    # Here, because the printer's drivers cost a quarter of a second and no sale waits for them.
    from printing.drivers.escpos import render_escpos  # noqa: PLC0415

    return render_escpos(document, profile, language)


def count_jobs(look: Look, kind: str, ref: str, title: str) -> int:
    """Return how often a paper was queued: what makes the next one a duplicate."""
    return look.connection.execute(
        select(func.count())
        .select_from(_jobs)
        .where(_jobs.c.kind == kind, _jobs.c.ref == ref, _jobs.c.title == title)
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
            select(_jobs).order_by(_jobs.c.created_at.desc(), _jobs.c.id.desc()).limit(limit)
        ).all()
    return tuple(_job(row) for row in rows)


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

    Raises:
        RefusedError: printer_address_unknown, for one of them; the others run.
    """
    if shop.spooler is not None:
        shop.spooler.stop()
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
            and_(_jobs.c.kind != "note", _jobs.c.created_at < now - _KEPT),
            _jobs.c.created_at < now - _NOTES_KEPT,
        )
        old = look.connection.scalars(_old_papers.where(is_old)).all()
    if not old:
        return 0
    with shop.begin() as work:
        work.connection.execute(delete(_jobs).where(_jobs.c.id.in_(old)))
        work.changed(Topic.PRINTERS)
        work.commit()
    return len(old)


def warm_up(shop: Shop) -> None:
    """Load what the first paper would wait half a second for. In idle time, on any thread."""
    if shop.settings.printers:
        from printing.drivers.escpos import warm_up as load  # noqa: PLC0415 as in `_rendered`

        load(shop.settings.language)


def transport_of(printer: PrinterSettings) -> Transport:
    """Return the way to a printer.

    Raises:
        RefusedError: printer_address_unknown.
    """
    try:
        return transport_at(printer.address, answers_status=_profile(printer).answers_status)
    except AddressError as error:
        raise RefusedError("printer_address_unknown", address=printer.address) from error


def _profile(printer: PrinterSettings) -> "PrinterProfile":
    from desktop.services.printer_profiles import profile_for  # noqa: PLC0415 as in `_rendered`

    return profile_for(printer)


def _drawer_kick(printer: PrinterSettings) -> bytes:
    from printing.drivers.escpos import drawer_kick  # noqa: PLC0415 as in `_rendered`

    return drawer_kick(_profile(printer))


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
        waiting=count(JobState.QUEUED, JobState.HELD),
        doubtful=count(JobState.DOUBTFUL),
    )


def _values(job: PrintJob) -> dict[str, object]:
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
    }


def _job(row: _Row) -> PrintJob:
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
    )
