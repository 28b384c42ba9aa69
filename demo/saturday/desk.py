"""The counter: whoever stands there buys, shows a code, comes for somebody else, brings back."""

from demo.saturday.floor import Fate, Floor
from demo.still_town import Counter
from desktop.domain.cart import Cart
from desktop.services.carriage import on_the_road
from desktop.services.counter import selling
from desktop.services.counter.selling import ProductFound
from desktop.services.online import (
    bags,
    leaving_out,
    no_shows,
    order_alarms,
    order_board,
    order_carts,
    order_returns,
    orders,
    pickup,
)
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import HandOver, Verdict, VerdictKind
from desktop.services.team.crew import OWNER_CODE
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from sync.kernel.quantity import Unit as KernelUnit

_NOBODY_CAME = "personne n'est venu"


class Desk:
    """What the person at the till does; the back room's counter stands in where it knows more."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        #: What each customer without an order paid.
        self.walk_ins: list[Money] = []
        self._had_a_part: set[str] = set()

    # --- news, and customers without an order -----------------------------------------------------

    def take_note(self) -> None:
        """Press the button of the news that stands above the sale, most of the time."""
        shop = self._floor.till.shop
        alarms = order_alarms.standing(shop)
        if alarms and self._floor.happens(85):
            order_alarms.acknowledge(shop, [alarm.id for alarm in alarms])
            self._note("news acknowledged")

    def sell(self) -> None:
        """Sell one or two things to somebody who stands there."""
        shop = self._floor.till.shop
        there = [one for one in self._floor.shelves if one.there >= 1000 and one.code]
        cart = Cart()
        for one in self._floor.chance.sample(there, min(2, len(there))):
            found = selling.understand(shop, one.code)
            if isinstance(found, ProductFound) and found.item.unit is KernelUnit.PIECE:
                cart = cart.add(found.item, Quantity.pieces(1))
                one.there -= 1000
        if cart.lines:
            self.walk_ins.append(selling.take_payment(shop, self._floor.paid(cart)).total)

    # --- a code is shown --------------------------------------------------------------------------

    def collect(self, order_id: str) -> None:
        """Let the customer come with the code, to the till first, then to the back room."""
        fate = self._floor.fates[order_id]
        for counter in self._floor.counters:
            verdict = pickup.check(counter.shop, fate.bought.code.text)
            if verdict.kind is VerdictKind.HAND_OVER:
                self._serve(counter, fate, verdict)
                return
        if verdict.kind in {VerdictKind.NOT_READY, VerdictKind.NOT_ARRIVED}:
            self._note("not ready yet")
            self._floor.later(20, lambda: self.collect(order_id))
        else:
            fate.ends.append(verdict.kind.value)

    def _serve(self, counter: Counter, fate: Fate, verdict: Verdict) -> None:
        order_id = fate.bought.order_id
        if verdict.needed and not self._is_of_age(counter, fate, verdict):
            return
        order = orders.order(counter.shop, order_id)
        lines = self._wanted(order)
        cart = order_carts.cart_to_pay(counter.shop, order_id, lines) if order.to_pay else None
        checkout = None if cart is None else self._floor.paid(cart)
        how = HandOver(
            secret=verdict.secret,
            checks=verdict.needed,
            lines=lines,
            is_proxy=bool(order.proxy_name),
        )
        gone = pickup.hand_over(counter.shop, order_id, OWNER_CODE, how=how, checkout=checkout)
        fate.paid = fate.paid + (gone.sale.total if gone.sale else Money(0))
        self._note("given while the line was cut" if counter.is_cut_off else "given")
        if order.proxy_name:
            self._note("given to somebody else")
        if gone.order.state is OrderState.READY:
            self._note("given in part")
            self._floor.later(40, lambda: self.collect(order_id))
            return
        fate.ends.append(gone.order.state.value)
        if order.is_paid and self._floor.happens(40):
            self._floor.later(45, lambda: self._bring_back(counter, order_id))

    def _is_of_age(self, counter: Counter, fate: Fate, verdict: Verdict) -> bool:
        """Look at the customer; whoever is too young gets the rest, if there is any."""
        if not self._floor.happens(25):
            self._note("age seen at a hand-over")
            return True
        order_id = fate.bought.order_id
        order = orders.order(counter.shop, order_id)
        refused = {each.line_id for each in verdict.checks}
        out = [line for line in bags.here(order) if line.id in refused]
        rest = [line for line in bags.here(order) if line.variant_id and line not in out]
        self._note("refused for age")
        for line in out:
            self._floor.shelves.put_back(line)
        if rest:
            leaving_out.leave_out(counter.shop, order_id, refused, OWNER_CODE)
            return True
        orders.cancel(counter.shop, order_id, "vente interdite aux mineurs")
        fate.ends.append(OrderState.CANCELLED.value)
        return False

    def _wanted(self, order: OrderView) -> tuple[str, ...]:
        """Return what a customer takes now; nothing for all that is there."""
        here = [line.id for line in bags.here(order) if line.variant_id]
        is_part = len(here) > 1 and order.id not in self._had_a_part and self._floor.happens(15)
        if not is_part:
            return ()
        self._had_a_part.add(order.id)
        return tuple(here[:1])

    def _bring_back(self, counter: Counter, order_id: str) -> None:
        """Take back one thing of what was paid online: the marketplace sends the money."""
        standing = order_returns.look_up(counter.shop, order_id)
        back = standing.lines[0]
        done = order_returns.take_back(
            counter.shop, order_id, [back.line.id], OWNER_CODE, "abîmé dans le sac"
        )
        if done.by_hub != back.credit:
            raise AssertionError(f"{standing.order.number}: {done.by_hub}, not {back.credit}")
        self._floor.shelves.put_back(back.line)
        self._note("brought back, paid online")

    # --- in the evening ---------------------------------------------------------------------------

    def end_the_day(self) -> None:
        """End what nobody came for; what it was goes back on the shelves."""
        shop = self._floor.till.shop
        for card in order_board.board(shop).ready:
            if card.carriage == "failed":
                on_the_road.come_back(shop, card.id, OWNER_CODE, "A1")
        for each in no_shows.waiting(shop):
            for line in each.to_reshelve:
                self._floor.shelves.put_back(line)
            no_shows.give_up(shop, each.order.id, _NOBODY_CAME)
            self._note("nobody came, back on the shelf")
        for card in order_board.board(shop).ready:
            order = orders.order(shop, card.id)
            if orders.can_cancel(order):
                for line in bags.here(order):
                    self._floor.shelves.put_back(line)
                orders.cancel(shop, order.id, "la tournée est passée")
                self._note("no round left, back on the shelf")

    def _note(self, what: str) -> None:
        self._floor.diary[what] += 1
