"""What the journal is told at a start: another version of the program, backups made meanwhile.

A backup is made while another program may hold the shop: it leaves a line beside the database, and
the next start tells the journal of it (fiscal study § 2.9, events 250 and 450). One that was put
back is told by `succession`, once the marketplace has said what it lacks.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from desktop.services.books.journal import journal_of, read_record, reading_journal
from desktop.services.shop import Shop
from fiscal import EventBody, EventCode, NotCanonicalError, software_id

_log = logging.getLogger(__name__)

WAITING = "journal.waiting"
"""Events that wait for the next start, a JSON object a line."""
_AUTOMATIC = "auto"
_MOST_BYTES = 1_000_000


def leave(folder: Path, code: EventCode, **details: int) -> None:
    """Have the journal of a folder's shop told of an event at its next start.

    A folder that takes no file stops nobody: the event is then not told.
    """
    line = json.dumps({"code": int(code), **details})
    try:
        with (folder / WAITING).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError:
        _log.warning("event_not_left", exc_info=True)


def tell(shop: Shop) -> None:
    """Tell the journal what happened since the till last ran, before anything else is written."""
    with shop.look() as look:
        head = reading_journal(shop, look.connection).head()
        if not head.seq:
            return
        before = _software_of(shop, look.connection, head.seq)
    now = software_id()
    waiting = shop.folder / WAITING
    events = list(_left(waiting))
    if before not in {"", now}:
        changed = {"from": before, "to": now}
        events.append(EventBody(code=EventCode.SOFTWARE_UPDATED, details=changed))
    if not events:
        return
    with shop.begin() as work:
        journal = journal_of(work)
        for event in events:
            journal.record_event(event, operator=_AUTOMATIC)
        work.commit()
    waiting.unlink(missing_ok=True)


def _software_of(shop: Shop, connection: Connection, seq: int) -> str:
    """Return what wrote a record; nothing where it cannot be read, for a defect stops no start."""
    try:
        return read_record(shop, connection, seq).sw
    except (NotCanonicalError, KeyError):
        _log.warning("last_record_unreadable")
        return ""


def _left(waiting: Path) -> Iterator[EventBody]:
    """Yield the events of the file; what somebody else wrote into it is passed by."""
    try:
        with waiting.open("rb") as file:
            lines = file.read(_MOST_BYTES).splitlines()
    except OSError:
        return
    for line in lines:
        try:
            told = json.loads(line)
            code = EventCode(told.pop("code"))
        except (ValueError, TypeError, KeyError, AttributeError):
            _log.warning("event_unreadable")
            continue
        if code is EventCode.BACKED_UP and all(
            type(figure) is int and abs(figure) < 1 << 53 for figure in told.values()
        ):
            yield EventBody(code=code, details=told)
