"""What a sale costs at the end of a day is what it cost at its beginning, counted and not timed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text

from desktop.services.counter import selling, shelf
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.town import link
from desktop.ui import main_window
from desktop.ui.sale import screen
from tests.support.a_shop import a_cart, a_shop, paid_in_cash, sell

EARLY, LATE = 10, 300
SMALL, LARGE, FEW = 60, 240, 8
BREAD = "3017620422003"


class Steps:
    """Counts the steps of SQLite's machine on every connection of a shop."""

    def __init__(self) -> None:
        self.count = 0
        self._connections: list[Any] = []

    def meet(self, connection: Any, *_pool: object) -> None:  # noqa: ANN401 the driver's own type
        """Count on a connection from now on."""
        if connection not in self._connections:
            self._connections.append(connection)
            connection.set_progress_handler(self._step, 1)

    def of(self, job: Callable[[], object]) -> int:
        """Return how many steps a job takes."""
        before = self.count
        job()
        return self.count - before

    def _step(self) -> int:
        self.count += 1
        return 0


@contextmanager
def counting() -> Iterator[Steps]:
    steps = Steps()
    event.listen(Engine, "checkout", steps.meet)
    try:
        yield steps
    finally:
        event.remove(Engine, "checkout", steps.meet)


def one_customer(shop: Shop, steps: Steps) -> dict[str, int]:
    """Sell the same as ever and return what each part of it made SQLite do."""
    checkout = paid_in_cash(a_cart(shop, "Pain", "Vin"))
    return {
        "payment": steps.of(lambda: selling.take_payment(shop, checkout)),
        "till": steps.of(lambda: till_sessions.till_state(shop)),
        "parked": steps.of(lambda: selling.parked(shop)),
        "link": steps.of(lambda: link.link_status(shop)),
        "sale screen": steps.of(lambda: screen._standing(shop)),
        "header": steps.of(lambda: main_window._standing(shop)),
    }


def test_the_three_hundredth_sale_makes_the_database_do_what_the_tenth_did(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
    with counting() as steps, shelf.opened() as shop:
        # The first times each connection still reads the schema and an index is still one page.
        for _ in range(EARLY):
            one_customer(shop, steps)
        early = one_customer(shop, steps)
        for _ in range(LATE - EARLY):
            sell(shop, "Pain", "Vin")
        late = one_customer(shop, steps)

    assert all(early.values())
    assert late == early


def one_look(shop: Shop, steps: Steps) -> dict[str, int]:
    """Look for goods as the sale screen does and return what it made SQLite do."""
    with shop.glance() as glance:
        steps.meet(glance)
    sections = [each.id for each in shelf.categories(shop)]
    return {
        "scan": steps.of(lambda: shelf.understand(shop, BREAD)),
        "packaging": steps.of(lambda: shelf.packaging(shop)),
        "section": steps.of(lambda: shelf.tiles(shop, sections[0], FEW)),
        "best sellers": steps.of(lambda: shelf.tiles(shop, None, FEW)),
    }


def test_a_larger_catalogue_makes_the_database_do_no_more(tmp_path: Path) -> None:
    counts: list[dict[str, int]] = []
    for size in (SMALL, LARGE):
        folder = tmp_path / str(size)
        folder.mkdir()
        builder = a_shop(folder).with_product("Pain", 1_15, code=BREAD, category="Mie")
        builder.with_product("Bouteille", 20, vat=0, kind="deposit")
        for number in range(size):
            builder.with_product(f"Tarte {number:03d}", 9_00, category="Mie")
        with counting() as steps, builder.opened() as shop:
            sell(shop, "Pain")
            one_look(shop, steps)
            counts.append(one_look(shop, steps))

    small, large = counts
    assert all(small.values())
    assert large == small


def test_a_section_shows_its_best_sellers_and_then_its_goods_by_name(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Vin", 14_90, category="Cave")
    for name in ("Zwieback", "Pain", "Brioche"):
        builder.with_product(name, 1_15, category="Mie")
    with builder.opened() as shop:
        sell(shop, "Vin")
        sell(shop, "Pain")
        (cellar, bakery) = shelf.categories(shop)
        with shop.begin() as work:
            below = text("UPDATE category SET parent_id = :above WHERE id = :below")
            work.connection.execute(below, {"above": bakery.id, "below": cellar.id})
            work.commit()

        def named(category: str, limit: int) -> list[str]:
            return [item.label for item in shelf.tiles(shop, category, limit)]

        assert named(bakery.id, 9) == ["Pain", "Vin", "Brioche", "Zwieback"]
        assert named(bakery.id, 3) == ["Pain", "Vin", "Brioche"]
        assert named(cellar.id, 9) == ["Vin"]
