"""Orders under everything that goes wrong, from one seed; nobody is missed, nothing is given twice.

Two counters of one shop, a second shop that keeps its parcels, two banks of lockers and the
marketplace, all real, on one clock (`demo.still_town`). Counters sleep, are muted, sit behind a
modal, lose their line, lose answers on it; one promises small orders by rule; printers run out of
paper, are opened, unplugged, cut off in the middle (`storm_post`). Each kind of step is followed by
a restart of the till, the first time always. Customers order, change their minds, are asked what may
stand in for something (`storm_packing`), never come, do not want all of it, or come with their code
to whichever counter, or somebody else does, at times with a copy of it to both (`storm_counters`).
Bags go to doors, to the relay, into lockers and back (`storm_carriage`, `storm_lockers`), while the
other counter, in the dark, says something else of them; and goods come back (`storm_returns`).

`python -m tests.loop.order_storm --orders 10000` lives a long storm; the suite lives a short one.
A seed's storm is the same again: nothing in it goes by an order's number, the one thing drawn
elsewhere that would put orders into another sequence.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from demo.still_town import How, StillTown
from desktop.errors import RefusedError
from desktop.services.carriage import relay, rounds
from desktop.services.counter import selling
from desktop.services.online import alarm_ladder, order_board, orders
from desktop.services.stockroom import stocktaking
from marketplace.errors import HubError
from marketplace.services import order_page
from marketplace.services import orders as hub_orders
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity, Unit

from . import storm_promises
from .storm_carriage import Carriage
from .storm_counters import Counters
from .storm_lockers import Lockers
from .storm_packing import Packing
from .storm_post import Post
from .storm_returns import Returns
from .storm_told import Bag, Place, Told

SLUG, RELAY = "maison-castagne", "la-page-d-apres"
SATURDAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
MOST_OPEN = 12
LONGEST_DROUGHT = 1000
"""Acts in a row without another order: some order keeps the others out for ever."""
LONGEST_HEALING = 100
"""Rounds after the storm; a dozen orders take some twenty."""
_MISSING = ("ask", "ask", "substitute", "refund")
_WAYS = ("collect",) * 5 + ("merchant",) * 3 + ("relay",) * 2 + ("locker",) * 2


class OrderStorm:
    """One seed's storm; `run` raises AssertionError where a promise does not hold."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self._running = ExitStack()
        self.town = StillTown(folder, SATURDAY, is_durable=False)
        self._running.callback(self.town.close)
        first = self.town.open_counter(SLUG)
        second = self.town.open_counter(SLUG, sells=False)
        self.posts = [
            Post(first, self.chance, goes_by_rules=True),
            Post(second, self.chance, goes_by_rules=False),
        ]
        keeper = self.town.open_counter(RELAY, sells=False)
        self.relay = Post(keeper, self.chance, goes_by_rules=False)
        self.town.talk(2)
        # Some line is poor from the first day.
        self.posts[1].loses = 20
        self.told: dict[str, Told] = {}
        self._unended: set[str] = set()
        self.is_over = False
        self.befell: Tally[str] = Tally()
        #: By kind of step: how often it was taken, and followed by a restart.
        self.steps: Tally[str] = Tally()
        self.restarts: Tally[str] = Tally()
        #: By promise: how often it was looked at.
        self.held: Tally[str] = Tally()
        self.doubles_in_the_dark = 0
        self._wares = selling.tiles(first.shop, None, 60)
        self.counters, self.packing, self.returns = Counters(self), Packing(self), Returns(self)
        self.carriage, self.lockers = Carriage(self), Lockers(self)
        self._running.callback(self.lockers.close)
        self._acts: dict[Callable[[Post], object], int] = {
            self._order: 15,
            self._change_mind: 1,
            self._befall: 4,
            self._talk: 20,
            self.counters.notice: 10,
            self._tick: 4,
            self.counters.go_on: 40,
            self.counters.go_back: 2,
            self.counters.contradict: 3,
            self.counters.collect: 12,
            self.counters.come_twice: 1,
            self.packing.answer: 6,
            self.returns.bring_back: 3,
            self.returns.bring_back_twice: 2,
            self.returns.bring_a_piece: 1,
            self.counters.leave_out: 2,
            self._print: 8,
            self.counters.look_after: 4,
            self.counters.give_up: 1,
            self._let_time_work: 1,
            self.carriage.plan: 3,
            self.carriage.drive: 14,
            self.carriage.come_back: 3,
            self.carriage.take_in: 4,
            self.carriage.give_at_the_relay: 3,
            self.carriage.send_back: 1,
            self.lockers.begin: 4,
            self.lockers.take: 2,
            self.lockers.hear: 2,
            self.lockers.fetch: 2,
        }

    def close(self) -> None:
        """Close the town and switch off what stands in it."""
        self._running.close()

    def run(self, wanted: int) -> None:
        """Live until so many orders have come, and what came after them."""
        dry = 0
        while len(self.told) < wanted:
            before = len(self.told)
            self._act()
            dry = dry + 1 if len(self.told) == before else 0
            assert dry < LONGEST_DROUGHT, f"no order comes any more: {self._open()}"
        self._heal()
        storm_promises.settle(self)

    # --- what happens -----------------------------------------------------------------------------

    def _act(self) -> None:
        self.town.clock.advance(timedelta(seconds=self.chance.randrange(1, 600)))
        post = self.chance.choice(self.posts)
        (act,) = self.chance.choices([*self._acts], [*self._acts.values()])
        if act in (self._talk, self._befall) and self.chance.randrange(3) == 0:
            post = self.relay
        self.befell[getattr(act, "__name__", "").strip("_")] += 1
        act(post)

    def _order(self, _post: Post) -> None:
        if len(self._open()) >= MOST_OPEN:
            return
        some = self.chance.sample(self._wares, self.chance.randrange(1, 4))
        mode = self.chance.choice(_WAYS)
        wanted = {one.variant_id: self._amount(one.unit) for one in some}
        has_proxy = self.chance.randrange(100) < 25
        how = How(
            mode=mode,
            if_missing=self.chance.choice(_MISSING),
            proxy_name="Noé Lambert" if has_proxy else "",
            pays_online=self.chance.randrange(100) < 25,
        )
        try:
            bought = self.town.order(wanted, how=how)
        except HubError as refused:
            if refused.code not in ("way_not_offered", "needs_papers"):
                self._refill()
            self.befell[f"no order: {refused.code}"] += 1
            return
        comes = self.chance.randrange(100) < 97
        self.told[bought.order_id] = Told(bought, mode, comes=comes, has_proxy=has_proxy)
        self._unended.add(bought.order_id)
        self.befell[f"by {mode}"] += 1

    def _amount(self, unit: Unit) -> int:
        """Return how much somebody wants of something: some hundred grams of what is weighed."""
        if unit is Unit.PIECE:
            return self.chance.choice((1000, 1000, 1000, 2000))
        return self.chance.randrange(120, 700, 20)

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
        what = self.chance.choice(("asleep", "muted", "modal", "cut", "losing", "lockers"))
        self.befell[self.lockers.befall() if what == "lockers" else what] += 1
        match what:
            case "asleep":
                post.is_asleep = not post.is_asleep
            case "muted":
                post.is_muted = not post.is_muted
            case "modal":
                post.is_behind_a_modal = not post.is_behind_a_modal
            case "cut":
                post.counter.is_cut_off = not post.counter.is_cut_off
            case "losing":
                post.loses = self.chance.choice((0, 0, 20, 60))
            case _:
                pass

    def put_in_the_dark(self, post: Post) -> None:
        """Cut one of the shop's other counters off at times, while a bag is away."""
        other = self.chance.choice([each for each in self.posts if each is not post])
        if not self.is_over and self.chance.randrange(100) < 30:
            other.counter.is_cut_off = True
            self.befell["cut while away"] += 1

    def _talk(self, post: Post) -> None:
        if post.is_asleep or not post.counter.hears_the_bell():
            return
        with storm_promises.bagged(self, post):
            is_whole = post.counter.talk()
        storm_promises.hold_alarms(self, post)
        storm_promises.hold_bags(self)
        self.packing.settle(post)
        self.stepped(post, "talk" if is_whole else "talk cut off")

    def _let_time_work(self, _post: Post) -> None:
        """Have the marketplace do what is due by its clock."""
        self.town.do_jobs()

    def stepped(self, post: Post, kind: str, order_id: str = "") -> None:
        """Count a step, and at times stop the till right after it: always after the first."""
        self.steps[kind] += 1
        if self.restarts[kind] and self.chance.randrange(100) >= 2:
            return
        before = self._standing(post, order_id)
        post.restart()
        self.restarts[kind] += 1
        if order_id:
            self.held["kept over a restart"] += 1
            after = self._standing(post, order_id)
            assert after == before, f"{kind} of {order_id} is lost: {before} {after}"
        storm_promises.hold_alarms(self, post)

    def _standing(self, post: Post, order_id: str) -> object:
        """Return all that a till has written down of an order, and of what carries it."""
        shop = post.counter.shop
        if not order_id:
            return None
        if post is self.relay:
            return relay.parcel(shop, order_id)
        on_rounds = [
            one for one in rounds.rounds(shop) if order_id in [stop.order.id for stop in one.stops]
        ]
        return orders.order(shop, order_id), on_rounds, self.lockers.standing(post, order_id)

    def refused(self, why: RefusedError) -> None:
        """Count what a counter did not let somebody do."""
        self.befell[f"refused: {why.code}"] += 1

    def given(self, told: Told, lines: Iterable[str], bag: Bag | None = None) -> None:
        """Note that lines are with the customer."""
        self.doubles_in_the_dark += told.give(lines, bag)

    # --- at the counter, by itself ----------------------------------------------------------------

    def _tick(self, post: Post) -> None:
        """Let the program do what it does every few seconds, behind a modal as well."""
        if post.is_asleep:
            return
        alarm_ladder.tick(post.counter.shop)
        storm_promises.hold_ladder(self, post)
        storm_promises.hold_lists(self, post)
        self.packing.settle(post)
        self.stepped(post, "tick")

    def _print(self, post: Post) -> None:
        if post.is_asleep:
            return
        if self.chance.randrange(100) < 35:
            self.befell[post.bring_trouble().value] += 1
        if post.print_papers():
            self.stepped(post, "paper")
        else:
            self.steps["half a paper"] += 1
            self.restarts["half a paper"] += 1

    # --- afterwards -------------------------------------------------------------------------------

    def _heal(self) -> None:
        """Let everything work again, and the people finish what is left."""
        self.is_over = True
        for post in self.everyone:
            post.recover()
        self.lockers.recover()
        self.town.talk(4)
        rounds_taken, is_doubled = 0, False
        while left := self._left_to_do():
            rounds_taken += 1
            assert rounds_taken < LONGEST_HEALING, f"nobody can go on with {left}"
            is_doubled = is_doubled or self.counters.come_twice_in_the_dark()
            # A locker is fetched empty when its days are over.
            self.town.clock.advance(timedelta(hours=6))
            for post in self.posts:
                self._finish(post)
                self.town.talk(2)
            self.carriage.drop_what_is_over()
        for order in order_board.board(self.posts[0].counter.shop).ready:
            orders.cancel(self.posts[0].counter.shop, order.id, "personne")
        self.town.talk(4)
        for post in self.posts:
            self.returns.bring_back(post)
        self.town.talk(2)
        self.town.do_jobs()
        self.town.talk(2)
        self.counters.settle_what_is_odd(self.posts[0])
        for post in self.posts:
            while not post.print_papers():
                self.befell["half a paper"] += 1
            post.look_after_printers()
            post.print_papers()

    def _finish(self, post: Post) -> None:
        """Let the people of one counter, and whoever carries for it, do some of what is left."""
        self.counters.notice(post)
        self.packing.settle(post)
        for _ in range(20):
            if not self.counters.go_on(post):
                break
        self.counters.collect(post)
        for act in (self.carriage.plan, self.carriage.take_in, self.carriage.give_at_the_relay):
            act(post)
        for _ in range(6):
            self.carriage.drive(post)
        self.carriage.send_back(post)
        for _ in range(3):
            self.carriage.come_back(post)
            self.lockers.begin(post)
            self.lockers.fetch(post)
            self.lockers.take(post)
        self.lockers.hear(post)

    def _left_to_do(self) -> list[str]:
        """Return in words what the people of the town have still to do."""
        board = order_board.board(self.posts[0].counter.shop)
        coming = [order for order in board.ready if self.is_awaited(order.id)]
        waiting = [
            f"{order.number} {order.state} {order.carriage} {[line.label for line in order.lines]}"
            for order in (*board.to_prepare, *board.preparing, *coming)
        ]
        return waiting + self.carriage.is_anything_open() + self.lockers.is_anything_open()

    def is_awaited(self, order_id: str) -> bool:
        """Tell whether its customer comes, or nobody has tried to bring it yet."""
        told = self.told[order_id]
        return told.comes or (told.mode != "collect" and told.bag(Place.BACK) is None)

    # --- looking ----------------------------------------------------------------------------------

    @property
    def everyone(self) -> list[Post]:
        """Return every counter of the town."""
        return [*self.posts, self.relay]

    def lately(self) -> Told | None:
        """Return one of the last orders."""
        return self.chance.choice([*self.told.values()][-MOST_OPEN:]) if self.told else None

    def with_bag(self, place: Place) -> list[Told]:
        """Return the orders of which a bag is really there, oldest first."""
        return [told for told in self.told.values() if told.bag(place)]

    def away_ids(self) -> set[str]:
        """Return the orders of which a bag is out of the shop."""
        return {
            order_id
            for order_id, told in self.told.items()
            if any(bag.place not in (Place.GIVEN, Place.BACK) for bag in told.bags)
        }

    def open_orders(self) -> list[Told]:
        """Return the orders that have not ended, oldest first."""
        return [self.told[each] for each in sorted(self._open())]

    def _open(self) -> dict[str, OrderState]:
        """Return where the orders stand that have not ended, by the marketplace."""
        states = self.town.states_of(self._unended)
        self._unended = {each for each in self._unended if states[each] in OPEN}
        return {each: states[each] for each in self._unended}

    def _refill(self) -> None:
        for item in self._wares:
            fifty = Quantity(50_000, item.unit)
            stocktaking.receive_stock(self.posts[0].counter.shop, item.variant_id, fifty)


def live(folder: Path, seed: int, wanted: int) -> OrderStorm:
    """Live one seed's storm to its end."""
    storm = OrderStorm(folder, seed)
    with closing(storm):
        storm.run(wanted)
    return storm


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--each", type=int, default=250, help="orders of one shop's storm")
    wishes = asked.parse_args()
    begun, seed, figures = time.perf_counter(), wishes.seed, storm_promises.Figures()
    while figures.orders < wishes.orders:
        wanted = min(wishes.each, wishes.orders - figures.orders)
        with tempfile.TemporaryDirectory() as folder:
            figures.add(live(Path(folder), seed, wanted))
        seed += 1
        sys.stderr.write(f"{figures.orders} orders\n")
    # Whatever is missed, lost, or given or printed twice in silence, has ended the storm before.
    figures.seconds = round(time.perf_counter() - begun, 1)
    sys.stdout.write(json.dumps(figures.as_json(), indent=1) + "\n")


if __name__ == "__main__":
    _main()
