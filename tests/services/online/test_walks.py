"""One walk through the shop for several orders: each scan says whose bag, and nothing is lost."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.preparation import DONE, LineState, PickResult
from desktop.domain.roles import Role
from desktop.errors import RefusedError
from desktop.services.online import bags, lacks, orders, preparation, walks
from desktop.services.shop import Shop
from desktop.services.team import people
from sync.contract import v1
from sync.kernel.gtin import WeighedLayout, check_digit
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_shop, found
from tests.support.an_order import Placed, placed

TEA, COFFEE, VASE = "3017620422003", "3068320055008", "3086123456785"
CHEESE = "210004200000" + str(check_digit("210004200000"))
LIVE = WeighedLayout("21")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550, code=TEA, category="Thés", stock=50)
        .with_product("Café", 450, vat=2000, code=COFFEE, category="Cafés", stock=50)
        .with_product("Comté", 2490, vat=550, unit="kg", code=CHEESE, category="Fromages")
        .with_product("Vase", 2000, code=VASE, category="Maison", flags=("fragile",))
    )
    with builder.opened() as opened:
        yield opened


def stands(shop: Shop, name: str, place: str) -> None:
    with shop.begin() as work:
        work.connection.execute(
            text("UPDATE variant SET place = :place WHERE id = :id"),
            {"place": place, "id": found(shop, name).variant_id},
        )
        work.commit()


def three(shop: Shop) -> list[Placed]:
    return [
        placed(shop, ("assam", 2), ("cafe", 1), number="00000011"),
        placed(shop, ("assam", 1), ("vase", 1), number="00000012"),
        placed(shop, ("assam", 3), ("cafe", 2), number="00000013"),
    ]


def ids(found_orders: list[Placed]) -> list[str]:
    return [each.id for each in found_orders]


def somebody(shop: Shop, name: str) -> str:
    return people.engage(shop, name, Role.SELLER, OWNER).code


def test_the_walk_passes_numbered_places_in_order_then_the_sections(shop: Shop) -> None:
    stands(shop, "cafe", "A10")
    stands(shop, "vase", "a2")
    order = placed(shop, ("comte", 300), ("cafe", 1), ("assam", 1), ("vase", 1))
    stops = walks.pick_list(shop, [order.id])
    assert [(stop.place, [each.line.label for each in stop.lines]) for stop in stops] == [
        ("a2", ["Vase"]),
        ("A10", ["Café"]),
        ("Thés", ["Assam"]),
        ("Fromages", ["Comté"]),
    ]
    assert stops[0].lines[0].code == VASE


def test_each_scan_says_whose_bag_and_every_piece_ends_in_one(shop: Shop) -> None:
    batch = three(shop)
    walk = walks.start(shop, ids(batch))
    assert [order.walk_letter for order in walk.orders] == ["A", "B", "C"]
    scans = [TEA] * 8 + [COFFEE] * 4 + [VASE] * 2
    random.Random(7).shuffle(scans)
    verdicts = [walks.pick_scanned(shop, ids(batch), code) for code in scans]
    taken = [each for each in verdicts if each.result in DONE]
    assert Counter(each.label for each in taken) == {"Assam": 6, "Café": 3, "Vase": 1}
    assert all(each.letter for each in taken)
    assert {each.result for each in verdicts if each not in taken} == {PickResult.TOO_MANY}
    for order in walks.walk(shop, ids(batch)).orders:
        assert order.open_lines == 0
        assert all(line.picked == line.quantity for line in order.lines)
        assert order.total == total_of([line.gross for line in order.lines])


def test_a_portion_goes_to_the_order_it_fits_best(shop: Shop) -> None:
    small = placed(shop, ("comte", 200), number="00000021")
    large = placed(shop, ("comte", 500), number="00000022")
    batch = [small, large]
    walks.start(shop, ids(batch))
    verdict = walks.pick_scanned(shop, ids(batch), LIVE.write(CHEESE, 480))
    assert (verdict.order_id, verdict.letter) == (large.id, "B")
    assert walks.pick_scanned(shop, ids(batch), LIVE.write(CHEESE, 450)).result is (
        PickResult.TOO_HEAVY
    )
    assert walks.pick_scanned(shop, ids(batch), LIVE.write(CHEESE, 190)).order_id == small.id
    assert small.view.total == Quantity.grams(190).price(Money(2490))


def test_an_order_that_was_finished_meanwhile_gets_nothing_more(shop: Shop) -> None:
    batch = [placed(shop, ("assam", 1), number=f"0000003{n}") for n in range(2)]
    walks.start(shop, ids(batch))
    preparation.pick_by_hand(shop, batch[0].id, batch[0].line())
    orders.mark_ready(shop, batch[0].id)
    assert walks.pick_scanned(shop, ids(batch), TEA).order_id == batch[1].id
    assert walks.pick_scanned(shop, ids(batch), TEA).result is PickResult.TOO_MANY


def test_letters_of_two_walks_never_meet_and_stay_with_the_orders(shop: Shop) -> None:
    batch = three(shop)
    claire = somebody(shop, "Claire")
    walks.start(shop, ids(batch[:2]), claire)
    walks.start(shop, ids(batch[2:]))
    mine, hers = walks.current_walk(shop), walks.current_walk(shop, claire)
    assert mine is not None
    assert hers is not None
    assert [order.walk_letter for order in hers.orders] == ["A", "B"]
    assert [order.walk_letter for order in mine.orders] == ["C"]


def test_bags_of_two_tills_on_one_table_never_bear_the_same_letter(tmp_path: Path) -> None:
    second = a_shop(tmp_path).with_product("Assam", 790, vat=550, stock=50)
    with second.with_settings(till="T02").opened() as shop:
        batch = [placed(shop, ("assam", 1), number=f"0000006{n}") for n in range(2)]
        assert [order.walk_letter for order in walks.start(shop, ids(batch)).orders] == ["N", "O"]
    assert [*islice(walks.letters_of("T12"), 2)] == ["A12", "B12"]
    many = [letter for n in range(1, 15) for letter in islice(walks.letters_of(f"T{n:02}"), 60)]
    assert len(set(many)) == len(many)


def test_a_letter_is_free_again_when_its_order_stands_ready(shop: Shop) -> None:
    first = placed(shop, ("assam", 1), number="00000041")
    walks.start(shop, [first.id])
    preparation.pick_by_hand(shop, first.id, first.line())
    orders.mark_ready(shop, first.id)
    assert first.view.walk_letter == ""
    second = placed(shop, ("assam", 1), number="00000042")
    assert walks.start(shop, [second.id]).orders[0].walk_letter == "A"
    assert walks.part(shop, second.id).walk_letter == ""


def test_more_orders_than_a_trolley_carries_are_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        walks.start(shop, [str(n) for n in range(walks.MOST_ORDERS + 1)])
    assert refused.value.code == "too_many_orders"


def test_who_has_an_order_is_shown_and_whoever_takes_it_over_is_told(shop: Shop) -> None:
    order = placed(shop, ("assam", 1))
    claire = somebody(shop, "Claire")
    held = preparation.begin(shop, order.id, claire)
    assert held.order.holder is not None
    assert (held.order.holder.name, held.taken_from) == ("Claire", None)
    assert preparation.hold(shop, order.id, claire).taken_from is None
    taken = preparation.hold(shop, order.id, OWNER)
    assert taken.taken_from is not None
    assert (taken.taken_from.name, taken.since) == ("Claire", held.order.held_at)
    assert preparation.let_go(shop, order.id).holder is None


def test_an_order_on_its_shelf_is_held_by_nobody(shop: Shop) -> None:
    order = placed(shop, ("assam", 1))
    preparation.begin(shop, order.id)
    preparation.pick_by_hand(shop, order.id, order.line())
    view = orders.mark_ready(shop, order.id)
    assert (view.holder, view.held_at) == (None, None)


def test_bags_are_proposed_by_what_has_to_be_kept_apart(shop: Shop) -> None:
    order = placed(shop, ("comte", 300), ("assam", 1), ("vase", 1)).in_preparation()
    bagging = bags.propose(shop, order.id)
    assert [bag.keep for bag in bagging.bags] == ["", "cold", "fragile"]
    for line in order.view.lines:
        preparation.pick_by_hand(shop, order.id, line.id)
    told = [
        v1.Bag(shelf=shelf, keep=bag.keep)
        for shelf, bag in zip(("B3", "F1", "B3"), bagging.bags, strict=True)
    ]
    ready = orders.mark_ready(shop, order.id, bag_list=told)
    assert (ready.bags, ready.shelf, ready.bag_list) == (3, "B3, F1", tuple(told))
    other = placed(shop, ("assam", 1), number="00000099").in_preparation()
    assert bags.propose(shop, other.id).shelves == ("B3", "F1")
    orders.step_back(shop, order.id)
    assert bags.propose(shop, order.id).bags == tuple(told)


def test_a_bag_of_goods_that_are_missing_is_not_proposed(shop: Shop) -> None:
    order = placed(shop, ("comte", 300), ("assam", 1)).in_preparation()
    lacks.mark_missing(shop, order.id, order.line(0))
    assert bags.propose(shop, order.id).bags == (v1.Bag(),)


def test_a_shelf_of_a_thousand_letters_is_cut(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.pick_by_hand(shop, order.id, order.line())
    bag = v1.Bag(shelf="B3\x1b\n" + "x" * 1000)
    view = orders.mark_ready(shop, order.id, bag_list=[bag])
    assert len(view.bag_list[0].shelf) == len(view.shelf) == 20
    assert "\x1b" not in view.shelf


def test_a_scale_is_asked_for_where_the_code_bears_no_weight(shop: Shop) -> None:
    order = placed(shop, ("comte", 300)).in_preparation()
    verdict = preparation.pick_scanned(shop, order.id, "S000002")
    assert (verdict.result, verdict.line_id) == (PickResult.ASKS_WEIGHT, order.line())
    weigh = preparation.weigh_line
    assert weigh(shop, order.id, order.line(), Quantity.grams(0)).result is PickResult.ASKS_WEIGHT
    assert weigh(shop, order.id, order.line(), Quantity.grams(331)).result is PickResult.TOO_HEAVY
    done = weigh(shop, order.id, order.line(), Quantity.grams(250))
    assert done.result is PickResult.PICKED
    assert done.order.total == Quantity.grams(250).price(Money(2490))
    with pytest.raises(RefusedError) as refused:
        weigh(shop, order.id, order.line(), Quantity.pieces(1))
    assert refused.value.code == "wrong_unit"


def test_what_stands_in_for_a_portion_costs_what_it_weighs(shop: Shop) -> None:
    order = placed(shop, ("comte", 300)).in_preparation()
    lacks.substitute(shop, order.id, order.line(), found(shop, "comte").variant_id)
    assert order.view.total == Quantity.grams(300).price(Money(2490))
    done = preparation.weigh_line(shop, order.id, order.line(), Quantity.grams(250))
    assert done.result is PickResult.PICKED
    line = done.order.lines[0]
    assert (line.state, line.delivered_quantity) == (LineState.SUBSTITUTED, Quantity.grams(250))
    assert done.order.total == line.gross == Quantity.grams(250).price(Money(2490))
    # Its own label is scanned on a walk as in front of the order.
    lacks.substitute(shop, order.id, order.line(), found(shop, "comte").variant_id)
    with pytest.raises(RefusedError, match="order_lines_open"):
        orders.mark_ready(shop, order.id)
    assert walks.pick_scanned(shop, [order.id], LIVE.write(CHEESE, 200)).letter == ""
    assert order.view.total == Money(498)
    orders.mark_ready(shop, order.id)
    with shop.look() as look:
        told = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'order.line' ORDER BY seq")
        ).all()
    assert b'"quantity":200' in told[-1]


def test_what_was_agreed_is_the_ceiling_whatever_the_price_of_one(shop: Shop) -> None:
    """The customer had a discount on the marketplace: 6.00 for what costs 7.47 by weight."""
    plain = placed(shop, ("comte", 300), number="00000051").view.lines[0]
    line = v1.OrderLine(
        line=plain.id[:-1] + "0",
        variant=plain.variant_id,
        label=plain.label,
        quantity=300,
        unit="kg",
        unit_price_cents=2490,
        gross_cents=600,
        ordered_cents=600,
        vat_bp=550,
    )
    order = placed(shop, lines=(line,), number="00000052", total_cents=600).in_preparation()
    weigh = preparation.weigh_line
    assert weigh(shop, order.id, line.line, Quantity.grams(290)).order.total == Money(600)
    preparation.put_back(shop, order.id, line.line)
    assert order.view.total == Money(600)
    assert weigh(shop, order.id, line.line, Quantity.grams(200)).order.total == Money(498)
    lacks.substitute(shop, order.id, line.line, found(shop, "comte").variant_id)
    assert order.view.lines[0].gross == Money(600)
    assert order.view.lines[0].state is LineState.SUBSTITUTED


def test_pieces_are_counted_by_hand_one_by_one(shop: Shop) -> None:
    order = placed(shop, ("assam", 2)).in_preparation()
    results = [preparation.pick_one(shop, order.id, order.line()).result for _ in range(3)]
    assert results == [PickResult.PARTLY, PickResult.PICKED, PickResult.TOO_MANY]


def test_an_article_nobody_knows_changes_nothing_on_a_walk(shop: Shop) -> None:
    batch = three(shop)
    walks.start(shop, ids(batch))
    verdict = walks.pick_scanned(shop, ids(batch), "4006381333931")
    assert (verdict.result, verdict.order_id) == (PickResult.UNKNOWN, "")
    assert replace(verdict.walk) == walks.walk(shop, ids(batch))
