"""The marketplace is killed in the middle of checkouts; what it had answered is there."""

import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
from sqlalchemy import func, select

from marketplace.models.catalogue import Offer
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.sync import Feed
from marketplace.services import checkup
from marketplace.services.hub import open_hub
from marketplace.settings import Settings
from tests.marketplace.shopper import Shopper
from tests.marketplace.test_command_line import serving
from tests.support.a_market import found_market
from tests.support.hub_database import url_in

BREAD = "/boutiques/la-mie-doree/pain-de-campagne"
ROUNDS = 3
BUYERS = 4


def test_no_acknowledged_order_is_lost_and_none_is_half(tmp_path: Path) -> None:
    settings = Settings(url_in(tmp_path), tmp_path)
    hub = open_hub(settings)
    with hub.database.write() as session:
        market = found_market(session, hub.clock.now())
        bread = market.variants["Pain de campagne"]
        session.query(Offer).where(Offer.variant == bread).update({"on_hand": 10_000_000})
    hub.close()
    context = ssl.create_default_context()
    acknowledged: set[str] = set()

    def buy_until_it_dies(url: str) -> None:
        with httpx2.Client(base_url=url, timeout=20, verify=context) as client:
            shopper = Shopper(client)
            try:
                for _ in range(50):
                    shopper.add(BREAD)
                    form = shopper.checkout_form()
                    answer = shopper.post("/commander", form, follow=False)
                    assert answer.status_code == 303
                    acknowledged.add(answer.headers["location"].rsplit("/", 1)[1])
                    if len(acknowledged) >= target:
                        process.kill()
            except httpx2.TransportError:
                return

    for round_ in range(ROUNDS):
        target = len(acknowledged) + 3 + 2 * round_
        process, url = serving(tmp_path, settings.database_url)
        try:
            with ThreadPoolExecutor(BUYERS) as pool:
                for buyer in [pool.submit(buy_until_it_dies, url) for _ in range(BUYERS)]:
                    buyer.result()
        finally:
            process.kill()
            process.communicate()

    hub = open_hub(settings)
    with hub.database.read() as session:
        kept = set(session.scalars(select(OrderGroup.token)))
        assert acknowledged <= kept
        orders = session.scalar(select(func.count()).select_from(ShopOrder))
        assert orders == len(kept)
        assert session.scalar(select(func.count()).select_from(OrderLine)) == orders
        assert session.scalar(select(func.sum(Offer.reserved))) == session.scalar(
            select(func.sum(OrderLine.reserved))
        )
        told = select(func.count()).select_from(Feed).where(Feed.entity == "order")
        assert session.scalar(told) == orders
    wrong = [one.name for one in checkup.examine(hub) if not one.is_well and one.name != "stock"]
    hub.close()
    assert wrong == []
    assert len(acknowledged) >= ROUNDS * 3
