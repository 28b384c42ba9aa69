"""Hand-overs that were done by hand while the PC was dead, entered when it runs again.

The law dates a record when it is made (fiscal study § 2): each sale is of now, in the till that is
open now, and its note says when the goods left. The order says when they did.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, ShopError
from desktop.services.books.refusals import recording
from desktop.services.carriage.on_the_road import deposit_elsewhere
from desktop.services.carriage.rounds import AT_DOORS, CARRIED, is_elsewhere
from desktop.services.counter.selling import Checkout
from desktop.services.online import bags, leaving_out, order_carts, orders, pickup, preparation
from desktop.services.online.order_lines import record
from desktop.services.online.orders import ORDERS, OrderView, read_order
from desktop.services.online.pickup import HandedOver, HandOver
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, OrderState

_AHEAD = timedelta(minutes=1)
Check = v1.Check
"""What somebody has to look at, under a name that windows know it by."""
BY_HAND = (Means.CASH, Means.CARD, Means.CHEQUE)
"""What can be taken with the PC dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHandOver:
    """One line of the paper: who got the bags, when, and how it was paid."""

    order_id: str
    at: datetime
    #: Why there is no code; the marketplace keeps it.
    reason: str
    #: How it was paid; None where nothing was to pay.
    means: Means | None = None
    #: What stands on the ticket: that it was entered afterwards, and when the goods left.
    note: str = ""
    #: Only these lines; empty is all that was there.
    lines: tuple[str, ...] = ()
    #: Lines the list had crossed out: not to be had, taken out of the order.
    crossed_out: tuple[str, ...] = ()
    is_proxy: bool = False
    checks: tuple[v1.Check, ...] = ()
    #: Compartment, of what was put into a locker.
    box: str = ""
    #: Made by the caller, so that a second press is the same sale.
    sale_id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of one line of the paper."""

    wanted: PastHandOver
    done: HandedOver | None = None
    #: Why it could not be entered.
    refused: ShopError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToEnter:
    """An order that may have left by hand."""

    order: OrderView
    #: What somebody had to look at before it left.
    needed: tuple[v1.Check, ...]

    @property
    def is_deposit(self) -> bool:
        """Tell whether it was left for its customer, at a relay or in a locker."""
        return bool(self.order.carriage) and self.order.mode not in AT_DOORS


def to_enter(shop: Shop) -> tuple[ToEnter, ...]:
    """Return the orders that may have left by hand, those that stood ready first, by their promise.

    With the PC dead an order is prepared by its printed list as well: the others are open still.
    What was on the round of a till that died may have been given at its door, or left at its relay.
    """
    is_ready = ORDERS.c.state == OrderState.READY.value
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id)
            .where(
                ORDERS.c.state.in_([each.value for each in OPEN]),
                or_(
                    ORDERS.c.carriage == "",
                    and_(ORDERS.c.carriage == "out", ORDERS.c.mode.in_(CARRIED)),
                ),
            )
            .order_by(is_ready.desc(), ORDERS.c.promised_to, ORDERS.c.number)
        ).all()
        found = [read_order(look.connection, each) for each in ids]
        return tuple(
            ToEnter(
                order=each,
                needed=tuple(dict.fromkeys(c.check for c in pickup.checks_of(look, each))),
            )
            for each in found
            # Of one whose every item is missing nothing has left.
            if bags.here(each) and (not each.carriage or is_elsewhere(look.connection, each))
        )


def enter(shop: Shop, done_by_hand: tuple[PastHandOver, ...], staff: str) -> tuple[Entered, ...]:
    """Enter hand-overs that were done by hand, each by itself: one that is refused stops no other.

    Args:
        shop: the open shop.
        done_by_hand: the lines of the paper.
        staff: code of who enters them.
    """
    return tuple(_enter(shop, each, staff) for each in done_by_hand)


def _enter(shop: Shop, wanted: PastHandOver, staff: str) -> Entered:
    try:
        return Entered(wanted=wanted, done=_hand_over(shop, wanted, staff))
    except ShopError as error:
        return Entered(wanted=wanted, refused=error)


def _hand_over(shop: Shop, wanted: PastHandOver, staff: str) -> HandedOver:
    # One transaction: what is refused leaves no customer told of a bag that is gone.
    with recording(shop, Kind.SALE, wanted, staff) as work:
        found = read_order(work.connection, wanted.order_id)
        if not found.placed_at <= wanted.at <= work.at + _AHEAD:
            raise RefusedError("time_not_possible", number=found.number)
        carried = None
        if found.carriage and found.mode not in AT_DOORS:
            left = deposit_elsewhere(work, found, min(wanted.at, work.at), staff, wanted.box)
            work.commit()
            return HandedOver(order=left, sale=None)
        if found.carriage:
            carried = _given_at_its_door(work, found, wanted, staff)
        elif found.state is OrderState.READY:
            found = _crossed_out(work, found, wanted.crossed_out)
        elif found.state in OPEN:
            found = _prepared(work, found, wanted.crossed_out)
        how = HandOver(
            reason=wanted.reason,
            lines=wanted.lines,
            is_proxy=wanted.is_proxy,
            checks=wanted.checks,
            left_at=min(wanted.at, work.at),
            carried=carried,
        )
        checkout = _checkout(work, found, wanted, staff)
        done = pickup.record_hand_over(work, found.id, staff, how, checkout)
        work.commit()
    return done


def _given_at_its_door(
    work: UnitOfWork, found: OrderView, wanted: PastHandOver, staff: str
) -> v1.OrderCarried:
    """Return the word on a delivery whose round nobody can lead to its end any more."""
    is_whole = not wanted.crossed_out
    if not is_elsewhere(work.connection, found) or not is_whole:
        raise RefusedError("order_is_away", number=found.number)
    at = milliseconds(min(wanted.at, work.at))
    return v1.OrderCarried(
        order=found.id, at=at, by=staff, stage="delivered", till=work.shop.settings.till
    )


def _prepared(work: UnitOfWork, found: OrderView, crossed_out: tuple[str, ...]) -> OrderView:
    """Write down that an order was prepared by its printed list: whole, as far as nobody said else.

    Its bags are gone: no labels are printed for them.
    """
    if found.state is OrderState.PLACED:
        found = orders.take_step(work, found.id, "order.accept", OrderState.ACCEPTED)
    if found.state is OrderState.ACCEPTED:
        found = orders.take_step(work, found.id, "order.prepare", OrderState.PREPARING)
    found = _crossed_out(work, found, crossed_out)
    for line in found.lines:
        if line.is_open:
            record(work, found, preparation.whole(found, line.id))
    orders.must_be_packed(read_order(work.connection, found.id))
    return orders.take_step(work, found.id, "order.ready", OrderState.READY, bags=1)


def _crossed_out(work: UnitOfWork, found: OrderView, lines: tuple[str, ...]) -> OrderView:
    """Take out of an order what its printed list had crossed out."""
    out = [line for line in bags.here(found) if line.id in lines]
    if len(out) < len(lines):
        raise RefusedError("unknown_line")
    for line in out:
        leaving_out.drop_line(work, found, line)
    left = read_order(work.connection, found.id)
    if out and not any(line.delivered_variant_id for line in bags.here(left)):
        raise RefusedError("order_is_empty")
    return left


def _checkout(
    work: UnitOfWork, found: OrderView, wanted: PastHandOver, staff: str
) -> Checkout | None:
    if not found.to_pay:
        return None
    means = _means(found, wanted)
    cart = order_carts.basket_of(work.shop, work.connection, found, wanted.lines).noted(wanted.note)
    # Coins were given back exactly, whatever they were: what is known is what it came to.
    due = cart.total
    tenders = Tenders() if due == Money(0) else Tenders().add(means, due)
    return Checkout(cart=cart, tenders=tenders, staff=staff, sale_id=wanted.sale_id)


def _means(found: OrderView, wanted: PastHandOver) -> Means:
    if wanted.means is None:
        raise RefusedError("order_unpaid", amount=found.to_pay)
    if wanted.means not in BY_HAND:
        raise RefusedError("means_not_taken", means=wanted.means.value)
    return wanted.means
