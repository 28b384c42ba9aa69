"""The shop's own delivery: ready orders become stops of a round, in the order they are driven.

What happens to them on the road is `services.carriage.on_the_road`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.round_order import Place, proposed
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.carriage import DeliveryRound, RoundStop
from desktop.services.online.orders import ORDERS, OrderView, read_order
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OrderState

ROUNDS, STOPS = table_of(DeliveryRound), table_of(RoundStop)
CARRIED = frozenset({"merchant", "express", "relay", "locker"})
"""Modes whose bags leave the shop with somebody of the shop."""
AT_DOORS = frozenset({"merchant", "express"})
"""Modes in which the customer receives it; a relay or a locker only keeps it for him."""
MOST_STOPS = 60
_SHOWN_FOR = timedelta(hours=18)
_NAME_LETTERS = 80


class StopState(StrEnum):
    """How far a stop is."""

    PLANNED = "planned"
    DELIVERED = "delivered"
    FAILED = "failed"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """One order of a round."""

    order: OrderView
    #: From 1.
    position: int
    state: StopState
    at: datetime | None
    received_by: str
    proof: str
    proof_sha256: str
    failure: str
    note: str

    @property
    def is_at_door(self) -> bool:
        """Tell whether the customer receives it, and pays what is open."""
        return self.order.mode in AT_DOORS

    @property
    def may_be_given(self) -> bool:
        """Tell whether the order still stands ready: another till may have ended it meanwhile."""
        return self.order.state is OrderState.READY

    @property
    def to_collect(self) -> Money:
        """Return what is still to be taken here."""
        is_owed = self.is_at_door and self.state is StopState.PLANNED and self.may_be_given
        return self.order.to_pay if is_owed else Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A journey with its stops in order."""

    id: str
    name: str
    #: A view with the code alone where nobody was named.
    driver: StaffView | None
    planned_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    stops: tuple[StopView, ...]

    @property
    def unsettled(self) -> tuple[StopView, ...]:
        """Return the stops whose bags are still on the road."""
        return tuple(
            stop for stop in self.stops if stop.state in (StopState.PLANNED, StopState.FAILED)
        )

    @property
    def to_collect(self) -> Money:
        """Return what is still to be taken at the doors."""
        return total_of([stop.to_collect for stop in self.stops])


# --- what there is ------------------------------------------------------------------------------


def waiting(shop: Shop) -> tuple[OrderView, ...]:
    """Return the orders that can go on a round: ready, to be carried, on none; by their promise."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id)
            .where(
                ORDERS.c.state == OrderState.READY.value,
                ORDERS.c.mode.in_(CARRIED),
                ORDERS.c.carriage == "",
                ORDERS.c.id.not_in(_taken()),
            )
            .order_by(ORDERS.c.promised_to, ORDERS.c.number)
        ).all()
        return tuple(read_order(look.connection, each) for each in ids)


def rounds(shop: Shop) -> tuple[RoundView, ...]:
    """Return the rounds that are planned or under way, and those that ended today; latest first."""
    since = shop.clock.now() - _SHOWN_FOR
    shown = ROUNDS.c.ended_at.is_(None) | (ROUNDS.c.ended_at >= since)
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ROUNDS.c.id)
            .where(shown)
            .order_by(ROUNDS.c.ended_at.is_not(None), ROUNDS.c.planned_at.desc())
        ).all()
        return tuple(read_round(look.connection, each) for each in ids)


def round_of(shop: Shop, round_id: str) -> RoundView:
    """Return one round.

    Raises:
        RefusedError: unknown_round.
    """
    with shop.look() as look:
        return read_round(look.connection, round_id)


def round_with(shop: Shop, number: str) -> tuple[RoundView, StopView]:
    """Return the round, not over yet, that an order is on, and its stop; by the order's number.

    Raises:
        RefusedError: unknown_order, when it is on none.
    """
    with shop.look() as look:
        found = look.connection.execute(
            select(STOPS.c.round_id, STOPS.c.order_id)
            .join(ROUNDS, ROUNDS.c.id == STOPS.c.round_id)
            .join(ORDERS, ORDERS.c.id == STOPS.c.order_id)
            .where(ROUNDS.c.ended_at.is_(None), ORDERS.c.number == number)
            .order_by(ROUNDS.c.planned_at.desc())
        ).first()
        if found is None:
            raise RefusedError("unknown_order")
        standing = read_round(look.connection, found.round_id)
        return standing, stop_of(standing, found.order_id)


def round_under_way(connection: Connection, order_id: str) -> str | None:
    """Return the round of this till's that an order is on the road with; None of another till's."""
    return connection.scalar(
        select(STOPS.c.round_id)
        .join(ROUNDS, ROUNDS.c.id == STOPS.c.round_id)
        .where(
            STOPS.c.order_id == order_id,
            STOPS.c.state == StopState.PLANNED.value,
            ROUNDS.c.begun_at.is_not(None),
            ROUNDS.c.ended_at.is_(None),
        )
    )


def is_elsewhere(connection: Connection, order: OrderView) -> bool:
    """Tell whether an order is out on a round that no till but its own could end, and not this."""
    is_out = order.state is OrderState.READY and order.carriage == "out"
    return is_out and round_under_way(connection, order.id) is None


def may_come_back(connection: Connection, order: OrderView) -> bool:
    """Tell whether somebody may say that the bags stand in the shop again, without a round."""
    was_not_given = order.state is OrderState.READY and order.carriage == "failed"
    return was_not_given or is_elsewhere(connection, order)


def read_round(connection: Connection, round_id: str) -> RoundView:
    """Return one round as it stands in a transaction of the caller.

    A stop whose order the marketplace has had forgotten is left out.

    Raises:
        RefusedError: unknown_round.
    """
    found = connection.execute(select(ROUNDS).where(ROUNDS.c.id == round_id)).mappings()
    row = found.one_or_none()
    if row is None:
        raise RefusedError("unknown_round")
    stops = connection.execute(
        select(STOPS)
        .where(STOPS.c.round_id == round_id, STOPS.c.order_id.in_(select(ORDERS.c.id)))
        .order_by(STOPS.c.position)
    ).mappings()
    return RoundView(
        id=row["id"],
        name=row["name"],
        driver=known(connection, [row["driver"]]).get(row["driver"]),
        planned_at=row["planned_at"],
        begun_at=row["begun_at"],
        ended_at=row["ended_at"],
        stops=tuple(
            _stop_view(connection, stop, place) for place, stop in enumerate(stops.all(), start=1)
        ),
    )


def _stop_view(connection: Connection, row: RowMapping, place: int) -> StopView:
    return StopView(
        order=read_order(connection, row["order_id"]),
        position=place,
        state=StopState(row["state"]),
        at=row["at"],
        received_by=row["received_by"],
        proof=row["proof"],
        proof_sha256=row["proof_sha256"],
        failure=row["failure"],
        note=row["note"],
    )


# --- planning -----------------------------------------------------------------------------------


def plan(shop: Shop, order_ids: Sequence[str], driver: str = "", name: str = "") -> RoundView:
    """Make a round of ready orders, in the order proposed for them.

    Raises:
        RefusedError: round_empty, round_too_long; unknown_order, not_for_a_round, on_a_round.
    """
    wanted = tuple(dict.fromkeys(order_ids))
    if not wanted:
        raise RefusedError("round_empty")
    with shop.begin() as work:
        round_id = new_id()
        work.connection.execute(
            insert(ROUNDS).values(
                id=round_id,
                name=one_line(name, _NAME_LETTERS),
                driver=driver,
                planned_at=work.at,
            )
        )
        _add(work, round_id, wanted)
        put_in_order(work, round_id, _proposal(read_round(work.connection, round_id)))
        return done(work, round_id)


def add_stop(shop: Shop, round_id: str, order_id: str) -> RoundView:
    """Put an order at the end of a round that has not left.

    Raises:
        RefusedError: unknown_round, round_begun, round_ended, round_too_long; unknown_order,
            not_for_a_round, on_a_round.
    """
    with shop.begin() as work:
        must_be_planned(work.connection, round_id)
        _add(work, round_id, (order_id,))
        return done(work, round_id)


def remove_stop(shop: Shop, round_id: str, order_id: str) -> RoundView:
    """Take an order off a round that has not left; the last one is dropped with the round.

    Raises:
        RefusedError: unknown_round, round_begun, round_ended, unknown_order; round_empty.
    """
    with shop.begin() as work:
        standing = must_be_planned(work.connection, round_id)
        stop_of(standing, order_id)
        if len(standing.stops) == 1:
            raise RefusedError("round_empty")
        work.connection.execute(
            delete(STOPS).where(STOPS.c.round_id == round_id, STOPS.c.order_id == order_id)
        )
        return done(work, round_id)


def move_stop(shop: Shop, round_id: str, order_id: str, places: int) -> RoundView:
    """Move a stop towards the start (negative) or the end of its round; also while it is driven.

    Raises:
        RefusedError: unknown_round, round_ended, unknown_order.
    """
    with shop.begin() as work:
        standing = must_be_open(work.connection, round_id)
        stop = stop_of(standing, order_id)
        ids = [each.order.id for each in standing.stops]
        ids.remove(order_id)
        ids.insert(min(max(stop.position - 1 + places, 0), len(ids)), order_id)
        put_in_order(work, round_id, ids)
        return done(work, round_id)


def propose_order(shop: Shop, round_id: str) -> RoundView:
    """Put the stops in the order proposed: the nearest next, else street by street.

    Raises:
        RefusedError: unknown_round, round_ended.
    """
    with shop.begin() as work:
        standing = must_be_open(work.connection, round_id)
        put_in_order(work, round_id, _proposal(standing))
        return done(work, round_id)


def set_driver(shop: Shop, round_id: str, driver: str) -> RoundView:
    """Say who drives: a staff code.

    Raises:
        RefusedError: unknown_round, round_ended.
    """
    with shop.begin() as work:
        must_be_open(work.connection, round_id)
        work.connection.execute(update(ROUNDS).where(ROUNDS.c.id == round_id).values(driver=driver))
        return done(work, round_id)


def drop(shop: Shop, round_id: str) -> None:
    """Give up a round that has not left; its orders wait for another.

    Raises:
        RefusedError: unknown_round, round_begun, round_ended.
    """
    with shop.begin() as work:
        must_be_planned(work.connection, round_id)
        work.connection.execute(delete(STOPS).where(STOPS.c.round_id == round_id))
        work.connection.execute(delete(ROUNDS).where(ROUNDS.c.id == round_id))
        work.changed(Topic.ORDERS)
        work.commit()


def _add(work: UnitOfWork, round_id: str, order_ids: Sequence[str]) -> None:
    has = work.connection.execute(
        select(func.coalesce(func.max(STOPS.c.position), 0), func.count()).where(
            STOPS.c.round_id == round_id
        )
    ).one()
    if has[1] + len(order_ids) > MOST_STOPS:
        raise RefusedError("round_too_long", most=MOST_STOPS)
    taken: set[str] = {*work.connection.scalars(_taken())}
    for place, order_id in enumerate(order_ids, start=has[0] + 1):
        found = read_order(work.connection, order_id)
        if order_id in taken:
            raise RefusedError("on_a_round", number=found.short_number)
        if not can_go(found):
            raise RefusedError("not_for_a_round", number=found.short_number)
        # A round keeps no second stop for one order; other rounds keep what they lived.
        work.connection.execute(
            insert(STOPS).values(
                round_id=round_id,
                order_id=order_id,
                position=place,
                state=StopState.PLANNED.value,
            )
        )


def can_go(found: OrderView) -> bool:
    """Tell whether an order is ready, in the shop, and to be carried."""
    # What was not given is in a car or at a relay until somebody says that it is back.
    return found.state is OrderState.READY and found.mode in CARRIED and not found.carriage


def _taken() -> Select[tuple[str]]:
    """Return the orders that stand on a round that is not over, and are not back from it."""
    return (
        select(STOPS.c.order_id)
        .join(ROUNDS, ROUNDS.c.id == STOPS.c.round_id)
        .where(
            ROUNDS.c.ended_at.is_(None),
            STOPS.c.state.in_((StopState.PLANNED.value, StopState.FAILED.value)),
        )
    )


def _proposal(standing: RoundView) -> tuple[str, ...]:
    # The road begins where somebody was promised the earliest.
    by_promise = sorted(standing.stops, key=lambda stop: (stop.order.promised_to, stop.order.id))
    return proposed([_place(stop.order) for stop in by_promise])


def _place(order: OrderView) -> Place:
    to = order.destination
    if to is None:
        return Place(order.id, "", "", "")
    return Place(order.id, to.postcode, to.city, to.street, to.lat_e6, to.lon_e6)


def put_in_order(work: UnitOfWork, round_id: str, order_ids: Iterable[str]) -> None:
    """Have the stops follow each other like this, in a transaction of the caller."""
    for place, order_id in enumerate(order_ids, start=1):
        work.connection.execute(
            update(STOPS)
            .where(STOPS.c.round_id == round_id, STOPS.c.order_id == order_id)
            .values(position=place)
        )


# --- rules ------------------------------------------------------------------------------------------


def must_be_open(connection: Connection, round_id: str) -> RoundView:
    """Return a round that is not over.

    Raises:
        RefusedError: unknown_round, round_ended.
    """
    standing = read_round(connection, round_id)
    if standing.ended_at is not None:
        raise RefusedError("round_ended")
    return standing


def must_be_planned(connection: Connection, round_id: str) -> RoundView:
    """Return a round that has not left.

    Raises:
        RefusedError: unknown_round, round_begun, round_ended.
    """
    standing = must_be_open(connection, round_id)
    if standing.begun_at is not None:
        raise RefusedError("round_begun")
    return standing


def stop_of(standing: RoundView, order_id: str) -> StopView:
    """Return the stop of an order.

    Raises:
        RefusedError: unknown_order.
    """
    for stop in standing.stops:
        if stop.order.id == order_id:
            return stop
    raise RefusedError("unknown_order")


def done(work: UnitOfWork, round_id: str) -> RoundView:
    """Commit the caller's transaction and return the round as it stands now."""
    view = read_round(work.connection, round_id)
    work.changed(Topic.ORDERS)
    work.commit()
    return view
