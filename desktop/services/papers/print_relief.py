"""Papers of one printer that another prints, made anew for its paper; or kept as files."""

import logging
from typing import Any

from sqlalchemy import Row, select, update

from desktop.errors import RefusedError
from desktop.services.papers.paper_bytes import has_place, made_anew, make_of
from desktop.services.papers.print_rows import JOBS
from desktop.services.shop import Shop, Topic
from printing.spooler import JobState, Reason

_log = logging.getLogger(__name__)

_waiting = (
    select(JOBS.c.id)
    # Handed over once: two printers that stand still do not play ball with a paper.
    .where(JOBS.c.state == JobState.QUEUED, JOBS.c.came_from == "")
    .order_by(JOBS.c.created_at, JOBS.c.id)
)


def hand_over(shop: Shop, printer: str) -> int:
    """Give the waiting papers of a printer that stands still to its relief; return how many.

    Only papers of which no byte has left: a doubtful one is a person's affair. Nothing goes to a
    printer that stands still itself, nor what it cannot print. Called on the printer's thread.
    """
    known = shop.settings.printer(printer)
    if known is None or not has_place(shop.settings, known.relief):
        return 0
    room = shop.spooler
    if room is not None and (room.spooler(known.relief) is None or room.stands_still(known.relief)):
        return 0
    with shop.look() as look:
        waiting = look.connection.scalars(_waiting.where(JOBS.c.printer == printer)).all()
    given = 0
    for job_id in waiting:
        try:
            send_to(shop, job_id, known.relief)
        except RefusedError as refused:
            _log.info("paper_not_handed_over", extra={"job": job_id, "why": refused.code})
        else:
            given += 1
    return given


def send_to(shop: Shop, job_id: str, printer: str) -> None:
    """Give a waiting paper to another printer, or to the files (`FILES`).

    It stays the same paper: nothing of it was printed, so a receipt is no duplicate there.

    Raises:
        RefusedError: unknown_paper; no_printer; labels_only; paper_of_its_printer, for tags drawn
            for another kind of paper; paper_has_left, when it no longer waits.
    """
    if not has_place(shop.settings, printer):
        raise RefusedError("no_printer")
    with shop.look() as look:
        row = look.connection.execute(select(JOBS).where(JOBS.c.id == job_id)).first()
    if row is None:
        raise RefusedError("unknown_paper")
    if row.printer == printer:
        return
    payload = _bytes_for(shop, row, printer)
    with shop.begin() as work:
        moved = work.connection.execute(
            update(JOBS)
            .where(
                JOBS.c.id == job_id,
                JOBS.c.printer == row.printer,
                JOBS.c.state == JobState.QUEUED,
            )
            .values(
                printer=printer,
                payload=payload,
                made_for=make_of(printer, shop.settings),
                reason=Reason.NONE,
                came_from=row.came_from or row.printer,
            )
        )
        if not moved.rowcount:
            raise RefusedError("paper_has_left")
        work.changed(Topic.PRINTERS)
        work.afterwards(lambda: None if shop.spooler is None else shop.spooler.wake(printer))
        work.commit()


def _bytes_for(shop: Shop, row: Row[*tuple[Any, ...]], printer: str) -> bytes:
    """Return the paper for another printer: made anew, or as it is for one of the same kind."""
    if row.document is None and row.made_for == make_of(printer, shop.settings):
        payload: bytes = row.payload
        return payload
    return made_anew(row.document, printer, shop.settings)
