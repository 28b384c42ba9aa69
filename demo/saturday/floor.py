"""What everybody at the shop shares on the day: the counters, the shelves, the plan, the diary."""

import heapq
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from demo.shops import demo_shop
from demo.still_town import Bought, Counter, StillTown
from demo.town import DemoProduct, Unit
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online.orders import OrderLineView
from desktop.services.team.crew import OWNER_CODE
from sync.kernel.money import Money

SLUG = "maison-castagne"
RELAY = "la-page-d-apres"


@dataclass(frozen=True, slots=True)
class Hours:
    """What happens when, counted from the morning."""

    first_order: timedelta = timedelta(minutes=5)
    last_order: timedelta = timedelta(hours=8)
    #: Two orders of five come within this.
    rush: tuple[timedelta, timedelta] = (timedelta(hours=1), timedelta(hours=2, minutes=15))
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
    #: Fewer are there than the books say, and nobody has noticed.
    is_short: bool = False

    @property
    def is_weighed(self) -> bool:
        """Tell whether it is cut and weighed."""
        return self.product.unit is Unit.KG


class Shelves:
    """What really lies on the shelves; the books are the shop's affair."""

    def __init__(self, till: Counter) -> None:
        """Look at every article of the shop."""
        self._articles: dict[str, Article] = {}
        for product in demo_shop(SLUG).products:
            for variant in product.variants:
                known = selling.search(till.shop, variant.sku)
                (item,) = [one for one in known if one.sku == variant.sku]
                self._articles[item.variant_id] = Article(
                    product, item.variant_id, variant.gtin, variant.stock_thousandths
                )

    def __iter__(self) -> Iterator[Article]:
        """Return each article in the catalogue's order."""
        return iter([*self._articles.values()])

    def of(self, variant_id: str) -> Article:
        """Return an article."""
        return self._articles[variant_id]

    def take(self, variant_id: str, thousandths: int) -> None:
        """Take something off its shelf."""
        self._articles[variant_id].there -= thousandths

    def put_back(self, line: OrderLineView) -> None:
        """Put what a line has in its bag back on its shelf; what a delivery costs lies on none."""
        if line.delivered_variant_id:
            self.take(line.delivered_variant_id, -line.delivered_quantity.thousandths)


class Floor:
    """The shop on its day, as far as more than one of its people has to do with it."""

    def __init__(self, town: StillTown, chance: Random) -> None:
        """Open the shop's two counters and the relay's.

        Args:
            town: it stands in the morning; its clock is moved.
            chance: draws everything that is made up.
        """
        self.town, self.chance, self.hours = town, chance, Hours()
        self.morning = town.clock.now()
        self.till = town.open_counter(SLUG)
        self.back_room = town.open_counter(SLUG, sells=False)
        self.relay = town.open_counter(RELAY, sells=False)
        town.talk(2)
        self.shelves = Shelves(self.till)
        self.fates: dict[str, Fate] = {}
        #: By what happened: how often.
        self.diary: Tally[str] = Tally()
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._planned = 0

    @property
    def counters(self) -> tuple[Counter, Counter]:
        """Return the shop's counters, the till first."""
        return self.till, self.back_room

    @property
    def since_morning(self) -> timedelta:
        """Return how long the day has lasted."""
        return self.town.clock.now() - self.morning

    def at(self, after: timedelta, act: Callable[[], None]) -> None:
        """Plan something, counted from the morning."""
        self._planned += 1
        heapq.heappush(self._plan, (self.morning + after, self._planned, act))

    def later(self, minutes: int, act: Callable[[], None]) -> None:
        """Plan something from now, unless the shop is shut by then."""
        at = self.since_morning + timedelta(minutes=minutes)
        if at < self.hours.closing:
            self.at(at, act)

    def live(self) -> None:
        """Do all that is planned, and what that plans."""
        while self._plan:
            at, _, act = heapq.heappop(self._plan)
            self.town.clock.instant = max(at, self.town.clock.now())
            act()

    def happens(self, percent: int) -> bool:
        """Draw whether something happens."""
        return self.chance.randrange(100) < percent

    def paid(self, cart: Cart) -> Checkout:
        """Return a basket paid in full; whoever wants goods for adults was looked at."""
        self.diary["age seen at a payment"] += cart.asks_age
        means = self.chance.choice((Means.CASH, Means.CARD))
        return Checkout(
            cart=cart.of_age(), tenders=Tenders().add(means, cart.total), staff=OWNER_CODE
        )
