"""Orders under everything that goes wrong, from one seed; nobody is missed, nothing is given twice.

Two counters of one shop and the marketplace, all real, in one thread on one clock
(`demo.still_town`). Counters sleep, are muted, sit behind a modal, lose their line, lose answers on
it; one promises small orders by rule; printers run out of paper, are opened, unplugged, cut off in
the middle (`storm_post`). Each kind of step is followed by a restart of the till, the first time
always. Customers order, change their minds, never come, do not want all of it, or come with their
code to whichever counter, at times with a copy of it to both.

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
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from demo.still_town import Bought, StillTown
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online import (
    alarm_ladder,
    bags,
    leaving_out,
    no_shows,
    order_alarms,
    order_board,
    orders,
    pickup,
    preparation,
)
from desktop.services.online.order_board import BoardCard
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import HandOver, VerdictKind
from desktop.services.stockroom import stocktaking
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from marketplace.errors import HubError
from marketplace.services import order_page
from marketplace.services import orders as hub_orders
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity

from . import storm_promises
from .storm_post import Post

SLUG = "maison-castagne"
SATURDAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
MOST_OPEN = 12
LONGEST_DROUGHT = 1000
"""Acts in a row without another order: some order keeps the others out for ever."""
LONGEST_HEALING = 100
"""Rounds after the storm; a dozen orders take some ten."""


@dataclass
class Told:
    """One order and what befell it."""

    bought: Bought
    #: How often something was handed over, and how often each line left, as the counters believed.
    visits: int = 0
    left: Tally[str] = field(default_factory=Tally)
    paid: list[Money] = field(default_factory=list)
    #: Counters where somebody had it before them, by alarm or board.
    noticed: set[str] = field(default_factory=set)
    #: How often a counter said that its bag stands ready.
    made_ready: Tally[str] = field(default_factory=Tally)
    comes: bool = True
    #: By a person, or known to have been by the shop's rule.
    is_promised: bool = False


class OrderStorm:
    """One seed's storm; `run` raises AssertionError where a promise does not hold."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.town = StillTown(folder, SATURDAY, is_durable=False)
        first = self.town.open_counter(SLUG)
        second = self.town.open_counter(SLUG, sells=False)
        self.posts = [
            Post(first, self.chance, goes_by_rules=True),
            Post(second, self.chance, goes_by_rules=False),
        ]
        self.town.talk(2)
        self.told: dict[str, Told] = {}
        self._unended: set[str] = set()
        self.befell: Tally[str] = Tally()
        #: By kind of step: how often it was taken, and followed by a restart.
        self.steps: Tally[str] = Tally()
        self.restarts: Tally[str] = Tally()
        #: By promise: how often it was looked at.
        self.held: Tally[str] = Tally()
        self.doubles_in_the_dark = 0
        self._wares = [
            item for item in selling.tiles(first.shop, None, 60) if item.unit.value == "piece"
        ]

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
        act = self.chance.choices(
            (
                self._order,
                self._change_mind,
                self._befall,
                self._talk,
                self._notice,
                self._tick,
                self._go_on,
                self._go_back,
                self._collect,
                self._come_twice,
                self._leave_out,
                self._print,
                self._look_after,
                self._give_up,
            ),
            (15, 1, 4, 20, 10, 4, 40, 2, 12, 1, 2, 8, 4, 1),
        )[0]
        self.befell[act.__name__.strip("_")] += 1
        act(post)

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

    def _talk(self, post: Post) -> None:
        if post.is_asleep or not post.counter.hears_the_bell():
            return
        is_whole = post.counter.talk()
        storm_promises.hold_alarms(self, post)
        storm_promises.hold_bags(self)
        self._stepped(post, "talk" if is_whole else "talk cut off")

    def _stepped(self, post: Post, kind: str, order_id: str = "") -> None:
        """Count a step, and at times stop the till right after it: always after the first."""
        self.steps[kind] += 1
        if self.restarts[kind] and self.chance.randrange(100) >= 2:
            return
        before = orders.order(post.counter.shop, order_id) if order_id else None
        post.restart()
        self.restarts[kind] += 1
        if before is not None:
            self.held["kept over a restart"] += 1
            after = orders.order(post.counter.shop, order_id)
            assert after == before, f"{kind} of {before.number} is lost: {before} {after}"
        storm_promises.hold_alarms(self, post)

    # --- at the counter, by itself ----------------------------------------------------------------

    def _tick(self, post: Post) -> None:
        """Let the program do what it does every few seconds, behind a modal as well."""
        if post.is_asleep:
            return
        alarm_ladder.tick(post.counter.shop)
        storm_promises.hold_ladder(self, post)
        storm_promises.hold_lists(self, post)
        self._stepped(post, "tick")

    def _print(self, post: Post) -> None:
        if post.is_asleep:
            return
        if self.chance.randrange(100) < 35:
            self.befell[post.bring_trouble().value] += 1
        if post.print_papers():
            self._stepped(post, "paper")
        else:
            self.steps["half a paper"] += 1
            self.restarts["half a paper"] += 1

    # --- at the counter, by its people ------------------------------------------------------------

    def _notice(self, post: Post) -> None:
        """Let somebody see or hear what the counter tells of, if it can be seen or heard."""
        if not post.has_ears_or_eyes:
            return
        for alarm in order_alarms.standing(post.counter.shop):
            self.told[alarm.order_id].noticed.add(post.counter.slug)
            orders.mark_seen(post.counter.shop, alarm.order_id)
            self._stepped(post, "seen", alarm.order_id)

    def _look_after(self, post: Post) -> None:
        if post.has_hands:
            post.look_after_printers()

    def _give_up(self, post: Post) -> None:
        """Go by the shop's rule for bags nobody comes for, as every evening."""
        if not post.has_hands:
            return
        done = no_shows.apply_rule(post.counter.shop, "personne")
        for kind, some in (("remind", done.reminded), ("give up", done.ended)):
            for order in some:
                self._stepped(post, kind, order.id)

    def _go_on(self, post: Post) -> None:
        """Take the next steps of some order, as this counter knows it."""
        if not post.has_hands:
            return
        board = order_board.board(post.counter.shop)
        waiting = _by_age((*board.to_prepare, *board.preparing))
        if not waiting:
            return
        order_id = self.chance.choice(waiting).id
        try:
            for _ in range(self.chance.randrange(1, 4)):
                self._step(post, orders.order(post.counter.shop, order_id))
        except RefusedError:
            self.befell["refused step"] += 1

    def _step(self, post: Post, order: OrderView) -> None:
        shop, told = post.counter.shop, self.told[order.id]
        told.noticed.add(post.counter.slug)
        match order.state:
            case OrderState.PLACED if self.chance.randrange(100) < 3:
                orders.refuse(shop, order.id, "rupture")
                kind = "refuse"
            case OrderState.PLACED:
                orders.accept(shop, order.id)
                told.is_promised = True
                storm_promises.hold_lists(self, post)
                kind = "accept"
            case OrderState.ACCEPTED:
                self.befell["promised by rule"] += not told.is_promised
                told.is_promised = True
                orders.start_preparing(shop, order.id)
                kind = "prepare"
            case OrderState.PREPARING if order.open_lines:
                kind = self._fill(post, order)
            case OrderState.PREPARING if all(one.state.value == "missing" for one in order.lines):
                orders.cancel(shop, order.id, "rupture")
                kind = "cancel"
            case OrderState.PREPARING:
                orders.mark_ready(shop, order.id, shelf="A1")
                told.made_ready[post.counter.folder.name] += 1
                kind = "ready"
            case _:
                return
        self._stepped(post, kind, order.id)

    def _fill(self, post: Post, order: OrderView) -> str:
        line = next(line for line in order.lines if line.state.value == "open")
        if self.chance.randrange(100) < 8:
            preparation.mark_missing(post.counter.shop, order.id, line.id)
            return "missing"
        preparation.pick_by_hand(post.counter.shop, order.id, line.id)
        return "pick"

    def _go_back(self, post: Post) -> None:
        """Undo a decision on a line of some order, or its last step."""
        if not post.has_hands:
            return
        board = order_board.board(post.counter.shop)
        begun = _by_age((*board.preparing, *board.ready))
        if not begun:
            return
        order = orders.order(post.counter.shop, self.chance.choice(begun).id)
        decided = [line for line in order.lines if line.state.value != "open"]
        try:
            if order.state is OrderState.PREPARING and decided:
                line = self.chance.choice(decided)
                preparation.put_back(post.counter.shop, order.id, line.id)
                self._stepped(post, "put back", order.id)
            else:
                orders.step_back(post.counter.shop, order.id)
                self._stepped(post, "step back", order.id)
        except RefusedError:
            self.befell["refused step"] += 1

    def _collect(self, post: Post) -> None:
        ready = _by_age(order_board.board(post.counter.shop).ready)
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

    def _leave_out(self, post: Post) -> None:
        """Take something out of a bag that stands ready: whoever came does not want it."""
        ready = _by_age(order_board.board(post.counter.shop).ready)
        if not post.has_hands or not ready:
            return
        order = orders.order(post.counter.shop, self.chance.choice(ready).id)
        line = self.chance.choice(bags.here(order))
        try:
            leaving_out.leave_out(post.counter.shop, order.id, (line.id,), OWNER_CODE)
        except RefusedError:
            self.befell["refused step"] += 1
        else:
            self._stepped(post, "leave out", order.id)

    def _hand_over(self, post: Post, told: Told) -> None:
        if not post.has_hands:
            return
        shop = post.counter.shop
        verdict = pickup.check(shop, told.bought.code.text)
        if verdict.kind is not VerdictKind.HAND_OVER or verdict.order is None:
            return
        self._open_the_till(post)
        going = [line.id for line in bags.here(verdict.order)]
        part = tuple(going[:1]) if self.chance.randrange(100) < 10 else ()
        how = HandOver(secret=verdict.secret, checks=verdict.needed, lines=part)
        order_id = told.bought.order_id
        try:
            cart = pickup.cart_for(shop, order_id, part)
            checkout = self._paid(cart) if verdict.order.to_pay else None
            gone = pickup.hand_over(shop, order_id, OWNER_CODE, checkout=checkout, how=how)
        except RefusedError:
            self.befell["refused hand-over"] += 1
            return
        self.doubles_in_the_dark += any(told.left[line] for line in part or going)
        told.visits += 1
        told.left.update(part or going)
        told.paid += [gone.sale.total] if gone.sale else []
        self._stepped(post, "hand over a part" if part else "hand over", order_id)

    def _paid(self, cart: Cart) -> Checkout:
        means = self.chance.choice((Means.CASH, Means.CARD))
        return Checkout(cart=cart, tenders=Tenders().add(means, cart.total), staff=OWNER_CODE)

    def _open_the_till(self, post: Post) -> None:
        """Open it when another day has begun."""
        till_sessions.close_forgotten(post.counter.shop)
        if not till_sessions.till_state(post.counter.shop).is_open:
            till_sessions.open_till(post.counter.shop, Money(100_00), OWNER_CODE)

    # --- afterwards -------------------------------------------------------------------------------

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
        for post in self.posts:
            while not post.print_papers():
                self.befell["half a paper"] += 1
            post.look_after_printers()
            post.print_papers()

    def _waiting(self) -> list[str]:
        """Return in words what the people of the first counter have still to do."""
        board = order_board.board(self.posts[0].counter.shop)
        coming = [order for order in board.ready if self.told[order.id].comes]
        return [
            f"{order.number} {order.state} {[line.label for line in order.lines]}"
            for order in (*board.to_prepare, *board.preparing, *coming)
        ]

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


def _by_age(cards: tuple[BoardCard, ...]) -> list[BoardCard]:
    """Return cards in the order in which they were ordered: by ids that rise, not by numbers."""
    return sorted(cards, key=lambda card: card.id)


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
