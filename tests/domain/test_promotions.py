from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cart import Cart, Discount
from desktop.domain.promotions import (
    Promotion,
    PromotionKind,
    Target,
    in_force,
)
from desktop.domain.sellable import FIXED_PRICE, LineKind, Sellable, free_amount
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def goods(name: str, price: int, **more: object) -> Sellable:
    given: dict[str, object] = {
        "variant_id": f"v-{name}",
        "product_id": f"p-{name}",
        "label": name,
        "price": Money(price),
        "vat": VatRate(2000),
        "unit": Unit.PIECE,
        "category_id": "c-all",
    } | more
    given["on_hand"] = Quantity(0, Unit(str(given["unit"])))
    return Sellable(**given)  # type: ignore[arg-type]


def a(kind: PromotionKind, name: str = "promo", **terms: object) -> Promotion:
    return Promotion(id=name, name=name, kind=kind, **terms)  # type: ignore[arg-type]


def percent(basis_points: int, name: str = "percent", **more: object) -> Promotion:
    return a(PromotionKind.PERCENTAGE, name, basis_points=basis_points, **more)


def three_for_two(name: str = "3 pour 2", **more: object) -> Promotion:
    return a(PromotionKind.N_FOR_M, name, count=3, paid=2, **more)


def basket(*bought: tuple[Sellable, int]) -> Cart:
    cart = Cart()
    for item, count in bought:
        cart = cart.add(
            item, Quantity(count * 1000 if item.unit is Unit.PIECE else count, item.unit)
        )
    return cart


SOAP, CREAM, BOOK = goods("Savon", 4_50), goods("Crème", 12_00), goods("Livre", 20_00)
CHEESE = goods("Comté", 23_90, unit=Unit.KILOGRAM)


def test_a_percentage_is_taken_on_the_lines_amount_and_rounded_once() -> None:
    bread = goods("Pain", 1_15)

    (line,) = basket((bread, 3)).under([percent(1000, "−10 %")]).priced()

    assert (line.amount, line.promotion, line.gross) == (Money(3_45), Money(35), Money(3_10))
    assert line.promotion_name == "−10 %"


def test_an_amount_is_off_each_piece_and_each_kilogram() -> None:
    one_euro = a(PromotionKind.AMOUNT, cents=1_00)

    priced = basket((SOAP, 2), (CHEESE, 345)).under([one_euro]).priced()

    assert [line.promotion.cents for line in priced] == [2_00, 35]


def test_an_amount_above_the_price_takes_the_price() -> None:
    assert basket((SOAP, 2)).under([a(PromotionKind.AMOUNT, cents=9_99)]).total == Money(0)


def test_of_three_the_cheapest_is_free_and_the_gain_lies_on_all_three() -> None:
    priced = basket((CREAM, 1), (SOAP, 2)).under([three_for_two()]).priced()

    assert total_of([line.promotion for line in priced]) == SOAP.price
    assert [line.promotion.cents for line in priced] == [257, 193]


def test_pieces_beyond_the_set_are_paid() -> None:
    assert basket((SOAP, 7)).under([three_for_two()]).total == Money(5 * 4_50)


def test_a_bundle_costs_its_price_whatever_is_in_it() -> None:
    two_for_ten = a(PromotionKind.BUNDLE, "2 pour 10", count=2, cents=10_00)

    cart = basket((CREAM, 1), (SOAP, 2)).under([two_for_ten])

    assert cart.total == Money(10_00 + 4_50)


def test_a_bundle_dearer_than_its_pieces_is_not_made() -> None:
    assert (
        basket((SOAP, 2)).under([a(PromotionKind.BUNDLE, count=2, cents=9_50)]).total.cents == 900
    )


def test_a_menu_takes_one_piece_of_each_part() -> None:
    menu = a(
        PromotionKind.MENU,
        "Menu midi",
        cents=7_50,
        targets=(
            Target(categories=frozenset({"drinks"})),
            Target(products=frozenset({"p-Quiche"})),
        ),
    )
    water = goods("Eau", 1_50, category_id="drinks")
    cola = goods("Cola", 2_50, category_id="drinks")
    quiche = goods("Quiche", 6_50)

    cart = basket((water, 1), (quiche, 2), (cola, 1)).under([menu])

    assert cart.total == Money(7_50 + 7_50)
    assert {line.promotion_name for line in cart.priced()} == {"Menu midi"}


def test_a_menu_without_one_of_its_parts_is_none() -> None:
    menu = a(
        PromotionKind.MENU,
        cents=1_00,
        targets=(Target(products=frozenset({"p-Savon"})), Target(products=frozenset({"p-Eau"}))),
    )

    assert basket((SOAP, 3)).under([menu]).total == Money(13_50)


def test_the_customer_gets_the_better_of_two() -> None:
    cart = basket((SOAP, 3))

    assert cart.under([percent(4000, "a"), three_for_two("b")]).total == Money(13_50 - 5_40)
    assert cart.under([percent(2000, "a"), three_for_two("b")]).total == Money(9_00)


def test_set_promotions_that_want_the_same_pieces_are_tried_in_every_order() -> None:
    poor_first = three_for_two("a", position=0)
    rich = a(PromotionKind.BUNDLE, "b", count=3, cents=1_00, position=1)

    (line,) = basket((SOAP, 3)).under([poor_first, rich]).priced()

    assert (line.gross, line.promotion_name) == (Money(1_00), "b")


def test_pieces_left_by_a_set_still_get_their_own_promotion() -> None:
    (line,) = basket((SOAP, 4)).under([percent(1000, "a"), three_for_two("b")]).priced()

    assert line.promotion == Money(4_50 + 45)
    assert line.promotion_name == "b + a"


@pytest.mark.parametrize(
    "item",
    [
        goods("Roman", 20_00, flags=frozenset({FIXED_PRICE})),
        goods("Consigne", 50, kind=LineKind.DEPOSIT),
        free_amount("Divers", Money(5_00), VatRate(2000)),
    ],
)
def test_books_deposits_and_typed_prices_take_no_promotion(item: Sellable) -> None:
    cart = basket((item, 3)).under([percent(5000), three_for_two()])

    assert cart.total == item.price * 3


def test_a_discount_given_by_hand_replaces_the_lines_promotion() -> None:
    cart = basket((SOAP, 1), (CREAM, 1)).under([percent(5000)])

    cart = cart.discount_line(0, Discount.cents(1_00), "abîmé")

    assert [line.promotion.cents for line in cart.priced()] == [0, 6_00]
    assert cart.priced()[0].discount == Money(1_00)


def test_the_baskets_discount_comes_after_the_promotions() -> None:
    cart = basket((CREAM, 1)).under([percent(5000)]).discount_basket(Discount.basis_points(1000))

    assert cart.total == Money(5_40)
    assert cart.basket_discount == Money(60)


def test_lines_of_an_online_order_keep_the_price_that_was_agreed() -> None:
    cart = Cart().add(SOAP, Quantity.pieces(3), order_line_id="o-1").under([three_for_two()])

    assert cart.total == Money(13_50)


@pytest.mark.parametrize(
    ("limits", "is_held"),
    [
        ({}, True),
        ({"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 23)}, True),
        ({"starts_on": date(2026, 11, 24)}, False),
        ({"ends_on": date(2026, 11, 22)}, False),
        ({"weekdays": 0b000_0001}, True),
        ({"weekdays": 0b111_1110}, False),
        ({"from_minute": 720, "until_minute": 721}, True),
        ({"until_minute": 720}, False),
        ({"customer_group": "club"}, False),
    ],
)
def test_a_promotion_holds_in_its_days_hours_and_group_only(
    limits: dict[str, object], is_held: bool
) -> None:
    promotion = percent(1000, **limits)  # type: ignore[arg-type]

    assert (in_force([promotion], MONDAY_NOON) == (promotion,)) is is_held


def test_members_of_the_group_get_theirs() -> None:
    promotion = percent(1000, customer_group="club")

    assert in_force([promotion], MONDAY_NOON, {"club"}) == (promotion,)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        (PromotionKind.PERCENTAGE, {"basis_points": 0}),
        (PromotionKind.PERCENTAGE, {"basis_points": 10_001}),
        (PromotionKind.AMOUNT, {"cents": 0}),
        (PromotionKind.N_FOR_M, {"count": 2, "paid": 2}),
        (PromotionKind.BUNDLE, {"count": 1, "cents": 5}),
        (PromotionKind.BUNDLE, {"count": 2, "cents": 0}),
        (PromotionKind.MENU, {"cents": 5}),
    ],
)
def test_terms_that_give_nothing_are_refused(kind: PromotionKind, terms: dict[str, int]) -> None:
    with pytest.raises(RefusedError) as refused:
        a(kind, **terms)  # type: ignore[arg-type]
    assert refused.value.code == "promotion_terms"


@pytest.mark.parametrize(
    "limits",
    [
        {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)},
        {"weekdays": 0},
        {"from_minute": 600, "until_minute": 600},
    ],
)
def test_a_promotion_that_never_holds_is_refused(limits: dict[str, object]) -> None:
    with pytest.raises(RefusedError) as refused:
        percent(1000, **limits)  # type: ignore[arg-type]
    assert refused.value.code == "promotion_never"


SHELF = tuple(
    goods(
        str(place),
        price,
        vat=VatRate(550 if place % 2 else 2000),
        category_id=f"c-{place % 3}",
        unit=Unit.KILOGRAM if place == 6 else Unit.PIECE,
        flags=frozenset({FIXED_PRICE} if place == 7 else ()),
    )
    for place, price in enumerate((1_15, 2_50, 2_50, 99, 14_90, 33, 23_90, 20_00))
)

targets: st.SearchStrategy[tuple[Target, ...]] = st.one_of(
    st.just(()),
    st.sets(st.integers(0, 7), min_size=1, max_size=4).map(
        lambda chosen: (Target(products=frozenset(f"p-{place}" for place in chosen)),)
    ),
    st.integers(0, 2).map(lambda place: (Target(categories=frozenset({f"c-{place}"})),)),
)


@st.composite
def promotions(draw: st.DrawFn) -> Promotion:
    kind = draw(st.sampled_from(tuple(PromotionKind)))
    count = draw(st.integers(2, 5))
    given: dict[PromotionKind, dict[str, int]] = {
        PromotionKind.PERCENTAGE: {"basis_points": draw(st.integers(1, 10_000))},
        PromotionKind.AMOUNT: {"cents": draw(st.integers(1, 3_000))},
        PromotionKind.N_FOR_M: {"count": count, "paid": draw(st.integers(1, count - 1))},
        PromotionKind.BUNDLE: {"count": count, "cents": draw(st.integers(1, 3_000))},
        PromotionKind.MENU: {"cents": draw(st.integers(1, 3_000))},
    }
    chosen: tuple[Target, ...] = draw(targets)
    if kind is PromotionKind.MENU:
        others = draw(st.sets(st.integers(0, 7), min_size=2, max_size=3))
        chosen = tuple(Target(products=frozenset({f"p-{place}"})) for place in sorted(others))
    ident = draw(st.text("abcdef", min_size=6, max_size=6))
    return a(kind, ident, **given[kind], targets=chosen, position=draw(st.integers(0, 2)))


def distinct(found: list[Promotion]) -> list[Promotion]:
    return list({each.id: each for each in found}.values())


offers = st.lists(promotions(), max_size=5).map(distinct)
purchases = st.lists(st.tuples(st.sampled_from(SHELF), st.integers(1, 7)), min_size=1, max_size=8)


@given(purchases, offers)
def test_a_promotion_never_raises_a_line_nor_takes_more_than_it_costs(
    bought: list[tuple[Sellable, int]], offered: list[Promotion]
) -> None:
    for line in basket(*bought).under(offered).priced():
        assert Money(0) <= line.promotion <= line.amount
        assert line.amount - line.discount == line.gross
        assert bool(line.promotion) == bool(line.promotion_name)
        assert line.line.item.takes_discount or not line.promotion


@given(purchases, offers)
def test_what_is_shown_adds_up_to_the_cent(
    bought: list[tuple[Sellable, int]], offered: list[Promotion]
) -> None:
    plain = basket(*bought)
    cart = plain.under(offered)

    assert plain.total - cart.total == cart.promoted
    assert total_of([row.gross for row in cart.vat]) == cart.turnover


@given(st.data(), purchases, offers)
def test_the_order_of_scanning_changes_nothing(
    data: st.DataObject, bought: list[tuple[Sellable, int]], offered: list[Promotion]
) -> None:
    pieces = [each for each in bought if each[0].unit is Unit.PIECE]
    shuffled = data.draw(st.permutations(pieces))

    one, other = basket(*pieces).under(offered), basket(*shuffled).under(offered)

    assert one.total == other.total
    assert one.vat == other.vat
    assert sorted((line.line.item.label, line.gross) for line in one.priced()) == sorted(
        (line.line.item.label, line.gross) for line in other.priced()
    )


@given(purchases, st.lists(promotions(), max_size=3).map(distinct))
def test_one_more_set_promotion_never_raises_the_total(
    bought: list[tuple[Sellable, int]], offered: list[Promotion]
) -> None:
    cart = basket(*bought)
    fewer = [each for each in offered[1:] if each.needs_set]

    assert cart.under([*fewer, three_for_two()]).total <= cart.under(fewer).total


@given(st.lists(st.integers(1, 2_000), min_size=1, max_size=7), st.integers(2, 4))
def test_n_for_m_is_the_best_that_any_grouping_gives(prices: list[int], count: int) -> None:
    cart = basket(*[(goods(f"{place}", price), 1) for place, price in enumerate(prices)])

    def best(left: tuple[int, ...]) -> int:
        if len(left) < count:
            return 0
        return max(
            min(left[place] for place in chosen)
            + best(tuple(price for place, price in enumerate(left) if place not in chosen))
            for chosen in combinations(range(len(left)), count)
        )

    one_free = a(PromotionKind.N_FOR_M, count=count, paid=count - 1)

    assert cart.under([one_free]).promoted.cents == best(tuple(prices))


@settings(max_examples=20)
@given(st.integers(1, 1_000_000))
def test_a_million_pieces_on_a_line_are_no_million_steps(count: int) -> None:
    cart = basket((SOAP, count)).under([three_for_two(), percent(100, "a")])

    assert cart.promoted == SOAP.price * (count // 3) + (SOAP.price * (count % 3)).share(100)


class Counted(Target):
    """Counts how often it is asked."""

    asked = 0

    def covers(self, item: Sellable) -> bool:
        Counted.asked += 1
        return super().covers(item)


def test_the_cost_grows_with_the_lines_only() -> None:
    everything = (Counted(categories=frozenset({"c-all"})),)
    offered = [
        percent(1000, targets=everything),
        three_for_two(targets=everything),
        a(PromotionKind.BUNDLE, "b", count=4, cents=3_00, targets=everything),
    ]

    def cost(lines: int) -> int:
        Counted.asked = 0
        basket(*[(goods(f"{place:03d}", 100 + place), 2) for place in range(lines)]).under(
            offered
        ).priced()
        return Counted.asked

    assert cost(480) <= 8 * cost(60)
