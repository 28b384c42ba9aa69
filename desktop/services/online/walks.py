"""The walk through the shop: what to take from which place, for one order or for several at once.

Several orders in one walk have a letter each, so that every scan says whose bag it goes into. The
letters are kept with the orders: a walk goes on after a restart, and two preparers' never meet. No
till knows the letters of another, with whom it may share a packing table: each has its own.
"""

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, product

from sqlalchemy import Connection, func, select

from desktop.domain.bagging import Keep
from desktop.domain.places import walking_key
from desktop.domain.preparation import DONE, Basket, PickResult, pick_for_any
from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.goods.catalogue import CATEGORIES, CODES, PRODUCTS, VARIANTS
from desktop.services.online.bags import allergens_of, keeps_of
from desktop.services.online.order_lines import record, wanted
from desktop.services.online.orders import (
    ORDERS,
    OrderLineView,
    OrderView,
    change_order,
    read_order,
)
from desktop.services.online.preparation import begin, scanned_quantity
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.unit_of_work import Look
from sync.kernel.order_states import OrderState

MOST_ORDERS = 12
"""What two hands and a trolley carry; each has a letter and a colour of its own."""
_LAST = 1 << 30
_HALVES = {1: string.ascii_uppercase[:13], 2: string.ascii_uppercase[13:]}
"""Few shops have a third till: the first two part the alphabet, the others add their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickLine:
    """A line of an order where it is taken from the shelf."""

    order_id: str
    short_number: str
    letter: str
    line: OrderLineView
    #: Shelf or room, as the shop calls it; else the section it belongs to.
    place: str
    #: A code that finds it, where it has one.
    code: str = ""
    #: The article as the shop knows it; None when it does not.
    item: Sellable | None = None
    #: How its bag is kept.
    keep: Keep = ""
    #: Codes of `sync.kernel.allergens`, or words of the shop's own; empty: nobody has said.
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where an article is taken from."""

    place: str
    section: str
    #: Of the section; None for what stands in none.
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place, and what is taken from it."""

    place: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Orders prepared together, the most urgent first, and the way through the shop."""

    orders: tuple[OrderView, ...]
    stops: tuple[Stop, ...]

    @property
    def open_lines(self) -> int:
        """Return how many lines are still to be decided on, or to be put into a bag."""
        return sum(order.open_lines for order in self.orders)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkVerdict:
    """Whose bag a scan went into, and the walk after it."""

    result: PickResult
    label: str
    #: Empty when it is nobody's.
    order_id: str
    line_id: str
    letter: str
    short_number: str
    walk: Walk


# --- the way through the shop -------------------------------------------------------------------


def pick_list(shop: Shop, order_ids: Sequence[str]) -> tuple[Stop, ...]:
    """Return what the orders want, place by place as one walks past them.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        found = [read_order(look.connection, each) for each in order_ids]
        return stops_of(shop, look, found)


def stops_of(shop: Shop, look: Look, found: Iterable[OrderView]) -> tuple[Stop, ...]:
    """Return the same in a moment of the caller.

    First the places that have a name, by it; then, section by section, what has none; then what
    the shop does not know. What carrying an order costs lies nowhere and is no stop.
    """
    pairs = [(order, line) for order in found for line in order.lines if line.delivered_variant_id]
    ids = list(dict.fromkeys(line.delivered_variant_id for _order, line in pairs))
    placed, codes = _placed(look.connection, ids), _codes(look.connection, ids)
    keeps, held = keeps_of(look.connection, ids), allergens_of(look.connection, ids)
    items = {item.variant_id: item for item in shelf.sellables(shop, look.connection, ids)}
    keyed = []
    for order, line in pairs:
        variant = line.delivered_variant_id
        row = placed.get(variant)
        shown = PickLine(
            order_id=order.id,
            short_number=order.short_number,
            letter=order.walk_letter,
            line=line,
            place="" if row is None else row.place or row.section,
            code=codes.get(variant, ""),
            item=items.get(variant),
            keep=keeps.get(variant, ""),
            allergens=held.get(variant, ()),
        )
        keyed.append((_way(row), shown))
    keyed.sort(key=lambda each: (each[0], each[1].line.delivered_label, each[1].letter))
    return tuple(
        Stop(place=place, lines=tuple(shown for _key, shown in lines))
        for place, lines in groupby(keyed, key=lambda each: each[1].place)
    )


def _way(row: _Placed | None) -> tuple[object, ...]:
    if row is None:
        return (2, (), 0)
    if row.place:
        return (0, walking_key(row.place), 0)
    return (1, (), _LAST if row.position is None else row.position)


def _placed(connection: Connection, ids: Sequence[str]) -> dict[str, _Placed]:
    rows = connection.execute(
        select(
            VARIANTS.c.id,
            VARIANTS.c.place,
            CATEGORIES.c.name.label("section"),
            CATEGORIES.c.position,
        )
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == PRODUCTS.c.category_id)
        .where(VARIANTS.c.id.in_(ids))
    )
    return {row.id: _Placed(row.place, row.section or "", row.position) for row in rows}


def _codes(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    rows = connection.execute(
        select(CODES.c.variant_id, func.min(CODES.c.code).label("code"))
        .where(CODES.c.variant_id.in_(ids))
        .group_by(CODES.c.variant_id)
    )
    return {row.variant_id: row.code for row in rows}


# --- several orders at once ---------------------------------------------------------------------


def start(shop: Shop, order_ids: Sequence[str], by: str = "") -> Walk:
    """Take several orders in hand, each with a letter for its bag, and return the walk.

    Raises:
        RefusedError: unknown_order, order_step_refused; too_many_orders.
    """
    wished = list(dict.fromkeys(order_ids))
    if len(wished) > MOST_ORDERS:
        raise RefusedError("too_many_orders", n=MOST_ORDERS)
    code = by or staff.current(shop).code
    for order_id in wished:
        begin(shop, order_id, code)
    with shop.begin() as work:
        rows = work.connection.execute(
            select(ORDERS.c.id, ORDERS.c.walk_letter).where(
                ORDERS.c.state == OrderState.PREPARING.value, ORDERS.c.walk_letter != ""
            )
        ).all()
        lettered = {row.id for row in rows}
        used = {row.walk_letter for row in rows}
        free = (letter for letter in letters_of(shop.settings.till) if letter not in used)
        for order_id in wished:
            if order_id not in lettered:
                change_order(work, order_id, {"walk_letter": next(free)})
        work.commit()
    return walk(shop, wished)


def letters_of(till: str) -> Iterator[str]:
    """Yield the letters of a till's bags, the shortest first: no other till of the shop has them."""
    number = int("".join(filter(str.isdecimal, till)) or 1)
    letters = _HALVES.get(number, string.ascii_uppercase)
    mark = "" if number in _HALVES else str(number)
    for length in count(1):
        yield from ("".join(each) + mark for each in product(letters, repeat=length))


def walk(shop: Shop, order_ids: Sequence[str]) -> Walk:
    """Return a walk as it stands.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        return _walk(shop, look, order_ids)


def current_walk(shop: Shop, by: str = "") -> Walk | None:
    """Return the walk somebody is on: what they hold of the orders that have a letter."""
    code = by or staff.current(shop).code
    with shop.look() as look:
        ids = look.connection.scalars(
            select(ORDERS.c.id).where(
                ORDERS.c.state == OrderState.PREPARING.value,
                ORDERS.c.walk_letter != "",
                ORDERS.c.held_by == code,
            )
        ).all()
        return _walk(shop, look, ids) if ids else None


def _walk(shop: Shop, look: Look, order_ids: Sequence[str]) -> Walk:
    found = [read_order(look.connection, each) for each in order_ids]
    urgent = sorted(found, key=lambda order: (order.promised_from, order.number))
    return Walk(orders=tuple(urgent), stops=stops_of(shop, look, urgent))


def pick_scanned(shop: Shop, order_ids: Sequence[str], text: str) -> WalkVerdict:
    """Put what was scanned into one of the walk's bags, and say into whose.

    An order that is no longer in preparation gets nothing: somebody else finished or took it back.

    Raises:
        RefusedError: unknown_order.
    """
    found = shelf.understand(shop, text)
    if not isinstance(found, shelf.ProductFound):
        return _verdict(shop, order_ids, PickResult.UNKNOWN, text)
    with shop.begin() as work:
        standing = {
            order.id: order
            for order in _walk(shop, work, order_ids).orders
            if order.state is OrderState.PREPARING
        }
        baskets = [Basket(order.id, tuple(map(wanted, order.lines))) for order in standing.values()]
        order_id, done = pick_for_any(baskets, found.item.variant_id, scanned_quantity(found))
        if done.result in DONE:
            record(work, standing[order_id], done)
            work.commit()
    return _verdict(shop, order_ids, done.result, found.item.full_label, order_id, done.line_id)


def _verdict(
    shop: Shop,
    order_ids: Sequence[str],
    result: PickResult,
    label: str,
    order_id: str = "",
    line_id: str = "",
) -> WalkVerdict:
    now = walk(shop, order_ids)
    whose = next((order for order in now.orders if order.id == order_id), None)
    return WalkVerdict(
        result=result,
        label=label,
        order_id=order_id,
        line_id=line_id,
        letter="" if whose is None else whose.walk_letter,
        short_number="" if whose is None else whose.short_number,
        walk=now,
    )


def part(shop: Shop, order_id: str) -> OrderView:
    """Take an order out of its walk: it is gone on with by itself.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.begin() as work:
        read_order(work.connection, order_id)
        change_order(work, order_id, {"walk_letter": ""})
        after = read_order(work.connection, order_id)
        work.commit()
    return after


def is_decided(order: OrderView) -> bool:
    """Tell whether nothing of an order is open any more: its bags can be put on their shelf."""
    return not order.open_lines
