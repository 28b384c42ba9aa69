"""What the journal is told at a start: another version of the program, backups made meanwhile.

A backup is made while another program may hold the shop: it leaves a line beside the database, and
the next start tells the journal of it (fiscal study § 2.9, events 250 and 450), and so does one
that was put back (451). What it lacks `succession` tells, once the marketplace has said it.

| step | what a power cut after it leaves |
|---|---|
| lines left in `WAITING` | the next start tells them |
| the file is taken: renamed `TAKEN` | the same; lines left meanwhile go into another file |
| events and the file's hash are written, in one transaction | told; the next start throws `TAKEN` away |
| `TAKEN` is thrown away | nothing |
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.services.books.journal import journal_of, read_record, reading_journal
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode, NotCanonicalError, software_id

_log = logging.getLogger(__name__)

WAITING = "journal.waiting"
"""Events that wait for the next start, a JSON object a line."""
TAKEN = "journal.telling"
"""The same, once a start has begun to tell them."""
_TOLD = "journal.told"
_settings = table_of(SettingValue)
_AUTOMATIC = "auto"
_LEFT = frozenset({EventCode.BACKED_UP, EventCode.RESTORED})
"""What is left for a start to tell; nothing else is taken from a file."""
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
    changed = {"from": before, "to": now}
    news = [EventBody(code=EventCode.SOFTWARE_UPDATED, details=changed)]
    _tell(shop, [] if before in {"", now} else news, b"")
    # One that was cut short comes first, as it was left first.
    while (content := _take(shop.folder)) is not None:
        _tell(shop, [*_events_of(content)], content)
        if not _throw_away(shop.folder):
            return


def _tell(shop: Shop, events: list[EventBody], content: bytes) -> None:
    """Write events and that this file has been told, or neither."""
    digest = hashlib.sha256(content).hexdigest()
    with shop.look() as look:
        told = look.connection.scalar(select(_settings.c.value).where(_settings.c.key == _TOLD))
    if not events or (content and told == digest):
        return
    with shop.begin() as work:
        journal = journal_of(work)
        for event in events:
            journal.record_event(event, operator=_AUTOMATIC)
        if content:
            _note_told(work, digest)
        work.commit()


def _note_told(work: UnitOfWork, digest: str) -> None:
    row = upsert(_settings).values(key=_TOLD, value=digest)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


def _take(folder: Path) -> bytes | None:
    """Return what was left and is not told yet, moved aside; None where there is nothing."""
    taken = folder / TAKEN
    try:
        if not taken.exists():
            (folder / WAITING).replace(taken)
        with taken.open("rb") as file:
            return file.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError:
        _log.warning("events_not_taken", exc_info=True)
        return None


def _throw_away(folder: Path) -> bool:
    """Tell whether what was told is gone; what stays is known by its hash, and told no more."""
    try:
        (folder / TAKEN).unlink(missing_ok=True)
    except OSError:
        _log.warning("events_not_thrown_away", exc_info=True)
        return False
    return True


def _software_of(shop: Shop, connection: Connection, seq: int) -> str:
    """Return what wrote a record; nothing where it cannot be read, for a defect stops no start."""
    try:
        return read_record(shop, connection, seq).sw
    except (NotCanonicalError, KeyError):
        _log.warning("last_record_unreadable")
        return ""


def _events_of(content: bytes) -> Iterator[EventBody]:
    """Yield the events of a file; what somebody else wrote into it is passed by."""
    for line in content.splitlines():
        try:
            told = json.loads(line)
            code = EventCode(told.pop("code"))
        except (ValueError, TypeError, KeyError, AttributeError):
            _log.warning("event_unreadable")
            continue
        if code in _LEFT and all(
            type(figure) is int and abs(figure) < 1 << 53 for figure in told.values()
        ):
            yield EventBody(code=code, details=told)
