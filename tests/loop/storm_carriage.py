"""The carriage in a storm: the shop's rounds, and the shop that keeps its parcels.

Where a bag really is stands in `storm_told`; what the counters say of it is theirs. Who carries a
bag to somebody, or takes it in, does what the counter lets him do, and else brings it back.
"""

from typing import TYPE_CHECKING

from desktop.errors import RefusedError, WorldError
from desktop.services.carriage import on_the_road, relay, rounds
from desktop.services.carriage.on_the_road import Failure, Receipt
from desktop.services.carriage.rounds import RoundView, StopState, StopView
from desktop.services.online import bags, order_board, order_carts, orders
from desktop.services.online.pickup import VerdictKind
from desktop.services.team.crew import OWNER_CODE
from sync.kernel.order_states import OPEN, OrderState

from . import storm_promises
from .storm_counters import by_age, open_the_till, pays
from .storm_post import Post
from .storm_receipts import Receipts
from .storm_told import Bag, Place, Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

_DRIVER = OWNER_CODE


class Carriage:
    """Drivers, and the people of the relay."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._storm, self._chance = storm, storm.chance
        self._receipts = Receipts(storm)

    # --- the shop's own rounds --------------------------------------------------------------------

    def plan(self, post: Post) -> None:
        """Put some of what waits to be carried on a round."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        ready = sorted(
            order.id for order in rounds.waiting(shop) if self._storm.is_awaited(order.id)
        )
        if ready:
            some = self._chance.sample(ready, min(len(ready), self._chance.randrange(1, 4)))
            rounds.plan(shop, some, _DRIVER)
            self._stepped(post, "plan", some[0])

    def drive(self, post: Post) -> None:
        """Go on with a round: it leaves, a stop comes to its end, or all of it has."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        standing = sorted(
            (each for each in rounds.rounds(shop) if each.ended_at is None), key=lambda one: one.id
        )
        if not standing:
            return
        one = self._chance.choice(standing)
        try:
            if one.begun_at is None:
                self._leave(post, one)
            elif one.unsettled:
                stops = sorted(one.unsettled, key=lambda stop: stop.order.id)
                self._stop(post, one, self._chance.choice(stops))
            else:
                on_the_road.end(shop, one.id)
                self._stepped(post, "end of a round")
        except RefusedError as refused:
            self._storm.refused(refused)

    def _leave(self, post: Post, one: RoundView) -> None:
        shop = post.counter.shop
        gone = [stop.order.id for stop in one.stops if not rounds.can_go(stop.order)]
        if len(gone) == len(one.stops) or self._chance.randrange(100) < 5:
            rounds.drop(shop, one.id)
            self._stepped(post, "drop a round")
            return
        for order_id in gone:
            rounds.remove_stop(shop, one.id, order_id)
        begun = on_the_road.begin(shop, one.id, _DRIVER)
        for stop in begun.stops:
            storm_promises.hold_label(self._storm, stop.order)
            self.take_out(post, stop)
        self._storm.put_in_the_dark(post)
        self._stepped(post, "leave", begun.stops[0].order.id)

    def take_out(self, post: Post, stop: StopView) -> None:
        """Note that a bag is out of the shop."""
        lines = frozenset(line.id for line in bags.here(stop.order))
        self._storm.told[stop.order.id].bags.append(Bag(stop.order.id, lines, post.name))

    def _stop(self, post: Post, one: RoundView, stop: StopView) -> None:
        told = self._storm.told[stop.order.id]
        bag = told.bag(Place.ROAD, Place.TURNED_AWAY, sender=post.name)
        if stop.state is StopState.FAILED:
            self._bring_back(post, one, stop, bag)
        elif bag is None or self._chance.randrange(100) < 10:
            # The paper is behind: the bag is not in the car any more.
            self._fail(post, one, stop, bag)
        elif stop.order.mode == "relay":
            receipt = Receipt(proof="name", received_by="le relais")
            self._deliver(post, one, stop, receipt)
            bag.place = Place.RELAY_DOOR
            self._stepped(post, "to the relay", stop.order.id)
        elif stop.order.mode == "locker":
            self._storm.lockers.come_with(post, one, stop)
        elif told.comes:
            self._at_the_door(post, one, stop, told, bag)
        else:
            self._fail(post, one, stop, bag)

    def _at_the_door(
        self, post: Post, one: RoundView, stop: StopView, told: Told, bag: Bag
    ) -> None:
        shop, order = post.counter.shop, stop.order
        open_the_till(post)
        storm_promises.hold_bag(self._storm, order, bag)
        cart = order_carts.cart_for(shop, order.id)
        checkout = self._storm.counters.paid(cart) if pays(order, cart) else None
        receipt = self._receipts.draw(told)
        try:
            with self._receipts.disk(post, receipt, order.id):
                gone = on_the_road.deliver(shop, one.id, order.id, _DRIVER, receipt, checkout)
        except WorldError as full:
            self._storm.befell[full.code] += 1
            return
        except RefusedError as refused:
            self._storm.refused(refused)
            self._fail(post, one, stop, bag)
            return
        self._storm.given(told, bag.lines, bag)
        told.paid += [gone.sale.total] if gone.sale else []
        told.proofs += [(post.name, receipt.picture[0])] if receipt.picture[0] else []
        self._storm.befell[f"shown by {receipt.proof}"] += 1
        self._stepped(post, "at the door", order.id)

    def _deliver(self, post: Post, one: RoundView, stop: StopView, receipt: Receipt) -> None:
        on_the_road.deliver(post.counter.shop, one.id, stop.order.id, _DRIVER, receipt)

    def fail(self, post: Post, one: RoundView, stop: StopView) -> None:
        """Note that a stop's bag could not be given."""
        bag = self._storm.told[stop.order.id].bag(Place.ROAD, sender=post.name)
        self._fail(post, one, stop, bag)

    def _fail(self, post: Post, one: RoundView, stop: StopView, bag: Bag | None) -> None:
        why = self._chance.choice(list(Failure))
        on_the_road.fail(post.counter.shop, one.id, stop.order.id, _DRIVER, why)
        if bag is not None:
            bag.place = Place.TURNED_AWAY
        self._stepped(post, "not given", stop.order.id)

    def _bring_back(self, post: Post, one: RoundView, stop: StopView, bag: Bag | None) -> None:
        shop, order_id = post.counter.shop, stop.order.id
        if bag is not None and self._storm.told[order_id].comes and self._chance.randrange(3) == 0:
            on_the_road.try_again(shop, one.id, order_id, _DRIVER)
            bag.place = Place.ROAD
            self._stepped(post, "try again", order_id)
            return
        on_the_road.bring_back(shop, one.id, order_id, _DRIVER, "B1")
        if bag is not None:
            bag.place = Place.BACK
        self._stepped(post, "bring back", order_id)

    def come_back(self, post: Post) -> None:
        """Take in at the counter what somebody brings who could not give it."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        failed = [
            card.id for card in by_age(order_board.board(shop).ready) if card.carriage == "failed"
        ]
        known = [
            each for each in failed if self._storm.told[each].bag(Place.TURNED_AWAY, Place.BACK)
        ]
        if known:
            self._come_back(post, self._chance.choice(known))

    def _come_back(self, post: Post, order_id: str) -> None:
        bag = self._storm.told[order_id].bag(Place.TURNED_AWAY)
        try:
            on_the_road.come_back(post.counter.shop, order_id, _DRIVER, "B2")
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        if bag is not None:
            bag.place = Place.BACK
        self._stepped(post, "come back", order_id)

    # --- the relay --------------------------------------------------------------------------------

    def take_in(self, _post: Post) -> None:
        """Let the relay take in what a driver has put down, or turn it away."""
        post = self._storm.relay
        at_the_door = self._storm.with_bag(Place.RELAY_DOOR)
        if not post.has_hands or not at_the_door:
            return
        told = self._chance.choice(at_the_door)
        order_id = told.bought.order_id
        bag = told.bag(Place.RELAY_DOOR)
        assert bag is not None
        try:
            bag.place = self._take_in(post, order_id)
        except RefusedError as refused:
            self._storm.refused(refused)
            if refused.code == "parcel_step_refused" and self._is_done_with(order_id):
                bag.place = Place.TURNED_AWAY

    def _take_in(self, post: Post, order_id: str) -> Place:
        shop = post.counter.shop
        announced = relay.parcel(shop, order_id).bags
        how = self._chance.randrange(100)
        if how < 8:
            relay.refuse(shop, order_id, _DRIVER, "damaged")
            self._stepped(post, "refuse a parcel", order_id)
            return Place.TURNED_AWAY
        bags_there, reason = (announced + 1, "un de plus") if how < 14 else (announced or 1, "")
        relay.receive(shop, order_id, _DRIVER, bags=bags_there, shelf="R1", reason=reason)
        self._storm.put_in_the_dark(post)
        self._stepped(post, "receive a parcel", order_id)
        return Place.RELAY

    def _is_done_with(self, order_id: str) -> bool:
        """Tell whether a parcel is here or given; else the relay has not heard yet that it comes.

        In the end it has heard everything: what it sent back and has before it once more was sent
        twice, which its shop is asked about, and goes back with whoever brought it.
        """
        state = relay.parcel(self._storm.relay.counter.shop, order_id).state
        return state in ("received", "handed_over") or self._storm.is_over

    def give_at_the_relay(self, _post: Post) -> None:
        """Let a customer come to the relay with the code."""
        post = self._storm.relay
        waiting = [told for told in self._storm.with_bag(Place.RELAY) if told.comes]
        if not post.has_hands or not waiting:
            return
        told = self._chance.choice(waiting)
        shop, order_id = post.counter.shop, told.bought.order_id
        verdict = relay.check(shop, told.bought.code.text)
        if verdict.kind is not VerdictKind.HAND_OVER:
            return
        is_proxy = self._chance.randrange(100) < (50 if told.has_proxy else 10)
        try:
            relay.hand_over(shop, order_id, _DRIVER, secret=verdict.secret, is_proxy=is_proxy)
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        assert told.has_proxy or not is_proxy, f"{order_id} was given to somebody nobody had named"
        told.by_proxy += is_proxy
        bag = told.bag(Place.RELAY)
        assert bag is not None
        self._storm.given(told, bag.lines, bag)
        self._stepped(post, "at the relay", order_id)

    def send_back(self, _post: Post) -> None:
        """Let the relay send back what has ended, and at times what nobody comes for."""
        post = self._storm.relay
        if not post.has_hands:
            return
        shop = post.counter.shop
        here = sorted(relay.parcels(shop).here, key=lambda each: each.id)
        for each in here:
            told = self._storm.told[each.id]
            is_due = each.is_ended or not told.comes or self._chance.randrange(100) < 5
            bag = told.bag(Place.RELAY)
            if not is_due or bag is None:
                continue
            relay.send_back(shop, each.id, _DRIVER, "personne")
            bag.place = Place.TURNED_AWAY
            self._stepped(post, "send back", each.id)
            return

    # --- afterwards -------------------------------------------------------------------------------

    def is_anything_open(self) -> list[str]:
        """Return in words what of the carriage somebody has still to do."""
        open_rounds = [
            f"round of {len(one.stops)} at {post.name}"
            for post in self._storm.posts
            for one in rounds.rounds(post.counter.shop)
            if one.ended_at is None
        ]
        shop = self._storm.relay.counter.shop
        kept = [f"parcel {each.number} {each.state}" for each in relay.parcels(shop).here]
        outside = [
            f"{told.bought.code.order_number} {bag.place}"
            for told in self._storm.told.values()
            for bag in told.bags
            if bag.place not in (Place.GIVEN, Place.BACK)
        ]
        return open_rounds + kept + outside

    def drop_what_is_over(self) -> None:
        """Have bags put on the shelves that nobody asks for any more, or a person was asked about.

        Of what stands odd on the screen somebody looks where it is.
        """
        shop = self._storm.posts[0].counter.shop
        for order_id in sorted(self._storm.away_ids()):
            order = orders.order(shop, order_id)
            told = self._storm.told[order_id]
            is_asked_for = order.state is OrderState.READY and order.carriage == "failed"
            away = [bag for bag in told.bags if bag.place not in (Place.GIVEN, Place.BACK)]
            for bag in away:
                is_looked_for = bool(order.anomaly) and order.state not in OPEN
                is_brought = bag.place is Place.TURNED_AWAY and not is_asked_for
                if is_looked_for or is_brought:
                    bag.place = Place.BACK

    def _stepped(self, post: Post, kind: str, order_id: str = "") -> None:
        self._storm.stepped(post, kind, order_id)
