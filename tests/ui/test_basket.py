"""The basket at the counter: what undo takes out is counted like any line taken out."""

from dataclasses import replace

from desktop.domain.cart import Cart
from desktop.domain.sellable import Sellable, free_amount
from desktop.ui.sale.basket import Basket
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

ONE, TWO = Quantity.pieces(1), Quantity.pieces(2)


def goods(cents: int) -> Sellable:
    return free_amount(f"à {cents}", Money(cents), VatRate(2000))


def filled(*cents: int) -> Basket:
    basket = Basket()
    for each in cents:
        basket.become(basket.cart.add(goods(each), ONE))
    return basket


def test_lines_that_undo_takes_out_are_voided_all_of_them() -> None:
    basket = filled(1_00, 2_00, 3_00)
    basket.undo()
    basket.undo()
    basket.become(basket.cart.add(goods(5_00), ONE))

    cart = basket.hand_out()

    assert [line.amount for line in cart.lines] == [Money(1_00), Money(5_00)]
    assert cart.voided == (Money(3_00), Money(2_00))
    assert basket.hand_out() == Cart()


def test_a_quantity_or_a_void_that_is_undone_takes_nothing_out() -> None:
    basket = filled(1_00, 2_00)
    basket.become(basket.cart.set_quantity(0, TWO))
    basket.undo()
    basket.become(basket.cart.void(1))
    basket.undo()

    cart = basket.hand_out()

    assert [line.amount for line in cart.lines] == [Money(1_00), Money(2_00)]
    assert cart.voided == ()


def test_undo_never_loses_a_basket_that_was_put_aside() -> None:
    basket = filled(1_00)
    basket.undo()
    basket.take_up(Cart().add(goods(2_00), ONE))

    assert not basket.has_past
    assert not basket.undo()
    cart = basket.hand_out()
    assert [line.amount for line in cart.lines] == [Money(2_00)]
    assert cart.voided == (Money(1_00),)


def test_a_basket_taken_up_in_place_of_an_emptied_one_stands_for_both() -> None:
    basket = Basket()
    basket.take_up(replace(Cart().add(goods(1_00), ONE), put_aside_as=("first",)))
    basket.become(basket.cart.void(0))
    basket.take_up(replace(Cart().add(goods(2_00), ONE), put_aside_as=("second",)))

    assert set(basket.hand_out().put_aside_as) == {"first", "second"}


def test_a_basket_thrown_away_and_taken_back_is_whole() -> None:
    basket = filled(1_00, 2_00)
    basket.throw_away()
    basket.undo()

    assert basket.hand_out().voided == ()
