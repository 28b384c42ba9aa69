"""The bags of an order: how many it wants, how each is kept, what is in it, where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs, to_builtins
from sqlalchemy import Connection, select

from desktop.domain.bagging import Keep, Packed, allergens_in, keep_of, packed, parted
from desktop.services.goods.catalogue import CATEGORIES, PRODUCTS, VARIANTS
from desktop.services.online.orders import ORDERS, OrderLineView, OrderView, read_order
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.quantity import Quantity

Bag = v1.Bag
"""One bag: its shelf, how it has to be kept, and what is in it."""

_LOOKED_AT = 60
MOST_SHELVES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bagging:
    """What is proposed when an order goes on its shelf."""

    bags: tuple[Bag, ...]
    #: Shelves used last, the latest first.
    shelves: tuple[str, ...]


def propose(shop: Shop, order_id: str) -> Bagging:
    """Return the bags an order wants, by what is in it, and the shelves used lately.

    Bags that were told before stay as they are: the order was taken back for another look.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        order = read_order(look.connection, order_id)
        shelves = _recent_shelves(look.connection)
        if order.bag_list:
            return Bagging(bags=order.bag_list, shelves=shelves)
        keeps = keeps_of(look.connection, delivered_ids(order))
    return Bagging(bags=_bags_for(order, keeps), shelves=shelves)


def _bags_for(order: OrderView, keeps: Mapping[str, Keep]) -> tuple[Bag, ...]:
    """Return a bag for each way of keeping, with what goes into it; one alone holds it all."""
    wanted = parted(keeps.values())
    if len(wanted) == 1:
        return (Bag(keep=wanted[0]),)
    inside: dict[Keep, list[str]] = {keep: [] for keep in wanted}
    for line in here(order):
        inside[keeps.get(line.delivered_variant_id, wanted[0])].append(line.id)
    return tuple(Bag(keep=keep, lines=tuple(lines)) for keep, lines in inside.items())


def here(order: OrderView) -> tuple[OrderLineView, ...]:
    """Return the lines of an order that are still in the shop and can leave."""
    return tuple(line for line in order.lines if line.handed_at is None and line.delivered_quantity)


def to_put_back(order: OrderView) -> tuple[tuple[str, Quantity], ...]:
    """Return what of an order lies in its bags, by name: where it came to nothing, for the shelves."""
    here_still = [line for line in order.lines if line.handed_at is None]
    return tuple(
        (name, much)
        for line in here_still
        for name, much in (
            (line.delivered_label, line.picked),
            (line.label, line.comes_out),
        )
        if line.delivered_variant_id and much
    )


def told_of(order: OrderView) -> tuple[Bag, ...]:
    """Return the bags of an order, also where they were only counted."""
    return order.bag_list or (Bag(shelf=order.shelf),) * max(order.bags, 1)


def standing_at(order: OrderView, shelf: str) -> dict[str, object]:
    """Return what to write of an order whose bags stand together now; nothing where none is said."""
    if not shelf:
        return {}
    told = [structs.replace(bag, shelf=shelf) for bag in order.bag_list]
    return {"shelf": shelf, "bag_list": to_builtins(told)}


def bags_here(order: OrderView) -> tuple[Packed, ...]:
    """Return the bags that are still in the shop, with their lines that are.

    What a delivery costs lies in no bag and is not among them.
    """
    lines = [line.id for line in here(order) if line.delivered_variant_id]
    return standing([(bag.keep, bag.lines) for bag in told_of(order)], lines)


def standing(bags: Sequence[tuple[Keep, Sequence[str]]], rest: Sequence[str]) -> tuple[Packed, ...]:
    """Return the bags in which something of the rest lies."""
    return tuple(each for each in packed(bags, rest) if each.lines)


def keeps_of(connection: Connection, variant_ids: list[str]) -> dict[str, Keep]:
    """Return how each article has to be kept; one the shop does not know is missing from it."""
    rows = connection.execute(
        select(VARIANTS.c.id, PRODUCTS.c.flags, CATEGORIES.c.name.label("section"))
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == PRODUCTS.c.category_id)
        .where(VARIANTS.c.id.in_(variant_ids))
    )
    return {row.id: keep_of(row.flags, row.section or "") for row in rows}


def allergens_of(connection: Connection, variant_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what each article holds: codes where somebody said, else the words of its sheet."""
    rows = connection.execute(
        select(VARIANTS.c.id, PRODUCTS.c.allergens, PRODUCTS.c.description)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(VARIANTS.c.id.in_(list(variant_ids)))
    )
    return {row.id: tuple(row.allergens) or allergens_in(row.description) for row in rows}


def delivered_ids(order: OrderView) -> list[str]:
    """Return the articles that go into an order's bags."""
    return [line.delivered_variant_id for line in order.lines if line.delivered_quantity]


def _recent_shelves(connection: Connection) -> tuple[str, ...]:
    rows = connection.execute(
        select(ORDERS.c.shelf, ORDERS.c.bag_list)
        .where(ORDERS.c.ready_at.is_not(None))
        .order_by(ORDERS.c.ready_at.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[str, None] = {}
    for row in rows:
        told = [bag.get("shelf", "") for bag in row.bag_list] or [row.shelf]
        found |= dict.fromkeys(shelf for shelf in told if shelf)
    return tuple(found)[:MOST_SHELVES]
