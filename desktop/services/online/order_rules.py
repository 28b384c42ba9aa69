"""What the shop does with orders by itself: promises them, prints their lists, reminds who waits.

A rule is gone by when an order comes, when somebody accepts one, and every few seconds: what was
cut off between an order and its rule is done then. Nobody has seen an order because of a rule: its
alarm goes on.
"""

from datetime import datetime, time, timedelta

from msgspec import structs
from sqlalchemy import and_, exists, func, select

from desktop.domain.order_news import rings_at
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.models.paper import PrintJob
from desktop.services.online import order_pace
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import DAYS_OF_WAITING, AutoAccept, Settings
from sync.contract import v1
from sync.kernel.clock import shop_day

_orders = table_of(Order)
_lines = table_of(OrderLine)
_jobs = table_of(PrintJob)
_AT_ONCE = 20

_waiting = (
    select(
        _orders.c.id,
        _orders.c.total_cents,
        select(func.count()).where(_lines.c.order_id == _orders.c.id).scalar_subquery().label("n"),
    )
    .where(_orders.c.state == "placed")
    .order_by(_orders.c.placed_at, _orders.c.number)
)
_in_hand = select(func.count()).where(_orders.c.state.in_(("accepted", "preparing")))
_unlisted = (
    select(_orders.c.id)
    .where(
        _orders.c.state == "accepted",
        ~exists().where(and_(_jobs.c.kind.in_(("slip", "alarm")), _jobs.c.ref == _orders.c.id)),
    )
    .order_by(_orders.c.promised_from)
    .limit(_AT_ONCE)
)
_unreminded = select(_orders.c.id).where(
    _orders.c.state == "ready", _orders.c.carriage == "", _orders.c.reminded_at.is_(None)
)


def go_by_rules(shop: Shop) -> None:
    """Promise the orders the shop's rule allows, print the lists of those it has promised.

    Customers whose bag has waited as long as the shop set are reminded, once, while it is open. To
    give such an order up stays somebody's press: a bag has to go back to the shelves for it.
    """
    if shop.settings.auto_accept.is_on:
        _accept_waiting(shop)
    if shop.settings.prints_lists:
        _print_lists(shop)
    if shop.settings.remind_after_days:
        _remind(shop)


def _accept_waiting(shop: Shop) -> None:
    # Here, because orders come by the rules as well.
    from desktop.services.online.orders import accept_by_rule  # noqa: PLC0415

    rule, now = shop.settings.auto_accept, shop.clock.now()
    with shop.look() as look:
        waiting = look.connection.execute(_waiting).all()
        in_hand = look.connection.execute(_in_hand).scalar_one()
    if not waiting or not may_promise(shop, rule, now):
        return
    for row in waiting:
        if in_hand >= rule.most_open:
            return
        if row.n <= rule.most_lines and row.total_cents <= rule.most_cents:
            try:
                accept_by_rule(shop, row.id)
            except RefusedError:
                # Somebody was quicker.
                continue
            in_hand += 1


def may_promise(shop: Shop, rule: AutoAccept, now: datetime) -> bool:
    """Tell whether the shop promises by itself at this hour: never while it is paused."""
    if order_pace.pace(shop).is_paused:
        return False
    settings = shop.settings
    return not rule.only_open or rings_at(settings.hours, settings.zone, now)


def _print_lists(shop: Shop) -> None:
    settings = shop.settings
    if settings.printer(settings.label_printer or settings.receipt_printer) is None:
        return
    with shop.look() as look:
        unlisted = look.connection.scalars(_unlisted).all()
    if not unlisted:
        return
    # Here, because the papers cost start-up time that no order has to wait for.
    from desktop.services.online.labels import print_slip  # noqa: PLC0415

    for order_id in unlisted:
        try:
            print_slip(shop, order_id)
        except RefusedError:
            # A printer for labels alone: the list is printed by hand, where that can be told.
            return


def end_of_day(shop: Shop, days_ago: int) -> datetime:
    """Return when a day of the shop's calendar ended: what was ready before it has waited so long."""
    day = shop_day(shop.clock.now(), shop.zone) - timedelta(days=days_ago - 1)
    return datetime.combine(day, time(0), shop.zone)


def with_days(work: UnitOfWork, settings: Settings, told: v1.ShopKeeps | None) -> Settings:
    """Return settings with the days a bag waits by another counter's word, unless ours is told now.

    Where one never reminds or gives up, no other does.
    """
    if told is None or outbox.is_on_its_way(work, "shop.keeps"):
        return settings
    remind = settings.remind_after_days if told.remind_after is None else told.remind_after
    if not {remind, told.days} <= set(DAYS_OF_WAITING):
        return settings
    return structs.replace(settings, remind_after_days=remind, give_up_after_days=told.days)


def _remind(shop: Shop) -> None:
    settings, now = shop.settings, shop.clock.now()
    long_ago = end_of_day(shop, settings.remind_after_days)
    with shop.look() as look:
        is_any = look.connection.scalar(_unreminded.where(_orders.c.ready_at < long_ago).limit(1))
    if is_any is None or not rings_at(settings.hours, settings.zone, now):
        return
    # Here, because orders come by the rules as well.
    from desktop.services.online import no_shows  # noqa: PLC0415

    for each in no_shows.waiting(shop):
        if each.is_reminder_due:
            try:
                no_shows.remind(shop, each.order.id)
            except RefusedError:
                # It was collected meanwhile.
                continue
