"""Shop and marketplace are killed at twenty points of a day: nothing is lost, nothing doubled."""

import os
import subprocess
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from demo.command import free_port
from demo.marketplace import Marketplace
from demo.shopper import Shopper
from demo.sides import read_hub, read_shop
from desktop.services.books.inspection import inspect
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.town import link
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.loop.small_town import (
    Bought,
    a_photograph,
    ask,
    await_agreement,
    check_out,
    found_counter,
    found_town,
    is_all_told,
    open_counter,
    until,
)
from tests.support.a_shop import OWNER
from tests.support.loaded_marketplace import LoadedMarketplace
from tests.support.loaded_program import LoadedProgram, Running

REPOSITORY = Path(__file__).parents[2]
SLUG = "chez-tous"
KILLS = 20
ORDERS = 5
OPENING = 1_000
GOODS = (("Pain", 1_15), ("Vin", 14_90))
BURST = 6
"""Acts that the counter has before it when somebody is killed."""
SPINS = 60_000
"""Turns of an empty loop, some milliseconds: the blow falls anywhere in an act."""


SHOP_DAY = LoadedProgram(
    "tests.loop.shop_day", ("tests.loop.shop_day", "desktop.services.lists.imports"), os.environ
)


class Counter:
    """The shop's program, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = self._start()

    def _start(self) -> "Running | subprocess.Popen[bytes]":
        asked, asking = os.pipe()
        hearing, heard = os.pipe()
        self._asking, self._hearing = os.fdopen(asking, "w"), os.fdopen(hearing)
        try:
            words = [str(self._folder)]
            return SHOP_DAY.begin(words, os.environ, REPOSITORY, (asked, heard, 2))
        finally:
            os.close(asked)
            os.close(heard)

    def tell(self, acts: list[str]) -> None:
        self._asking.write("".join(f"{act}\n" for act in acts))
        self._asking.flush()

    def hear(self) -> str:
        """Return the next act that is on the disk, with what came of it."""
        line = self._hearing.readline()
        assert line.endswith("\n"), "the counter ended by itself"
        return line.strip()

    def kill(self) -> list[str]:
        """Kill it and return what else it had said."""
        self._process.kill()
        said = [line.strip() for line in self._hearing if line.endswith("\n")]
        self.put_down()
        self._process = self._start()
        return said

    def end(self) -> None:
        self._asking.close()
        assert self._process.wait(60) == 0

    def put_down(self) -> None:
        self._process.kill()
        self._process.wait()
        self._asking.close()
        self._hearing.close()


@dataclass
class Day:
    """What there is to do, and what was said to be done."""

    chance: Random
    to_do: deque[str] = field(default_factory=lambda: deque(["open"]))
    #: Act -> what came of it, the ticket's number for a sale.
    done: dict[str, str] = field(default_factory=dict)
    bought: list[Bought] = field(default_factory=list)

    def add_sales(self, count: int) -> None:
        self.to_do.extend(f"sell {new_id()} {self.chance.randint(1, 3)}" for _ in range(count))

    def add_order(self, bought: Bought) -> None:
        self.bought.append(bought)
        for state in ("accepted", "preparing", "ready"):
            self.to_do.append(f"step {bought.number} {state}")
            self.add_sales(1)
        self.to_do.append(f"collect {bought.code.text} {new_id()}")

    def hear(self, said: str) -> None:
        """Take off the list what is done; it is done in the order of the list."""
        act, result = said.rsplit(" ", 1)
        assert act == self.to_do.popleft()
        self.done[act] = result

    def tickets(self) -> dict[str, str]:
        """Return the number of each sale that was confirmed, by its identity."""
        sales = {act.split()[1]: number for act, number in self.done.items() if act[:5] == "sell "}
        taken = {act.split()[2]: number for act, number in self.done.items() if act[:5] == "colle"}
        return sales | taken


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_kills_in_a_day_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    hub = LoadedMarketplace(tmp_path / "hub", free_port())
    found_town(hub, [SLUG])
    hub.start()
    try:
        found_shop(tmp_path / "shop", hub)
        day = live(tmp_path / "shop", hub, Random(20261123))
        with closing(open_counter(tmp_path / "shop")) as shop:
            await_agreement(shop, hub, SLUG)
            assert link.link_status(shop).rejected == 0
        must_be_whole(tmp_path / "shop", hub, day)
    finally:
        hub.stop()


def found_shop(folder: Path, hub: Marketplace) -> None:
    with closing(found_counter(folder)) as shop:
        photo = kept_photos.keep(shop, photos.prepare(a_photograph(), "goods.png"))
        for name, cents in GOODS:
            form = VariantDraft(price=Money(cents), opening_stock=Quantity.pieces(OPENING))
            draft = ProductDraft(
                name=name,
                vat=VatRate(2000),
                category_name="Épicerie",
                photos=(photo.sha256,),
                is_online=True,
                variants=(form,),
            )
            cataloguing.save_product(shop, draft, OWNER)
        link.enrol(shop, hub.url, hub.invite(SLUG))
        until(lambda: is_all_told(shop), "the goods on the marketplace")


def live(folder: Path, hub: Marketplace, chance: Random) -> Day:
    """Live a day in which one of the two is killed twenty times, each as often as the other."""
    day = Day(chance)
    victims = ["shop", "hub"] * (KILLS // 2)
    chance.shuffle(victims)
    counter = Counter(folder)
    try:
        for turn, victim in enumerate(victims):
            if turn % (KILLS // ORDERS) == 0:
                day.add_order(order_bread(hub))
            day.add_sales(max(0, BURST - len(day.to_do)))
            burst = [day.to_do[place] for place in range(BURST)]
            counter.tell(burst)
            for _ in range(chance.randint(0, BURST - 1)):
                day.hear(counter.hear())
            for _ in range(chance.randint(0, SPINS)):
                pass
            if victim == "shop":
                for said in counter.kill():
                    day.hear(said)
            else:
                hub.kill()
                hub.start()
                while day.to_do and day.to_do[0] in burst:
                    day.hear(counter.hear())
        day.to_do.extend(("close", "settle"))
        counter.tell(list(day.to_do))
        while day.to_do:
            day.hear(counter.hear())
        counter.end()
    finally:
        counter.put_down()
    return day


def order_bread(hub: Marketplace) -> Bought:
    with Shopper(hub.url) as shopper:
        shopper.open(f"/boutiques/{SLUG}").follow("Pain")
        shopper.submit(shopper.form("/panier/ajouter"), quantity="2")
        return check_out(shopper)


def must_be_whole(folder: Path, hub: Marketplace, day: Day) -> None:
    shop_file, hub_file = folder / "comptoir.db", hub.folder / "marketplace.db"
    tickets = day.tickets()
    assert len(tickets) > KILLS

    for file in (shop_file, hub_file):
        kept = ask(file, "SELECT id, number FROM sale ORDER BY number")
        assert dict(kept) == tickets
        numbers = [int(str(number).rsplit("-", 1)[1]) for _, number in kept]
        assert numbers == list(range(1, len(tickets) + 1))

    sold = dict.fromkeys(("Pain", "Vin"), 0)
    for act in day.done:
        kind, *words = act.split()
        sold["Pain"] += {"sell": 1, "collect": 2}.get(kind, 0)
        sold["Vin"] += int(words[1]) if kind == "sell" else 0
    on_hand = "SELECT p.name, l.on_hand FROM stock_level l JOIN variant v ON v.id = l.variant_id "
    assert dict(ask(shop_file, on_hand + "JOIN product p ON p.id = v.product_id")) == {
        name: (OPENING - count) * 1000 for name, count in sold.items()
    }
    shop, there = read_shop(folder), read_hub(hub.folder, SLUG)
    assert shop.differences(there) == []
    assert there.orders == {bought.number: "handed_over" for bought in day.bought}
    assert ask(hub_file, "SELECT sum(reserved) FROM offer") == [(0,)]
    assert ask(hub_file, "SELECT count(*) FROM op_parked") == [(0,)]
    assert ask(hub_file, "SELECT z_number, tickets FROM till_close") == [(1, len(tickets))]
    steps = "SELECT order_id, after FROM order_event WHERE before <> after"
    told = ask(hub_file, steps)
    assert len(told) == len(set(told))
    assert all(journal.report.is_sound for journal in inspect(folder))
