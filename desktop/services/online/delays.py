"""An order that will be ready later than promised: its customer reads until when."""

from datetime import datetime

from desktop.domain.lateness import MOST_LATE
from desktop.errors import RefusedError
from desktop.services.online.order_alarms import acknowledge_order
from desktop.services.online.orders import OrderView, change_order, read_order
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OrderState

DELAYABLE = frozenset({OrderState.PLACED, OrderState.ACCEPTED, OrderState.PREPARING})
"""What is ready is late no more."""


def delay(shop: Shop, order_id: str, until: datetime) -> OrderView:
    """Promise an order for a later instant; the customer's page says so.

    Raises:
        RefusedError: unknown_order, order_step_refused; delay_is_none when that is no later than
            what is promised, or past; delay_too_long.
    """
    with shop.begin() as work:
        found = _found(work, order_id)
        if until <= max(found.promised_from, work.at):
            raise RefusedError("delay_is_none")
        if until - work.at > MOST_LATE:
            raise RefusedError("delay_too_long", days=MOST_LATE.days)
        view = _promise(work, found, until, found.promised_to)
        work.commit()
    return view


def take_back(shop: Shop, before: OrderView) -> OrderView:
    """Undo a delay: promise what the order promised before it, from when and until when.

    Raises:
        RefusedError: unknown_order, order_step_refused; promise_past, when that has passed: the
            customer would read an hour that cannot be kept.
    """
    with shop.begin() as work:
        found = _found(work, before.id)
        if before.promised_from <= work.at:
            raise RefusedError("promise_past")
        view = _promise(work, found, before.promised_from, before.promised_to)
        work.commit()
    return view


def _found(work: UnitOfWork, order_id: str) -> OrderView:
    found = read_order(work.connection, order_id)
    if found.state not in DELAYABLE:
        raise RefusedError("order_step_refused", state=found.state.value)
    return found


def _promise(work: UnitOfWork, found: OrderView, at: datetime, until: datetime) -> OrderView:
    # Told before the new promise, which makes of the order another version than was seen.
    acknowledge_order(work, found.id)
    told = v1.OrderDelay(
        order=found.id,
        base_ver=found.hub_ver,
        promised_from=milliseconds(at),
        promised_to=milliseconds(until) if at < found.promised_from else 0,
    )
    outbox.append(work, "order.delay", told)
    # As the marketplace moves it, so that its word is no news here.
    promised: dict[str, object] = {"promised_from": at, "promised_to": max(at, until)}
    change_order(work, found.id, promised)
    return read_order(work.connection, found.id)
