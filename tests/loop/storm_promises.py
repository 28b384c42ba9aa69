"""What has to hold in a storm of orders, at every look and at its end."""

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from demo import sides
from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.services.carriage import relay
from desktop.services.online import bags, order_alarms, order_board, orders
from desktop.services.online.orders import OrderView
from marketplace.models.orders import OrderEvent, Parcel, ShopOrder
from marketplace.services import orders as hub_orders
from printing.spooler import JobState
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OPEN, OrderState

from . import storm_goods
from .storm_post import Post
from .storm_told import Bag, Place, Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

Line = tuple[str, str, int, bool, bool, tuple[str, int]]
"""A line at its end: state, price, whether it left and came back, and what of it left."""
_BAGGED = (
    select(orders.LINES.c.order_id)
    .join(orders.ORDERS, orders.LINES.c.order_id == orders.ORDERS.c.id)
    .where(
        orders.ORDERS.c.state.in_([state.value for state in OPEN]),
        orders.LINES.c.variant_id != "",
        orders.LINES.c.handed_at.is_(None),
        orders.LINES.c.picked > 0,
    )
)
_DEAD = select(orders.ORDERS.c.id).where(
    orders.ORDERS.c.id.in_(bindparam("ids", expanding=True)),
    orders.ORDERS.c.state.in_(("refused", "cancelled", "expired")),
)


def hold_alarms(storm: "OrderStorm", post: Post) -> None:
    """Hold: what nobody has seen is told at the counter, also where a rule has promised it."""
    shop = post.counter.shop
    unseen = {order.id for order in order_board.board(shop).to_prepare if not order.is_seen}
    told = {alarm.order_id for alarm in order_alarms.standing(shop)}
    storm.held["told while unseen"] += len(unseen)
    assert unseen <= told, f"untold at {shop.settings.till}: {unseen - told}"


def hold_ladder(storm: "OrderStorm", post: Post) -> None:
    """Hold: no rung that is due is left out while the program runs, by whatever it is covered."""
    now = post.counter.shop.clock.now()
    for alarm in order_alarms.standing(post.counter.shop):
        storm.held["rungs taken when due"] += alarm.rung
        is_late = alarm.next_at is not None and alarm.next_at <= now
        assert not is_late, f"{alarm.number} waits for rung {alarm.rung + 1} since {alarm.next_at}"


def hold_bags(storm: "OrderStorm") -> None:
    """Hold: what stands ready at the marketplace has something in it that its customer can get.

    Of what is away and another counter found missing a person was asked.
    """
    with storm.town.hub.database.read() as session:
        ready = session.scalars(
            select(ShopOrder).where(ShopOrder.state == OrderState.READY.value)
        ).all()
        empty = [
            order.number
            for order in ready
            if not (order.carriage and order.anomaly) and hub_orders.is_empty(session, order)
        ]
    storm.held["ready is not empty"] += len(ready)
    assert not empty, f"ready and empty: {empty}"


def hold_lists(storm: "OrderStorm", post: Post) -> None:
    """Hold: each order that was promised has its list, where lists are printed by themselves."""
    if not post.goes_by_rules:
        return
    listed = post.papers_of("slip", "alarm")
    for order in order_board.board(post.counter.shop).to_prepare:
        if order.state is OrderState.ACCEPTED:
            storm.held["listed once promised"] += 1
            assert order.id in listed, f"{order.number} has no list"


def hold_label(storm: "OrderStorm", order: OrderView) -> None:
    """Hold: what leaves the shop was labelled at the counter that packed it."""
    storm.held["labelled as it leaves"] += 1
    labelled = [post for post in storm.posts if order.id in post.papers_of("label")]
    assert labelled, f"{order.number} leaves without a label"


def hold_bag(storm: "OrderStorm", order: OrderView, bag: Bag) -> None:
    """Hold: at a door the counter has of an order what is in its bag, or somebody is asked."""
    storm.held["paid at the door by what is in the bag"] += 1
    written = {line.id for line in bags.here(order)}
    assert written == bag.lines or order.anomaly, f"{order.number}: {written} {bag.lines}"


@contextmanager
def bagged(storm: "OrderStorm", post: Post) -> Iterator[None]:
    """Hold: what lies in a bag here is to be put back once its order has come to nothing.

    What a counter has found missing meanwhile was taken out of the bag before.
    """
    shop = post.counter.shop
    with shop.look() as look:
        before = Tally[str](look.connection.scalars(_BAGGED))
    yield
    with shop.look() as look:
        dead = [*look.connection.scalars(_DEAD, {"ids": [*before]})]
    for order_id in dead:
        storm.held["to be put back"] += 1
        order = orders.order(shop, order_id)
        missing = sum(line.state is LineState.MISSING for line in order.lines)
        listed = bags.to_put_back(order)
        assert len(listed) + missing >= before[order_id], f"{order.number}: {listed} to put back"


def settle(storm: "OrderStorm") -> None:
    """Hold what is promised of every order and paper when all is over."""
    _hold_endings(storm)
    _hold_parcels(storm)
    _hold_money(storm)
    storm_goods.settle(storm)
    for post in storm.posts:
        _hold_papers(storm, post)
    unshaken = [kind for kind in storm.steps if not storm.restarts[kind]]
    assert not unshaken, f"no restart after {unshaken}"


def _hold_endings(storm: "OrderStorm") -> None:
    shops = [post.counter.shop for post in storm.posts]
    states = storm.town.states_of(storm.told)
    for order_id, told in storm.told.items():
        here, there = (orders.order(shop, order_id) for shop in shops)
        state = states[order_id]
        assert here.state is there.state is state, f"{here.number}: {here.state} {state}"
        assert state not in OPEN, f"{here.number} has no end: {state}"
        assert _lines(here) == _lines(there) == _lines_there(storm, order_id), here.number
        _hold_gifts(here, told)
        storm_goods.hold_returns(here, told)
        storm_goods.hold_payment(storm, here, told)
        is_withdrawn = state is OrderState.CANCELLED and here.reason == "customer"
        is_seen = told.noticed or is_withdrawn or _was_steward_told(storm, order_id)
        assert is_seen, f"{here.number} was missed"
    for promise in (
        "one end, everywhere the same",
        "not given twice in silence",
        "not missed",
        "paid as it came to",
        "not paid back twice in silence",
    ):
        storm.held[promise] += len(storm.told)


def _was_steward_told(storm: "OrderStorm", order_id: str) -> bool:
    """Tell whether the marketplace climbed the shop's ladder for an order no counter could hear."""
    wanted = select(OrderEvent.id).where(OrderEvent.order_id == order_id, OrderEvent.kind == "rung")
    with storm.town.hub.database.read() as session:
        was_told = session.scalars(wanted).first() is not None
    storm.held["told by the ladder alone"] += was_told
    return was_told


def _hold_gifts(here: OrderView, told: Told) -> None:
    """Hold: what an order says of its goods is where they are, or somebody is asked."""
    is_odd = any(each.startswith(("handed_over", "wrong_secret")) for each in told.questions)
    is_double = any(times > 1 for times in told.left.values())
    assert not is_double or is_odd, f"{here.number} twice, in silence: {told.questions}"
    is_given = here.state in storm_goods.GIVEN
    assert not is_given or told.visits, f"{here.number} was given to nobody"
    assert is_given or not told.visits or is_odd, f"{here.number} is {here.state}, in silence"
    outside = [bag for bag in told.bags if bag.place not in (Place.GIVEN, Place.BACK)]
    assert not outside, f"{here.number} is {outside} for ever"


def _hold_parcels(storm: "OrderStorm") -> None:
    """Hold: the relay and the town tell the same of a parcel, and none is kept for ever."""
    shop = storm.relay.counter.shop
    with storm.town.hub.database.read() as session:
        there = {each.id: each for each in session.scalars(select(Parcel))}
    for parcel_id, parcel in there.items():
        try:
            here = relay.parcel(shop, parcel_id)
        except RefusedError:
            # It never came, and will not: the list does not name it any more.
            assert parcel.state == "expected", f"{parcel_id} {parcel.state} is lost at the relay"
            continue
        assert here.state == parcel.state, f"{here.number}: {here.state} {parcel.state}"
        assert here.state != "received", f"{here.number} is at the relay for ever"
        gave = here.state == "handed_over"
        assert not gave or storm.told[parcel_id].visits, f"{here.number} was given to nobody"
    storm.held["the relay and the town agree"] += len(there)


def _lines(order: OrderView) -> list[Line]:
    """Return what one end says became of an order's lines."""
    return [
        (
            line.id,
            line.state.value,
            line.gross.cents,
            line.handed_at is not None,
            line.returned_at is not None,
            storm_goods.what_left(order, line),
        )
        for line in order.lines
    ]


def _lines_there(storm: "OrderStorm", order_id: str) -> list[Line]:
    with storm.town.hub.database.read() as session:
        order = session.get_one(ShopOrder, order_id)
        return [
            (
                line.id,
                line.state,
                line.gross_cents,
                line.handed_at is not None,
                line.returned_at is not None,
                storm_goods.what_left_there(order, line),
            )
            for line in hub_orders.lines_of(session, order)
        ]


def _hold_money(storm: "OrderStorm") -> None:
    taken = total_of([paid for told in storm.told.values() for paid in told.paid])
    tickets = [sides.read_shop(post.counter.folder).sales.values() for post in storm.posts]
    rung = Money(sum(gross for till in tickets for gross, _net in till))
    storm.held["paid is rung"] += sum(len(told.paid) for told in storm.told.values())
    assert taken == rung, f"customers paid {taken}, the tills rang {rung}"
    assert storm.town.books_are_even(), "the marketplace's ledger is uneven"


def _hold_papers(storm: "OrderStorm", post: Post) -> None:
    """Hold: what was wanted came out once, and each bag that was said to stand ready is labelled."""
    jobs = post.jobs()
    post.wanted = tuple(job.id for job in jobs)
    for job in jobs:
        storm.held["printed once"] += 1
        copies = post.came_out(job.id)
        assert job.state is JobState.PRINTED, f"{job.kind} {job.title} is {job.state}"
        assert copies == 1, f"{job.kind} {job.title} came out {copies} times"
    wanted = {each: told.made_ready[post.name] for each, told in storm.told.items()}
    storm.held["labelled once ready"] += sum(wanted.values())
    assert post.papers_of("label") == {each: count for each, count in wanted.items() if count}


@dataclass
class Figures:
    """What many storms came to."""

    orders: int = 0
    #: Second hand-overs while the counters could not know of each other: each was raised.
    conflicts_raised: int = 0
    noticed: int = 0
    promises: Tally[str] = field(default_factory=Tally)
    steps: Tally[str] = field(default_factory=Tally)
    restarts: Tally[str] = field(default_factory=Tally)
    befell: Tally[str] = field(default_factory=Tally)
    papers: Tally[str] = field(default_factory=Tally)
    seconds: float = 0

    def add(self, storm: "OrderStorm") -> None:
        """Add a storm that is over, its town closed."""
        self.orders += len(storm.told)
        self.conflicts_raised += storm.doubles_in_the_dark
        self.noticed += sum(bool(told.noticed) for told in storm.told.values())
        for mine, its in (
            (self.promises, storm.held),
            (self.steps, storm.steps),
            (self.restarts, storm.restarts),
            (self.befell, storm.befell),
        ):
            mine.update(its)
        for post in storm.posts:
            trays = [printer.came_out for printer in post.printers.values()]
            self.papers["asked about"] += post.papers_asked_about
            self.papers["printed"] += sum(tray.total() for tray in trays)
            self.papers["doubled"] += sum(max(post.came_out(job) - 1, 0) for job in post.wanted)
            self.papers["lost"] += sum(not post.came_out(job) for job in post.wanted)

    def as_json(self) -> dict[str, Any]:
        """Return it for the page of figures."""
        told = {
            name: dict(value) if isinstance(value, Tally) else value
            for name, value in vars(self).items()
        }
        return told | {"promises_in_all": self.promises.total()}
