from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from desktop.domain.cart import Cart, Discount
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Tenders
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services import bargains, selling
from desktop.services.bargains import part_of
from desktop.services.selling import Checkout
from desktop.services.shop import Shop
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, a_shop


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
        assert bargains.allow(shop, cart, tenth, seller) is tenth

        more = cart.discount_line(0, Discount.cents(4_01))
        assert refusal(shop, cart, more, seller)["basis_points"] == 1003
        assert bargains.allow(shop, cart, more, seller, approved_by="03") is more
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

        assert bargains.allow(shop, allowed, after, seller) is after


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
        assert bargains.allow(shop, Cart(), whole, seller) is whole
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
        keg = replace(a_cart(shop, "Fût").lines[0].item, kind=LineKind.DEPOSIT, variant_id="")
        one, ten = (Cart().take_back(keg, Quantity.pieces(count)) for count in (1, 10))
        paid_out = Checkout(cart=ten, tenders=Tenders(), staff=seller)
        selling.take_payment(shop, replace(paid_out, cart=one, sale_id=new_id()))

        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, paid_out)
        assert refused.value.facts["act"] == "refund"
        done = selling.take_payment(shop, replace(paid_out, approved_by="03"))

        assert done.total == Money(-300_00)
