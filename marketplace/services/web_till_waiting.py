"""Whether a shop's till W01 may be written after a restore, or still waits for its counters.

A backup that is put back has lost the last records; the counters keep them. A number that were
written anew would be signed twice with other words, so nothing is written until every counter of
the shop has said what it keeps, or for three days: one of them may be gone for good. A counter can
have its own shop asked, never another's.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fiscal import Head
from marketplace.models.sync import Device
from marketplace.models.web_till import WebTillHead, WebTillHeard, WebTillQuestion
from marketplace.services import jobs
from sync.kernel.ids import new_id

SETTLE_JOB = "web_till.settle"
PATIENCE = timedelta(days=3)


def ask(session: Session, shop_id: str, at: datetime) -> None:
    """Have a shop's counters asked what they keep of W01."""
    session.merge(WebTillQuestion(shop_id=shop_id, question=new_id(), since=at))
    session.flush()


def ask_all(session: Session, at: datetime) -> None:
    """Have the counters of every shop asked."""
    for shop_id in session.scalars(select(Device.shop_id).distinct()).all():
        ask(session, shop_id, at)


def silent_counters(session: Session, shop_id: str, at: datetime) -> list[str]:
    """Return the counters that have not said yet what they keep; none when nobody is waited for."""
    asked = session.get(WebTillQuestion, shop_id)
    if asked is None or asked.since + PATIENCE <= at:
        return []
    heard = select(WebTillHeard.device_id).where(WebTillHeard.question == asked.question)
    return list(
        session.scalars(
            select(Device.id).where(
                Device.shop_id == shop_id,
                Device.revoked_at.is_(None),
                Device.enrolled_at <= asked.since,
                Device.id.not_in(heard),
            )
        )
    )


def waits(session: Session, shop_id: str, at: datetime) -> bool:
    """Tell whether a shop's journal must not be written now, and have it written when it may."""
    if not silent_counters(session, shop_id, at):
        return False
    asked = session.get_one(WebTillQuestion, shop_id)
    settle_later(session, shop_id, asked.since + PATIENCE, asked.question)
    return True


def settle_later(session: Session, shop_id: str, at: datetime, why: str) -> None:
    """Have written what could not be written meanwhile."""
    jobs.schedule(session, SETTLE_JOB, {"shop": shop_id}, at, f"{SETTLE_JOB}:{shop_id}:{why}")


def asked_of(session: Session, shop_id: str, device_id: str, at: datetime) -> tuple[str, int]:
    """Return the question a counter is asked, and after which record; no question, no words."""
    if device_id not in silent_counters(session, shop_id, at):
        return "", 0
    head = session.get(WebTillHead, shop_id)
    asked = session.get_one(WebTillQuestion, shop_id)
    return asked.question, 0 if head is None else Head.from_json(head.state).seq
