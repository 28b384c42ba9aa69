"""Whether a shop's till W01 may be written after a restore, or still waits for its counters.

A backup that is put back has lost the last records; the counters keep them. A number that were
written anew would be signed twice with other words, so nothing is written until every counter of
the shop has said what it keeps, or for three days: one of them may be gone for good.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fiscal import Head
from marketplace.models.sync import Device, Hub
from marketplace.models.web_till import WebTillHead, WebTillHeard
from marketplace.services import jobs

SETTLE_JOB = "web_till.settle"
PATIENCE = timedelta(days=3)


def silent_counters(session: Session, shop_id: str, at: datetime) -> list[str]:
    """Return the counters that have not said yet what they keep; none when nobody is waited for."""
    hub = session.get(Hub, 1)
    if hub is None or hub.epoch_since + PATIENCE <= at:
        return []
    heard = select(WebTillHeard.device_id).where(WebTillHeard.epoch == hub.epoch)
    return list(
        session.scalars(
            select(Device.id).where(
                Device.shop_id == shop_id,
                Device.revoked_at.is_(None),
                Device.enrolled_at < hub.epoch_since,
                Device.id.not_in(heard),
            )
        )
    )


def waits(session: Session, shop_id: str, at: datetime) -> bool:
    """Tell whether a shop's journal must not be written now, and have it written when it may."""
    if not silent_counters(session, shop_id, at):
        return False
    settle_later(session, shop_id, session.get_one(Hub, 1).epoch_since + PATIENCE, "patience")
    return True


def settle_later(session: Session, shop_id: str, at: datetime, why: str) -> None:
    """Have written what could not be written meanwhile."""
    epoch = session.get_one(Hub, 1).epoch
    jobs.schedule(
        session, SETTLE_JOB, {"shop": shop_id}, at, f"{SETTLE_JOB}:{shop_id}:{epoch}:{why}"
    )


def asked_after(session: Session, shop_id: str, device_id: str, at: datetime) -> int:
    """Return after which record a counter is asked what it keeps; -1 when it is not asked."""
    if device_id not in silent_counters(session, shop_id, at):
        return -1
    head = session.get(WebTillHead, shop_id)
    return 0 if head is None else Head.from_json(head.state).seq
