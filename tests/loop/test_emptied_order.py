"""Two counters that each mark the other's goods missing leave no order that stands ready, empty."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from demo.still_town import Bought, Counter, How, StillTown
from desktop.domain.order_news import Changed, News
from desktop.services.counter import shelf
from desktop.services.online import bags, order_alarms, orders, preparation
from desktop.services.online.order_alarms import AlarmView
from marketplace.services import order_page
from marketplace.services.orders import EMPTY_AFTER
from sync.kernel.money import Money
from sync.kernel.order_states import NOTHING_LEFT, OrderState
from sync.kernel.quantity import Quantity

SATURDAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
BAKERY = "la-mie-doree"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StillTown]:
    """A bakery with two counters; each test has orders of its own."""
    folder = tmp_path_factory.mktemp("town")
    with closing(StillTown(folder, SATURDAY, is_durable=False)) as opened:
        opened.open_counter(BAKERY)
        opened.open_counter(BAKERY, sells=False)
        yield opened


def packed_by_both(town: StillTown) -> tuple[Bought, Counter, Counter]:
    """Return an order of two articles, paid online and packed, as two counters know it."""
    first, second = town.counters
    wares = [item for item in shelf.tiles(first.shop) if item.unit.value == "piece"][:2]
    bought = town.order({item.variant_id: 1000 for item in wares}, how=How(mode="locker"))
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    for line in orders.order(first.shop, bought.order_id).lines:
        if line.variant_id:
            preparation.pick_by_hand(first.shop, bought.order_id, line.id)
    town.talk(2)
    return bought, first, second


def miss(counter: Counter, bought: Bought, place: int) -> None:
    goods = [one for one in orders.order(counter.shop, bought.order_id).lines if one.variant_id]
    preparation.mark_missing(counter.shop, bought.order_id, goods[place].id)


def news_of(counter: Counter, bought: Bought) -> list[AlarmView]:
    standing = order_alarms.standing(counter.shop)
    return [alarm for alarm in standing if alarm.order_id == bought.order_id]


def is_over(town: StillTown, bought: Bought, counters: tuple[Counter, Counter]) -> None:
    """Hold that the order ended, with nothing paid, for its customer and at both counters."""
    for counter in counters:
        order = orders.order(counter.shop, bought.order_id)
        assert (order.state, order.reason) == (OrderState.CANCELLED, NOTHING_LEFT)
        [alarm] = news_of(counter, bought)
        assert (alarm.kind, alarm.what) == (News.CANCELLED, (Changed.EMPTY.value,))
    with town.hub.database.read() as session:
        (shown,) = order_page.view(session, bought.page, town.clock.now()).orders
    assert (shown.state, shown.reason) == ("cancelled", NOTHING_LEFT)
    assert town.kept_online(bought.order_id) == Money(0)
    assert town.books_are_even()


def test_what_two_counters_in_the_dark_emptied_between_them_is_cancelled(town: StillTown) -> None:
    bought, *counters = packed_by_both(town)
    for place, counter in enumerate(counters):
        counter.is_cut_off = True
        miss(counter, bought, place)
        orders.mark_ready(counter.shop, bought.order_id)
        assert orders.order(counter.shop, bought.order_id).state is OrderState.READY
    for counter in counters:
        counter.is_cut_off = False
    town.talk(3)
    is_over(town, bought, (counters[0], counters[1]))


def test_what_one_counter_emptied_of_the_other_is_told_and_ends_by_itself(town: StillTown) -> None:
    bought, first, second = packed_by_both(town)
    second.is_cut_off = True
    miss(first, bought, 0)
    orders.mark_ready(first.shop, bought.order_id)
    town.talk(2)
    # The other found nothing of the rest, and went to lunch without a further word.
    miss(second, bought, 1)
    second.is_cut_off = False
    town.talk(3)
    for counter in (first, second):
        assert orders.order(counter.shop, bought.order_id).state is OrderState.PREPARING
    [alarm] = news_of(first, bought)
    assert (alarm.kind, alarm.what) == (News.CHANGED, (Changed.EMPTY.value,))
    town.clock.advance(EMPTY_AFTER + timedelta(seconds=1))
    town.do_jobs()
    town.talk(2)
    is_over(town, bought, (first, second))


def test_what_was_packed_in_the_dark_goes_back_when_the_other_counter_cancels(
    town: StillTown,
) -> None:
    first, second = town.counters
    wares = [item for item in shelf.tiles(first.shop) if item.unit.value == "piece"][:2]
    bought = town.order({item.variant_id: 1000 for item in wares})
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    town.talk(2)
    first.is_cut_off = True
    goods = orders.order(first.shop, bought.order_id).lines
    for line in goods:
        preparation.pick_by_hand(first.shop, bought.order_id, line.id)
    # The other found none of it on the shelf, and says so before it cancels.
    preparation.mark_missing(second.shop, bought.order_id, goods[0].id)
    orders.cancel(second.shop, bought.order_id, "no_time")
    town.talk(2)
    first.is_cut_off = False
    town.talk(3)
    packed, told = (orders.order(each.shop, bought.order_id) for each in (first, second))
    assert packed.state is told.state is OrderState.CANCELLED
    assert [line.state for line in packed.lines] == [line.state for line in told.lines]
    assert bags.to_put_back(packed) == tuple((one.label, Quantity.pieces(1)) for one in goods)
    assert bags.to_put_back(told) == ()
