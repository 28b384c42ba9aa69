"""What a sale costs at the end of a day is what it cost at its beginning, counted and not timed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from desktop.services import link, selling, till_sessions
from desktop.services.shop import Shop
from desktop.ui import main_window
from desktop.ui.sale import screen
from tests.support.a_shop import a_cart, a_shop, paid_in_cash, sell

EARLY, LATE = 10, 300


class Steps:
    """Counts the steps of SQLite's machine on every connection of a shop."""

    def __init__(self) -> None:
        self.count = 0
        self._connections: list[Any] = []

    def meet(self, connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 the driver's own type
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
