"""Who changed what: written beside the change, chained so that a missing row shows."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.jobs import Audit
from sync.kernel.clock import milliseconds

_FIRST = hashlib.sha256(b"audit").hexdigest()


def record(
    session: Session,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
    *,
    on_behalf_of: str = "",
) -> None:
    """Add a row; `detail` must hold nothing about a customer."""
    last = session.scalars(select(Audit).order_by(Audit.seq.desc()).limit(1)).first()
    row = Audit(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        on_behalf_of=on_behalf_of,
        action=action,
        subject=subject,
        detail=dict(detail or {}),
        previous_hash=last.hash if last else _FIRST,
        hash="",
    )
    row.hash = _hash(row)
    session.add(row)
    session.flush()


def first_broken(session: Session) -> int | None:
    """Return the number of the first row that does not continue the one before, if there is one."""
    previous, expected = _FIRST, 1
    for row in session.scalars(select(Audit).order_by(Audit.seq)):
        if row.seq != expected or row.previous_hash != previous or row.hash != _hash(row):
            return row.seq
        previous, expected = row.hash, expected + 1
    return None


def _hash(row: Audit) -> str:
    document = [
        row.previous_hash,
        row.seq,
        milliseconds(row.at),
        row.actor,
        row.on_behalf_of,
        row.action,
        row.subject,
        row.detail,
    ]
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
