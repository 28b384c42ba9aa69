"""What paid a ticket is followed through exchanges: nothing but money becomes money."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import customers, returns, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.selling import Checkout, RefundLine
from desktop.services.money import accounts, vouchers
from desktop.services.money.origins import PAID_OUT
from desktop.services.money.vouchers import VoucherKind
from desktop.services.shop import Shop
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, a_shop, found, sell

PRICE = 10_00
DEAREST = 13_37
"""Of the goods that are taken instead."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = a_shop(tmp_path).with_product("Panier", PRICE, flags=("meal_voucher",), stock=999)
    builder.with_product("Boîte", DEAREST, vat=550, flags=("meal_voucher",), stock=999)
    with builder.with_product("Consigne", 50, vat=0, kind="deposit").opened() as shop:
        yield shop


def a_credit_note(shop: Shop, pieces: int = 1) -> str:
    """Return the code of a credit note for so many baskets that were paid in cash."""
    cart = a_cart(shop, ("panier", pieces))
    tenders = Tenders().add(Means.CASH, cart.total)
    bought = selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))
    back = selling.refund(shop, bought.sale_id, (), Means.CREDIT_NOTE, OWNER, "x")
    (note,) = vouchers.of_sale(shop, back.sale_id)
    return note.code


def bought_by_note(shop: Shop) -> str:
    tenders = Tenders().add(Means.CREDIT_NOTE, Money(PRICE), token=a_credit_note(shop))
    checkout = Checkout(cart=a_cart(shop, "panier"), tenders=tenders, staff=OWNER)
    return selling.take_payment(shop, checkout).sale_id


def exchanged(shop: Shop, sale_id: str, goods: str, *, by: Means = Means.CASH) -> str:
    """Bring everything of a ticket back, take other goods for it; pay, or be given, the rest."""
    lines = (RefundLine(0, selling.sale(shop, sale_id).lines[0].refundable),)
    cart = a_cart(shop, goods)
    covered = min(returns.credit_of(shop, sale_id, lines), cart.total)
    tenders = Tenders().add(Means.EXCHANGE, covered)
    if cart.total > covered:
        tenders = tenders.add(by, cart.total - covered)
    exchange = selling.Exchange(
        sale_id=sale_id, lines=lines, reason="x", refund_id=new_id(), means_back=by
    )
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER, exchange=exchange)
    return selling.take_payment(shop, checkout).sale_id


def allowed(shop: Shop, sale_id: str, means: Means = Means.CASH) -> Money | None:
    """Return what the till says may go back as money; None where it gave everything."""
    try:
        selling.refund(shop, sale_id, (), means, OWNER, "x")
    except RefusedError as error:
        refused = error
    else:
        return None
    left = refused.facts["allowed"]
    assert isinstance(left, Money)
    return left


def test_what_a_credit_note_paid_is_no_cash(shop: Shop) -> None:
    sale_id = bought_by_note(shop)

    assert allowed(shop, sale_id) == Money(0)
    back = selling.refund(shop, sale_id, (), Means.CREDIT_NOTE, OWNER, "x")

    (note,) = vouchers.of_sale(shop, back.sale_id)
    assert (note.kind, note.balance) == (VoucherKind.CREDIT_NOTE, Money(PRICE))


def test_goods_paid_by_credit_note_stay_so_through_two_exchanges(shop: Shop) -> None:
    second = exchanged(shop, bought_by_note(shop), "boîte")
    third = exchanged(shop, second, "boîte")

    assert allowed(shop, third) == Money(DEAREST - PRICE)
    selling.refund(shop, third, (), Means.CREDIT_NOTE, OWNER, "x")


def test_the_rest_of_an_exchange_of_such_goods_is_a_credit_note(shop: Shop) -> None:
    dear = exchanged(shop, bought_by_note(shop), "boîte", by=Means.CARD)
    exchanged(shop, dear, "panier", by=Means.CARD)
    dearer = exchanged(shop, bought_by_note(shop), "boîte")
    again = exchanged(shop, dearer, "boîte")

    with pytest.raises(RefusedError, match="not_paid_in_money"):
        exchanged(shop, again, "consigne")
    exchanged(shop, again, "consigne", by=Means.CREDIT_NOTE)


def test_meal_vouchers_are_no_cash_after_an_exchange_either(shop: Shop) -> None:
    tenders = Tenders().add(Means.MEAL_VOUCHER, Money(6_00)).add(Means.CASH, Money(4_00))
    checkout = Checkout(cart=a_cart(shop, "panier"), tenders=tenders, staff=OWNER)
    sold = selling.take_payment(shop, checkout)

    other = exchanged(shop, sold.sale_id, "boîte")

    assert allowed(shop, other) == Money(4_00 + DEAREST - PRICE)


def test_what_money_paid_is_money_after_any_number_of_exchanges(shop: Shop) -> None:
    sale_id = sell(shop, "panier").sale_id
    for goods in ("boîte", "panier", "panier", "boîte"):
        sale_id = exchanged(shop, sale_id, goods)

    assert allowed(shop, sale_id) is None


def test_goods_on_an_account_are_money_once_it_is_paid(shop: Shop) -> None:
    who = customers.add(shop, CustomerDraft(name="Mme Roux"))
    cart = a_cart(shop, "panier").for_buyer(who.buyer)
    tenders = Tenders().add(Means.ON_ACCOUNT, cart.total)
    sold = selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))
    assert allowed(shop, sold.sale_id) == Money(0)

    part = Tenders().add(Means.CASH, Money(4_00))
    accounts.pay_account(shop, who.id, part, OWNER, payment_id=new_id())
    assert allowed(shop, sold.sale_id) == Money(4_00)

    other = exchanged(shop, sold.sale_id, "panier")
    assert allowed(shop, other) == Money(4_00)
    part = Tenders().add(Means.CARD, Money(6_00))
    accounts.pay_account(shop, who.id, part, OWNER, payment_id=new_id())
    assert allowed(shop, other) is None


def test_goods_on_an_account_go_back_onto_it(shop: Shop) -> None:
    who = customers.add(shop, CustomerDraft(name="Mme Roux"))
    cart = a_cart(shop, "panier").for_buyer(who.buyer)
    tenders = Tenders().add(Means.ON_ACCOUNT, cart.total)
    sold = selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))

    assert allowed(shop, sold.sale_id, Means.ON_ACCOUNT) is None
    assert accounts.balance(shop, who.id) == Money(0)


def test_empties_brought_along_pay_like_coins(shop: Shop) -> None:
    bottle = found(shop, "consigne")
    cart = a_cart(shop, "panier").take_back(bottle, Quantity.pieces(3))
    tenders = Tenders().add(Means.CASH, cart.total)
    sold = selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))

    assert cart.total == Money(8_50)
    assert allowed(shop, sold.sale_id) is None


class Chain:
    """One purchase and all that becomes of it, and what money went each way."""

    def __init__(self, shop: Shop, data: st.DataObject) -> None:
        self.shop, self.data = shop, data
        self.money_in = self.money_out = 0
        self.is_all_money = True
        self.held: list[str] = []

    def _paid(self, due: int, paid: Tenders) -> Tenders:
        """Put down what is due by chance, in up to three parts."""
        left = due
        for part in range(3):
            cents = left if part == 2 else self.data.draw(st.integers(0, left))
            if not cents:
                continue
            means = self.data.draw(
                st.sampled_from([Means.CASH, Means.CARD, Means.MEAL_VOUCHER, Means.CREDIT_NOTE])
            )
            token = a_credit_note(self.shop, 3) if means is Means.CREDIT_NOTE else ""
            paid = paid.add(means, Money(cents), token=token)
            left -= cents
        return paid

    def _note(self, sale_id: str) -> None:
        for tender in selling.sale(self.shop, sale_id).tenders:
            if tender.means in PAID_OUT:
                self.money_in += max(tender.amount.cents, 0)
                self.money_out += max(-tender.amount.cents, 0)
            elif tender.means is not Means.EXCHANGE and tender.amount > Money(0):
                self.is_all_money = False

    def buy(self) -> None:
        cart = a_cart(self.shop, ("panier", self.data.draw(st.integers(1, 2))))
        tenders = self._paid(cart.total.cents, Tenders())
        checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER)
        self._done(selling.take_payment(self.shop, checkout).sale_id)

    def _done(self, sale_id: str) -> None:
        self._note(sale_id)
        self.held.append(sale_id)

    def act(self) -> None:
        sale_id = self.data.draw(st.sampled_from(self.held))
        line = selling.sale(self.shop, sale_id).lines[0]
        pieces = line.refundable.thousandths // 1000
        if not pieces:
            return
        back = (RefundLine(0, Quantity.pieces(self.data.draw(st.integers(1, pieces)))),)
        means = self.data.draw(st.sampled_from([Means.CASH, Means.CARD, Means.CREDIT_NOTE]))
        is_told = False
        try:
            if self.data.draw(st.booleans()):
                done = selling.refund(self.shop, sale_id, back, means, OWNER, "x")
                self._note(done.sale_id)
            else:
                self._exchange(sale_id, back, means)
        except RefusedError as refused:
            is_told = refused.code == "not_paid_in_money"
            if not is_told:
                raise
        assert not (is_told and self.is_all_money)

    def _exchange(self, sale_id: str, back: tuple[RefundLine, ...], means: Means) -> None:
        cart = a_cart(self.shop, (self.data.draw(st.sampled_from(["panier", "boîte"])), 1))
        covered = min(returns.credit_of(self.shop, sale_id, back), cart.total)
        tenders = self._paid((cart.total - covered).cents, Tenders().add(Means.EXCHANGE, covered))
        exchange = selling.Exchange(
            sale_id=sale_id, lines=back, reason="x", refund_id=new_id(), means_back=means
        )
        checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER, exchange=exchange)
        done = selling.take_payment(self.shop, checkout)
        self._note(exchange.refund_id)
        self._done(done.sale_id)

    def end(self) -> None:
        """Bring everything back: by money while the till gives some, then by credit note."""
        for sale_id in self.held:
            while selling.sale(self.shop, sale_id).lines[0].refundable:
                one = (RefundLine(0, Quantity.pieces(1)),)
                try:
                    done = selling.refund(self.shop, sale_id, one, Means.CASH, OWNER, "x")
                except RefusedError:
                    if self.is_all_money:
                        raise
                    done = selling.refund(self.shop, sale_id, one, Means.CREDIT_NOTE, OWNER, "x")
                self._note(done.sale_id)


def test_no_chain_of_sales_exchanges_and_refunds_pays_out_more_money_than_came_in(
    shop: Shop,
) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.data())
    def play(data: st.DataObject) -> None:
        chain = Chain(shop, data)
        chain.buy()
        for _step in range(data.draw(st.integers(1, 5))):
            chain.act()
            assert chain.money_out <= chain.money_in
        chain.end()
        assert chain.money_out <= chain.money_in

    play()
