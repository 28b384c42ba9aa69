"""Orders nobody comes for: reminded, given up, and their goods free for the shelf again.

Goods of an order are reserved, not moved, until they leave (DECISIONS 4). Giving an order up lets
the reservation go at the marketplace and moves no stock; somebody puts the goods back on the shelf.
What was paid online is sent back by the marketplace. What is to be brought to its customer waits for
a round, not for them; nobody came for it once a round or a locker gave it back. What lies at a relay
shop waits for its customer there: it may be reminded of, and is ended once it came back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.carriage import LockerDeposit, RoundStop
from desktop.services.online import bags, coming_back, leaving_out
from desktop.services.online.order_rules import end_of_day
from desktop.services.online.orders import (
    ORDERS,
    OrderLineView,
    OrderView,
    change_order,
    order,
    read_order,
)
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.upkeep import house
from sync.contract import v1
from sync.kernel.clock import milliseconds, shop_day
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import Actor, OrderState, may_step

_stops, _deposits = table_of(RoundStop), table_of(LockerDeposit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A ready order and how long nobody has come for it."""

    order: OrderView
    since: datetime
    #: Days of the calendar, in the shop's zone.
    days: int
    #: The shop's rule would remind the customer today; it was not done yet.
    is_reminder_due: bool
    #: The shop's rule would give it up today.
    is_end_due: bool
    #: What goes back on the shelf, and what the marketplace sends back, if it is given up.
    to_reshelve: tuple[OrderLineView, ...]
    refund: Money
    #: It lies at its relay shop, by this name, and is to be had back before it is given up.
    relay: str = ""
    #: By the shop's rule it would come back today.
    is_recall_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleApplied:
    """What the shop's rule did to the orders that wait."""

    reminded: tuple[OrderView, ...]
    ended: tuple[OrderView, ...]


def waiting(shop: Shop) -> tuple[Waiting, ...]:
    """Return the ready orders that wait to be collected, here or at a relay, the longest first."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id)
            .where(_may_be_fetched())
            .order_by(func.coalesce(ORDERS.c.relayed_at, ORDERS.c.ready_at), ORDERS.c.number)
        ).all()
        return tuple(_waiting(shop, read_order(look.connection, each)) for each in ids)


def count_to_end(shop: Shop) -> int:
    """Return how many orders the shop's rule would give up today: somebody has to press for it."""
    days, now = shop.settings.give_up_after_days, shop.clock.now()
    if not days:
        return 0
    # As `_had_its_time` has it, in one statement: it is asked for with every change of an order.
    is_due = and_(
        _waits_for_its_customer(),
        func.coalesce(ORDERS.c.ready_at, ORDERS.c.promised_to) < end_of_day(shop, days),
        ORDERS.c.promised_to <= now,
        or_(ORDERS.c.reminded_at.is_(None), ORDERS.c.reminded_at <= now - timedelta(days=1)),
    )
    with shop.look() as look:
        return look.connection.scalars(select(func.count()).where(is_due)).one()


def remind(shop: Shop, order_id: str) -> OrderView:
    """Have the marketplace remind the customer of a bag that waits.

    Raises:
        RefusedError: unknown_order; order_step_refused when it does not wait (any more).
    """
    with shop.begin() as work:
        _must_wait(work.connection, read_order(work.connection, order_id), _may_be_fetched())
        outbox.append(
            work, "order.remind", v1.OrderRemind(order=order_id, at=milliseconds(work.at))
        )
        change_order(work, order_id, {"reminded_at": work.at})
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def give_up(shop: Shop, order_id: str, reason: str) -> OrderView:
    """End an order nobody came for. Of one that was collected in part, only the rest is given up.

    Args:
        shop: the open shop.
        order_id: which order.
        reason: what the customer reads.

    Raises:
        RefusedError: unknown_order; order_step_refused when it does not wait (any more).
    """
    with shop.begin() as work:
        found = read_order(work.connection, order_id)
        _must_wait(work.connection, found, _waits_for_its_customer())
        _end(work, found, reason)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def apply_rule(shop: Shop, reason: str) -> RuleApplied:
    """Remind and give up whatever the shop's rule says is due today.

    Each order is a transaction of its own; one that moved on meanwhile is passed by.
    """
    due = waiting(shop)
    ended = [each for each in due if each.is_end_due]
    reminded = [each for each in due if each.is_reminder_due and not each.is_end_due]
    return RuleApplied(
        ended=tuple(give_up(shop, each.order.id, reason) for each in ended if _still(shop, each)),
        reminded=tuple(remind(shop, each.order.id) for each in reminded if _still(shop, each)),
    )


def change_rule(
    shop: Shop, remind_after: int, give_up_after: int, staff: str, approved_by: str = ""
) -> None:
    """Have other days count from now on, here, at the marketplace and the shop's other counters.

    0 is never.

    Raises:
        RefusedError: needs_approval.
    """
    wanted = structs.replace(
        shop.settings, remind_after_days=remind_after, give_up_after_days=give_up_after
    )
    house.change_settings(shop, wanted, staff, approved_by)
    with shop.begin() as work:
        told = v1.ShopKeeps(days=give_up_after, remind_after=remind_after)
        outbox.append(work, "shop.keeps", told)
        work.commit()


def _still(shop: Shop, each: Waiting) -> bool:
    return order(shop, each.order.id).state is OrderState.READY


def _waiting(shop: Shop, found: OrderView) -> Waiting:
    now = shop.clock.now()
    since = found.relayed_at or found.ready_at or found.promised_to
    days = (shop_day(now, shop.zone) - shop_day(since, shop.zone)).days
    rest = bags.here(found)
    settings = shop.settings
    is_here = found.carriage == ""
    # No rule is that nobody's time is ever over.
    is_over = 0 < settings.give_up_after_days <= days and _had_its_time(found, now)
    return Waiting(
        order=found,
        since=since,
        days=max(days, 0),
        # Of what another shop has the marketplace reminds by itself.
        is_reminder_due=(
            is_here
            and settings.remind_after_days > 0
            and days >= settings.remind_after_days
            and found.reminded_at is None
        ),
        is_end_due=is_here and is_over,
        to_reshelve=rest,
        refund=_sent_back(found) if found.is_paid else Money(0),
        relay="" if is_here or found.destination is None else found.destination.name,
        is_recall_due=is_over and not is_here,
    )


def _sent_back(found: OrderView) -> Money:
    """Return what the marketplace sends back once the rest of an order paid online is given up.

    What came back was settled when it did; where nothing stays out, its delivery is not owed either.
    """
    gone = [line for line in found.lines if line.handed_at is not None]
    stays = any(line.delivered_variant_id and line.returned_at is None for line in gone)
    taken = [line.gross for line in gone if line.delivered_variant_id or stays]
    unused = total_of([line.ordered for line in found.lines]) - total_of(taken)
    return min(found.paid, max(unused, Money(0)))


def _had_its_time(found: OrderView, now: datetime) -> bool:
    """Tell whether whoever was reminded has had a day to come, and the promise is past."""
    told = found.reminded_at
    return found.promised_to <= now and (told is None or now - told >= timedelta(days=1))


def _waits_for_its_customer() -> ColumnElement[bool]:
    """Return what is true of an order that stands in the shop for somebody to come for it."""
    # Left at a relay, its stop was given; the bag is here again.
    was_carried = _stops.c.state.in_(("back", "delivered"))
    given_back = (
        ORDERS.c.id.in_(select(_stops.c.order_id).where(was_carried)),
        ORDERS.c.id.in_(select(_deposits.c.order_id).where(_deposits.c.state == "back")),
    )
    goes_again = ORDERS.c.id.in_(select(_stops.c.order_id).where(_stops.c.state == "planned"))
    is_for_the_counter = or_(ORDERS.c.mode == "collect", *given_back)
    return and_(
        ORDERS.c.state == OrderState.READY.value,
        ORDERS.c.carriage == "",
        is_for_the_counter,
        ~goes_again,
    )


def _lies_at_its_relay() -> ColumnElement[bool]:
    """Return what is true of an order that its relay shop has for the customer."""
    is_there = and_(ORDERS.c.mode == "relay", ORDERS.c.carriage == "deposited")
    return and_(ORDERS.c.state == OrderState.READY.value, is_there)


def _may_be_fetched() -> ColumnElement[bool]:
    return or_(_waits_for_its_customer(), _lies_at_its_relay())


def _must_wait(connection: Connection, found: OrderView, where: ColumnElement[bool]) -> None:
    waits = connection.scalar(select(ORDERS.c.id).where(ORDERS.c.id == found.id, where))
    if waits is None or not may_step(found.state, OrderState.EXPIRED, Actor.SHOP):
        raise RefusedError("order_step_refused", state=found.state.value)


def _end(work: UnitOfWork, found: OrderView, reason: str) -> None:
    gone = [line.handed_at for line in found.lines if line.handed_at is not None]
    told = v1.OrderStep(order=found.id, base_ver=found.hub_ver, reason=reason)
    outbox.append(work, "order.expire", told)
    if not gone:
        change_order(work, found.id, {"state": OrderState.EXPIRED.value, "reason": reason})
        return
    leaving_out.forget_rest(work, found)
    done = {"state": OrderState.HANDED_OVER.value, "handed_over_at": max(gone)}
    change_order(work, found.id, done | {"reason": reason})
    coming_back.end_if_whole(work, found.id)
