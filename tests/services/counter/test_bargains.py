from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import insert

from desktop.domain.cart import Cart, Discount
from desktop.domain.roles import Act
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Tenders
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.counter import bargains, selling
from desktop.services.counter.bargains import part_of
from desktop.services.counter.selling import Checkout
from desktop.services.counter.shelf import quick_item
from desktop.services.shop import Shop
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_cart, a_shop, paid_in_cash


@pytest.mark.parametrize(
    ("given", "price", "part"),
    [
        (10_00, 100_00, 1000),
        (10_01, 100_00, 1001),
        (1, 3_00, 34),
        (0, 5, 0),
        (-5, 100, 0),
        (5, 0, 0),
    ],
)
def test_what_is_given_up_is_rounded_up(given: int, price: int, part: int) -> None:
    assert part_of(Money(given), Money(price)) == part


def test_a_shop_without_pins_gives_what_it_likes(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        cart = a_cart(shop, "Vase")

        for after in (
            cart.price_line(0, Money(1)),
            cart.give_away(0, "fidélité"),
            cart.discount_basket(Discount.basis_points(9000)),
        ):
            assert bargains.allow(shop, cart, after, OWNER) is after


def test_nothing_new_asks_for_nothing(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        assert bargains.allow(shop, Cart(), Cart(), "nobody") == Cart()


def with_seller(shop: Shop) -> str:
    """Return the code of a seller, who may give ten per cent, in a shop that asks for PINs."""
    with shop.begin() as work:
        work.connection.execute(
            insert(table_of(Staff)).values(code="02", name="", role="seller", pin_hash="unread")
        )
        work.connection.execute(
            insert(table_of(Staff)).values(code="03", name="", role="manager", pin_hash="unread")
        )
        work.commit()
    return "02"


def refusal(shop: Shop, before: Cart, after: Cart, seller: str) -> dict[str, object]:
    with pytest.raises(RefusedError) as refused:
        bargains.allow(shop, before, after, seller)
    assert refused.value.code == "needs_approval"
    return refused.value.facts


def test_a_seller_gives_what_the_role_allows_and_asks_for_more(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase")
        tenth = cart.discount_line(0, Discount.basis_points(1000))
        assert bargains.allow(shop, cart, tenth, seller).lines == tenth.lines

        more = cart.discount_line(0, Discount.cents(4_01))
        assert refusal(shop, cart, more, seller)["basis_points"] == 1003
        (granted,) = bargains.allow(shop, cart, more, seller, approved_by="03").granted
        assert (granted.act, granted.basis_points, granted.by) == ("discount", 1003, "03")
        assert refusal(shop, cart, cart.give_away(0, "cadeau"), seller)["act"] == "gift"
        assert refusal(shop, cart, cart.price_line(0, Money(39_00)), seller)["act"] == (
            "price_override"
        )
        basket = cart.discount_basket(Discount.basis_points(2500))
        assert refusal(shop, cart, basket, seller)["basis_points"] == 2500


def test_what_was_allowed_before_is_not_asked_again(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Vase", 40_00).with_product("Carte", 3_00)
    with shelf.opened() as shop:
        seller = with_seller(shop)
        allowed = a_cart(shop, "Vase", "Carte").give_away(0, "approuvé")

        after = allowed.discount_line(1, Discount.basis_points(500))

        assert bargains.allow(shop, allowed, after, seller).lines == after.lines


def test_throwing_a_basket_away_is_an_act_of_its_own(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        bargains.allow_clearing(shop, with_seller(shop))
        with pytest.raises(RefusedError) as refused:
            bargains.allow_clearing(shop, "nobody")
        assert refused.value.facts["act"] == "void_basket"


def test_more_pieces_of_a_gift_are_asked_again(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller = with_seller(shop)
        given = a_cart(shop, "Vase").give_away(0, "fidélité")
        hundred = given.set_quantity(0, Quantity.pieces(100))

        assert bargains.gives_more(given, hundred)
        assert refusal(shop, given, hundred, seller)["act"] == "gift"
        assert not bargains.gives_more(hundred, given)


def test_an_amount_off_is_asked_again_when_it_becomes_a_larger_part(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Vase", 40_00).with_product("Carte", 10_00)
    with shelf.opened() as shop:
        seller = with_seller(shop)
        whole = a_cart(shop, "Vase", "Carte").discount_basket(Discount.cents(5_00))
        assert bargains.allow(shop, Cart(), whole, seller).lines == whole.lines
        rest = whole.void(0)
        line = a_cart(shop, "Vase").set_quantity(0, Quantity.pieces(10))
        line = line.discount_line(0, Discount.cents(40_00))

        assert bargains.gives_more(whole, rest)
        assert refusal(shop, whole, rest, seller)["basis_points"] == 5000
        assert bargains.gives_more(line, line.set_quantity(0, Quantity.pieces(1)))


def test_goods_that_come_and_go_leave_a_part_of_the_price_what_it_was(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Vase", 39_99).with_product("Carte", 3_33)
    with shelf.opened() as shop:
        tenth = Discount.basis_points(1000)
        basket = a_cart(shop, "Vase", "Carte").discount_basket(tenth)
        line = a_cart(shop, "Vase", "Carte").discount_line(0, tenth).price_line(1, Money(3_00))
        for cart in (a_cart(shop, "Vase", "Carte"), basket, line):
            for after in (
                cart.void(1),
                cart.set_quantity(0, Quantity.pieces(7)),
                cart.set_quantity(1, Quantity.pieces(3)),
            ):
                assert not bargains.gives_more(cart, after)


def test_a_second_gift_like_the_first_is_asked_too(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, vase = with_seller(shop), a_cart(shop, "Vase")
        item = vase.lines[0].item
        one = vase.give_away(0, "fidélité").add(item, Quantity.pieces(1))
        both = one.give_away(1, "fidélité")

        assert refusal(shop, one, both, seller)["act"] == "gift"
        assert bargains.gives_more(one, both)


def test_empties_pay_out_no_more_than_the_seller_may_give_back(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Fût", 30_00).opened() as shop:
        seller = with_seller(shop)
        keg = structs.replace(
            a_cart(shop, "Fût").lines[0].item, kind=LineKind.DEPOSIT, variant_id=""
        )
        one, ten = (Cart().take_back(keg, Quantity.pieces(count)) for count in (1, 10))
        paid_out = Checkout(cart=ten, tenders=Tenders(), staff=seller)
        selling.take_payment(shop, replace(paid_out, cart=one, sale_id=new_id()))

        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, paid_out)
        assert refused.value.facts["act"] == "refund"
        done = selling.take_payment(shop, replace(paid_out, approved_by="03"))

        assert done.total == Money(-300_00)


def paid_by(cart: Cart, seller: str, **more: object) -> Checkout:
    return replace(paid_in_cash(cart), staff=seller, **more)  # type: ignore[arg-type]


def test_a_lines_discount_and_the_baskets_do_not_pass_a_limit_together(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, tenth = with_seller(shop), Discount.basis_points(1000)
        line = a_cart(shop, "Vase").discount_line(0, tenth)
        both = line.discount_basket(tenth)

        assert bargains.gives_more(line, both)
        assert refusal(shop, line, both, seller)["basis_points"] == 1900
        small = line.add(
            structs.replace(line.lines[0].item, variant_id="other"), Quantity.pieces(19)
        )
        little = small.discount_basket(Discount.basis_points(900))
        assert bargains.allow(shop, small, little, seller).lines == little.lines


def test_goods_that_go_make_more_of_two_discounts_and_are_asked_about(tmp_path: Path) -> None:
    shelf = a_shop(tmp_path).with_product("Vase", 40_00).with_product("Lustre", 400_00)
    with shelf.opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase", "Lustre")
        cart = cart.discount_line(0, Discount.basis_points(1000))
        both = bargains.allow(shop, cart, cart.discount_basket(Discount.basis_points(900)), seller)
        alone = both.void(1)

        assert bargains.gives_more(both, alone)
        assert refusal(shop, both, alone, seller)["basis_points"] == 1810


@pytest.mark.parametrize("by_hand", ["share", "amount", "price", "gift", "basket", "together"])
def test_what_the_seller_may_not_give_is_refused_when_it_is_paid(
    tmp_path: Path, by_hand: str
) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase")
        tenth = Discount.basis_points(1000)
        given = {
            "share": cart.discount_line(0, Discount.basis_points(1001)),
            "amount": cart.discount_line(0, Discount.cents(4_01)),
            "price": cart.price_line(0, Money(39_00)),
            "gift": cart.give_away(0, "cadeau"),
            "basket": cart.discount_basket(Discount.basis_points(1001)),
            "together": cart.discount_line(0, tenth).discount_basket(tenth),
        }[by_hand]

        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, paid_by(given, seller))
        assert refused.value.code == "needs_approval"

        allowed = bargains.allow(shop, cart, given, seller, approved_by="03")
        assert selling.take_payment(shop, paid_by(allowed, seller)).total == given.total


def test_what_was_allowed_once_covers_no_more_than_that(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase")
        fifth = cart.discount_line(0, Discount.basis_points(2000))
        allowed = bargains.allow(shop, cart, fifth, seller, approved_by="03")
        half = allowed.discount_line(0, Discount.basis_points(5000))

        with pytest.raises(RefusedError):
            selling.take_payment(shop, paid_by(half, seller))
        selling.take_payment(shop, paid_by(half, seller, approved_by="03"))


def test_whoever_takes_the_till_over_is_paid_for_what_a_manager_gave(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase")
        half = cart.discount_line(0, Discount.basis_points(5000))

        given_by_a_manager = bargains.allow(shop, cart, half, "03")

        selling.take_payment(shop, paid_by(given_by_a_manager, seller))


def test_what_was_allowed_waits_with_a_parked_basket(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        seller, cart = with_seller(shop), a_cart(shop, "Vase")
        gift = bargains.allow(shop, cart, cart.give_away(0, "lot"), seller, approved_by="03")

        again = selling.resume(shop, selling.park(shop, gift, seller, "").id)

        assert again.granted == gift.granted != ()
        selling.take_payment(shop, paid_by(again, seller))


@given(st.integers(1, 99_99), st.integers(1, 9))
def test_a_tenth_is_a_tenth_whatever_cent_it_is_rounded_to(price: int, pieces: int) -> None:
    item = quick_item("Pain", Money(price), VatRate(550))
    tenth = Discount.basis_points(1000)
    cart = Cart().add(item, Quantity.pieces(pieces))

    assert bargains.parts(cart.discount_line(0, tenth)) == {Act.DISCOUNT: 1000}
    assert bargains.parts(cart.discount_basket(tenth)) == {Act.DISCOUNT: 1000}
    half = Discount.basis_points(500)
    assert bargains.parts(cart.discount_line(0, half).discount_basket(half))[Act.DISCOUNT] <= 1000
