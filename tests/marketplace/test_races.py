"""Many at once: over real HTTP, against one real marketplace."""

import itertools
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx2
import pytest
from sqlalchemy import func, select

from marketplace.models.catalogue import Offer
from marketplace.models.orders import BasketLine, OrderGroup, ShopOrder
from marketplace.models.sync import Feed
from marketplace.services.fair_lock import FairLock
from sync.kernel.clock import SetClock
from tests.marketplace.shopper import Shopper
from tests.support.a_market import TUESDAY_NOON, Market, found_market
from tests.support.running_hub import RunningHub, running_hub

BAG = "/boutiques/fil-maree/sac-a-velo"
BREAD = "/boutiques/la-mie-doree/pain-de-campagne"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with running_hub(tmp_path, SetClock(TUESDAY_NOON)) as running:
        yield running


@pytest.fixture
def market(hub: RunningHub) -> Market:
    with hub.database.write() as session:
        return found_market(session)


def browsers(hub: RunningHub, count: int) -> list[httpx2.Client]:
    """So many browsers; they share what is costly to make and says nothing to a plain http hub."""
    context = ssl.create_default_context()
    return [httpx2.Client(base_url=hub.base_url, timeout=60, verify=context) for _ in range(count)]


def at_once(count: int, work: Callable[[int], httpx2.Response]) -> list[httpx2.Response]:
    """Do the work in so many threads that all start together."""
    start = Barrier(count)

    def run(number: int) -> httpx2.Response:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_twenty_buyers_of_the_last_piece_one_gets_it(hub: RunningHub, market: Market) -> None:
    clients = browsers(hub, 20)
    try:
        shoppers = [Shopper(client) for client in clients]
        for shopper in shoppers:
            shopper.add(BAG)
        forms = [shopper.checkout_form() for shopper in shoppers]
        answers = at_once(
            20, lambda number: shoppers[number].post("/commander", forms[number], follow=False)
        )
    finally:
        for client in clients:
            client.close()
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 19
    with hub.database.read() as session:
        offer = session.scalars(
            select(Offer).where(Offer.variant == market.variants["Sac à vélo"])
        ).one()
        assert (offer.on_hand, offer.reserved) == (1000, 1000)
        assert session.scalar(select(func.count()).select_from(ShopOrder)) == 1
        assert session.scalar(select(func.count()).select_from(BasketLine)) == 19


def test_one_checkout_sent_sixteen_times_at_once_is_one_order(
    hub: RunningHub, market: Market
) -> None:
    with httpx2.Client(base_url=hub.base_url, timeout=60) as client:
        shopper = Shopper(client)
        shopper.add(BREAD, "2")
        form = shopper.checkout_form()
        answers = at_once(16, lambda _: shopper.post("/commander", form, follow=False))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    with hub.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OrderGroup)) == 1
        assert session.scalar(select(func.sum(Offer.reserved))) == 2000


def test_orders_of_many_are_numbered_in_the_feed_without_a_gap(
    hub: RunningHub, market: Market
) -> None:
    clients = browsers(hub, 8)
    try:
        shoppers = [Shopper(client) for client in clients]

        def buy(number: int) -> httpx2.Response:
            shoppers[number].add(BREAD)
            return shoppers[number].order()

        answers = at_once(8, buy)
    finally:
        for client in clients:
            client.close()
    assert all("Merci" in answer.text for answer in answers)
    shop = market.shops["La Mie Dorée"]
    with hub.database.read() as session:
        numbers = session.scalars(
            select(Feed.seq).where(Feed.shop_id == shop, Feed.entity == "order")
        ).all()
        assert len(set(numbers)) == 8
        order_numbers = sorted(int(number) for number in session.scalars(select(ShopOrder.number)))
        assert all(abs(a - b) > 1 for a, b in itertools.pairwise(order_numbers))


def test_fair_lock_serves_in_order_of_arrival() -> None:
    lock = FairLock()
    served: list[int] = []
    with ThreadPoolExecutor(6) as pool, lock.held(5):
        waiting = []
        for number in range(6):
            before = len(lock._waiting)

            def turn(number: int = number) -> None:
                with lock.held(20):
                    served.append(number)

            waiting.append(pool.submit(turn))
            while len(lock._waiting) == before:
                pass
    for turn_ in waiting:
        turn_.result()
    assert served == list(range(6))


def test_fair_lock_gives_up_and_passes_on() -> None:
    lock = FairLock()
    with lock.held(1):
        with ThreadPoolExecutor(1) as pool:
            late = pool.submit(lambda: lock.held(0.01).__enter__())
            assert isinstance(late.exception(), TimeoutError)
        assert not lock._waiting
    with lock.held(1):
        pass
