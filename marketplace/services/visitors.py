"""Browsers that put something into a basket. The cookie is random; only its hash is kept."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.models.orders import BasketLine
from marketplace.models.people import Visitor
from sync.kernel.ids import new_id

FORGET_AFTER = timedelta(days=30)
_STEP = timedelta(hours=1)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def find(session: Session, cookie: str) -> str | None:
    """Return the visitor's id, or None for a browser that never had a basket."""
    return session.scalar(select(Visitor.id).where(Visitor.cookie_hash == _hash(cookie)))


def remember(session: Session, cookie: str, at: datetime) -> str:
    """Return the visitor's id, making one at the first call."""
    visitor = session.scalar(select(Visitor).where(Visitor.cookie_hash == _hash(cookie)))
    if visitor is None:
        visitor = Visitor(id=new_id(), cookie_hash=_hash(cookie), created_at=at, seen_at=at)
        session.add(visitor)
        session.flush()
    elif at - visitor.seen_at > _STEP:
        visitor.seen_at = at
    return visitor.id


def forget_old(session: Session, at: datetime) -> int:
    """Remove visitors and baskets nobody came back to; return how many."""
    old = select(Visitor.id).where(Visitor.seen_at < at - FORGET_AFTER)
    session.execute(delete(BasketLine).where(BasketLine.visitor_id.in_(old)))
    ids = session.scalars(
        delete(Visitor).where(Visitor.seen_at < at - FORGET_AFTER).returning(Visitor.id)
    ).all()
    return len(ids)
