"""What each kind of job does, inside the transaction that removes it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from marketplace.services import (
    forgetting,
    jobs,
    online_payments,
    orders,
    questions,
    receipts,
    steward,
    visitors,
    web_till,
    web_till_regaining,
    web_till_waiting,
)
from marketplace.services.blobs import BlobFolder
from marketplace.services.hub import Hub
from sync.kernel.clock import from_milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState

Handler = Callable[[Session, Mapping[str, Any], datetime], None]

_NIGHT = timedelta(hours=24)


def handlers_of(hub: Hub) -> Mapping[str, Handler]:
    """Return who does which kind of job for this marketplace."""
    folder = BlobFolder(hub.settings.data_dir)
    return {
        "order.expire": _expire_order,
        "forget": partial(_forget, folder),
        questions.QUESTION_JOB: _conclude_question,
        orders.EMPTY_JOB: _conclude_empty,
        online_payments.DROP_JOB: _drop_payment,
        web_till.CLOSE_JOB: partial(_close_web_till, hub),
        web_till_waiting.SETTLE_JOB: partial(_settle_web_till, hub),
    }


def _conclude_question(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    questions.conclude(session, str(payload["line"]), int(payload["until"]), at)


def _conclude_empty(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    orders.conclude_empty(session, str(payload["order"]), at)


def _drop_payment(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    online_payments.drop(session, str(payload["payment"]), at)


def _close_web_till(hub: Hub, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    hub.web_tills.close(session, str(payload["shop"]), at)


def _settle_web_till(hub: Hub, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    web_till_regaining.settle(hub.web_tills, session, str(payload["shop"]), at)


def _expire_order(session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    orders.expire(
        session,
        str(payload["order"]),
        OrderState(payload["state"]),
        from_milliseconds(int(payload["since"])),
        at,
    )


def _forget(
    folder: BlobFolder, session: Session, _payload: Mapping[str, Any], at: datetime
) -> None:
    """Erase what is no longer needed of customers, visitors and tills, and come back tomorrow."""
    forgetting.close_abandoned(session, at)
    if forgetting.forget_contacts(session, at):
        jobs.schedule(session, "forget", {}, at, f"forget:more:{new_id()}")
        return
    visitors.forget_old(session, at)
    receipts.forget_old(session, at)
    steward.forget_old(session, at)
    folder.forget_halves(at)
    tomorrow = at + _NIGHT
    jobs.schedule(session, "forget", {}, tomorrow, forget_key(tomorrow))


def forget_key(day: datetime) -> str:
    """Return the key of a day's erasing."""
    return f"forget:{day:%Y-%m-%d}"
