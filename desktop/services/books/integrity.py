"""What the till finds out about its own journal at every start (fiscal study § 2.6, rule 5)."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.house import Enrolment, SettingValue
from desktop.models.journal import JournalAnchor
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from fiscal import (
    EventBody,
    EventCode,
    NotCanonicalError,
    Record,
    Report,
    Witness,
    verify_quick,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)
_anchors = table_of(JournalAnchor)
_enrolments = table_of(Enrolment)
_settings = table_of(SettingValue)

_DEFECT = "journal_defect"
_AUTOMATIC = "auto"
_ROWS = "SELECT seq, c, h, s FROM journal_record WHERE till = ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Defect:
    """What a start found wrong with the journal, until somebody has seen it."""

    #: How many findings, and the first record concerned.
    findings: int
    first_seq: int
    layers: tuple[str, ...]
    is_seen: bool = False


def check_journal(shop: Shop) -> Report:
    """Return the quick check of the whole chain, the hub's receipts and the tail file as witnesses.

    The tail file is taken as it lay there when the shop was opened: what is written afterwards
    would hide that an older database was put in the place of the last one.

    Only reads, at the speed of hashing; may run beside the ledger's thread. `note_defect` is to
    follow on the ledger.

    Raises:
        WorldError: the database does not answer.
    """
    till = shop.settings.till
    with shop.look() as look:
        witnesses = (*_receipts(look.connection, till), *shop.tail_found)
        hub_keys = look.connection.scalars(select(_enrolments.c.hub_public_key)).all()
        cursor = look.connection.connection.cursor()
        try:
            first = cursor.execute(f"{_ROWS} LIMIT 1", (till,)).fetchone()
            pinned = b"" if first is None else _pinned(first[1])
            rows: Iterator[tuple[int, bytes, bytes, bytes]] = cursor.execute(_ROWS, (till,))
            return verify_quick(
                rows,
                pinned,
                witnesses=witnesses,
                hub_keys=[bytes.fromhex(key) for key in hub_keys],
            )
        finally:
            cursor.close()


def note_defect(shop: Shop, report: Report) -> None:
    """Sign what was found (event 090), so that it stays in the journal whatever happens next.

    Selling goes on: stopping a shop is worse. The same defect is told once, not at every start.
    """
    found = _summed_up(report)
    with shop.begin() as work:
        known = read_defect(work.connection)
        journal = journal_of(work)
        if found is None or (known is not None and _is_known(known, found)):
            return
        _log.error("journal_defect %s", found)
        _keep(work, found)
        if journal.head().seq:
            details = {
                "found": found.findings,
                "seq": found.first_seq,
                "layers": list(found.layers),
            }
            event = EventBody(code=EventCode.INTEGRITY_DEFECT, details=details)
            journal.record_event(event, operator=_AUTOMATIC)
        work.changed(Topic.TILL)
        work.commit()


def read_defect(connection: Connection) -> Defect | None:
    """Return what an earlier or this start found; None when the journal was always whole."""
    value = connection.execute(select(_settings.c.value).where(_settings.c.key == _DEFECT)).scalar()
    return None if value is None else msgspec.convert(value, Defect)


def see_defect(shop: Shop) -> None:
    """Take the defect off the screen: somebody has read it. In the journal it stays."""
    with shop.begin() as work:
        known = read_defect(work.connection)
        if known is None:
            return
        _keep(
            work,
            Defect(known.findings, known.first_seq, known.layers, is_seen=True),
        )
        work.changed(Topic.TILL)
        work.commit()


def _keep(work: UnitOfWork, defect: Defect) -> None:
    row = upsert(_settings).values(key=_DEFECT, value=msgspec.to_builtins(defect))
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


def _summed_up(report: Report) -> Defect | None:
    if report.is_sound:
        return None
    return Defect(
        findings=sum(report.counts.values()),
        first_seq=min((found.seq for found in report.findings), default=0),
        layers=tuple(sorted(layer.value for layer in report.counts)),
    )


def _is_known(known: Defect, found: Defect) -> bool:
    """Tell whether nothing is new: what was sold since may hide a part of it (the last signature)."""
    return (
        found.first_seq == known.first_seq
        and found.findings <= known.findings
        and set(found.layers) <= set(known.layers)
    )


def _receipts(connection: Connection, till: str) -> list[Witness]:
    """Return the heads the hub has countersigned; one that cannot be read bears no witness."""
    rows = connection.execute(select(_anchors.c.receipt).where(_anchors.c.till == till))
    found = []
    for (receipt,) in rows:
        try:
            told = msgspec.json.decode(receipt)
            found.append(Witness(int(told["seq"]), bytes.fromhex(told["h"])))
        except (msgspec.DecodeError, ValueError, KeyError, TypeError):
            _log.warning("receipt_unreadable")
    return found


def _pinned(genesis: bytes) -> bytes:
    """Return the key the journal was opened with; nothing when its first record is none."""
    try:
        return bytes.fromhex(str(Record.read(genesis).b.get("pub", "")))
    except (NotCanonicalError, ValueError):
        return b""
