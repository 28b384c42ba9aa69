"""How the till's journal is, told from outside: whole, cut short, altered, or without its key."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from pysqlite3 import dbapi2
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from desktop.errors import RefusedError, WorldError
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore
from desktop.services.books.succession import Loss, read_loss
from desktop.services.database import FILE_NAME, open_to_read
from fiscal import EventCode, KeySigner, Layer, Report, SignerUnavailableError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fiscal.signer import KeyStore

_FIRST = 16
"""A journal that follows another says so in its first records."""

Told = tuple[bool, str, dict[str, str]]
"""Whether it is well, and the code and facts of the sentence that says how it is."""


def look_at(folder: Path, till: str, keys: "KeyStore | None") -> Told | None:
    """Return how the journal of a till is, None where none was begun. Nothing is changed.

    Only what is in force is looked at: a journal that another follows stays short for ever.

    Args:
        folder: the shop's data folder; its program may be running.
        till: the till's code.
        keys: where its key should be; None where nobody knows.
    """
    try:
        reports = {each.till: each.report for each in inspect(folder, is_quick=True)}
        report = reports.get(till)
        if report is None or not report.records:
            return None
        # What was altered is not asked any further: it may say anything.
        if report.layers() <= {Layer.TRUNC}:
            return _asked(folder / FILE_NAME, till, report, keys)
    except RefusedError:
        return None
    except (WorldError, SQLAlchemyError, dbapi2.Error, msgspec.MsgspecError):
        return False, "doctor.journal_unreadable", {}
    first = min((found.seq for found in report.findings), default=0)
    return False, "doctor.journal_altered", {"till": till, "seq": str(first)}


def _asked(file: Path, till: str, report: Report, keys: "KeyStore | None") -> Told:
    """Return how a chain is that nobody altered: what was lost for good comes first."""
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: open_to_read(file), poolclass=NullPool
    )
    with engine.connect() as connection:
        is_key_there = keys is None or _has_key(connection, till, keys)
        lost = read_loss(connection, till, is_key_there=is_key_there)
        if lost is not None:
            return False, *_loss(lost)
        if not report.is_sound:
            return False, "doctor.journal_short", {"till": till, "seq": str(report.head.seq)}
        facts = {"till": till, "count": str(report.records)}
        before = _predecessor(connection, till)
        if before:
            return True, "doctor.journal_follows", facts | {"before": before}
        return True, "doctor.journal_good", facts


def _has_key(connection: "Connection", till: str, keys: "KeyStore") -> bool:
    """Tell whether the key in force is where it should be; another one signs nothing."""
    try:
        return KeySigner(keys, till).public_key.hex() == SqlStore(connection, till).head().pub
    except SignerUnavailableError:
        return False


def _predecessor(connection: "Connection", till: str) -> str:
    for row in SqlStore(connection, till).after(0, _FIRST):
        body = row.record().b
        if body.get("code") == EventCode.RESTORED and "till" in body.get("data", {}):
            return str(body["data"]["till"])
    return ""


def _loss(lost: Loss) -> tuple[str, dict[str, str]]:
    facts = {"till": lost.till, "seq": str(lost.anchored_seq), "n": str(lost.tickets)}
    return ("doctor.journal_key" if lost.verdict == "KEY" else "doctor.journal_lost"), facts
