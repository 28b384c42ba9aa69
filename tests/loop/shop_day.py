"""A shop's counter that does what it is told until it is killed: `python -m tests.loop.shop_day DIR`.

It reads an act a line and repeats the act, with what came of it, once that is on the disk. An act
that was done before it was killed is not done again: sales carry their identity, steps their goal.
"""

import sys
from contextlib import closing
from pathlib import Path

from desktop.domain.preparation import LineState
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online import order_carts, orders, pickup, preparation
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.town import link
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from tests.loop.small_town import is_all_told, open_counter, until
from tests.support.a_shop import OWNER, a_cart

WAY = (OrderState.ACCEPTED, OrderState.PREPARING, OrderState.READY, OrderState.HANDED_OVER)


def main(folder: Path) -> None:
    with closing(open_counter(folder)) as shop:
        for line in sys.stdin:
            words = line.split()
            print(*words, _act(shop, *words), flush=True)  # noqa: T201 the test reads it


def _act(shop: Shop, kind: str, *words: str) -> str:
    if kind == "sell":
        return _sell(shop, words[0], int(words[1]))
    if kind == "step":
        return _step(shop, words[0], OrderState(words[1]))
    if kind == "collect":
        return _collect(shop, words[0], words[1])
    if kind == "settle":
        until(lambda: is_all_told(shop) or _goad(shop), "everything to be told")
    elif kind == "open" and not till_sessions.till_state(shop).is_open:
        till_sessions.open_till(shop, Money(100_00), OWNER)
    elif kind == "close" and till_sessions.till_state(shop).is_open:
        till_sessions.close_till(shop, None, OWNER)
    return "done"


def _sell(shop: Shop, sale_id: str, wines: int) -> str:
    cart = a_cart(shop, "Pain", ("Vin", wines))
    tenders = Tenders().add(Means.CASH, cart.total)
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER, sale_id=sale_id)
    return selling.take_payment(shop, checkout).number


def _step(shop: Shop, number: str, goal: OrderState) -> str:
    until(lambda: bool(_standing(shop, number)) or _goad(shop), f"order {number}")
    (standing,) = _standing(shop, number)
    if standing.state in WAY and WAY.index(standing.state) >= WAY.index(goal):
        return standing.state
    if goal is OrderState.ACCEPTED:
        orders.accept(shop, standing.id)
    elif goal is OrderState.PREPARING:
        orders.start_preparing(shop, standing.id)
    elif goal is OrderState.READY:
        for line in standing.lines:
            if line.state is LineState.OPEN:
                preparation.pick_by_hand(shop, standing.id, line.id)
        orders.mark_ready(shop, standing.id, bags=1, shelf="A1")
    return goal


def _collect(shop: Shop, text: str, sale_id: str) -> str:
    verdict = pickup.check(shop, text)
    assert verdict.order is not None, verdict
    if verdict.kind is VerdictKind.HAND_OVER:
        cart = order_carts.cart_for(shop, verdict.order.id)
        tenders = Tenders().add(Means.CARD, cart.total)
        checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER, sale_id=sale_id)
        pickup.hand_over(shop, verdict.order.id, OWNER, secret=verdict.secret, checkout=checkout)
    else:
        assert verdict.kind is VerdictKind.ALREADY, verdict
    return selling.sale(shop, sale_id).number


def _standing(shop: Shop, number: str) -> tuple[OrderView, ...]:
    found = pickup.find_by_number(shop, number).order
    return () if found is None else (found,)


def _goad(shop: Shop) -> bool:
    """Have the shop try again at once when the marketplace was away; always false."""
    if not link.link_status(shop).is_online:
        link.poke(shop)
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
