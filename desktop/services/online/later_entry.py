"""Hand-overs that were done by hand while the PC was dead, entered when it runs again.

The law dates a record when it is made (fiscal study § 2): each sale is of now, in the till that is
open now, and its note says when the goods left. The order says when they did.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from desktop.domain.preparation import LineState
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, ShopError
from desktop.services.counter.selling import Checkout
from desktop.services.money import cash_ceiling
from desktop.services.online import bags, orders, pickup, preparation
from desktop.services.online.orders import ORDERS, OrderView, order, read_order
from desktop.services.online.pickup import HandedOver, HandOver
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.contract import v1
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
    is_proxy: bool = False
    checks: tuple[v1.Check, ...] = ()
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


def to_enter(shop: Shop) -> tuple[ToEnter, ...]:
    """Return the orders that may have left by hand, those that stood ready first, by their promise.

    With the PC dead an order is prepared by its printed list as well: the others are open still.
    """
    is_ready = ORDERS.c.state == OrderState.READY.value
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id)
            .where(ORDERS.c.state.in_([each.value for each in OPEN]), ORDERS.c.carriage == "")
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
            if bags.here(each)
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
    found = order(shop, wanted.order_id)
    if not found.placed_at <= wanted.at <= shop.clock.now() + _AHEAD:
        raise RefusedError("time_not_possible", number=found.number)
    how = HandOver(
        reason=wanted.reason,
        lines=wanted.lines,
        is_proxy=wanted.is_proxy,
        checks=wanted.checks,
        left_at=min(wanted.at, shop.clock.now()),
    )
    if found.state in OPEN and found.state is not OrderState.READY:
        # All that refuses comes first: what is refused leaves no customer told of a bag that is gone.
        _must_be_enterable(shop, found, wanted, how)
        found = _prepared(shop, found)
    return pickup.hand_over(
        shop, found.id, staff, checkout=_checkout(shop, found, wanted, staff), how=how
    )


def _must_be_enterable(shop: Shop, found: OrderView, wanted: PastHandOver, how: HandOver) -> None:
    with shop.look() as look:
        due = pickup.due_for(found, pickup.lines_allowed(look, found, how))
    if not found.to_pay:
        return
    if _means(found, wanted) is Means.CASH:
        cash_ceiling.check(shop, due)
    if not till_sessions.till_state(shop).is_open:
        raise RefusedError("till_closed")


def _prepared(shop: Shop, found: OrderView) -> OrderView:
    """Write down that an order was prepared by its printed list: whole, as far as nobody said else."""
    if found.state is OrderState.PLACED:
        found = orders.accept(shop, found.id)
    if found.state is OrderState.ACCEPTED:
        found = orders.start_preparing(shop, found.id)
    for line in found.lines:
        if line.state is LineState.OPEN:
            preparation.pick_by_hand(shop, found.id, line.id)
    return orders.mark_ready(shop, found.id, is_here=False)


def _checkout(shop: Shop, found: OrderView, wanted: PastHandOver, staff: str) -> Checkout | None:
    if not found.to_pay:
        return None
    means = _means(found, wanted)
    cart = pickup.cart_for(shop, found.id, wanted.lines).noted(wanted.note)
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
