"""What is in which bag: proposed, told with the step, and what is still here once a part has left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.bagging import KEEPS, Keep, Packed, packed
from desktop.services.online import bags, order_board, orders, pickup, preparation
from desktop.services.online.pickup import HandOver
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_shop
from tests.support.an_order import Placed, placed

LINES = ("a", "b", "c", "d")
Told = list[tuple[Keep, tuple[str, ...]]]
some_bags = st.lists(
    st.tuples(st.sampled_from(KEEPS), st.lists(st.sampled_from(LINES), max_size=3).map(tuple)),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550)
        .with_product("Café", 450, vat=550)
        .with_product("Yaourt", 320, vat=550, flags=("cold",))
    )
    with builder.opened() as opened:
        yield opened


def in_bags(shop: Shop) -> Placed:
    """Have an order paid online stand ready, its chilled goods in a bag of their own."""
    order = placed(
        shop, ("assam", 1), ("cafe", 1), ("yaourt", 1), payment="online", paid_cents=1560
    ).in_preparation()
    for line in order.view.lines:
        preparation.pick_by_hand(shop, order.id, line.id)
    told = zip(("A3", "F1"), bags.propose(shop, order.id).bags, strict=True)
    on_shelves = [v1.Bag(shelf=shelf, keep=bag.keep, lines=bag.lines) for shelf, bag in told]
    orders.mark_ready(shop, order.id, bag_list=on_shelves)
    return order


@given(told=some_bags)
def test_every_bag_and_every_line_stands_in_one_group(told: Told) -> None:
    groups = packed(told, LINES)
    assert sorted(n for each in groups for n in each.numbers) == [*range(1, len(told) + 1)]
    assert sorted(line for each in groups for line in each.lines) == [*LINES]


@pytest.mark.parametrize(
    ("told", "groups"),
    [
        ([("", ())], [((1,), LINES)]),
        ([("", ("a", "b")), ("cold", ("c", "d"))], [((1,), ("a", "b")), ((2,), ("c", "d"))]),
        ([("", ("a",)), ("", ()), ("cold", ("d",))], [((1, 2), ("a", "b", "c")), ((3,), ("d",))]),
        ([("", ("a", "b", "c", "d")), ("cold", ())], [((1, 2), LINES)]),
    ],
)
def test_a_bag_nobody_told_of_shares_with_those_kept_alike(
    told: Told, groups: list[tuple[tuple[int, ...], tuple[str, ...]]]
) -> None:
    assert packed(told, LINES) == tuple(Packed(*each) for each in groups)


def test_a_bag_that_has_left_leaves_the_others_on_the_board(shop: Shop) -> None:
    order = in_bags(shop)
    tea, coffee, yoghurt = (line.id for line in order.view.lines)
    assert [bag.lines for bag in order.view.bag_list] == [(tea, coffee), (yoghurt,)]
    first, second = bags.bags_here(order.view)
    assert (first, second) == (Packed((1,), (tea, coffee)), Packed((2,), (yoghurt,)))

    how = HandOver(secret=order.code.secret, lines=first.lines)
    pickup.hand_over(shop, order.id, OWNER, how=how)
    assert bags.bags_here(order.view) == (second,)
    assert bags.to_put_back(order.view) == (("Yaourt", Quantity.pieces(1)),)
    (card,) = order_board.board(shop).ready
    assert (card.bags, card.shelf, card.is_part) == (1, "F1", True)
