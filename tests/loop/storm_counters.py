"""What the people at a shop's counters do in a storm: they notice, prepare, undo, hand over."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter.selling import Checkout
from desktop.services.online import (
    bags,
    leaving_out,
    no_shows,
    order_alarms,
    order_board,
    order_carts,
    order_conflicts,
    orders,
    pickup,
    preparation,
)
from desktop.services.online.order_board import BoardCard
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import HandOver, VerdictKind
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState

from . import storm_promises
from .storm_post import Post
from .storm_told import Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

_AT_HOME = 85
"""Percent of those whose order is brought to them, or to a relay or locker, who do not come for it."""


class Counters:
    """The people at both counters of the shop."""

    def __init__(self, storm: "OrderStorm") -> None:
        self._storm, self._chance = storm, storm.chance

    def notice(self, post: Post) -> None:
        """Let somebody see or hear what the counter tells of, if it can be seen or heard."""
        if not post.has_ears_or_eyes:
            return
        for alarm in order_alarms.standing(post.counter.shop):
            self._storm.told[alarm.order_id].noticed.add(post.name)
            orders.mark_seen(post.counter.shop, alarm.order_id)
            self._storm.stepped(post, "seen", alarm.order_id)

    def look_after(self, post: Post) -> None:
        """Mend the printers."""
        if post.has_hands:
            post.look_after_printers()

    def give_up(self, post: Post) -> None:
        """Go by the shop's rule for bags nobody comes for, as every evening."""
        if not post.has_hands:
            return
        done = no_shows.apply_rule(post.counter.shop, "personne")
        for kind, some in (("remind", done.reminded), ("give up", done.ended)):
            for order in some:
                self._storm.stepped(post, kind, order.id)

    def settle_what_is_odd(self, post: Post) -> None:
        """Say of every order somebody is asked about that all is well, until nobody is asked."""
        while odd := order_conflicts.open_conflicts(post.counter.shop):
            for each in odd:
                self._storm.told[each.order.id].questions.add(each.kind)
                order_conflicts.resolve(post.counter.shop, each.order.id, "explained", OWNER_CODE)
            self._storm.town.talk(2)

    # --- preparing --------------------------------------------------------------------------------

    def go_on(self, post: Post) -> bool:
        """Take the next steps of some order, as this counter knows it; tell whether there was one."""
        if not post.has_hands:
            return False
        board = order_board.board(post.counter.shop)
        waiting = by_age((*board.to_prepare, *board.preparing))
        if not waiting:
            return False
        order_id = self._chance.choice(waiting).id
        try:
            for _ in range(self._chance.randrange(1, 4)):
                self._step(post, orders.order(post.counter.shop, order_id))
        except RefusedError as refused:
            self._storm.refused(refused)
        return True

    def _step(self, post: Post, order: OrderView) -> None:
        shop, told = post.counter.shop, self._storm.told[order.id]
        told.noticed.add(post.name)
        match order.state:
            case OrderState.PLACED if self._chance.randrange(100) < 3:
                orders.refuse(shop, order.id, "rupture")
                kind = "refuse"
            case OrderState.PLACED:
                orders.accept(shop, order.id)
                told.is_promised = True
                storm_promises.hold_lists(self._storm, post)
                kind = "accept"
            case OrderState.ACCEPTED:
                self._storm.befell["promised by rule"] += not told.is_promised
                told.is_promised = True
                orders.start_preparing(shop, order.id)
                kind = "prepare"
            case OrderState.PREPARING if order.open_lines:
                kind = self._storm.packing.fill(post, order)
            case OrderState.PREPARING if not _goods(order):
                orders.cancel(shop, order.id, "rupture")
                kind = "cancel"
            case OrderState.PREPARING:
                orders.mark_ready(shop, order.id, shelf="A1")
                told.made_ready[post.name] += 1
                kind = "ready"
            case _:
                return
        if kind:
            self._storm.stepped(post, kind, order.id)

    def go_back(self, post: Post) -> None:
        """Undo a decision on a line of some order, or its last step."""
        if not post.has_hands:
            return
        board = order_board.board(post.counter.shop)
        begun = by_age((*board.preparing, *board.ready))
        if not begun:
            return
        order = orders.order(post.counter.shop, self._chance.choice(begun).id)
        decided = [line for line in order.lines if line.variant_id and line.state.value != "open"]
        try:
            if order.state is OrderState.PREPARING and decided:
                line = self._chance.choice(decided)
                preparation.put_back(post.counter.shop, order.id, line.id)
                self._storm.stepped(post, "put back", order.id)
            else:
                orders.step_back(post.counter.shop, order.id)
                self._storm.stepped(post, "step back", order.id)
        except RefusedError as refused:
            self._storm.refused(refused)

    def contradict(self, post: Post) -> None:
        """Say something of an order that is away, and of which this counter has not heard it."""
        if not post.has_hands:
            return
        away = self._storm.away_ids()
        board = order_board.board(post.counter.shop)
        unheard = [card.id for card in by_age(board.ready) if card.id in away and not card.carriage]
        if not unheard:
            return
        order = orders.order(post.counter.shop, self._chance.choice(unheard))
        word = self._chance.choice(("put back", "missing", "cancel", "hand over"))
        self._storm.befell[f"late: {word}"] += 1
        try:
            self._say_late(post, order, word)
        except RefusedError as refused:
            self._storm.refused(refused)

    def _say_late(self, post: Post, order: OrderView, word: str) -> None:
        shop = post.counter.shop
        if word == "hand over":
            self.hand_over(post, self._storm.told[order.id])
            return
        if word == "cancel":
            orders.cancel(shop, order.id, "rupture")
            self._storm.stepped(post, "cancel", order.id)
            return
        orders.step_back(shop, order.id)
        goods = _goods(order)
        for line_id in goods if word == "missing" else goods[:1]:
            preparation.put_back(shop, order.id, line_id)
            if word == "missing":
                preparation.mark_missing(shop, order.id, line_id)
        self._storm.stepped(post, "step back", order.id)

    # --- over the counter -------------------------------------------------------------------------

    def collect(self, post: Post) -> None:
        """Let a customer come; who is brought the order, or fetches it elsewhere, comes seldom."""
        ready = by_age(order_board.board(post.counter.shop).ready)
        known = [self._storm.told[order.id] for order in ready if self._storm.told[order.id].comes]
        if not known:
            return
        told = self._chance.choice(known)
        if told.mode == "collect" or told.bags or self._chance.randrange(100) >= _AT_HOME:
            self.hand_over(post, told)

    def come_twice(self, _post: Post) -> None:
        """Present one code at both counters, one right after the other."""
        told = self._storm.lately()
        if told is not None and told.comes:
            for post in self._storm.posts:
                self.hand_over(post, told)

    def come_twice_in_the_dark(self) -> bool:
        """Do so while neither counter can hear of the other; tell whether a bag stood there."""
        posts = self._storm.posts
        boards = [order_board.board(post.counter.shop).ready for post in posts]
        here, there = ({card.id for card in cards if not card.carriage} for cards in boards)
        known = [self._storm.told[each] for each in sorted(here & there)]
        known = [told for told in known if told.comes]
        if not known:
            return False
        told = self._chance.choice(known)
        for post in posts:
            post.counter.is_cut_off = True
        for post in posts:
            self.hand_over(post, told)
            post.counter.is_cut_off = False
        return True

    def leave_out(self, post: Post) -> None:
        """Take something out of a bag that stands ready: whoever came does not want it."""
        ready = by_age(order_board.board(post.counter.shop).ready)
        here = [card for card in ready if not card.carriage]
        if not post.has_hands or not here:
            return
        order = orders.order(post.counter.shop, self._chance.choice(here).id)
        goods = _goods(order)
        if not goods:
            # Another counter found missing what this one has just brought back.
            return
        line_id = self._chance.choice(goods)
        try:
            leaving_out.leave_out(post.counter.shop, order.id, (line_id,), OWNER_CODE)
        except RefusedError as refused:
            self._storm.refused(refused)
        else:
            self._storm.stepped(post, "leave out", order.id)

    def hand_over(self, post: Post, told: Told) -> None:
        """Hand an order over, or a part of it, if this counter knows it to be there."""
        if not post.has_hands:
            return
        shop = post.counter.shop
        verdict = pickup.check(shop, told.bought.code.text)
        if verdict.kind is not VerdictKind.HAND_OVER or verdict.order is None:
            return
        open_the_till(post)
        going = [line.id for line in bags.here(verdict.order)]
        part = tuple(going[:1]) if self._chance.randrange(100) < 10 else ()
        how = HandOver(
            secret=verdict.secret,
            checks=verdict.needed,
            lines=part,
            is_proxy=self._comes_somebody_else(told),
        )
        order_id = told.bought.order_id
        if how.is_proxy and not told.has_proxy:
            self._turn_away(post, order_id, how)
            return
        try:
            cart = order_carts.cart_for(shop, order_id, part)
            checkout = self.paid(cart) if pays(verdict.order, cart) else None
            gone = pickup.hand_over(shop, order_id, OWNER_CODE, checkout=checkout, how=how)
        except RefusedError as refused:
            self._storm.refused(refused)
            return
        self._storm.given(told, part or going)
        told.by_proxy += how.is_proxy
        told.paid += [gone.sale.total] if gone.sale else []
        self._storm.stepped(post, "hand over a part" if part else "hand over", order_id)

    def _comes_somebody_else(self, told: Told) -> bool:
        return self._chance.randrange(100) < (50 if told.has_proxy else 3)

    def _turn_away(self, post: Post, order_id: str, how: HandOver) -> None:
        """Hold: to whom the customer has not named nothing is given, whatever code he has."""
        self._storm.held["somebody else only by consent"] += 1
        with pytest.raises(RefusedError, match="proxy_not_named"):
            pickup.hand_over(post.counter.shop, order_id, OWNER_CODE, how=how)

    def paid(self, cart: Cart) -> Checkout:
        """Pay a basket in one way or another; whoever needs to be of age is."""
        means = self._chance.choice((Means.CASH, Means.CARD))
        tenders = Tenders().add(means, cart.total)
        return Checkout(cart=cart.of_age(), tenders=tenders, staff=OWNER_CODE)


def pays(order: OrderView, cart: Cart) -> bool:
    """Tell whether what leaves is to be paid now."""
    return bool(order.to_pay) and bool(cart.total)


def open_the_till(post: Post) -> None:
    """Open it when another day has begun."""
    till_sessions.close_forgotten(post.counter.shop)
    if not till_sessions.till_state(post.counter.shop).is_open:
        till_sessions.open_till(post.counter.shop, Money(100_00), OWNER_CODE)


def by_age(cards: Iterable[BoardCard]) -> list[BoardCard]:
    """Return cards in the order in which they were ordered: by ids that rise, not by numbers."""
    return sorted(cards, key=lambda card: card.id)


def _goods(order: OrderView) -> list[str]:
    """Return the lines that lie in the bag: what a delivery costs does not."""
    return [line.id for line in bags.here(order) if line.delivered_variant_id]
