"""Two counters of one shop never number their tickets alike."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from demo.still_town import StillTown
from desktop.domain.cart import Cart
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from marketplace.models.town import Shop as TownShop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, paid_in_cash

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
BAKERY = "la-mie-doree"


def a_ticket(shop: Shop) -> str:
    if not till_sessions.till_state(shop).is_open:
        till_sessions.open_till(shop, Money(100_00), OWNER)
    cart = Cart().add(selling.tiles(shop, None, 1)[0], Quantity.pieces(1))
    return selling.take_payment(shop, paid_in_cash(cart)).number


def test_a_second_counter_gets_a_code_and_a_key_of_its_own(tmp_path: Path) -> None:
    with closing(StillTown(tmp_path, MORNING, is_durable=False)) as town:
        first = town.open_counter(BAKERY)
        second = town.open_counter(BAKERY, sells=False)
        # The key was made with the code: what opens the shop tomorrow finds it.
        second.restart()
        assert a_ticket(first.shop).startswith("T01-")
        assert a_ticket(second.shop).startswith("T02-")
        # Whoever never opens the settings is called by the steward all the same.
        with town.hub.database.read() as session:
            there = session.scalars(select(TownShop).where(TownShop.slug == BAKERY)).one()
            assert [rung["channel"] for rung in there.ladder] == ["steward"]
        # Whoever has signed under a code keeps it, however often the marketplace is asked.
        first.join()
        assert a_ticket(first.shop).startswith("T01-")
