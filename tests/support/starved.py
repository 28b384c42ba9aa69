"""A till whose disk takes no more: `python -m tests.support.starved FOLDER` prints what it says.

The operating system itself refuses to let any file grow (RLIMIT_FSIZE), in the middle of the write,
as a full disk or an exhausted quota does. Then there is room again, and everything is done once
more by the same running till.
"""

import json
import resource
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from desktop.errors import ShopError
from desktop.services.counter import selling
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, a_cart, open_again, paid_in_cash


def main(folder: Path) -> None:
    clock = SetClock(MORNING + timedelta(minutes=5))
    shop = open_again(folder, clock)
    done = selling.take_payment(shop, paid_in_cash(a_cart(shop, "Pain", "Vin")))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = (folder / f"{FILE_NAME}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log, hard))
    starved = {name: _said(act) for name, act in _acts(shop).items()}
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    fed = {name: _said(act) for name, act in _acts(shop).items()}
    shop.close()
    print(json.dumps({"first": done.number, "starved": starved, "fed": fed}))  # noqa: T201 the test reads it


def _acts(shop: Shop) -> dict[str, Callable[[], object]]:
    cart = a_cart(shop, "Pain", ("Vin", 2))
    return {
        "sell": lambda: selling.take_payment(shop, paid_in_cash(cart)),
        "move": lambda: till_sessions.move_cash(shop, Money(-5_00), "banque", OWNER),
        "park": lambda: selling.park(shop, cart, OWNER, "dame en rouge"),
        "abandon": lambda: selling.abandon(shop, cart, OWNER),
        "close": lambda: till_sessions.close_till(shop, Money(100_00), OWNER),
        "open": lambda: till_sessions.open_till(shop, Money(100_00), OWNER),
    }


def _said(act: Callable[[], object]) -> str:
    try:
        act()
    except ShopError as error:
        return error.code
    return "done"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
