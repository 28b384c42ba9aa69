from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cart import Discount
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import returns, selling
from desktop.services.counter.selling import Checkout, RefundLine
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, found, paid_in_cash, sell


def give_back(
    shop: Shop, sale_id: str, *lines: tuple[int, Quantity], means: Means = Means.CASH
) -> selling.SaleDone:
    wanted = tuple(RefundLine(position, quantity) for position, quantity in lines)
    return selling.refund(shop, sale_id, wanted, means, OWNER, "rapporté")


def test_a_refund_is_a_ticket_of_its_own_that_brings_the_stock_back(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Sandwich", 5_78, vat=1000).opened() as shop:
        sold = sell(shop, "Sandwich")
        done = give_back(shop, sold.sale_id, (0, Quantity.pieces(1)))
        view = selling.sale(shop, done.sale_id)

        assert (done.total, done.number) == (Money(-5_78), "T01-2026-000002")
        assert (view.is_refund, view.refund_of, view.note) == (True, sold.number, "rapporté")
        assert [(row.gross.cents, row.vat.cents) for row in view.vat] == [(-578, -53)]
        assert found(shop, "Sandwich").on_hand == Quantity.pieces(10)
        assert done.receipt_required
        assert till_sessions.till_state(shop).expected_cash == Money(100_00)


def test_successive_refunds_cancel_the_vat_to_the_cent(tmp_path: Path) -> None:
    # The study's example: 4 × 0.85 € at 20 % bear 0.57 of VAT, given back 0.14 0.15 0.14 0.14.
    with a_shop(tmp_path).with_product("Gomme", 85).opened() as shop:
        sold = sell(shop, ("Gomme", 4))
        backs = [give_back(shop, sold.sale_id, (0, Quantity.pieces(1))) for _ in range(4)]

        vat = [selling.sale(shop, back.sale_id).vat[0].vat.cents for back in backs]
        assert vat == [-14, -15, -14, -14]
        assert sum(vat) == -selling.sale(shop, sold.sale_id).vat[0].vat.cents


def test_no_more_comes_back_than_was_bought(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold = sell(shop, ("Stylo", 2))
        give_back(shop, sold.sale_id, (0, Quantity.pieces(1)))

        with pytest.raises(RefusedError) as refused:
            give_back(shop, sold.sale_id, (0, Quantity.pieces(2)))
        assert refused.value.code == "more_than_bought"
        assert refused.value.facts["left"] == Quantity.pieces(1)
        assert selling.sale(shop, sold.sale_id).is_refundable


@pytest.mark.parametrize(
    "line",
    [
        RefundLine(0, Quantity.pieces(0)),
        RefundLine(0, Quantity.pieces(-1)),
        RefundLine(0, Quantity(1000, Unit.KILOGRAM)),
        RefundLine(7, Quantity.pieces(1)),
    ],
)
def test_what_was_never_bought_does_not_come_back(tmp_path: Path, line: RefundLine) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold = sell(shop, "Stylo")

        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, sold.sale_id, (line,), Means.CASH, OWNER, "")
        assert refused.value.code == "more_than_bought"


def test_the_same_line_twice_in_one_refund_is_refused(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold = sell(shop, "Stylo")
        twice = (RefundLine(0, Quantity.pieces(1)),) * 2

        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, sold.sale_id, twice, Means.CASH, OWNER, "")
        assert refused.value.code == "line_named_twice"


def test_everything_that_is_left_can_be_given_back_at_once(tmp_path: Path) -> None:
    shelf = (
        a_shop(tmp_path)
        .with_product("Vin", 14_90)
        .with_product("Consigne", 50, vat=0, kind="deposit")
    )
    with shelf.opened() as shop:
        sold = sell(shop, ("Vin", 2), ("Consigne", 2))
        give_back(shop, sold.sale_id, (0, Quantity.pieces(1)))

        rest = give_back(shop, sold.sale_id)

        assert rest.total == Money(-15_90)
        assert not selling.sale(shop, sold.sale_id).is_refundable
        with pytest.raises(RefusedError) as refused:
            give_back(shop, sold.sale_id)
        assert refused.value.code == "nothing_to_refund"


def test_a_refund_is_not_refunded(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        back = give_back(shop, sell(shop, "Stylo").sale_id)

        with pytest.raises(RefusedError) as refused:
            give_back(shop, back.sale_id)
        assert refused.value.code == "refund_of_refund"


def test_an_unknown_ticket_is_not_refunded(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            give_back(shop, new_id())
        assert refused.value.code == "unknown_sale"


def test_the_same_refund_pressed_twice_is_one(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold, ident = sell(shop, ("Stylo", 2)), new_id()
        line = (RefundLine(0, Quantity.pieces(1)),)

        first = selling.refund(shop, sold.sale_id, line, Means.CASH, OWNER, "", refund_id=ident)
        again = selling.refund(shop, sold.sale_id, line, Means.CASH, OWNER, "", refund_id=ident)

        assert first == again
        assert selling.sale(shop, sold.sale_id).lines[0].refundable == Quantity.pieces(1)


def test_closed_till_refuses_a_refund(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold = sell(shop, "Stylo")
        till_sessions.close_till(shop, Money(102_50), OWNER)

        with pytest.raises(RefusedError) as refused:
            give_back(shop, sold.sale_id)
        assert refused.value.code == "till_closed"


def test_belgian_cash_given_back_is_rounded(tmp_path: Path) -> None:
    with a_shop(tmp_path).in_country("BE").with_product("Gaufre", 3_12).opened() as shop:
        sold = sell(shop, "Gaufre")
        back = give_back(shop, sold.sale_id)

        assert (sold.total, back.total) == (Money(3_10), Money(-3_10))
        assert selling.sale(shop, back.sale_id).rounding == Money(2)
        card = sell(shop, "Gaufre")
        assert give_back(shop, card.sale_id, means=Means.CARD).total == Money(-3_12)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_refunds_in_any_portions_end_at_nothing(data: st.DataObject) -> None:
    prices = data.draw(st.lists(st.integers(1, 3_000), min_size=1, max_size=3))
    with TemporaryDirectory() as folder:
        shelf = a_shop(Path(folder))
        for place, price in enumerate(prices):
            vat = data.draw(st.sampled_from((2000, 1000, 550)))
            shelf.with_product(f"Article {place}", price, vat=vat)
        with shelf.opened() as shop:
            count = data.draw(st.integers(1, 4))
            cart = a_cart(shop, *((f"article {place}", count) for place in range(len(prices))))
            if cart.total > Money(1):
                off = data.draw(st.integers(1, cart.total.cents - 1))
                cart = cart.discount_basket(Discount.cents(off))
            sold = selling.take_payment(shop, paid_in_cash(cart))
            backs = []
            for position in data.draw(st.permutations(range(len(prices)))):
                left = count
                while left:
                    part = data.draw(st.integers(1, left))
                    backs.append(give_back(shop, sold.sale_id, (position, Quantity.pieces(part))))
                    left -= part
            views = [selling.sale(shop, done.sale_id) for done in (sold, *backs)]
            assert sum(view.due.cents for view in views) == 0
            assert sum(view.net.cents for view in views) == 0
            assert sum(row.vat.cents for view in views for row in view.vat) == 0
            assert till_sessions.till_state(shop).expected_cash == Money(100_00)


def paid_by_vouchers(tmp_path: Path) -> tuple[AShop, Tenders]:
    builder = a_shop(tmp_path).with_product("Panier", 10_00, vat=550, flags=("meal_voucher",))
    tenders = Tenders().add(Means.MEAL_VOUCHER, Money(20_00)).add(Means.CASH, Money(10_00))
    return builder, tenders


def test_what_meal_vouchers_paid_goes_back_as_a_credit_note_and_not_as_money(
    tmp_path: Path,
) -> None:
    builder, tenders = paid_by_vouchers(tmp_path)
    with builder.opened() as shop:
        cart = a_cart(shop, ("Panier", 3))
        sold = selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))
        one, two = ((RefundLine(0, Quantity.pieces(count)),) for count in (1, 2))

        for means in (Means.CASH, Means.CARD, Means.TRANSFER):
            with pytest.raises(RefusedError) as refused:
                selling.refund(shop, sold.sale_id, two, means, OWNER, "")
            assert refused.value.code == "not_paid_in_money"
            assert refused.value.facts["allowed"] == Money(10_00)
            with pytest.raises(RefusedError, match="not_paid_in_money"):
                returns.credit_of(shop, sold.sale_id, two, means)
        selling.refund(shop, sold.sale_id, one, Means.CASH, OWNER, "")
        with pytest.raises(RefusedError, match="not_paid_in_money"):
            selling.refund(shop, sold.sale_id, one, Means.CASH, OWNER, "")
        selling.refund(shop, sold.sale_id, two, Means.CREDIT_NOTE, OWNER, "")


def test_the_rest_of_an_exchange_is_no_way_to_cash_meal_vouchers(tmp_path: Path) -> None:
    builder, _tenders = paid_by_vouchers(tmp_path)
    with builder.with_product("Pain", 1_00).opened() as shop:
        paid = Tenders().add(Means.MEAL_VOUCHER, Money(20_00))
        cart = a_cart(shop, ("Panier", 2))
        sold = selling.take_payment(shop, Checkout(cart=cart, tenders=paid, staff=OWNER))
        exchange = selling.Exchange(
            sale_id=sold.sale_id, lines=(), reason="", refund_id=new_id(), means_back=Means.CASH
        )
        bread = Checkout(
            cart=a_cart(shop, "Pain"),
            tenders=Tenders().add(Means.EXCHANGE, Money(1_00)),
            staff=OWNER,
            exchange=exchange,
        )

        with pytest.raises(RefusedError, match="not_paid_in_money"):
            selling.take_payment(shop, bread)
        noted = replace(exchange, means_back=Means.CREDIT_NOTE)
        selling.take_payment(shop, replace(bread, exchange=noted))
