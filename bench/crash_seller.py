"""A nursery of tills that sell until they are killed: `python -m bench.crash_seller SYNCHRONOUS`.

For each line on stdin, `FOLDER SHADOW SEED`, a till is born that sells in FOLDER and prints
`paid ID NUMBER TOTAL` after each sale that is on the disk; its first word is `pid N`, and `gone`
follows when it is dead. It is a copy of this process, so that a thousand deaths need no thousand
starts; with the shim loaded, SHADOW keeps what it waited for.
"""

import os
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from bench.disk import Disk
from bench.goods import codes_of, fill, in_cash
from desktop.bootstrap import open_shop
from desktop.domain.tender import Means
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from fiscal import FolderKeyStore
from sync.kernel.clock import SetClock
from sync.kernel.money import Money

FLOAT = Money(100_00)
BACK_EVERY, CLOSE_EVERY, FOLD_EVERY = 5, 11, 7
"""Of so many sales one comes back, one is the day's last, one is followed by an idle moment."""


def main(synchronous: str) -> None:
    """Give birth to a till for each line."""
    if synchronous != "FULL":
        event.listen(Engine, "engine_connect", _relax)
    for line in sys.stdin:
        folder, shadow, seed = line.split()
        child = os.fork()
        if not child:
            _live(Path(folder), Path(shadow), int(seed))
        _say(f"pid {child}")
        os.waitpid(child, 0)
        _say("gone")


def _relax(connection: Connection) -> None:
    """Wait for the disk at checkpoints only: for the benchmark to see that sales are lost then."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute("PRAGMA synchronous=NORMAL")


def _live(folder: Path, shadow: Path, seed: int) -> None:
    """Sell until killed; a till that ends by itself says so."""
    try:
        Disk().mirror(folder, shadow)
        _sell_for_ever(folder, random.Random(seed))
    except BaseException as error:  # noqa: BLE001 a copy of the nursery must not live on as one
        _say(f"failed {type(error).__name__} {error}")
    finally:
        os._exit(1)


def _sell_for_ever(folder: Path, chance: random.Random) -> None:
    # Each life begins later than the one before it ended: the journal is not to tell of jumps.
    clock = SetClock(datetime.now(UTC))  # noqa: TID251 here the process stands for the machine
    shop = open_shop(folder, clock=clock, keys=FolderKeyStore(folder), prints=False, talks=False)
    codes = codes_of(folder)
    while True:
        clock.advance(timedelta(milliseconds=7))
        serve(shop, codes, chance)


def serve(shop: Shop, codes: Sequence[str], chance: random.Random) -> None:
    """Serve a customer; the till is opened first where it is closed or its day has ended."""
    till_sessions.close_forgotten(shop)
    if not till_sessions.till_state(shop).is_open:
        till_sessions.open_till(shop, FLOAT, OWNER_CODE)
    _sell(shop, codes, chance)


def _sell(shop: Shop, codes: Sequence[str], chance: random.Random) -> None:
    cart = fill(shop, chance.sample(codes, chance.randint(1, 10)))
    done = selling.take_payment(shop, in_cash(cart))
    _say(f"paid {done.sale_id} {done.number} {done.total.cents}")
    if not chance.randrange(BACK_EVERY):
        back = selling.refund(shop, done.sale_id, (), Means.CASH, OWNER_CODE, "retour")
        _say(f"paid {back.sale_id} {back.number} {back.total.cents}")
    if not chance.randrange(CLOSE_EVERY):
        till_sessions.close_till(shop, None, OWNER_CODE)
    if not chance.randrange(FOLD_EVERY):
        shop.database.checkpoint()


def _say(words: str) -> None:
    """Say it in one write, so that a blow leaves a whole line or none."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
