"""What each kind of job does, inside the transaction that removes it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.services import jobs, orders, visitors
from sync.kernel.clock import from_milliseconds
from sync.kernel.order_states import OrderState

Handler = Callable[[Session, Mapping[str, Any], datetime], None]

_NIGHT = timedelta(hours=24)


def _expire_order(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    orders.expire(
        session,
        str(payload["order"]),
        OrderState(payload["state"]),
        from_milliseconds(int(payload["since"])),
        at,
    )


def _forget(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
    """Erase what is no longer needed of customers and visitors, and come back tomorrow."""
    orders.forget_contacts(session, at)
    visitors.forget_old(session, at)
    tomorrow = at + _NIGHT
    jobs.schedule(session, "forget", {}, tomorrow, forget_key(tomorrow))


def forget_key(day: datetime) -> str:
    """Return the key of a day's erasing."""
    return f"forget:{day:%Y-%m-%d}"


HANDLERS: Mapping[str, Handler] = {"order.expire": _expire_order, "forget": _forget}
