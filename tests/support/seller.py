"""A program that sells until it is killed: `python -m tests.support.seller FOLDER`.

It prints `paid ID NUMBER` after each sale that is on the disk, refunds and closes now and then.
"""

import sys
from datetime import timedelta
from pathlib import Path

from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, a_cart, open_again, paid_in_cash


def main(folder: Path) -> None:
    clock = SetClock(MORNING)
    shop = open_again(folder, clock)
    if not till_sessions.till_state(shop).is_open:
        till_sessions.open_till(shop, Money(100_00), OWNER)
    for turn in range(1_000_000):
        clock.advance(timedelta(seconds=7))
        _serve(shop, turn)


def _serve(shop: Shop, turn: int) -> None:
    done = selling.take_payment(shop, paid_in_cash(a_cart(shop, "Pain", ("Vin", 1 + turn % 3))))
    print("paid", done.sale_id, done.number, flush=True)  # noqa: T201 the test reads it
    if turn % 5 == 4:
        back = selling.refund(shop, done.sale_id, (), Means.CASH, OWNER, "erreur")
        print("paid", back.sale_id, back.number, flush=True)  # noqa: T201 the test reads it
    if turn % 11 == 10:
        till_sessions.close_till(shop, None, OWNER)
        till_sessions.open_till(shop, Money(100_00), OWNER)
    if turn % 7 == 6:
        shop.database.checkpoint()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except RefusedError as refused:
        sys.exit(str(refused))
