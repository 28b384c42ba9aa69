from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain.cart import MAX_LINES, Cart, Discount
from desktop.domain.sellable import FIXED_PRICE, LineKind, Sellable, free_amount
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

RATES = (2000, 1000, 550, 210)


def goods(
    label: str,
    price: int,
    vat: int = 2000,
    unit: Unit = Unit.PIECE,
    kind: LineKind = LineKind.GOODS,
    flags: tuple[str, ...] = (),
) -> Sellable:
    return Sellable(
        variant_id=f"v-{label}",
        product_id=f"p-{label}",
        label=label,
        price=Money(price),
        unit=unit,
        vat=VatRate(vat),
        kind=kind,
        flags=frozenset(flags),
        on_hand=Quantity(0, unit),
    )


def the_example_basket() -> Cart:
    """The worked example of the fiscal study, § 2.13."""
    return (
        Cart()
        .add(goods("Comté", 23_90, 550, Unit.KILOGRAM), Quantity.grams(345))
        .add(goods("Pain", 1_15, 550), Quantity.pieces(3))
        .add(goods("Vin", 14_90, 2000), Quantity.pieces(1))
        .add(goods("Sandwich chaud", 6_80, 1000), Quantity.pieces(1))
        .add(goods("Journal", 3_20, 210, flags=(FIXED_PRICE,)), Quantity.pieces(1))
        .add(goods("Consigne", 50, 0, kind=LineKind.DEPOSIT), Quantity.pieces(2))
        .discount_basket(Discount.cents(5_00))
    )


def test_the_worked_example_of_the_study_comes_out_to_the_cent() -> None:
    cart = the_example_basket()

    assert [line.gross.cents for line in cart.priced()] == [702, 293, 1267, 578, 320, 100]
    assert cart.turnover == Money(31_60)
    assert cart.total == Money(32_60)
    assert [(row.rate.basis_points, row.net.cents, row.vat.cents) for row in cart.vat] == [
        (2000, 1056, 211),
        (1000, 525, 53),
        (550, 943, 52),
        (210, 313, 7),
    ]


def test_the_same_piece_again_raises_its_line() -> None:
    pen = goods("Stylo", 2_50)
    cart = Cart().add(pen, Quantity.pieces(1)).add(goods("Cahier", 3_00), Quantity.pieces(1))

    cart = cart.add(pen, Quantity.pieces(2))

    assert [line.quantity.thousandths for line in cart.lines] == [3000, 1000]
    assert cart.touched == 0


def test_each_weighing_and_each_free_amount_is_a_line_of_its_own() -> None:
    cheese = goods("Comté", 23_90, 550, Unit.KILOGRAM)
    repair = free_amount("Retouche", Money(12_00), VatRate(2000), LineKind.SERVICE)

    cart = Cart().add(cheese, Quantity.grams(200)).add(cheese, Quantity.grams(150))
    cart = cart.add(repair, Quantity.pieces(1)).add(repair, Quantity.pieces(1))

    assert len(cart.lines) == 4


def test_an_amount_printed_by_the_scale_stands_whatever_the_weight_rounds_to() -> None:
    cheese = goods("Comté", 23_90, 550, Unit.KILOGRAM)

    cart = Cart().add(cheese, Quantity.grams(183), priced_at=Money(4_38))

    assert cart.total == Money(4_38)
    assert cart.set_quantity(0, Quantity.grams(200)).total == Money(4_78)


def test_a_voided_line_leaves_the_total_and_is_remembered() -> None:
    cart = Cart().add(goods("Stylo", 2_50), Quantity.pieces(2))
    cart = cart.add(goods("Cahier", 3_00), Quantity.pieces(1)).void(0)

    assert cart.total == Money(3_00)
    assert cart.voided == (Money(5_00),)


def test_the_basket_before_an_act_is_unchanged_by_it() -> None:
    before = Cart().add(goods("Stylo", 2_50), Quantity.pieces(1))

    before.void(0)
    before.discount_basket(Discount.basis_points(1000))

    assert before.total == Money(2_50)
    assert before.voided == ()


@pytest.mark.parametrize("kind", [LineKind.DEPOSIT, LineKind.GOODS])
def test_books_press_and_deposits_take_no_discount(kind: LineKind) -> None:
    book = goods("Livre", 18_00, 550, kind=kind, flags=(FIXED_PRICE,))
    cart = Cart().add(book, Quantity.pieces(1))

    with pytest.raises(RefusedError) as refused:
        cart.discount_line(0, Discount.basis_points(1000))
    assert refused.value.code == "discount_not_allowed"
    with pytest.raises(RefusedError):
        cart.discount_basket(Discount.cents(100))


def test_a_discount_takes_no_more_than_there_is() -> None:
    cart = Cart().add(goods("Stylo", 2_50), Quantity.pieces(1))

    assert cart.discount_line(0, Discount.cents(10_00)).total == Money(0)
    assert cart.discount_basket(Discount.cents(10_00)).total == Money(0)


@pytest.mark.parametrize("value", [0, -1])
def test_a_discount_of_nothing_is_refused(value: int) -> None:
    with pytest.raises(RefusedError) as refused:
        Discount.cents(value)
    assert refused.value.code == "discount_out_of_range"


def test_more_than_the_whole_price_is_no_share() -> None:
    with pytest.raises(RefusedError):
        Discount.basis_points(10_001)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (Quantity(500), "wrong_unit"),
        (Quantity.grams(1000), "wrong_unit"),
        (Quantity.pieces(0), "quantity_out_of_range"),
        (Quantity.pieces(-1), "quantity_out_of_range"),
        (Quantity(3_017_620_422_003_000), "quantity_out_of_range"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(quantity: Quantity, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Cart().add(goods("Stylo", 2_50), quantity)
    assert refused.value.code == code


def test_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        Cart().void(0)
    assert refused.value.code == "no_such_line"


def test_a_basket_has_an_end() -> None:
    line = Cart().add(free_amount("Divers", Money(100), VatRate(2000)), Quantity.pieces(1)).lines[0]
    full = replace(Cart(), lines=(line,) * MAX_LINES)

    with pytest.raises(RefusedError) as refused:
        full.add(free_amount("Divers", Money(100), VatRate(2000)), Quantity.pieces(1))
    assert refused.value.code == "too_many_lines"


def test_articles_are_counted_as_people_count_them() -> None:
    assert the_example_basket().articles == 1 + 3 + 1 + 1 + 1 + 2


discounts = st.one_of(
    st.none(),
    st.integers(1, 20_000).map(Discount.cents),
    st.integers(1, 10_000).map(Discount.basis_points),
)


@st.composite
def baskets(draw: st.DrawFn) -> Cart:
    cart = Cart()
    for place in range(draw(st.integers(1, 8))):
        unit = draw(st.sampled_from((Unit.PIECE, Unit.KILOGRAM)))
        item = goods(
            str(place),
            draw(st.integers(0, 50_000)),
            draw(st.sampled_from(RATES)),
            unit,
            draw(st.sampled_from(tuple(LineKind))),
            draw(st.sampled_from(((), (FIXED_PRICE,)))),
        )
        count = draw(st.integers(1, 40))
        cart = cart.add(item, Quantity(count * 1000 if unit is Unit.PIECE else count * 37, unit))
        if item.takes_discount:
            cart = cart.discount_line(place, draw(discounts))
    if any(line.item.takes_discount for line in cart.lines):
        cart = cart.discount_basket(draw(discounts))
    return cart


@given(baskets())
def test_lines_rates_and_total_always_agree(cart: Cart) -> None:
    priced = cart.priced()

    assert total_of([line.gross for line in priced]) == cart.total
    assert total_of([row.gross for row in cart.vat]) == cart.turnover
    assert all(row.net + row.vat == row.gross for row in cart.vat)
    assert all(line.amount - line.discount == line.gross for line in priced)


@given(baskets())
def test_no_line_is_ever_charged_less_than_nothing_or_more_than_its_price(cart: Cart) -> None:
    for line in cart.priced():
        assert Money(0) <= line.gross <= line.amount
        if not line.line.item.takes_discount:
            assert line.gross == line.amount


@given(baskets())
def test_the_basket_discount_is_spread_to_the_cent(cart: Cart) -> None:
    before = replace(cart, discount=None)

    assert before.total - cart.total == cart.basket_discount


BOTTLE = goods("Consigne bouteille", 20, 0, kind=LineKind.DEPOSIT)
BEER = structs.replace(goods("Bière", 2_40), deposit=BOTTLE)


def labels(cart: Cart) -> list[tuple[str, int]]:
    return [(line.item.label, line.quantity.thousandths) for line in cart.lines]


def test_a_deposit_comes_counts_and_goes_with_its_goods() -> None:
    cart = Cart().add(goods("Pain", 1_15), Quantity.pieces(1)).add(BEER, Quantity.pieces(2))
    assert labels(cart)[1:] == [("Bière", 2000), ("Consigne bouteille", 2000)]

    cart = cart.add(BEER, Quantity.pieces(4))
    assert labels(cart)[1:] == [("Bière", 6000), ("Consigne bouteille", 6000)]
    assert (cart.total, cart.turnover, cart.articles) == (Money(16_75), Money(15_55), 7)

    cart = cart.void(1)
    assert labels(cart) == [("Pain", 1000)]
    assert cart.voided == (Money(14_40), Money(1_20))


def test_a_deposit_taken_out_by_itself_leaves_the_goods() -> None:
    cart = Cart().add(BEER, Quantity.pieces(2)).void(1).set_quantity(0, Quantity.pieces(3))

    assert labels(cart) == [("Bière", 3000)]


def test_a_deposit_is_counted_on_its_goods_only() -> None:
    with pytest.raises(RefusedError) as refused:
        Cart().add(BEER, Quantity.pieces(2)).set_quantity(1, Quantity.pieces(1))
    assert refused.value.code == "follows_its_line"


def test_empties_are_owed_to_the_customer_and_are_no_turnover() -> None:
    cart = Cart().take_back(BOTTLE, Quantity.pieces(6)).take_back(BOTTLE, Quantity.pieces(6))
    assert (cart.total, cart.turnover, cart.vat) == (Money(-2_40), Money(0), ())

    cart = cart.add(BEER, Quantity.pieces(1))

    assert cart.total == Money(2_40 + 20 - 2_40)
    assert cart.discount_basket(Discount.basis_points(5000)).total == Money(2_40 + 20 - 3_60)


def test_only_packaging_comes_back_as_empties() -> None:
    with pytest.raises(RefusedError) as refused:
        Cart().take_back(BEER, Quantity.pieces(1))
    assert refused.value.code == "no_deposit"


def test_another_price_keeps_the_catalogues_beside_it() -> None:
    cart = (
        Cart().add(goods("Vase", 40_00), Quantity.pieces(2)).price_line(0, Money(35_00), "ébréché")
    )

    (line,) = cart.lines
    assert (line.unit_price, line.item.price, line.reason) == (
        Money(35_00),
        Money(40_00),
        "ébréché",
    )
    assert cart.total == Money(70_00)
    assert cart.price_line(0, None).lines[0].reason == ""


@pytest.mark.parametrize("price", [0, -1, 10**12])
def test_a_price_of_nothing_or_of_a_barcode_is_refused(price: int) -> None:
    with pytest.raises(RefusedError) as refused:
        Cart().add(goods("Vase", 40_00), Quantity.pieces(2)).price_line(0, Money(price))
    assert refused.value.code == "amount_out_of_range"


def test_more_pieces_at_a_price_by_hand_are_counted_at_that_price() -> None:
    dear = Cart().add(goods("Vase", 40_00), Quantity.pieces(1)).price_line(0, Money(10**9))

    with pytest.raises(RefusedError) as refused:
        dear.set_quantity(0, Quantity.pieces(101))
    assert refused.value.code == "quantity_out_of_range"


@pytest.mark.parametrize("price", [-1, 10**11 + 1])
def test_an_amount_below_nothing_or_of_a_barcode_does_not_enter_the_basket(price: int) -> None:
    stylo = goods("Stylo", 2_50)

    with pytest.raises(RefusedError) as refused:
        Cart().add(stylo, Quantity.pieces(1), priced_at=Money(price))
    assert refused.value.code == "amount_out_of_range"
    with pytest.raises(RefusedError):
        Cart().add(structs.replace(stylo, price=Money(price)), Quantity.pieces(1))


def test_a_line_sells_no_more_gift_cards_than_a_counter_can_draw() -> None:
    card = goods("Carte cadeau", 10_00, 0, kind=LineKind.VOUCHER)

    assert Cart().add(card, Quantity.pieces(100)).total == Money(1000_00)
    with pytest.raises(RefusedError) as refused:
        Cart().add(card, Quantity.pieces(101))
    assert refused.value.code == "quantity_out_of_range"


def test_books_keep_their_price() -> None:
    cart = Cart().add(goods("Livre", 18_00, flags=(FIXED_PRICE,)), Quantity.pieces(1))

    with pytest.raises(RefusedError) as refused:
        cart.price_line(0, Money(10_00))
    assert refused.value.code == "discount_not_allowed"
    with pytest.raises(RefusedError) as refused:
        cart.give_away(0, "cadeau")
    assert refused.value.code == "discount_not_allowed"


def test_a_gift_costs_nothing_and_says_why() -> None:
    cart = Cart().add(goods("Échantillon", 3_00), Quantity.pieces(1)).give_away(0, "fidélité")

    assert cart.total == Money(0)
    assert (cart.lines[0].is_gift, cart.lines[0].reason) == (True, "fidélité")
    with pytest.raises(RefusedError) as refused:
        cart.give_away(0, " ")
    assert refused.value.code == "reason_missing"


def test_what_was_given_by_hand_does_not_spread_to_the_next_piece() -> None:
    sample = goods("Échantillon", 3_00)
    cart = Cart().add(sample, Quantity.pieces(1)).give_away(0, "fidélité")

    assert cart.add(sample, Quantity.pieces(1)).total == Money(3_00)


def test_notes_are_kept_short_and_with_their_line() -> None:
    cart = (
        Cart().add(goods("Bague", 90_00), Quantity.pieces(1)).note_line(0, " gravée " + "x" * 500)
    )

    assert cart.lines[0].note.startswith("gravée xxx")
    assert len(cart.lines[0].note) == 120
