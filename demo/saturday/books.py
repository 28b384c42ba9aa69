"""In the evening everything is counted: what does not agree is said in words."""

from collections import Counter as Tally
from collections.abc import Iterable

from demo import sides
from demo.saturday.floor import Fate, Floor
from demo.still_town import Counter
from desktop.services.online import orders
from desktop.services.online.orders import OrderView
from desktop.services.till import till_sessions
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OPEN, OrderState

_GIVEN = frozenset({"handed_over", "delivered"})
_AS_GIVEN = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})


def unsettled(floor: Floor, walk_ins: Iterable[Money]) -> list[str]:
    """Return in words what does not agree: outcomes, money, goods, the two counters."""
    told = [each for order_id in floor.fates for each in _unsettled_order(floor, order_id)]
    paid = total_of([*walk_ins, *(fate.paid for fate in floor.fates.values())])
    rung = total_of([_rung(counter) for counter in floor.counters])
    if rung != paid:
        told.append(f"customers paid {paid}, the tills rang {rung}")
    if not floor.town.books_are_even():
        told.append("the marketplace's ledger is uneven")
    stock = sides.read_shop(floor.till.folder).stock
    told += [
        f"{one.product.name}: {one.there} there, {stock[one.variant_id]} in the books"
        for one in floor.shelves
        if stock[one.variant_id] != one.there
    ]
    here, there = (sides.read_shop(counter.folder) for counter in floor.counters)
    return told + [each for each in here.differences(there) if not each.startswith("sales")]


def unprinted(floor: Floor, bags: int) -> list[str]:
    """Return in words which papers of the back room there are too few or too many of.

    Args:
        floor: the shop in the evening.
        bags: how many bags were said to stand ready; each has one label.
    """
    papers = sides.read_papers(floor.back_room.folder)
    told = [f"{one.kind} of {one.ref}: {one.state}" for one in papers if one.state != "printed"]
    labels = sum(one.kind == "label" for one in papers)
    if labels != bags:
        told.append(f"{labels} labels for {bags} bags")
    listed = {one.ref for one in papers if one.kind in {"slip", "alarm"}}
    lists = Tally(one.ref for one in papers if one.kind == "slip")
    return told + [
        f"{lists[order_id]} lists of {order_id}"
        for order_id in floor.fates
        if order_id not in listed or lists[order_id] > 1
    ]


def _unsettled_order(floor: Floor, order_id: str) -> list[str]:
    fate, order = floor.fates[order_id], orders.order(floor.till.shop, order_id)
    is_given = order.state in _AS_GIVEN
    claims = {
        "has an end": order.state not in OPEN,
        "was given once at most": sum(end in _GIVEN for end in fate.ends) <= 1,
        "was given if it says so": is_given is _was_given(fate, order),
        "was paid": _kept(floor, fate) == (_owed(order) if is_given else Money(0)),
    }
    return [
        f"{order.number} ({order.mode}, {order.state}), not so: {claim}"
        for claim, holds in claims.items()
        if not holds
    ]


def _was_given(fate: Fate, order: OrderView) -> bool:
    """Tell whether somebody got something: all of it, or a part and never the rest."""
    return any(end in _GIVEN for end in fate.ends) or any(line.handed_at for line in order.lines)


def _owed(order: OrderView) -> Money:
    """Return what an order comes to, without what came back."""
    return total_of([line.gross for line in order.lines if line.returned_at is None])


def _kept(floor: Floor, fate: Fate) -> Money:
    """Return what the shop or the marketplace has of an order's money."""
    return fate.paid + floor.town.kept_online(fate.bought.order_id)


def _rung(counter: Counter) -> Money:
    return total_of([one.gross for one in till_sessions.reports(counter.shop)])
