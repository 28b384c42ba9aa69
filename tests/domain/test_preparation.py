"""What a scanned article means for an order, and what may stand in for a lack."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.bagging import allergens_in, keep_of, parted
from desktop.domain.places import walking_key
from desktop.domain.preparation import (
    DONE,
    Basket,
    LineState,
    Pick,
    PickResult,
    Wanted,
    heaviest,
    pick,
    pick_for_any,
    rank_substitutes,
    weigh,
)
from desktop.domain.sellable import Sellable
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

ONE, NOTHING = Quantity.pieces(1), Quantity(0)


def wanted(
    line_id: str = "l1",
    variant_id: str = "tea",
    quantity: Quantity = ONE,
    picked: Quantity = NOTHING,
    price: int = 790,
    state: LineState = LineState.OPEN,
) -> Wanted:
    return Wanted(line_id, variant_id, quantity, picked, Money(price), state)


def article(label: str, price: int, on_hand: int = 1000, unit: Unit = Unit.PIECE) -> Sellable:
    return Sellable(
        variant_id=label,
        product_id=label,
        label=label,
        price=Money(price),
        unit=unit,
        vat=VatRate(550),
        on_hand=Quantity(on_hand, unit),
    )


def grams(count: int) -> Quantity:
    return Quantity.grams(count)


def cheese(weight: int, price: int = 2490) -> Wanted:
    return wanted("l9", "comte", grams(weight), grams(0), price)


def test_the_last_piece_completes_its_line() -> None:
    line = wanted(quantity=Quantity.pieces(2), picked=ONE)
    assert pick([line], "tea", ONE) == Pick(
        PickResult.PICKED, "l1", Quantity.pieces(2), Money(1580)
    )


def test_one_of_several_leaves_the_line_open() -> None:
    assert pick([wanted(quantity=Quantity.pieces(3))], "tea", ONE).result is PickResult.PARTLY


def test_what_nobody_ordered_does_not_go_into_the_bag() -> None:
    assert pick([wanted()], "coffee", ONE).result is PickResult.WRONG_ITEM


def test_a_piece_too_many_is_told_and_changes_nothing() -> None:
    complete = wanted(picked=ONE, state=LineState.PICKED)
    assert pick([complete], "tea", ONE).result is PickResult.TOO_MANY
    pack = pick([wanted(quantity=Quantity.pieces(4))], "tea", Quantity.pieces(6))
    assert pack.result is PickResult.TOO_MANY


def test_of_two_lines_of_one_article_the_open_one_is_filled() -> None:
    lines = [wanted("l1", state=LineState.PICKED, picked=ONE), wanted("l2")]
    assert pick(lines, "tea", ONE).line_id == "l2"


def test_a_lighter_portion_costs_what_it_weighs_and_a_heavier_one_what_was_agreed() -> None:
    assert pick([cheese(300)], "comte", grams(280)).gross == Money(697)
    assert pick([cheese(300)], "comte", grams(330)).gross == Money(747)


def test_a_portion_far_too_heavy_is_not_given() -> None:
    assert pick([cheese(300)], "comte", grams(331)).result is PickResult.TOO_HEAVY


@given(
    st.integers(1, 20),
    st.lists(st.integers(1, 8), max_size=30),
    st.integers(0, 10_000),
)
def test_no_row_of_scans_puts_more_into_the_bag_than_was_ordered(
    ordered: int, scans: list[int], price: int
) -> None:
    line = wanted(quantity=Quantity.pieces(ordered), price=price)
    for count in scans:
        done = pick([line], "tea", Quantity.pieces(count))
        if done.result in {PickResult.PICKED, PickResult.PARTLY}:
            is_complete = done.result is PickResult.PICKED
            state = LineState.PICKED if is_complete else LineState.OPEN
            line = wanted("l1", "tea", line.quantity, done.picked, price, state)
            assert done.gross == done.picked.price(Money(price))
            assert is_complete == (line.picked == line.quantity)
    assert 0 <= line.picked.thousandths <= line.quantity.thousandths


@given(st.integers(1, 5000), st.integers(0, 6000), st.integers(0, 10_000))
def test_a_weighed_line_never_costs_more_than_was_agreed(
    ordered: int, weighed: int, price: int
) -> None:
    line = cheese(ordered, price)
    done = pick([line], "comte", grams(weighed))
    if done.result is PickResult.PICKED:
        assert done.gross <= line.quantity.price(line.unit_price)
        assert weighed <= ordered * 11 // 10


def test_what_stands_in_for_a_line_belongs_in_the_bag_and_its_portion_is_weighed() -> None:
    given = replace(cheese(500, 2200), state=LineState.SUBSTITUTED, agreed=Money(1200))
    given = replace(given, instead="gruyere")
    assert pick([given], "gruyere", grams(430)) == Pick(
        PickResult.PICKED, "l9", grams(430), Money(946)
    )
    assert pick([given], "gruyere", grams(551)).result is PickResult.TOO_HEAVY
    assert pick([given], "comte", grams(430)).result is PickResult.TOO_MANY
    full = wanted(quantity=Quantity.pieces(2), picked=Quantity.pieces(2))
    pack = replace(full, state=LineState.SUBSTITUTED, instead="atlas")
    empty = replace(pack, line_id="l3", picked=NOTHING)
    # Counted like what was ordered, into the line that still wants it.
    assert pick([pack, empty], "atlas", ONE) == Pick(PickResult.PARTLY, "l3", ONE, Money(790))
    assert pick([empty], "atlas", Quantity.pieces(2)).result is PickResult.PICKED
    assert pick([empty], "atlas", Quantity.pieces(3)).result is PickResult.TOO_MANY
    assert pick([pack], "atlas", ONE).result is PickResult.TOO_MANY
    # Ordered as well: it goes where it was ordered first.
    assert pick([pack, wanted("l2", "atlas")], "atlas", ONE).line_id == "l2"
    assert pick_for_any([Basket("o1", (pack,))], "atlas", ONE) == (
        "o1",
        Pick(PickResult.TOO_MANY, "l1"),
    )


def test_the_likest_article_is_offered_first() -> None:
    offered = rank_substitutes(
        "Thé noir Assam 100 g",
        Money(790),
        ONE,
        [
            article("Café moulu 250 g", 780),
            article("Thé vert Sencha 100 g", 890),
            article("Thé noir Darjeeling 100 g", 990),
            article("Thé noir Ceylan 100 g", 800),
        ],
    )
    assert [item.label for item in offered] == [
        "Thé noir Ceylan 100 g",
        "Thé noir Darjeeling 100 g",
        "Thé vert Sencha 100 g",
    ]


def test_what_is_not_on_the_shelf_in_full_is_not_offered() -> None:
    candidates = [
        article("Thé A", 790, on_hand=0),
        article("Thé B", 790, on_hand=1000),
        article("Thé en vrac", 790, on_hand=9000, unit=Unit.KILOGRAM),
        article("Thé C", 790, on_hand=2000),
    ]
    offered = rank_substitutes("Thé", Money(1580), Quantity.pieces(2), candidates)
    assert [item.label for item in offered] == ["Thé C"]


@given(st.integers(1, 5000), st.integers(0, 6000), st.integers(0, 10_000), st.integers(0, 9000))
def test_a_discount_that_was_agreed_is_the_ceiling_of_every_portion(
    ordered: int, weighed: int, price: int, agreed: int
) -> None:
    line = replace(cheese(ordered, price), agreed=Money(agreed))
    done = weigh(line, grams(weighed))
    assert done.gross <= Money(agreed)
    assert (done.result is PickResult.PICKED) == (
        0 < weighed <= heaviest(grams(ordered)).thousandths
    )


def test_a_scale_is_asked_where_a_code_says_no_weight() -> None:
    assert pick([cheese(300)], "comte", grams(0)).result is PickResult.ASKS_WEIGHT
    assert pick([cheese(300)], "comte", ONE).result is PickResult.ASKS_WEIGHT


def test_what_was_ordered_by_the_piece_and_is_weighed_now_counts_as_one() -> None:
    line = wanted(quantity=Quantity.pieces(2))
    assert pick([line], "tea", grams(250)).picked == ONE


_BATCH = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), min_size=1, max_size=4),
    min_size=1,
    max_size=5,
)


@given(_BATCH, st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 3)), max_size=40))
def test_on_a_walk_each_piece_ends_in_exactly_one_order(
    batch: list[list[tuple[str, int]]], scans: list[tuple[str, int]]
) -> None:
    baskets = [
        Basket(
            f"o{n}",
            tuple(
                wanted(f"o{n}l{m}", article_id, Quantity.pieces(count))
                for m, (article_id, count) in enumerate(lines)
            ),
        )
        for n, lines in enumerate(batch)
    ]
    ordered = Counter[str]()
    for lines in batch:
        for article_id, count in lines:
            ordered[article_id] += count
    taken: Counter[str] = Counter()
    for article_id, count in scans:
        order_id, done = pick_for_any(baskets, article_id, Quantity.pieces(count))
        if done.result not in DONE:
            continue
        taken[article_id] += count
        before = sum(line.picked.thousandths for one in baskets for line in one.lines)
        baskets = [_after(one, order_id, done) for one in baskets]
        after = sum(line.picked.thousandths for one in baskets for line in one.lines)
        assert after - before == count * 1000
    for article_id, count in ordered.items():
        lines_of = [line for one in baskets for line in one.lines if line.variant_id == article_id]
        assert sum(line.picked.thousandths for line in lines_of) == taken[article_id] * 1000
        assert taken[article_id] <= count
        assert all(line.picked.thousandths <= line.quantity.thousandths for line in lines_of)
    assert taken["d"] == 0


def _after(basket: Basket, order_id: str, done: Pick) -> Basket:
    if basket.order_id != order_id:
        return basket
    state = LineState.PICKED if done.result is PickResult.PICKED else LineState.OPEN
    return Basket(
        order_id,
        tuple(
            replace(line, picked=done.picked, state=state) if line.line_id == done.line_id else line
            for line in basket.lines
        ),
    )


@given(_BATCH)
def test_a_walk_of_single_pieces_leaves_no_order_wanting(
    batch: list[list[tuple[str, int]]],
) -> None:
    baskets = [
        Basket(
            f"o{n}",
            tuple(
                wanted(f"l{m}", article_id, Quantity.pieces(count))
                for m, (article_id, count) in enumerate(lines)
            ),
        )
        for n, lines in enumerate(batch)
    ]
    for lines in batch:
        for article_id, count in lines:
            for _each in range(count):
                order_id, done = pick_for_any(baskets, article_id, ONE)
                assert done.result in DONE
                baskets = [_after(one, order_id, done) for one in baskets]
    assert all(not line.is_open for one in baskets for line in one.lines)


def test_places_are_walked_as_people_number_them() -> None:
    places = ["B1", "a10", "A2", "Étagère 3", "etagere 12", "A2b", "²"]
    assert sorted(places, key=walking_key) == [
        "²",
        "A2",
        "A2b",
        "a10",
        "B1",
        "Étagère 3",
        "etagere 12",
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_places_can_be_sorted(one: str, other: str) -> None:
    assert sorted([one, other], key=walking_key)


def test_goods_are_kept_as_their_flags_say_else_their_section() -> None:
    assert keep_of(["fragile", "frozen"], "Fromages") == "frozen"
    assert keep_of([], "Crémerie & fromages") == "cold"
    assert keep_of([], "Glaces et surgelés") == "frozen"
    assert keep_of(["fragile"], "Maison") == "fragile"
    assert keep_of([], "Épicerie") == ""
    assert parted(["cold", "", "cold"]) == ("", "cold")
    assert parted([]) == ("",)


def test_allergens_are_those_the_sheet_names() -> None:
    sheet = "Un comté de 18 mois.\nAllergènes : lait, Lait et fruits à coque.\nContient : sulfites"
    assert allergens_in(sheet) == ("lait", "fruits à coque", "sulfites")
    assert allergens_in("Contains no nuts") == ()
    assert len(allergens_in("Allergens: " + ", ".join(map(str, range(99))))) <= 14
