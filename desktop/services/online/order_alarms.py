"""News of orders that somebody has to acknowledge: written as they come, kept until then.

An alarm is raised in the transaction in which the order arrives, so that no restart, no sleep and
no window loses it. Whoever looks at the order, takes a step with it or says so acknowledges it; so
does another counter of the shop, of which the marketplace tells. `services.online.alarm_ladder` does what
follows while nobody does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from desktop.domain.order_news import Changed, News, next_due, waits_since
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderAlarm, OrderAlarmStep
from desktop.services.online.bell import RANG
from desktop.services.shop import Shop, Topic
from desktop.services.team.crew import OWNER_CODE
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState

ALARMS = table_of(OrderAlarm)
STEPS = table_of(OrderAlarmStep)
_orders = table_of(Order)

ELSEWHERE = "hub"
"""Stands for whoever acknowledged at another counter."""
SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """News that wait to be acknowledged."""

    id: str
    order_id: str
    #: Eight digits.
    number: str
    kind: News
    #: `domain.order_news.Changed` by word.
    what: tuple[str, ...]
    state: OrderState
    customer_name: str
    mode: str
    promised_from: datetime
    raised_at: datetime
    #: Rungs taken, and when the next is due.
    rung: int
    next_at: datetime | None

    @property
    def short_number(self) -> str:
        """Return the last four digits: what people call the order by."""
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A rung that was taken."""

    rung: int
    at: datetime
    #: sound, paper, second_paper, email, webhook or steward.
    channel: str
    #: Print job; "condition:job" where the printer stood badly; or the code of why there is none.
    outcome: str
    #: False where it cannot have reached anybody, as far as this PC knows.
    was_done: bool = True


# --- raised ---------------------------------------------------------------------------------------


def raise_news(
    work: UnitOfWork,
    order_id: str,
    news: News,
    what: Iterable[str] = (),
    known_seen_at: datetime | None = None,
) -> None:
    """Raise an alarm in the transaction of the news.

    An order has one alarm at a time: of a new order that changes one is still told that it is new,
    and of one that ends only that it ended.
    """
    words = sorted(what)
    standing = work.connection.execute(
        select(ALARMS.c.id, ALARMS.c.kind, ALARMS.c.what).where(
            ALARMS.c.order_id == order_id, ALARMS.c.acknowledged_at.is_(None)
        )
    ).first()
    if standing is not None and news is News.CHANGED:
        words = sorted({*words, *standing.what.split()})
        work.connection.execute(
            update(ALARMS)
            .where(ALARMS.c.id == standing.id)
            .values(what=" ".join(words), known_seen_at=known_seen_at)
        )
        work.changed(Topic.ORDERS)
        return
    if standing is not None:
        _end(work, [standing.id], ELSEWHERE)
    shop, alarm = work.shop, new_id()
    work.connection.execute(
        insert(ALARMS).values(
            id=alarm,
            order_id=order_id,
            kind=news.value,
            what=" ".join(words),
            known_seen_at=known_seen_at,
            raised_at=work.at,
            rung=0,
            next_at=next_due(
                shop.settings.ladder, 0, work.at, shop.settings.hours, shop.settings.zone
            ),
            acknowledged_by="",
        )
    )
    note_step(work.connection, alarm, StepView(rung=0, at=work.at, channel=SOUND, outcome=""))
    work.changed(Topic.ORDERS)


def raise_forgotten(shop: Shop) -> None:
    """Raise anew what somebody has seen and nobody has promised, while there is time to prepare it.

    "Vu" silences an order at every counter; whoever touched it may have had a customer to serve.
    """
    now = shop.clock.now()
    with shop.look() as look:
        forgotten = [
            row
            for row in look.connection.execute(_unpromised)
            if (since := waits_since(row.placed_at, row.promised_from, now)) is not None
            and max(filter(None, (row.placed_at, row.seen_at, row.seen_here_at))) < since
        ]
    if forgotten:
        with shop.begin() as work:
            for row in forgotten:
                raise_news(work, row.id, News.CHANGED, (Changed.WAITING,), row.seen_at)
            work.commit()


def note_step(connection: Connection, alarm_id: str, step: StepView) -> None:
    """Write down a rung that was taken, in a transaction of the caller."""
    connection.execute(
        insert(STEPS).values(
            alarm_id=alarm_id,
            rung=step.rung,
            at=step.at,
            channel=step.channel,
            outcome=step.outcome[:64],
            was_done=step.was_done,
        )
    )


def note_sound(shop: Shop, alarm_ids: Sequence[str], outcome: str) -> None:
    """Note what came of the first ring: rang, muted, or why there was no sound."""
    with shop.begin() as work:
        work.connection.execute(
            update(STEPS)
            .where(STEPS.c.alarm_id.in_(alarm_ids), STEPS.c.rung == 0, STEPS.c.outcome == "")
            .values(outcome=outcome, was_done=outcome == RANG)
        )
        work.commit()


_unpromised = (
    select(
        *(_orders.c[name] for name in ("id", "placed_at", "promised_from", "seen_at")),
        func.max(ALARMS.c.acknowledged_at).label("seen_here_at"),
    )
    .join(ALARMS, ALARMS.c.order_id == _orders.c.id, isouter=True)
    .where(
        _orders.c.state == OrderState.PLACED.value,
        _orders.c.id.not_in(select(ALARMS.c.order_id).where(ALARMS.c.acknowledged_at.is_(None))),
    )
    .group_by(_orders.c.id)
)


# --- acknowledged ---------------------------------------------------------------------------------


def acknowledge(shop: Shop, alarm_ids: Sequence[str], by: str = "") -> int:
    """Take note of the alarms that were shown, by the button "Vu"; return how many still stood.

    News that came after they were shown ring on.
    """
    with shop.begin() as work:
        rows = work.connection.execute(
            select(ALARMS.c.order_id).where(
                ALARMS.c.id.in_(list(alarm_ids)), ALARMS.c.acknowledged_at.is_(None)
            )
        ).all()
        for row in rows:
            acknowledge_order(work, row.order_id, by)
        work.commit()
    return len(rows)


def acknowledge_order(work: UnitOfWork, order_id: str, by: str = "") -> None:
    """Take note that somebody here has an order before them, in a transaction of the caller.

    The shop's other counters and the customer's page are told, once for each news.
    """
    open_ones = work.connection.scalars(
        select(ALARMS.c.id).where(ALARMS.c.order_id == order_id, ALARMS.c.acknowledged_at.is_(None))
    ).all()
    order = work.connection.execute(
        select(_orders.c.hub_ver, _orders.c.seen_at).where(_orders.c.id == order_id)
    ).first()
    if order is None or (order.seen_at is not None and not open_ones):
        return
    _end(work, open_ones, by or work.shop.signed_in or OWNER_CODE)
    work.connection.execute(
        update(_orders)
        .where(_orders.c.id == order_id, _orders.c.seen_at.is_(None))
        .values(seen_at=work.at)
    )
    outbox.append(work, "order.seen", v1.OrderSeen(order=order_id, ver=order.hub_ver))
    work.changed(Topic.ORDERS)


def acknowledged_elsewhere(work: UnitOfWork, order_id: str, seen_at: datetime | None) -> None:
    """Silence what another counter acknowledged; None: the order went on by somebody's hand."""
    query = select(ALARMS.c.id, ALARMS.c.known_seen_at).where(
        ALARMS.c.order_id == order_id, ALARMS.c.acknowledged_at.is_(None)
    )
    _end(
        work,
        [
            row.id
            for row in work.connection.execute(query)
            if seen_at is None or row.known_seen_at is None or row.known_seen_at < seen_at
        ],
        ELSEWHERE,
    )


def forget_alarms(work: UnitOfWork, order_id: str) -> None:
    """Remove the alarms of an order that is forgotten."""
    own = select(ALARMS.c.id).where(ALARMS.c.order_id == order_id)
    work.connection.execute(delete(STEPS).where(STEPS.c.alarm_id.in_(own)))
    work.connection.execute(delete(ALARMS).where(ALARMS.c.order_id == order_id))


def _end(work: UnitOfWork, alarm_ids: Sequence[str], by: str) -> None:
    if alarm_ids:
        work.connection.execute(
            update(ALARMS)
            .where(ALARMS.c.id.in_(list(alarm_ids)))
            .values(acknowledged_at=work.at, acknowledged_by=by, next_at=None)
        )
        work.changed(Topic.ORDERS)


# --- read -----------------------------------------------------------------------------------------

_standing = (
    select(
        *(ALARMS.c[name] for name in ("id", "order_id", "kind", "what", "raised_at", "rung")),
        ALARMS.c.next_at,
        *(
            _orders.c[name]
            for name in ("number", "state", "customer_name", "mode", "promised_from")
        ),
    )
    .join(_orders, _orders.c.id == ALARMS.c.order_id)
    .where(ALARMS.c.acknowledged_at.is_(None))
    .order_by(ALARMS.c.raised_at, ALARMS.c.id)
)


def standing(shop: Shop) -> tuple[AlarmView, ...]:
    """Return the news nobody has acknowledged, oldest first."""
    with shop.look() as look:
        return read_standing(look.connection)


def read_standing(connection: Connection) -> tuple[AlarmView, ...]:
    """Return the news nobody has acknowledged as they stand in a transaction of the caller."""
    return tuple(
        AlarmView(
            id=row.id,
            order_id=row.order_id,
            number=row.number,
            kind=News(row.kind),
            what=tuple(row.what.split()),
            state=OrderState(row.state),
            customer_name=row.customer_name,
            mode=row.mode,
            promised_from=row.promised_from,
            raised_at=row.raised_at,
            rung=row.rung,
            next_at=row.next_at,
        )
        for row in connection.execute(_standing)
    )


def steps_of(shop: Shop, order_id: str) -> tuple[StepView, ...]:
    """Return every rung that was taken for an order, oldest first."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(STEPS.c.rung, STEPS.c.at, STEPS.c.channel, STEPS.c.outcome, STEPS.c.was_done)
            .join(ALARMS, ALARMS.c.id == STEPS.c.alarm_id)
            .where(ALARMS.c.order_id == order_id)
            .order_by(ALARMS.c.raised_at, STEPS.c.rung)
        ).mappings()
        return tuple(StepView(**row) for row in rows)
