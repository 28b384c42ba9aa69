"""Orders under everything that goes wrong, from one seed; nobody is missed, nothing is given twice.

Two counters of one shop and the marketplace, all real, in one thread on one clock
(`demo.still_town`). Counters sleep, are muted, sit behind a modal, lose their line, lose answers on
it, and are restarted between any two steps. Printers do not run; papers wait in their queues. Customers order, change their minds,
and come with their code to whichever counter, at times with a copy of it to both.

`python -m tests.loop.order_storm --orders 10000` lives a long storm; the suite lives a short one.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from demo import sides
from demo.still_town import Bought, Counter, CutError, StillTown
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online import order_alarms, order_board, orders, pickup, preparation
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import VerdictKind
from desktop.services.stockroom import stocktaking
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from marketplace.errors import HubError
from marketplace.services import order_page
from marketplace.services import orders as hub_orders
from sync.engine.asking import Ask
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity

SLUG = "maison-castagne"
SATURDAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
MOST_OPEN = 12
LONGEST_HEALING = 200
"""Rounds after the storm; a dozen orders take some ten."""


@dataclass
class Post:
    """A counter and how it is with it."""

    counter: Counter
    is_asleep: bool = False
    is_muted: bool = False
    is_behind_a_modal: bool = False
    loses: int = 0
    """Percent of questions or answers that are lost on the line."""

    def recover(self) -> None:
        """Let everything work."""
        self.is_asleep = self.is_muted = self.is_behind_a_modal = False
        self.counter.is_cut_off, self.loses = False, 0


@dataclass
class Told:
    """One order and what befell it."""

    bought: Bought
    #: Counters that said "hand over" and let the bag go, as they believed.
    given: list[str] = field(default_factory=list)
    paid: list[Money] = field(default_factory=list)
    noticed: str = ""
    comes: bool = True


class OrderStorm:
    """One seed's storm; `run` raises AssertionError where a promise does not hold."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.town = StillTown(folder, SATURDAY, is_durable=False)
        first = self.town.open_counter(SLUG)
        second = self.town.open_counter(SLUG, sells=False)
        self.posts = [Post(first), Post(second)]
        self.town.talk(2)
        self.told: dict[str, Told] = {}
        self._unended: set[str] = set()
        self.befell: Tally[str] = Tally()
        self.doubles_in_the_dark = 0
        for post in self.posts:
            post.counter.net = self._line_of(post)
        self._wares = [
            item for item in selling.tiles(first.shop, None, 60) if item.unit.value == "piece"
        ]

    def run(self, wanted: int) -> None:
        """Live until so many orders have come, and what came after them."""
        while len(self.told) < wanted:
            self._act()
        self._heal()
        self._settle()

    # --- what happens -----------------------------------------------------------------------------

    def _act(self) -> None:
        self.town.clock.advance(timedelta(seconds=self.chance.randrange(1, 300)))
        post = self.chance.choice(self.posts)
        act = self.chance.choices(
            (
                self._order,
                self._change_mind,
                self._befall,
                self._restart,
                self._talk,
                self._notice,
                self._go_on,
                self._collect,
                self._come_twice,
            ),
            (15, 1, 4, 2, 20, 12, 40, 12, 1),
        )[0]
        self.befell[act.__name__.strip("_")] += 1
        act(post)
        if act in {self._talk, self._restart, self._notice}:
            self._hold_alarms(post)

    def _order(self, _post: Post) -> None:
        if len(self._open()) >= MOST_OPEN:
            return
        some = self.chance.sample(self._wares, self.chance.randrange(1, 4))
        try:
            bought = self.town.order({one.variant_id: 1000 for one in some})
        except HubError:
            self._refill()
        else:
            comes = self.chance.randrange(100) < 97
            self.told[bought.order_id] = Told(bought, comes=comes)
            self._unended.add(bought.order_id)

    def _change_mind(self, _post: Post) -> None:
        placed = [each for each, state in self._open().items() if state is OrderState.PLACED]
        if not placed:
            return
        told = self.told[self.chance.choice(sorted(placed))]
        with self.town.hub.database.write() as session:
            group = order_page.find_group(session, told.bought.page)
            at = self.town.clock.now()
            hub_orders.cancel_for_customer(session, group, told.bought.order_id, at)

    def _befall(self, post: Post) -> None:
        if self.chance.randrange(100) < 60:
            post.recover()
            return
        what = self.chance.choice(("asleep", "muted", "modal", "cut", "losing"))
        self.befell[what] += 1
        match what:
            case "asleep":
                post.is_asleep = not post.is_asleep
            case "muted":
                post.is_muted = not post.is_muted
            case "modal":
                post.is_behind_a_modal = not post.is_behind_a_modal
            case "cut":
                post.counter.is_cut_off = not post.counter.is_cut_off
            case _:
                post.loses = self.chance.choice((0, 0, 20, 60))

    def _restart(self, post: Post) -> None:
        post.counter.restart()
        post.counter.net = self._line_of(post)

    def _talk(self, post: Post) -> None:
        if not post.is_asleep and post.counter.hears_the_bell():
            post.counter.talk()

    def _line_of(self, post: Post) -> Callable[[Ask], None]:
        def line(_ask: Ask) -> None:
            if self.chance.randrange(100) < post.loses:
                raise CutError

        return line

    # --- at the counter ---------------------------------------------------------------------------

    def _notice(self, post: Post) -> None:
        """Let somebody see or hear what the counter tells of, if it can be seen or heard."""
        if post.is_asleep or (post.is_muted and post.is_behind_a_modal):
            return
        for alarm in order_alarms.standing(post.counter.shop):
            told = self.told[alarm.order_id]
            told.noticed = told.noticed or post.counter.slug
            orders.mark_seen(post.counter.shop, alarm.order_id)

    def _go_on(self, post: Post) -> None:
        """Take the next step of some order, as this counter knows it."""
        if post.is_asleep or post.is_behind_a_modal:
            return
        board = order_board.board(post.counter.shop)
        waiting = [*board.to_prepare, *board.preparing]
        if not waiting:
            return
        order = self.chance.choice(waiting)
        try:
            for _ in range(self.chance.randrange(1, 4)):
                self._step(post, orders.order(post.counter.shop, order.id))
        except RefusedError:
            self.befell["refused step"] += 1

    def _step(self, post: Post, order: OrderView) -> None:
        shop = post.counter.shop
        if order.state not in {OrderState.PLACED, OrderState.ACCEPTED, OrderState.PREPARING}:
            return
        if order.state is OrderState.PLACED:
            if self.chance.randrange(100) < 3:
                orders.refuse(shop, order.id, "rupture")
            else:
                orders.accept(shop, order.id)
        elif order.state is OrderState.ACCEPTED:
            orders.start_preparing(shop, order.id)
        elif order.open_lines:
            line = next(line for line in order.lines if line.state.value == "open")
            if self.chance.randrange(100) < 8:
                preparation.mark_missing(shop, order.id, line.id)
            else:
                preparation.pick_by_hand(shop, order.id, line.id)
        elif all(line.state.value == "missing" for line in order.lines):
            orders.cancel(shop, order.id, "rupture")
        else:
            orders.mark_ready(shop, order.id, shelf="A1")

    def _collect(self, post: Post) -> None:
        ready = order_board.board(post.counter.shop).ready
        known = [self.told[order.id] for order in ready if self.told[order.id].comes]
        if known:
            self._hand_over(post, self.chance.choice(known))

    def _come_twice(self, _post: Post) -> None:
        """Present one code at both counters, one right after the other."""
        if not self.told:
            return
        told = self.chance.choice(list(self.told.values())[-MOST_OPEN:])
        if told.comes:
            for post in self.posts:
                self._hand_over(post, told)

    def _hand_over(self, post: Post, told: Told) -> None:
        if post.is_asleep or post.is_behind_a_modal:
            return
        shop = post.counter.shop
        verdict = pickup.check(shop, told.bought.code.text)
        if verdict.kind is not VerdictKind.HAND_OVER or verdict.order is None:
            return
        self._open_the_till(post)
        cart = pickup.cart_for(shop, told.bought.order_id)
        checkout = self._paid(cart) if verdict.order.to_pay else None
        gone = pickup.hand_over(
            shop, told.bought.order_id, OWNER_CODE, secret=verdict.secret, checkout=checkout
        )
        told.given.append(post.counter.slug)
        told.paid += [gone.sale.total] if gone.sale else []
        if len(told.given) > 1:
            self.doubles_in_the_dark += 1

    def _paid(self, cart: Cart) -> Checkout:
        means = self.chance.choice((Means.CASH, Means.CARD))
        return Checkout(cart=cart, tenders=Tenders().add(means, cart.total), staff=OWNER_CODE)

    def _open_the_till(self, post: Post) -> None:
        """Open it when another day has begun."""
        till_sessions.close_forgotten(post.counter.shop)
        if not till_sessions.till_state(post.counter.shop).is_open:
            till_sessions.open_till(post.counter.shop, Money(100_00), OWNER_CODE)

    # --- promises ---------------------------------------------------------------------------------

    def _hold_alarms(self, post: Post) -> None:
        """Hold: whatever stands placed and unseen at a counter is told there."""
        shop = post.counter.shop
        unseen = {
            order.id
            for order in order_board.board(shop).to_prepare
            if order.state is OrderState.PLACED and not order.is_seen
        }
        told = {alarm.order_id for alarm in order_alarms.standing(shop)}
        assert unseen <= told, f"untold at {shop.settings.till}: {unseen - told}"

    def _heal(self) -> None:
        """Let everything work again, and the people finish what is left."""
        for post in self.posts:
            post.recover()
        self.town.talk(4)
        rounds = 0
        while left := self._waiting():
            rounds += 1
            assert rounds < LONGEST_HEALING, f"nobody can go on with {left}"
            for post in self.posts:
                self._notice(post)
                for _ in range(20):
                    self._go_on(post)
                self._collect(post)
            self.town.talk(2)
        for order in order_board.board(self.posts[0].counter.shop).ready:
            orders.cancel(self.posts[0].counter.shop, order.id, "personne")
        self.town.talk(4)

    def _waiting(self) -> list[str]:
        """Return in words what the people of the first counter have still to do."""
        board = order_board.board(self.posts[0].counter.shop)
        coming = [order for order in board.ready if self.told[order.id].comes]
        return [
            f"{order.number} {order.state} {[line.label for line in order.lines]}"
            for order in (*board.to_prepare, *board.preparing, *coming)
        ]

    def _settle(self) -> None:
        shops = [post.counter.shop for post in self.posts]
        states = self.town.states_of(self.told)
        for order_id, told in self.told.items():
            here, there = (orders.order(shop, order_id) for shop in shops)
            state = states[order_id]
            assert here.state is there.state is state, f"{here.number}: {here.state} {state}"
            assert state not in OPEN, f"{here.number} has no end: {state}"
            assert len(told.given) <= 1 or here.anomaly, f"{here.number} twice, in silence"
            if state is OrderState.HANDED_OVER:
                assert told.given, f"{here.number} was given to nobody"
        taken = total_of([paid for told in self.told.values() for paid in told.paid])
        tickets = [sides.read_shop(post.counter.folder).sales.values() for post in self.posts]
        rung = Money(sum(gross for till in tickets for gross, _net in till))
        assert taken == rung, f"customers paid {taken}, the tills rang {rung}"

    # --- looking ----------------------------------------------------------------------------------

    def _open(self) -> dict[str, OrderState]:
        """Return where the orders stand that have not ended, by the marketplace."""
        states = self.town.states_of(self._unended)
        self._unended = {each for each in self._unended if states[each] in OPEN}
        return {each: states[each] for each in self._unended}

    def _refill(self) -> None:
        for item in self._wares:
            stocktaking.receive_stock(
                self.posts[0].counter.shop, item.variant_id, Quantity.pieces(50)
            )


def live(folder: Path, seed: int, wanted: int) -> OrderStorm:
    """Live one seed's storm to its end."""
    storm = OrderStorm(folder, seed)
    with closing(storm.town):
        storm.run(wanted)
    return storm


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--each", type=int, default=500, help="orders of one shop's storm")
    wishes = asked.parse_args()
    befell, begun, seed = Tally[str](), time.perf_counter(), wishes.seed
    done = doubles = noticed = 0
    while done < wishes.orders:
        wanted = min(wishes.each, wishes.orders - done)
        with tempfile.TemporaryDirectory() as folder:
            storm = live(Path(folder), seed, wanted)
        befell += storm.befell
        doubles += storm.doubles_in_the_dark
        noticed += sum(bool(told.noticed) for told in storm.told.values())
        done, seed = done + len(storm.told), seed + 1
        sys.stderr.write(f"{done} orders\n")
    # Whatever is missed, or given twice in silence, has ended the storm before this.
    told = {
        "orders": done,
        "conflicts_raised": doubles,
        "noticed_by_the_alarm": noticed,
        "befell": dict(befell),
        "seconds": round(time.perf_counter() - begun, 1),
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    _main()
