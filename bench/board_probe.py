"""Shows the board with so many open orders again and again.

`python -m bench.board_probe FOLDER SEED ORDERS`: FOLDER is a copy of a prepared shop.
"""

import random
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from bench.counter import Counter, Painted
from bench.probe import answer
from desktop.bootstrap import open_shop
from desktop.counter_window import open_window
from desktop.models.base import table_of
from desktop.models.orders import Order, OrderLine
from desktop.services.online import order_board
from desktop.services.shop import Shop
from desktop.ui.orders.screen import OrdersScreen
from fiscal import FolderKeyStore
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState


def board(folder: Path, seed: int, count: int) -> None:
    """Show so many open orders again and again."""
    with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)) as shop:
        _write_orders(shop, seed, count)
    application = QApplication([])
    opened = open_window(folder, keys=FolderKeyStore(folder))
    opened.window.resize(1366, 768)
    opened.window.show()
    at = Counter(opened)
    opened.window.go("orders")
    at.rest()
    screen = opened.window.screen_of("orders")
    if not isinstance(screen, OrdersScreen):
        raise TypeError("the orders' screen")
    painted = Painted(screen.board)
    told: dict[str, list[float]] = {"refresh_ms": [], "read_ms": [], "floor_ms": []}
    for run in range(24):
        at.rest()
        begun = time.perf_counter()
        read = at.do(_timed_board)
        screen.board.show_board(read[0], opened.shop.clock.now())
        screen.board.update()
        painted.at, filled = 0.0, time.perf_counter()
        at.wait(partial(_is_painted, painted, filled), "the board")
        if run > 3:
            told["refresh_ms"].append((painted.at - begun) * 1000)
            told["read_ms"].append(read[1])
            told["floor_ms"].append(at.do(_bare_rows))
    opened.close()
    application.processEvents()
    answer(told)


def _is_painted(painted: Painted, since: float) -> bool:
    return painted.at > since


def _timed_board(shop: Shop) -> tuple[order_board.Board, float]:
    begun = time.perf_counter()
    return order_board.board(shop), (time.perf_counter() - begun) * 1000


def _bare_rows(shop: Shop) -> float:
    """Return the ms of fetching the orders and their lines, and no more."""
    begun = time.perf_counter()
    with shop.look() as look:
        look.connection.exec_driver_sql("SELECT * FROM shop_order").fetchall()
        look.connection.exec_driver_sql("SELECT * FROM order_line").fetchall()
    return (time.perf_counter() - begun) * 1000


def _write_orders(shop: Shop, seed: int, count: int) -> None:
    chance = random.Random(seed)
    states = (OrderState.PLACED, OrderState.ACCEPTED, OrderState.PREPARING, OrderState.READY)
    now = shop.clock.now()
    with shop.look() as look:
        variants = look.connection.exec_driver_sql("SELECT id FROM variant").scalars().all()
    rows: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    for number in range(count):
        order = new_id()
        total = 0
        for place in range(chance.randint(1, 6)):
            price = chance.randrange(90, 4000)
            total += price
            lines.append(
                {
                    "id": new_id(),
                    "order_id": order,
                    "position": place,
                    "variant_id": chance.choice(variants),
                    "label": f"Article {place + 1}",
                    "quantity": 1000,
                    "unit": "piece",
                    "unit_price_cents": price,
                    "gross_cents": price,
                    "vat_bp": 550,
                    "state": "open",
                    "picked": 0,
                }
            )
        rows.append(
            {
                "id": order,
                "number": f"{number:08d}",
                "state": states[number % len(states)].value,
                "hub_ver": 1,
                "mode": "collect",
                "placed_at": now,
                "promised_from": now,
                "promised_to": now,
                "customer_name": f"Camille {number}",
                "phone_last2": "42",
                "note": "",
                "payment": "on_collection",
                "paid_cents": 0,
                "total_cents": total,
                "commitment": "",
                "arrived_at": now,
                "seen_at": now,
                "shelf": "",
                "bags": 0,
            }
        )
    with shop.begin() as work:
        work.connection.execute(insert(table_of(Order)), rows)
        work.connection.execute(insert(table_of(OrderLine)), lines)
        work.commit()


if __name__ == "__main__":
    board(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
