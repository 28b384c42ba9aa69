"""Two counters in the dark: no order stands ready and empty, is given up unheard, or loses goods."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from demo.still_town import Bought, Counter, How, StillTown
from desktop.domain.order_news import Changed, News
from desktop.domain.preparation import LineState
from desktop.services.carriage import on_the_road, rounds
from desktop.services.counter import shelf
from desktop.services.online import (
    bags,
    lacks,
    order_alarms,
    order_conflicts,
    orders,
    pickup,
    preparation,
)
from desktop.services.online.order_alarms import AlarmView
from marketplace.models.orders import ShopOrder
from marketplace.services import ladder, order_page
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


def test_a_late_word_on_what_is_on_the_road_is_heard_and_names_its_article(
    town: StillTown,
) -> None:
    bought, first, second = packed_by_both(town)
    second.is_cut_off = True
    miss(second, bought, 0)
    orders.mark_ready(first.shop, bought.order_id)
    driven = rounds.plan(first.shop, [bought.order_id])
    on_the_road.begin(first.shop, driven.id, "01")
    town.talk(2)
    assert news_of(first, bought) == []
    second.is_cut_off = False
    town.talk(3)
    for counter in (first, second):
        [alarm] = news_of(counter, bought)
        assert (alarm.kind, alarm.what) == (News.CHANGED, (Changed.AWAY.value,))
        (odd,) = order_conflicts.open_conflicts(counter.shop)
        (late,) = odd.changes
        assert (odd.order.id, late.article, late.said) == (
            bought.order_id,
            odd.order.lines[0].label,
            "missing",
        )
    order_conflicts.resolve(first.shop, bought.order_id, "explained", "01")
    town.talk(2)
    assert order_conflicts.open_conflicts(second.shop) == ()


def test_what_the_other_counter_took_out_before_it_cancelled_lies_in_no_bag(
    town: StillTown,
) -> None:
    bought, first, second = packed_by_both(town)
    first.is_cut_off = True
    miss(second, bought, 0)
    orders.cancel(second.shop, bought.order_id, "no_time")
    town.talk(2)
    first.is_cut_off = False
    town.talk(3)
    for counter in (first, second):
        order = orders.order(counter.shop, bought.order_id)
        left = [line.label for line in order.lines if line.variant_id][1]
        assert bags.to_put_back(order) == ((left, Quantity.pieces(1)),)


def test_a_piece_scanned_in_the_dark_undoes_nothing_another_counter_has_given(
    town: StillTown,
) -> None:
    first, second = town.counters
    [item] = [each for each in shelf.tiles(first.shop) if each.unit.value == "piece"][:1]
    bought = town.order({item.variant_id: 2000}, how=How(pays_online=True))
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    town.talk(2)
    (line,) = orders.order(first.shop, bought.order_id).lines
    second.is_cut_off = True
    preparation.pick_one(second.shop, bought.order_id, line.id)
    preparation.pick_by_hand(first.shop, bought.order_id, line.id)
    orders.mark_ready(first.shop, bought.order_id)
    town.talk(2)
    # The first counter gives it without network, and the other's first piece is told before that.
    first.is_cut_off, second.is_cut_off = True, False
    pickup.hand_over(first.shop, bought.order_id, "01", secret=bought.code.secret)
    town.talk(2)
    assert orders.order(second.shop, bought.order_id).state is OrderState.READY
    assert news_of(second, bought) == []
    first.is_cut_off = False
    town.talk(3)
    for counter in (first, second):
        order = orders.order(counter.shop, bought.order_id)
        assert (order.state, order.anomaly) == (OrderState.HANDED_OVER, "")


def test_what_was_packed_in_the_dark_goes_back_when_the_other_counter_cancels(
    town: StillTown,
) -> None:
    first, second = town.counters
    wares = [item for item in shelf.tiles(first.shop) if item.unit.value == "piece"][:3]
    *wanted, instead = wares
    bought = town.order({item.variant_id: 1000 for item in wanted})
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    town.talk(2)
    first.is_cut_off = True
    goods = orders.order(first.shop, bought.order_id).lines
    preparation.pick_by_hand(first.shop, bought.order_id, goods[0].id)
    preparation.substitute(first.shop, bought.order_id, goods[1].id, instead.variant_id)
    preparation.pick_by_hand(first.shop, bought.order_id, goods[1].id)
    # The other found none of it on the shelf, and says so before it cancels.
    preparation.mark_missing(second.shop, bought.order_id, goods[0].id)
    orders.cancel(second.shop, bought.order_id, "no_time")
    town.talk(2)
    first.is_cut_off = False
    town.talk(3)
    packed, told = (orders.order(each.shop, bought.order_id) for each in (first, second))
    assert packed.state is told.state is OrderState.CANCELLED
    assert [line.state for line in packed.lines] == [line.state for line in told.lines]
    one = Quantity.pieces(1)
    assert bags.to_put_back(packed) == ((goods[0].label, one), (instead.full_label, one))
    assert bags.to_put_back(told) == ()


def test_a_refusal_that_comes_too_late_is_told_and_silences_nobody(town: StillTown) -> None:
    first, second = town.counters
    [item] = [each for each in shelf.tiles(first.shop) if each.unit.value == "piece"][:1]
    bought = town.order({item.variant_id: 1000})
    town.talk(2)
    second.is_cut_off = True
    orders.refuse(second.shop, bought.order_id, "Rupture")
    orders.accept_by_rule(first.shop, bought.order_id)
    town.talk(2)
    second.is_cut_off = False
    town.talk(3)
    [new] = news_of(first, bought)
    [late] = news_of(second, bought)
    assert (new.kind, late.kind, late.what) == (News.NEW, News.CHANGED, (Changed.KEPT.value,))
    assert orders.order(second.shop, bought.order_id).state is OrderState.ACCEPTED
    with town.hub.database.read() as session:
        assert ladder.alarm_of(session, bought.order_id) is not None
    order_alarms.acknowledge(second.shop, [late.id])
    town.talk(2)
    assert news_of(first, bought) == news_of(second, bought) == []
    with town.hub.database.read() as session:
        assert session.get_one(ShopOrder, bought.order_id).seen_at is not None


def test_a_till_that_slept_takes_nothing_out_by_itself_and_a_hand_is_heard(town: StillTown) -> None:
    first, second = town.counters
    wares = [item for item in shelf.tiles(first.shop) if item.unit.value == "piece"][:2]
    bought = town.order({item.variant_id: 1000 for item in wares})
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    asked, other = (line.id for line in orders.order(first.shop, bought.order_id).lines)
    lacks.ask(first.shop, bought.order_id, asked)
    town.talk(2)
    second.is_cut_off = True
    town.answer_question(bought, lambda told: told.choices[0].variant)
    town.talk(2)
    lacks.settle(first.shop)
    for line in (asked, other):
        preparation.pick_by_hand(first.shop, bought.order_id, line)
    orders.mark_ready(first.shop, bought.order_id)
    town.talk(2)
    # The other wakes up: its clock says that the time is over, its feed has not been read.
    town.clock.advance(timedelta(minutes=11))
    assert lacks.settle(second.shop) == ()
    # Nor does its own rule's word hold against a hand's, had it been the one that asked.
    with second.shop.begin() as work:
        standing = orders.read_order(work.connection, bought.order_id)
        lacks._leave_out(work, standing, standing.lines[0], by_rule=True)
        work.commit()
    # A hand's does: somebody there looked on the shelf.
    miss(second, bought, 1)
    second.is_cut_off = False
    town.talk(3)
    for counter in (first, second):
        order = orders.order(counter.shop, bought.order_id)
        assert [line.state for line in order.lines] == [LineState.SUBSTITUTED, LineState.MISSING]
        assert order.state is OrderState.READY
    [told] = news_of(first, bought)
    assert (told.kind, told.what) == (News.CHANGED, (Changed.BAG.value,))
    assert news_of(second, bought) == []


@pytest.mark.parametrize("wants_a_call", [False, True])
def test_an_answer_the_asking_till_could_not_hear_is_not_lost(
    town: StillTown, wants_a_call: bool
) -> None:
    first, second = town.counters
    wares = [item for item in shelf.tiles(first.shop) if item.unit.value == "piece"][:2]
    bought = town.order({item.variant_id: 1000 for item in wares})
    town.talk(2)
    preparation.begin(first.shop, bought.order_id)
    asked, other = (line.id for line in orders.order(first.shop, bought.order_id).lines)
    lacks.ask(first.shop, bought.order_id, asked)
    town.talk(2)
    first.is_cut_off = True
    town.answer_question(bought, lambda told: "phone" if wants_a_call else told.choices[0].variant)
    town.clock.advance(timedelta(minutes=11))
    [late] = lacks.settle(first.shop)
    assert late.outcome is lacks.Outcome.UNANSWERED
    if wants_a_call:
        preparation.pick_by_hand(first.shop, bought.order_id, other)
        orders.mark_ready(first.shop, bought.order_id)
    first.is_cut_off = False
    town.talk(3)
    [alarm] = news_of(first, bought)
    assert alarm.what == (Changed.ANSWER.value,)
    if not wants_a_call:
        # The bag is open: either till carries it out, once.
        [heard] = lacks.settle(first.shop)
        assert heard.outcome is lacks.Outcome.CHOSEN
        town.talk(3)
    for counter in (first, second):
        line = orders.order(counter.shop, bought.order_id).lines[0]
        if wants_a_call:
            assert line.state is LineState.MISSING
            assert line.asked is not None
            assert line.asked.phone
        else:
            assert (line.state, line.asked) == (LineState.SUBSTITUTED, None)
        assert lacks.settle(counter.shop) == ()


def test_what_two_counters_packed_in_the_dark_names_both_bags(town: StillTown) -> None:
    first, second = town.counters
    [item] = [each for each in shelf.tiles(first.shop) if each.unit.value == "piece"][:1]
    bought = town.order({item.variant_id: 1000})
    town.talk(2)
    for counter, place in ((first, "A1"), (second, "B2")):
        counter.is_cut_off = True
        preparation.begin(counter.shop, bought.order_id)
        [line] = orders.order(counter.shop, bought.order_id).lines
        preparation.pick_by_hand(counter.shop, bought.order_id, line.id)
        orders.mark_ready(counter.shop, bought.order_id, shelf=place)
    for counter in (first, second):
        counter.is_cut_off = False
    town.talk(3)
    [told] = news_of(first, bought)
    assert (told.kind, told.what) == (News.CHANGED, (Changed.PACKED_TWICE.value,))
    for counter in (first, second):
        (odd,) = order_conflicts.open_conflicts(counter.shop)
        assert (odd.kind, {each.instead for each in odd.changes}) == ("packed_twice", {"A1", "B2"})
        assert odd.order.state is OrderState.READY
    order_conflicts.resolve(second.shop, bought.order_id, "explained", "01")
    town.talk(2)
    assert order_conflicts.open_conflicts(first.shop) == ()
