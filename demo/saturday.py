"""A Saturday at the grocer's: sixty orders, two preparers, one till that sells all the while.

The people, the shelves and the purses are made up from one seed and live on the still town's
clock; whatever they do goes through the shop's own verbs. At noon the label printer dies, from
three to four the line to the marketplace is cut. In the evening goods and money are counted.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from msgspec import structs

from demo import sides
from demo.shops import demo_shop
from demo.still_town import Bought, Counter, How, StillTown
from demo.town import DemoProduct, Unit
from desktop.domain.cart import Cart
from desktop.domain.preparation import LineState
from desktop.domain.roles import Role
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.carriage import on_the_road, relay, rounds
from desktop.services.carriage.on_the_road import Failure, Receipt
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, ProductFound
from desktop.services.online import alarm_ladder, lacks, order_board, orders, pickup, preparation
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.services.online.pickup import HandOver, VerdictKind
from desktop.services.papers import print_queue
from desktop.services.team import people
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from desktop.settings import PrinterSettings
from marketplace.errors import Refusal
from printing.simulator import PrinterSimulator
from sync.contract import v1
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OPEN, OrderState
from sync.kernel.quantity import Quantity
from sync.kernel.quantity import Unit as KernelUnit

SLUG = "maison-castagne"
ORDERS = 60
_WAYS = ("collect", "collect", "collect", "merchant", "merchant", "relay")
RELAY = "la-page-d-apres"
_GIVEN = frozenset({"handed_over", "delivered"})
_SHELVES = ("A1", "A2", "B1", "B2", "C1")
_FLOAT = Money(150_00)
_NAMES = ("Camille Durand", "Noé Lambert", "Zoé Martin", "Ida Roux", "Léo Petit", "Éva Garnier")


@dataclass(frozen=True, slots=True)
class Hours:
    """What happens when, counted from the morning."""

    first_order: timedelta = timedelta(minutes=5)
    last_order: timedelta = timedelta(hours=8)
    printer_dies: timedelta = timedelta(hours=3)
    printer_back: timedelta = timedelta(hours=4)
    line_cut: timedelta = timedelta(hours=6)
    line_back: timedelta = timedelta(hours=7)
    rounds: tuple[timedelta, ...] = (
        timedelta(hours=3, minutes=30),
        timedelta(hours=6, minutes=20),
        timedelta(hours=9),
    )
    closing: timedelta = timedelta(hours=10)


@dataclass(slots=True)
class Fate:
    """What one customer ordered, and what became of it."""

    bought: Bought
    #: When the customer means to come; None for somebody who never does.
    comes_at: datetime | None
    ends: list[str] = field(default_factory=list)
    paid: Money = field(default_factory=lambda: Money(0))


@dataclass(slots=True)
class Article:
    """One article as it lies on the shelf."""

    product: DemoProduct
    variant_id: str
    code: str
    #: Thousandths that are really there.
    there: int


Printers = tuple[PrinterSimulator, PrinterSimulator]


class Saturday:
    """The day; `live` it, then ask `unsettled` what does not agree."""

    def __init__(
        self,
        town: StillTown,
        chance: Random,
        *,
        wanted: int = ORDERS,
        printers: Printers | None = None,
        look: Callable[[str], None] = lambda _moment: None,
    ) -> None:
        """Open the shop's two counters.

        Args:
            town: it stands in the morning; its clock is moved.
            chance: draws everything that is made up.
            wanted: how many orders come.
            printers: of the back room: the first, for labels, dies at noon; the second stands in.
            look: called every two hours by the hour's name, for whoever takes pictures.
        """
        self.town, self._chance, self._look = town, chance, look
        self._wanted, self._hours, self.printers = wanted, Hours(), printers
        self._morning = town.clock.now()
        self.till = town.open_counter(SLUG)
        self.back_room = town.open_counter(SLUG, sells=False)
        self.relay = town.open_counter(RELAY, sells=False)
        town.talk(2)
        self.fates: dict[str, Fate] = {}
        self.walk_ins: list[Money] = []
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._planned = 0
        self._shelf = self._fill_shelves()
        if printers is not None:
            self._set_up(printers)
        self._preparers = [
            people.engage(self.back_room.shop, name, Role.PREPARER, OWNER_CODE).code
            for name in ("Ana", "Bruno")
        ]

    def _set_up(self, printers: Printers) -> None:
        shop = self.back_room.shop
        stands_in = PrinterSettings(code="tickets", address=_address(printers[1]))
        labels = PrinterSettings(
            code="labels", address=_address(printers[0]), relief=stands_in.code, relief_after_s=1
        )
        settings = structs.replace(
            shop.settings, printers=(labels, stands_in), label_printer=labels.code
        )
        house.change_settings(shop, settings)
        print_queue.restart_printers(shop)

    # --- the plan -------------------------------------------------------------------------------

    def live(self) -> None:
        """Live the day to its end."""
        for counter in self._counters:
            till_sessions.open_till(counter.shop, _FLOAT, OWNER_CODE)
        self._plan_the_day()
        while self._plan:
            at, _, act = heapq.heappop(self._plan)
            self.town.clock.instant = max(at, self.town.clock.now())
            act()
        self._close()

    def _plan_the_day(self) -> None:
        hours = self._hours
        span = int((hours.last_order - hours.first_order).total_seconds())
        for _ in range(self._wanted):
            self._at(hours.first_order + timedelta(seconds=self._chance.randrange(span)), self._buy)
        for minute in range(4, int(hours.closing.total_seconds() // 60), 4):
            self._at(timedelta(minutes=minute), self._walk_in)
        for minute in range(5, int(hours.closing.total_seconds() // 60), 5):
            self._at(timedelta(minutes=minute), self._talk)
        for place, staff in enumerate(self._preparers):
            for minute in range(6 + 3 * place, int(hours.closing.total_seconds() // 60), 7):
                self._at(timedelta(minutes=minute), partial(self._prepare, staff))
        if self.printers is not None:
            self._at(hours.printer_dies, self.printers[0].go_offline)
            self._at(hours.printer_back, self.printers[0].come_online)
        for hour in range(1, 10, 2):
            at = timedelta(hours=hour, minutes=1)
            self._at(at, lambda: self._look(f"{self._local():%Hh}"))
        for at in hours.rounds:
            self._at(at, self._drive)
        self._at(hours.line_cut, lambda: self._cut(is_cut=True))
        self._at(hours.line_back, lambda: self._cut(is_cut=False))

    def _at(self, after: timedelta, act: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._plan, (self._morning + after, self._planned, act))

    @property
    def _counters(self) -> tuple[Counter, Counter]:
        return self.till, self.back_room

    # --- the town -------------------------------------------------------------------------------

    def _buy(self) -> None:
        """Let a customer order one to four articles that the pages offer."""
        some = self._chance.sample(self._shelf, self._chance.randrange(1, 5))
        wanted = {one.variant_id: _portion(one.product, self._chance) for one in some}
        name = self._chance.choice(_NAMES)
        how = How(
            mode=self._chance.choice(_WAYS),
            if_missing=self._chance.choice(("ask", "substitute", "refund")),
            note=self._chance.choice(("", "", "Sans sac, merci.")),
        )
        try:
            bought = self.town.order(wanted, name, how)
        except Refusal:
            # The pages no longer offer one of them: another customer takes something else.
            self._at(self._since_morning() + timedelta(minutes=1), self._buy)
            return
        comes = self._chance.randrange(100) < 95
        after = timedelta(minutes=self._chance.randrange(30, 150))
        evening = self._morning + self._hours.closing - timedelta(minutes=10)
        at = min(self.town.clock.now() + after, evening) if comes else None
        self.fates[bought.order_id] = Fate(bought, at)
        if at is not None and how.mode == "collect":
            self._at(at - self._morning, lambda: self._collect(bought.order_id))

    def _local(self) -> datetime:
        return self.town.clock.now().astimezone(self.till.shop.zone)

    def _since_morning(self) -> timedelta:
        return self.town.clock.now() - self._morning

    # --- the shop -------------------------------------------------------------------------------

    def _walk_in(self) -> None:
        """Sell one or two things to somebody who stands there."""
        there = [one for one in self._shelf if one.there >= 1000 and one.code]
        cart = Cart()
        for one in self._chance.sample(there, min(2, len(there))):
            found = selling.understand(self.till.shop, one.code)
            if isinstance(found, ProductFound) and found.item.unit is KernelUnit.PIECE:
                cart = cart.add(found.item, Quantity.pieces(1))
                one.there -= 1000
        if cart.lines:
            sold = selling.take_payment(self.till.shop, self._paid(cart))
            self.walk_ins.append(sold.total)

    def _prepare(self, staff: str) -> None:
        """Take the order whose promise is oldest, and fill its bag."""
        shop = self.back_room.shop
        waiting = order_board.board(shop).to_prepare
        if not waiting:
            return
        order = preparation.begin(shop, waiting[0].id, staff).order
        for line in order.lines:
            if line.state is LineState.OPEN:
                self._fill(order, line)
        self._finish(order.id)

    def _fill(self, order: OrderView, line: OrderLineView) -> None:
        """Put a line into the bag; what is not there goes by the customer's rule."""
        shop = self.back_room.shop
        article = self._article(line.variant_id)
        if article.there >= line.quantity.thousandths:
            article.there -= line.quantity.thousandths
            preparation.pick_by_hand(shop, order.id, line.id)
            return
        after = lacks.apply_rule(shop, order.id, line.id)
        self._take(next(one for one in after.lines if one.id == line.id))

    def _take(self, line: OrderLineView) -> None:
        """Take what stands in for a line off its shelf."""
        if line.state is LineState.SUBSTITUTED:
            self._article(line.delivered_variant_id).there -= line.delivered_quantity.thousandths

    def _finish(self, order_id: str) -> None:
        """Tie the bag, once every question about it is answered or has run out."""
        shop = self.back_room.shop
        for each in lacks.settle(shop):
            settled = orders.order(shop, each.order_id)
            self._take(next(one for one in settled.lines if one.id == each.line_id))
        order = orders.order(shop, order_id)
        if order.open_lines:
            self.town.answer_question(self.fates[order_id].bought, self._answer)
            self._at(self._since_morning() + timedelta(minutes=4), lambda: self._finish(order_id))
        elif all(line.state is LineState.MISSING for line in order.lines):
            orders.cancel(shop, order_id, "rupture")
        elif order.state is OrderState.PREPARING:
            orders.mark_ready(shop, order_id, 1, self._chance.choice(_SHELVES))

    def _answer(self, asked: v1.Asked) -> str:
        return self._chance.choice((asked.choices[0].variant, "none"))

    def _collect(self, order_id: str) -> None:
        """Let the customer come with the code, to the till first, then to the back room."""
        fate = self.fates[order_id]
        for counter in self._counters:
            verdict = pickup.check(counter.shop, fate.bought.code.text)
            if verdict.kind is VerdictKind.HAND_OVER and verdict.order is not None:
                cart = pickup.cart_for(counter.shop, order_id)
                checkout = self._paid(cart) if verdict.order.to_pay else None
                how = HandOver(secret=verdict.secret, checks=verdict.needed)
                gone = pickup.hand_over(
                    counter.shop, order_id, OWNER_CODE, how=how, checkout=checkout
                )
                fate.ends.append("handed_over")
                fate.paid = fate.paid + (gone.sale.total if gone.sale else Money(0))
                return
        if verdict.kind in {VerdictKind.NOT_READY, VerdictKind.OTHER_SHOP}:
            self._after(20, lambda: self._collect(order_id))
        else:
            fate.ends.append(verdict.kind.value)

    def _drive(self) -> None:
        """Take what is ready to its doors and to the relay; who is not there gets another try."""
        shop, driver = self.back_room.shop, self._preparers[0]
        ready = [order.id for order in rounds.waiting(shop)]
        if not ready:
            return
        planned = rounds.plan(shop, ready, driver)
        tour = on_the_road.begin(shop, rounds.propose_order(shop, planned.id).id, driver)
        for stop in tour.stops:
            if stop.order.mode == "relay":
                receipt = Receipt(proof="name", received_by="le relais")
                on_the_road.deliver(shop, tour.id, stop.order.id, driver, receipt)
                self._after(20, partial(self._keep, stop.order.id))
            elif self._chance.randrange(100) < 20:
                on_the_road.fail(shop, tour.id, stop.order.id, driver, Failure.ABSENT)
                on_the_road.bring_back(shop, tour.id, stop.order.id, driver)
            else:
                self._deliver(tour.id, stop.order.id, driver)
        on_the_road.end(shop, tour.id)

    def _deliver(self, tour: str, order_id: str, driver: str) -> None:
        """Give a stop's bags at the door, where they are paid."""
        shop = self.back_room.shop
        receipt = Receipt(proof="name", received_by="la voisine", checks=("age",))
        paid = self._paid(pickup.cart_for(shop, order_id))
        gone = on_the_road.deliver(shop, tour, order_id, driver, receipt, paid)
        fate = self.fates[order_id]
        fate.ends.append("delivered")
        fate.paid = fate.paid + (gone.sale.total if gone.sale else Money(0))

    def _keep(self, parcel_id: str) -> None:
        """Have the relay take the parcel in, once it has heard of it, and the customer come."""
        shop = self.relay.shop
        try:
            relay.receive(shop, parcel_id, OWNER_CODE, bags=1, shelf="R1")
        except RefusedError:
            self._after(20, lambda: self._keep(parcel_id))
            return
        self._after(30, lambda: self._collect_from_relay(parcel_id))

    def _collect_from_relay(self, parcel_id: str) -> None:
        fate = self.fates[parcel_id]
        if fate.comes_at is None:
            return
        verdict = relay.check(self.relay.shop, fate.bought.code.text)
        relay.hand_over(self.relay.shop, parcel_id, OWNER_CODE, secret=verdict.secret)
        fate.ends.append("delivered")

    def _after(self, minutes: int, act: Callable[[], None]) -> None:
        later = self._since_morning() + timedelta(minutes=minutes)
        if later < self._hours.closing:
            self._at(later, act)

    def _paid(self, cart: Cart) -> Checkout:
        means = self._chance.choice((Means.CASH, Means.CARD))
        return Checkout(
            cart=cart.of_age(), tenders=Tenders().add(means, cart.total), staff=OWNER_CODE
        )

    def _talk(self) -> None:
        self.town.do_jobs()
        self.town.talk()
        for counter in self._counters:
            alarm_ladder.tick(counter.shop)

    def _cut(self, *, is_cut: bool) -> None:
        for counter in self._counters:
            counter.is_cut_off = is_cut

    def _close(self) -> None:
        """Close the day: what nobody came for is ended, the tills are counted."""
        self.town.talk(2)
        for order in order_board.board(self.till.shop).ready:
            self._end_uncollected(order.id)
        self.town.talk(2)
        for counter in self._counters:
            expected = till_sessions.till_state(counter.shop).expected_cash
            till_sessions.close_till(counter.shop, expected, OWNER_CODE)
        self.town.talk(2)

    def _end_uncollected(self, order_id: str) -> None:
        order = orders.cancel(self.till.shop, order_id, "personne n'est venu")
        for line in order.lines:
            # What a delivery costs is a line as well, and lies on no shelf.
            if line.delivered_variant_id:
                back = line.delivered_quantity.thousandths
                self._article(line.delivered_variant_id).there += back

    # --- in the evening -------------------------------------------------------------------------

    def unsettled(self) -> list[str]:
        """Return in words what does not agree: outcomes, money, goods."""
        told = [each for order_id in self.fates for each in self._unsettled_order(order_id)]
        paid = total_of([*self.walk_ins, *(fate.paid for fate in self.fates.values())])
        rung = total_of([_rung(counter) for counter in self._counters])
        if rung != paid:
            told.append(f"customers paid {paid}, the tills rang {rung}")
        if not self.town.books_are_even():
            told.append("the marketplace's ledger is uneven")
        stock = sides.read_shop(self.till.folder).stock
        told += [
            f"{one.product.name}: {one.there} there, {stock[one.variant_id]} in the books"
            for one in self._shelf
            if stock[one.variant_id] != one.there
        ]
        here, there = (sides.read_shop(counter.folder) for counter in self._counters)
        return told + [each for each in here.differences(there) if not each.startswith("sales")]

    def _unsettled_order(self, order_id: str) -> list[str]:
        fate, order = self.fates[order_id], orders.order(self.till.shop, order_id)
        is_given = order.state in {OrderState.HANDED_OVER, OrderState.DELIVERED}
        claims = {
            "has an end": order.state not in OPEN,
            "was given once at most": sum(end in _GIVEN for end in fate.ends) <= 1,
            "was given if it says so": is_given is any(end in _GIVEN for end in fate.ends),
            "was paid": self._kept(fate, order) == (order.total if is_given else Money(0)),
        }
        return [
            f"{order.number} ({order.mode}, {order.state}), not so: {claim}"
            for claim, holds in claims.items()
            if not holds
        ]

    def _kept(self, fate: Fate, order: OrderView) -> Money:
        """Return what the shop or the marketplace has of an order's money."""
        return fate.paid + self.town.kept_online(order.id)

    def _fill_shelves(self) -> list[Article]:
        shop = self.till.shop
        found: list[Article] = []
        for product in demo_shop(SLUG).products:
            for variant in product.variants:
                known = selling.search(shop, variant.sku)
                (item,) = [one for one in known if one.sku == variant.sku]
                found.append(
                    Article(product, item.variant_id, variant.gtin, variant.stock_thousandths)
                )
        return found

    def _article(self, variant_id: str) -> Article:
        return next(one for one in self._shelf if one.variant_id == variant_id)


def _portion(product: DemoProduct, chance: Random) -> int:
    return 1000 * chance.randrange(1, 3) if product.unit is Unit.PIECE else 250


def _address(printer: PrinterSimulator) -> str:
    return f"tcp://{printer.host}:{printer.port}"


def _rung(counter: Counter) -> Money:
    return total_of([one.gross for one in till_sessions.reports(counter.shop)])
