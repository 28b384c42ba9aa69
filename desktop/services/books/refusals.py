"""A record the journal refused leaves its trace there: it is our bug, and nobody may hide it."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.unit_of_work import UnitOfWork
from fiscal import BodyRefusedError, Kind


@contextmanager
def recording(shop: Shop, kind: Kind, faulty: object, staff: str) -> Iterator[UnitOfWork]:
    """Open a transaction that writes a ticket, and keep the trace of one that cannot be made.

    Args:
        shop: the open shop.
        kind: the record that is to be written.
        faulty: what it is made of; only the hash of its spelling goes into the journal (E091).
        staff: code of who does it.

    Raises:
        BodyRefusedError: the figures contradict each other; the trace is on the disk.
        RefusedError: as `till_sessions.operating`.
    """
    try:
        with till_sessions.operating(shop) as work:
            yield work
    except BodyRefusedError as error:
        with shop.begin() as work:
            spelling = repr(faulty).encode()
            journal_of(work).record_refused(kind, spelling, str(error), operator=staff)
            work.commit()
        raise
